from odoo import api, fields, models

from odoo.addons.aftersales_addon.models.rma.link import Link


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    aftersales_vendor_claim_id = fields.Many2one(
        comodel_name="aftersales.vendor.claim", string="Vendor Claim", readonly=True
    )

    @api.model
    def _aftersales_links(self):
        return (*super()._aftersales_links(), "aftersales_vendor_claim_id")

    def _prepare_move_default_values(self, new_picking):
        values = super()._prepare_move_default_values(new_picking)
        return values | {"aftersales_vendor_claim_id": Link.to(self.aftersales_vendor_claim_id)}
