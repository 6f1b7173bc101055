from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core import rights


class AftersalesWarranty(models.Model):
    """What the company owes on one delivered unit, or on one delivered line without serials.

    The delivery itself makes it. It follows the goods: what comes back is no longer covered.
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
            "start_date",
            "end_date",
            "months",
        }
    )

    # === FIELDS === #

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
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
    months = fields.Integer(required=True, aggregator=None)
    start_date = fields.Date(string="Start", required=True, index=True)
    end_date = fields.Date(string="End", required=True, index=True)
    state = fields.Selection(
        selection=[("active", "Active"), ("expired", "Expired"), ("returned", "Returned")],
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
        "CHECK (months BETWEEN 1 AND 1200 AND end_date >= start_date)",
        "A warranty lasts between 1 and 1200 months.",
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 AND quantity < 1e12)",
        "A warranty covers at least one unit.",
    )

    # === COMPUTES === #

    @api.depends("product_id", "lot_id", "end_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for (
            warranty
        ) in self.sudo():  # sudo: product.product, stock.lot - the customer reads the names
            unit = warranty.lot_id.name or warranty.product_id.display_name
            warranty.display_name = self.env._(
                "%(unit)s until %(date)s",
                unit=unit,
                date=fields.Date.to_string(warranty.end_date) or "",
            )

    @api.depends(
        "move_id.returned_move_ids.state",
        "move_id.returned_move_ids.quantity",
        "move_id.returned_move_ids.returned_move_ids.state",
        "move_id.returned_move_ids.returned_move_ids.quantity",
    )
    def _compute_returned_quantity(self):
        returned = self.move_id._aftersales_returned_quantities()
        for warranty in self:
            warranty.returned_quantity = returned.get((warranty.move_id.id, warranty.lot_id.id), 0)

    @api.depends("quantity", "returned_quantity")
    def _compute_covered_quantity(self):
        for warranty in self:
            left = max(warranty.quantity - warranty.returned_quantity, 0)
            warranty.covered_quantity = warranty.uom_id.round(left) if warranty.uom_id else left

    @api.depends("end_date", "covered_quantity")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for warranty in self:
            end = warranty.end_date or today
            warranty.state = rights.coverage(end, today, warranty.covered_quantity)

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        returned = Domain("covered_quantity", "<=", 0)
        expired = Domain("end_date", "<", today)
        domains = {
            "returned": returned,
            "expired": ~returned & expired,
            "active": ~returned & ~expired,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        warranties = super().create(vals_list)
        warranties._record(
            "warranty_started",
            product=lambda w: w.product_id.id,
            lot=lambda w: w.lot_id.id,
            move=lambda w: w.move_id.id,
            quantity=lambda w: w._quantity_text(w.quantity),
            start=lambda w: w.start_date.isoformat(),
            end=lambda w: w.end_date.isoformat(),
            months=lambda w: w.months,
        )
        return warranties

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        raise UserError(self.env._("A warranty is on record and is never deleted."))

    # === BUSINESS === #

    @api.model
    def _start(self, vals_list):
        """Create the warranties that ``stock.move._aftersales_warranty_values`` describes."""
        if not vals_list:
            return self.browse()
        # sudo: aftersales.warranty - the delivery makes it, whoever validates the delivery
        return self.sudo()._transition().create(vals_list).with_env(self.env)

    # === TOOLS === #

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
