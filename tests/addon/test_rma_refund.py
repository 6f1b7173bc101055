"""What a return credits: the price that was invoiced, for what came back, and never more."""

import json

from rma_common import SalesCase

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user


class TestRmaRefund(SalesCase):
    def returned(self, order, quantity=1, **values):
        """Return an RMA whose goods are back."""
        rma = self.approve(self.new_rma(order, quantity, **values))
        self.receive(rma)
        return rma

    def test_invoiced_price_with_discount_and_taxes_is_credited(self):
        """T61. Peers: today's list price refunded instead of the price paid."""
        tax = self.env["account.tax"].create({"name": "VAT 20", "amount": 20})
        order = self.sell_and_deliver(
            self.kettle, 3, price_unit=33.33, discount=10, tax_ids=[Command.set(tax.ids)]
        )
        self.kettle.list_price = 99
        refund = self.refund(self.returned(order, 3))
        invoice = order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
        self.assertEqual(refund.amount_total, invoice.amount_total)
        self.assertEqual(refund.reversed_entry_id, invoice)
        line = refund.invoice_line_ids
        self.assertEqual((line.price_unit, line.discount, line.tax_ids), (33.33, 10, tax))
        self.assertEqual(order.order_line.qty_invoiced, 0)

    def test_the_steps_of_a_return_cost_no_more_queries(self):
        def steps():
            order = self.sell_and_deliver(self.kettle, 5)
            costs = []

            def step(work):
                self.env.flush_all()
                self.env.invalidate_all()
                started = self.env.cr.sql_log_count
                result = work()
                self.env.flush_all()
                costs.append(self.env.cr.sql_log_count - started)
                return result

            rma = step(lambda: self.new_rma(order, 2))
            step(lambda: self.approve(rma))
            step(lambda: self.receive(rma))
            refund = step(lambda: self.refund(rma, post=False))
            step(refund.action_post)
            self.assertEqual(rma.state, "done")
            return dict(
                zip(("request", "approve", "receive", "refund", "post"), costs, strict=True)
            )

        steps()
        limits = {"request": 95, "approve": 125, "receive": 105, "refund": 95, "post": 115}
        found = steps()
        self.assertFalse({name: cost for name, cost in found.items() if cost > limits[name]})

    def test_only_the_returned_lines_and_quantities_are_credited(self):
        self.stock_up(self.kettle)
        order = self.new_order(self.kettle, 5, confirm=False)
        order.order_line = [
            Command.create({"product_id": self.toner.id, "product_uom_qty": 4, "price_unit": 10}),
            Command.create({"display_type": "line_section", "name": "Section"}),
        ]
        lots = self.new_serials(self.toner, "LOT1", quantity=10)
        order.action_confirm()
        self.deliver(order, lots)
        self.invoice(order)
        toner = self.delivered(order).filtered(lambda move: move.product_id == self.toner)
        rma = self.returned(order, 3, move=toner, lots=lots)
        refund = self.refund(rma)
        self.assertRecordValues(
            refund.invoice_line_ids,
            [
                {"product_id": self.toner.id, "quantity": 3, "price_unit": 10},
            ],
        )

    def test_serials_of_one_invoice_line_share_one_credit_line(self):
        serials = self.new_serials(self.printer, "SN1", "SN2", "SN3")
        order = self.sell_and_deliver(self.printer, 3, serials=serials, price_unit=33.335)
        rma = self.returned(order, 1, lots=serials[:2])
        refund = self.refund(rma)
        self.assertEqual(refund.invoice_line_ids.quantity, 2)
        self.assertEqual(rma.line_ids.mapped("credited_quantity"), [1, 1])
        self.assertEqual(rma.state, "done")

    def test_several_invoices_are_credited_one_by_one(self):
        self.stock_up(self.kettle)
        order = self.new_order(self.kettle, 5, price_unit=10)
        picking = order.picking_ids
        for part in (2, 3):
            picking = order.picking_ids.filtered(lambda p: p.state != "done")
            picking.move_ids.quantity = part
            self.validate(picking)
            order.order_line.price_unit = 10 * part  # renegotiated in between
            self.invoice(order)
        first, second = self.delivered(order).sorted("id")
        rma = self.new_rma(
            order,
            line_ids=[
                Command.create({"move_id": first.id, "quantity": 2}),
                Command.create({"move_id": second.id, "quantity": 2}),
            ],
        )
        self.receive(self.approve(rma))
        refunds = self.refund(rma)
        self.assertEqual(len(refunds), 2)
        self.assertEqual(sorted(refunds.mapped("amount_total")), [40, 60])
        self.assertEqual(rma.state, "done")

    def test_foreign_currency_is_credited_as_it_was_invoiced(self):
        """T61: no rate of today gets between."""
        currency = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        )
        currency.active = True
        currency.rate_ids = [Command.clear(), Command.create({"rate": 0.5, "name": "2020-01-01"})]
        pricelist = self.env["product.pricelist"].create(
            {"name": "Francs", "currency_id": currency.id}
        )
        self.customer.property_product_pricelist = pricelist
        order = self.sell_and_deliver(self.kettle, 2, price_unit=77)
        refund = self.refund(self.returned(order, 1))
        self.assertEqual((refund.currency_id, refund.amount_total), (currency, 77))

    def test_draft_credit_note_does_not_end_the_return(self):
        """Peers: "refunded" on a draft credit note."""
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2)
        refund = self.refund(rma, post=False)
        self.assertEqual((refund.state, rma.state), ("draft", "received"))
        self.assertIn("posts it", rma.with_user(self.specialist).refund_blocker)
        with self.assert_refused("posts it"):
            rma.with_user(self.specialist).action_create_refund()
        self.assertNotIn("refund_posted", self.event_types(rma.ticket_id))

    def test_cancelled_credit_note_frees_the_claim_and_is_made_again(self):
        """Peers: stuck after its cancellation; cancelled refund gives the claim back."""
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2)
        refund = self.refund(rma)
        self.assertEqual(rma.state, "done")
        refund.button_draft()
        self.assertEqual(rma.state, "received")
        refund.button_cancel()
        self.assertEqual(self.event_types(rma.ticket_id)[-1], "corrected")
        self.assertFalse(rma.with_user(self.specialist).refund_blocker)
        again = self.refund(rma)
        self.assertEqual((again.amount_total, rma.state), (80, "done"))

    def test_deleted_credit_note_frees_the_claim_and_is_made_again(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2)
        self.refund(rma, post=False).unlink()
        self.assertEqual((rma.state, rma.line_ids.draft_credit_quantity), ("received", 0))
        event = self.events(rma.ticket_id)[-1]
        self.assertEqual((event.type, json.loads(event.payload)["now"]), ("corrected", "deleted"))
        self.refund(rma)
        self.assertEqual(rma.state, "done")

    def test_line_that_accounting_removed_is_credited_on_the_next_note(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 4), 4)
        refund = self.refund(rma, post=False)
        refund.invoice_line_ids.quantity = 1
        refund.action_post()
        self.assertEqual((rma.line_ids.credited_quantity, rma.state), (1, "received"))
        self.refund(rma)
        self.assertEqual((rma.line_ids.credited_quantity, rma.state), (4, "done"))

    def test_500_cannot_be_credited_on_a_return_of_5(self):
        """Peers: 500 refunded on an RMA of 5; refund qty above RMA."""
        rma = self.returned(self.sell_and_deliver(self.kettle, 5), 5)
        refund = self.refund(rma, post=False)
        refund.invoice_line_ids.quantity = 500
        with self.assert_refused("500.00 of Kettle"):
            refund.action_post()
        refund.invoice_line_ids.quantity = 5
        refund.invoice_line_ids.copy({"move_id": refund.id, "quantity": 10})
        with self.assert_refused("15.00 of Kettle"):
            refund.action_post()

    def test_what_accounting_credited_by_hand_is_not_credited_twice(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.returned(order, 2)
        reversal = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=order.invoice_ids.ids)
            .create({"journal_id": order.invoice_ids.journal_id.id})
        )
        reversal.refund_moves()
        reversal.new_move_ids.action_post()
        self.assertIn("without a credit note", rma.with_user(self.specialist).refund_blocker)
        rma.with_user(self.specialist).action_settle()
        self.assertEqual((rma.state, rma.refund_count), ("done", 0))

    def test_not_invoiced_goods_need_no_credit_note(self):
        order = self.sell_and_deliver(self.kettle, 5, invoice=False)
        rma = self.returned(order, 2)
        specialist = rma.with_user(self.specialist)
        self.assertIn("not charged any more", specialist.refund_blocker)
        self.assertFalse(specialist.settle_blocker)
        specialist.action_settle()
        self.assertEqual(rma.state, "done")
        self.assertEqual(self.invoice(order).invoice_line_ids.quantity, 3)
        self.assertEqual(rma.state, "done")

    def test_order_charged_as_ordered_is_invoiced_first(self):
        self.kettle.invoice_policy = "order"
        order = self.sell_and_deliver(self.kettle, 5, invoice=False)
        rma = self.returned(order, 2)
        specialist = rma.with_user(self.specialist)
        self.assertIn("invoice the order first", specialist.settle_blocker)
        self.assertIn("invoice the order first", specialist.refund_blocker)
        self.invoice(order)
        self.assertEqual(self.refund(rma).invoice_line_ids.quantity, 2)
        self.assertEqual(rma.state, "done")

    def test_draft_invoice_is_named(self):
        order = self.sell_and_deliver(self.kettle, 5, invoice=False)
        invoice = self.invoice(order, post=False)
        rma = self.returned(order, 2)
        self.assertIn("still a draft", rma.with_user(self.specialist).refund_blocker)
        invoice.action_post()
        self.assertEqual(self.refund(rma).invoice_line_ids.quantity, 2)

    def test_nothing_is_refunded_before_it_is_back(self):
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 5), 5))
        with self.assert_refused("Nothing has come back"):
            rma.with_user(self.specialist).action_create_refund()

    def test_kept_goods_are_refunded_without_a_receipt(self):
        goodwill = self.env["aftersales.rma.type"].create(
            {"name": "Keep and refund", "receive_goods": False, "refund": True}
        )
        order = self.sell_and_deliver(self.kettle, 5)
        kept = self.approve(self.new_rma(order, 1, type_id=goodwill.id))
        self.assertEqual((kept.state, kept.receipt_count), ("approved", 0))
        self.refund(kept)
        self.assertEqual(kept.state, "done")
        self.assertEqual(self.refund(self.returned(order, 4)).invoice_line_ids.quantity, 4)
        with self.assert_refused("can still be returned"):
            self.new_rma(order, 1)

    def test_accountant_without_our_app_posts_the_credit_note(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2)
        refund = self.refund(rma, post=False)
        accountant = new_test_user(
            self.env, "bookkeeper", groups="base.group_user,account.group_account_invoice"
        )
        refund.with_user(accountant).action_post()
        self.assertEqual(rma.state, "done")
        event = self.events(rma.ticket_id)[-1]
        self.assertEqual((event.type, event.real_user), ("refund_posted", accountant.id))

    def test_two_returns_of_one_order_never_credit_more_than_was_charged(self):
        order = self.sell_and_deliver(self.kettle, 5)
        first, second = self.returned(order, 3), self.returned(order, 2)
        self.refund(first, post=False)
        self.refund(second, post=False)
        credited = sum((first | second).refund_ids.invoice_line_ids.mapped("quantity"))
        self.assertEqual(credited, 5)
        for rma in first | second:
            with self.assertRaises(UserError):
                rma.with_user(self.specialist).action_create_refund()
