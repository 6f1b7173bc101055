"""The demo's sets: a part that came back and was refunded, and a whole set on its way."""

from kit_common import KitCase
from sequel_common import set_up_trader


class TestKitDemo(KitCase):
    def load(self):
        self.env["res.company"]._aftersales_load_demo_kits()
        sold = [("line_ids.order_id.order_line.product_id.default_code", "=", "HOS")]
        return self.env["aftersales.rma"].search(sold, order="id")

    def test_without_the_demo_nothing_is_sold(self):
        self.assertFalse(self.load())

    def test_a_part_and_a_whole_set_come_back_once(self):
        set_up_trader(self.env)
        part, whole = rmas = self.load()
        self.assertEqual(rmas.mapped("state"), ["done", "approved"])
        self.assertEqual(rmas.line_ids.kit_id.name, "Home Office Set")
        self.assertEqual(len(whole.line_ids), 3)
        # the dock's share of the price of the set: 89 of 89 + 2 x 12 + 49
        self.assertEqual(part.sudo().refund_ids.mapped("state"), ["posted"])
        self.assertAlmostEqual(part.sudo().refund_ids.amount_untaxed, 149 * 89 / 162, places=2)
        self.assertLess(part.create_date, whole.create_date)
        states = {"approved": "waiting", "done": "resolved"}
        self.assertEqual(
            rmas.ticket_id.mapped("state"), [states[state] for state in rmas.mapped("state")]
        )
        self.assertEqual(self.load(), rmas)
