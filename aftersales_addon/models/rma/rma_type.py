from odoo import fields, models


class AftersalesRmaType(models.Model):
    """What a kind of return does: receipt, refund, replacement. All of it is data."""

    _name = "aftersales.rma.type"
    _description = "Return Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Char(
        string="Explanation", translate=True, help="Shown to whoever chooses the type."
    )
    receive_goods = fields.Boolean(
        string="Goods Come Back",
        default=True,
        help="A return receipt is made when the return is approved.",
    )
    refund = fields.Boolean(help="A credit note is made for what came back, at the invoiced price.")
    replace = fields.Boolean(
        string="Replacement", help="The same product is delivered again, free of charge."
    )
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")

    _does_something = models.Constraint(
        "CHECK (receive_goods OR refund OR replace)",
        "Choose what this type does: receipt, refund or replacement.",
    )
