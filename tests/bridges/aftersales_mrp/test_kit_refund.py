"""What a customer gets for a kit, or a part of one: to the cent, and never more than was paid."""

from kit_common import KitCase

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form


class TestKitRefund(KitCase):
    def assert_order(self, order, *, delivered, charged, to_invoice=0):
        """Compare what Odoo's order says: it must not want to charge or to credit anything more."""
        line = order.order_line
        self.assertEqual(line.qty_delivered, delivered)
        self.assertAlmostEqual(line.untaxed_amount_invoiced, charged, places=2)
        self.assertEqual(line.qty_to_invoice, to_invoice)

    def test_whole_kit_is_credited_with_its_whole_price(self):
        order = self.sell_kit(2)
        rma = self.take_back(order, {self.cup: 4, self.pot: 1})
        self.assert_credited(rma, 99.99)
        credit = rma.sudo().refund_ids.invoice_line_ids
        self.assertRecordValues(credit, [{"product_id": self.tea_set.id, "quantity": 1}])
        self.assert_order(order, delivered=1, charged=99.99)

    def test_one_cup_is_not_credited_as_a_whole_tea_set(self):
        order = self.sell_kit()
        rma = self.take_back(order, {self.cup: 1})
        self.assert_credited(rma, 12.5)  # 10 of 80 of the price of 99.99
        self.assert_order(order, delivered=0, charged=87.49)

    def test_parts_that_come_back_one_by_one_add_up_to_the_price(self):
        order = self.sell_kit(1, price_unit=100.01)
        amounts = [
            self.take_back(order, {product: 1}).sudo().refund_ids.amount_untaxed
            for product in (self.cup, self.cup, self.pot, self.cup, self.cup)
        ]
        self.assertEqual([round(amount, 2) for amount in amounts[:4]], [12.5, 12.5, 50.01, 12.5])
        self.assertAlmostEqual(sum(amounts), 100.01, places=2)
        self.assert_order(order, delivered=0, charged=0)

    def test_price_change_between_the_returns_does_not_change_the_sum(self):
        order = self.sell_kit()
        self.take_back(order, {self.pot: 1})
        self.pot.list_price = 4000
        rest = self.take_back(order, {self.cup: 4})
        self.assert_credited(rest, 49.99)
        self.assert_order(order, delivered=0, charged=0)

    def test_tax_and_discount_are_those_of_the_invoice(self):
        tax = self.env["account.tax"].create({"name": "VAT 19", "amount": 19})
        order = self.sell_kit(1, discount=10, tax_ids=[Command.set(tax.ids)])
        first = self.take_back(order, {self.pot: 1}).sudo().refund_ids
        self.assertAlmostEqual(first.amount_untaxed, 45.0, places=2)  # half of 89.99
        self.assertAlmostEqual(first.amount_tax, 8.55, places=2)
        second = self.take_back(order, {self.cup: 4}).sudo().refund_ids
        invoice = order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
        for field in ("amount_untaxed", "amount_tax"):
            self.assertAlmostEqual(first[field] + second[field], invoice[field], delta=0.011)
        self.assertAlmostEqual(
            first.amount_untaxed + second.amount_untaxed, invoice.amount_untaxed, places=2
        )

    def test_foreign_currency_stays_the_currency_of_the_invoice(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id, "company_id": self.env.company.id}
        )
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "name": "2020-01-01", "rate": 0.8}
        )
        self.customer.property_product_pricelist = pricelist
        order = self.sell_kit(1, price_unit=80)
        refund = self.take_back(order, {self.cup: 2}).sudo().refund_ids
        self.assertEqual(refund.currency_id, euro)
        self.assertAlmostEqual(refund.amount_untaxed, 20, places=2)

    def test_fee_comes_off_the_credit_of_a_component(self):
        self.type_refund.fee_percent = 10
        self.reason = self.env.ref("aftersales_addon.reason_changed_mind")
        order = self.sell_kit()
        self.assert_credited(self.take_back(order, {self.pot: 1}, reason_id=self.reason.id), 45.0)
        self.assert_credited(self.take_back(order, {self.cup: 4}, reason_id=self.reason.id), 44.99)
        self.assert_order(order, delivered=0, charged=0)

    def test_kit_of_kits_goes_by_its_last_components(self):
        hamper = self.new_kit(
            "Hamper", {self.tea_set: 1, self.kettle: 2}, list_price=200
        )  # 80 and 2 x 40
        self.stock_up(self.kettle)
        order = self.sell_kit(kit=hamper)
        self.assert_credited(self.take_back(order, {self.kettle: 1}), 50)
        self.assert_credited(self.take_back(order, {self.cup: 4, self.pot: 1}), 100)

    def test_components_without_price_share_alike(self):
        (self.cup | self.pot).write({"list_price": 0, "standard_price": 0})
        order = self.sell_kit(1, price_unit=50)
        self.assert_credited(self.take_back(order, {self.pot: 1}), 10)  # one of five pieces

    def test_nothing_is_credited_twice_after_a_credit_note_by_hand(self):
        order = self.sell_kit()
        invoice = order.invoice_ids
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard = wizard.create({"journal_id": invoice.journal_id.id})
        wizard.refund_moves()
        wizard.new_move_ids.action_post()
        rma = self.approve(self.return_components(order, {self.cup: 4, self.pot: 1}))
        self.receive(rma)
        with self.assert_refused("Nothing is invoiced"):
            rma.with_user(self.specialist).action_create_refund()

    def test_accounting_cannot_credit_more_than_the_parts_are_worth(self):
        order = self.sell_kit()
        rma = self.approve(self.return_components(order, {self.cup: 1}))
        self.receive(rma)
        refund = self.refund(rma, post=False)
        with Form(refund) as form, form.invoice_line_ids.edit(0) as line:
            line.price_unit = 99.99
        with self.assertRaises(UserError) as refusal:
            refund.action_post()
        self.assertIn("credits more of Cup", str(refusal.exception))

    def test_kit_added_to_the_credit_note_is_refused(self):
        order = self.sell_kit(2)
        rma = self.approve(self.return_components(order, {self.cup: 1}))
        self.receive(rma)
        refund = self.refund(rma, post=False)
        refund.invoice_line_ids = [
            Command.create({"product_id": self.tea_set.id, "quantity": 1, "price_unit": 99.99})
        ]
        with self.assertRaises(UserError) as refusal:
            refund.action_post()
        self.assertIn("credits more of Tea Set", str(refusal.exception))

    def test_less_credited_by_accounting_leaves_the_rest_open(self):
        order = self.sell_kit()
        rma = self.approve(self.return_components(order, {self.cup: 2}))
        self.receive(rma)
        refund = self.refund(rma, post=False)
        with Form(refund) as form, form.invoice_line_ids.edit(0) as line:
            line.price_unit = line.price_unit / 2
        refund.action_post()
        self.assertAlmostEqual(rma.line_ids.credited_quantity, 1, places=2)
        self.assertEqual(rma.state, "received")

    def test_deleted_draft_can_be_made_again(self):
        order = self.sell_kit()
        rma = self.approve(self.return_components(order, {self.cup: 1}))
        self.receive(rma)
        self.refund(rma, post=False).unlink()
        self.refund(rma)
        self.assert_credited(rma, 12.5)

    def test_kit_that_was_not_invoiced_is_settled_without_credit_note(self):
        order = self.sell_kit(invoice=False)
        rma = self.approve(self.return_components(order, {self.cup: 4, self.pot: 1}))
        self.receive(rma)
        rma.with_user(self.specialist).action_settle()
        self.assertEqual(rma.state, "done")
        self.assert_order(order, delivered=0, charged=0)

    def test_reversed_credit_for_parts_is_made_again_to_the_cent(self):
        order = self.sell_kit()
        for product, amount in ((self.cup, 12.5), (self.pot, 50)):
            rma = self.take_back(order, {product: 1})
            refund = rma.sudo().refund_ids
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=refund.ids)
                .create({"journal_id": refund.journal_id.id})
            )
            wizard.refund_moves()
            wizard.new_move_ids.action_post()
            self.assertEqual((rma.state, rma.line_ids.credited_quantity), ("received", 0))
            self.refund(rma)
            self.assert_credited(rma, *[round(refund.amount_untaxed, 2)] * 2)
            self.assertAlmostEqual(refund.amount_untaxed, amount, places=1)
        self.assert_order(order, delivered=0, charged=37.49)
