from odoo import fields, models

from .stock_warehouse import HELP


class StockRoute(models.Model):
    _inherit = "stock.route"

    aftersales_transit_days = fields.Integer(
        string="Days to the Customer", help=f"{HELP} 0: those of the warehouse."
    )

    _aftersales_transit_days_sane = models.Constraint(
        "CHECK (aftersales_transit_days BETWEEN 0 AND 365)",
        "Goods take between 0 and 365 days to the customer.",
    )
