from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_specialist_limit = fields.Monetary(
        related="company_id.aftersales_specialist_limit", readonly=False
    )
    aftersales_leader_limit = fields.Monetary(
        related="company_id.aftersales_leader_limit", readonly=False
    )
    aftersales_fee_product_id = fields.Many2one(
        related="company_id.aftersales_fee_product_id", readonly=False
    )
    aftersales_freight_product_id = fields.Many2one(
        related="company_id.aftersales_freight_product_id", readonly=False
    )
    aftersales_return_instructions = fields.Html(
        related="company_id.aftersales_return_instructions", readonly=False
    )
