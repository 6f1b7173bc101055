from odoo import api, fields, models

from odoo.addons.aftersales_addon.models.rma.rma import UNDER_WAY
from odoo.addons.aftersales_addon.models.rma.rma_flow import SPECIALIST


class AftersalesRma(models.Model):
    _inherit = "aftersales.rma"

    vendor_claim_ids = fields.One2many(
        comodel_name="aftersales.vendor.claim",
        inverse_name="rma_id",
        string="Vendor Claims",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    vendor_claim_count = fields.Integer(
        compute="_compute_vendor_claim_count",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    claim_blocker = fields.Char(compute="_compute_claim_blocker")
    to_claim = fields.Boolean(
        compute="_compute_vendor_claim_count",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    @api.depends("vendor_claim_ids.state")
    def _compute_vendor_claim_count(self):
        for rma in self:
            rma.vendor_claim_count = len(rma.vendor_claim_ids)
            rma.to_claim = bool(rma._to_claim())

    @api.depends("state", "vendor_claim_ids.state")
    @api.depends_context("uid")
    def _compute_claim_blocker(self):
        for rma in self:
            rma.claim_blocker = rma._cannot("claim")

    def _cannot(self, action):
        # Not in the table of actions: other databases of the same server may be without this module.
        if action != "claim":
            return super()._cannot(action)
        self.ensure_one()
        if self.state not in UNDER_WAY | {"done"}:
            return self.env._("Nothing has come back yet that could be claimed.")
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            return self._needs_group(SPECIALIST)
        # sudo: aftersales.inspection - who may decide sees what of them is left to claim
        return self.sudo()._cannot_claim()

    def _to_claim(self):
        """Return the inspected goods that are to go back to the vendor, and are not claimed yet."""
        return self.line_ids.inspection_ids.filtered(
            lambda inspection: inspection.disposal == "vendor" and inspection._left_to_claim()
        )

    def _cannot_claim(self):
        if not self._to_claim():
            return self.env._(
                "There is nothing to claim: an inspection has to send the goods to the vendor."
            )
        return ""

    def action_claim(self):
        """Open a claim to the vendor for each unit that an inspection sends back."""
        claims = self.env["aftersales.vendor.claim"]
        for rma in self._begin("claim"):
            # One after the other: each takes its part of a receipt before the next looks for one.
            for inspection in rma._to_claim():
                claims |= claims.with_env(self.env).create({"inspection_id": inspection.id})
        return self._action_vendor_claims(claims)

    def action_open_vendor_claims(self):
        """Show the claims to vendors."""
        return self._action_vendor_claims(self.vendor_claim_ids)

    @api.model
    def _action_vendor_claims(self, claims):
        return self._action_documents(claims, self.env._("Vendor Claims"))
