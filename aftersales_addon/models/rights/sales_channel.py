from odoo import api, fields, models

CHANNELS = [
    ("store", "Store"),
    ("distance", "Distance (online, phone, mail order)"),
    ("doorstep", "Doorstep (away from business premises)"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    aftersales_sales_channel = fields.Selection(
        selection=CHANNELS, string="Usual Sales Channel", required=True, default="distance"
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_sales_channel = fields.Selection(
        related="company_id.aftersales_sales_channel", readonly=False, required=True
    )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    aftersales_sales_channel = fields.Selection(
        selection=CHANNELS,
        string="Sales Channel",
        compute="_compute_aftersales_sales_channel",
        store=True,
        precompute=True,
        readonly=False,
        copy=True,
        help="How the contract was concluded: whoever buys at a distance or at the door may"
        " withdraw without a reason in many countries.",
    )

    @api.depends("company_id")
    def _compute_aftersales_sales_channel(self):
        for order in self:
            order.aftersales_sales_channel = (
                order.aftersales_sales_channel
                or (order.company_id or self.env.company).aftersales_sales_channel
            )
