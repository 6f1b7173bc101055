from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    aftersales_refurbish_location_id = fields.Many2one(
        comodel_name="stock.location",
        string="Refurbishing",
        domain="[('usage', '=', 'internal'), ('company_id', 'in', (company_id, False))]",
        check_company=True,
        help="Where returned goods go that are made as good as new.",
    )
