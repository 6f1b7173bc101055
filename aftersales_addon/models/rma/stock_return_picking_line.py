from odoo import fields, models


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    aftersales_rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line", string="Return Line", readonly=True
    )
    aftersales_found_id = fields.Many2one(
        comodel_name="aftersales.rma.found", string="Found Instead", readonly=True
    )

    def _prepare_move_default_values(self, new_picking):
        values = super()._prepare_move_default_values(new_picking)
        line, found = self.aftersales_rma_line_id, self.aftersales_found_id
        if not line and not found and self.move_id.location_id.usage == "customer":
            # sudo: stock.move - goods given back by hand count for the return they came by
            line = self.sudo().move_id.aftersales_rma_line_id
        return values | {"aftersales_rma_line_id": line.id, "aftersales_found_id": found.id}
