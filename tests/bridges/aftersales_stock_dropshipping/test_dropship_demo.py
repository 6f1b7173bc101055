"""The demo's drop-shipped goods: one goes straight back to the vendor, one came to our warehouse."""

from rma_common import SalesCase
from sequel_common import set_up_trader


class TestDropshipDemo(SalesCase):
    def load(self):
        self.env["res.company"]._aftersales_load_demo_dropships()
        sold = [("line_ids.product_id.default_code", "=", "HAD")]
        return self.env["aftersales.rma"].search(sold, order="id")

    def test_without_the_demo_nothing_is_sold(self):
        self.assertFalse(self.load())

    def test_one_goes_to_the_vendor_and_one_comes_here(self):
        set_up_trader(self.env)
        rmas = self.load()
        self.assertEqual(rmas.mapped("state"), ["done", "approved"])
        self.assertEqual(rmas.line_ids.mapped("dropship_return"), ["warehouse", "vendor"])
        refund, exchange = rmas
        usages = [rma.sudo().receipt_ids.location_dest_id.usage for rma in (exchange, refund)]
        self.assertEqual(usages, ["supplier", "internal"])
        self.assertEqual(refund.line_ids.product_id.qty_available, 1)
        states = {"approved": "waiting", "done": "resolved"}
        self.assertEqual(
            rmas.ticket_id.mapped("state"), [states[state] for state in rmas.mapped("state")]
        )
        self.assertEqual(self.load(), rmas)
