from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    aftersales_warranty_policy = fields.Selection(
        selection=[
            ("category", "As the Category"),
            ("own", "Own Term"),
            ("none", "No Warranty"),
        ],
        string="Warranty",
        default="category",
        required=True,
    )
    aftersales_warranty_months = fields.Integer(
        string="Warranty (months)",
        help="Counted from the delivery. It ends on the same day of the month, or on the last"
        " day of a shorter month.",
    )

    _aftersales_warranty_months_range = models.Constraint(
        "CHECK (aftersales_warranty_months BETWEEN 0 AND 1200)",
        "A warranty lasts between 0 and 1200 months.",
    )
    _aftersales_warranty_months_own = models.Constraint(
        "CHECK (aftersales_warranty_policy != 'own' OR aftersales_warranty_months > 0)",
        "Enter how many months the product's own warranty lasts, or choose “No Warranty”.",
    )

    def _aftersales_warranty_months(self):
        """Return the months of warranty of each product, 0 for none.

        :rtype: dict[product.template, int]
        """
        by_category = self.categ_id._aftersales_warranty_months()
        return {
            product: {
                "own": product.aftersales_warranty_months,
                "none": 0,
            }.get(product.aftersales_warranty_policy, by_category.get(product.categ_id, 0))
            for product in self
        }
