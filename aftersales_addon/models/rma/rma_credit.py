from odoo import fields, models


class AftersalesRmaCredit(models.Model):
    """How much of a credit note's line is for which line of a return.

    It goes with the line of the credit note: what accounting deletes can be made again.
    """

    _name = "aftersales.rma.credit"
    _description = "Credited Part of a Return"
    _log_access = False

    rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line", required=True, index=True, ondelete="restrict"
    )
    credit_line_id = fields.Many2one(
        comodel_name="account.move.line", required=True, index=True, ondelete="cascade"
    )
    outcome = fields.Selection(
        selection=[
            ("refund", "Refund"),
            ("exchange", "Exchange for Other Goods"),
            ("reduction", "Price Reduction"),
            ("deduction", "Less Earlier Price Reduction"),
        ],
        required=True,
        default="refund",
    )
    quantity = fields.Float(
        digits="Product Unit", required=True, help="In the product's own unit of measure."
    )

    _line_uniq = models.UniqueIndex(
        "(rma_line_id, credit_line_id)", "These goods are on this credit note already."
    )

    def _amount(self):
        """Return what the line of the credit note gives, before tax is added or taken out."""
        self.ensure_one()
        line = self.credit_line_id
        return line._aftersales_amount() * line._aftersales_standing()

    def _standing_quantity(self):
        """Return for how much of the line of the return it is, and nobody took back."""
        self.ensure_one()
        return self.quantity * self.credit_line_id._aftersales_standing()
