from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            # sudo: sale.order.line, aftersales.warranty - follow from the invoice, whoever posts it
            invoices = self.sudo().filtered(lambda move: move.is_sale_document())
            lines = invoices.invoice_line_ids.sale_line_ids
            lines._aftersales_follow_invoices()
            lines._aftersales_sync_extensions()
        return result
