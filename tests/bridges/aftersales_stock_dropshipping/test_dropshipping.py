"""Goods that the vendor delivered to the customer: warranty, return, refund, exchange."""

from rma_common import SalesCase

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user


class DropshipCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create({"name": "Lamps Direct"})
        cls.lamp = cls.new_dropshipped("Lamp", list_price=100)
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")

    @classmethod
    def new_dropshipped(cls, name, **values):
        route = cls.env.ref("stock_dropshipping.route_drop_shipping")
        return cls.new_product(
            name,
            route_ids=[Command.set(route.ids)],
            seller_ids=[Command.create({"partner_id": cls.vendor.id, "price": 60})],
            **values,
        )

    @classmethod
    def ship(cls, order, serials=()):
        """Let the vendor deliver what is ordered of him; return the purchase orders."""
        purchases = order._get_purchase_orders()
        purchases.filtered(lambda purchase: purchase.state == "draft").button_confirm()
        for move in purchases.picking_ids.move_ids.filtered(lambda m: m.state == "assigned"):
            if serials:
                move.move_line_ids = [Command.clear()] + [
                    Command.create(move._prepare_move_line_vals(quantity=1) | {"lot_name": serial})
                    for serial in serials
                ]
            else:
                move.quantity = move.product_uom_qty
            cls.validate(move.picking_id)
        return purchases

    @classmethod
    def sell_dropshipped(cls, quantity=1, product=None, serials=()):
        order = cls.new_order(product or cls.lamp, quantity)
        cls.ship(order, serials)
        cls.invoice(order)
        return order


