from odoo import fields, models


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

    def _prepare_move_split_vals(self, qty):
        values = super()._prepare_move_split_vals(qty)
        return values | {"aftersales_vendor_claim_id": self.aftersales_vendor_claim_id.id}

    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "aftersales_vendor_claim_id"]

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
