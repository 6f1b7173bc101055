"""Response times under hostile hands: side doors, stale rules, people and teams that are gone."""

from datetime import timedelta

from psycopg2 import IntegrityError
from sla_common import START, SlaCase

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

POLICY = "odoo.addons.aftersales_addon.models.sla.policy"


class TestPolicyStaysNarrow(SlaCase):
    """What a policy was made for never widens by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.narrow = cls.new_policy("Narrow", resolution=600)
        cls.narrow.sequence = 1

    def assert_not_held(self):
        self.assertEqual(self.opened().sla_policy_id, self.policy)

    def test_archived_team_leaves_the_policy_to_nobody_else(self):
        team = self.env["aftersales.team"].create({"name": "Old", "alias_name": "test-old"})
        self.narrow.team_ids = team
        self.assert_not_held()
        team.active = False
        self.env.registry.clear_cache()
        self.assert_not_held()

    def test_archived_category_product_or_tag_leaves_the_policy_to_nobody_else(self):
        product = self.env["product.product"].create({"name": "Old printer"})
        tag = self.env["res.partner.category"].create({"name": "Gold"})
        category = self.env["aftersales.category"].create({"name": "Old"})
        for name, record in (
            ("product_ids", product),
            ("partner_tag_ids", tag),
            ("category_ids", category),
        ):
            with self.subTest(name):
                self.narrow[name] = record
                record.active = False
                self.env.registry.clear_cache()
                self.assert_not_held()
                self.narrow[name] = False

    def test_policy_of_an_archived_company_holds_for_no_other(self):
        company = self.env["res.company"].create({"name": "Closed Down"})
        self.narrow.company_ids = company
        company.active = False
        self.env.registry.clear_cache()
        self.assert_not_held()

    def test_what_a_policy_was_made_for_cannot_be_deleted(self):
        team = self.env["aftersales.team"].create({"name": "Old", "alias_name": "test-old"})
        category = self.env["aftersales.category"].create({"name": "Old"})
        tag = self.env["res.partner.category"].create({"name": "Gold"})
        self.narrow.write(
            {"team_ids": team.ids, "category_ids": category.ids, "partner_tag_ids": tag.ids}
        )
        self.env.flush_all()
        for record in (team, category, tag):
            with (
                self.subTest(record),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                record.unlink()

    def test_category_put_below_counts_at_once(self):
        categories = self.env["aftersales.category"]
        top, other = categories.create([{"name": "Top"}, {"name": "Other"}])
        self.narrow.category_ids = top
        self.assert_not_held()
        below = categories.create({"name": "Below", "parent_id": top.id})
        self.assertEqual(self.opened(category_id=below.id).sla_policy_id, self.narrow)
        other.parent_id = below
        self.assertEqual(self.opened(category_id=other.id).sla_policy_id, self.narrow)
        other.parent_id = False
        self.assertEqual(self.opened(category_id=other.id).sla_policy_id, self.policy)

    def test_product_category_put_below_counts_at_once(self):
        categories = self.env["product.category"]
        top = categories.create({"name": "Top"})
        self.narrow.product_category_ids = top
        self.assert_not_held()
        below = categories.create({"name": "Below", "parent_id": top.id})
        product = self.env["product.product"].create({"name": "Printer", "categ_id": below.id})
        self.assertEqual(self.opened(product_id=product.id).sla_policy_id, self.narrow)
        below.parent_id = False
        self.assertEqual(self.opened(product_id=product.id).sla_policy_id, self.policy)

    def test_condition_that_cannot_be_judged_stops_no_intake(self):
        """As after a module was uninstalled whose field it names."""
        for condition in ("[('opened_at', '>', 'someday')]", "[('no_such_field', '=', 1)]"):
            self.env.cr.execute(
                "UPDATE aftersales_sla_policy SET domain = %s WHERE id = %s",
                (condition, self.narrow.id),
            )
            self.env.invalidate_all()
            self.env.registry.clear_cache()
            with self.subTest(condition), self.assertLogs(POLICY, "ERROR"):
                self.assert_not_held()

    def test_condition_is_judged_alike_in_every_language_and_company(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        category = self.env["aftersales.category"].create({"name": "Spare parts"})
        category.with_context(lang="zh_CN").name = "备件"
        self.narrow.domain = "[('category_id.name', '=', 'Spare parts')]"
        for lang in ("en_US", "zh_CN"):
            ticket = (
                self.env["aftersales.ticket"]
                .with_context(lang=lang)
                .create({"name": "Tray", "category_id": category.id, "team_id": self.team.id})
            )
            self.assertEqual(ticket.sla_policy_id, self.narrow, lang)


class TestMoves(SlaCase):
    """A ticket is held to what holds where it lies now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.abroad = cls.env["res.company"].create({"name": "Trader Abroad"})
        cls.env.user.company_ids |= cls.abroad
        cls.foreign = cls.new_policy("Abroad", resolution=600)
        cls.foreign.write({"company_ids": cls.abroad.ids, "sequence": 1})

    def test_ticket_moved_to_another_company_gets_its_policy(self):
        ticket = self.opened(team_id=False, partner_id=False, partner_name="Zoe")
        ticket.team_id = False
        self.assertEqual(ticket.sla_policy_id, self.policy)
        with self.at(minutes=1):
            ticket.company_id = self.abroad
        self.assertEqual(ticket.company_id, self.abroad)
        self.assertEqual(ticket.sla_policy_id, self.foreign)

    def test_ticket_moved_to_a_team_abroad_gets_its_policy(self):
        team = self.env["aftersales.team"].create(
            {"name": "Abroad", "alias_name": "test-abroad", "company_id": self.abroad.id}
        )
        ticket = self.opened(partner_id=False, partner_name="Zoe")
        with self.at(minutes=1):
            ticket.team_id = team
        self.assertEqual(ticket.company_id, self.abroad)
        self.assertEqual(ticket.sla_policy_id, self.foreign)

    def test_ticket_moved_is_counted_in_the_hours_of_its_company(self):
        self.foreign.active = False
        policy = self.new_policy(
            "Hours", targets=({"metric": "resolution", "amount": 1, "clock_time": "team"},)
        )
        policy.sequence = 0
        hours = self.abroad.resource_calendar_id
        ticket = self.opened(team_id=False, partner_id=False, partner_name="Zoe")
        ticket.team_id = False
        with self.at(minutes=1):
            ticket.company_id = self.abroad
        self.assertEqual(self.clock(ticket).calendar_id.resource_calendar_id, hours)

    def test_channel_corrected_gets_its_policy(self):
        visit = self.new_policy("Walk-in", resolution=300)
        visit.write({"channel": "walk_in", "sequence": 0})
        ticket = self.opened()
        with self.at(minutes=1):
            ticket.channel = "walk_in"
        self.assertEqual(ticket.sla_policy_id, visit)

    def test_ended_ticket_keeps_its_ended_clocks_whatever_is_corrected(self):
        urgent = self.new_policy("Urgent", resolution=60, first_response=30)
        urgent.write({"priority": "3", "sequence": 0})
        ticket = self.opened()
        with self.at(hours=1):
            ticket.action_resolve()
        before = self.clock(ticket).read(["state", "due_at", "breached_at", "target_id"])
        with self.at(hours=2):
            ticket.priority = "3"
        self.assertEqual(
            self.clock(ticket).read(["state", "due_at", "breached_at", "target_id"]), before
        )

    def test_clock_that_lived_within_one_second_is_cancelled_and_sends_nothing(self):
        """Priority raised and lowered at once: no replay knows what was promised in between."""
        urgent = self.new_policy("Urgent", release=False, first_response=7200)
        urgent.version_ids.target_ids.escalation_ids = [
            Command.create({"name": "Call", "moment": "percent", "amount": 90})
        ]
        with self.at(hours=-1):
            urgent.version_ids._release()
        urgent.write({"priority": "3", "sequence": 0})
        ticket = self.opened()
        with self.at(hours=1):
            ticket.priority = "3"
            clock = self.clock(ticket, "first_response")
            self.assertEqual(clock.state, "running")
            ticket.priority = "1"
        self.assertRecordValues(
            clock,
            [
                {
                    "state": "cancelled",
                    "cancelled_why": "policy",
                    "due_at": False,
                    "next_check": False,
                    "breached_at": False,
                }
            ],
        )
        self.sweep(hours=3)
        self.assertFalse(clock.alert_ids)
        self.assertNotIn("sla_breached", self.event_types(ticket))
        with self.at(hours=3):
            ticket.priority = "3"
        again = self.clock(ticket, "first_response")
        self.assertRecordValues(again, [{"state": "running", "cancelled_why": False}])


