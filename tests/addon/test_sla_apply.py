"""A changed policy, or changed working hours, and the tickets that are open: rules 11 and 12."""

from datetime import date, datetime, timedelta

from sla_common import START, SlaCase

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

EIGHT = [
    Command.create(
        {"name": day, "dayofweek": day, "hour_from": 8, "hour_to": 16, "day_period": "morning"}
    )
    for day in "01234"
]


class ApplyCase(SlaCase):
    def apply(self, mode, version=None, calendar=None, check=True, user=None):
        """Choose a mode in the wizard, look at the dry run, and apply it; return the wizard."""
        wizard = (
            self.env["aftersales.sla.apply"]
            .with_user(user or self.administrator)
            .create(
                {
                    "version_id": version and version.id,
                    "resource_calendar_id": calendar and calendar.id,
                    "mode": mode,
                }
            )
        )
        if check:
            wizard.action_check()
        wizard.action_apply()
        return wizard.sudo()

    def stored(self, ticket):
        """Return everything that is stored of the ticket's clocks."""
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM aftersales_sla_clock WHERE ticket_id = %s", [ticket.id])
        return self.env.cr.dictfetchall()

    def draft(self, hours):
        version = self.policy.version_ids[:1].copy()
        version.target_ids.amount = hours * 60
        return version


class TestNewVersion(ApplyCase):
    def setUp(self):
        super().setUp()
        self.ticket = self.opened()
        self.solved = self.opened()
        with self.at(hours=1):
            self.solved.action_resolve()

    def test_new_tickets_only_leaves_open_ones_as_promised(self):
        version = self.draft(2)
        with self.at(hours=3):
            self.apply("new", version)
        self.assertEqual(version.state, "released")
        self.assertEqual(self.clock(self.ticket).due_at, START + timedelta(hours=8))
        with self.at(hours=4):
            new = self.new_ticket()
        self.assertEqual(self.clock(new).due_at, START + timedelta(hours=6))

    def test_from_now_on_keeps_what_was_used(self):
        version = self.draft(4)
        with self.at(hours=3):
            wizard = self.apply("forward", version)
        clock = self.clock(self.ticket)
        self.assertEqual((clock.due_at, clock.elapsed), (START + timedelta(hours=4), 3 * 3600))
        self.assertEqual((clock.state, clock.target_id), ("running", version.target_ids))
        self.assertEqual(
            (wizard.ticket_count, wizard.clock_count, wizard.changed_count, wizard.late_count),
            (1, 1, 1, 0),
        )

    def test_as_from_the_start_is_late_by_the_change_and_says_so(self):
        version = self.draft(2)
        with self.at(hours=3):
            wizard = self.apply("retroactive", version)
        clock = self.clock(self.ticket)
        self.assertEqual(clock.breached_at, START + timedelta(hours=2))
        self.assertTrue(clock.on_reclassification)
        self.assertEqual(wizard.late_count, 1)
        self.assertEqual(wizard.line_ids.mapped("late"), [True])

    def test_ended_clocks_never_change(self):
        before = self.stored(self.solved)
        with self.at(hours=3):
            self.apply("retroactive", self.draft(0.5))
        self.assertEqual(self.stored(self.solved), before)

    def test_dry_run_shows_what_then_happens_and_writes_nothing(self):
        paused = self.opened()
        with self.at(hours=1):
            paused.stage_id = self.env.ref("aftersales_addon.stage_waiting_supplier")
        self.policy.version_ids[:1].target_ids  # the target does not pause for suppliers
        for mode in ("forward", "retroactive"):
            with self.subTest(mode), self.at(hours=3):
                version = self.policy.draft_version_id or self.draft(6)
                wizard = (
                    self.env["aftersales.sla.apply"]
                    .with_user(self.administrator)
                    .create({"version_id": version.id, "mode": mode})
                )
                events = self.env["aftersales.event"].search_count([])
                snapshots = self.env["aftersales.sla.calendar"].search_count([])
                wizard.action_check()
                self.assertEqual(self.env["aftersales.event"].search_count([]), events)
                self.assertEqual(self.env["aftersales.sla.calendar"].search_count([]), snapshots)
                self.assertEqual(version.state, "draft")
                shown = {
                    line.ticket_id: (line.state_after, line.due_after) for line in wizard.line_ids
                }
        with self.at(hours=3):
            wizard.action_apply()
        done = {
            ticket: (self.clock(ticket).state, self.clock(ticket).due_at)
            for ticket in (self.ticket, paused)
        }
        self.assertEqual(shown, done)

    def test_choice_is_on_record(self):
        with self.at(hours=3):
            self.apply("forward", self.draft(4))
        event = self.env["aftersales.event"].search(
            [("type", "=", "policy_changed"), ("record", "=", self.policy.id)], order="id"
        )[-1]
        self.assertEqual(
            (event._facts()["what"], event._facts()["choice"]), ("released", "forward")
        )
        attached = self.events(self.ticket).filtered(lambda event: event.type == "sla_attached")[-1]
        self.assertEqual(attached._facts()["why"], "policy_changed")
        self.assertEqual(set(attached._facts()["modes"].values()), {"forward"})

    def test_open_tickets_are_changed_only_after_the_dry_run(self):
        version = self.draft(4)
        with self.assertRaisesRegex(UserError, "Show What Changes"):
            self.apply("forward", version, check=False)
        self.assertEqual(version.state, "draft")

    def test_only_an_administrator_decides(self):
        version = self.draft(4)
        with self.assertRaises(AccessError):
            self.apply("new", version, user=self.supervisor)
        wizard = self.env["aftersales.sla.apply"].create({"version_id": version.id})
        for method in ("action_check", "action_apply"):
            with self.subTest(method), self.assertRaisesRegex(UserError, "administrator"):
                getattr(wizard.with_user(self.supervisor).sudo(), method)()

    def test_wizard_of_nothing_says_where_to_open_it(self):
        wizard = self.env["aftersales.sla.apply"].with_user(self.administrator).create({})
        with self.assertRaisesRegex(UserError, "Open this from a policy"):
            wizard.action_check()

    def test_version_in_force_is_not_applied_twice(self):
        version = self.draft(4)
        with self.at(hours=3):
            self.apply("forward", version)
            with self.assertRaisesRegex(UserError, "in force already"):
                self.apply("forward", version)

    def test_new_metric_begins_for_open_tickets(self):
        version = self.policy.version_ids[:1].copy()
        version.target_ids.create(
            {
                "version_id": version.id,
                "metric": "first_response",
                "amount": 4,
                "clock_time": "always",
            }
        )
        with self.at(hours=3):
            self.apply("retroactive", version)
        self.assertEqual(
            self.clock(self.ticket, "first_response").due_at, START + timedelta(hours=4)
        )
        self.assertEqual(self.clock(self.ticket).due_at, START + timedelta(hours=8))


