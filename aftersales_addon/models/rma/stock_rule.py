from odoo import models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        return [*super()._get_custom_move_fields(), "aftersales_rma_line_id"]

    def _push_prepare_move_copy_values(self, move_to_copy, new_date):
        """Let the last step of a delivery in several steps know its return line as well."""
        values = super()._push_prepare_move_copy_values(move_to_copy, new_date)
        if move_to_copy.location_final_id.usage == "customer":
            values["aftersales_rma_line_id"] = move_to_copy.aftersales_rma_line_id.id
        return values
