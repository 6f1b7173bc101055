"""Each clock prints its derivation, and the figures are those of the stored clock (rule 16)."""

from sla_wall import WallCase

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import html2plaintext


class TestExplain(WallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise(metric="resolution", minutes=240)
        cls.agent.tz = "Asia/Shanghai"

    def lived(self):
        """Return a ticket that ran an hour, was held two days, and was solved an hour later."""
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(hours=1)
        self.wait_for_customer(ticket)
        self.later(days=2)
        ticket._move_to("in_progress")
        self.later(hours=1, seconds=5)
        ticket.action_resolve()
        return ticket

    def explained(self, ticket, user=None, metric="resolution"):
        return self.clock(ticket, metric).with_user(user or self.agent)._explained()

    def test_each_line_says_what_happened_and_what_the_clock_did(self):
        lines = self.explained(self.lived())["steps"]
        promise = "Response time committed: Within 240 minutes, version 1"
        self.assertEqual(
            [(line["detail"], line["what"], line["worked"], line["total"]) for line in lines],
            [
                (promise, "starts to run", "0:00:00", "0:00:00"),
                ("Waiting: Customer", "is put on hold", "1:00:00", "1:00:00"),
                ("Work resumed", "goes on", "0:00:00", "1:00:00"),
                ("Resolved", "is fulfilled", "1:00:05", "2:00:05"),
            ],
        )

    def test_instants_are_told_in_utc_and_in_the_readers_zone(self):
        explained = self.explained(self.lived())
        self.assertEqual(explained["zones"], ["UTC", "Asia/Shanghai"])
        self.assertEqual(
            explained["steps"][1]["at"], ["Mon 2026-03-02 09:00:00", "Mon 2026-03-02 17:00:00"]
        )

    def test_zone_of_the_working_hours_is_told_as_well(self):
        hours = self.env["resource.calendar"].create(
            {"name": "Berlin", "tz": "Europe/Berlin", "company_id": self.env.company.id}
        )
        self.promise(
            minutes=60, sequence=0, target_clock_time="calendar",
            target_resource_calendar_id=hours.id,
        )  # fmt: skip
        ticket = self.new_ticket(user_id=self.agent.id)
        explained = self.explained(ticket, metric="first_response")
        self.assertEqual(explained["zones"], ["UTC", "Europe/Berlin", "Asia/Shanghai"])
        self.assertEqual(explained["steps"][0]["at"][1], "Mon 2026-03-02 09:00:00")

    def test_figures_equal_the_stored_clock(self):
        tickets = self.new_ticket(user_id=self.agent.id) | self.lived()
        self.later(hours=300)
        self.sweep()
        for clock in tickets.sla_clock_ids.with_user(self.agent):
            __, steps = clock._steps()
            explained = clock._explained()
            total = self.seconds(explained["steps"][-1]["total"])
            self.assertEqual(total, clock._used_now())
            if clock.stopped_at:
                self.assertEqual(total, clock.elapsed)
            self.assertEqual(steps[0].at, self.epoch(clock.started_at))
            self.assertEqual(
                [self.epoch(clock.breached_at)] if clock.breached_at else [],
                [step.at for step in steps if step.what == "breached"],
            )
            facts = dict(explained["facts"])
            self.assertEqual(self.seconds(facts["Used"]), clock._used_now())
            self.assertEqual(self.seconds(facts.get("On hold", "0:00:00")), clock.paused)

    @staticmethod
    def seconds(text):
        hours, minutes, seconds = map(int, text.split(":"))
        return 3600 * hours + 60 * minutes + seconds

    @staticmethod
    def epoch(value):
        return int((value - type(value)(1970, 1, 1)).total_seconds())

    def test_running_clock_is_counted_until_now(self):
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(hours=3, minutes=40, seconds=1)
        line = self.explained(ticket)["steps"][-1]
        self.assertEqual((line["detail"], line["total"]), ("0:19:59 left", "3:40:01"))
        self.later(minutes=30)
        self.assertEqual(self.explained(ticket)["steps"][-1]["detail"], "late by 0:10:01")

    def test_late_excused_and_why_is_in_words(self):
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(hours=5)
        ticket.action_resolve()
        clock = self.clock(ticket, "resolution")
        clock._record("sla_excused", metric="resolution", instance=1, reason="<b>No power</b>")
        text = html2plaintext(clock.with_user(self.leader).explanation)
        self.assertIn("is late from here on", text)
        self.assertIn("stays late and leaves the appraisal", text)
        self.assertIn("<b>No power</b>", text)  # as typed, and nothing else

    def test_what_people_typed_is_never_markup(self):
        """T16"""
        hostile = "<img src=x onerror=alert(1)>"
        ticket = self.new_ticket(name=hostile, user_id=self.agent.id)
        clock = self.clock(ticket, "resolution").with_user(self.agent)
        self.assertNotIn("<img", clock.explanation)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_addon.report_sla_clock", clock.ids
        )[0]
        self.assertNotIn(b"<img src=x", html)
        self.assertIn(b"&lt;img src=x", html)

    def test_text_of_messages_is_not_printed(self):
        ticket = self.new_ticket(user_id=self.agent.id)
        ticket.message_post(
            body="My door code is 4711",
            author_id=self.customer.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertNotIn("4711", self.clock(ticket, "resolution").explanation)

    def test_report_prints_the_same_lines(self):
        ticket = self.lived()
        clock = self.clock(ticket, "resolution").with_user(self.auditor)
        for action in ("action_report_sla_clock", "action_report_sla_clock_page"):
            report = self.env.ref(f"aftersales_addon.{action}")
            self.assertEqual(report.binding_model_id.model, "aftersales.sla.clock")
            html, __ = (
                self.env["ir.actions.report"]
                .with_user(self.auditor)
                ._render_qweb_html(report.report_name, clock.ids)
            )
            text = html2plaintext(html.decode())
            for line in clock._explained()["steps"]:
                self.assertIn(line["total"], text)
                self.assertIn(line["what"], text)
            self.assertIn(ticket.number, text)

    def test_who_may_not_read_the_clock_reads_no_derivation(self):
        ticket = self.lived()
        outsider = self.new_user("agent", login="outsider", name="Outsider")
        self.env["aftersales.team"].create(
            {"name": "Other", "member_ids": [Command.link(outsider.id)]}
        )
        with self.assertRaises(AccessError):
            self.clock(ticket, "resolution").with_user(outsider).explanation