class TestWorkingHours(ApplyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Eight Hours", "tz": "UTC", "attendance_ids": EIGHT}
        )
        cls.team.resource_calendar_id = cls.calendar
        cls.policy.active = False
        cls.policy = cls.new_policy(
            "Hours",
            targets=(
                {"metric": "resolution", "amount": 12, "unit": "hours", "clock_time": "team"},
            ),
        )

    def holiday(self, day, **values):
        return self.env["aftersales.calendar.exception"].create(
            {"resource_calendar_id": self.calendar.id, "date": day, **values}
        )

    def test_holiday_added_later_refunds_open_clocks_when_asked(self):
        ticket, kept = self.opened(), self.opened()
        self.assertEqual(self.clock(ticket).due_at, datetime(2026, 3, 3, 13))
        self.assertFalse(self.calendar.aftersales_differs)
        with self.at(days=1):
            kept.action_resolve()
            before = self.stored(kept)
            self.holiday(date(2026, 3, 2))
            self.calendar.invalidate_recordset()
            self.assertTrue(self.calendar.aftersales_differs)
            self.assertEqual(self.clock(ticket).due_at, datetime(2026, 3, 3, 13))
            action = self.calendar.with_user(self.administrator).action_aftersales_apply()
            self.assertEqual(action["context"], {"default_resource_calendar_id": self.calendar.id})
            wizard = self.apply("retroactive", calendar=self.calendar)
        clock = self.clock(ticket)
        self.assertEqual((clock.due_at, clock.elapsed), (datetime(2026, 3, 4, 12), 3600))
        self.assertEqual(self.stored(kept), before)
        self.assertEqual(wizard.changed_count, 1)
        self.calendar.invalidate_recordset()
        self.assertFalse(self.calendar.aftersales_differs)

    def test_from_now_on_keeps_what_was_counted(self):
        ticket = self.opened()
        with self.at(days=1):
            self.holiday(date(2026, 3, 2))
            self.holiday(date(2026, 3, 4))
            self.apply("forward", calendar=self.calendar)
        clock = self.clock(ticket)
        self.assertEqual((clock.elapsed, clock.due_at), (8 * 3600, datetime(2026, 3, 3, 13)))

    def test_choice_about_hours_is_on_record(self):
        self.opened()
        with self.at(days=1):
            self.holiday(date(2026, 3, 2))
            self.apply("new", calendar=self.calendar)
        event = self.env["aftersales.event"].search([("type", "=", "calendar_changed")], limit=1)
        self.assertEqual(event._facts()["choice"], "new")
        self.assertEqual(event._facts()["calendar"], self.calendar.id)

    def test_tickets_counted_in_other_hours_stay(self):
        self.team.resource_calendar_id = self.calendar.copy()
        ticket = self.opened()
        events = len(self.events(ticket))
        with self.at(days=1):
            self.holiday(date(2026, 3, 2))
            wizard = self.apply("retroactive", calendar=self.calendar)
        self.assertEqual((wizard.ticket_count, len(self.events(ticket))), (0, events))

    def test_broken_hours_are_refused_with_the_reason(self):
        self.calendar.attendance_ids.unlink()
        for call in (
            lambda: self.apply("forward", calendar=self.calendar),
            lambda: self.calendar.with_user(self.administrator).action_aftersales_apply(),
        ):
            with self.assertRaisesRegex(UserError, "no working hours"):
                call()

    def test_ticket_is_counted_again_when_its_hours_are_mended(self):
        self.calendar.attendance_ids.unlink()
        ticket = self.opened(self.agent)
        self.assertEqual((self.clock(ticket).state, ticket.sla_state), ("pending", "pending"))
        with self.at(hours=1):
            with self.assertRaisesRegex(UserError, "no working hours"):
                ticket.with_user(self.agent).action_count_again()
            self.calendar.attendance_ids = EIGHT
            ticket.with_user(self.agent).action_count_again()
        clock = self.clock(ticket)
        self.assertEqual((clock.state, clock.due_at), ("running", datetime(2026, 3, 3, 13)))
        with self.assertRaisesRegex(UserError, "can be counted"):
            ticket.with_user(self.agent).action_count_again()

    def test_agent_of_another_team_counts_nothing_again(self):
        ticket = self.opened(team_id=self.team.copy({"member_ids": False, "leader_id": False}).id)
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent).action_count_again()


