from odoo import fields, models

CAUSES = [
    ("material", "Material or Part"),
    ("production", "Production"),
    ("design", "Design"),
    ("software", "Software"),
    ("transport", "Transport or Storage"),
    ("installation", "Installation"),
    ("use", "Use by the Customer"),
    ("wear", "Wear"),
    ("none", "No Fault"),
]


class AftersalesFaultCode(models.Model):
    """What can be wrong with goods, in a list that reports can count."""

    _name = "aftersales.fault.code"
    _description = "Fault Code"
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    cause = fields.Selection(
        selection=CAUSES,
        string="Root Cause",
        required=True,
        default="material",
        help="Where the fault comes from as a rule; an inspection may say otherwise.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")

    _code_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "This fault code exists already."
    )

    def _compute_display_name(self):
        for fault in self:
            fault.display_name = f"{fault.code} {fault.name}" if fault.code else fault.name
