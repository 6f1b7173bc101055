from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesRepairQuote(models.TransientModel):
    """The parts of the repair are quoted by themselves; asked is what work comes with them."""

    _name = "aftersales.repair.quote"
    _description = "Quotation of a Repair"
    _inherit = ["aftersales.repair.wizard"]

    order_id = fields.Many2one(related="repair_id.sale_order_id")
    labour_id = fields.Many2one(
        comodel_name="product.product",
        domain="[('aftersales_service', '=', 'labour')]",
    )
    labour_quantity = fields.Float(string="Quantity", digits="Product Unit", default=1)
    visit_id = fields.Many2one(
        comodel_name="product.product",
        string="Visit on Site",
        domain="[('aftersales_service', '=', 'on_site')]",
    )
    visit_quantity = fields.Float(string="Visits", digits="Product Unit", default=1)

    @api.model
    def default_get(self, fields):
        """Propose labour, and a visit on site, unless the quotation has them already."""
        values = super().default_get(fields)
        repair = self.env["repair.order"].browse(values.get("repair_id"))
        # sudo: sale.order - the workshop need not read orders
        quoted = set(repair.sudo().sale_order_id.order_line.product_id.mapped("aftersales_service"))
        wanted = {"labour": "labour_id"}
        if repair.aftersales_place == "on_site":
            wanted["on_site"] = "visit_id"
        for kind, name in wanted.items():
            if kind not in quoted:
                company = (False, repair.company_id.id)
                domain = [("aftersales_service", "=", kind), ("company_id", "in", company)]
                values[name] = self.env["product.product"].search(domain, limit=1).id
        return values

    def action_quote(self):
        """Make the quotation without sending it."""
        self.ensure_one()
        services = [
            (self.labour_id, self.labour_quantity),
            (self.visit_id, self.visit_quantity),
        ]
        if any(product and quantity <= 0 for product, quantity in services):
            raise UserError(self.env._("Enter a quantity above zero, or leave the service out."))
        if any(product and not product.aftersales_service for product, __ in services):
            raise UserError(self.env._("Choose a service that is labour or a visit of a repair."))
        self.repair_id._aftersales_quote([pair for pair in services if pair[0]])
        return {"type": "ir.actions.act_window_close"}

    def action_send(self):
        """Make the quotation and send it to the customer."""
        self.action_quote()
        self.repair_id._aftersales_send_quotation()
        return {"type": "ir.actions.act_window_close"}
