from odoo import fields, models


class AftersalesReason(models.Model):
    """Why goods come back, in the words of the company."""

    _name = "aftersales.reason"
    _description = "Return Reason"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_fault = fields.Boolean(
        string="Fault of the Goods", help="Counts as a defect in quality reports."
    )
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
