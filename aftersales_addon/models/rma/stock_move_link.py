from odoo import api, models

from .link import Link, own_links

LINKS = (
    "aftersales_rma_line_id",
    "aftersales_inspection_id",
    "aftersales_found_id",
    "aftersales_loaner_id",
)


class StockMove(models.Model):
    """What a transfer is for goes along with its goods, and is set by our own methods alone."""

    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        links = self._aftersales_links()
        return super().create([own_links(self, vals, links, removing=False) for vals in vals_list])

    def write(self, vals):
        return super().write(own_links(self, vals, self._aftersales_links()))

    @api.model
    def _aftersales_links(self):
        """Return the names of the fields that say what a transfer is for."""
        return LINKS

    def copy(self, default=None):
        """Return the copy that was made together with those of the other lines of a return."""
        of, made = self.env.context.get("aftersales_copy") or (None, None)
        if made and of == self.id:
            return self.with_context(aftersales_copy=None).browse(made)
        return super().copy(default)

    def _prepare_move_split_vals(self, qty):
        values = super()._prepare_move_split_vals(qty)
        return values | {name: Link.to(self[name]) for name in self._aftersales_links()}

    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), *self._aftersales_links()]

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if self.aftersales_rma_line_id:
            values["aftersales_rma_line_id"] = self.aftersales_rma_line_id.id
        return values
