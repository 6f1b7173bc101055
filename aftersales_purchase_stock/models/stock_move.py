from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    aftersales_vendor_claim_id = fields.Many2one(
        comodel_name="aftersales.vendor.claim",
        string="Vendor Claim",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    @api.model
    def _aftersales_links(self):
        return (*super()._aftersales_links(), "aftersales_vendor_claim_id")

    def _aftersales_owner(self):
        # sudo: aftersales.vendor.claim - the warehouse need not read claims
        claim = self.sudo().aftersales_vendor_claim_id
        return claim.inspection_id._goods_owner() or super()._aftersales_owner()

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # sudo: aftersales.vendor.claim - the warehouse need not read claims; their case file shall know
        done = moves.sudo().filtered("aftersales_vendor_claim_id")
        for claim, same in done.grouped("aftersales_vendor_claim_id").items():
            claim._record_claim("returned", documents=sorted(same.picking_id.mapped("name")))
        return moves
