from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_specialist_limit = fields.Monetary(
        related="company_id.aftersales_specialist_limit", readonly=False
    )
    aftersales_leader_limit = fields.Monetary(
        related="company_id.aftersales_leader_limit", readonly=False
    )
