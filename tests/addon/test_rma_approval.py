"""Who may approve a return: by what the goods are worth, and never alone on the own request."""

from psycopg2.errors import CheckViolation
from rma_common import SalesCase

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

TO_APPROVE = "aftersales_addon.mail_activity_type_approval"


class ApprovalCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"aftersales_specialist_limit": 100, "aftersales_leader_limit": 1000})

    def asked(self, rma):
        return rma.activity_search([TO_APPROVE]).user_id


class TestRmaApproval(ApprovalCase):
    def test_each_role_approves_up_to_its_limit(self):
        for price, able in (
            (100, (self.specialist, self.leader, self.supervisor)),
            (100.01, (self.leader, self.supervisor)),
            (1000, (self.leader, self.supervisor)),
            (1000.01, (self.supervisor,)),
        ):
            rma = self.new_rma(self.sell_and_deliver(self.kettle, price_unit=price))
            for user in (self.specialist, self.leader, self.supervisor):
                with self.subTest(price=price, user=user.name):
                    self.assertEqual(not rma.with_user(user).approve_blocker, user in able)

    def test_refusal_names_amount_limit_and_role(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle, price_unit=100.01))
        with self.assert_refused(r"100\.01.*100\.00.*Team Leader"):
            rma.with_user(self.specialist).action_approve()
        rma.with_user(self.leader).action_approve()
        facts = self.events(rma.ticket_id)[-1]._facts()
        self.assertEqual(
            (facts["amount"], facts["limit"], facts["role"]), ("100.01", "100.00", "leader")
        )

    def test_nobody_approves_the_own_request_above_the_limit(self):
        order = self.sell_and_deliver(self.kettle, 2, price_unit=60)
        rma = self.new_rma(order, 2, user=self.leader)
        with self.assert_refused("asked for this return yourself"):
            rma.with_user(self.leader).action_approve()
        other = self.new_user("leader", login="other_leader")
        self.team.member_ids |= other
        rma.ticket_id.user_id = False
        rma.with_user(other).action_approve()
        self.assertEqual(rma.state, "approved")

    def test_returns_split_up_on_one_order_count_together(self):
        order = self.sell_and_deliver(self.kettle, 10, price_unit=40)
        first, second, third = (self.new_rma(order) for __ in range(3))
        self.approve(first)
        self.approve(second)
        pattern = rf"{first.number}, {second.number} on the same order.*120.*100.*Team Leader"
        with self.assert_refused(pattern):
            self.approve(third)
        self.assertRegex(third.with_user(self.specialist).approve_blocker, "You approved")
        other = self.new_user("specialist", login="other_specialist")
        self.team.member_ids |= other
        third.ticket_id.user_id = False
        for able in (other, self.leader, self.supervisor):
            with self.subTest(able.name):
                self.assertFalse(third.with_user(able).approve_blocker)
        third.with_user(self.leader).action_approve()

    def test_own_requests_split_up_are_not_approved_alone(self):
        order = self.sell_and_deliver(self.kettle, 10, price_unit=60)
        first, second = (self.new_rma(order, user=self.leader) for __ in range(2))
        first.with_user(self.leader).action_approve()
        with self.assert_refused("You approved"):
            second.with_user(self.leader).action_approve()
        second.with_user(self.supervisor).action_approve()

    def test_leaders_limit_counts_together_too(self):
        order = self.sell_and_deliver(self.kettle, 10, price_unit=600)
        first, second = self.new_rma(order), self.new_rma(order)
        first.with_user(self.leader).action_approve()
        with self.assert_refused("You approved.*Supervisor"):
            second.with_user(self.leader).action_approve()

    def test_what_others_approved_was_cancelled_or_is_long_ago_does_not_count(self):
        order = self.sell_and_deliver(self.kettle, 10, price_unit=60)
        by_leader = self.new_rma(order, 5)
        by_leader.with_user(self.leader).action_approve()
        cancelled = self.approve(self.new_rma(order))
        cancelled.with_user(self.specialist).action_cancel()
        old = self.approve(self.new_rma(order))
        old._transition().sudo().decided_at = "2020-01-01"
        elsewhere = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, price_unit=60)))
        rma = self.new_rma(order)
        self.approve(rma)
        self.assertEqual((rma | elsewhere).mapped("state"), ["approved", "approved"])

    def test_blockers_of_many_requests_read_the_orders_once(self):
        rmas = self.env["aftersales.rma"]
        for __ in range(4):
            order = self.sell_and_deliver(self.kettle, 3, price_unit=40)
            self.approve(self.new_rma(order))
            rmas |= self.new_rma(order)

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            some = self.env["aftersales.rma"].browse(some.ids).sudo()
            started = self.env.cr.sql_log_count
            for rma in some:
                self.assertEqual(len(rma._approved_together(self.specialist)), 1)
            return self.env.cr.sql_log_count - started

        self.assertEqual(cost(rmas), cost(rmas[0]))

    def test_own_request_below_the_limit_is_approved(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle), user=self.specialist)
        self.approve(rma)
        self.assertEqual(rma.decided_by_id, self.specialist)

    def test_whoever_raises_the_quantity_has_asked_as_well(self):
        order = self.sell_and_deliver(self.kettle, 5, price_unit=60)
        rma = self.new_rma(order, 1)
        rma.ticket_id.user_id = False
        rma.with_user(self.leader).line_ids.quantity = 3
        with self.assert_refused("asked for this return yourself"):
            rma.with_user(self.leader).action_approve()
        rma.with_user(self.supervisor).action_approve()

    def test_new_line_of_another_makes_a_requester_too(self):
        order = self.sell_and_deliver(self.kettle, 5, price_unit=60)
        rma = self.new_rma(order, 1)
        rma.ticket_id.user_id = False
        rma.with_user(self.leader).write(
            {"line_ids": [Command.create({"move_id": self.delivered(order).id, "quantity": 2})]}
        )
        self.assertEqual(rma.requester_ids, self.agent | self.leader)
        with self.assert_refused("yourself"):
            rma.with_user(self.leader).action_approve()

    def test_requesters_cannot_be_rewritten(self):
        rma = self.new_rma(
            self.sell_and_deliver(self.kettle, price_unit=500), user=self.leader
        ).with_user(self.leader)
        with self.assert_refused("by hand"):
            rma.requester_ids = [Command.clear()]
        with self.assert_refused("by hand"):
            self.new_rma(
                self.sell_and_deliver(self.kettle), requester_ids=[Command.set(self.agent.ids)]
            )

    def test_without_limits_a_specialist_approves_everything(self):
        self.env.company.write({"aftersales_specialist_limit": 0, "aftersales_leader_limit": 0})
        rma = self.new_rma(
            self.sell_and_deliver(self.kettle, price_unit=99999), user=self.specialist
        )
        self.approve(rma)
        self.assertEqual(rma.state, "approved")
        facts = self.events(rma.ticket_id)[-1]._facts()
        self.assertEqual(
            (facts["role"], facts["amount"], facts["limit"]), ("specialist", "99999.00", "0.00")
        )

    def test_limits_of_the_returns_company_count(self):
        other = self.env["res.company"].create(
            {"name": "Elsewhere", "aftersales_specialist_limit": 1}
        )
        rma = self.new_rma(self.sell_and_deliver(self.kettle, price_unit=90))
        self.specialist.company_ids |= other
        self.approve(rma.with_context(allowed_company_ids=[other.id, self.env.company.id]))
        self.assertEqual(rma.state, "approved")

    def test_auditor_and_customer_approve_nothing(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle))
        portal = new_test_user(
            self.env, "ann", groups="base.group_portal", partner_id=self.customer.id
        )
        for user in (self.auditor, portal):
            with self.subTest(user.name), self.assertRaises(AccessError):
                rma.with_user(user).action_approve()
        with self.assertRaises(AccessError):
            rma.with_user(portal).read(["goods_value"])


