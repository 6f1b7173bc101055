from odoo import fields, models


class AftersalesRmaCredit(models.Model):
    _inherit = "aftersales.rma.credit"

    kit_amount = fields.Float(
        help="What the line of the credit note came to when it was made for parts of a kit,"
        " untaxed: by it, what accounting changes is shared out again."
    )
