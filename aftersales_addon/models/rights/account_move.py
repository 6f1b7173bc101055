from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            # sudo: sale.order.line, aftersales.warranty - follow from the invoice, whoever posts it
            documents = self.sudo().filtered(lambda move: move.is_sale_document())
            documents.invoice_line_ids.sale_line_ids._aftersales_sync_extensions()
            invoices = documents.filtered(lambda move: move.move_type == "out_invoice")
            invoices.invoice_line_ids.sale_line_ids._aftersales_follow_invoices()
        return result