class TestGoodsValue(ApprovalCase):
    def value(self, order, quantity=1, **values):
        return self.new_rma(order, quantity, **values).goods_value

    def test_invoiced_price_with_discount_and_taxes_counts(self):
        tax = self.env["account.tax"].create({"name": "VAT 20", "amount": 20})
        order = self.sell_and_deliver(
            self.kettle, 2, price_unit=50, discount=10, tax_ids=[Command.set(tax.ids)]
        )
        self.kettle.list_price = 5000
        self.assertAlmostEqual(self.value(order, 1), 54)

    def test_ordered_price_counts_before_the_invoice(self):
        order = self.sell_and_deliver(self.kettle, 2, price_unit=70, invoice=False)
        self.assertAlmostEqual(self.value(order, 2), 140)

    def test_goods_sold_by_the_dozen_count_by_the_piece(self):
        self.stock_up(self.kettle)
        dozen = self.env.ref("uom.product_uom_dozen")
        for invoice in (True, False):
            order = self.sell_and_deliver(
                self.kettle, 1, product_uom_id=dozen.id, price_unit=120, invoice=invoice
            )
            self.assertAlmostEqual(self.value(order, 6), 60)

    def test_foreign_currency_counts_in_the_companys_own(self):
        currency = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        )
        currency.active = True
        currency.rate_ids = [Command.clear(), Command.create({"rate": 0.5, "name": "2020-01-01"})]
        self.customer.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "Francs", "currency_id": currency.id}
        )
        for invoice in (True, False):
            order = self.sell_and_deliver(self.kettle, 1, price_unit=60, invoice=invoice)
            rma = self.new_rma(order)
            self.assertAlmostEqual(rma.goods_value, 120)
            self.assertIn("Team Leader", rma.with_user(self.specialist).approve_blocker)


