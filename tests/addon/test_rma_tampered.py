"""Documents and links that somebody with rights elsewhere changes behind a return's back."""

from math import inf, nan

from psycopg2.errors import CheckViolation
from rma_common import SalesCase

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger


class TestLinksByHand(SalesCase):
    """A return counts documents by their links: nobody sets these but our own methods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        everything = (
            "base.group_user,stock.group_stock_manager,account.group_account_manager,"
            "sales_team.group_sale_manager"
        )
        cls.clerk = new_test_user(cls.env, "clerk", groups=everything, name="Clara Clerk")

    def test_transfer_is_not_put_on_a_return_by_hand(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 2))
        other = self.return_by_hand(self.delivered(order), 1).move_ids
        with self.assert_refused("by hand"):
            other.with_user(self.clerk).write({"aftersales_rma_line_id": rma.line_ids.id})
        with self.assert_refused("by hand"):
            rma.sudo().receipt_ids.move_ids.with_user(self.clerk).write(
                {"aftersales_rma_line_id": False}
            )
        with self.assert_refused("by hand"):
            other.with_user(self.clerk).copy({"aftersales_rma_line_id": rma.line_ids.id})
        self.assertEqual(rma.line_ids.received_quantity, 0)

    def test_credit_note_is_not_put_on_a_return_by_hand(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 2))
        with self.assert_refused("by hand"):
            order.invoice_ids.with_user(self.clerk).write({"aftersales_rma_id": rma.id})
        with self.assert_refused("by hand"):
            self.env["account.move"].with_user(self.clerk).create(
                {
                    "move_type": "out_refund",
                    "partner_id": self.customer.id,
                    "aftersales_rma_id": rma.id,
                }
            )

    def test_order_line_is_not_put_on_a_return_by_hand(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 2))
        with self.assert_refused("by hand"):
            order.order_line.with_user(self.clerk).write(
                {"aftersales_rma_line_id": rma.line_ids.id}
            )
        with self.assert_refused("by hand"):
            order.with_user(self.clerk).write(
                {
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.kettle.id,
                                "aftersales_rma_line_id": rma.line_ids.id,
                            }
                        )
                    ]
                }
            )

    def test_backorder_of_a_receipt_stays_on_its_return(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 3))
        receipt = rma.sudo().receipt_ids.with_user(self.clerk)
        receipt.move_ids.write({"quantity": 1, "picked": True})
        receipt.with_context(skip_backorder=True).button_validate()
        self.assertEqual(
            (rma.line_ids.received_quantity, rma.line_ids.open_receipt_quantity), (1, 2)
        )

    def test_return_of_a_receipt_by_the_clerk_counts_for_its_return(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 3))
        self.receive(rma)
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.clerk)
            .create(
                {
                    "picking_id": rma.sudo().receipt_ids.id,
                    "product_return_moves": [
                        Command.create(
                            {
                                "move_id": rma.sudo().receipt_ids.move_ids.id,
                                "product_id": self.kettle.id,
                                "quantity": 1,
                            }
                        )
                    ],
                }
            )
        )
        self.validate(wizard._create_return())
        self.assertEqual(rma.line_ids.given_back_quantity, 1)


class TestEditedAfterwards(SalesCase):
    """Odoo lets the warehouse edit what is done; a return does not end up with more than there was."""

    def test_done_receipt_is_not_raised_beyond_the_delivery(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.approve(self.new_rma(order, 1))
        receipt = self.receive(rma)
        receipt.is_locked = False
        with self.assertRaises(UserError):
            receipt.move_ids.move_line_ids.quantity = 50

    def test_done_return_by_hand_is_not_raised_beyond_the_delivery(self):
        order = self.sell_and_deliver(self.kettle, 2)
        receipt = self.return_by_hand(self.delivered(order), 1)
        receipt.is_locked = False
        with self.assertRaises(UserError):
            receipt.move_ids.move_line_ids.quantity = 50
        with self.assertRaises(UserError):
            self.env["stock.move.line"].create(
                {
                    "move_id": receipt.move_ids.id,
                    "product_id": self.kettle.id,
                    "quantity": 5,
                    "location_id": receipt.location_id.id,
                    "location_dest_id": receipt.location_dest_id.id,
                }
            )

    def test_delivery_is_not_lowered_below_what_came_back(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.approve(self.new_rma(order, 2))
        self.receive(rma)
        delivery = self.delivered(order)
        delivery.picking_id.is_locked = False
        with self.assertRaises(UserError):
            delivery.move_line_ids.quantity = 1

    def test_receipt_is_not_lowered_below_what_was_refunded(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.approve(self.new_rma(order, 2))
        receipt = self.receive(rma)
        self.refund(rma)
        receipt.is_locked = False
        with self.assertRaises(UserError):
            receipt.move_ids.move_line_ids.quantity = 1

    def test_small_correction_of_a_receipt_is_followed(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 3))
        receipt = self.receive(rma)
        receipt.is_locked = False
        receipt.move_ids.move_line_ids.quantity = 2
        self.assertEqual(rma.line_ids.received_quantity, 2)
        self.assertEqual(rma.state, "received")


class TestLoanerOfAMergedTicket(SalesCase):
    def test_loaner_and_return_move_together(self):
        self.stock_up(self.kettle)
        rma = self.new_rma(self.sell_and_deliver(self.kettle, 2))
        loaner = self.env["aftersales.loaner"].create(
            {"rma_id": rma.id, "product_id": self.kettle.id}
        )
        loaner.action_hand_out()
        target = self.new_ticket()
        rma.ticket_id._merge_into(target)
        self.assertEqual((rma.ticket_id, loaner.ticket_id), (target, target))


class TestLoanerOfAnEndedTicket(SalesCase):
    def test_what_was_planned_is_not_handed_out_once_the_ticket_has_ended(self):
        self.stock_up(self.kettle)
        ticket = self.new_ticket()
        loaner = self.env["aftersales.loaner"].create(
            {"ticket_id": ticket.id, "product_id": self.kettle.id}
        )
        ticket._move_to("cancelled", cancel_reason="duplicate")
        with self.assert_refused("has ended"):
            loaner.with_user(self.specialist).action_hand_out()


class TestGivenBackGoods(SalesCase):
    def test_unit_that_was_given_back_is_claimed_once(self):
        order = self.sell_and_deliver(self.kettle, 1)
        delivery = self.delivered(order)
        rma = self.approve(
            self.new_rma(
                order,
                1,
                line_ids=[
                    Command.create({"move_id": delivery.id, "quantity": 1, "outcome": "return"})
                ],
            )
        )
        self.receive(rma)
        rma.with_user(self.specialist).action_give_back()
        self.validate(rma.sudo().give_back_ids)
        self.assertEqual(rma.state, "done")
        given_back = rma.sudo().give_back_ids.move_ids
        self.approve(self.new_rma(order, 1, move=delivery))
        with self.assert_refused("it first came with"):
            self.new_rma(order, 1, move=given_back)

    def test_unit_given_back_by_odoos_own_button_is_claimed_by_its_first_delivery(self):
        order = self.sell_and_deliver(self.kettle, 1)
        delivery = self.delivered(order)
        back = self.return_by_hand(delivery, 1)
        given_back = self.return_by_hand(back.move_ids, 1).move_ids
        with self.assert_refused("it first came with"):
            self.new_rma(order, 1, move=given_back)
        rma = self.approve(self.new_rma(order, 1, move=delivery))
        self.receive(rma)
        with self.assert_refused("can still be returned"):
            self.new_rma(order, 1, move=delivery)


class TestDownPayment(SalesCase):
    def invoiced(self, order, method, **values):
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_ids=order.ids, active_model="sale.order"
        )
        wizard.create({"advance_payment_method": method, **values}).create_invoices()
        draft = order.invoice_ids.filtered(lambda move: move.state == "draft")
        draft.action_post()
        return draft

    def test_return_is_not_closed_while_a_down_payment_charges_the_goods(self):
        self.stock_up(self.kettle)
        order = self.new_order(self.kettle, 2, price_unit=50)
        self.invoiced(order, "percentage", amount=60)
        self.deliver(order)
        rma = self.approve(self.new_rma(order, 2))
        self.receive(rma)
        with self.assert_refused("down payment"):
            rma.with_user(self.specialist).action_settle()
        self.assertIn("down payment", rma.with_user(self.specialist).refund_blocker)
        credit_note = self.invoiced(order, "delivered")
        self.assertEqual((credit_note.move_type, credit_note.amount_total), ("out_refund", 60))
        rma.with_user(self.specialist).action_settle()
        self.assertEqual(rma.state, "done")

    def test_down_payment_for_what_the_customer_keeps_does_not_matter(self):
        self.stock_up(self.kettle)
        order = self.new_order(self.kettle, 2, price_unit=50)
        self.invoiced(order, "percentage", amount=50)
        self.deliver(order)
        rma = self.approve(self.new_rma(order, 1))
        self.receive(rma)
        rma.with_user(self.specialist).action_settle()
        self.assertEqual(rma.state, "done")


class TestSillyNumbers(SalesCase):
    SILLY = (nan, inf, -inf, -1, 1e308, "many")

    def assert_plain_refusal(self, write, value):
        try:
            with self.env.cr.savepoint():
                write(value)
                self.env.flush_all()
        except (UserError, CheckViolation):  # Odoo says the latter in the words of the constraint
            return
        except Exception as error:
            self.fail(f"{value}: {error!r}")
        self.fail(f"{value} was accepted")

    @mute_logger("odoo.sql_db")
    def test_numbers_of_a_line(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle, 2), type_id=self.type_exchange.id)
        line = rma.line_ids.with_user(self.specialist)
        line.exchange_product_id = self.toner
        for name in ("quantity", "reduction_price", "exchange_price", "exchange_quantity"):
            for value in self.SILLY:
                with self.subTest(name=name, value=value):
                    self.assert_plain_refusal(lambda v, n=name: line.write({n: v}), value)

    def test_numbers_of_an_inspection(self):
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 2)))
        self.receive(rma)
        inspections = self.env["aftersales.inspection"].with_user(self.specialist)
        for value in self.SILLY:
            with self.subTest(value=value):
                self.assert_plain_refusal(
                    lambda v: inspections.create(
                        {"rma_line_id": rma.line_ids.id, "grade": "a", "quantity": v}
                    ),
                    value,
                )
