from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    aftersales_warranty_count = fields.Integer(
        string="Warranty Count",
        compute="_compute_aftersales_warranty_count",
        compute_sudo=False,
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    def _compute_aftersales_warranty_count(self):
        """Count for a company what all its contacts bought, for a contact what they bought."""
        warranties = self.env["aftersales.warranty"]
        own = dict(
            warranties._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"])
        )
        of_company = dict(
            warranties._read_group(
                [("commercial_partner_id", "in", self.ids)], ["commercial_partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.aftersales_warranty_count = of_company.get(partner) or own.get(partner, 0)

    def action_open_aftersales_warranties(self):
        """Show the units of the customer that carry or carried a warranty."""
        self.ensure_one()
        return self.env["aftersales.warranty"]._action_list(
            ["|", ("partner_id", "=", self.id), ("commercial_partner_id", "=", self.id)],
            self.env._("Warranties of %s", self.name),
        )
