from odoo import models


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def _prepare_default_reversal(self, move):
        """Let a return say what its credit note consists of, before Odoo makes it."""
        own = self.env.context.get("aftersales_reversal", {})
        return {**super()._prepare_default_reversal(move), **own}
