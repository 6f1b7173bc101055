from odoo import api, models


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _get_procurements_to_merge_groupby(self, procurement):
        """Order each replacement from the vendor on a line of its own."""
        key = super()._get_procurements_to_merge_groupby(procurement)
        return procurement.values.get("aftersales_rma_line_id"), key
