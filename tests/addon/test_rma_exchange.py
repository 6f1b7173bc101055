"""Goods exchanged for other goods: the difference to the cent, on one document, by Odoo's own means."""

from psycopg2.errors import CheckViolation
from rma_common import SalesCase

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger


class ExchangeCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pot = cls.new_product("Pot", list_price=55)
        cls.stock_up(cls.pot)

    def exchanged(self, order, quantity=1, *, other=None, receive=True, **values):
        """Return an RMA whose goods are back and are to be exchanged for another product."""
        rma = self.new_rma(order, quantity, type_id=self.type_exchange.id)
        rma.line_ids.with_user(self.specialist).write(
            {"exchange_product_id": (other or self.pot).id, **values}
        )
        self.approve(rma)
        if receive:
            self.receive(rma)
        return rma

    def send(self, rma):
        rma.with_user(self.specialist).action_create_replacement()
        while pickings := rma.sudo().delivery_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        ):
            for move in pickings.move_ids:
                move.quantity = move.product_uom_qty
            self.validate(pickings)

    def bill(self, rma, post=True):
        rma.with_user(self.specialist).action_bill_exchange()
        document = rma.sudo().refund_ids.filtered(lambda move: move.state == "draft")
        if post:
            document.action_post()
        return document


class TestRmaExchange(ExchangeCase):
    def test_dearer_goods_are_charged_by_one_invoice_over_the_difference(self):
        order = self.sell_and_deliver(self.kettle, 1, price_unit=40)
        rma = self.exchanged(order)
        self.send(rma)
        self.assertEqual(rma.state, "received")
        document = self.bill(rma)
        self.assertEqual((document.move_type, document.amount_total), ("out_invoice", 15))
        self.assertEqual(
            {line.product_id: line.quantity for line in document.invoice_line_ids},
            {self.kettle: -1, self.pot: 1},
        )
        self.assertEqual(rma.state, "done")
        self.assertEqual(order.order_line.mapped("qty_to_invoice"), [0, 0])
        self.assertEqual(order.order_line.mapped("qty_delivered"), [0, 1])
        self.assertNotIn("refund_posted", self.event_types(rma.ticket_id))

    def test_cheaper_goods_are_credited_by_one_credit_note(self):
        self.pot.list_price = 12.5
        order = self.sell_and_deliver(self.kettle, 1, price_unit=40)
        rma = self.exchanged(order)
        self.send(rma)
        document = self.bill(rma)
        self.assertEqual((document.move_type, document.amount_total), ("out_refund", 27.5))
        self.assertEqual(rma.state, "done")
        self.assertIn("refund_posted", self.event_types(rma.ticket_id))

    def test_taxes_and_discount_stay_as_invoiced(self):
        taxes = self.env["account.tax"].create(
            [{"name": "VAT 20", "amount": 20}, {"name": "VAT 5", "amount": 5}]
        )
        self.pot.taxes_id = taxes[1]
        order = self.sell_and_deliver(
            self.kettle, 3, price_unit=33.33, discount=10, tax_ids=[Command.set(taxes[0].ids)]
        )
        order.order_line.price_unit = 99  # renegotiated since
        rma = self.exchanged(order, 3, exchange_quantity=2)
        self.send(rma)
        document = self.bill(rma)
        # 2 pots: 110.00 + 5.50; less 3 kettles: 89.99 + 18.00
        self.assertEqual((document.move_type, document.amount_total), ("out_invoice", 7.51))
        self.assertEqual(document.amount_untaxed, 20.01)
        self.assertEqual(rma.state, "done")

    def test_foreign_currency(self):
        currency = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        )
        currency.active = True
        currency.rate_ids = [Command.clear(), Command.create({"rate": 0.5, "name": "2020-01-01"})]
        self.customer.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "Francs", "currency_id": currency.id}
        )
        rma = self.exchanged(self.sell_and_deliver(self.kettle, 1, price_unit=20))
        self.send(rma)
        document = self.bill(rma)
        self.assertEqual((document.currency_id, document.amount_total), (currency, 7.5))

    def test_goods_charged_as_ordered(self):
        (self.kettle | self.pot).invoice_policy = "order"
        order = self.sell_and_deliver(self.kettle, 1, price_unit=40)
        rma = self.exchanged(order)
        self.send(rma)
        self.assertEqual(self.bill(rma).amount_total, 15)
        self.assertEqual(rma.state, "done")

    def test_agreed_price_goes_before_the_price_list(self):
        rma = self.exchanged(
            self.sell_and_deliver(self.kettle, 1, price_unit=40),
            exchange_agreed=True,
            exchange_price=40,
        )
        self.send(rma)
        self.assertEqual(self.bill(rma).amount_total, 0)
        self.assertEqual(rma.state, "done")

    def test_serials_and_a_warehouse_of_three_steps(self):
        warehouse = self.env["stock.warehouse"].create(
            {
                "name": "Three",
                "code": "W3",
                "delivery_steps": "pick_pack_ship",
                "reception_steps": "three_steps",
            }
        )
        self.stock_up(self.pot, warehouse=warehouse)
        order = self.sell_and_deliver(self.kettle, 2, warehouse=warehouse, price_unit=40)
        rma = self.exchanged(order, 2, exchange_quantity=3)
        self.send(rma)
        self.assertEqual(rma.line_ids.replaced_quantity, 2)
        self.assertEqual(self.bill(rma).amount_total, 85)
        self.assertEqual(rma.state, "done")

    def test_part_that_came_back_is_exchanged_in_proportion(self):
        order = self.sell_and_deliver(self.kettle, 4, price_unit=40)
        rma = self.exchanged(order, 4, exchange_quantity=2, receive=False)
        self.receive(rma, 2)
        self.send(rma)
        self.assertEqual(rma.line_ids.replaced_quantity, 2)
        self.assertEqual(self.bill(rma).amount_total, 25)  # credits 80, charges 55
        self.receive(rma)
        self.send(rma)
        self.assertEqual(self.bill(rma).amount_total, 25)
        self.assertEqual(rma.state, "done")
        self.assertEqual(sum(rma.line_ids.exchange_line_ids.mapped("product_uom_qty")), 2)

    def test_goods_never_invoiced_need_no_document(self):
        order = self.sell_and_deliver(self.kettle, 1, price_unit=40, invoice=False)
        rma = self.exchanged(order)
        self.send(rma)
        self.assertEqual(rma.state, "done")
        self.assertEqual(self.invoice(order).amount_total, 55)

    def test_difference_that_sales_invoiced_is_not_billed_again(self):
        order = self.sell_and_deliver(self.kettle, 1, price_unit=40)
        rma = self.exchanged(order)
        self.send(rma)
        invoice = order._create_invoices(final=True)
        self.assertEqual(invoice.amount_total, 15)
        invoice.action_post()
        self.assertTrue(rma.with_user(self.specialist).bill_exchange_blocker)
        self.assertEqual(rma.state, "done")

    def test_cancelled_transfer_is_sent_again_on_the_same_order_line(self):
        rma = self.exchanged(self.sell_and_deliver(self.kettle, 1, price_unit=40))
        rma.with_user(self.specialist).action_create_replacement()
        rma.sudo().delivery_ids.action_cancel()
        self.send(rma)
        self.assertEqual(len(rma.line_ids.exchange_line_ids), 1)
        self.assertEqual(rma.line_ids.replaced_quantity, 1)

    def test_deleted_draft_is_billed_again(self):
        rma = self.exchanged(self.sell_and_deliver(self.kettle, 1, price_unit=40))
        self.send(rma)
        self.bill(rma, post=False).unlink()
        self.assertEqual(rma.state, "received")
        self.assertEqual(self.bill(rma).amount_total, 15)
        self.assertEqual(rma.state, "done")

    def test_what_was_sent_instead_can_be_returned_in_its_turn(self):
        order = self.sell_and_deliver(self.kettle, 1, price_unit=40)
        rma = self.exchanged(order)
        self.send(rma)
        self.bill(rma)
        move = self.delivered(order).filtered(lambda m: m.product_id == self.pot)
        again = self.approve(self.new_rma(order, 1, move=move))
        self.receive(again)
        self.assertEqual(self.refund(again).amount_total, 55)
        self.assertEqual(again.state, "done")


