from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    aftersales_warranty_months = fields.Integer(
        string="Warranty (months)",
        help="Term for products of this category that name none of their own. 0: the term of"
        " the parent category.",
    )
    aftersales_warranty_term_ids = fields.One2many(
        comodel_name="aftersales.warranty.term",
        inverse_name="categ_id",
        string="Warranty Terms",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    _aftersales_warranty_months_range = models.Constraint(
        "CHECK (aftersales_warranty_months BETWEEN 0 AND 1200)",
        "A warranty lasts between 0 and 1200 months.",
    )

    def _aftersales_warranty_source(self):
        """Return the nearest category upwards from each that says what its products promise.

        :rtype: dict[product.category, product.category]
        """
        lines = {
            category: [int(part) for part in (category.parent_path or "").split("/") if part]
            for category in self
        }
        everyone = self.browse({id_ for path in lines.values() for id_ in path})
        everyone.fetch(["aftersales_warranty_months"])
        # sudo: aftersales.warranty.term - what is promised does not hang on who delivers
        speaking = everyone.sudo().filtered(
            lambda c: c.aftersales_warranty_months or c.aftersales_warranty_term_ids
        )
        return {
            category: next(
                (ancestor for ancestor in self.browse(reversed(path)) if ancestor in speaking),
                self.browse(),
            )
            for category, path in lines.items()
        }