class TestDropshipping(DropshipCase):
    def test_warranty_starts_with_the_delivery_by_the_vendor(self):
        heater = self.new_dropshipped("Heater", tracking="serial")
        order = self.sell_dropshipped(2, heater, ("D1", "D2"))
        warranties = self.env["aftersales.warranty"].search(
            [("sale_order_id", "=", order.id)], order="id"
        )
        self.assertEqual(warranties.partner_id, self.customer)
        self.assertEqual(set(warranties.lot_id.mapped("name")), {"D1", "D2"})

    def test_goods_come_back_to_our_warehouse(self):
        order = self.sell_dropshipped(3)
        rma = self.approve(self.new_rma(order, 2))
        receipt = rma.sudo().receipt_ids
        self.assertEqual(receipt.picking_type_id, self.warehouse.in_type_id)
        self.receive(rma)
        self.assertEqual(self.lamp.qty_available, 2)
        self.refund(rma)
        self.assertEqual(rma.sudo().refund_ids.amount_untaxed, 200)
        self.assertEqual(rma.state, "done")
        self.assertEqual(order.order_line.qty_delivered, 1)
        # The vendor is still owed for all three: what we keep is ours.
        self.assertEqual(order._get_purchase_orders().order_line.qty_received, 3)

    def test_goods_come_in_through_the_steps_of_the_warehouse(self):
        self.warehouse.reception_steps = "two_steps"
        order = self.sell_dropshipped()
        rma = self.approve(self.new_rma(order))
        receipt = rma.sudo().receipt_ids
        self.assertEqual(receipt.location_dest_id, self.warehouse.wh_input_stock_loc_id)
        self.receive(rma)
        self.assertEqual(rma.line_ids.received_quantity, 1)
        self.assertEqual(rma.sudo().receipt_ids, receipt)

    def test_type_sends_goods_straight_to_the_vendor(self):
        self.type_refund.dropship_return = "vendor"
        order = self.sell_dropshipped(3)
        rma = self.approve(self.new_rma(order))
        self.assertEqual(rma.sudo().receipt_ids.location_dest_id, self.suppliers)
        self.receive(rma)
        self.refund(rma)
        self.assertEqual(rma.state, "done")
        self.assertEqual(self.lamp.qty_available, 0)
        self.assertEqual(order._get_purchase_orders().order_line.qty_received, 2)

    def test_line_says_otherwise_than_its_type(self):
        order = self.sell_dropshipped(2)
        move = self.delivered(order)
        rma = self.new_rma(
            order,
            line_ids=[
                Command.create({"move_id": move.id, "quantity": 1}),
                Command.create({"move_id": move.id, "quantity": 1, "dropship_return": "vendor"}),
            ],
        )
        self.approve(rma)
        self.assertEqual(
            rma.sudo().receipt_ids.location_dest_id,
            self.suppliers | self.warehouse.lot_stock_id,
        )
        self.receive(rma)
        self.assertEqual(self.lamp.qty_available, 1)
        self.assertEqual(rma.line_ids.mapped("received_quantity"), [1, 1])

    def test_goods_at_the_vendor_are_not_ours_to_move(self):
        self.type_refund.dropship_return = "vendor"
        rma = self.approve(self.new_rma(self.sell_dropshipped()))
        self.receive(rma)
        inspections = self.env["aftersales.inspection"].with_user(self.specialist)
        for disposal in ("restock", "scrap"):
            found = inspections.create(
                {"rma_line_id": rma.line_ids.id, "grade": "d", "disposal": disposal}
            )
            self.assertEqual(found.disposal_quantity_left, 0)
            found.unlink()

    def test_destination_is_settled_with_the_approval(self):
        rma = self.approve(self.new_rma(self.sell_dropshipped()))
        with self.assertRaisesRegex(UserError, "is decided"):
            rma.line_ids.with_user(self.specialist).dropship_return = "vendor"

    def test_never_more_than_the_vendor_delivered(self):
        order = self.sell_dropshipped(2)
        self.new_rma(order, 1)
        with self.assertRaises(ValidationError):
            self.new_rma(order, 2)

    def test_goods_from_our_own_stock_are_not_asked_where_to(self):
        order = self.sell_and_deliver(self.kettle)
        rma = self.new_rma(order)
        self.assertFalse(rma.line_ids.is_dropshipped)
        self.assertFalse(rma.line_ids.dropship_return)
        self.approve(rma)
        self.assertEqual(rma.sudo().receipt_ids.location_dest_id, self.warehouse.lot_stock_id)

    # === EXCHANGE === #

    def exchange(self, order, quantity=1):
        rma = self.approve(self.new_rma(order, quantity, type_id=self.type_exchange.id))
        self.receive(rma)
        rma.with_user(self.specialist).action_create_replacement()
        return rma

    def test_replacement_comes_from_the_vendor_and_ends_the_return(self):
        order = self.sell_dropshipped(2)
        rma = self.exchange(order)
        self.assertEqual(rma.line_ids.open_replacement_quantity, 1)
        self.assertEqual(rma.state, "received")
        self.ship(order)
        self.assertEqual(rma.line_ids.replaced_quantity, 1)
        self.assertEqual(rma.line_ids.open_replacement_quantity, 0)
        self.assertEqual(rma.state, "done")
        self.assertEqual(order.order_line.qty_delivered, 2)
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_replacement_is_ordered_only_once(self):
        order = self.sell_dropshipped()
        rma = self.exchange(order)
        with self.assert_refused("replacement exists"):
            rma.with_user(self.specialist).action_create_replacement()
        ordered = order._get_purchase_orders().order_line
        self.assertEqual(sum(ordered.mapped("product_qty")), 2)

    def test_replacement_whose_order_is_cancelled_can_be_ordered_again(self):
        order = self.sell_dropshipped()
        rma = self.exchange(order)
        rma.line_ids.sudo().purchase_line_ids.order_id.button_cancel()
        self.assertEqual(rma.line_ids.open_replacement_quantity, 0)
        rma.with_user(self.specialist).action_create_replacement()
        self.assertEqual(rma.line_ids.open_replacement_quantity, 1)

    def test_replacement_is_merged_with_no_other_purchase(self):
        order, other = self.sell_dropshipped(2), self.new_order(self.lamp, 1)
        line = self.exchange(order).line_ids
        orders = order._get_purchase_orders() | other._get_purchase_orders()
        drafts = orders.filtered(lambda purchase: purchase.state == "draft")
        buyer = new_test_user(
            self.env, "buyer", groups="base.group_user,purchase.group_purchase_user"
        )
        with self.assert_refused("must be same"):
            drafts.with_user(buyer).action_merge()
        self.assertEqual(line.open_replacement_quantity, 1)

    def test_nobody_passes_an_order_off_as_a_replacement(self):
        order = self.sell_dropshipped(2)
        line = self.exchange(order).line_ids
        buyer = new_test_user(
            self.env, "buyer", groups="base.group_user,purchase.group_purchase_manager"
        )
        ordered = order._get_purchase_orders().order_line.with_user(buyer)
        replacing = line.sudo().purchase_line_ids.with_user(buyer)
        with self.assert_refused("by hand"):
            (ordered - replacing).aftersales_rma_line_id = line.id
        with self.assert_refused("by hand"):
            replacing.aftersales_rma_line_id = False
        with self.assert_refused("by hand"):
            ordered.create(
                {
                    "order_id": ordered.order_id[0].id,
                    "product_id": self.lamp.id,
                    "aftersales_rma_line_id": line.id,
                }
            )
        replacing.product_qty = 1  # what is hers to change stays so

    def test_replacements_of_two_returns_are_ordered_apart(self):
        order = self.sell_dropshipped(2)
        first, second = self.exchange(order), self.exchange(order)
        self.assertEqual(len((first | second).line_ids.sudo().purchase_line_ids), 2)
        self.ship(order)
        self.assertEqual((first | second).mapped("state"), ["done", "done"])
