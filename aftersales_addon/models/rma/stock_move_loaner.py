from odoo import fields, models

from .link import Link


class StockMove(models.Model):
    """A loaner is lent, not delivered: it starts no warranty and is no goods to return."""

    _inherit = "stock.move"

    aftersales_loaner_id = fields.Many2one(
        comodel_name="aftersales.loaner",
        string="Loaner",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    def _aftersales_is_delivery(self):
        return not self.aftersales_loaner_id and super()._aftersales_is_delivery()

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # sudo: aftersales.loaner - the warehouse need not read loaners; their file shall know
        for move in moves.sudo().filtered(
            lambda move: move.aftersales_loaner_id and move.state == "done"
        ):
            move.aftersales_loaner_id._settle(move)
        return moves


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    def _prepare_move_default_values(self, new_picking):
        values = super()._prepare_move_default_values(new_picking)
        loaner = self.move_id.aftersales_loaner_id
        return values | {"aftersales_loaner_id": Link.to(loaner)}
