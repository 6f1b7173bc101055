from odoo import api, models

CORRECTED = {"quantity", "product_uom_id", "lot_id", "lot_name", "location_id", "location_dest_id"}


class StockMoveLine(models.Model):
    """The warehouse may correct what is done, as long as deliveries and returns still agree."""

    _inherit = "stock.move.line"

    # Where a serial has been is asked at every decision; Odoo indexes what is reserved only.
    _aftersales_lot_idx = models.Index("(lot_id) WHERE lot_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._aftersales_check_corrected()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & CORRECTED:
            self._aftersales_check_corrected()
        return result

    def _aftersales_check_corrected(self):
        # sudo: stock.move - compared with what came back, whoever keeps the warehouse
        moves = self.sudo().move_id
        moves.filtered(lambda move: move.state == "done")._aftersales_check_corrected()
