from odoo import models


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def _aftersales_hand_over(self, copies):
        # sudo: aftersales.vendor.claim - follow the lines, whoever corrects the document
        lines = self.env["account.move.line"].sudo().union(*copies)
        claimed = lines.filtered("aftersales_vendor_claim_id")
        for claim, same in claimed.grouped("aftersales_vendor_claim_id").items():
            corrected = lines.browse(copies[line].id for line in same)
            corrected.aftersales_vendor_claim_id = claim
        return super()._aftersales_hand_over(copies)
