from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _prepare_grouped_data(self, rfq):
        """Never merge what replaces returned goods with what was ordered for something else."""
        # sudo: aftersales.rma.line - only which one it is, whoever buys
        replaced = rfq.order_line.sudo().aftersales_rma_line_id
        return *super()._prepare_grouped_data(rfq), tuple(sorted(replaced.ids))
