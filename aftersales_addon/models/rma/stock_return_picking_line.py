from odoo import api, fields, models

from ..ticket.event_mixin import Source
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
        links = self._aftersales_links()
        return super().create([own_links(self, vals, links, removing=False) for vals in vals_list])

    def write(self, vals):
        return super().write(own_links(self, vals, self._aftersales_links()))

    @api.model
    def _aftersales_links(self):
        """Return the names of the fields that say what a transfer will be for."""
        return LINKS

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

    def _process_line(self, new_picking):
        copies = self.env.context.get("aftersales_copies")
        if copies is None:
            return super()._process_line(new_picking)
        if not copies:
            copies.update(self.wizard_id.product_return_moves._copy_moves(new_picking))
        line = self.with_context(aftersales_copy=(self.move_id.id, copies.get(self.id)))
        return super(StockReturnPickingLine, line)._process_line(new_picking)

    def _copy_moves(self, new_picking):
        """Return the ids of the moves by those of the lines that they are made for, all at once."""
        lines = self.filtered(lambda line: line.move_id and not line.uom_id.is_zero(line.quantity))
        moves = self.env["stock.move"].create(
            [
                line.move_id.copy_data(line._prepare_move_default_values(new_picking))[0]
                for line in lines
            ]
        )
        return dict(zip(lines.ids, moves.ids, strict=True))


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _create_return(self):
        """Copy several moves of a return together: Odoo copies and computes them one by one."""
        if not self.product_return_moves.aftersales_rma_line_id:
            return super()._create_return()
        several = {"aftersales_copies": {}} if len(self.product_return_moves) > 1 else {}
        returning = self.with_context(aftersales_log_origin=Source("log"), **several)
        return super(StockReturnPicking, returning)._create_return().with_env(self.env)
