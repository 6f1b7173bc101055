"""Two people at once at what the bridges guard: parts of a kit, goods of a vendor."""

import uuid

import test_rma_concurrency

from odoo.fields import Command

ROUNDS = test_rma_concurrency.profile(2, 200)


class TestBridgeRaces(test_rma_concurrency.RaceCase):
    def test_two_desks_cannot_return_the_same_part_of_a_kit(self):
        for __ in range(ROUNDS):
            moves, partner_id = self.committed(self.sold_kit)
            results = self.race(
                self.request(partner_id, {moves[0]: 4, moves[1]: 1}),
                self.request(partner_id, {moves[0]: 1}),
            )
            self.assertEqual(len([r for r in results if isinstance(r, int)]), 1, results)
            self.assertEqual(len([r for r in results if "can still be returned" in str(r)]), 1)

    def test_two_desks_cannot_claim_the_same_receipt_of_the_vendor(self):
        for __ in range(ROUNDS):
            inspections = self.committed(self.inspected_goods)
            results = self.race(*(self.claim(inspection) for inspection in inspections))
            self.assertEqual(len([r for r in results if isinstance(r, int)]), 1, results)
            self.assertEqual(len([r for r in results if "would be" in str(r)]), 1)

    # === DATA === #

    def sold_kit(self, env):
        """Return the deliveries of the two components of a kit, and its customer."""
        shop = self.shop(env)
        parts = [shop.new_product(f"Race {uuid.uuid4()}", list_price=10) for __ in range(2)]
        kit = shop.new_product(f"Race {uuid.uuid4()}", is_storable=False)
        env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": product.id, "product_qty": quantity})
                    for product, quantity in zip(parts, (4, 1), strict=True)
                ],
            }
        )
        for product in parts:
            shop.stock_up(product)
        order = shop.new_order(kit, 1)
        shop.deliver(order)
        moves = shop.delivered(order).sorted(lambda move: parts.index(move.product_id))
        return moves.ids, shop.customer.id

    def request(self, partner_id, quantities):
        def work(env):
            values = {
                "partner_id": partner_id,
                "type_id": env.ref("aftersales_addon.rma_type_refund").id,
                "reason_id": env.ref("aftersales_addon.reason_defective").id,
                "line_ids": [
                    Command.create({"move_id": move_id, "quantity": quantity})
                    for move_id, quantity in quantities.items()
                ],
            }
            return env["aftersales.rma"].create(values).id

        return work

    def inspected_goods(self, env):
        """Return two inspections of one piece each, of a product the vendor delivered once."""
        shop = self.shop(env)
        vendor = env["res.partner"].create({"name": f"Vendor {uuid.uuid4()}"})
        product = shop.new_product(
            f"Race {uuid.uuid4()}", seller_ids=[Command.create({"partner_id": vendor.id})]
        )
        purchase = env["purchase.order"].create(
            {
                "partner_id": vendor.id,
                "order_line": [Command.create({"product_id": product.id, "product_qty": 1})],
            }
        )
        purchase.button_confirm()
        shop.validate(purchase.picking_ids)
        order = shop.sell_and_deliver(product, 2, invoice=False)
        rmas = shop.new_rma(order), shop.new_rma(order)
        for rma in rmas:
            shop.approve(rma)
            shop.receive(rma)
        return (
            env["aftersales.inspection"]
            .create(
                [
                    {"rma_line_id": rma.line_ids.id, "grade": "d", "disposal": "vendor"}
                    for rma in rmas
                ]
            )
            .ids
        )

    def claim(self, inspection_id):
        return lambda env: (
            env["aftersales.vendor.claim"].create({"inspection_id": inspection_id}).id
        )
