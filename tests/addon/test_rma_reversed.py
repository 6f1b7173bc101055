"""Credit notes that accounting reverses: nothing is given any more, and the return is open again."""

from rma_common import SalesCase
from test_rma_exchange import ExchangeCase

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user


class ReversedCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env, "accountant", groups="base.group_user,account.group_account_manager"
        )

    def reverse(self, move, correct=False, **values):
        """Reverse a posted document as an accountant does who has nothing of ours.

        :param bool correct: whether a draft with the same lines is to take its place
        :return: that draft, else the draft of the reversal
        """
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, **values})
        )
        wizard.modify_moves() if correct else wizard.refund_moves()
        return wizard.new_move_ids.with_env(self.env)

    def taken_back(self, move):
        counter = self.reverse(move)
        counter.action_post()
        return counter

    def refunded(self, quantity=2, **line):
        order = self.sell_and_deliver(self.kettle, quantity, price_unit=40, **line)
        rma = self.approve(self.new_rma(order, quantity))
        self.receive(rma)
        return order, rma, self.refund(rma)


class TestReversedRefund(ReversedCase):
    def test_reversed_credit_note_opens_the_return_again(self):
        order, rma, refund = self.refunded()
        self.assertEqual(rma.state, "done")
        counter = self.reverse(refund)
        self.assertEqual(rma.state, "done", "a draft takes nothing back")
        counter.action_post()
        self.assertEqual((rma.state, rma.line_ids.credited_quantity), ("received", 0))
        self.assertEqual(order.order_line.qty_invoiced, 2)
        self.assertFalse(rma.with_user(self.specialist).refund_blocker)
        again = self.refund(rma)
        self.assertEqual((again.amount_total, again.invoice_line_ids.quantity), (80, 2))
        self.assertEqual(again.reversed_entry_id, refund.reversed_entry_id)
        self.assertEqual((rma.state, order.order_line.qty_invoiced), ("done", 0))

    def test_what_was_taken_back_in_part_is_refunded_in_part(self):
        order, rma, refund = self.refunded()
        counter = self.reverse(refund)
        counter.invoice_line_ids.quantity = 1
        counter.action_post()
        self.assertEqual((rma.state, rma.line_ids.credited_quantity), ("received", 1))
        again = self.refund(rma)
        self.assertEqual((again.amount_total, rma.state), (40, "done"))
        self.assertEqual(order.order_line.qty_invoiced, 0)

    def test_what_was_taken_back_by_price_is_refunded_by_what_it_was(self):
        __, rma, refund = self.refunded()
        counter = self.reverse(refund)
        counter.invoice_line_ids.price_unit = 20
        counter.action_post()
        again = self.refund(rma)
        self.assertEqual((again.amount_total, rma.state), (40, "done"))

    def test_other_lines_of_the_credit_note_stand(self):
        serials = self.new_serials(self.printer, "SN1")
        order = self.sell_and_deliver(self.printer, 1, serials=serials)
        self.stock_up(self.kettle)
        order.order_line = [Command.create({"product_id": self.kettle.id, "product_uom_qty": 1})]
        self.deliver(order)
        self.invoice(order)
        printer, kettle = self.delivered(order).sorted("id")
        rma = self.new_rma(
            order,
            line_ids=[
                Command.create({"move_id": printer.id, "lot_id": serials.id, "quantity": 1}),
                Command.create({"move_id": kettle.id, "quantity": 1}),
            ],
        )
        self.approve(rma)
        self.receive(rma)
        refunds = self.refund(rma)
        refund = refunds.filtered(lambda move: move.invoice_line_ids.product_id == self.printer)
        self.taken_back(refund)
        self.assertEqual(rma.line_ids.mapped("credited_quantity"), [0, 1])

    def test_credit_note_that_accounting_corrects_stays_with_the_return(self):
        order, rma, refund = self.refunded()
        corrected = self.reverse(refund, correct=True)
        self.assertEqual((corrected.move_type, corrected.aftersales_rma_id), ("out_refund", rma))
        self.assertEqual(rma.state, "received")
        self.assertRegex(rma.with_user(self.specialist).refund_blocker, "draft")
        self.assertRegex(rma.with_user(self.specialist).settle_blocker, "draft")
        corrected.action_post()
        self.assertEqual((rma.state, rma.line_ids.credited_quantity), ("done", 2))
        self.assertEqual(order.order_line.qty_invoiced, 0)
        invoice = refund.reversed_entry_id
        self.assertEqual((corrected.reversed_entry_id, invoice.amount_residual), (invoice, 0))

    def test_corrected_credit_note_gives_no_more_than_came_back(self):
        refund = self.refunded()[2]
        corrected = self.reverse(refund, correct=True)
        corrected.invoice_line_ids.quantity = 3
        with self.assert_refused("only 2"):
            corrected.action_post()
        corrected.invoice_line_ids.write({"quantity": 2, "price_unit": 41})
        with self.assert_refused("more would be credited"):
            corrected.action_post()

    def test_reversal_that_is_undone_lets_the_credit_note_count_again(self):
        order, rma, refund = self.refunded()
        counter = self.taken_back(refund)
        counter.button_draft()
        self.assertEqual((rma.state, rma.line_ids.credited_quantity), ("done", 2))
        counter.action_post()
        self.assertEqual(rma.state, "received")
        self.taken_back(counter)  # a reversal of the reversal
        self.assertEqual((rma.state, rma.line_ids.credited_quantity), ("done", 2))
        self.assertEqual(order.order_line.qty_invoiced, 0)

    def test_reversal_is_not_undone_after_the_goods_were_refunded_again(self):
        __, rma, refund = self.refunded()
        counter = self.taken_back(refund)
        self.refund(rma)
        with self.assert_refused("only 2"):
            counter.button_draft()
        with self.assert_refused("only 2"):
            self.taken_back(counter)
        self.assertEqual((rma.state, rma.line_ids.credited_quantity), ("done", 2))

    def test_reversal_and_its_end_are_on_record(self):
        __, rma, refund = self.refunded()
        counter = self.taken_back(refund)
        counter.button_draft()
        facts = [event._facts() for event in self.events(rma.ticket_id)]
        self.assertEqual(
            [
                (one["was"], one["now"], one["document"])
                for one in facts
                if one.get("what") == "credit_note"
            ],
            [("", "reversed", refund.name), ("reversed", "posted", refund.name)],
        )

    def test_reversal_at_a_later_date_counts_when_it_is_posted(self):
        __, rma, refund = self.refunded()
        counter = self.reverse(refund, date=fields.Date.add(fields.Date.today(), days=3))
        self.assertEqual((counter.state, rma.state), ("draft", "done"))

    def test_fee_is_charged_again_with_the_goods(self):
        self.type_refund.write({"fee_fixed": 5})
        order = self.sell_and_deliver(self.kettle, 1, price_unit=40)
        rma = self.new_rma(order)
        rma.with_user(self.specialist).charge_fee = True
        self.approve(rma)
        self.receive(rma)
        refund = self.refund(rma)
        self.assertEqual(refund.amount_total, 35)
        self.taken_back(refund)
        self.assertEqual(self.refund(rma).amount_total, 35)
        self.assertEqual(rma.state, "done")

    def test_whether_credit_notes_stand_is_read_of_many_at_once(self):
        refunds = self.env["account.move"].union(*(self.refunded(1)[2] for __ in range(4)))
        lines = self.env["account.move.line"].browse(refunds.invoice_line_ids.ids)

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            started = self.env.cr.sql_log_count
            self.assertEqual({line._aftersales_standing() for line in some}, {1})
            return self.env.cr.sql_log_count - started

        self.assertEqual(cost(lines), cost(lines[0]))

    def test_gift_that_is_not_on_the_reversal_stays_credited(self):
        gift = self.new_product("Gift", list_price=0)
        self.stock_up(self.kettle)
        self.stock_up(gift)
        order = self.new_order(self.kettle, 1, price_unit=40, confirm=False)
        order.order_line = [Command.create({"product_id": gift.id, "price_unit": 0})]
        order.action_confirm()
        self.deliver(order)
        self.invoice(order)
        lines = [{"move_id": move.id, "quantity": 1} for move in self.delivered(order)]
        rma = self.approve(self.new_rma(order, line_ids=[Command.create(line) for line in lines]))
        self.receive(rma)
        counter = self.reverse(self.refund(rma))
        free = counter.invoice_line_ids.filtered(lambda line: line.product_id == gift)
        counter.invoice_line_ids = [Command.delete(free.id)]
        counter.action_post()
        self.refund(rma)
        self.assertEqual(rma.state, "done")
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [0, 0])


