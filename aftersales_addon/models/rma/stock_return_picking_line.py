from odoo import api, fields, models

from .link import Link, own_links

LINKS = ("aftersales_rma_line_id", "aftersales_found_id")


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    aftersales_rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line", string="Return Line", readonly=True
    )
    aftersales_found_id = fields.Many2one(
        comodel_name="aftersales.rma.found", string="Found Instead", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([own_links(self, vals, LINKS, removing=False) for vals in vals_list])

    def write(self, vals):
        return super().write(own_links(self, vals, LINKS))

    def _prepare_move_default_values(self, new_picking):
        values = super()._prepare_move_default_values(new_picking)
        line, found = self.aftersales_rma_line_id, self.aftersales_found_id
        if not line and not found and self.move_id.location_id.usage == "customer":
            # sudo: stock.move - goods given back by hand count for the return they came by
            line = self.sudo().move_id.aftersales_rma_line_id
        return values | {
            "aftersales_rma_line_id": Link.to(line),
            "aftersales_found_id": Link.to(found),
        }