class TestSideDoors(SlaCase):
    """Nothing is read, written or run through RPC that the screens would not allow."""

    def test_responsible_of_a_breach_are_not_rewritten(self):
        ticket = self.opened(user_id=self.agent.id)
        self.sweep(hours=9)
        inv = self.env["aftersales.investigation"].search([("ticket_id", "=", ticket.id)])
        for vals in ({"agent_id": self.leader.id}, {"team_id": False}):
            with self.assertRaises(UserError):
                inv.with_user(self.leader).write(vals)

    def test_investigation_is_not_reopened_without_words(self):
        ticket = self.opened(user_id=self.agent.id)
        self.sweep(hours=9)
        inv = self.env["aftersales.investigation"].search([("ticket_id", "=", ticket.id)])
        inv.write({"cause": "process", "step": "answer"})
        inv.action_close()
        with self.assertRaises(UserError):
            self.env["aftersales.investigation.reopen"].with_user(self.leader).create(
                {"investigation_id": inv.id, "reason": "  "}
            ).action_reopen_investigation()

    def test_draft_does_not_slip_into_a_version_in_force(self):
        released = self.policy.version_ids
        draft = released.copy()
        target = draft.target_ids
        target.write(
            {"metric": "first_response", "escalation_ids": [Command.create({"name": "Call"})]}
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            target.version_id = released
        with self.assertRaises(UserError), self.cr.savepoint():
            target.escalation_ids.target_id = released.target_ids

    def test_wizards_name_no_ticket_that_may_not_be_read(self):
        team = self.env["aftersales.team"].create({"name": "Other", "alias_name": "test-other"})
        ticket = self.opened(team_id=team.id)
        for name, values in (
            ("wait", {"body": "<p>Hello</p>"}),
            ("contact", {}),
            ("handover", {"team_id": self.team.id}),
            ("promise", {"at": START}),
        ):
            self.env.flush_all()
            self.env.invalidate_all()
            wizards = self.env[f"aftersales.ticket.{name}"].with_user(self.agent)
            with self.subTest(name), self.assertRaises(AccessError), self.cr.savepoint():
                wizards.create({"ticket_id": ticket.id, **values})
            asked = wizards.with_context(default_ticket_id=ticket.id)
            with self.subTest(f"{name}, not yet stored"), self.assertRaises(AccessError):
                asked.onchange({}, [], {"ticket_id": {"fields": {"display_name": {}}}})

    def test_customers_read_nothing_of_our_clocks(self):
        portal = new_test_user(
            self.env, "test_portal", groups="base.group_portal", partner_id=self.customer.id
        )
        ticket = self.opened()
        tickets = self.env["aftersales.ticket"].with_user(portal)
        self.assertEqual(tickets.search([("id", "=", ticket.id)]), ticket)
        for name in (
            "sla_state",
            "sla_due_at",
            "sla_metric",
            "sla_version_id",
            "sla_policy_id",
            "sla_targets",
            "sla_clock_ids",
            "sla_countdown",
        ):
            with self.subTest(name):
                self.assertNotIn(name, tickets.fields_get())
                with self.assertRaises(AccessError):
                    ticket.with_user(portal).read([name])
                with self.assertRaises(AccessError):
                    tickets.search([(name, "!=", False)])

    def test_server_action_of_another_model_is_refused(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Users",
                "model_id": self.env["ir.model"]._get_id("res.users"),
                "state": "code",
                "code": "pass",
            }
        )
        draft = self.policy.version_ids.copy()
        with self.assertRaises(ValidationError):
            draft.target_ids.escalation_ids = [
                Command.create({"name": "Run", "action": "server", "server_action_id": action.id})
            ]

    def test_policy_that_has_been_promised_is_not_deleted(self):
        experts = self.new_policy("Experts", expert_contact=600)
        experts.sequence = 0
        ticket = self.opened()
        self.assertEqual(ticket.sla_policy_id, experts)
        experts.priority = "3"
        with self.at(hours=1):
            ticket.category_id = self.env["aftersales.category"].create({"name": "Any"})
        self.assertEqual(ticket.sla_policy_id, self.policy)
        self.assertFalse(ticket.sla_clock_ids.filtered(lambda c: c.policy_id == experts))
        with self.assertRaisesRegex(UserError, "archive it instead"), self.cr.savepoint():
            experts.unlink()
        with self.at(hours=2):
            ticket.action_resolve()  # what it was promised is still known

    def test_policy_never_in_force_is_deleted_with_its_draft(self):
        policy = self.new_policy("Idea", release=False, resolution=60)
        policy.version_ids.target_ids.escalation_ids = [Command.create({"name": "Call"})]
        policy.unlink()
        draft = self.policy.action_new_version() and self.policy.draft_version_id
        draft.unlink()
        self.assertFalse(self.policy.draft_version_id)

    def test_policy_without_versions_can_be_changed_and_copied(self):
        policy = self.new_policy("Empty", release=False)
        policy.version_ids.unlink()
        policy.copy()
        policy.action_new_version()
        self.assertTrue(policy.draft_version_id)


