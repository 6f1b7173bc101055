"""What comes is not always what was announced: less, more, later, or something else."""

from rma_common import SalesCase

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user


class TestRmaReceipt(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(
            cls.env, "keeper", groups="base.group_user,stock.group_stock_user"
        )

    def receive_as_keeper(self, rma, quantity=None, lots=None):
        """Let a warehouse user without our app take in what is open."""
        receipts = rma.sudo().receipt_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        mine = receipts.with_user(self.keeper)
        for move in mine.move_ids:
            if quantity is not None:
                move.quantity = quantity
            if lots:
                move.move_line_ids.lot_id = lots
        mine.move_ids.picked = True
        mine.with_context(skip_backorder=True).button_validate()
        return receipts

    def test_receipt_says_where_it_comes_from_and_tells_nobody(self):
        order = self.sell_and_deliver(self.kettle, 1)
        sent = self.delivered(order).picking_id
        order.message_subscribe(self.customer.ids)
        rma = self.approve(self.new_rma(order, 1))
        [note] = rma.receipt_ids.message_ids.filtered(lambda message: sent.name in message.body)
        self.assertFalse(note.notified_partner_ids)

    # === LESS, LATER === #

    def test_receipt_over_several_days(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 4))
        for received, state in ((1, "approved"), (3, "approved"), (4, "received")):
            self.receive_as_keeper(rma, received - rma.line_ids.received_quantity)
            self.assertEqual((rma.line_ids.received_quantity, rma.state), (received, state))
        self.assertEqual(self.event_types(rma.ticket_id).count("receipt"), 3)
        self.assertEqual(len(rma.receipt_ids), 3)

    def test_rest_that_is_not_coming_is_closed_and_free_again(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 3))
        specialist = rma.with_user(self.specialist)
        with self.assert_refused("cancel the return instead"):
            specialist.action_close_rest()
        self.receive_as_keeper(rma, 1)
        with self.assert_refused("2.00 can still"):
            self.new_rma(order, 3)
        with self.assert_refused("Specialist"):
            rma.with_user(self.agent).action_close_rest()
        with self.assertRaises(AccessError):
            rma.with_user(self.auditor).action_close_rest()
        specialist.action_close_rest()
        line = rma.line_ids
        self.assertEqual((line.not_coming_quantity, line.claimed_quantity), (2, 1))
        self.assertEqual((rma.state, line.open_receipt_quantity), ("received", 0))
        self.assertTrue(specialist.receive_blocker)
        self.assertTrue(self.new_rma(order, 4))
        self.assertEqual(self.refund(rma).amount_total, 40)
        self.assertEqual(rma.state, "done")

    def test_not_coming_is_not_written_by_hand(self):
        line = self.new_rma(self.sell_and_deliver(self.kettle, 2), 2).line_ids
        with self.assertRaisesRegex(UserError, "by hand"):
            line.with_user(self.specialist).not_coming_quantity = 1

    # === MORE === #

    def test_more_than_announced_counts_as_far_as_it_was_delivered(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 2))
        self.receive_as_keeper(rma, 3)
        self.assertEqual((rma.line_ids.received_quantity, rma.line_ids.claimed_quantity), (3, 3))
        self.assertEqual(self.refund(rma).amount_total, 120)

    def test_more_than_was_delivered_is_refused_in_words(self):
        order = self.sell_and_deliver(self.kettle, 3)
        rma = self.approve(self.new_rma(order, 2))
        with self.assert_refused("3.00 delivered, 3.00 can still be returned"):
            self.receive_as_keeper(rma, 4)
        self.assertEqual(rma.line_ids.received_quantity, 0)

    def test_more_than_other_returns_leave_is_refused(self):
        order = self.sell_and_deliver(self.kettle, 3)
        self.new_rma(order, 1)
        rma = self.approve(self.new_rma(order, 2))
        with self.assert_refused("2.00 can still be returned"):
            self.receive_as_keeper(rma, 3)

    # === SOMETHING ELSE === #

    def other_serial(self, *, delivered=True):
        """Return an RMA for SN1 on whose receipt another serial came, and that serial."""
        sold = self.new_serials(self.printer, "SN1", "SN2")
        order = self.sell_and_deliver(self.printer, 2, serials=sold)
        other = sold[1]
        if not delivered:
            other = self.env["stock.lot"].create({"name": "XX", "product_id": self.printer.id})
        rma = self.approve(self.new_rma(order, lots=sold[0]))
        self.receive_as_keeper(rma, lots=other)
        return rma, other

    def test_other_serial_is_noted_and_counts_for_nothing(self):
        rma, other = self.other_serial()
        found = rma.found_ids
        self.assertEqual((found.lot_id, found.quantity, found.state), (other, 1, "pending"))
        self.assertEqual(rma.line_ids.received_quantity, 0)
        self.assertNotEqual(rma.state, "done")
        self.assertEqual(
            [e._facts().get("what") for e in self.events(rma.ticket_id) if e.type == "note"],
            ["found_instead"],
        )
        with self.assert_refused("Nothing has come back"):
            rma.with_user(self.specialist).action_create_refund()

    def test_mixed_up_serial_of_the_same_delivery_is_accepted(self):
        rma, other = self.other_serial()
        found = rma.found_ids
        with self.assert_refused("Specialist"):
            found.with_user(self.agent).action_accept()
        found.with_user(self.specialist).action_accept()
        line = rma.line_ids
        self.assertEqual((line.lot_id, line.received_quantity, found.state), (other, 1, "accepted"))
        self.assertEqual(rma.state, "received")
        self.assertEqual(self.refund(rma).amount_total, 300)
        self.assertEqual(rma.state, "done")
        with self.assert_refused("Accepted"):
            found.with_user(self.specialist).action_give_back()

    def test_foreign_serial_can_be_accepted_for_the_one_announced(self):
        rma, other = self.other_serial(delivered=False)
        rma.found_ids.with_user(self.specialist).action_accept()
        line = rma.line_ids
        self.assertNotEqual(line.lot_id, other)
        self.assertEqual((line.received_quantity, rma.state), (1, "received"))
        self.assertEqual(self.refund(rma).amount_total, 300)

    def test_serial_that_was_accepted_is_the_one_that_is_given_back(self):
        rma, other = self.other_serial(delivered=False)
        rma.found_ids.with_user(self.specialist).action_accept()
        rma.line_ids.with_user(self.specialist).outcome = "return"
        rma.with_user(self.specialist).action_give_back()
        transfer = rma.sudo().give_back_ids
        self.assertEqual(transfer.move_line_ids.lot_id, other)
        self.validate(transfer)
        self.assertEqual((rma.line_ids.given_back_quantity, rma.state), (1, "done"))

    def test_nothing_else_than_what_came_is_given_back(self):
        rma, __ = self.other_serial()
        rma.found_ids.with_user(self.specialist).action_accept()
        rma.line_ids.with_user(self.specialist).outcome = "return"
        rma.with_user(self.specialist).action_give_back()
        transfer = rma.sudo().give_back_ids
        transfer.move_line_ids.lot_id = self.new_serials(self.printer, "FROM STOCK")
        with self.assert_refused("takes FROM STOCK back to the customer, but SN2 came"):
            self.validate(transfer)

    def test_other_serial_is_given_back_and_the_announced_one_still_comes(self):
        rma, other = self.other_serial()
        found = rma.found_ids
        found.with_user(self.specialist).action_give_back()
        self.assertEqual(found.state, "giving_back")
        transfer = rma.give_back_ids
        self.assertEqual(transfer.move_line_ids.lot_id, other)
        self.validate(transfer)
        self.assertEqual((found.state, other.location_id.usage), ("given_back", "customer"))
        self.assertEqual(rma.line_ids.given_back_quantity, 0)
        rma.with_user(self.specialist).action_create_receipt()
        self.receive_as_keeper(rma)
        self.assertEqual((rma.line_ids.received_quantity, rma.state), (1, "received"))

    def test_cancelled_giving_back_is_to_decide_again(self):
        rma, __ = self.other_serial()
        rma.found_ids.with_user(self.specialist).action_give_back()
        rma.give_back_ids.action_cancel()
        self.assertEqual(rma.found_ids.state, "pending")

    def test_other_product_in_the_parcel_is_noted_and_only_given_back(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.approve(self.new_rma(order, 2))
        receipt = rma.sudo().receipt_ids
        mug = self.new_product("Mug")
        receipt.move_ids = [
            Command.create(
                {
                    "product_id": mug.id,
                    "product_uom_qty": 1,
                    "quantity": 1,
                    "location_id": receipt.location_id.id,
                    "location_dest_id": receipt.location_dest_id.id,
                }
            )
        ]
        self.receive_as_keeper(rma)
        found = rma.found_ids
        self.assertEqual((found.product_id, found.quantity), (mug, 1))
        self.assertEqual((rma.line_ids.received_quantity, rma.state), (2, "received"))
        self.refund(rma)
        self.assertEqual(rma.state, "received")
        with self.assert_refused("another product"):
            found.with_user(self.specialist).action_accept()
        found.with_user(self.specialist).action_give_back()
        self.validate(rma.give_back_ids)
        self.assertEqual((found.state, rma.state), ("given_back", "done"))
        self.assertEqual(order.order_line.product_id, self.kettle)

    def test_what_was_found_is_not_written_by_hand(self):
        rma, __ = self.other_serial()
        found = rma.found_ids.with_user(self.specialist)
        for values in ({"accepted": True}, {"quantity": 5}, {"state": "accepted"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                found.write(values)
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "by hand"):
                found.sudo().write(values)
        for user in (self.agent, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                found.with_user(user).action_accept()
        abroad = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.new_user(
            "specialist",
            login="elsewhere",
            company_id=abroad.id,
            company_ids=[Command.set(abroad.ids)],
        )
        with self.assertRaises(AccessError):
            found.with_user(other).action_give_back()


class TestReturnOfAReturn(SalesCase):
    """Odoo's own button on a receipt sends the goods to the customer again."""

    def test_no_more_goes_back_to_the_customer_than_came(self):
        self.stock_up(self.kettle)  # so that there is enough to send too much
        order = self.sell_and_deliver(self.kettle, 3)
        receipt = self.return_by_hand(self.delivered(order), 3).move_ids
        first = self.return_by_hand(receipt, 2, validate=False)
        second = self.return_by_hand(receipt, 2, validate=False)
        (first | second).move_ids.quantity = 2
        self.validate(first)
        with self.assert_refused("More of Kettle would go back"):
            self.validate(second)

    def test_goods_come_and_go_as_often_as_people_like(self):
        order = self.sell_and_deliver(self.kettle, 3)
        move = self.delivered(order)
        for quantity in (3, 2, 2, 2):
            move = self.return_by_hand(move, quantity).move_ids
        self.assertEqual(order.order_line.qty_delivered, 2)
