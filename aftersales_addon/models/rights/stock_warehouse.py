from odoo import fields, models

HELP = (
    "From the dispatch to the customer's receipt, as long as nobody says when the goods arrived."
    " Rights and warranties that start with the receipt are counted from there."
)


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    aftersales_transit_days = fields.Integer(string="Days to the Customer", help=HELP)

    _aftersales_transit_days_sane = models.Constraint(
        "CHECK (aftersales_transit_days BETWEEN 0 AND 365)",
        "Goods take between 0 and 365 days to the customer.",
    )
