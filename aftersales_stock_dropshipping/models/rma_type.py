from odoo import fields, models

DESTINATIONS = [
    ("warehouse", "To Our Warehouse"),
    ("vendor", "Straight to the Vendor"),
]


class AftersalesRmaType(models.Model):
    _inherit = "aftersales.rma.type"

    dropship_return = fields.Selection(
        selection=DESTINATIONS,
        string="Drop-Shipped Goods Come Back",
        required=True,
        default="warehouse",
        help="Where goods go back to that the vendor has delivered to the customer. Each return"
        " can say otherwise before it is approved.",
    )
