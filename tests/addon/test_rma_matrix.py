"""Each outcome in each kind of warehouse: stock, value, invoices and credit notes, by hand to the cent.

Six of ten pieces were sold: five that cost 10 and one that cost 22, at 33.33 less 10 %, with 20 % tax.
Two come back. Nothing of ours is asked for a figure: quantities are of Odoo's quants, values of its
valuation, amounts of its entries.
"""

from rma_common import SalesCase

from odoo.fields import Command

STEPS = {
    1: ("one_step", "ship_only"),
    2: ("two_steps", "pick_ship"),
    3: ("three_steps", "pick_pack_ship"),
}
SOLD = {  # price included -> untaxed, tax and total of the invoice over 6
    False: (179.98, 36.00, 215.98),
    True: (149.98, 30.00, 179.98),
}
BACK = {  # and of the credit note over 2
    False: (59.99, 12.00, 71.99),
    True: (49.99, 10.00, 59.99),
}


class MatrixCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taxes = {
            included: cls.env["account.tax"].create(
                {
                    "name": f"VAT 20 {included}",
                    "amount": 20,
                    "price_include_override": "tax_included" if included else "tax_excluded",
                }
            )
            for included in (False, True)
        }
        cls.warehouses = {1: cls.warehouse}
        for steps, (reception, delivery) in list(STEPS.items())[1:]:
            cls.warehouses[steps] = cls.env["stock.warehouse"].create(
                {
                    "name": f"{steps} steps",
                    "code": f"W{steps}",
                    "reception_steps": reception,
                    "delivery_steps": delivery,
                }
            )

    # === GOODS THAT COST SOMETHING === #

    def new_goods(self, warehouse, method="fifo", valuation="real_time", tracking="none"):
        """Return a product of which 5 pieces at 10 and 5 at 22 came in, one after the other."""
        category = self.env["product.category"].create(
            {
                "name": f"{method} {valuation}",
                "property_cost_method": method,
                "property_valuation": valuation,
            }
        )
        product = self.new_product("Goods", categ_id=category.id, tracking=tracking)
        if method == "standard":
            product.standard_price = 12
        for cost in (10, 22):
            self.bring_in(product, 5, cost, warehouse)
        return product

    def bring_in(self, product, quantity, cost, warehouse):
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "picking_type_id": warehouse.in_type_id.id,
            }
        )
        move._action_confirm()
        move.write({"quantity": quantity, "picked": True})
        move._action_done()
        if product.cost_method != "standard":
            move.value_manual = quantity * cost

    def sold(self, product, warehouse, included=False, **order):
        """Return the order of six pieces, delivered and invoiced."""
        order = self.new_order(
            product,
            6,
            warehouse=warehouse,
            confirm=False,
            price_unit=33.33,
            discount=10,
            tax_ids=[Command.set(self.taxes[included].ids)],
        )
        order.action_confirm()
        self.deliver(order)
        self.invoice(order)
        return order

    def walk(self, pickings):
        """Let the warehouse do the transfers and all that they lead to."""
        seen = pickings
        while pickings:
            for move in pickings.move_ids:
                move.quantity = move.product_uom_qty
            self.validate(pickings)
            pickings = pickings.move_ids.move_dest_ids.picking_id.filtered(
                lambda picking: picking.state not in ("done", "cancel")
            )
            seen |= pickings
        return seen

    def back(self, order, quantity=2, **values):
        """Return an approved return whose goods have come all the way to the shelf."""
        rma = self.approve(self.new_rma(order, quantity, move=self.shipment(order), **values))
        self.walk(rma.sudo().receipt_ids)
        return rma

    def shipment(self, order):
        return order.order_line.move_ids.filtered(
            lambda move: move.state == "done" and move.location_dest_id.usage == "customer"
        )[:1]

    # === FIGURES === #

    def assert_lies(self, product, warehouse, **quantities):
        """Compare where the goods lie: ``stock``, ``customer``, ``scrap``, ``other``."""
        quants = self.env["stock.quant"].search([("product_id", "=", product.id)])
        found = dict.fromkeys(("stock", "customer", "scrap", "other"), 0)
        for quant in quants:
            location = quant.location_id
            if location == warehouse.lot_stock_id:
                place = "stock"
            elif location.usage == "customer":
                place = "customer"
            elif location.usage == "inventory":
                place = "scrap"
            else:
                place = "other"
            found[place] += quant.quantity if location.usage != "supplier" else 0
        self.assertEqual(found, dict.fromkeys(found, 0) | quantities)

    def assert_entry(self, entry, amounts):
        untaxed, tax, total = amounts
        self.assertRecordValues(
            entry, [{"amount_untaxed": untaxed, "amount_tax": tax, "amount_total": total}]
        )

    def worth(self, product):
        product.invalidate_recordset()
        return self.env.company.currency_id.round(product.total_value)

    def cost_of_sales(self, entry):
        """Return what the entry charges to the cost of goods sold."""
        lines = entry.line_ids.filtered(lambda line: line.display_type == "cogs")
        charged = lines.filtered(lambda line: line.account_id.account_type != "asset_current")
        return sum(charged.mapped("balance"))


