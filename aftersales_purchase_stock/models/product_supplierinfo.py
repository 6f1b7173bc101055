from odoo import fields, models


class ProductSupplierinfo(models.Model):
    """What the vendor grants for goods that fail at our customer."""

    _inherit = "product.supplierinfo"

    aftersales_claim_months = fields.Integer(
        string="Claim Term (Months)",
        help="How long the vendor answers for the goods. 0: no term is agreed.",
    )
    aftersales_claim_start = fields.Selection(
        selection=[("receipt", "Receipt from the Vendor"), ("sale", "Delivery to Our Customer")],
        string="Claim Term Starts",
        required=True,
        default="receipt",
    )
    aftersales_claim_days = fields.Integer(
        string="Claim within (Days)",
        help="How soon after the failure the vendor wants to hear of it. 0: within the term.",
    )
    aftersales_return_goods = fields.Boolean(
        string="Wants Goods Back",
        default=True,
        help="The vendor gives credit only for goods that come back.",
    )
    aftersales_labour_rate = fields.Float(
        string="Labour per Hour",
        help="What the vendor pays for our work on the goods, in the currency of this price.",
    )

    _aftersales_claim_sane = models.Constraint(
        """CHECK (COALESCE(aftersales_claim_months, 0) BETWEEN 0 AND 1200
              AND COALESCE(aftersales_claim_days, 0) BETWEEN 0 AND 36500
              AND COALESCE(aftersales_labour_rate, 0) BETWEEN 0 AND 1e9)""",
        "The term of a claim is up to 1200 months, and no rate is negative.",
    )
