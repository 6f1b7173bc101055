from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    aftersales_specialist_limit = fields.Monetary(
        string="A Specialist Approves up to",
        help="Returns of goods worth more are approved by a team leader, and never by whoever"
        " requested them. 0: no limit.",
    )
    aftersales_leader_limit = fields.Monetary(
        string="A Team Leader Approves up to",
        help="Returns of goods worth more are approved by a supervisor. 0: no limit.",
    )

    aftersales_fee_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Restocking Fee",
        help="Stands on credit notes for the fee of a return. Empty: the one that is shipped.",
    )
    aftersales_freight_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Return Freight",
        help="Stands on credit notes for the way back. Empty: the one that is shipped.",
    )

    aftersales_return_instructions = fields.Html(
        string="Return Instructions",
        translate=True,
        help="Printed on the return slip, below the address.",
    )

    _aftersales_limits_sane = models.Constraint(
        """CHECK (COALESCE(aftersales_specialist_limit, 0) BETWEEN 0 AND 1e15
              AND COALESCE(aftersales_leader_limit, 0) BETWEEN 0 AND 1e15
              AND (COALESCE(aftersales_leader_limit, 0) = 0
                   OR aftersales_leader_limit >= COALESCE(aftersales_specialist_limit, 0)))""",
        "What a team leader may approve is at least what a specialist may; 0 stands for no limit.",
    )
