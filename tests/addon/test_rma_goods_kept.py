from rma_common import SalesCase

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestGoodsKept(SalesCase):
    """What came back for repair is neither sold to somebody, nor handed out of the workshop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type_repair = cls.env.ref("aftersales_addon.rma_type_repair")
        cls.stranger = cls.env["res.partner"].create({"name": "Stranger"})

    def in_hand(self, product, quantity=1, *, serials=None, kind=None):
        """Return a return for repair whose goods are here."""
        order = self.sell_and_deliver(product, quantity, serials=serials)
        lots = self.delivered(order).move_line_ids.lot_id
        rma = self.approve(
            self.new_rma(order, quantity, lots=lots, type_id=(kind or self.type_repair).id)
        )
        self.receive(rma)
        return rma

    def delivery_of(self, order, lots):
        """Return the delivery of the order with these serials typed in."""
        self.put_lots(order.picking_ids.move_ids, lots)
        return order.picking_ids

    # === THE CUSTOMER'S OWN UNIT === #

    def test_unit_that_waits_for_its_repair_is_promised_to_no_order(self):
        self.in_hand(self.printer, serials=["MINE"])
        order = self.new_order(self.printer, 1, partner=self.stranger)
        self.assertFalse(order.picking_ids.move_ids.quantity)
        self.new_serials(self.printer, "NEW")
        order.picking_ids.action_assign()
        self.assertEqual(order.picking_ids.move_line_ids.lot_id.name, "NEW")

    def test_unit_is_promised_to_nobody_where_goods_are_picked_first(self):
        self.warehouse.delivery_steps = "pick_ship"
        self.in_hand(self.printer, serials=["MINE"])
        order = self.new_order(self.printer, 1, partner=self.stranger)
        self.assertFalse(order.picking_ids.move_ids.move_line_ids)

    def test_unit_typed_into_the_delivery_of_somebody_is_refused(self):
        rma = self.in_hand(self.printer, serials=["MINE"])
        order = self.new_order(self.printer, 1, partner=self.stranger)
        picking = self.delivery_of(order, rma.line_ids.lot_id)
        with self.assert_refused(f"MINE is .* own and goes back with return {rma.number}"):
            self.validate(picking)
        self.assertNotEqual(picking.state, "done")

    def test_unit_still_goes_back_to_its_customer(self):
        rma = self.in_hand(self.printer, serials=["MINE"])
        rma.with_user(self.specialist).action_create_repair()
        rma.repair_ids.action_validate()
        rma.repair_ids.action_repair_start()
        rma.repair_ids.action_repair_end()
        rma.with_user(self.specialist).action_give_back()
        transfer = rma.sudo().give_back_ids
        transfer.do_unreserve()
        transfer.action_assign()
        self.assertEqual(transfer.move_line_ids.lot_id.name, "MINE")
        self.validate(transfer)
        self.assertEqual(rma.state, "done")

    def test_unit_that_was_refunded_may_be_sold_again(self):
        rma = self.in_hand(self.printer, serials=["OURS"], kind=self.type_refund)
        order = self.new_order(self.printer, 1, partner=self.stranger)
        self.assertEqual(order.picking_ids.move_line_ids.lot_id, rma.line_ids.lot_id)
        self.validate(order.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 1)

    # === IN THE WORKSHOP === #

    def test_goods_in_repair_do_not_go_back_by_hand(self):
        rma = self.in_hand(self.kettle, 3)
        rma.with_user(self.specialist).action_create_repair()
        repair = rma.repair_ids
        receipt = rma.sudo().receipt_ids.move_ids
        picking = self.return_by_hand(receipt, 1, validate=False)
        with self.assert_refused(f"finish or cancel {repair.name} before"):
            self.validate(picking)
        repair.action_repair_cancel()
        self.validate(picking)
        self.assertEqual(rma.line_ids.given_back_quantity, 1)

    def test_what_is_not_in_repair_may_go_back_by_hand(self):
        rma = self.in_hand(self.kettle, 3)
        rma.with_user(self.specialist).action_create_repair()
        rma.repair_ids.product_qty = 2
        self.return_by_hand(rma.sudo().receipt_ids.move_ids, 1)
        self.assertEqual(rma.line_ids.given_back_quantity, 1)

    # === MORE THAN WAS ANNOUNCED === #

    def test_goods_beyond_those_announced_go_back_whatever_else_is_on_its_way(self):
        """Only a receipt takes of what others may still bring back."""
        order = self.sell_and_deliver(self.kettle, 3)
        rma = self.new_rma(order, 1, type_id=self.env.ref("aftersales_addon.rma_type_repair").id)
        rma.line_ids.outcome = "return"
        self.receive(self.approve(rma), 2)
        delivery = self.delivered(order)
        self.return_by_hand(delivery, 2, validate=False)
        self.return_by_hand(delivery, 2, validate=False)
        rma.with_user(self.specialist).action_give_back()
        self.validate(rma.sudo().give_back_ids)
        self.assertEqual(rma.line_ids.given_back_quantity, 2)

    def test_no_more_goes_back_with_a_price_reduction_than_came_on_the_return(self):
        order = self.sell_and_deliver(self.kettle, 4)
        rma = self.new_rma(order, 4, type_id=self.type_refund.id)
        rma.line_ids.with_user(self.specialist).outcome = "reduction"
        self.receive(self.approve(rma))
        rma.with_user(self.specialist).action_give_back()
        self.validate(rma.sudo().give_back_ids)
        [receipt], [back] = rma.sudo().receipt_ids.move_ids, rma.sudo().give_back_ids.move_ids
        self.return_by_hand(back, 3)
        again = self.return_by_hand(receipt, 1, validate=False)
        with self.assert_refused("would be refunded, replaced or given back together"):
            self.validate(again)

    # === A RECEIPT THAT ODOO MAKES ITSELF === #

    def order_with_receipt(self):
        """Return an order of which 5 kettles are out, and a receipt of one that Odoo made.

        Goods that are to go back to the customer count as delivered when more is ordered.
        """
        self.stock_up(self.kettle, 10)
        order = self.new_order(self.kettle, 2)
        self.validate(order.picking_ids)
        back = self.return_by_hand(self.delivered(order), 2, validate=False)
        order.order_line.product_uom_qty = 3
        self.validate(back)
        again = self.return_by_hand(back.move_ids, 2, validate=False)
        self.validate(self.to_deliver(order) - again)
        self.invoice(order)
        order.order_line.product_uom_qty = 4
        receipt = order.picking_ids.filtered(lambda p: p.state == "assigned") - again
        self.assertEqual(receipt.move_ids.product_uom_qty, 1)
        self.assertFalse(receipt.move_ids.origin_returned_move_id)
        return order, receipt

    def to_deliver(self, order):
        return order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))

    def test_receipt_that_odoo_makes_for_an_order_is_a_return_of_its_delivery(self):
        order, receipt = self.order_with_receipt()
        self.validate(receipt)
        last = self.delivered(order).sorted("id")[-1:]
        self.assertEqual(receipt.move_ids.origin_returned_move_id, last)
        with self.assert_refused("3.00 delivered, 2.00 can still be returned"):
            self.new_rma(order, 3, move=last)
        self.new_rma(order, 2, move=last)

    def test_receipt_that_odoo_makes_never_takes_what_a_return_claims(self):
        order, receipt = self.order_with_receipt()
        self.new_rma(order, 3, move=self.delivered(order).sorted("id")[-1:])
        with self.assert_refused("no delivery of .* has so much left"):
            self.validate(receipt)
