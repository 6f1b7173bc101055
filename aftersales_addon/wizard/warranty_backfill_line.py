from odoo import fields, models


class AftersalesWarrantyBackfillLine(models.TransientModel):
    _name = "aftersales.warranty.backfill.line"
    _description = "Example of a Warranty to be Made"

    wizard_id = fields.Many2one(
        comodel_name="aftersales.warranty.backfill", required=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer")
    product_id = fields.Many2one(comodel_name="product.product")
    lot_id = fields.Many2one(comodel_name="stock.lot", string="Serial/Lot Number")
    move_id = fields.Many2one(comodel_name="stock.move", string="Delivery")
    quantity = fields.Float(digits="Product Unit")
    start_date = fields.Date(string="Start")
    end_date = fields.Date(string="End")