class TestReversedReduction(ReversedCase):
    def test_reversed_price_reduction_is_due_again(self):
        order = self.sell_and_deliver(self.kettle, 1, price_unit=40)
        reduction = self.env.ref("aftersales_addon.rma_type_reduction")
        rma = self.new_rma(order, type_id=reduction.id)
        rma.line_ids.with_user(self.specialist).reduction_price = 30
        self.approve(rma)
        rma.with_user(self.specialist).action_create_reduction()
        refund = rma.sudo().refund_ids
        refund.action_post()
        self.taken_back(refund)
        self.assertEqual((rma.state, rma.line_ids.reduced_quantity), ("approved", 0))
        rma.with_user(self.specialist).action_create_reduction()
        again = rma.sudo().refund_ids - refund
        self.assertEqual(again.amount_total, 30)
        again.action_post()
        self.assertEqual(rma.state, "done")

    def test_reversed_price_reduction_is_not_taken_off_a_later_refund(self):
        order = self.sell_and_deliver(self.kettle, 1, price_unit=40)
        reduction = self.env.ref("aftersales_addon.rma_type_reduction")
        first = self.new_rma(order, type_id=reduction.id)
        first.line_ids.with_user(self.specialist).reduction_price = 30
        self.approve(first)
        first.with_user(self.specialist).action_create_reduction()
        first.sudo().refund_ids.action_post()
        later = self.approve(self.new_rma(order)) if first.state == "done" else first
        self.taken_back(first.sudo().refund_ids)
        self.receive(later)
        self.assertEqual(self.refund(later).amount_total, 40)


class TestReversedExchange(ReversedCase, ExchangeCase):
    def test_reversed_difference_is_billed_again(self):
        for price, kind in ((55, "out_invoice"), (12.5, "out_refund")):
            with self.subTest(kind):
                self.pot.list_price = price
                order = self.sell_and_deliver(self.kettle, 1, price_unit=40)
                rma = self.exchanged(order)
                self.send(rma)
                document = self.bill(rma)
                self.assertEqual((document.move_type, rma.state), (kind, "done"))
                self.taken_back(document)
                self.assertEqual(rma.line_ids.exchange_credited_quantity, 0)
                self.assertEqual(rma.state, "received")
                again = self.bill(rma)
                self.assertEqual(again.amount_total, document.amount_total)
                self.assertEqual(rma.state, "done")
                self.assertEqual(order.order_line.mapped("qty_to_invoice"), [0, 0])
