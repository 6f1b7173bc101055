from odoo import fields, models

from ...core import warranty as core


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
        help="Counted from the customer's receipt. It ends on the same day of the month, or on the"
        " last day of a shorter month.",
    )
    aftersales_warranty_term_ids = fields.One2many(
        comodel_name="aftersales.warranty.term",
        inverse_name="product_tmpl_id",
        string="Warranty Terms",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    aftersales_extends_warranty_months = fields.Integer(
        string="Extends a Warranty by (months)",
        help="Sold beside goods, or later for a serial number, it lets their warranty go on for so"
        " many months from where it ends.",
    )

    _aftersales_warranty_months_range = models.Constraint(
        "CHECK (aftersales_warranty_months BETWEEN 0 AND 1200)",
        "A warranty lasts between 0 and 1200 months.",
    )
    _aftersales_warranty_months_own = models.Constraint(
        "CHECK (aftersales_warranty_policy != 'own' OR aftersales_warranty_months > 0)",
        "Enter how many months the product's own warranty lasts, or choose “No Warranty”.",
    )
    _aftersales_extends_warranty_months_range = models.Constraint(
        "CHECK (aftersales_extends_warranty_months BETWEEN 0 AND 1200)",
        "A warranty is extended by 1 to 1200 months.",
    )
    _aftersales_extends_warranty_service = models.Constraint(
        "CHECK (aftersales_extends_warranty_months = 0 OR type = 'service')",
        "An extended warranty is a service: change the product type.",
    )

    def copy(self, default=None):
        """Take the terms along, whoever copies: a product's maker need not see them."""
        copies = super().copy(default)
        # sudo: aftersales.warranty.term - the same promise for the same goods
        originals = self.sudo()
        self.env["aftersales.warranty.term"].sudo().create(
            [
                values | {"product_tmpl_id": product.id}
                for original, product in zip(originals, copies, strict=True)
                for values in original.aftersales_warranty_term_ids.copy_data()
            ]
        )
        return copies

    def _aftersales_warranty_terms(self):
        """Return what each product promises: its own terms, or those of the nearest category.

        Months are one term for the whole unit, unless a row says something else about it.

        :rtype: dict[product.template, list[core.warranty.Term]]
        """
        by_category = self.categ_id._aftersales_warranty_source()
        terms = {}
        for product in self:
            policy = product.aftersales_warranty_policy
            speaker = {"own": product, "none": self.browse()}.get(
                policy, by_category.get(product.categ_id)
            )
            terms[product] = _terms(speaker) if speaker else []
        return terms


def _terms(speaker):
    # sudo: aftersales.warranty.term - what is promised does not hang on who delivers
    speaker = speaker.sudo()
    terms = speaker.aftersales_warranty_term_ids._core()
    months = speaker.aftersales_warranty_months
    if not months or any(term.kind == core.UNIT for term in terms):
        return terms
    source = "product" if speaker._name == "product.template" else "category"
    return [core.Term(months=months, source=source), *terms]
