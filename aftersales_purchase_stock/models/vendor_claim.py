from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_addon.models.rma import quantity as quantities

STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("accepted", "Accepted"),
    ("credited", "Credited"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]


class AftersalesVendorClaim(models.Model):
    """What we want back from the vendor for goods that a customer returned and we inspected.

    People say what the vendor answered; the credit note of the vendor ends the claim.
    """

    _name = "aftersales.vendor.claim"
    _description = "Vendor Claim"
    _inherit = ["aftersales.event.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "partner_id", "product_id", "lot_id"]
    _check_company_auto = True
    _protected_fields = frozenset(
        {
            "number",
            "decision",
            "state",
            "sent_at",
            "decided_by_id",
            "decided_at",
            "settled",
            "settled_amount",
        }
    )

    # === FIELDS === #

    number = fields.Char(readonly=True, copy=False, index="trigram", default="")
    inspection_id = fields.Many2one(
        comodel_name="aftersales.inspection",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    rma_line_id = fields.Many2one(
        related="inspection_id.rma_line_id",
        string="Return Line",
        store=True,
        precompute=True,
        index=True,
    )
    rma_id = fields.Many2one(
        related="rma_line_id.rma_id", string="Return", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="inspection_id.company_id", store=True, precompute=True, index=True
    )
    product_id = fields.Many2one(
        related="inspection_id.product_id", store=True, precompute=True, index=True
    )
    lot_id = fields.Many2one(
        related="inspection_id.lot_id",
        string="Serial/Lot Number",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="In the product's own unit of measure.",
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    note = fields.Text(string="What We Tell the Vendor")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index="btree_not_null",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )

    decision = fields.Selection(
        selection=[state for state in STATES if state[0] != "credited"],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    sent_at = fields.Datetime(string="Sent on", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    decided_at = fields.Datetime(string="Decided on", readonly=True, copy=False)
    refuse_reason = fields.Char(
        string="Why the Vendor Refuses", copy=False, help="In the vendor's words."
    )
    settled = fields.Boolean(
        string="No Further Credit Note",
        readonly=True,
        copy=False,
        help="The vendor credits nothing more: the goods were not billed, or less was agreed.",
    )
    settled_amount = fields.Monetary(
        string="Closed with",
        readonly=True,
        copy=False,
        help="What was credited when the claim was closed with it.",
    )
    state = fields.Selection(
        selection=STATES,
        string="Status",
        compute="_compute_state",
        store=True,
        index=True,
        group_expand=True,
    )

    _number_uniq = models.UniqueIndex("(company_id, number)", "This claim number exists already.")
    _quantity_sane = models.Constraint(
        "CHECK (quantity > 0 AND quantity < 1e9)", "Enter how much is claimed: more than zero."
    )
    _labour_sane = models.Constraint(
        "CHECK (labour_hours BETWEEN 0 AND 1e6 AND labour_rate BETWEEN 0 AND 1e9)",
        "Hours and rates are not negative.",
    )

    # === COMPUTES === #

    @api.depends("inspection_id")
    def _compute_quantity(self):
        for claim in self:
            left = claim.inspection_id._left_to_claim() if claim.inspection_id else 0
            claim.quantity = claim.quantity or left

    @api.depends(
        "decision", "settled", "settled_amount", "amount_total", "credited_amount", "currency_id"
    )
    def _compute_state(self):
        for claim in self:
            claim.state = "credited" if claim._is_credited() else claim.decision

    def _is_credited(self):
        """Return whether the vendor's own document has given what was accepted."""
        if self.decision != "accepted":
            return False
        if self.settled:  # as long as accounting leaves what it was closed with
            return self.currency_id.compare_amounts(self.credited_amount, self.settled_amount) >= 0
        if self.credited_amount <= 0:
            return False
        standing = self.credit_line_ids._aftersales_crediting().filtered(
            lambda line: line.parent_state == "posted" and line._aftersales_standing()
        )
        # Each line rounds for itself: what is credited in parts may miss some cents.
        rounding = self.currency_id.rounding * (len(standing) - 1)
        missing = self.amount_total - self.credited_amount - rounding
        return self.currency_id.compare_amounts(missing, 0) <= 0

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_protected(name for name, value in vals.items() if value)
            if "quantity" in vals:
                vals["quantity"] = quantities.checked(self.env, vals["quantity"], positive=True)
        inspections = self.env["aftersales.inspection"].browse(
            vals["inspection_id"] for vals in vals_list if vals.get("inspection_id")
        )
        inspections.check_access("read")
        self._fill_numbers(vals_list)
        claims = super(AftersalesVendorClaim, self._without_result_defaults()._transition()).create(
            vals_list
        )
        claims = claims.with_env(self.env)
        claims._record_claim("opened")
        return claims

    def write(self, vals):
        if "quantity" in vals:
            checked = quantities.checked(self.env, vals["quantity"], positive=True)
            vals = vals | {"quantity": checked}
        frozen = vals.keys() & {"quantity", "partner_id", "inspection_id"}
        amounts = vals.keys() & {"labour_hours", "labour_rate"}
        for claim in self:
            if claim.state != "draft" and (frozen or (amounts and claim.state != "sent")):
                raise UserError(
                    self.env._(
                        "%s is with the vendor: what is claimed cannot be changed any more."
                        " Cancel it and open a new one.",
                        claim.number,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        raise UserError(self.env._("A claim is on record and is never deleted. Cancel it instead."))

    def _fill_numbers(self, vals_list):
        by_company = defaultdict(list)
        for vals in vals_list:
            inspection = self.env["aftersales.inspection"].browse(vals.get("inspection_id"))
            by_company[inspection.company_id or self.env.company].append(vals)
        for company, company_vals in by_company.items():
            numbers = self.env["ir.sequence"]._next_batch(
                "aftersales.vendor.claim", company, len(company_vals)
            )
            for vals, number in zip(company_vals, numbers, strict=True):
                vals["number"] = number

    # === RECORD === #

    def _record_claim(self, now, **facts):
        self._record(
            "note",
            what="vendor_claim",
            now=now,
            number=lambda claim: claim.number,
            vendor=lambda claim: claim.partner_id.id,
            line=lambda claim: claim.rma_line_id.id,
            quantity=lambda claim: quantities.text(self.env, claim.quantity),
            **facts,
        )

    def _event_ticket(self):
        return self.rma_id.ticket_id
