"""What nobody can enter into a return, and what each role cannot do with one."""

import math

from rma_common import SalesCase

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger


class TestRmaBadInput(SalesCase):
    def test_quantities_that_mean_nothing_are_refused_in_words(self):
        """T56: zero, negative, NaN, far too large."""
        order = self.sell_and_deliver(self.kettle, 5)
        bad = (0, -1, 0.0001, 1e9, 1e308, math.nan, math.inf, -math.inf, "nan", "many", None)
        for quantity in bad:
            with self.subTest(quantity=quantity), self.assertRaises(ValidationError):
                self.new_rma(order, quantity)

    def test_the_database_refuses_them_as_well(self):
        line = self.new_rma(self.sell_and_deliver(self.kettle, 5), 1).line_ids
        for quantity in ("0", "-1", "'NaN'", "1e9"):
            with (
                self.subTest(quantity=quantity),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(Exception, "check constraint"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    f"UPDATE aftersales_rma_line SET quantity = {quantity} WHERE id = %s", [line.id]
                )

    def test_unit_that_says_nothing_about_the_goods_is_refused(self):
        """T60: Odoo would count hours as pieces."""
        order = self.sell_and_deliver(self.kettle, 5)
        with self.assert_refused("says nothing"):
            self.new_rma(
                order,
                line_ids=[
                    Command.create(
                        {
                            "move_id": self.delivered(order).id,
                            "quantity": 1,
                            "uom_id": self.env.ref("uom.product_uom_hour").id,
                        }
                    )
                ],
            )

    def test_goods_of_another_customer_are_refused(self):
        theirs = self.sell_and_deliver(self.kettle, 5, partner=self.stranger)
        with self.assert_refused("not delivered to"):
            self.new_rma(theirs, 1, partner_id=self.customer.id)
        with self.assert_refused("another customer than its ticket"):
            self.new_rma(theirs, 1, ticket_id=self.new_ticket().id)

    def test_goods_of_another_company_are_refused(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        env = self.env(context={**self.env.context, "allowed_company_ids": [other.id]})
        picking = env["stock.picking"].create(
            {
                "partner_id": self.customer.id,
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.kettle.id,
                            "product_uom_qty": 1,
                            "quantity": 1,
                            "picked": True,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                        }
                    )
                ],
            }
        )
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        order = self.sell_and_deliver(self.kettle, 1)
        with self.assert_refused("not delivered to"):
            self.new_rma(order, 1, move=picking.move_ids, ticket_id=self.new_ticket().id)

    def test_foreign_product_or_serial_is_refused(self):
        mine, theirs = self.new_serials(self.printer, "MINE", "THEIRS")
        order = self.sell_and_deliver(self.printer, 1, serials=mine)
        self.sell_and_deliver(self.printer, 1, serials=theirs, partner=self.stranger)
        with self.assert_refused("THEIRS is not among"):
            self.new_rma(order, 1, lots=theirs)
        with self.assert_refused("Choose the serial"):
            self.new_rma(order, 1)
        line = {
            "move_id": self.delivered(order).id,
            "lot_id": mine.id,
            "product_id": self.kettle.id,
            "quantity": 1,
        }
        with self.assert_refused("were not delivered to"):
            self.new_rma(order, line_ids=[Command.create(line)])

    def test_a_serial_is_one_piece(self):
        serials = self.new_serials(self.printer, "SN1", "SN2")
        order = self.sell_and_deliver(self.printer, 2, serials=serials)
        with self.assert_refused("one piece"):
            self.new_rma(order, 2, lots=serials[0])

    def test_goods_not_delivered_cannot_come_back(self):
        self.stock_up(self.kettle)
        order = self.new_order(self.kettle, 2)
        with self.assert_refused("has not been delivered"):
            self.new_rma(order, 1, move=order.order_line.move_ids)

    def test_return_without_goods_or_customer_says_what_to_do(self):
        order = self.sell_and_deliver(self.kettle, 1)
        with self.assert_refused("choose what of a delivery"):
            self.new_rma(order, line_ids=[])
        nobody = self.env["aftersales.ticket"].create({"name": "Who?"})
        with self.assert_refused("enter the customer"):
            self.new_rma(order, 1, ticket_id=nobody.id)

    def test_protected_fields_cannot_be_set_by_hand(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle, 2), 1).with_user(self.specialist)
        for values in (
            {"decision": "approved"},
            {"state": "done"},
            {"number": "X"},
            {"refund": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                rma.with_context(aftersales_transition=True).write(values)
        with self.assertRaises(UserError):
            rma.line_ids.settled_quantity = 1

    def test_type_is_not_bent_at_creation(self):
        rma = self.new_rma(
            self.sell_and_deliver(self.kettle, 2),
            1,
            type_id=self.type_exchange.id,
            receive_goods=False,
        )
        self.assertTrue(rma.receive_goods)

    def test_decided_return_cannot_be_rewritten(self):
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 5), 1))
        with self.assert_refused("is decided"):
            rma.line_ids.quantity = 2
        with self.assert_refused("is decided"):
            rma.type_id = self.type_exchange
        with self.assert_refused("is decided"):
            rma.line_ids.unlink()
        with self.assert_refused("never deleted"):
            rma.sudo().unlink()


