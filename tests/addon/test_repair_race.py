"""Two people at once: one unit is never in two repairs. What the sessions leave is committed."""

from test_rma_concurrency import RaceCase

from odoo.fields import Command


class TestRepairRace(RaceCase):
    def received(self):
        """Return the ids of a return for repair whose goods are here, and of its receipt."""

        def work(env):
            shop = self.shop(env)
            order = shop.sell_and_deliver(shop.new_product("Raced Kettle", list_price=10), 1)
            rma = env["aftersales.rma"].create(
                {
                    "partner_id": shop.customer.id,
                    "type_id": env.ref("aftersales_addon.rma_type_repair").id,
                    "reason_id": shop.reason.id,
                    "line_ids": [
                        Command.create({"move_id": shop.delivered(order).id, "quantity": 1})
                    ],
                }
            )
            rma.action_approve()
            shop.receive(rma)
            return rma.id, rma.receipt_ids.id

        return self.committed(work)

    def repairs(self, rma_id):
        domain = [("aftersales_rma_id", "=", rma_id), ("state", "!=", "cancel")]
        return self.committed(lambda env: env["repair.order"].search_count(domain))

    def test_two_who_press_the_button_make_one_repair(self):
        rma_id, __ = self.received()
        results = self.race(*[self.same_action(rma_id, "action_create_repair")] * 2)
        self.assertEqual(self.repairs(rma_id), 1)
        self.assertEqual(len([result for result in results if isinstance(result, str)]), 1)
        self.assertRegex(str(results), "The repair exists")

    def test_the_desk_and_the_workshop_make_one_repair(self):
        rma_id, receipt_id = self.received()

        def by_hand(env):
            receipt = env["stock.picking"].browse(receipt_id)
            values = {"picking_id": receipt.id, "product_id": receipt.move_ids.product_id.id}
            return env["repair.order"].create(values).id

        self.race(self.same_action(rma_id, "action_create_repair"), by_hand)
        self.assertEqual(self.repairs(rma_id), 1)
