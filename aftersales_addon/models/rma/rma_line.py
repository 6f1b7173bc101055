from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_repr

from ..ticket.lock import claim
from . import quantity as quantities
from .rma_type import OUTCOMES


class AftersalesRmaLine(models.Model):
    """Goods of one delivery, or from elsewhere, that come back, each serial on its own line.

    All quantities but the one that was typed in are in the product's own unit of measure.
    """

    _name = "aftersales.rma.line"
    _description = "Return Line"
    _inherit = ["aftersales.event.mixin"]
    _order = "rma_id desc, sequence, id"
    _check_company_auto = True
    _protected_fields = frozenset({"settled_quantity", "not_coming_quantity"})
    # What was asked for cannot change any more once it is decided.
    _asked_fields = frozenset(
        {"rma_id", "move_id", "product_id", "lot_id", "provenance", "quantity", "uom_id"}
    )

    # === FIELDS === #

    rma_id = fields.Many2one(
        comodel_name="aftersales.rma",
        string="Return",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="rma_id.company_id", store=True, precompute=True)
    move_id = fields.Many2one(
        comodel_name="stock.move",
        string="Delivery",
        index=True,
        ondelete="restrict",
        help="Empty: the goods came to the customer without an order of ours.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_product_id",
        store=True,
        precompute=True,
        readonly=False,
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
    )
    sale_line_id = fields.Many2one(
        related="move_id.sale_line_id",
        string="Order Line",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    order_id = fields.Many2one(related="sale_line_id.order_id", string="Order")
    quantity = fields.Float(digits="Product Unit", required=True, default=1)
    uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        precompute=True,
        readonly=False,
        ondelete="restrict",
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Product Unit")
    state = fields.Selection(related="rma_id.state", store=True)

    outcome = fields.Selection(
        selection=OUTCOMES,
        compute="_compute_outcome",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="What the customer gets for these goods, unless an inspection says otherwise.",
    )
    inspection_ids = fields.One2many(
        comodel_name="aftersales.inspection",
        inverse_name="rma_line_id",
        string="Inspections",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    product_quantity = fields.Float(
        string="Requested",
        digits="Product Unit",
        compute="_compute_product_quantity",
        store=True,
    )
    claimed_quantity = fields.Float(
        string="Claimed",
        digits="Product Unit",
        compute="_compute_claimed_quantity",
        store=True,
        help="What this line takes from what may still be returned of the delivery.",
    )
    received_quantity = fields.Float(
        string="Received",
        digits="Product Unit",
        compute="_compute_moved",
        store=True,
    )
    open_receipt_quantity = fields.Float(
        string="Receipt Awaited",
        digits="Product Unit",
        compute="_compute_moved",
        store=True,
    )
    replaced_quantity = fields.Float(
        string="Replaced",
        digits="Product Unit",
        compute="_compute_moved",
        store=True,
    )
    open_replacement_quantity = fields.Float(
        string="Replacement under Way",
        digits="Product Unit",
        compute="_compute_moved",
        store=True,
    )
    not_coming_quantity = fields.Float(
        string="Not Coming",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Was announced and stays with the customer after all.",
    )
    given_back_quantity = fields.Float(
        string="Given Back",
        digits="Product Unit",
        compute="_compute_moved",
        store=True,
    )
    open_give_back_quantity = fields.Float(
        string="Giving Back under Way",
        digits="Product Unit",
        compute="_compute_moved",
        store=True,
    )
    inspected_quantity = fields.Float(
        string="Inspected",
        digits="Product Unit",
        compute="_compute_inspected_quantity",
        store=True,
    )
    repaired_quantity = fields.Float(
        string="Repaired",
        digits="Product Unit",
        compute="_compute_repaired_quantity",
        store=True,
    )
    reduced_quantity = fields.Float(
        string="Price Reduced",
        digits="Product Unit",
        compute="_compute_credited",
        store=True,
    )
    draft_reduction_quantity = fields.Float(
        string="Price Reduction Drafted",
        digits="Product Unit",
        compute="_compute_credited",
        store=True,
    )
    credited_quantity = fields.Float(
        string="Refunded",
        digits="Product Unit",
        compute="_compute_credited",
        store=True,
    )
    draft_credit_quantity = fields.Float(
        string="Refund Drafted",
        digits="Product Unit",
        compute="_compute_credited",
        store=True,
    )
    settled_quantity = fields.Float(
        string="Not Charged",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Came back and needs no credit note, because it was not invoiced.",
    )

    move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="aftersales_rma_line_id",
        string="Transfers",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    currency_id = fields.Many2one(comodel_name="res.currency", compute="_compute_currency_id")
    reduction_price = fields.Monetary(
        string="Price Reduction per Unit",
        currency_field="currency_id",
        copy=False,
        help="In the order's currency, with or without tax just as the price of the order line.",
    )
    found_ids = fields.One2many(
        comodel_name="aftersales.rma.found",
        inverse_name="rma_line_id",
        string="Found Instead",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    credit_ids = fields.One2many(
        comodel_name="aftersales.rma.credit",
        inverse_name="rma_line_id",
        string="Credits",
        groups="account.group_account_readonly,account.group_account_invoice",
    )

    _quantity_sane = models.Constraint(
        "CHECK (quantity > 0 AND quantity < 1e9)",
        "Enter how much comes back: more than zero, and not more than was delivered.",
    )
    _settled_sane = models.Constraint(
        "CHECK (settled_quantity >= 0 AND settled_quantity < 1e9)",
        "What needs no credit note cannot be negative.",
    )
    _not_coming_sane = models.Constraint(
        "CHECK (not_coming_quantity >= 0 AND not_coming_quantity < 1e9)",
        "What does not come cannot be negative.",
    )
    _reduction_sane = models.Constraint(
        "CHECK (reduction_price >= 0 AND reduction_price < 1e12)",
        "A price reduction is an amount of zero or more.",
    )

    # === CONSTRAINTS === #

    @api.constrains(
        "rma_id", "move_id", "product_id", "sale_line_id", "lot_id", "uom_id", "quantity"
    )
    def _check_claim(self):
        lines = self.sudo()  # sudo: stock.move, sale.order - compared with what the desk asks for
        for line in lines:
            if problem := line._origin_problem():
                raise ValidationError(problem)
        lines._check_not_over_delivered()

    @api.constrains("outcome", "rma_id")
    def _check_outcome(self):
        for line in self:
            if problem := line._outcome_problem():
                raise ValidationError(problem)

    def _check_not_over_delivered(self):
        """Refuse more than was delivered, alone at work on these deliveries."""
        lines = self.sudo()  # sudo: stock.move - sums over every return, whoever may see them
        lines._claim_goods()
        if problem := lines._claim_problem():
            raise ValidationError(problem)

    def _claim_goods(self):
        """Let nobody else decide at the same time how much of these deliveries comes back."""
        self.flush_recordset()
        claim(self.move_id)

    # === COMPUTES === #

    @api.depends("move_id")
    def _compute_product_id(self):
        for line in self:
            # sudo: stock.move - what was delivered
            line.product_id = line.sudo().move_id.product_id or line.product_id

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line.uom_id or line.product_id.uom_id

    @api.depends("sale_line_id", "company_id")
    def _compute_currency_id(self):
        for line in self.sudo():  # sudo: sale.order.line - the currency of what was ordered
            line.currency_id = line.sale_line_id.currency_id or line.company_id.currency_id

    @api.depends("rma_id.type_id")
    def _compute_outcome(self):
        for line in self:
            line.outcome = line.rma_id.type_id.outcome or line.outcome

    @api.depends("product_id", "lot_id", "rma_id.number")
    def _compute_display_name(self):
        for line in self.sudo():  # sudo: product.product, stock.lot - the customer reads the names
            parts = (line.rma_id.number, line.product_id.display_name, line.lot_id.name)
            line.display_name = " ".join(filter(None, parts))

    @api.depends("quantity", "uom_id", "product_id")
    def _compute_product_quantity(self):
        for line in self:
            line.product_quantity = line.uom_id._compute_quantity(
                line.quantity, line.product_id.uom_id, rounding_method="HALF-UP"
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "quantity" in vals:
                vals["quantity"] = quantities.checked(self.env, vals["quantity"], positive=True)
        lines = super().create(vals_list)
        lines._check_undecided()
        return lines

    def write(self, vals):
        if "quantity" in vals:
            vals = vals | {
                "quantity": quantities.checked(self.env, vals["quantity"], positive=True)
            }
        if "rma_id" in vals and any(line.rma_id.id != vals["rma_id"] for line in self):
            raise UserError(self.env._("Goods stay on their return: open a new return instead."))
        asked = vals.keys() & self._asked_fields
        if asked and not self._in_transition():
            self._check_undecided()
        if deciding := vals.keys() & {"outcome", "reduction_price"}:
            self._check_may_decide()
        before = {line: line._decided_facts() for line in self}
        result = super().write(vals)
        changed = self.filtered(lambda line: line._decided_facts() != before[line])
        if deciding:
            changed._check_plan()
        changed._record("corrected", what="rma_line", **self._decided_facts_of_each())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_undecided()

    def _check_undecided(self):
        for line in self.filtered(lambda line: line.rma_id.decision != "requested"):
            raise UserError(
                self.env._(
                    "%s is decided: its goods cannot be changed any more.", line.rma_id.number
                )
            )

    def _check_may_decide(self):
        """Refuse whoever may not decide what the customer gets, and when it is too late."""
        self.rma_id._begin("decide")

    def _check_plan(self):
        """Refuse a plan that documents contradict."""
        lines = self.sudo()  # sudo: stock.move, account.move.line - sums over all documents
        for line in lines:
            if problem := line._plan_problem():
                raise ValidationError(problem)

    def _swap_lot(self, lot):
        """Go on with the serial that came instead of the one announced."""
        self._transition().lot_id = lot

    # === TOOLS === #

    def _decided_facts(self):
        """Return what of the line people decide, as events keep it."""
        return {
            "quantity": quantities.text(self.env, self.quantity),
            "outcome": self.outcome,
            "reduction": float_repr(self.reduction_price, self.currency_id.decimal_places or 2),
        }

    def _decided_facts_of_each(self):
        names = ("quantity", "outcome", "reduction")
        return {name: (lambda line, name=name: line._decided_facts()[name]) for name in names}

    def _event_ticket(self):
        return self.rma_id.ticket_id

    def _receipt_group(self):
        """Return what the lines of one receipt have in common."""
        return self.move_id.picking_id

    def _prepare_return_line_values(self):
        """Return the values of a line in Odoo's return wizard."""
        self.ensure_one()
        quantity = self._quantity_to_receive() or self._quantity_to_replace()
        return {
            "move_id": self.move_id.id,
            "product_id": self.product_id.id,
            "quantity": self.product_uom_id._compute_quantity(
                quantity, self.move_id.product_uom, rounding_method="HALF-UP"
            ),
            "to_refund": True,  # the order's delivered quantity follows the goods
            "aftersales_rma_line_id": self.id,
        }
