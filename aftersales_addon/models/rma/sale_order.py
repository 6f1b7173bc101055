from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    aftersales_rma_count = fields.Integer(
        string="Return Count",
        compute="_compute_aftersales_rma_count",
        compute_sudo=False,
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    def _compute_aftersales_rma_count(self):
        counts = dict(
            self.env["aftersales.rma.line"]._read_group(
                [("sale_line_id.order_id", "in", self.ids)],
                ["sale_line_id"],
                ["rma_id:recordset"],
            )
        )
        for order in self:
            rmas = self.env["aftersales.rma"].union(
                *(counts[line] for line in order.order_line if line in counts)
            )
            order.aftersales_rma_count = len(rmas)

    def action_open_aftersales_rmas(self):
        """Show the returns of the order."""
        self.ensure_one()
        return self.env["aftersales.rma"]._action_list(
            self.env["aftersales.rma"].search([("line_ids.sale_line_id.order_id", "=", self.id)]),
            self.env._("Returns of %s", self.name),
        )

    def action_aftersales_return(self):
        """Ask what of the order comes back."""
        self.ensure_one()
        return self.env["aftersales.rma.request"]._action_open(
            partner_id=self.partner_id.id, sale_order_id=self.id, company_id=self.company_id.id
        )
