from odoo import fields, models


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    aftersales_vendor_claim_id = fields.Many2one(
        comodel_name="aftersales.vendor.claim", string="Vendor Claim", readonly=True
    )

    def _prepare_move_default_values(self, new_picking):
        values = super()._prepare_move_default_values(new_picking)
        return values | {"aftersales_vendor_claim_id": self.aftersales_vendor_claim_id.id}
