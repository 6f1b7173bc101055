from odoo import fields, models


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    aftersales_rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line", string="Return Line", readonly=True
    )

    def _prepare_move_default_values(self, new_picking):
        values = super()._prepare_move_default_values(new_picking)
        return values | {"aftersales_rma_line_id": self.aftersales_rma_line_id.id}