class TestOutcomes(MatrixCase):
    def test_refund(self):
        for steps, warehouse in self.warehouses.items():
            for included in (False, True):
                with self.subTest(steps=steps, tax_included=included):
                    product = self.new_goods(warehouse)
                    order = self.sold(product, warehouse, included)
                    invoice = order.invoice_ids
                    self.assert_entry(invoice, SOLD[included])
                    self.assertEqual(self.worth(product), 4 * 22)
                    rma = self.back(order)
                    refund = self.refund(rma)
                    self.assert_entry(refund, BACK[included])
                    self.assert_lies(product, warehouse, stock=6, customer=4)
                    self.assertEqual(self.worth(product), 4 * 22 + 2 * 12)
                    self.assertEqual(self.cost_of_sales(invoice), 6 * 12)
                    self.assertEqual(self.cost_of_sales(refund), -2 * 12)
                    self.assertEqual((order.order_line.qty_delivered, rma.state), (4, "done"))

    def test_exchange_of_the_same(self):
        for steps, warehouse in self.warehouses.items():
            with self.subTest(steps=steps):
                product = self.new_goods(warehouse)
                order = self.sold(product, warehouse)
                rma = self.back(order, type_id=self.type_exchange.id)
                rma.with_user(self.specialist).action_create_replacement()
                self.walk(rma.sudo().delivery_ids)
                self.assert_lies(product, warehouse, stock=4, customer=6)
                # two of those at 22 went out, two at 12 came back
                self.assertEqual(self.worth(product), 2 * 22 + 2 * 12)
                self.assertEqual(order.invoice_ids.amount_total, 215.98)
                self.assertEqual(order.order_line.qty_to_invoice, 0)
                self.assertEqual((order.order_line.qty_delivered, rma.state), (6, "done"))

    def test_exchange_for_another_product(self):
        for steps, warehouse in self.warehouses.items():
            with self.subTest(steps=steps):
                product = self.new_goods(warehouse)
                other = self.new_product("Other", list_price=50, categ_id=product.categ_id.id)
                other.taxes_id = self.taxes[False]
                self.bring_in(other, 5, 7, warehouse)
                order = self.sold(product, warehouse)
                rma = self.new_rma(
                    order, 2, move=self.shipment(order), type_id=self.type_exchange.id
                )
                rma.line_ids.with_user(self.specialist).exchange_product_id = other
                self.walk(self.approve(rma).sudo().receipt_ids)
                rma.with_user(self.specialist).action_create_replacement()
                self.walk(rma.sudo().delivery_ids)
                rma.with_user(self.specialist).action_bill_exchange()
                document = rma.sudo().refund_ids
                document.action_post()
                # two at 50.00 less two at 59.99 together, and 20 % of it
                self.assertEqual(document.move_type, "out_invoice")
                self.assert_entry(document, (40.01, 8.00, 48.01))
                self.assert_lies(product, warehouse, stock=6, customer=4)
                self.assert_lies(other, warehouse, stock=3, customer=2)
                self.assertEqual((self.worth(product), self.worth(other)), (112, 3 * 7))
                self.assertEqual(order.order_line.mapped("qty_to_invoice"), [0, 0])
                self.assertEqual(rma.state, "done")

    def in_advance(self, order):
        """Return a return whose two replacements are out, and whose goods are awaited."""
        kind = self.env.ref("aftersales_addon.rma_type_advance")
        rma = self.approve(self.new_rma(order, 2, move=self.shipment(order), type_id=kind.id))
        rma.with_user(self.specialist).action_create_replacement()
        self.walk(rma.sudo().delivery_ids)
        return rma

    def test_replacement_in_advance(self):
        for steps, warehouse in self.warehouses.items():
            with self.subTest(steps=steps):
                product = self.new_goods(warehouse)
                order = self.sold(product, warehouse)
                rma = self.in_advance(order)
                self.assert_lies(product, warehouse, stock=2, customer=8)
                self.assertEqual(self.worth(product), 2 * 22)
                # what is only ahead of the goods is not charged
                self.assertEqual((order.order_line.qty_delivered, rma.state), (6, "approved"))
                self.assertEqual(order.order_line.qty_to_invoice, 0)
                self.walk(rma.sudo().receipt_ids)
                self.assert_lies(product, warehouse, stock=4, customer=6)
                self.assertEqual(self.worth(product), 2 * 22 + 2 * 12)
                self.assert_entry(order.invoice_ids, SOLD[False])
                self.assertEqual(self.cost_of_sales(order.invoice_ids), 6 * 12)
                self.assertEqual(order.order_line.qty_to_invoice, 0)
                self.assertEqual((order.order_line.qty_delivered, rma.state), (6, "done"))

    def test_replacement_in_advance_of_goods_that_never_come(self):
        for steps, warehouse in self.warehouses.items():
            for included in (False, True):
                with self.subTest(steps=steps, tax_included=included):
                    product = self.new_goods(warehouse)
                    order = self.sold(product, warehouse, included)
                    rma = self.in_advance(order)
                    rma.with_user(self.specialist).action_charge_kept()
                    charge = self.invoice(order)
                    self.assert_entry(charge, BACK[included])
                    self.assert_lies(product, warehouse, stock=2, customer=8)
                    self.assertEqual(self.worth(product), 2 * 22)
                    self.assertEqual(self.cost_of_sales(charge), 2 * 22)
                    self.assertEqual(order.order_line.qty_to_invoice, 0)
                    self.assertEqual((order.order_line.qty_delivered, rma.state), (8, "done"))

    def test_loaner(self):
        for steps, warehouse in self.warehouses.items():
            with self.subTest(steps=steps):
                product = self.new_goods(warehouse)
                order = self.sold(product, warehouse)
                rma = self.approve(self.new_rma(order, 2, move=self.shipment(order)))
                loaner = (
                    self.env["aftersales.loaner"]
                    .with_user(self.specialist)
                    .create({"rma_id": rma.id, "product_id": product.id})
                )
                loaner.action_hand_out()
                self.walk(loaner.sudo().move_ids.picking_id)
                self.assert_lies(product, warehouse, stock=3, customer=7)
                self.assertEqual(self.worth(product), 3 * 22)
                loaner.action_take_back()
                self.walk(loaner.sudo().move_ids.picking_id.filtered(lambda p: p.state != "done"))
                self.assert_lies(product, warehouse, stock=4, customer=6)
                self.assertEqual((self.worth(product), loaner.state), (4 * 22, "back"))
                # lent, not sold: no order and no invoice knows of it
                self.assert_entry(order.invoice_ids, SOLD[False])
                self.assertEqual(order.order_line.qty_delivered, 6)
                self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_repair(self):
        kind = self.env.ref("aftersales_addon.rma_type_repair")
        for steps, warehouse in self.warehouses.items():
            with self.subTest(steps=steps):
                product = self.new_goods(warehouse)
                order = self.sold(product, warehouse)
                rma = self.back(order, type_id=kind.id)
                rma.with_user(self.specialist).action_create_repair()
                for repair in rma.sudo().repair_ids:
                    repair.action_validate()
                    repair.action_repair_start()
                    repair.action_repair_end()
                rma.with_user(self.specialist).action_give_back()
                self.walk(rma.sudo().give_back_ids)
                self.assert_lies(product, warehouse, stock=4, customer=6)
                self.assertEqual(self.worth(product), 2 * 22 + 2 * 12)
                self.assertEqual(order.invoice_ids.amount_total, 215.98)
                self.assertEqual((order.order_line.qty_delivered, rma.state), (6, "done"))

    def test_given_back_unrepaired(self):
        kind = self.env["aftersales.rma.type"].create(
            {"name": "Have a look", "receive_goods": True, "outcome": "return"}
        )
        for steps, warehouse in self.warehouses.items():
            with self.subTest(steps=steps):
                product = self.new_goods(warehouse)
                order = self.sold(product, warehouse)
                rma = self.back(order, type_id=kind.id)
                self.assert_lies(product, warehouse, stock=6, customer=4)
                self.assertEqual(self.worth(product), 4 * 22 + 2 * 12)
                rma.with_user(self.specialist).action_give_back()
                self.walk(rma.sudo().give_back_ids)
                self.assert_lies(product, warehouse, stock=4, customer=6)
                # first in, first out: Odoo lets two of the older ones at 22 go
                self.assertEqual(self.worth(product), 2 * 22 + 2 * 12)
                self.assertEqual(order.invoice_ids.amount_total, 215.98)
                self.assertEqual(order.order_line.qty_to_invoice, 0)
                self.assertEqual((order.order_line.qty_delivered, rma.state), (6, "done"))

    def test_price_reduction(self):
        kind = self.env.ref("aftersales_addon.rma_type_reduction")
        # two pieces, 3.33 less each
        credited = {False: (6.66, 1.33, 7.99), True: (5.55, 1.11, 6.66)}
        for steps, warehouse in self.warehouses.items():
            for included in (False, True):
                with self.subTest(steps=steps, tax_included=included):
                    product = self.new_goods(warehouse)
                    order = self.sold(product, warehouse, included)
                    rma = self.new_rma(order, 2, move=self.shipment(order), type_id=kind.id)
                    rma.line_ids.with_user(self.specialist).reduction_price = 3.33
                    self.approve(rma)
                    rma.with_user(self.specialist).action_create_reduction()
                    refund = rma.sudo().refund_ids
                    refund.action_post()
                    self.assert_entry(refund, credited[included])
                    self.assert_lies(product, warehouse, stock=4, customer=6)
                    self.assertEqual(self.worth(product), 4 * 22)
                    self.assertEqual(self.cost_of_sales(refund), 0)
                    self.assertEqual((order.order_line.qty_invoiced, rma.state), (6, "done"))

    def test_scrap(self):
        kind = self.env.ref("aftersales_addon.rma_type_inspection")
        for steps, warehouse in self.warehouses.items():
            with self.subTest(steps=steps):
                product = self.new_goods(warehouse)
                order = self.sold(product, warehouse)
                rma = self.back(order, type_id=kind.id)
                specialist = rma.with_user(self.specialist)
                self.env["aftersales.inspection"].with_user(self.specialist).create(
                    {
                        "rma_line_id": rma.line_ids.id,
                        "grade": "d",
                        "outcome": "refund",
                        "disposal": "scrap",
                    }
                )
                self.assert_entry(self.refund(rma), BACK[False])
                specialist.action_dispose()
                self.assert_lies(product, warehouse, stock=4, customer=4, scrap=2)
                # the scrapped two leave at the price of the oldest, as any that leave
                self.assertEqual(self.worth(product), 2 * 22 + 2 * 12)
                self.assertEqual((order.order_line.qty_delivered, rma.state), (4, "done"))


class TestValuation(MatrixCase):
    # method: what six cost, what is left of ten, and that with two more back
    METHODS = {"fifo": (72, 88, 112), "average": (96, 64, 96), "standard": (72, 48, 72)}

    def test_goods_come_back_at_what_they_went_out_for(self):
        for method, (out, left, after) in self.METHODS.items():
            with self.subTest(method=method):
                product = self.new_goods(self.warehouse, method)
                order = self.sold(product, self.warehouse)
                self.assertEqual(self.worth(product), left)
                self.assertEqual(self.shipment(order).value, out)
                refund = self.refund(self.back(order))
                self.assertEqual(self.worth(product), after)
                self.assertEqual(self.cost_of_sales(order.invoice_ids - refund), out)
                self.assertEqual(self.cost_of_sales(refund), -out / 3)

    def test_continental_books_charge_no_cost_of_sales(self):
        product = self.new_goods(self.warehouse, valuation="periodic")
        order = self.sold(product, self.warehouse)
        refund = self.refund(self.back(order))
        self.assertEqual(self.cost_of_sales(refund | order.invoice_ids), 0)
        self.assertEqual(self.worth(product), 112)
