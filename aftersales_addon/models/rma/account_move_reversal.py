from odoo import models

from .link import Link


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def _prepare_default_reversal(self, move):
        """Let a return say what its credit note consists of, before Odoo makes it."""
        own = self.env.context.get("aftersales_reversal", {})
        return {**super()._prepare_default_reversal(move), **own}

    def _modify_default_reverse_values(self, origin_move):
        """Let the corrected document take the place of the one that it is made instead of."""
        values = super()._modify_default_reverse_values(origin_move)
        if not origin_move._aftersales_is_followed() and not origin_move._aftersales_takes_back():
            return values
        return values | {
            "aftersales_rma_id": Link.to(origin_move.aftersales_rma_id),
            "reversed_entry_id": origin_move.reversed_entry_id.id,
        }

    def modify_moves(self):
        action = super().modify_moves()
        copies = {}
        for move, corrected in zip(self.move_ids, self.new_move_ids, strict=True):
            if move._aftersales_is_followed():
                lines = move._aftersales_typed_lines(), corrected._aftersales_typed_lines()
                copies |= dict(zip(*lines, strict=True))
        self._aftersales_hand_over(copies)
        return action

    def _aftersales_hand_over(self, copies):
        """Let the lines of corrected documents stand for what the first ones stood for.

        :param dict copies: the new line by the one that it takes the place of
        """
        # sudo: aftersales.rma.credit - follow the lines, whoever corrects the document
        credits = self.env["aftersales.rma.credit"].sudo()
        corrected = {line.id: copy.id for line, copy in copies.items()}
        credits.create(
            [
                {
                    "rma_line_id": credit.rma_line_id.id,
                    "credit_line_id": corrected[credit.credit_line_id.id],
                    "outcome": credit.outcome,
                    "quantity": credit.quantity,
                }
                for credit in credits.search([("credit_line_id", "in", list(corrected))])
            ]
        )
