"""The demo's claims to vendors: answered, sent, and to be sent, so that the screens have something to show."""

from claim_common import ClaimCase

from odoo.tests import new_test_user


class TestClaimDemo(ClaimCase):
    def load(self):
        self.env["res.company"]._aftersales_load_demo_claims()
        return self.env["aftersales.vendor.claim"].search([], order="id")

    def test_without_the_demo_nothing_is_claimed(self):
        self.assertFalse(self.load())

    def test_what_came_back_in_the_demo_is_claimed_once(self):
        specialist = new_test_user(
            self.env,
            "sara.specialist",
            groups="base.group_user,aftersales_addon.group_specialist",
            tz="Europe/Berlin",
        )
        self.team.member_ids |= specialist
        for name in ("Pump A", "Pump B", "Pump C"):
            order = self.sell_and_deliver(self.new_product(name, list_price=50))
            self.receive(self.approve(self.new_rma(order)))
        claims = self.load()
        self.assertEqual(sorted(claims.mapped("state")), ["accepted", "draft", "sent"])
        self.assertEqual(len(claims.partner_id), 3)
        self.assertTrue(all(claim.deadline > claim.failed_on for claim in claims))
        self.assertEqual(set(claims.mapped("amount_total")), {30})
        self.assertEqual(claims.mapped("decided_by_id"), specialist)
        self.assertEqual(self.load(), claims)