class TestApprovalRequest(ApprovalCase):
    def test_request_of_an_agent_reaches_the_leader(self):
        ticket = self.new_ticket(self.agent)
        ticket.sudo().user_id = False
        rma = self.new_rma(self.sell_and_deliver(self.kettle), ticket_id=ticket.id)
        self.assertEqual(self.asked(rma), self.leader)
        self.approve(rma)
        self.assertFalse(self.asked(rma))

    def test_specialist_who_may_decide_asks_nobody(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle), user=self.specialist)
        self.assertFalse(self.asked(rma))

    def test_request_above_the_leaders_limit_reaches_a_supervisor(self):
        ticket = self.new_ticket(self.agent)
        rma = self.new_rma(self.sell_and_deliver(self.kettle, price_unit=1001), ticket_id=ticket.id)
        self.assertTrue(self.asked(rma).has_group("aftersales_addon.group_supervisor"))

    def test_leaders_own_request_reaches_somebody_else(self):
        ticket = self.new_ticket(self.leader)
        rma = self.new_rma(
            self.sell_and_deliver(self.kettle, price_unit=500),
            user=self.leader,
            ticket_id=ticket.id,
        )
        approver = self.asked(rma)
        self.assertEqual(len(approver), 1)
        self.assertNotEqual(approver, self.leader)
        self.assertFalse(rma.with_user(approver).approve_blocker)

    def test_leader_who_may_not_see_the_ticket_is_not_asked(self):
        ticket = self.new_ticket(self.agent, user_id=self.agent.id)
        rma = self.new_rma(self.sell_and_deliver(self.kettle), ticket_id=ticket.id)
        approver = self.asked(rma)
        self.assertTrue(rma.with_user(approver).has_access("write"))

    def test_value_that_grows_beyond_the_one_asked_asks_another(self):
        ticket = self.new_ticket(self.agent)
        ticket.sudo().user_id = False
        order = self.sell_and_deliver(self.kettle, 30, price_unit=60)
        rma = self.new_rma(order, 1, ticket_id=ticket.id)
        self.assertEqual(self.asked(rma), self.leader)
        rma.with_user(self.agent).line_ids.quantity = 30
        self.assertTrue(
            any(user.has_group("aftersales_addon.group_supervisor") for user in self.asked(rma))
        )

    def test_refusal_and_cancelling_answer_the_request(self):
        order = self.sell_and_deliver(self.kettle, 2)
        refused, cancelled = self.new_rma(order), self.new_rma(order)
        refused.with_user(self.specialist)._refuse("Opened")
        cancelled.with_user(self.agent).action_cancel()
        self.assertFalse(self.asked(refused | cancelled))


class TestApprovalSettings(ApprovalCase):
    def test_administrator_sets_the_limits_per_company(self):
        settings = Form(self.env["res.config.settings"])
        settings.aftersales_specialist_limit = 200
        settings.save().execute()
        self.assertEqual(self.env.company.aftersales_specialist_limit, 200)

    def test_limits_that_contradict_each_other_are_refused(self):
        for values in (
            {"aftersales_leader_limit": 50},
            {"aftersales_specialist_limit": -1},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.company.write(values)
                self.env.flush_all()
