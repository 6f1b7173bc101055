from odoo import api, fields, models


class AftersalesRma(models.Model):
    _inherit = "aftersales.rma"

    has_dropshipped = fields.Boolean(compute="_compute_has_dropshipped")

    @api.depends("line_ids.is_dropshipped")
    def _compute_has_dropshipped(self):
        for rma in self:
            rma.has_dropshipped = any(rma.line_ids.mapped("is_dropshipped"))

    def _prepare_return_wizard_values(self, picking, lines):
        """Receive drop-shipped goods where they are to come back to; by itself Odoo asks the vendor."""
        values = super()._prepare_return_wizard_values(picking, lines)
        warehouse = lines[:1]._dropship_warehouse()
        return values | {"aftersales_receipt_type_id": warehouse.in_type_id.id}
