from odoo import api, fields, models

from ...core import warranty as core
from .warranty_coverage import KINDS, START_EVENTS


class AftersalesWarrantyTerm(models.Model):
    """One coverage that a product or a category of products promises.

    The simple case needs none: months on the product or its category cover the whole unit from
    the customer's receipt on. A row for the whole unit takes the place of those months.
    """

    _name = "aftersales.warranty.term"
    _description = "Warranty Term"
    _order = "sequence, id"
    _rec_name = "kind"

    product_tmpl_id = fields.Many2one(
        comodel_name="product.template",
        string="Product",
        index="btree_not_null",
        ondelete="cascade",
    )
    categ_id = fields.Many2one(
        comodel_name="product.category",
        string="Product Category",
        index="btree_not_null",
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(selection=KINDS, string="Covers", required=True, default="unit")
    part_class = fields.Char(string="Which Parts", help="For example: compressor, battery.")
    months = fields.Integer(required=True, default=12)
    start_event = fields.Selection(
        selection=START_EVENTS, string="Starts with", required=True, default="receipt"
    )
    on_exchange = fields.Selection(
        selection=[
            ("restart", "Starts anew"),
            ("continue", "Goes on with what was left"),
        ],
        string="After an Exchange",
        required=True,
        default="restart",
    )
    on_resale = fields.Selection(
        selection=[("new", "A full term"), ("rest", "What the first buyer had left")],
        string="Sold Second-hand",
        required=True,
        default="new",
    )

    _months_sane = models.Constraint(
        "CHECK (months BETWEEN 1 AND 1200)",
        "A warranty lasts between 1 and 1200 months.",
    )
    _one_parent = models.Constraint(
        "CHECK ((product_tmpl_id IS NULL) != (categ_id IS NULL))",
        "A warranty term belongs to a product or to a category of products.",
    )
    _part_class_named = models.Constraint(
        "CHECK (kind != 'part' OR COALESCE(part_class, '') != '')",
        "Say which parts are covered: for example “compressor”.",
    )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind != "part":
            self.part_class = False

    def _core(self):
        """Return the rows as plain terms."""
        return [
            core.Term(
                months=term.months,
                kind=term.kind,
                part_class=term.part_class or "",
                start_event=term.start_event,
                on_exchange=term.on_exchange,
                on_resale=term.on_resale,
                source="product" if term.product_tmpl_id else "category",
            )
            for term in self
        ]
