"""Restocking fee and freight: lines of their own, with the goods' taxes, never more than the goods."""

from psycopg2.errors import CheckViolation
from rma_common import SalesCase

from odoo.fields import Command
from odoo.tools import mute_logger


class FeeCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("aftersales_addon.reason_changed_mind")
        cls.fee = cls.env.ref("aftersales_addon.product_restocking_fee")
        cls.freight = cls.env.ref("aftersales_addon.product_return_freight")

    def returned(self, order, quantity=1, **values):
        rma = self.approve(self.new_rma(order, quantity, **values))
        self.receive(rma)
        return rma

    def amounts(self, refund):
        return {line.product_id: line.price_subtotal for line in refund.invoice_line_ids}


class TestRmaFee(FeeCase):
    def test_percent_of_the_credited_goods_is_charged_with_their_tax(self):
        self.type_refund.fee_percent = 15
        tax = self.env["account.tax"].create({"name": "VAT 20", "amount": 20})
        order = self.sell_and_deliver(
            self.kettle, 3, price_unit=33.33, discount=10, tax_ids=[Command.set(tax.ids)]
        )
        refund = self.refund(self.returned(order, 2))
        fee = refund.invoice_line_ids.filtered(lambda line: line.product_id == self.fee)
        self.assertEqual((fee.price_subtotal, fee.tax_ids), (-9, tax))  # 15 % of 59.99
        self.assertEqual(refund.amount_untaxed, 50.99)
        self.assertEqual(refund.amount_total, 61.19)

    def test_tax_that_is_in_the_price_is_in_the_fee(self):
        self.type_refund.fee_percent = 10
        tax = self.env["account.tax"].create(
            {"name": "VAT 25 in", "amount": 25, "price_include_override": "tax_included"}
        )
        order = self.sell_and_deliver(
            self.kettle, 1, price_unit=125, tax_ids=[Command.set(tax.ids)]
        )
        refund = self.refund(self.returned(order))
        self.assertEqual((refund.amount_total, refund.amount_untaxed), (112.5, 90))

    def test_goods_of_several_taxes_bear_their_share(self):
        self.type_refund.write({"fee_fixed": 10, "fee_percent": 0})
        taxes = self.env["account.tax"].create(
            [{"name": "VAT 20", "amount": 20}, {"name": "VAT 5", "amount": 5}]
        )
        self.stock_up(self.kettle)
        order = self.new_order(
            self.kettle, 1, confirm=False, price_unit=20, tax_ids=[Command.set(taxes[0].ids)]
        )
        other = self.new_product("Tea")
        self.stock_up(other)
        order.order_line = [
            Command.create(
                {
                    "product_id": other.id,
                    "product_uom_qty": 1,
                    "price_unit": 10,
                    "tax_ids": [Command.set(taxes[1].ids)],
                }
            )
        ]
        order.action_confirm()
        self.deliver(order)
        self.invoice(order)
        lines = [Command.create({"move_id": move.id}) for move in self.delivered(order)]
        refund = self.refund(self.returned(order, line_ids=lines))
        fees = refund.invoice_line_ids.filtered(lambda line: line.product_id == self.fee)
        self.assertEqual(
            {line.tax_ids: line.price_subtotal for line in fees},
            {taxes[0]: -6.67, taxes[1]: -3.33},
        )
        self.assertEqual(refund.amount_untaxed, 20)

    def test_fixed_fee_and_freight_are_charged_once(self):
        self.type_refund.write({"fee_fixed": 5, "freight_payer": "customer", "freight_amount": 7.5})
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 3), 3))
        self.receive(rma, 1)
        self.assertEqual(
            self.amounts(self.refund(rma)), {self.kettle: 40, self.fee: -5, self.freight: -7.5}
        )
        self.receive(rma)
        self.assertEqual(self.amounts(self.refund(rma)), {self.kettle: 80})
        self.assertEqual(rma.state, "done")

    def test_cancelled_credit_note_charges_nothing(self):
        self.type_refund.fee_fixed = 5
        rma = self.returned(self.sell_and_deliver(self.kettle))
        first = self.refund(rma)
        first.button_draft()
        first.button_cancel()
        self.assertEqual(self.amounts(self.refund(rma)), {self.kettle: 40, self.fee: -5})

    def test_credit_is_never_negative(self):
        self.type_refund.write(
            {
                "fee_percent": 90,
                "fee_fixed": 30,
                "freight_payer": "customer",
                "freight_amount": 100,
            }
        )
        rma = self.returned(self.sell_and_deliver(self.kettle, 1, price_unit=9.99))
        refund = self.refund(rma)
        self.assertEqual((refund.amount_total, refund.state), (0, "posted"))
        self.assertEqual(rma.state, "done")

    def test_fixed_fee_in_foreign_currency(self):
        self.type_refund.fee_fixed = 10
        currency = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        )
        currency.active = True
        currency.rate_ids = [Command.clear(), Command.create({"rate": 0.5, "name": "2020-01-01"})]
        self.customer.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "Francs", "currency_id": currency.id}
        )
        refund = self.refund(self.returned(self.sell_and_deliver(self.kettle, 1, price_unit=77)))
        self.assertEqual((refund.currency_id, refund.amount_total), (currency, 72))

    def test_quantity_of_goods_is_still_held_to_what_came_back(self):
        self.type_refund.fee_percent = 15
        rma = self.returned(self.sell_and_deliver(self.kettle, 5), 5)
        refund = self.refund(rma, post=False)
        goods = refund.invoice_line_ids.filtered(lambda line: line.product_id == self.kettle)
        goods.quantity = 6
        with self.assert_refused("6.00 of Kettle"):
            refund.action_post()

    def test_own_product_of_the_company_is_used(self):
        own = self.new_product("Handling", type="service", is_storable=False)
        self.env.company.aftersales_fee_product_id = own
        self.type_refund.fee_fixed = 5
        refund = self.refund(self.returned(self.sell_and_deliver(self.kettle)))
        self.assertEqual(self.amounts(refund), {self.kettle: 40, own: -5})


