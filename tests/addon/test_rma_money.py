"""What returns cost and give in foreign money, and on invoices that are not paid or not posted yet."""

from test_rma_matrix import MatrixCase

from odoo.fields import Command


class TestMoney(MatrixCase):
    def sold_in_francs(self):
        """Return the order of six at 100 francs and 20 % tax, invoiced when 2 francs were one of ours.

        Today 4 are.
        """
        francs = self.env["res.currency"].with_context(active_test=False)
        francs = francs.search([("name", "=", "CHF")])
        francs.active = True
        francs.rate_ids = [
            Command.clear(),
            Command.create({"name": "2020-01-01", "rate": 2}),
            Command.create({"name": "2026-01-01", "rate": 4}),
        ]
        self.customer.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "Francs", "currency_id": francs.id}
        )
        product = self.new_goods(self.warehouse)
        order = self.new_order(
            product, 6, price_unit=100, tax_ids=[Command.set(self.taxes[False].ids)]
        )
        self.deliver(order)
        invoice = self.invoice(order, post=False)
        invoice.invoice_date = "2025-06-30"
        invoice.action_post()
        self.assertEqual((invoice.amount_total, invoice.amount_total_signed), (720, 360))
        return order

    def assert_in_francs(self, entry, amount, signed):
        """Post the entry, and compare its total in francs and in the currency of the company."""
        entry.invoice_date = "2026-06-30"
        entry.action_post()
        self.assertEqual(entry.currency_id.name, "CHF")
        self.assertEqual((entry.amount_total, entry.amount_total_signed), (amount, signed))

    def test_foreign_currency_is_credited_as_charged_at_the_rate_of_its_day(self):
        order = self.sold_in_francs()
        refund = self.refund(self.back(order), post=False)
        self.assert_in_francs(refund, 240, -60)

    def test_price_reduction_in_foreign_currency(self):
        order = self.sold_in_francs()
        kind = self.env.ref("aftersales_addon.rma_type_reduction")
        rma = self.approve(self.new_rma(order, 2, move=self.shipment(order), type_id=kind.id))
        rma.line_ids.with_user(self.specialist).reduction_price = 12.34
        rma.with_user(self.specialist).action_create_reduction()
        refund = rma.sudo().refund_ids
        # two at 12.34 and 20 % of it
        self.assert_in_francs(refund, 29.62, -(6.17 + 1.23))
        self.assert_entry(refund, (24.68, 4.94, 29.62))
        self.assertEqual((order.invoice_ids - refund).amount_residual, 720 - 29.62)
        self.assertEqual(rma.state, "done")

    def test_difference_of_an_exchange_in_foreign_currency(self):
        # what two of the others cost less two at 100, and 20 % of it
        for price, kind, amount, signed in (
            (130.60, "out_invoice", 73.44, 18.36),
            (70.20, "out_refund", 71.52, -17.88),
        ):
            with self.subTest(kind):
                order = self.sold_in_francs()
                category = order.order_line.product_id.categ_id
                other = self.new_product("Other", list_price=50, categ_id=category.id)
                other.taxes_id = self.taxes[False]
                self.bring_in(other, 5, 7, self.warehouse)
                rma = self.new_rma(
                    order, 2, move=self.shipment(order), type_id=self.type_exchange.id
                )
                rma.line_ids.with_user(self.specialist).write(
                    {
                        "exchange_product_id": other.id,
                        "exchange_agreed": True,
                        "exchange_price": price,
                    }
                )
                self.walk(self.approve(rma).sudo().receipt_ids)
                rma.with_user(self.specialist).action_create_replacement()
                self.walk(rma.sudo().delivery_ids)
                rma.with_user(self.specialist).action_bill_exchange()
                document = rma.sudo().refund_ids
                self.assert_in_francs(document, amount, signed)
                self.assertEqual((document.move_type, rma.state), (kind, "done"))
                self.assertEqual(order.order_line.mapped("qty_to_invoice"), [0, 0])
                # in the books: two pieces back at what they cost, two others out
                self.assertEqual(self.cost_of_sales(document), -2 * 12 + 2 * 7)

    def test_partly_paid_invoice_is_credited_in_full_for_what_came_back(self):
        product = self.new_goods(self.warehouse)
        order = self.sold(product, self.warehouse)
        invoice = order.invoice_ids
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 200})._create_payments()
        refund = self.refund(self.back(order))
        self.assertEqual(refund.amount_total, 71.99)
        # of 71.99 the 15.98 that were not paid are set off, the rest is the customer's
        self.assertEqual((invoice.amount_residual, refund.amount_residual), (0, 56.01))

    def test_invoice_in_draft_is_posted_first_or_charges_less(self):
        product = self.new_goods(self.warehouse)
        order = self.new_order(product, 6, price_unit=33.33, tax_ids=[Command.clear()])
        self.deliver(order)
        draft = self.invoice(order, post=False)
        rma = self.back(order)
        self.assertIn("still a draft", rma._cannot("refund"))
        draft.invoice_line_ids.quantity = 4
        draft.action_post()
        self.assertIn("not charged any more", rma._cannot("refund"))
        rma.with_user(self.specialist).action_settle()
        self.assertEqual((rma.state, draft.amount_total), ("done", 133.32))
        self.assertEqual(order.order_line.qty_to_invoice, 0)
