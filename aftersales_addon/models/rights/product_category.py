from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    aftersales_warranty_months = fields.Integer(
        string="Warranty (months)",
        help="Term for products of this category that name none of their own. 0: the term of"
        " the parent category.",
    )

    _aftersales_warranty_months_range = models.Constraint(
        "CHECK (aftersales_warranty_months BETWEEN 0 AND 1200)",
        "A warranty lasts between 0 and 1200 months.",
    )

    def _aftersales_warranty_months(self):
        """Return the months of each category, the nearest upwards that names a term.

        :rtype: dict[product.category, int]
        """
        lines = {
            category: [int(part) for part in (category.parent_path or "").split("/") if part]
            for category in self
        }
        everyone = self.browse({id_ for path in lines.values() for id_ in path})
        everyone.fetch(["aftersales_warranty_months"])
        return {
            category: next(
                (
                    ancestor.aftersales_warranty_months
                    for ancestor in self.browse(reversed(path))
                    if ancestor.aftersales_warranty_months
                ),
                0,
            )
            for category, path in lines.items()
        }
