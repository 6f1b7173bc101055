from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    aftersales_part_days = fields.Integer(
        string="Repaired Parts Last (days)",
        default=30,
        help="How long a part is promised to last that a repair has put in.",
    )

    _aftersales_part_days_sane = models.Constraint(
        "CHECK (aftersales_part_days BETWEEN 0 AND 36500)",
        "A repaired part is promised to last between 0 and 36500 days.",
    )
