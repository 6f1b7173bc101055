"""Bad input to the response times: a clear message, no traceback, never a wrong clock."""

import threading
import uuid
from datetime import timedelta

from sla_common import START, SlaCase

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

HOURS = {"metric": "resolution", "amount": 1, "unit": "hours", "clock_time": "team"}


class BadInputCase(SlaCase):
    def flexible_calendars(self):
        calendars = self.env["resource.calendar"].create([{"name": "A"}, {"name": "B"}])
        calendars.attendance_ids.filtered(lambda line: line.day_period == "lunch").unlink()
        calendars[0].flexible_hours = True
        calendars[1].duration_based = True
        return calendars


class TestBadTargets(BadInputCase):
    def test_target_of_nothing_less_or_more_than_five_years_is_refused(self):
        draft = self.policy.version_ids.copy()
        for amount in (0, -1, -1e12, -1e305, 1e305, 1e12, 0.0001, 24 * 366 * 5 + 1):
            with (
                self.subTest(amount),
                self.assertRaisesRegex(ValidationError, "five years"),
                self.cr.savepoint(),
            ):
                draft.target_ids.write({"amount": amount, "unit": "hours"})

    def test_target_of_four_years_is_counted(self):
        policy = self.new_policy("Long", resolution=4 * 365 * 86400)
        policy.sequence = 0
        clock = self.clock(self.opened())
        self.assertEqual(clock.due_at, START + timedelta(days=4 * 365))

    def test_target_in_hours_that_cannot_count_is_refused_with_the_reason(self):
        calendars = self.env["resource.calendar"]
        empty = calendars.create({"name": "Nobody Works"})
        empty.attendance_ids.unlink()
        flexible, by_duration = self.flexible_calendars()
        draft = self.policy.version_ids.copy()
        for calendar, reason in (
            (empty, "no working hours"),
            (flexible, "flexible hours"),
            (by_duration, "flexible hours"),
            (calendars, "Choose the working hours"),
        ):
            with (
                self.subTest(reason),
                self.assertRaisesRegex(ValidationError, reason),
                self.cr.savepoint(),
            ):
                draft.target_ids.write(
                    {"clock_time": "calendar", "resource_calendar_id": calendar.id}
                )


