from odoo import models


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def _aftersales_hand_over(self, copies):
        # sudo: aftersales.vendor.claim - follow the lines, whoever corrects the document
        lines = self.env["account.move.line"].sudo().union(*copies)
        for claim, same in lines.grouped("aftersales_vendor_claim_id").items():
            corrected = lines.union(*(copies[line] for line in same)) - same
            corrected.aftersales_vendor_claim_id = claim
        return super()._aftersales_hand_over(copies)
