from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import quantity as quantities
from .rma_type import NEED_GOODS, TO_CUSTOMER

STATES = [
    ("requested", "Requested"),
    ("approved", "Approved"),
    ("received", "Received"),
    ("inspected", "Inspected"),
    ("done", "Done"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]

# Approved and not yet done: work of ours, of the warehouse or of accounting is left.
UNDER_WAY = {"approved", "received", "inspected"}


class AftersalesRma(models.Model):
    """A return: what the customer wants back to us, what was decided, what has been done.

    People take the decision; the state follows from it and from the real documents, so that
    a receipt or credit note that somebody cancels or deletes is seen at once.
    """

    _name = "aftersales.rma"
    _description = "Return"
    _inherit = ["aftersales.event.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "partner_id", "ticket_id.number"]
    _check_company_auto = True
    _protected_fields = frozenset(
        {
            "number",
            "decision",
            "state",
            "refuse_reason",
            "decided_by_id",
            "decided_at",
            "receive_goods",
            "inspect",
            "refund",
            "replace",
        }
    )
    # What was asked for cannot change any more once it is decided.
    _request_fields = frozenset(
        {
            "ticket_id",
            "partner_id",
            "company_id",
            "type_id",
            "reason_id",
            "line_ids",
        }
    )

    # === FIELDS === #

    number = fields.Char(readonly=True, copy=False, index="trigram", default="")
    ticket_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="A return belongs to a ticket. Without one, a ticket is opened for it.",
    )
    company_id = fields.Many2one(comodel_name="res.company", required=True, index=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    commercial_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer Company",
        index=True,
        related="partner_id.commercial_partner_id",
        store=True,
        precompute=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index="btree_not_null",
        default=lambda self: self.env.user if not self.env.user.share else False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    type_id = fields.Many2one(
        comodel_name="aftersales.rma.type",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    reason_id = fields.Many2one(
        comodel_name="aftersales.reason",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    note = fields.Text(string="What the Customer Says")
    line_ids = fields.One2many(
        comodel_name="aftersales.rma.line", inverse_name="rma_id", string="Lines"
    )
    product_ids = fields.Many2many(
        comodel_name="product.product", string="Products", compute="_compute_product_ids"
    )

    # What the type says on the day of the request: editing the type does not change the past.
    receive_goods = fields.Boolean(compute="_compute_operations", store=True, precompute=True)
    inspect = fields.Boolean(
        string="Inspection Needed", compute="_compute_operations", store=True, precompute=True
    )
    # What its goods are to end in, for the buttons and lists.
    refund = fields.Boolean(compute="_compute_outcomes", store=True)
    replace = fields.Boolean(string="Replacement", compute="_compute_outcomes", store=True)
    reduce = fields.Boolean(string="Price Reduction", compute="_compute_outcomes", store=True)
    give_back = fields.Boolean(compute="_compute_outcomes", store=True)

    decision = fields.Selection(
        selection=[
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="requested",
        readonly=True,
        copy=False,
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    decided_at = fields.Datetime(string="Decided on", readonly=True, copy=False)
    refuse_reason = fields.Char(string="Reason of the Refusal", readonly=True, copy=False)
    state = fields.Selection(
        selection=STATES,
        string="Status",
        compute="_compute_state",
        store=True,
        index=True,
        group_expand=True,
    )

    _number_uniq = models.UniqueIndex("(company_id, number)", "This return number exists already.")

    # === CONSTRAINTS === #

    @api.constrains("ticket_id", "partner_id", "company_id")
    def _check_ticket(self):
        for rma in self.sudo():  # sudo: aftersales.ticket - compared, not shown
            ticket = rma.ticket_id
            if ticket.company_id != rma.company_id:
                raise ValidationError(
                    self.env._("The return belongs to another company than its ticket.")
                )
            if ticket.commercial_partner_id != rma.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "The return is for another customer than its ticket. Open it from a ticket"
                        " of this customer."
                    )
                )

    # === COMPUTES === #

    @api.depends("line_ids.product_id")
    def _compute_product_ids(self):
        for rma in self:
            rma.product_ids = rma.line_ids.product_id

    @api.depends("type_id")
    def _compute_operations(self):
        for rma in self:
            rma.receive_goods = rma.type_id.receive_goods
            rma.inspect = rma.type_id.inspect

    @api.depends("receive_goods", "line_ids.outcome", "line_ids.inspection_ids.outcome")
    def _compute_outcomes(self):
        for rma in self:
            outcomes = {*rma.line_ids.mapped("outcome")}
            outcomes.update(rma.line_ids.inspection_ids.mapped("outcome"))
            rma.refund = "refund" in outcomes
            rma.replace = "exchange" in outcomes
            rma.reduce = "reduction" in outcomes
            # Goods that came in go back to the customer with their price reduction.
            to_customer = TO_CUSTOMER if rma.receive_goods else NEED_GOODS
            rma.give_back = not outcomes.isdisjoint(to_customer)

    @api.depends(
        "decision",
        "receive_goods",
        "inspect",
        "line_ids.outcome",
        "line_ids.inspection_ids.outcome",
        "line_ids.inspected_quantity",
        "line_ids.product_quantity",
        "line_ids.received_quantity",
        "line_ids.open_receipt_quantity",
        "line_ids.credited_quantity",
        "line_ids.settled_quantity",
        "line_ids.replaced_quantity",
        "line_ids.given_back_quantity",
        "line_ids.repaired_quantity",
        "line_ids.reduced_quantity",
        "line_ids.found_ids.state",
    )
    def _compute_state(self):
        for rma in self:
            approved = rma.decision == "approved"
            rma.state = rma._state_of_documents() if approved else rma.decision

    def _state_of_documents(self):
        """Return how far an approved return is, going by its documents alone."""
        lines = self.line_ids
        if self.receive_goods and (
            not any(lines.mapped("received_quantity")) or any(lines.mapped("open_receipt_quantity"))
        ):
            return "approved"
        if any(found.state in ("pending", "giving_back") for found in lines.found_ids):
            return "received"
        if all(line._is_settled() for line in lines):
            return "done"
        if not self.receive_goods:
            return "approved"
        return "inspected" if not any(line._left_to_inspect() for line in lines) else "received"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_protected(name for name, value in vals.items() if value)
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._complete_values(vals)
        self._fill_numbers(vals_list)
        rmas = (
            super(AftersalesRma, self._without_result_defaults()._transition())
            .create(vals_list)
            .with_env(self.env)
        )
        rmas._check_lines()
        rmas._record(
            "rma_requested",
            number=lambda rma: rma.number,
            type=lambda rma: rma.type_id.id,
            reason=lambda rma: rma.reason_id.id,
            lines=lambda rma: rma._lines_text(),
            text=lambda rma: rma.note or "",
        )
        return rmas

    def write(self, vals):
        if self._changes_request(vals) and not self._in_transition():
            for rma in self.filtered(lambda rma: rma.decision != "requested"):
                raise UserError(
                    self.env._(
                        "%s is decided: what was asked for cannot be changed any more. Cancel it and"
                        " open a new return, if the goods have not come back.",
                        rma.number,
                    )
                )
        if vals.get("line_ids"):
            commands = quantities.checked_commands(self.env, vals["line_ids"], positive=True)
            vals = vals | {"line_ids": commands}
        names = vals.keys() & {"type_id", "reason_id", "ticket_id", "partner_id"}
        before = {rma: {name: rma[name].id for name in names} for rma in self}
        result = super().write(vals)
        self._record_request_changed(before)
        return result

    def _changes_request(self, vals):
        """Return whether more than the outcome of its lines is to change of what was asked for."""
        if vals.keys() & (self._request_fields - {"line_ids"}):
            return True
        return any(
            command[0] != Command.UPDATE or command[2].keys() - {"outcome", "reduction_price"}
            for command in vals.get("line_ids") or ()
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        raise UserError(
            self.env._("A return is on record and is never deleted. Cancel it instead.")
        )

    def _check_lines(self):
        if empty := self.filtered(lambda rma: not rma.line_ids):
            raise ValidationError(
                self.env._(
                    "%s has no goods: choose what of a delivery comes back.", empty[0].number
                )
            )

    def _complete_values(self, vals):
        """Fill in what follows from the ticket, or open the ticket that is missing."""
        for name in ("receive_goods", "inspect", "refund", "replace", "reduce", "give_back"):
            vals.pop(name, None)  # the type and its goods say so, nobody else
        vals["line_ids"] = quantities.checked_commands(
            self.env, vals.get("line_ids") or (), positive=True
        )
        if not vals.get("ticket_id"):
            vals["ticket_id"] = self._open_ticket(vals).id
        ticket = self.env["aftersales.ticket"].browse(vals["ticket_id"])
        if not ticket.partner_id:
            raise UserError(
                self.env._("The ticket has no customer: enter the customer on the ticket first.")
            )
        if ticket.state in ("closed", "cancelled"):
            raise UserError(
                self.env._(
                    "%s has ended: re-open it, or open a follow-up, before goods come back.",
                    ticket.number,
                )
            )
        vals.setdefault("partner_id", ticket.partner_id.id)
        vals.setdefault("company_id", ticket.company_id.id)

    def _open_ticket(self, vals):
        """Return a new ticket for a return that starts without one."""
        lines = [
            command[2] for command in vals.get("line_ids") or () if command[0] == Command.CREATE
        ]
        # sudo: stock.move - what the lines may claim is checked when they are created
        moves = self.env["stock.move"].sudo()
        moves = moves.browse(filter(None, (line.get("move_id") for line in lines))).exists()
        # sudo: product.product - the names of goods without an order
        products = self.env["product.product"].sudo()
        products = products.browse(filter(None, (line.get("product_id") for line in lines)))
        products = moves.product_id | products.exists()
        partner_id = vals.get("partner_id") or moves[:1]._aftersales_customer().id
        if not partner_id:
            raise UserError(
                self.env._(
                    "Choose the customer, the ticket or the delivery that the goods come from."
                )
            )
        company_id = vals.get("company_id") or moves[:1].company_id.id or self.env.company.id
        return self.env["aftersales.ticket"].create(
            self._prepare_ticket_values(moves, products, partner_id, company_id)
        )

    def _prepare_ticket_values(self, moves, products, partner_id, company_id):
        names = ", ".join(products.mapped("name")) or self.env._("goods")
        return {
            "name": self.env._("Return of %s", names),
            "partner_id": partner_id,
            "company_id": company_id,
            "user_id": False if self.env.user.share else self.env.uid,
            "product_id": products[:1].id,
            "sale_order_id": moves.sale_line_id.order_id[:1].id,
        }

    def _fill_numbers(self, vals_list):
        by_company = defaultdict(list)
        for vals in vals_list:
            by_company[vals["company_id"]].append(vals)
        for company_id, company_vals in by_company.items():
            numbers = self.env["ir.sequence"]._next_batch(
                "aftersales.rma", self.env["res.company"].browse(company_id), len(company_vals)
            )
            for vals, number in zip(company_vals, numbers, strict=True):
                vals["number"] = number

    # === TOOLS === #

    def _event_ticket(self):
        return self.ticket_id
