"""What screens, mails and the portal say about promised times."""

import ast
from datetime import datetime, timedelta

import pytz
from freezegun import freeze_time
from lxml import etree
from portal_common import PortalCase
from sla_common import SlaCase

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form

OFFICE_HOURS = [
    {"dayofweek": str(day), "hour_from": start, "hour_to": end, "day_period": period, "name": "x"}
    for day in range(5)
    for start, end, period in ((9, 12, "morning"), (13, 18, "afternoon"))
]


class TestCountdown(SlaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["aftersales.sla.policy"].search([]).active = False
        cls.office = cls.env["resource.calendar"].create(
            {
                "name": "Office",
                "tz": "Europe/Berlin",
                "attendance_ids": [Command.clear(), *map(Command.create, OFFICE_HOURS)],
            }
        )
        cls.office_policy = cls.new_policy(
            "In office hours",
            targets=[
                {
                    "metric": "resolution",
                    "amount": 8,
                    "unit": "hours",
                    "clock_time": "calendar",
                    "resource_calendar_id": cls.office.id,
                    "pause_customer": True,
                }
            ],
        )

    def countdown(self, ticket, **after):
        with self.at(**after):
            self.env.invalidate_all()
            return ticket.with_user(self.agent).sla_countdown

    def test_the_screen_gets_what_it_needs_to_count_by_itself(self):
        ticket = self.opened()  # Monday 10:00 in Berlin
        value = self.countdown(ticket, minutes=30)
        self.assertEqual(value["state"], "running")
        self.assertEqual(value["metric"], "Resolution")
        self.assertEqual(value["left"], 7 * 3600 + 1800)
        self.assertEqual(value["now"], "2026-03-02T09:30:00Z")
        self.assertEqual(value["due"], "2026-03-03T09:00:00Z", "an hour of Tuesday is needed")
        self.assertEqual(
            value["spans"][:3],
            [
                ["2026-03-02T09:30:00Z", "2026-03-02T11:00:00Z"],
                ["2026-03-02T12:00:00Z", "2026-03-02T17:00:00Z"],
                ["2026-03-03T08:00:00Z", "2026-03-03T11:00:00Z"],
            ],
        )

    def test_late_counts_working_time_and_goes_on(self):
        ticket = self.opened()
        value = self.countdown(ticket, days=1, hours=4)  # Tuesday 14:00, due at 10:00
        self.assertEqual(value["left"], -3 * 3600, "lunch does not count")
        self.assertEqual(value["spans"][0], ["2026-03-03T13:00:00Z", "2026-03-03T17:00:00Z"])

    def test_paused_says_what_is_left_and_for_whom(self):
        ticket = self.opened()
        with self.at(hours=1):
            ticket.write({"stage_id": self.env.ref("aftersales_addon.stage_waiting_supplier").id})
        value = self.countdown(ticket, hours=1)
        self.assertEqual(value["state"], "running", "this target does not wait for suppliers")
        with self.at(hours=2):
            ticket._move_to("in_progress")
            ticket.sudo().message_post(
                body="Which one?", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            ticket.write({"stage_id": self.env.ref("aftersales_addon.stage_waiting_customer").id})
        value = self.countdown(ticket, days=9)
        self.assertEqual(value["state"], "paused")
        self.assertEqual(value["left"], 6 * 3600)
        self.assertEqual(value["waits"], "waits for the customer")
        self.assertNotIn("due", value)

    def test_ended_says_how_it_went(self):
        met, missed = self.opened(user_id=self.agent.id), self.opened(user_id=self.agent.id)
        with self.at(hours=2):
            met.action_resolve()
        with self.at(days=3):
            missed.action_resolve()
        self.assertEqual(self.countdown(met, days=4)["state"], "met")
        self.assertEqual(self.countdown(missed, days=4)["state"], "missed")

    def test_a_list_of_tickets_takes_no_more_queries_than_one(self):
        tickets = self.env["aftersales.ticket"]
        for _number in range(12):
            tickets |= self.opened()
        queries = []
        for some in (tickets[:2], tickets):
            with self.at(minutes=5):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some.with_user(self.agent).mapped("sla_countdown")
                queries.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(queries[1], queries[0])

    def test_used_time_goes_on_until_now(self):
        clock = self.clock(self.opened())
        with self.at(hours=1):
            clock.invalidate_recordset()
            self.assertEqual(clock.used_seconds, 3600)

    def test_customers_cannot_read_it(self):
        ticket = self.opened()
        field = ticket._fields["sla_countdown"]
        self.assertEqual(
            field.groups, "aftersales_addon.group_agent,aftersales_addon.group_auditor"
        )


class TestFilters(SlaCase):
    """A filter says “today” in the zone of the one who looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        cls.new_policy("Half a day", first_response=12 * 3600)

    def found(self, name, tz, **after):
        view = self.env.ref("aftersales_addon.ticket_view_search_sla")
        arch = self.env["aftersales.ticket"].get_view(view.inherit_id.id, "search")["arch"]
        domain = etree.fromstring(arch).xpath(f"//filter[@name='{name}']")[0].get("domain")
        with self.at(**after):
            tickets = self.env["aftersales.ticket"].with_context(tz=tz)
            return tickets.search(
                [*fields.Domain(ast.literal_eval(domain)), ("id", "in", self.ids)]
            )

    def test_due_today_is_by_the_clock_of_the_reader(self):
        ticket = self.opened(after={"hours": 10})  # Monday 19:00, due on Tuesday at 07:00 UTC
        self.ids = ticket.ids
        self.assertFalse(self.found("due_today", "UTC", hours=11))
        self.assertEqual(self.found("due_today", "Asia/Shanghai", hours=11), ticket)
        self.assertEqual(self.found("due_today", "UTC", hours=16), ticket)
        self.assertEqual(self.found("due_today", "Pacific/Honolulu", hours=16), ticket)
        self.assertFalse(self.found("due_today", "Asia/Shanghai", hours=5))

    def test_about_to_breach_and_late_meet_at_the_due_instant(self):
        ticket = self.opened()
        self.ids = ticket.ids
        self.assertFalse(self.found("about_to_breach", "UTC", hours=11, minutes=29))
        self.assertEqual(self.found("about_to_breach", "UTC", hours=11, minutes=31), ticket)
        self.assertFalse(self.found("late", "UTC", hours=12))
        self.assertEqual(self.found("late", "UTC", hours=12, minutes=1), ticket)
        self.assertFalse(self.found("about_to_breach", "UTC", hours=12, minutes=1))

    def test_the_board_counts_what_its_filters_find(self):
        self.ids = self.opened().ids
        for after, counts in (
            ({"hours": 1}, (1, 0, 0)),
            ({"hours": 11, "minutes": 45}, (1, 1, 0)),
            ({"hours": 13}, (1, 0, 1)),
            ({"days": 2}, (0, 0, 1)),
        ):
            with self.at(**after):
                self.env.invalidate_all()
                team = self.team.with_user(self.leader).with_context(tz="UTC")
                found = (team.due_today_count, team.about_to_breach_count, team.late_count)
                self.assertEqual(found, counts, after)
        action = self.team.with_context(search_default_late=1).action_open_tickets()
        self.assertEqual(action["views"][0][1], "list")
        self.assertEqual(action["context"]["search_default_late"], 1)
        self.assertEqual(action["context"]["search_default_team_id"], self.team.id)

    def test_lists_begin_with_what_is_due_first(self):
        first, late = self.opened(after={"hours": 2}), self.opened()
        never = self.opened(after={"hours": 1})
        with self.at(hours=2):
            never.with_user(self.agent).message_post(
                body="Done", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        arch = self.env["aftersales.ticket"].get_view(
            self.env.ref("aftersales_addon.ticket_view_list").id, "list"
        )["arch"]
        self.assertIn('default_order="sla_due_at, priority desc, id desc"', arch)
        tickets = first | late | never
        found = tickets.search(
            [("id", "in", tickets.ids)], order="sla_due_at, priority desc, id desc"
        )
        self.assertFalse(never.sla_due_at)
        self.assertEqual(found, late + first + never)


class TestPolicyScreens(SlaCase):
    def test_a_policy_is_changed_by_a_draft_that_says_what_it_lacks(self):
        action = self.policy.with_user(self.administrator).action_new_version()
        draft = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(draft.state, "draft")
        with Form(draft.with_user(self.administrator)) as form:
            self.assertFalse(form.release_blocker)
            form.target_ids.remove(index=0)
            form.note = "The contract has changed"
        self.assertIn("Promise something", draft.release_blocker)

    def test_a_breach_says_what_is_missing_before_it_is_closed(self):
        ticket = self.opened()
        self.sweep(hours=9)
        found = self.env["aftersales.investigation"].search([("ticket_id", "=", ticket.id)])
        self.assertEqual(len(found), 1)
        with Form(found.with_user(self.leader)) as form:
            self.assertIn("cause", form.close_blocker)
            form.cause = "process"
            form.step = "assignment"
        self.assertFalse(found.close_blocker)


class TestCustomerIsTold(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.customer.write({"tz": "Asia/Shanghai"})

    def told(self, ticket):
        """Return the acknowledgement of a ticket as plain text."""
        ticket._acknowledge()
        mail = self.env["aftersales.outbox"].search(
            [("ticket_id", "=", ticket.id), ("kind", "=", "acknowledgement")]
        )
        return mail.subject, mail.body_html

    def test_the_acknowledgement_says_by_when_in_the_customers_zone(self):
        ticket = self.new_ticket(channel="portal")
        due = ticket.sla_clock_ids.filtered(lambda c: c.metric == "first_response").due_at
        __, body = self.told(ticket)
        local = pytz.utc.localize(due).astimezone(pytz.timezone("Asia/Shanghai"))
        self.assertIn("We will answer by", body)
        self.assertIn(f"{local:%B} {local.day}, {local.year}", body)
        self.assertIn("China Standard Time", body)

    def test_the_acknowledgement_is_in_the_customers_language(self):
        self.customer.lang = "zh_CN"
        ticket = self.new_ticket(channel="portal")
        self.assertIn("中国标准时间", ticket.with_context(lang="zh_CN")._answer_expected())
        self.assertRegex(ticket.with_context(lang="zh_CN")._answer_expected(), r"\d{4}年\d+月\d+日")

    def test_nothing_is_promised_where_no_policy_holds(self):
        self.env["aftersales.sla.policy"].search([]).active = False
        ticket = self.new_ticket(channel="portal")
        self.assertFalse(ticket._answer_expected())
        self.assertIn("as soon as we can", self.told(ticket)[1])

    def test_the_portal_tells_what_happened_in_the_customers_zone_too(self):
        opened = pytz.utc.localize(self.ticket.opened_at).astimezone(pytz.timezone("Asia/Shanghai"))
        token = self.ticket._portal_ensure_token()
        said = opened.strftime("%b %-d, %Y, %-I:%M:%S")
        link = f"/my/tickets/{self.ticket.id}"
        self.assertIn(said, self.text_of(self.get(link, access_token=token)))
        self.log_in(self.owner)
        self.assertIn(said, self.text_of(self.get(link)))
        self.assertIn(opened.strftime("%-I:%M"), self.text_of(self.get("/my/tickets")))

    def test_the_portal_says_by_when_and_since_when_but_nothing_internal(self):
        self.log_in(self.owner)
        for url in (f"/my/tickets/{self.ticket.id}", "/my/tickets"):
            text = self.text_of(self.get(url))
            self.assertRegex(text, r"We answer by (today|tomorrow)")
            for internal in ("First Response", "Resolution", "SLA", "breach", "Otto"):
                self.assertNotIn(internal, text)
        self.ticket.sudo().message_post(
            body="Which one?", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.ticket.stage_id = self.env.ref("aftersales_addon.stage_waiting_customer")
        self.env.flush_all()
        text = self.text_of(self.get(f"/my/tickets/{self.ticket.id}"))
        self.assertIn("Waiting for you since today", text)

    def test_the_portal_shows_what_was_promised_and_is_honest_when_late(self):
        at = fields.Datetime.now() + timedelta(minutes=30)
        self.ticket._record("promise_given", at=at)
        told = self.ticket._portal_expectations()[self.ticket.id]
        self.assertIn("You have been promised an answer by", told["text"])
        with freeze_time(datetime.now() + timedelta(hours=1)):
            told = self.ticket._portal_expectations()[self.ticket.id]
        self.assertTrue(told["late"])
        self.assertIn("We are sorry", told["text"])

    def test_ended_requests_promise_nothing(self):
        self.move(self.ticket, "resolved", "closed")
        self.assertFalse(self.ticket._portal_expectations())
