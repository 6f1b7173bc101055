from odoo import fields, models


class AftersalesOutbox(models.Model):
    _inherit = "aftersales.outbox"

    kind = fields.Selection(
        selection_add=[("quotation", "Quotation")], ondelete={"quotation": "cascade"}
    )
