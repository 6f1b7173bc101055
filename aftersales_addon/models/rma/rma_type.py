from odoo import api, fields, models

# What the customer gets in the end. Scrap is what becomes of the goods, not an outcome.
OUTCOMES = [
    ("refund", "Refund"),
    ("exchange", "Exchange"),
    ("repair", "Repair"),
    ("return", "Given Back as It Is"),
    ("reduction", "Price Reduction"),
]
# These need goods that have come back.
NEED_GOODS = {"repair", "return"}
# With these the goods that came in end at the customer again.
TO_CUSTOMER = NEED_GOODS | {"reduction"}


class AftersalesRmaType(models.Model):
    """What a kind of return does: receipt, inspection, outcome. All of it is data."""

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
    inspect = fields.Boolean(
        string="Inspection Needed",
        help="Nothing is refunded, replaced or given back before the goods are inspected.",
    )
    outcome = fields.Selection(
        selection=OUTCOMES,
        compute="_compute_outcome",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="What the customer gets, unless the return or an inspection says otherwise.",
    )
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")

    _goods_for_outcome = models.Constraint(
        "CHECK (receive_goods OR outcome NOT IN ('repair', 'return'))",
        "Only goods that come back can be repaired or given back: tick “Goods Come Back”.",
    )

    @api.depends("refund", "replace")
    def _compute_outcome(self):
        for kind in self:
            if kind.refund or not kind.outcome:
                kind.outcome = "refund"
            if kind.replace and not kind.refund:
                kind.outcome = "exchange"
