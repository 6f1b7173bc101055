"""One return of goods from several orders and deliveries, in whatever unit they were sold."""

from rma_common import SalesCase

from odoo.fields import Command


class TestRmaOfSeveralOrders(SalesCase):
    def test_each_order_gets_its_receipt_and_its_credit_note(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.stock_up(self.kettle)
        first = self.sell_and_deliver(self.kettle, 1, product_uom_id=dozen.id, price_unit=120)
        second = self.sell_and_deliver(self.kettle, 3, price_unit=9)
        serial = self.new_serials(self.printer, "SN1")
        third = self.sell_and_deliver(self.printer, 1, serials=serial, price_unit=300)
        lines = [
            {"move_id": self.delivered(first).id, "quantity": 6},
            {"move_id": self.delivered(second).id, "quantity": 2},
            {"move_id": self.delivered(third).id, "lot_id": serial.id, "quantity": 1},
        ]
        rma = self.new_rma(first, line_ids=[Command.create(line) for line in lines])
        self.assertEqual(rma.goods_value, 60 + 18 + 300)
        self.approve(rma)
        self.assertEqual((rma.receipt_count, rma.order_count), (3, 3))
        self.receive(rma)
        refunds = self.refund(rma)
        self.assertEqual(sorted(refunds.mapped("amount_total")), [18, 60, 300])
        self.assertEqual(refunds.reversed_entry_id, (first | second | third).invoice_ids - refunds)
        self.assertEqual(rma.state, "done")
        for order, left in ((first, 0.5), (second, 1), (third, 0)):
            self.assertEqual(order.order_line.qty_delivered, left)
            self.assertEqual(order.order_line.qty_invoiced, left)

    def test_plain_goods_are_repaired_beside_a_serial_of_the_same_receipt(self):
        self.stock_up(self.kettle)
        serial = self.new_serials(self.printer, "SN1")
        order = self.new_order(self.printer, 1)
        order.order_line = [Command.create({"product_id": self.kettle.id, "product_uom_qty": 2})]
        self.deliver(order, serial)
        lines = [
            {"move_id": move.id, "lot_id": move.lot_ids.id, "quantity": move.quantity}
            for move in self.delivered(order)
        ]
        rma = self.new_rma(
            order,
            type_id=self.env.ref("aftersales_addon.rma_type_repair").id,
            line_ids=[Command.create(line) for line in lines],
        )
        self.receive(self.approve(rma))
        rma.with_user(self.specialist).action_create_repair()
        by_product = {repair.product_id: repair.lot_id for repair in rma.sudo().repair_ids}
        self.assertEqual(by_product, {self.printer: serial, self.kettle: serial.browse()})

    def test_one_order_that_was_never_delivered_spoils_the_return(self):
        delivered = self.sell_and_deliver(self.kettle, 1)
        self.stock_up(self.kettle)
        open_order = self.new_order(self.kettle, 1)
        with self.assert_refused("has not been delivered"):
            self.new_rma(
                delivered,
                line_ids=[
                    Command.create({"move_id": self.delivered(delivered).id}),
                    Command.create({"move_id": open_order.order_line.move_ids.id}),
                ],
            )

    def test_orders_of_two_customers_are_not_one_return(self):
        ours = self.sell_and_deliver(self.kettle, 1)
        theirs = self.sell_and_deliver(self.kettle, 1, partner=self.stranger)
        with self.assert_refused("not delivered to"):
            self.new_rma(
                ours,
                line_ids=[
                    Command.create({"move_id": self.delivered(order).id})
                    for order in (ours, theirs)
                ],
            )


class TestRmaOfManyLines(SalesCase):
    def approval_cost(self, count):
        """Return how many queries it takes to approve a return of so many order lines."""
        self.stock_up(self.kettle, count)
        order = self.new_order(self.kettle, 1, confirm=False)
        order.order_line = [
            Command.create({"product_id": self.kettle.id, "product_uom_qty": 1})
            for __ in range(count - 1)
        ]
        order.action_confirm()
        self.deliver(order)
        moves = self.delivered(order)
        lines = [Command.create({"move_id": move.id, "quantity": 1}) for move in moves]
        rma = self.new_rma(order, line_ids=lines)
        self.env.flush_all()
        self.env.invalidate_all()
        started = self.env.cr.sql_log_count
        self.approve(rma)
        self.env.flush_all()
        cost = self.env.cr.sql_log_count - started
        receipt = rma.sudo().receipt_ids
        self.assertEqual(receipt.move_ids.origin_returned_move_id, moves)
        self.assertEqual(receipt.move_ids.aftersales_rma_line_id, rma.line_ids)
        self.assertEqual(receipt.move_ids.move_orig_ids, moves)
        self.assertEqual(set(rma.line_ids.mapped("open_receipt_quantity")), {1})
        return cost

    def test_approval_makes_the_moves_of_all_lines_together(self):
        self.approval_cost(1)
        few, many = self.approval_cost(3), self.approval_cost(23)
        # What is left for each line is Odoo's own: it links, confirms and assigns move by move.
        self.assertLessEqual((many - few) / 20, 6)
