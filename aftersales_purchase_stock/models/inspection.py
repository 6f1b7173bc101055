from odoo import api, fields, models


class AftersalesInspection(models.Model):
    _inherit = "aftersales.inspection"

    vendor_claim_ids = fields.One2many(
        comodel_name="aftersales.vendor.claim",
        inverse_name="inspection_id",
        string="Vendor Claims",
    )

    def _claimed(self):
        """Return what of the inspected goods is claimed from a vendor."""
        self.ensure_one()
        alive = self.vendor_claim_ids.filtered(
            lambda claim: claim.decision not in ("refused", "cancelled")
        )
        return sum(alive.mapped("quantity"))

    def _left_to_claim(self):
        """Return what of the inspected goods no vendor was asked for yet."""
        self.ensure_one()
        return max(self.quantity - self._claimed(), 0)

    def _documents_problem(self):
        if problem := super()._documents_problem():
            return problem
        if self._claimed():
            return self.env._("There is a claim to the vendor: cancel it first.")
        return ""

    @api.model
    def _claim_domain(self):
        """Return which inspections wait for a claim to the vendor."""
        return [("disposal", "=", "vendor"), ("vendor_claim_ids", "=", False)]
