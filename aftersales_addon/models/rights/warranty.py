from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core import warranty as core

STATES = [
    ("pending", "Not Started"),
    ("active", "Active"),
    ("suspended", "In Repair"),
    ("expired", "Expired"),
    ("returned", "Returned"),
    ("void", "Void"),
]


class AftersalesWarranty(models.Model):
    """What the company owes on one delivered unit, or on one delivered line without serials.

    The delivery itself makes it. It follows the goods: what comes back is no longer covered. Its
    days are those of its coverages, which follow from what happened to the unit, and from nothing
    else: no job counts, and no reading.
    """

    _name = "aftersales.warranty"
    _description = "Warranty"
    _inherit = ["aftersales.event.mixin"]
    _order = "start_date desc, id desc"
    _rec_names_search = ["lot_id", "product_id", "sale_order_id"]
    _check_company_auto = True
    _protected_fields = frozenset(
        {
            "partner_id",
            "company_id",
            "product_id",
            "lot_id",
            "move_id",
            "sale_line_id",
            "quantity",
            "received_on",
            "invoiced_on",
            "installed_on",
            "registered_on",
            "coverage_ids",
            "owner_ids",
            "suspension_ids",
            "replaces_id",
            "previous_id",
            "voided_on",
            "void_reason",
        }
    )

    # === FIELDS === #

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        help="Who owns the goods today.",
    )
    commercial_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer Company",
        index=True,
        related="partner_id.commercial_partner_id",
        store=True,
        precompute=True,
    )
    company_id = fields.Many2one(comodel_name="res.company", required=True, index=True)
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial/Lot Number",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    move_id = fields.Many2one(
        comodel_name="stock.move",
        string="Delivery",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order Line",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        index="btree_not_null",
        related="sale_line_id.order_id",
        store=True,
        precompute=True,
    )
    quantity = fields.Float(
        string="Delivered",
        digits="Product Unit",
        required=True,
        help="In the product's own unit of measure.",
    )
    returned_quantity = fields.Float(
        string="Returned",
        digits="Product Unit",
        compute="_compute_returned_quantity",
        store=True,
    )
    covered_quantity = fields.Float(
        string="Covered",
        digits="Product Unit",
        compute="_compute_covered_quantity",
        store=True,
        help="What of the delivery is still with the customer.",
    )
    uom_id = fields.Many2one(comodel_name="uom.uom", string="Unit", related="product_id.uom_id")

    # What happened to the unit. The coverages follow from these days.
    received_on = fields.Date(string="Received", readonly=True)
    invoiced_on = fields.Date(string="Invoiced", readonly=True)
    installed_on = fields.Date(string="Installed", readonly=True)
    registered_on = fields.Date(string="Registered", readonly=True)
    voided_on = fields.Date(string="Void since", readonly=True)
    void_reason = fields.Char(string="Why Void", readonly=True)
    replaces_id = fields.Many2one(
        comodel_name="aftersales.warranty",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        check_company=True,
        help="The unit that was exchanged for this one.",
    )
    replaced_by_ids = fields.One2many(
        comodel_name="aftersales.warranty", inverse_name="replaces_id", string="Replaced by"
    )
    previous_id = fields.Many2one(
        comodel_name="aftersales.warranty",
        string="Sold Before",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        check_company=True,
        help="The record of the same serial number with the buyer before.",
    )
    next_ids = fields.One2many(
        comodel_name="aftersales.warranty", inverse_name="previous_id", string="Sold Again"
    )
    coverage_ids = fields.One2many(
        comodel_name="aftersales.warranty.coverage",
        inverse_name="warranty_id",
        readonly=True,
    )
    suspension_ids = fields.One2many(
        comodel_name="aftersales.warranty.suspension",
        inverse_name="warranty_id",
        string="In Repair",
        readonly=True,
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    owner_ids = fields.One2many(
        comodel_name="aftersales.warranty.owner",
        inverse_name="warranty_id",
        readonly=True,
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    # The cover of the unit as a whole, extensions included.
    months = fields.Integer(compute="_compute_cover", store=True, aggregator=None)
    start_date = fields.Date(string="Start", compute="_compute_cover", store=True, index=True)
    end_date = fields.Date(
        string="End",
        compute="_compute_cover",
        store=True,
        index=True,
        help="While the unit is in repair it moves on, day by day, when the repair ends.",
    )
    suspended_since = fields.Date(string="In Repair since", compute="_compute_cover", store=True)
    days_left = fields.Integer(compute="_compute_state", aggregator=None)
    state = fields.Selection(
        selection=STATES,
        string="Status",
        compute="_compute_state",
        search="_search_state",
    )

    # One record for each unit or line of a delivery, however often it is asked for.
    _move_lot_uniq = models.UniqueIndex(
        "(move_id, COALESCE(lot_id, 0)) WHERE move_id IS NOT NULL",
        "This delivery has its warranty already. Reload the page to see it.",
    )
    _term_positive = models.Constraint(
        "CHECK (end_date >= start_date)",
        "A warranty cannot end before it starts.",
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 AND quantity < 1e12)",
        "A warranty covers at least one unit.",
    )

    # === COMPUTES === #

    @api.depends("product_id", "lot_id", "end_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: product.product, stock.lot - the customer reads the names
        for warranty in self.sudo():
            unit = warranty.lot_id.name or warranty.product_id.display_name
            warranty.display_name = (
                self.env._(
                    "%(unit)s until %(date)s",
                    unit=unit,
                    date=fields.Date.to_string(warranty.end_date),
                )
                if warranty.end_date
                else unit
            )

    @api.depends("next_ids", "move_id")
    def _compute_returned_quantity(self):
        """Follow what came back: of that the transfers tell, by ``_aftersales_follow_goods``."""
        returned = self.move_id._aftersales_returned_quantities()
        for warranty in self:
            # A serial number that was sold again has come back, by whatever way.
            warranty.returned_quantity = (
                warranty.quantity
                if warranty.next_ids
                else returned.get((warranty.move_id.id, warranty.lot_id.id), 0)
            )

    @api.depends("quantity", "returned_quantity")
    def _compute_covered_quantity(self):
        for warranty in self:
            left = max(warranty.quantity - warranty.returned_quantity, 0)
            warranty.covered_quantity = warranty.uom_id.round(left) if warranty.uom_id else left

    @api.depends(
        "coverage_ids.kind",
        "coverage_ids.months",
        "coverage_ids.start_date",
        "coverage_ids.end_date",
        "coverage_ids.suspended_since",
        "coverage_ids.ended_on",
    )
    def _compute_cover(self):
        for warranty in self:
            main = warranty._main_coverages()
            begun = main.filtered("end_date")
            warranty.months = sum(main.mapped("months"))
            warranty.start_date = min(begun.mapped("start_date"), default=False)
            warranty.end_date = max(begun.mapped("end_date"), default=False)
            warranty.suspended_since = min(
                begun.filtered("suspended_since").mapped("suspended_since"), default=False
            )

    def _main_coverages(self):
        """Return what covers the unit as a whole, or, without such, everything there is."""
        self.ensure_one()
        live = self.coverage_ids.filtered(lambda coverage: not coverage.ended_on)
        return live.filtered(lambda coverage: coverage.kind == core.UNIT) or live

    @api.depends("end_date", "covered_quantity", "suspended_since", "voided_on")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for warranty in self:
            warranty.state = warranty._state_on(today)
            warranty.days_left = core.days_left(
                warranty.end_date, today, warranty.suspended_since or None
            )

    def _state_on(self, today, end=None, stopped=None):
        """Return the state on a day, of the warranty or of a coverage with its own days."""
        return core.state(
            (self.end_date if end is None else end) or None,
            today,
            self.covered_quantity,
            stopped=bool(self.suspended_since if stopped is None else stopped),
            void=bool(self.voided_on),
        )

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        void = Domain("voided_on", "!=", False)
        suspended = ~void & Domain("suspended_since", "!=", False)
        returned = ~suspended & Domain("covered_quantity", "<=", 0)
        rest = ~void & ~suspended & ~returned
        pending = Domain("end_date", "=", False)
        domains = {
            "suspended": suspended,
            "returned": returned,
            "void": void & ~returned,
            "pending": rest & pending,
            "expired": rest & Domain("end_date", "<", today),
            "active": rest & Domain("end_date", ">=", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        warranties = super().create(vals_list)
        begun = warranties.filtered("start_date")
        begun._record_started()
        (warranties - begun)._record("note", what="warranty_pending", **self._unit_facts())
        return warranties

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        raise UserError(self.env._("A warranty is on record and is never deleted."))

    # === TOOLS === #

    def _order_of_owner(self):
        """Return the order, if it is the owner's own: a second owner has no part in it."""
        order = self.sale_order_id
        own = order.partner_id.commercial_partner_id == self.commercial_partner_id
        return order if own else order.browse()

    @api.model
    def _unit_facts(self):
        return {
            "product": lambda w: w.product_id.id,
            "lot": lambda w: w.lot_id.id,
            "move": lambda w: w.move_id.id,
            "quantity": lambda w: w._quantity_text(w.quantity),
        }

    @api.model
    def _term_facts(self):
        """Return the days of the cover as facts of an event, empty texts while it is pending."""
        return {
            "start": lambda w: fields.Date.to_string(w.start_date) or "",
            "end": lambda w: fields.Date.to_string(w.end_date) or "",
        }

    def _quantity_text(self, quantity):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return f"{quantity:.{digits}f}"

    @api.model
    def _action_list(self, domain, name):
        """Return the action that shows the warranties of a domain."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_warranty_action"
        )
        return action | {"domain": domain, "display_name": name, "context": {"create": False}}
