"""Parts of a kit that no order of ours brought to the customer."""

from kit_common import KitCase

from odoo.fields import Command


class TestKitWithoutOrder(KitCase):
    def foreign(self, product, **values):
        goods = {"product_id": product.id, "quantity": 2, "provenance": "A dealer"}
        rmas = self.env["aftersales.rma"].with_user(self.agent)
        return rmas.create(
            {
                "partner_id": self.customer.id,
                "type_id": self.env.ref("aftersales_addon.rma_type_repair").id,
                "reason_id": self.reason.id,
                "line_ids": [Command.create(goods)],
                **values,
            }
        ).with_env(self.env)

    def test_kit_is_entered_by_its_parts(self):
        with self.assert_refused("is a kit"):
            self.foreign(self.tea_set)
        rma = self.foreign(self.cup)
        self.assertEqual((rma.goods_value, rma.line_ids.kit_id.id), (20, False))
        self.receive(self.approve(rma))
        self.assertEqual((rma.state, rma.line_ids.received_quantity), ("received", 2))

    def test_delivery_without_an_order_has_a_value_too(self):
        """What a keeper sent by hand is returned like everything else."""
        self.stock_up(self.cup)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.customer.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.customer.property_stock_customer.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.cup.id,
                            "product_uom_qty": 2,
                            "location_id": self.warehouse.lot_stock_id.id,
                            "location_dest_id": self.customer.property_stock_customer.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        self.validate(picking)
        goods = {"move_id": picking.move_ids.id, "quantity": 2}
        rma = self.foreign(self.cup, line_ids=[Command.create(goods)])
        self.assertEqual(rma.goods_value, 20)
