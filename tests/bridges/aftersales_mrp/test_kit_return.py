"""Which parts of a kit may come back, how the desk asks for them, and how they are exchanged."""

from kit_common import KitCase

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form


class TestKitReturn(KitCase):
    def test_never_more_than_delivered_across_kit_and_component(self):
        order = self.sell_kit(2)
        self.return_components(order, {self.cup: 8, self.pot: 1})
        with self.assertRaisesRegex(ValidationError, "8.00 delivered, 0.00 can still be returned"):
            self.return_components(order, {self.cup: 1})
        self.return_components(order, {self.pot: 1})
        with self.assertRaises(ValidationError):
            self.return_components(order, {self.pot: 1})

    def test_return_by_hand_counts_against_the_kit(self):
        order = self.sell_kit()
        cups, __ = self.moves(order, self.cup, self.pot)
        self.return_by_hand(cups, 3)
        with self.assertRaises(ValidationError):
            self.return_components(order, {self.cup: 2, self.pot: 1})

    def test_component_is_exchanged_and_the_kit_is_complete_again(self):
        order = self.sell_kit()
        rma = self.approve(
            self.return_components(order, {self.cup: 1}, type_id=self.type_exchange.id)
        )
        self.receive(rma)
        self.assertEqual(order.order_line.qty_delivered, 0)
        rma.with_user(self.specialist).action_create_replacement()
        replacement = rma.sudo().delivery_ids.move_ids
        self.assertRecordValues(
            replacement,
            [
                {
                    "product_id": self.cup.id,
                    "product_uom_qty": 1,
                    "sale_line_id": order.order_line.id,
                }
            ],
        )
        self.validate(rma.sudo().delivery_ids)
        self.assertEqual(rma.state, "done")
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_whole_kit_is_exchanged(self):
        order = self.sell_kit()
        rma = self.approve(
            self.return_components(order, {self.cup: 4, self.pot: 1}, type_id=self.type_exchange.id)
        )
        self.receive(rma)
        rma.with_user(self.specialist).action_create_replacement()
        self.validate(rma.sudo().delivery_ids)
        self.assertEqual(rma.state, "done")
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_component_is_approved_by_its_share_in_the_kit(self):
        rma = self.return_components(self.sell_kit(2), {self.cup: 4})
        self.assertAlmostEqual(rma.goods_value, 50, places=2)
        rma = self.return_components(self.sell_kit(2, invoice=False), {self.cup: 4, self.pot: 1})
        self.assertAlmostEqual(rma.goods_value, 99.99, places=2)

    def test_lines_of_the_return_say_which_kit_they_belong_to(self):
        rma = self.return_components(self.sell_kit(), {self.cup: 1})
        self.assertEqual(rma.line_ids.with_user(self.agent).kit_id, self.tea_set)
        self.assertFalse(self.new_rma(self.sell_and_deliver(self.kettle)).line_ids.kit_id)

    # === THE REQUEST OF THE DESK === #

    def new_request(self, order, **values):
        """Return the form by which an agent asks for a return of the order."""
        form = Form(self.env["aftersales.rma.request"].with_user(self.agent))
        form.partner_id = order.partner_id
        form.sale_order_id = order
        form.reason_id = self.reason
        return form

    def test_whole_kit_fills_its_components(self):
        order = self.sell_kit(2)
        form = self.new_request(order)
        with form.kit_ids.edit(0) as kit:
            self.assertEqual(kit.product_id, self.tea_set)
            self.assertEqual(kit.returnable_quantity, 2)
            kit.quantity = 1
        request = form.save()
        self.assertEqual(
            {line.product_id: line.quantity for line in request.line_ids},
            {self.cup: 4, self.pot: 1},
        )
        self.assertEqual(request.line_ids.kit_id, self.tea_set)
        rma = self.env["aftersales.rma"].browse(request.action_request()["res_id"])
        self.assertEqual(
            {line.product_id: line.quantity for line in rma.line_ids}, {self.cup: 4, self.pot: 1}
        )

    def test_taking_the_kit_back_out_empties_its_components(self):
        form = self.new_request(self.sell_kit())
        for quantity in (1, 0):
            with form.kit_ids.edit(0) as kit:
                kit.quantity = quantity
        self.assertFalse(any(form.save().line_ids.mapped("quantity")))

    def test_single_component_is_asked_for_without_its_kit(self):
        form = self.new_request(self.sell_kit())
        index = next(
            index
            for index, line in enumerate(form.line_ids._records)
            if line["product_id"] == self.pot.id
        )
        with form.line_ids.edit(index) as line:
            line.quantity = 1
        request = form.save()
        rma = self.env["aftersales.rma"].browse(request.action_request()["res_id"])
        self.assertEqual(rma.line_ids.product_id, self.pot)

    def test_kit_that_lacks_a_part_is_not_complete(self):
        order = self.sell_kit(2)
        self.return_components(order, {self.cup: 1})
        form = self.new_request(order)
        with form.kit_ids.edit(0) as kit:
            self.assertEqual(kit.returnable_quantity, 1)

    def test_serials_of_components_are_filled_in_one_each(self):
        heater = self.new_product("Heater", tracking="serial", list_price=50)
        kit = self.new_kit("Heater Pair", {heater: 2}, list_price=90)
        serials = self.new_serials(heater, "H1", "H2", "H3", "H4")
        order = self.new_order(kit, 2)
        self.deliver(order, serials)
        form = self.new_request(order)
        with form.kit_ids.edit(0) as line:
            line.quantity = 1
        chosen = form.save().line_ids.filtered("quantity")
        self.assertEqual(len(chosen.lot_id), 2)
        self.assertEqual(chosen.mapped("quantity"), [1, 1])

    def test_orders_without_kits_show_no_kits(self):
        form = self.new_request(self.sell_and_deliver(self.kettle))
        self.assertFalse(form.kit_ids)
        self.assertFalse(form.save().line_ids.kit_id)

    def test_kit_quantity_that_is_no_number_is_refused(self):
        request = self.new_request(self.sell_kit()).save()
        with self.assertRaises(ValidationError):
            request.kit_ids = [Command.update(request.kit_ids.id, {"quantity": float("nan")})]
