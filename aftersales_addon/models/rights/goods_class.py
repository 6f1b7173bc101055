from odoo import fields, models

from ...core import rightsrules

# What a product is, once and for all; whether a seal is broken is asked for each unit.
_BY_NATURE = ("custom_made", "perishable", "download", "periodical", "unsuited")
EXCLUSIONS = [pair for pair in rightsrules.EXCLUSIONS if pair[0] in _BY_NATURE]


class ProductCategory(models.Model):
    _inherit = "product.category"

    aftersales_goods = fields.Selection(
        selection=list(rightsrules.GOODS),
        string="Kind of Goods",
        help="Which rights the law gives for products of this category that say nothing of their"
        " own. Empty: as the parent category.",
    )

    def _aftersales_goods(self):
        """Return the kind of goods of each category, the nearest upwards that names one.

        :rtype: dict[product.category, str]
        """
        paths = {
            category: [int(part) for part in (category.parent_path or "").split("/") if part]
            for category in self
        }
        everyone = self.browse({id_ for path in paths.values() for id_ in path})
        everyone.fetch(["aftersales_goods"])
        return {
            category: next(
                filter(None, (one.aftersales_goods for one in self.browse(reversed(path)))), ""
            )
            for category, path in paths.items()
        }


class ProductTemplate(models.Model):
    _inherit = "product.template"

    aftersales_goods = fields.Selection(
        selection=list(rightsrules.GOODS),
        string="Kind of Goods",
        help="Which rights the law gives. Empty: as the category.",
    )
    aftersales_exclusion = fields.Selection(
        selection=EXCLUSIONS,
        string="No Withdrawal",
        help="Why the product may not be sent back without a reason, where the law says so.",
    )
    aftersales_used = fields.Boolean(
        string="Sold as Used", help="Used goods: some rights last less long."
    )