class TestExchangeRefused(ExchangeCase):
    def test_nothing_is_sent_before_the_goods_are_back(self):
        rma = self.exchanged(self.sell_and_deliver(self.kettle), receive=False)
        with self.assert_refused("follows the receipt"):
            rma.with_user(self.specialist).action_create_replacement()

    def test_twice_at_once_makes_one_of_each(self):
        rma = self.exchanged(self.sell_and_deliver(self.kettle, 1, price_unit=40))
        rma.with_user(self.specialist).action_create_replacement()
        with self.assert_refused("exists"):
            rma.with_user(self.specialist).action_create_replacement()
        with self.assert_refused("delivered"):
            rma.with_user(self.specialist).action_bill_exchange()
        self.validate(rma.sudo().delivery_ids)
        self.bill(rma, post=False)
        with self.assert_refused("is a draft"):
            rma.with_user(self.specialist).action_bill_exchange()

    def test_more_is_not_credited_than_came_back(self):
        rma = self.exchanged(self.sell_and_deliver(self.kettle, 5, price_unit=40), 2)
        self.send(rma)
        document = self.bill(rma, post=False)
        line = document.invoice_line_ids.filtered(lambda item: item.product_id == self.kettle)
        line.quantity = -5 if document.move_type == "out_invoice" else 5
        with self.assert_refused("only 2.00 may be credited"):
            document.action_post()

    def test_ordered_goods_cannot_be_changed_any_more(self):
        rma = self.exchanged(self.sell_and_deliver(self.kettle))
        rma.with_user(self.specialist).action_create_replacement()
        with self.assert_refused("ordered already"):
            rma.line_ids.with_user(self.specialist).exchange_product_id = self.toner

    def test_other_goods_are_not_wished_for_once_the_same_are_on_their_way(self):
        """A part that was sent already would count twice: as itself, and in the other goods."""
        order = self.sell_and_deliver(self.kettle, 3)
        self.stock_up(self.kettle, 3)
        rma = self.approve(self.new_rma(order, 3, type_id=self.type_exchange.id))
        self.receive(rma)
        rma.with_user(self.specialist).action_create_replacement()
        line = rma.line_ids.with_user(self.specialist)
        with self.assert_refused("sent again already, or on its way"):
            line.exchange_product_id = self.pot
        rma.sudo().delivery_ids.action_cancel()
        line.write({"exchange_product_id": self.pot.id, "exchange_quantity": 1})
        self.send(rma)
        self.assertEqual((line.replaced_quantity, line.exchange_line_ids.qty_delivered), (3, 1))

    def test_more_is_not_sold_on_what_is_given_instead(self):
        rma = self.exchanged(self.sell_and_deliver(self.kettle, 1, price_unit=40))
        rma.with_user(self.specialist).action_create_replacement()
        line = rma.sudo().line_ids.exchange_line_ids
        seller = new_test_user(
            self.env, "seller", groups="base.group_user,sales_team.group_sale_salesman_all_leads"
        )
        with self.assert_refused("Add another line"):
            line.with_user(seller).sudo(False).product_uom_qty += 1

    def test_goods_that_mean_nothing_are_refused(self):
        line = self.new_rma(
            self.sell_and_deliver(self.kettle), type_id=self.type_exchange.id
        ).line_ids.with_user(self.specialist)
        service = self.new_product("Advice", type="service", is_storable=False)
        for product in (self.kettle, service):
            with self.subTest(product.name), self.assertRaises(ValidationError):
                line.exchange_product_id = product
        for quantity in (float("nan"), 1e300, "many"):
            with self.subTest(quantity=quantity), self.assertRaises(ValidationError):
                line.write({"exchange_product_id": self.pot.id, "exchange_quantity": quantity})
        with self.assert_refused("is not a price"):
            line.write({"exchange_product_id": self.pot.id, "exchange_price": -1})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            line.write({"exchange_product_id": self.pot.id, "exchange_quantity": -1})
            self.env.flush_all()

    def test_agent_wishes_but_does_not_set_the_price(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle), type_id=self.type_exchange.id)
        line = rma.line_ids.with_user(self.agent)
        line.exchange_product_id = self.pot
        with self.assert_refused("Specialist"):
            line.write({"exchange_agreed": True, "exchange_price": 1})
        self.approve(rma)
        with self.assert_refused("Specialist"):
            line.exchange_product_id = False
        with self.assertRaises(AccessError):
            rma.with_user(self.auditor).action_bill_exchange()
        with self.assertRaises(AccessError):
            rma.line_ids.with_user(self.auditor).exchange_product_id = self.pot

    def test_cancelled_order_takes_no_other_goods(self):
        order = self.sell_and_deliver(self.kettle, 1, invoice=False)
        rma = self.exchanged(order)
        order.state = "cancel"
        with self.assert_refused("no order that is in force"):
            rma.with_user(self.specialist).action_create_replacement()
