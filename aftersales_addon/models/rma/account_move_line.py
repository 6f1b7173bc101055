from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _prepare_aftersales_reversal(self):
        """Return the values of the line as Odoo's own reversal of the whole invoice copies it."""
        copied = self.with_context(include_business_fields=True, move_reverse_cancel=False)
        return copied.copy_data()[0]

    def _aftersales_amount(self):
        """Return quantity times price less discount: before tax is added or taken out."""
        return sum(
            line.quantity * line.price_unit * (1 - (line.discount or 0) / 100) for line in self
        )

    def _aftersales_credited(self):
        """Return how much a document of a return credits: what it charges instead, is nothing."""
        self.ensure_one()
        # sudo: aftersales.rma - the links, whoever reads them
        charged_for = self.sudo().sale_line_ids.aftersales_rma_line_id.rma_id
        if self.move_id.aftersales_rma_id & charged_for:
            return 0
        return -self.quantity if self.move_type == "out_invoice" else self.quantity
