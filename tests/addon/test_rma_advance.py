"""A replacement sent in advance: the return stays open until the goods are back, or charged."""

from datetime import timedelta

from rma_common import SalesCase

from odoo import fields
from odoo.exceptions import AccessError

AWAITED = "aftersales_addon.mail_activity_type_goods_awaited"


class TestRmaAdvance(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type_advance = cls.env.ref("aftersales_addon.rma_type_advance")
        cls.stock_up(cls.kettle)

    def sent(self, order, quantity=1, **values):
        """Return an RMA whose replacement was sent, and whose goods are awaited."""
        rma = self.approve(self.new_rma(order, quantity, type_id=self.type_advance.id))
        if values:
            rma.line_ids.with_user(self.specialist).write(values)
        rma.with_user(self.specialist).action_create_replacement()
        self.validate(rma.sudo().delivery_ids)
        return rma

    def charge(self, rma):
        rma.with_user(self.specialist).action_charge_kept()

    def test_corrected_serial_of_what_came_is_charged_right(self):
        announced, other, third = self.new_serials(self.printer, "R1", "R2", "R3")
        order = self.sell_and_deliver(self.printer, 2, serials=announced | other)
        rma = self.approve(self.new_rma(order, 1, lots=announced, type_id=self.type_advance.id))
        rma.with_user(self.specialist).action_create_replacement()
        self.put_lots(rma.sudo().delivery_ids.move_ids, third)
        self.validate(rma.sudo().delivery_ids)
        receipt = rma.sudo().receipt_ids
        self.put_lots(receipt.move_ids, other)
        self.validate(receipt)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.env.flush_all()
        receipt.move_ids.move_line_ids.lot_id = announced
        self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_to_invoice), (2, 0))

    def test_nobody_is_reminded_of_goods_whose_replacement_never_left(self):
        rma = self.sent(self.sell_and_deliver(self.kettle, 1))
        self.assertTrue(rma.activity_search([AWAITED]))
        rma.sudo().delivery_ids.move_ids.move_line_ids.quantity = 0
        self.receive(rma)
        self.assertEqual(rma.line_ids.received_quantity, 1)
        self.assertFalse(rma.activity_search([AWAITED]))

    def test_replacement_goes_out_at_once_and_the_return_waits_for_the_goods(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.sent(order, 2)
        self.assertEqual((rma.line_ids.replaced_quantity, rma.state), (2, "approved"))
        self.assertIn(rma.number, rma.ticket_id.resolve_blocker)
        self.receive(rma)
        self.assertEqual(rma.state, "done")
        self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_to_invoice), (2, 0))

    def test_nothing_goes_out_before_the_approval_or_with_other_types(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.new_rma(order, 1, type_id=self.type_advance.id)
        with self.assert_refused("Requested"):
            rma.with_user(self.specialist).action_create_replacement()
        other = self.approve(self.new_rma(order, 1, type_id=self.type_exchange.id))
        with self.assert_refused("follows the receipt"):
            other.with_user(self.specialist).action_create_replacement()

    def test_no_more_is_sent_than_was_asked_for(self):
        rma = self.sent(self.sell_and_deliver(self.kettle, 2), 2)
        for receive in (False, True):
            if receive:
                self.receive(rma, 1)
            with self.subTest(receive=receive), self.assert_refused("exists"):
                rma.with_user(self.specialist).action_create_replacement()

    def test_awaited_goods_are_not_charged_meanwhile(self):
        order = self.sell_and_deliver(self.kettle, 1)
        self.sent(order)
        self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_to_invoice), (1, 0))

    def test_goods_that_never_come_are_charged(self):
        for policy in ("delivery", "order"):
            with self.subTest(policy):
                self.kettle.invoice_policy = policy
                order = self.sell_and_deliver(self.kettle, 2, price_unit=33, discount=10)
                rma = self.sent(order, 2)
                self.receive(rma, 1)
                self.charge(rma)
                self.assertEqual(rma.state, "done")
                self.assertEqual(self.invoice(order).amount_untaxed, 29.7)
                self.assertEqual(order.order_line.qty_to_invoice, 0)
                self.assertEqual(rma.line_ids.claimed_quantity, 1)

    def test_goods_that_never_come_are_charged_where_more_was_delivered_than_ordered(self):
        self.stock_up(self.kettle, 10)
        order = self.new_order(self.kettle, 1)
        order.picking_ids.move_ids.quantity = 3
        self.validate(order.picking_ids)
        rma = self.sent(order)
        self.charge(rma)
        self.assertEqual(rma.state, "done")
        self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_to_invoice), (4, 4))

    def test_nothing_came_and_everything_is_charged(self):
        order = self.sell_and_deliver(self.kettle, 1)
        rma = self.sent(order)
        self.charge(rma)
        self.assertEqual(rma.state, "done")
        self.assertFalse(rma.sudo().receipt_ids.filtered(lambda p: p.state != "cancel"))
        self.assertEqual(self.invoice(order).amount_untaxed, 40)
        self.assertEqual(
            order.picking_ids.filtered(lambda p: p.state != "cancel").mapped("state"),
            ["done", "done"],
        )

    def test_rest_that_came_after_a_charge_is_still_to_be_replaced(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.approve(self.new_rma(order, 2, type_id=self.type_advance.id))
        rma.with_user(self.specialist).action_create_replacement()
        delivery = rma.sudo().delivery_ids
        delivery.move_ids.quantity = 1
        self.validate(delivery)
        (rma.sudo().delivery_ids - delivery).action_cancel()
        self.charge(rma)
        rma.with_user(self.specialist).action_create_receipt()
        self.receive(rma)
        self.assertEqual((rma.line_ids.received_quantity, rma.state), (1, "received"))
        rma.with_user(self.specialist).action_create_replacement()
        self.validate(rma.sudo().delivery_ids.filtered(lambda p: p.state == "assigned"))
        self.assertEqual((rma.line_ids.replaced_quantity, rma.state), (2, "done"))

    def test_charging_needs_something_sent_and_not_back(self):
        order = self.sell_and_deliver(self.kettle, 1)
        rma = self.approve(self.new_rma(order, 1, type_id=self.type_advance.id))
        with self.assert_refused("Nothing was sent in advance"):
            self.charge(rma)
        rma.with_user(self.specialist).action_create_replacement()
        self.validate(rma.sudo().delivery_ids)
        self.charge(rma)
        with self.assert_refused("Done"):
            self.charge(rma)
        for user, error in ((self.auditor, AccessError),):
            with self.assertRaises(error):
                rma.with_user(user).action_charge_kept()
        with self.assert_refused("by hand"):
            rma.line_ids.with_user(self.specialist).kept_charged_quantity = 0

    def test_agent_does_not_charge(self):
        rma = self.sent(self.sell_and_deliver(self.kettle, 1))
        with self.assert_refused("Specialist"):
            rma.with_user(self.agent).action_charge_kept()

    def test_rest_cannot_be_waived_once_it_was_replaced(self):
        rma = self.sent(self.sell_and_deliver(self.kettle, 2), 2)
        self.receive(rma, 1)
        with self.assert_refused("charge the goods"):
            rma.with_user(self.specialist).action_close_rest()

    def test_sent_goods_keep_the_return_from_being_cancelled(self):
        rma = self.sent(self.sell_and_deliver(self.kettle, 1))
        with self.assert_refused("has been sent"):
            rma.with_user(self.specialist).action_cancel()

    def test_somebody_is_reminded_until_the_goods_are_back(self):
        rma = self.sent(self.sell_and_deliver(self.kettle, 2), 2)
        activity = rma.activity_search([AWAITED])
        self.assertEqual(activity.date_deadline, fields.Date.today() + timedelta(days=14))
        self.receive(rma, 1)
        self.assertTrue(rma.activity_search([AWAITED]))
        self.receive(rma)
        self.assertFalse(rma.activity_search([AWAITED]))

    def test_other_goods_in_advance(self):
        pot = self.new_product("Pot", list_price=55)
        self.stock_up(pot)
        order = self.sell_and_deliver(self.kettle, 1, price_unit=40)
        rma = self.sent(order, exchange_product_id=pot.id)
        with self.assert_refused("send or receive the goods first"):
            rma.with_user(self.specialist).action_bill_exchange()
        self.receive(rma)
        rma.with_user(self.specialist).action_bill_exchange()
        document = rma.sudo().refund_ids
        document.action_post()
        self.assertEqual((document.amount_total, rma.state), (15, "done"))

    def test_other_goods_are_paid_besides_those_that_never_come(self):
        pot = self.new_product("Pot", list_price=55)
        self.stock_up(pot)
        order = self.sell_and_deliver(self.kettle, 1, price_unit=40)
        rma = self.sent(order, exchange_product_id=pot.id)
        self.charge(rma)
        self.assertEqual(self.invoice(order).amount_total, 55)
        self.assertEqual(rma.state, "done")
