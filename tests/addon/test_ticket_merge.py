"""Tickets about one matter become one; what was begun goes on, and nobody else's is touched."""

from rma_common import SalesCase
from sla_common import SlaCase

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form


class TestTicketMerge(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target = cls.new_ticket(cls.agent)
        cls.loser = cls.new_ticket(cls.agent, name="It still does not start")

    def merge(self, *tickets, target=None, user=None):
        target = target or self.target
        wizard = (
            self.env["aftersales.ticket.merge"]
            .with_user(user or self.agent)
            .create(
                {
                    "ticket_ids": [Command.set([t.id for t in (*tickets, target)])],
                    "target_id": target.id,
                }
            )
        )
        return wizard.action_merge()

    def test_both_tickets_say_what_happened(self):
        self.merge(self.loser)
        loser = self.loser.sudo()
        self.assertEqual((loser.state, loser.cancel_reason), ("cancelled", "duplicate"))
        self.assertEqual(loser.merged_into_id, self.target.sudo())
        mine = self.events(self.loser).filtered(lambda e: e.type == "merged")._facts()
        theirs = self.events(self.target).filtered(lambda e: e.type == "merged")._facts()
        self.assertEqual((mine["into"], mine["number"]), (self.target.id, self.target.number))
        self.assertEqual(
            (theirs["ticket_merged"], theirs["number"]), (self.loser.id, self.loser.number)
        )

    def test_wizard_proposes_the_oldest_of_the_list(self):
        tickets = self.target | self.loser
        form = Form(
            self.env["aftersales.ticket.merge"]
            .with_user(self.agent)
            .with_context(active_model="aftersales.ticket", active_ids=tickets.ids)
        )
        self.assertEqual(form.target_id, self.target)
        action = form.save().action_merge()
        self.assertEqual(action["res_id"], self.target.id)

    def test_open_returns_move_whatever_their_state(self):
        order = self.sell_and_deliver(self.kettle, 3)
        requested = self.new_rma(order, ticket_id=self.loser.id)
        approved = self.approve(self.new_rma(order, ticket_id=self.loser.id))
        self.merge(self.loser)
        self.assertEqual((requested | approved).ticket_id, self.target.sudo())
        self.assertIn(requested.number, self.target.resolve_blocker)
        self.receive(approved)
        self.assertEqual(self.event_types(self.target)[-1], "receipt")
        self.assertEqual(requested.requester_ids, self.agent)

    def test_ticket_with_an_open_return_ends_by_no_other_way(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle), ticket_id=self.loser.id)
        for action in ("action_resolve", "action_close"):
            with (
                self.subTest(action),
                self.assert_refused("finish or cancel it first|cannot become"),
            ):
                getattr(self.loser, action)()
        cancelling = (
            self.env["aftersales.ticket.cancel"]
            .with_user(self.agent)
            .create({"ticket_ids": self.loser.ids, "cancel_reason": "mistake"})
        )
        with self.assert_refused(rma.number):
            cancelling.action_cancel_tickets()
        self.assertEqual(self.loser.state, "new")

    def test_merged_ticket_stays_ended(self):
        self.merge(self.loser)
        for action in ("action_reopen", "action_resume"):
            with self.subTest(action), self.assert_refused("go on in"):
                getattr(self.loser.with_user(self.supervisor), action)()

    def test_merged_link_cannot_be_set_by_hand(self):
        with self.assert_refused("by hand"):
            self.loser.merged_into_id = self.target

    def test_other_customers_ticket_is_not_merged(self):
        theirs = self.new_ticket(self.agent, partner_id=self.stranger.id)
        for loser, target in ((theirs, self.target), (self.loser, theirs)):
            with self.assert_refused("another customer"):
                self.merge(loser, target=target)
        unknown = self.new_ticket(self.agent, partner_id=False)
        with self.assert_refused("another customer"):
            self.merge(unknown)

    def test_ended_tickets_are_not_merged(self):
        self.loser.action_resolve()
        with self.assert_refused("open are merged"):
            self.merge(self.loser)

    def test_colleague_of_the_customer_counts_as_the_customer(self):
        colleague = self.env["res.partner"].create(
            {"name": "Bob Bright", "parent_id": self.company_customer.id}
        )
        self.loser.sudo().partner_id = colleague
        self.merge(self.loser)
        self.assertIn(colleague, self.target.sudo().message_partner_ids)

    def test_other_companys_ticket_is_not_merged(self):
        abroad = self.env["res.company"].create({"name": "Trader Abroad"})
        team = self.env["aftersales.team"].create({"name": "Abroad", "company_id": abroad.id})
        self.env.user.company_ids |= abroad
        theirs = self.new_ticket(team_id=team.id, company_id=abroad.id)
        with self.assert_refused("another company"):
            theirs._merge_into(self.target.sudo())

    def test_auditor_and_agents_of_other_teams_merge_nothing(self):
        self.loser.sudo().user_id = self.agent
        other = self.new_user("agent", login="other_agent")
        for user in (self.auditor, other):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.merge(self.loser, user=user)
        self.assertEqual(self.loser.state, "new")


class TestMergedClocks(SlaCase):
    def test_clock_starts_as_early_as_that_of_the_merged_ticket(self):
        early, late = self.opened(), self.opened(after={"hours": 3})
        started = self.clock(early).started_at
        with self.at(hours=4):
            early._merge_into(late)
        self.assertEqual(self.clock(late).started_at, started)
        self.assertTrue(self.clock(late).merged)
        self.assertEqual(
            (self.clock(early).state, self.clock(early).cancelled_why), ("cancelled", "merged")
        )

    def test_later_ticket_leaves_the_clock_as_it_is(self):
        early, late = self.opened(), self.opened(after={"hours": 3})
        started = self.clock(early).started_at
        with self.at(hours=4):
            late._merge_into(early)
        self.assertEqual((self.clock(early).started_at, self.clock(early).merged), (started, False))
