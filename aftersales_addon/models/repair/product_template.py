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
