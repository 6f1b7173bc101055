from odoo import api, fields, models


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

    warranty_ids = fields.Many2many(
        comodel_name="aftersales.warranty",
        string="Warranties",
        compute="_compute_warranty_ids",
        compute_sudo=False,
    )
    warranty_count = fields.Integer(compute="_compute_warranty_ids", compute_sudo=False)

    @api.depends("lot_id", "sale_order_id", "product_id", "commercial_partner_id")
    def _compute_warranty_ids(self):
        """Look up what covers the matter: its serial, else its order, else customer and product."""
        warranties = self.env["aftersales.warranty"]
        for ticket in self:
            domain = ticket._get_warranty_domain()
            ticket.warranty_ids = warranties.search(domain) if domain else False
            ticket.warranty_count = len(ticket.warranty_ids)

    def _get_warranty_domain(self):
        self.ensure_one()
        domain = [("company_id", "=", self.company_id.id)]
        product = [("product_id", "=", self.product_id.id)] if self.product_id else []
        if self.lot_id:
            return [*domain, ("lot_id", "=", self.lot_id._origin.id)]
        if self.sale_order_id:
            return [*domain, ("sale_order_id", "=", self.sale_order_id._origin.id), *product]
        if self.commercial_partner_id and product:
            partner = self.commercial_partner_id._origin
            return [*domain, ("commercial_partner_id", "=", partner.id), *product]
        return []

    def action_open_warranties(self):
        """Show what covers the matter of the ticket."""
        self.ensure_one()
        return self.env["aftersales.warranty"]._action_list(
            [("id", "in", self.warranty_ids.ids)], self.env._("Warranties of %s", self.number)
        )
