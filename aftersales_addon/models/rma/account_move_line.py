from odoo import fields, models

from .account_move import CREDIT_NOTES, INVOICES

# What Odoo notes in memory, while it brings the lines of an entry in line with each other.
MARKS = {"discount_allocation_dirty", "epd_dirty"}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    aftersales_credit_ids = fields.One2many(
        comodel_name="aftersales.rma.credit",
        inverse_name="credit_line_id",
        string="Credited Parts of Returns",
        groups="account.group_account_readonly,account.group_account_invoice",
    )

    def write(self, vals):
        # sudo: account.move - only whether it belongs to a return
        if vals.keys() <= MARKS and self.sudo().move_id.aftersales_rma_id:
            # or Odoo describes all fields of the model, to find that none of these is tracked
            self = self.with_context(tracking_disable=True)
        return super().write(vals)

    def _prepare_aftersales_reversal(self):
        """Return the values of the line as Odoo's own reversal of the whole invoice copies it."""
        copied = self.with_context(include_business_fields=True, move_reverse_cancel=False)
        return copied.copy_data()[0]

    def _aftersales_amount(self):
        """Return quantity times price less discount: before tax is added or taken out."""
        return sum(
            line.quantity * line.price_unit * (1 - (line.discount or 0) / 100) for line in self
        )

    def _aftersales_standing(self):
        """Return which part of the line no posted document takes back: 1 all of it, 0 nothing.

        Odoo's reversal copies the lines and keeps no link between them: those of the same goods,
        or in the same words, belong together, and so do those in words that the other document does
        not have. What accounting takes off the copy stands.
        """
        self.ensure_one()
        takers = self.move_id.reversal_move_ids.filtered(lambda move: move.state == "posted")
        if not takers:
            return 1
        key = self._aftersales_key()
        alike = self.move_id.invoice_line_ids.filtered(lambda line: line._aftersales_key() == key)
        taken = takers.line_ids.filtered(lambda line: line._aftersales_key() == key)
        if not taken and not self.product_id:
            alike, taken = self._aftersales_reworded(takers)
        free = self.currency_id.is_zero(alike._aftersales_amount())

        def measure(line):
            return line.quantity if free else line._aftersales_amount()

        whole = sum(map(measure, alike))
        back = sum(measure(line) * line._aftersales_standing() for line in taken)
        return min(max(1 - back / whole, 0), 1) if whole else 1

    def _aftersales_reworded(self, takers):
        """Return the lines without goods of either side that the other one does not have."""
        ours, theirs = (
            moves._aftersales_typed_lines().filtered(lambda line: not line.product_id)
            for moves in (self.move_id, takers)
        )
        keys = [{line._aftersales_key() for line in lines} for lines in (ours, theirs)]
        return (
            ours.filtered(lambda line: line._aftersales_key() not in keys[1]),
            theirs.filtered(lambda line: line._aftersales_key() not in keys[0]),
        )

    def _aftersales_charging(self):
        """Return the posted lines that charge goods: not those that take a credit note back."""
        return self.filtered(
            lambda line: (
                line.move_type in INVOICES
                and line.parent_state == "posted"
                and not line.move_id._aftersales_takes_back()
            )
        )

    def _aftersales_crediting(self):
        """Return the lines that credit, also as drafts, in full or as far as nobody reversed them."""
        return self.filtered(
            lambda line: (
                line.move_type in CREDIT_NOTES
                and line.parent_state != "cancel"
                and not line.move_id._aftersales_takes_back()
            )
        )

    def _aftersales_key(self):
        """Return what a line and its copy on a reversal have in common."""
        goods = self.product_id, self.sale_line_ids
        return self.display_type, *goods, "" if self.product_id else self.name

    def _aftersales_credited(self):
        """Return how much a document of a return credits: what it charges instead, is nothing."""
        self.ensure_one()
        # sudo: aftersales.rma - the links, whoever reads them
        charged_for = self.sudo().sale_line_ids.aftersales_rma_line_id.rma_id
        if self.move_id.aftersales_rma_id & charged_for:
            return 0
        return -self.quantity if self.move_type == "out_invoice" else self.quantity
