"""Goods of a customer that no order of ours brought, and that are claimed from a vendor."""

from claim_common import ClaimCase

from odoo.fields import Command


class TestClaimWithoutOrder(ClaimCase):
    def exchanged(self, product, lot=None):
        """Return a return of goods from elsewhere whose replacement is with the customer."""
        goods = {"product_id": product.id, "lot_id": lot and lot.id, "provenance": "A dealer"}
        rma = (
            self.env["aftersales.rma"]
            .with_user(self.agent)
            .create(
                {
                    "partner_id": self.customer.id,
                    "type_id": self.type_exchange.id,
                    "reason_id": self.reason.id,
                    "line_ids": [Command.create(goods)],
                }
            )
            .with_env(self.env)
        )
        self.receive(self.approve(rma))
        rma.with_user(self.specialist).action_create_replacement()
        self.validate(rma.delivery_ids)
        return rma

    def owned(self, product):
        """Return how much of the product is here and the customer's."""
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id.usage", "=", "internal")]
        )
        return sum(quants.filtered(lambda q: q.owner_id == self.customer).mapped("quantity"))

    def test_goods_go_to_the_vendor_and_our_stock_stays(self):
        self.category.property_cost_method = "average"
        self.buy(self.motor, 1, serials=["OURS"])
        lot = self.env["stock.lot"].create({"name": "FAR-1", "product_id": self.motor.id})
        for product, goods in ((self.motor, lot), (self.pump, None)):
            with self.subTest(product=product.name):
                if product == self.pump:
                    self.buy(product, 2)
                rma = self.exchanged(product, goods)
                value = product.total_value
                self.inspect(rma)
                self.assertEqual((rma.state, self.owned(product)), ("done", 1))
                claim = self.claim(rma)
                # nobody knows by which receipt of ours they would have come
                self.assertEqual((claim.partner_id, len(claim.receipt_move_id)), (self.vendor, 0))
                picking = self.send_back(self.accepted(claim))
                self.assertEqual(picking.partner_id, self.vendor)
                product.invalidate_recordset()
                self.assertEqual((self.owned(product), product.total_value), (0, value))
