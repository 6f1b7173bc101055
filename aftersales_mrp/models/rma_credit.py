from odoo import api, fields, models


class AftersalesRmaCredit(models.Model):
    _inherit = "aftersales.rma.credit"

    kit_amount = fields.Float(
        help="What the line of the credit note came to when it was made for parts of a kit,"
        " untaxed: by it, what accounting changes is shared out again."
    )

    @api.model_create_multi
    def create(self, vals_list):
        credits = super().create(vals_list)
        for credit in credits:
            goods = credit.outcome in ("refund", "exchange")
            if goods and credit.rma_line_id._units_per_kit():
                credit.kit_amount = credit.credit_line_id.price_subtotal
        return credits