class TestProbe(SlaCase):
    def setUp(self):
        super().setUp()
        self.policy.name = "Everybody"
        self.urgent = self.new_policy("Urgent", first_response=1800)
        self.urgent.write({"sequence": 1, "priority": "3"})
        self.faults = self.new_policy("Faults", first_response=7200)
        self.faults.write({"sequence": 2, "domain": "[('category_id.nature', '=', 'fault')]"})
        self.draft = self.new_policy("Later", release=False, first_response=60)
        self.draft.sequence = 3

    def probe(self, **values):
        return (
            self.env["aftersales.sla.probe"]
            .with_user(self.administrator)
            .create({"team_id": self.team.id, **values})
        )

    def against(self, probe):
        return dict(probe._answer()["others"])

    def test_policy_that_holds_is_named_with_its_times_from_now(self):
        with self.at():
            probe = self.probe(priority="3")
            self.assertEqual(probe.policy_id, self.urgent)
            [promise] = probe._answer()["promises"]
        self.assertEqual(
            (promise["time"], promise["due"]), ("00:30", START + timedelta(minutes=30))
        )
        self.assertIn("Urgent", probe.result)

    def test_others_say_what_speaks_against_them_first(self):
        probe = self.probe(priority="1")
        self.assertEqual(probe.policy_id, self.policy)
        self.assertEqual(
            self.against(probe),
            {
                "Urgent": "It is for another priority.",
                "Faults": "Its further conditions are not fulfilled.",
                "Later": "Nothing of it is in force yet.",
            },
        )

    def test_category_gives_team_and_priority_as_for_a_real_ticket(self):
        fault = self.env.ref("aftersales_addon.category_fault")
        self.assertEqual(self.probe(category_id=fault.id).policy_id, self.faults)
        fault.priority = "3"
        self.assertEqual(self.probe(category_id=fault.id).policy_id, self.urgent)

    def test_answer_is_that_of_a_real_ticket(self):
        self.urgent.partner_tag_ids = self.env["res.partner.category"].create({"name": "Gold"})
        for values in ({"priority": "3"}, {"priority": "0"}, {"channel": "email"}):
            with self.subTest(values):
                ticket = self.new_ticket(**values)
                probe = self.probe(partner_id=self.customer.id, **values)
                self.assertEqual(probe.policy_id, ticket.sla_version_id.policy_id)
                by_ticket = self.probe(ticket_id=ticket.id)
                self.assertEqual(by_ticket.policy_id, probe.policy_id)

    def test_asking_stores_no_ticket_and_records_nothing(self):
        tickets = self.env["aftersales.ticket"].search_count([])
        events = self.env["aftersales.event"].search_count([])
        self.probe(priority="3").result
        self.env.flush_all()
        self.assertEqual(self.env["aftersales.ticket"].search_count([]), tickets)
        self.assertEqual(self.env["aftersales.event"].search_count([]), events)

    def test_where_nothing_holds_it_says_so(self):
        self.env["aftersales.sla.policy"].search([]).active = False
        probe = self.probe()
        self.assertFalse(probe.policy_id)
        self.assertIn("No policy holds", probe.result)
        with self.assertRaisesRegex(UserError, "No policy holds"):
            probe.action_open_policy()

    def test_form_answers_while_it_is_filled_in(self):
        with Form(self.env["aftersales.sla.probe"].with_user(self.administrator)) as form:
            form.priority = "3"
            self.assertEqual(form.policy_id, self.urgent)
            form.priority = "1"
            self.assertEqual(form.policy_id, self.policy)

    def test_hours_that_cannot_be_counted_are_named(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "Nothing", "tz": "UTC", "attendance_ids": False}
        )
        calendar.attendance_ids.unlink()
        self.team.resource_calendar_id = calendar
        self.policy.active = False
        self.new_policy(
            "Team Hours",
            targets=({"metric": "resolution", "amount": 1, "clock_time": "team"},),
        )
        [promise] = self.probe(priority="1")._answer()["promises"]
        self.assertIn("no working hours", promise["problem"])
