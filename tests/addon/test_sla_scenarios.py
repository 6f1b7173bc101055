"""The scenarios of the semantics through the ORM: the same as in the core's tests, with users and writes."""

from datetime import timedelta

from sla_common import START, SlaCase

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.aftersales_addon.models.sla.ticket_clocks import DERIVED

# As far from each other as zones are, with half and quarter hours and days apart.
ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "Asia/Shanghai",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Europe/Vienna",
    "UTC",
)


class TestScenarios(SlaCase):
    def test_a_ticket_gets_its_clock(self):
        ticket = self.opened()
        self.assertRecordValues(
            self.clock(ticket),
            [
                {
                    "state": "running",
                    "started_at": START,
                    "due_at": START + timedelta(hours=8),
                    "breached_at": False,
                }
            ],
        )
        self.assertRecordValues(
            ticket, [{"sla_state": "running", "sla_due_at": START + timedelta(hours=8)}]
        )

    def test_s1_solved_from_hold(self):
        ticket = self.opened()
        with self.at(hours=1):
            self.wait_for_customer(ticket)
        clock = self.clock(ticket)
        self.assertRecordValues(clock, [{"state": "paused", "due_at": False, "elapsed": 3600}])
        with self.at(hours=49):
            ticket.action_resolve()
        self.assertRecordValues(
            clock, [{"state": "fulfilled", "elapsed": 3600, "breached_at": False}]
        )

    def test_s2_a_raise_on_hold_breaches_nothing_until_time_runs(self):
        urgent = self.new_policy("Urgent", resolution=3600)
        urgent.write({"priority": "3", "sequence": 1})
        ticket = self.opened()
        with self.at(hours=1):
            self.wait_for_customer(ticket)
        with self.at(hours=1, minutes=30):
            ticket.priority = "3"
        clock = self.clock(ticket)
        self.assertRecordValues(clock, [{"state": "paused", "elapsed": 3600, "breached_at": False}])
        self.assertEqual(clock.target_id, urgent.target_ids)
        with self.at(hours=2):
            ticket.action_resume()
        self.assertEqual(clock.due_at, START + timedelta(hours=2))
        self.assertFalse(clock.breached_at)
        self.sweep(hours=2, seconds=1)
        self.assertEqual(clock.breached_at, START + timedelta(hours=2))

    def test_s3_reopened_goes_on_with_what_was_left(self):
        ticket = self.opened()
        with self.at(hours=2):
            ticket.action_resolve()
        with self.at(days=10):
            ticket.action_reopen()
        self.assertRecordValues(
            self.clock(ticket),
            [
                {
                    "state": "running",
                    "elapsed": 7200,
                    "due_at": START + timedelta(days=10, hours=6),
                    "instance": 1,
                }
            ],
        )

    def test_s4_created_waiting_never_ran(self):
        waiting = self.env["aftersales.stage"].search([("meaning", "=", "waiting")], limit=1)
        ticket = self.opened(stage_id=waiting.id, waiting_reason="customer")
        self.assertRecordValues(
            self.clock(ticket), [{"state": "paused", "elapsed": 0, "due_at": False}]
        )

    def test_s5_cancelled_counts_nowhere(self):
        ticket = self.opened()
        with self.at(hours=1):
            ticket._move_to("cancelled", cancel_reason="spam")
        clock = self.clock(ticket)
        self.assertRecordValues(
            clock, [{"state": "cancelled", "cancelled_why": "cancelled", "breached_at": False}]
        )
        self.assertFalse(ticket.sla_state)
        self.sweep(hours=9)
        self.assertFalse(clock.breached_at)

    def test_s6_solved_exactly_at_due_is_kept(self):
        ticket = self.opened()
        with self.at(hours=8):
            ticket.action_resolve()
        self.assertRecordValues(
            self.clock(ticket), [{"state": "fulfilled", "elapsed": 8 * 3600, "breached_at": False}]
        )
        self.assertEqual(ticket.sla_state, "met")

    def test_s7_down_over_the_due_instant(self):
        """The breach is the due instant, not when somebody noticed; and is told once."""
        ticket = self.opened()
        clock = self.clock(ticket)
        for __ in range(2):
            self.sweep(hours=20)
        self.assertEqual(clock.breached_at, START + timedelta(hours=8))
        self.assertEqual(self.event_types(ticket).count("sla_breached"), 1)
        investigation = self.env["aftersales.investigation"].search([("ticket_id", "=", ticket.id)])
        self.assertRecordValues(
            investigation, [{"metric": "resolution", "state": "open", "clock_ids": clock.ids}]
        )

    def test_s8_a_new_version_is_for_new_tickets(self):
        ticket = self.opened()
        names = set(DERIVED) - {"shares", "elapsed", "resumed_at"}  # who had it is another matter
        before = self.clock(ticket).read(names)
        with self.at(hours=1):
            draft = self.policy._latest_version().copy()
            draft.target_ids.amount = 60
            draft._release()
        with self.at(hours=2):
            ticket.write({"user_id": self.agent.id})
        self.assertEqual(self.clock(ticket).read(names), before)
        newer = self.opened(after={"hours": 3})
        self.assertEqual(self.clock(newer).due_at, START + timedelta(hours=4))

    def test_s9_the_same_write_by_anybody(self):
        """Agent, administrator, the mail gateway, a cron, several companies, any zone: the same."""
        other = self.env["res.company"].create({"name": "Trader Abroad"})
        self.agent.write({"company_ids": [Command.link(other.id)], "tz": "Asia/Kathmandu"})
        self.administrator.tz = "America/St_Johns"
        hands = {
            "agent": self.env(user=self.agent),
            "both companies": self.env(
                user=self.agent,
                context={"allowed_company_ids": [other.id, self.env.company.id]},
            ),
            "administrator": self.env(user=self.administrator),
            "gateway": self.env(user=self.env.ref("base.user_root"), su=True),
            "public": self.env(user=self.env.ref("base.public_user"), su=True),
            "cron": self.env(context={"cron_id": 1}),
        }
        results = {}
        for name, env in hands.items():
            ticket = self.opened()
            with self.at(minutes=30):
                ticket._log_contact(note="Asked for a photo")
            for hours, step in (
                (1, {"stage_id": self.stage("waiting").id}),
                (30, {"stage_id": self.stage("in_progress").id}),
                (31, {"priority": "3"}),
                (50, {"stage_id": self.stage("resolved").id}),
            ):
                with self.at(hours=hours):
                    ticket.with_env(env).write(step)
            clock = self.clock(ticket)
            results[name] = clock.read(
                ["state", "due_at", "breached_at", "elapsed", "paused", "stopped_at"]
            )[0] | {"id": 0}
        first = results["agent"]
        self.assertEqual(results, dict.fromkeys(results, first))
        self.assertTrue(first["breached_at"])

    def test_zone_and_language_of_whoever_acts_move_no_clock(self):
        """I7: office hours in Vienna over the change to summer time, by agents all over the world."""
        self.env["res.lang"]._activate_lang("zh_CN")
        lines = [
            Command.create({"name": day, "dayofweek": str(day), "hour_from": 9, "hour_to": 17})
            for day in range(7)
        ]
        hours = self.env["resource.calendar"].create(
            {"name": "Daily", "tz": "Europe/Vienna", "attendance_ids": lines}
        )
        office = {"metric": "resolution", "amount": 30, "unit": "hours", "clock_time": "calendar"}
        self.policy.active = False
        self.new_policy(targets=[office | {"resource_calendar_id": hours.id}])
        results = {}
        for zone in ZONES:
            for lang in ("en_US", "zh_CN"):
                self.agent.write({"tz": zone, "lang": lang})
                agent = self.agent.with_context(tz=zone, lang=lang)
                ticket = self.opened(agent, after={"days": 25})  # two days before the change
                with self.at(days=25, hours=3):
                    ticket.with_user(agent).priority = "3"
                with self.at(days=26, hours=11):
                    ticket.with_user(agent)._log_contact(note="Asked for a photo")
                    ticket.with_user(agent).action_wait()
                with self.at(days=27, hours=5):
                    ticket.with_user(agent)._move_to("in_progress")
                self.sweep(days=40)
                results[zone, lang] = self.counted(ticket)
        self.assertEqual(len(set(results.values())), 1)
        [[clock]] = set(results.values())
        # 27 March from ten, 28 all day, 29 (summer time) its last hour, 30 all day, 31 until three
        self.assertEqual(clock[3], START + timedelta(days=29, hours=4))

    def test_customer_is_answered_as_fast_whatever_door_the_message_came_by(self):
        """The same words from the portal, by mail, and taken down for the customer."""
        self.new_policy(next_response=3600).sequence = 1
        self.policy.active = False
        portal = new_test_user(
            self.env, "sla_portal", "base.group_portal", partner_id=self.customer.id
        )
        results = {}
        for name, user in (("portal", portal), ("gateway", self.env.ref("base.user_root"))):
            ticket = self.opened()
            for hours in (1, 3):
                with self.at(hours=hours):
                    ticket.with_user(user).sudo().message_post(
                        body="Is there any news?",
                        author_id=self.customer.id,
                        message_type="comment" if name == "portal" else "email",
                        subtype_xmlid="mail.mt_comment",
                    )
                with self.at(hours=hours, minutes=90):
                    ticket.with_user(self.agent).message_post(
                        body="There is", message_type="comment", subtype_xmlid="mail.mt_comment"
                    )
            results[name] = self.counted(ticket)
        self.assertEqual(results["portal"], results["gateway"])
        self.assertEqual(
            [clock[4] for clock in results["portal"]],
            [START + timedelta(hours=2), START + timedelta(hours=4)],
        )

    def counted(self, ticket):
        """Return all that was counted for the ticket, clock by clock."""
        names = ("metric", "state", "started_at", "due_at", "breached_at", "elapsed", "paused")
        clocks = ticket.sudo().sla_clock_ids.sorted(lambda clock: (clock.metric, clock.instance))
        return tuple(tuple(clock[name] for name in names) for clock in clocks)

    def stage(self, meaning):
        return self.env["aftersales.stage"].search([("meaning", "=", meaning)], limit=1)