class TestFeeNotCharged(FeeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type_refund.write({"fee_percent": 10, "freight_payer": "customer", "freight_amount": 5})

    def test_faulty_goods_cost_the_customer_nothing(self):
        fault = self.env.ref("aftersales_addon.reason_defective")
        rma = self.returned(self.sell_and_deliver(self.kettle), reason_id=fault.id)
        self.assertFalse(rma.charge_fee)
        self.assertEqual(self.amounts(self.refund(rma)), {self.kettle: 40})

    def test_freight_that_the_company_pays_is_not_charged(self):
        self.type_refund.freight_payer = "company"
        rma = self.returned(self.sell_and_deliver(self.kettle))
        self.assertEqual(self.amounts(self.refund(rma)), {self.kettle: 40, self.fee: -4})

    def test_editing_the_type_does_not_change_the_past(self):
        rma = self.returned(self.sell_and_deliver(self.kettle))
        self.type_refund.fee_percent = 50
        self.assertEqual(self.amounts(self.refund(rma))[self.fee], -4)

    def test_specialist_waives_the_fee_on_record(self):
        rma = self.returned(self.sell_and_deliver(self.kettle))
        rma.with_user(self.specialist).charge_fee = False
        event = self.events(rma.ticket_id)[-1]
        self.assertEqual((event.type, event._facts()["charged"]), ("override", False))
        self.assertEqual(self.amounts(self.refund(rma)), {self.kettle: 40})
        with self.assert_refused("has ended"):
            rma.with_user(self.specialist).charge_fee = True

    def test_agent_neither_waives_nor_charges(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.new_rma(order)
        with self.assert_refused("Specialist"):
            rma.with_user(self.agent).charge_fee = False
        with self.assert_refused("Specialist"):
            self.new_rma(order, charge_fee=False)
        for values in ({"fee_percent": 0}, {"freight_amount": 0}):
            with self.subTest(values), self.assert_refused("by hand"):
                rma.with_user(self.specialist).write(values)

    def test_fees_that_mean_nothing_are_refused(self):
        for values in (
            {"fee_percent": 100.5},
            {"fee_percent": -1},
            {"fee_fixed": -1},
            {"freight_amount": float("nan")},
            {"fee_fixed": 1e300},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.type_refund.write(values)
                self.env.flush_all()
