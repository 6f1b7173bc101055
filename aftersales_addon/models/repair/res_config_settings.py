from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_part_days = fields.Integer(related="company_id.aftersales_part_days", readonly=False)
