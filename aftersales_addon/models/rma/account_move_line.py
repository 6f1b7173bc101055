from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _aftersales_amount(self):
        """Return quantity times price less discount: before tax is added or taken out."""
        return sum(
            line.quantity * line.price_unit * (1 - (line.discount or 0) / 100) for line in self
        )
