from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    aftersales_service = fields.Selection(
        selection=[("labour", "Labour"), ("on_site", "Visit on Site")],
        string="Repair Service",
        help="What a warranty calls this service: whether a repair charges it depends on whether"
        " labour or visits are covered.",
    )

    aftersales_part_class = fields.Char(
        string="Part of a Unit",
        help="What a warranty calls this spare part, for example: compressor, battery. A cover of"
        " these parts pays for it.",
    )

    _aftersales_service_only = models.Constraint(
        "CHECK (aftersales_service IS NULL OR type = 'service')",
        "Only a service can be labour or a visit of a repair.",
    )

    def _aftersales_part_names(self):
        """Return the names, in lower case, under which a warranty may speak of this part.

        Its part class, its own name, and the categories it belongs to.
        """
        self.ensure_one()
        # sudo: product.category - names only, compared with what the warranty covers
        categories = (self.sudo().categ_id.complete_name or "").split(" / ")
        names = (self.aftersales_part_class, self.name, self.display_name, *categories)
        return {name.casefold() for name in names if name}