class TestBrokenCalendars(BadInputCase):
    """Hours that cannot count stop no intake: the clock is pending, and an administrator is asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.new_policy("Hours", targets=(HOURS,))
        cls.hours.sequence = 0

    def assert_pending(self, ticket):
        self.assertRecordValues(
            self.clock(ticket), [{"state": "pending", "due_at": False, "next_check": False}]
        )
        self.assertEqual(ticket.sla_state, "pending")
        self.assertIn(
            "Response times cannot be counted", ticket.sudo().activity_ids.mapped("summary")
        )

    def test_no_calendar_breaks_no_intake(self):
        self.env.company.resource_calendar_id = False
        self.team.resource_calendar_id = False
        self.assert_pending(self.opened(self.agent))

    def test_calendar_without_hours_breaks_no_intake(self):
        self.team.resource_calendar_id.attendance_ids.unlink()
        self.assert_pending(self.opened(self.agent))

    def test_flexible_calendar_breaks_no_intake(self):
        for calendar in self.flexible_calendars():
            self.team.resource_calendar_id = calendar
            with self.subTest(calendar.name):
                self.assert_pending(self.opened(self.agent))

    def test_deleted_calendar_stays_what_open_tickets_are_counted_in(self):
        self.team.resource_calendar_id = self.env["resource.calendar"].create({"name": "Ours"})
        ticket = self.opened()
        due = self.clock(ticket).due_at
        self.team.resource_calendar_id.unlink()
        with self.at(minutes=10):
            ticket.user_id = self.agent
        self.assertEqual(self.clock(ticket).due_at, due)

    def test_company_without_an_administrator_takes_its_tickets(self):
        company = self.env["res.company"].create({"name": "Trader Abroad"})
        company.resource_calendar_id.attendance_ids.unlink()
        self.env.user.company_ids |= company
        self.env.ref("aftersales_addon.group_administrator").user_ids = self.env.user
        self.env.user.company_ids -= company
        ticket = self.env["aftersales.ticket"].create(
            {"name": "Printer", "team_id": False, "company_id": company.id}
        )
        self.assert_pending(ticket)


class TestPoliciesThatCompete(SlaCase):
    def test_of_overlapping_policies_the_first_in_order_holds(self):
        later = self.new_policy("Later", resolution=60)
        later.sequence = self.policy.sequence + 1
        self.assertEqual(self.opened().sla_policy_id, self.policy)
        later.sequence = self.policy.sequence - 1
        self.assertEqual(self.opened().sla_policy_id, later)

    def test_policy_of_another_company_never_attaches_under_sudo(self):
        company = self.env["res.company"].create({"name": "Trader Abroad"})
        self.env.user.company_ids |= company
        abroad = self.new_policy("Abroad", resolution=60)
        abroad.write({"company_ids": company.ids, "sequence": 0})
        public = self.env.ref("base.public_user")
        for user in (public, self.env.ref("base.user_root"), self.agent):
            tickets = self.env["aftersales.ticket"].with_user(user).sudo()
            tickets = tickets.with_context(allowed_company_ids=[company.id, self.env.company.id])
            ticket = tickets.create({"name": "Printer", "team_id": self.team.id})
            with self.subTest(user.name):
                self.assertEqual(ticket.company_id, self.env.company)
                self.assertEqual(ticket.sla_policy_id, self.policy)

    def test_what_ships_comes_into_force_once_also_by_an_upgrade(self):
        policy = self.new_policy("Shipped", release=False, resolution=3600)
        first, versions = policy.version_ids, self.env["aftersales.sla.policy.version"]
        versions._release_shipped(first.ids)
        self.assertEqual(first.state, "released")
        since, second = first.valid_from, first.copy()
        versions._release_shipped((first | second).ids)
        self.assertEqual((first.valid_from, second.state), (since, "draft"))

    def test_agent_neither_writes_nor_deletes_a_result(self):
        """T31: nor does anybody else."""
        ticket = self.opened(user_id=self.agent.id)
        clock = self.clock(ticket)
        for user in (self.agent, self.leader, self.supervisor, self.administrator, self.auditor):
            own = clock.with_user(user)
            with self.subTest(user.name):
                for door in (
                    lambda own=own: own.write({"breached_at": False, "state": "fulfilled"}),
                    lambda own=own: own.unlink(),
                    lambda own=own: own.copy({"instance": 2}),
                    lambda own=own: own.create({"ticket_id": own.ticket_id.id}),
                ):
                    with self.assertRaises(UserError), self.cr.savepoint():
                        door()
                for vals in (
                    {"sla_state": "met"},
                    {"sla_due_at": False},
                    {"sla_targets": ""},
                    {"sla_version_id": False},
                    {"sla_clock_ids": [Command.clear()]},
                    {"sla_clock_ids": [Command.update(clock.id, {"state": "fulfilled"})]},
                ):
                    with self.assertRaises(UserError), self.cr.savepoint():
                        ticket.with_user(user).write(vals)
                        self.env.flush_all()


class TestStages(SlaCase):
    def stage(self, meaning, **values):
        return self.env["aftersales.stage"].create(
            {"name": meaning.title(), "meaning": meaning, "sequence": 1, **values}
        )

    def test_nothing_is_met_at_creation_whatever_the_order_of_stages(self):
        stages = self.env["aftersales.stage"].search([])
        stages.sequence = 10
        ticket = self.opened()
        self.assertRecordValues(self.clock(ticket), [{"state": "running", "stopped_at": False}])

    def test_stage_change_in_the_transaction_of_the_creation_keeps_the_time(self):
        for meaning in ("in_progress", "resolved"):
            with self.at():
                ticket = self.new_ticket()
                ticket._move_to(meaning)
            with self.subTest(meaning):
                self.assertEqual(self.clock(ticket).started_at, START)
                self.assertEqual(
                    self.clock(ticket).state,
                    "fulfilled" if meaning == "resolved" else "running",
                )
                self.assertFalse(self.clock(ticket).breached_at)

    def test_deleted_stage_leaves_the_clocks_as_they_are(self):
        stage = self.stage("waiting", waiting_reason="supplier")
        ticket = self.opened()
        with self.at(hours=1):
            ticket.stage_id = stage
        with self.assertRaisesRegex(ValidationError, "has tickets"), self.cr.savepoint():
            stage.unlink()
        with self.at(hours=2):
            ticket.action_resume()
        before = self.clock(ticket).read(["state", "due_at", "elapsed", "paused"])
        stage.unlink()
        with self.at(hours=2):
            ticket._settle_clocks()
        self.assertEqual(self.clock(ticket).read(["state", "due_at", "elapsed", "paused"]), before)
        self.assertIn("0:00:00", self.clock(ticket).explanation)

    def test_change_of_team_category_or_priority_is_judged_and_keeps_the_closing_date(self):
        category = self.env["aftersales.category"].create({"name": "Any"})
        team = self.env["aftersales.team"].create({"name": "Other", "alias_name": "test-other"})
        for criterion, value, vals in (
            ("team_ids", team.ids, {"team_id": team.id}),
            ("category_ids", category.ids, {"category_id": category.id}),
            ("priority", "3", {"priority": "3"}),
        ):
            narrow = self.new_policy(criterion, resolution=60)
            narrow.write({criterion: value, "sequence": 0})
            ticket = self.opened()
            with self.at(minutes=1):
                ticket.write(vals)
            with self.subTest(criterion):
                self.assertEqual(ticket.sla_policy_id, narrow)
            ended = self.opened()
            with self.at(minutes=1):
                ended._move_to("cancelled", cancel_reason="spam")
            closed = ended.closed_at
            with self.at(minutes=2):
                ended.write(vals)
            self.assertEqual((closed, ended.state), (ended.closed_at, "cancelled"))
            self.assertEqual(self.clock(ended).state, "cancelled")
            with self.at(minutes=3):
                ended.action_reopen()
            self.assertFalse(ended.closed_at)
            narrow.active = False


class TestTwoAtOnce(BaseCase):
    """Real sessions on cursors of their own; what they leave is committed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.name = f"Race {uuid.uuid4()}"
        with cls.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            cls.calendar = env["resource.calendar"].create({"name": cls.name, "tz": "UTC"}).id
            team = env["aftersales.team"].create(
                {"name": cls.name, "resource_calendar_id": cls.calendar}
            )
            policy = env["aftersales.sla.policy"].create(
                {
                    "name": cls.name,
                    "sequence": 0,
                    "team_ids": team.ids,
                    "version_ids": [Command.create({"target_ids": [Command.create(HOURS)]})],
                }
            )
            policy.version_ids._release()
            cls.team, cls.policy = team.id, policy.id

    @classmethod
    def tearDownClass(cls):
        """Events cannot be deleted: what stays counts nowhere."""
        with cls.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            tickets = env["aftersales.ticket"].search([("team_id", "=", cls.team)])
            tickets._move_to("cancelled", cancel_reason="mistake")
            tickets.active = False
            env["aftersales.sla.policy"].browse(cls.policy).active = False
            env["aftersales.team"].browse(cls.team).active = False
        super().tearDownClass()

    def race(self, *works):
        """Let sessions work at once; each has read the database before any of them writes."""
        start = threading.Barrier(len(works))
        results = [None] * len(works)

        def session(number, work):
            with self.registry.cursor() as cr:
                env = Environment(cr, SUPERUSER_ID, {})
                cr.execute("SELECT 1")
                start.wait()
                results[number] = retrying(lambda: work(env), env)

        threads = [
            threading.Thread(target=session, args=(number, work))
            for number, work in enumerate(works)
        ]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return results

    def open_ticket(self, env):
        return env["aftersales.ticket"].create({"name": self.name, "team_id": self.team}).id

    def test_first_tickets_by_new_hours_both_get_their_clock(self):
        ids = self.race(*[self.open_ticket] * 3)
        with self.registry.cursor() as cr:
            tickets = Environment(cr, SUPERUSER_ID, {})["aftersales.ticket"].browse(ids)
            self.assertEqual(tickets.mapped("sla_state"), ["running"] * 3)
            self.assertEqual(len(tickets.sla_clock_ids.calendar_id), 1)

    def test_two_writes_at_once_are_both_counted(self):
        with self.registry.cursor() as cr:
            ticket = self.open_ticket(Environment(cr, SUPERUSER_ID, {}))
        self.race(
            lambda env: env["aftersales.ticket"].browse(ticket).write({"priority": "3"}),
            lambda env: env["aftersales.ticket"].browse(ticket).write({"user_id": SUPERUSER_ID}),
        )
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            clock = env["aftersales.ticket"].browse(ticket).sla_clock_ids
            self.assertEqual((clock.state, clock.user_id.id), ("running", SUPERUSER_ID))
            types = env["aftersales.event"].search([("ticket", "=", ticket)]).mapped("type")
            self.assertLessEqual({"priority_changed", "assigned"}, set(types))
            before = clock.read(["elapsed", "due_at", "user_id", "shares"])
            clock.ticket_id._settle_clocks()
            self.assertEqual(clock.read(["elapsed", "due_at", "user_id", "shares"]), before)
