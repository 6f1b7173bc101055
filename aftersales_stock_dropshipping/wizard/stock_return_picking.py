from odoo import fields, models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    aftersales_receipt_type_id = fields.Many2one(
        comodel_name="stock.picking.type", string="Received by", readonly=True
    )

    def _prepare_picking_default_values_based_on(self, picking):
        values = super()._prepare_picking_default_values_based_on(picking)
        receipt_type = self.aftersales_receipt_type_id
        if receipt_type:
            values |= {
                "picking_type_id": receipt_type.id,
                "location_dest_id": receipt_type.default_location_dest_id.id,
            }
        return values
