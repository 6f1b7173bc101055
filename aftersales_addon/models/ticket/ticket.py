from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .category import PRIORITIES
from .lock import claim_new
from .stage import WAITING_REASONS

CHANNELS = [
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("chat", "Live Chat"),
    ("portal", "Customer Portal"),
    ("form", "Web Form"),
    ("walk_in", "Walk-in"),
    ("social", "Social Network"),
    ("api", "API"),
]
WRITTEN_BY_CUSTOMER = ("email", "portal", "form")


class AftersalesTicket(models.Model):
    """One after-sales matter of one customer: the case file that all work hangs on."""

    _name = "aftersales.ticket"
    _description = "After-Sales Ticket"
    _inherit = [
        "aftersales.event.mixin",
        "portal.mixin",
        "rating.mixin",
        "mail.activity.mixin",
        "mail.tracking.duration.mixin",
    ]
    _order = "priority desc, id desc"
    _rec_names_search = ["number", "name", "partner_id", "partner_email", "lot_id"]
    _check_company_auto = True
    _primary_email = "partner_email"
    _track_duration_field = "stage_id"
    _protected_fields = frozenset(
        {
            "number",
            "opened_at",
            "resolved_at",
            "closed_at",
            "reopen_count",
            "first_reply_at",
            "last_customer_message_at",
            "last_reply_at",
            "origin_ticket_id",
        }
    )

    # === FIELDS === #

    number = fields.Char(readonly=True, copy=False, index="trigram", default="")
    name = fields.Char(string="Subject", required=True, index="trigram", tracking=False)
    description = fields.Html(
        sanitize_attributes=True,
        sanitize_style=True,
        strip_classes=True,
        help="What the customer reports, in the words of whoever took the call.",
    )
    active = fields.Boolean(default=True)
    color = fields.Integer(aggregator=None)
    channel = fields.Selection(
        selection=CHANNELS, required=True, default="phone", readonly=False, copy=False
    )

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        precompute=True,
        store=True,
        readonly=False,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index=True,
        check_company=True,
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
    partner_name = fields.Char(
        string="Customer Name",
        compute="_compute_partner_contact",
        precompute=True,
        store=True,
        readonly=False,
    )
    partner_email = fields.Char(
        string="Customer E-mail",
        compute="_compute_partner_contact",
        precompute=True,
        store=True,
        readonly=False,
        index="trigram",
    )
    partner_phone = fields.Char(
        string="Customer Phone",
        compute="_compute_partner_contact",
        precompute=True,
        store=True,
        readonly=False,
    )

    category_id = fields.Many2one(
        comodel_name="aftersales.category",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    tag_ids = fields.Many2many(comodel_name="aftersales.tag", string="Tags")
    priority = fields.Selection(
        selection=PRIORITIES,
        required=True,
        index=True,
        tracking=True,
        compute="_compute_from_category",
        precompute=True,
        store=True,
        readonly=False,
    )
    team_id = fields.Many2one(
        comodel_name="aftersales.team",
        index=True,
        check_company=True,
        compute="_compute_from_category",
        precompute=True,
        store=True,
        readonly=False,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Assigned to",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        ondelete="restrict",
    )

    product_id = fields.Many2one(
        comodel_name="product.product",
        index="btree_not_null",
        check_company=True,
        compute="_compute_product_id",
        precompute=True,
        store=True,
        readonly=False,
        ondelete="restrict",
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial/Lot Number",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=?', product_id)]",
        ondelete="restrict",
    )
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        index="btree_not_null",
        check_company=True,
        domain="[('state', '=', 'sale'), ('partner_id.commercial_partner_id', '=?', commercial_partner_id)]",
        ondelete="restrict",
    )

    stage_id = fields.Many2one(
        comodel_name="aftersales.stage",
        index=True,
        required=True,
        tracking=True,
        copy=False,
        compute="_compute_stage_id",
        precompute=True,
        store=True,
        readonly=False,
        ondelete="restrict",
        group_expand="_read_group_stage_ids",
        domain="['|', ('team_ids', '=', False), ('team_ids', '=', team_id)]",
    )
    state = fields.Selection(
        related="stage_id.meaning", string="Status", store=True, precompute=True, index=True
    )
    waiting_reason = fields.Selection(
        selection=WAITING_REASONS,
        string="Waiting For",
        copy=False,
        help="Whom the ticket waits for. Proposed by the stage.",
    )
    cancel_reason = fields.Selection(
        selection=[
            ("duplicate", "Duplicate"),
            ("spam", "Spam"),
            ("withdrawn", "Withdrawn by Customer"),
            ("mistake", "Opened by Mistake"),
        ],
        copy=False,
    )
    opened_at = fields.Datetime(
        string="Opened on",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=fields.Datetime.now,
    )
    resolved_at = fields.Datetime(string="Resolved on", readonly=True, copy=False)
    closed_at = fields.Datetime(string="Closed on", readonly=True, copy=False)
    reopen_count = fields.Integer(string="Re-openings", readonly=True, copy=False)
    first_reply_at = fields.Datetime(string="First Reply on", readonly=True, copy=False)
    last_reply_at = fields.Datetime(string="Last Reply on", readonly=True, copy=False)
    last_customer_message_at = fields.Datetime(
        string="Last Customer Message on", readonly=True, copy=False
    )
    origin_ticket_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        string="Follow-up of",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    follow_up_ids = fields.One2many(
        comodel_name="aftersales.ticket", inverse_name="origin_ticket_id", string="Follow-ups"
    )
    awaits_reply = fields.Boolean(
        compute="_compute_awaits_reply",
        precompute=True,
        store=True,
        help="The last word is the customer's: it is our turn to answer.",
    )

    _number_uniq = models.UniqueIndex("(company_id, number)", "This ticket number exists already.")
    _open_idx = models.Index("(team_id, user_id) WHERE state IN ('new', 'in_progress', 'waiting')")

    # === COMPUTES === #

    @api.depends("number", "name")
    def _compute_display_name(self):
        for ticket in self:
            ticket.display_name = f"{ticket.number} {ticket.name or ''}".strip()

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for ticket in self:
            ticket.access_url = f"/my/tickets/{ticket.id}"
        return result

    @api.depends("team_id")
    def _compute_company_id(self):
        for ticket in self:
            ticket.company_id = ticket.team_id.company_id or ticket.company_id or self.env.company

    @api.depends("partner_id")
    def _compute_partner_contact(self):
        for ticket in self:
            partner = ticket.partner_id
            if partner or not ticket.partner_name:
                ticket.partner_name = partner.name
            if partner or not ticket.partner_email:
                ticket.partner_email = partner.email
            if partner or not ticket.partner_phone:
                ticket.partner_phone = partner.phone

    @api.depends("category_id")
    def _compute_from_category(self):
        for company, tickets in self.grouped("company_id").items():
            own_team = self.env["aftersales.team"].with_company(company)._default_for_user()
            for ticket in tickets:
                category = ticket.category_id.with_company(company)
                team = category._default_team() or ticket.team_id or own_team
                ticket.team_id = team.with_env(self.env)
                ticket.priority = category._default_priority() or ticket.priority or "1"

    @api.depends("lot_id")
    def _compute_product_id(self):
        for ticket in self:
            ticket.product_id = ticket.lot_id.product_id or ticket.product_id

    @api.depends("team_id")
    def _compute_stage_id(self):
        """Start in the first stage; stay where the ticket is while its team uses that stage."""
        stages = self.env["aftersales.stage"].search([])
        for ticket in self:
            if ticket.stage_id._is_used_by(ticket.team_id):
                continue
            meaning = ticket.stage_id.meaning or "new"
            ticket.stage_id = stages._first(meaning, ticket.team_id)

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Show every column of the pipeline, also the empty ones."""
        team_id = self.env.context.get("default_team_id")
        shown = Domain("team_ids", "=", False)
        if team_id:
            shown |= Domain("team_ids", "in", [team_id])
        return stages.search(shown | Domain("id", "in", stages.ids))

    @api.depends("last_reply_at", "last_customer_message_at")
    def _compute_awaits_reply(self):
        for ticket in self:
            asked, replied = ticket.last_customer_message_at, ticket.last_reply_at
            ticket.awaits_reply = bool(asked and (not replied or replied < asked))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_protected(name for name, value in vals.items() if value)
        vals_list = self._with_numbers(vals_list)
        for vals in vals_list:
            self._check_first_stage(vals)
            if vals.get("channel") in ("portal", "form"):  # a mail follows as a message
                vals["last_customer_message_at"] = fields.Datetime.now()
        tickets = super(AftersalesTicket, self._without_result_defaults()._transition()).create(
            vals_list
        )
        tickets = tickets.with_env(self.env)
        claim_new(tickets)
        tickets._record_together(tickets._first_events())
        return tickets

    def write(self, vals):
        if vals.get("active") is False:
            self._check_ended()
        if not self or not vals.keys() & self._watched_fields:
            return super().write(vals)
        self._check_protected(vals)
        if vals.get("stage_id"):
            stage = self.env["aftersales.stage"].browse(vals["stage_id"])
            self._check_stage_change(stage, vals)
            moving = self.filtered(lambda ticket: ticket.state != stage.meaning)
            if moving and moving != self:
                return (self - moving).write(vals) and moving.write(vals)
            if moving:
                vals = self._entry_values(stage) | vals
        before = {ticket: ticket._watched_values() for ticket in self}
        super(AftersalesTicket, self._transition()).write(vals)
        self._record_changes(before)
        return True

    def copy_data(self, default=None):
        default = dict(default or {}, user_id=self.env.uid)
        return super().copy_data(default)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        raise UserError(
            self.env._(
                "A ticket is on record and is never deleted. Cancel it instead and give the reason."
            )
        )

    def _with_numbers(self, vals_list):
        """Return the values of the tickets to be created, numbered in one query per company."""
        # sudo: aftersales.team - only its company, to draw from the right sequence
        teams = self.env["aftersales.team"].sudo()
        by_company = defaultdict(list)
        for vals in (vals_list := [dict(vals) for vals in vals_list]):
            company_id = vals.get("company_id") or teams.browse(vals.get("team_id")).company_id.id
            by_company[company_id or self.env.company.id].append(vals)
        for company_id, company_vals in by_company.items():
            company = self.env["res.company"].browse(company_id)
            numbers = self.env["ir.sequence"]._next_batch(self._name, company, len(company_vals))
            for vals, number in zip(company_vals, numbers, strict=True):
                vals["number"] = number
        return vals_list

    # === TOOLS === #

    def _event_ticket(self):
        return self