class TestLadderHostile(SlaCase):
    def ladder(self, **step):
        draft = self.policy._latest_version().copy()
        draft.target_ids.escalation_ids = [
            Command.create({"name": "Call", "moment": "before", "amount": 30, **step})
        ]
        with self.at(hours=-1):
            draft._release()

    def test_person_without_address_holds_up_no_step(self):
        self.ladder(action="mail", audience="users", user_ids=(self.agent + self.leader).ids)
        self.agent.partner_id.email = False
        ticket = self.opened()
        self.sweep(hours=7, minutes=31)
        clock = self.clock(ticket)
        self.assertFalse(clock.problem)
        self.assertEqual(clock.alert_ids.outcome, self.leader.email)

    def test_person_who_may_not_see_the_ticket_holds_up_no_step(self):
        employee = new_test_user(self.env, "test_employee", groups="base.group_user")
        for action in ("notify", "activity", "mail", "reassign"):
            self.ladder(action=action, audience="users", user_ids=employee.ids)
            ticket = self.opened()
            self.sweep(hours=7, minutes=31)
            with self.subTest(action):
                self.assertFalse(self.clock(ticket).problem)
                self.assertTrue(self.clock(ticket).alert_ids)
            ticket.sla_clock_ids.flush_recordset()

    def test_ticket_is_not_handed_to_an_archived_team(self):
        old = self.env["aftersales.team"].create({"name": "Old", "alias_name": "test-old"})
        self.team.expert_team_id = old
        old.active = False
        ticket = self.opened()
        wizard = self.env["aftersales.ticket.handover"].create({"ticket_id": ticket.id})
        self.assertEqual(wizard.team_id, self.team)
        with self.assertRaises(UserError):
            ticket._hand_over(old, self.env["res.users"])


class TestMeasured(SlaCase):
    """Some metrics are only measured: they run, and nothing of them is ever due."""

    def test_what_is_only_measured_can_be_looked_at(self):
        self.new_policy("Measured", agent_work=0, requester_wait=0).sequence = 0
        ticket = self.opened(user_id=self.agent.id)
        clocks = ticket.sla_clock_ids
        self.assertEqual(clocks.mapped("state"), ["running"] * 2)
        for clock in clocks:
            clock.read(["sla_countdown", "explanation", "used_seconds"])
        with self.at(hours=1):
            ticket.action_resolve()
        rows = self.env["aftersales.sla.report"].search([("ticket_id", "=", ticket.id)])
        self.assertEqual(
            {(row.outcome, row.kept, row.used, row.over) for row in rows}, {("measured", 0, 1, 0)}
        )

    def test_what_is_only_measured_hides_nothing_that_is_due(self):
        self.new_policy("Measured", agent_work=0, requester_wait=0, resolution=600).sequence = 0
        ticket = self.opened(user_id=self.agent.id)
        self.assertEqual(ticket.sla_due_at, START + timedelta(seconds=600))
        self.assertEqual(ticket.sla_metric, "resolution")
        with self.at(minutes=1):
            ticket.sla_countdown