class TestRmaRights(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rma = cls.new_rma(cls.sell_and_deliver(cls.kettle, 5), 2)

    def test_agent_requests_but_does_not_approve(self):
        rma = self.rma.with_user(self.agent)
        self.assertIn("Specialist", rma.approve_blocker)
        with self.assert_refused("Specialist"):
            rma.action_approve()

    def test_approving_twice_makes_one_receipt(self):
        self.approve(self.rma)
        with self.assert_refused("Approved"):
            self.approve(self.rma)
        self.assertEqual(len(self.rma.receipt_ids), 1)

    def test_specialist_has_no_rights_beyond_the_return(self):
        self.approve(self.rma)
        self.receive(self.rma)
        rma = self.rma.with_user(self.specialist)
        rma.action_create_refund()
        self.assertEqual(rma.refund_count, 1)
        with self.assertRaises(AccessError):
            rma.refund_ids
        refund = self.rma.sudo().refund_ids
        with self.assertRaises(AccessError):
            refund.with_user(self.specialist).action_post()
        with self.assertRaises(AccessError):
            refund.with_user(self.specialist).read(["amount_total"])
        with self.assertRaises(AccessError):
            rma.receipt_ids.with_user(self.specialist).write({"origin": "x"})

    def test_auditor_reads_and_changes_nothing(self):
        rma = self.rma.with_user(self.auditor)
        self.assertEqual(rma.state, "requested")
        for action in (
            "action_approve",
            "action_cancel",
            "action_create_receipt",
            "action_create_refund",
            "action_settle",
            "action_create_replacement",
            "action_refuse",
        ):
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(rma, action)()
        with self.assertRaises(AccessError):
            self.new_rma(self.sell_and_deliver(self.kettle, 1), 1, user=self.auditor)

    def test_customer_reads_only_own_returns(self):
        mine = new_test_user(
            self.env, "ann", groups="base.group_portal", partner_id=self.customer.id
        )
        theirs = new_test_user(
            self.env, "sam", groups="base.group_portal", partner_id=self.stranger.id
        )
        self.assertEqual(self.rma.with_user(mine).number, self.rma.number)
        self.assertEqual(self.rma.with_user(mine).line_ids.quantity, 2)
        with self.assertRaises(AccessError):
            self.rma.with_user(theirs).number
        with self.assertRaises(AccessError):
            self.rma.line_ids.with_user(theirs).quantity
        with self.assertRaises(AccessError):
            self.rma.with_user(mine).action_cancel()

    def test_agent_of_another_team_sees_nothing(self):
        other = self.new_user("agent", login="other_agent")
        self.rma.ticket_id.sudo().user_id = self.agent
        self.rma.ticket_id.sudo().team_id = self.team
        self.assertFalse(self.env["aftersales.rma"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.rma.with_user(other).action_cancel()

    def test_agent_of_another_company_sees_nothing(self):
        """T49: no other company."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.new_user(
            "supervisor",
            login="elsewhere",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.env["aftersales.rma"].with_user(other).search([]))
        self.assertFalse(self.env["aftersales.warranty"].with_user(other).search([]))

    def test_warehouse_user_without_our_app_receives_the_goods(self):
        self.approve(self.rma)
        keeper = new_test_user(self.env, "keeper", groups="base.group_user,stock.group_stock_user")
        receipt = self.rma.receipt_ids.with_user(keeper)
        self.assertIn(self.rma.number, receipt.origin)
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.assertEqual(self.rma.state, "received")
        event = self.events(self.rma.ticket_id)[-1]
        self.assertEqual((event.type, event.real_user), ("receipt", keeper.id))
