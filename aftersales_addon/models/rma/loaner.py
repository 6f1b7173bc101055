from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..ticket.lock import claim
from .rma_flow import SPECIALIST

TAKE_BACK = "aftersales_addon.mail_activity_type_loaner"
# The unit is promised to this customer, or with them.
AWAY = ("handing_out", "out", "coming_back")
# What can be done with a loaner, and in which states.
ACTIONS = {
    "hand_out": {"draft"},
    "take_back": {"out"},
}


class AftersalesLoaner(models.Model):
    """A unit of ours that a customer uses while theirs is with us: lent, not sold.

    Its state follows from Odoo's transfers, so that one that the warehouse cancels is seen.
    """

    _name = "aftersales.loaner"
    _description = "Loaner"
    _inherit = ["aftersales.event.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["product_id", "lot_id", "partner_id"]
    _check_company_auto = True
    _mail_post_access = "read"

    # === FIELDS === #

    ticket_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        required=True,
        index=True,
        compute="_compute_ticket_id",
        store=True,
        precompute=True,
        readonly=False,
        ondelete="restrict",
    )
    rma_id = fields.Many2one(
        comodel_name="aftersales.rma",
        string="Return",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        ondelete="restrict",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        index=True,
        check_company=True,
        domain="[('is_storable', '=', True)]",
        ondelete="restrict",
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial/Lot Number",
        index="btree_not_null",
        domain="[('product_id', '=', product_id)]",
        ondelete="restrict",
    )
    due_back = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=14),
    )
    condition_out = fields.Char(
        string="Condition when Lent", help="Scratches, accessories, charge."
    )
    condition_back = fields.Char(string="Condition when Back")
    move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="aftersales_loaner_id",
        string="Transfers",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Planned"),
            ("handing_out", "Being Handed Out"),
            ("out", "With the Customer"),
            ("coming_back", "Return Announced"),
            ("back", "Back"),
        ],
        string="Status",
        compute="_compute_state",
        store=True,
        index=True,
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    hand_out_blocker = fields.Char(compute="_compute_blockers")
    take_back_blocker = fields.Char(compute="_compute_blockers")

    _lot_uniq = models.UniqueIndex(
        "(lot_id) WHERE lot_id IS NOT NULL AND state IN ('handing_out', 'out', 'coming_back')",
        "This unit is lent to somebody already.",
    )

    # === CONSTRAINTS === #

    @api.constrains("ticket_id", "rma_id", "product_id", "lot_id")
    def _check_links(self):
        for loaner in self.sudo():  # sudo: aftersales.rma, stock.lot - compared, not shown
            if loaner.rma_id and loaner.rma_id.ticket_id != loaner.ticket_id:
                raise ValidationError(self.env._("The return belongs to another ticket."))
            if loaner.lot_id and loaner.lot_id.product_id != loaner.product_id:
                raise ValidationError(
                    self.env._(
                        "%(lot)s is no serial or lot of %(product)s.",
                        lot=loaner.lot_id.name,
                        product=loaner.product_id.display_name,
                    )
                )

    # === COMPUTES === #

    @api.depends("rma_id")
    def _compute_ticket_id(self):
        for loaner in self:
            loaner.ticket_id = loaner.rma_id.ticket_id or loaner.ticket_id

    @api.depends("ticket_id.partner_id")
    def _compute_partner_id(self):
        for loaner in self:
            loaner.partner_id = loaner.partner_id or loaner.ticket_id.partner_id

    @api.depends("move_ids.state", "move_ids.location_id", "move_ids.location_dest_id")
    def _compute_state(self):
        for loaner in self:
            moves = loaner.move_ids.filtered(lambda move: move.state != "cancel")
            back = moves.filtered(lambda move: move._aftersales_is_receipt())
            out = moves - back
            if "done" in back.mapped("state"):
                loaner.state = "back"
            elif "done" in out.mapped("state"):
                loaner.state = "coming_back" if back else "out"
            else:
                loaner.state = "handing_out" if out else "draft"

    @api.depends("state", "due_back")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for loaner in self:
            loaner.is_late = loaner.state in AWAY and loaner.due_back < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", AWAY), ("due_back", "<", fields.Date.context_today(self))]

    @api.depends("product_id", "lot_id")
    def _compute_display_name(self):
        for loaner in self:
            names = (loaner.product_id.display_name, loaner.lot_id.name)
            loaner.display_name = " ".join(filter(None, names))

    @api.depends("state", "lot_id", "product_id", "rma_id.state", "ticket_id.state")
    @api.depends_context("uid")
    def _compute_blockers(self):
        for loaner in self:
            loaner.hand_out_blocker = loaner._cannot("hand_out")
            loaner.take_back_blocker = loaner._cannot("take_back")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        loaners = super().create(vals_list)
        for loaner in loaners.sudo():  # sudo: aftersales.ticket - whether it has ended
            if problem := loaner._ended_problem():
                raise UserError(problem)
        return loaners

    def write(self, vals):
        fixed = vals.keys() & {"ticket_id", "rma_id", "product_id", "lot_id"}
        if fixed and not self._in_transition():
            for loaner in self.filtered(lambda loaner: loaner.state != "draft"):
                raise UserError(
                    self.env._(
                        "%s is on its way: what is lent stays as it is.", loaner.display_name
                    )
                )
        result = super().write(vals)
        if "due_back" in vals:
            self.filtered(lambda loaner: loaner.state in ("out", "coming_back"))._remind()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_lent(self):
        # sudo: stock.move - whether the unit was ever to be handed out
        for loaner in self.filtered(lambda loaner: loaner.sudo().move_ids):
            raise UserError(self.env._("%s was lent: that stays on record.", loaner.display_name))

    # === PREDICATES === #

    def _cannot(self, action):
        """Return why the action is not possible now for this user, or an empty string."""
        self.ensure_one()
        if self.state not in ACTIONS[action]:
            labels = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "Not possible: the loaner is “%s” by now.", labels.get(self.state, "")
            )
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            return self.env["aftersales.rma"]._needs_group(SPECIALIST)
        # sudo: stock.* - who lends need not read the warehouse
        return getattr(self.sudo(), f"_cannot_{action}")()

    def _cannot_hand_out(self):
        if problem := self._ended_problem():
            return problem
        if self.product_id.tracking != "none" and not self.lot_id:
            return self.env._("Choose the serial number that is lent.")
        same = self.search_count(
            [("lot_id", "=", self.lot_id.id), ("state", "in", AWAY), ("id", "!=", self.id)], limit=1
        )
        if self.lot_id and same:
            return self.env._("%s is lent to somebody already.", self.display_name)
        if not self._source_quant():
            return self.env._(
                "%s is not in stock: choose a unit that is here and promised to nobody.",
                self.display_name,
            )
        return ""

    def _cannot_take_back(self):
        return ""

    def _source_quant(self):
        """Return where a free unit lies in the warehouse."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("lot_id", "=", self.lot_id.id),
                ("company_id", "=", self.company_id.id),
                ("location_id.usage", "=", "internal"),
                ("owner_id", "=", False),
                ("package_id", "=", False),
            ]
        )
        unit = self.product_id.uom_id
        return quants.filtered(lambda quant: unit.compare(quant.available_quantity, 1) >= 0)[:1]

    def _lent(self):
        """Return those that are with the customer, or on their way there or back."""
        return self.filtered(lambda loaner: loaner.state in AWAY)

    def _lent_problem(self):
        """Return what has to come back first, or an empty string."""
        lent = self._lent()
        if not lent:
            return ""
        return self.env._(
            "%s is lent to the customer: take it back first.",
            ", ".join(lent.mapped("display_name")),
        )

    # === ACTIONS === #

    def action_hand_out(self):
        """Let the warehouse hand the unit out, without a sale."""
        for loaner in self._begin("hand_out"):
            loaner._create_hand_out()

    def action_take_back(self):
        """Announce the unit to the warehouse, which takes it in."""
        for loaner in self._begin("take_back"):
            move = loaner.move_ids.filtered(
                lambda m: m.state == "done" and not m._aftersales_is_receipt()
            )[-1:]
            wizard = loaner.env["stock.return.picking"].create(
                {
                    "picking_id": move.picking_id.id,
                    "product_return_moves": [
                        Command.create(
                            {"move_id": move.id, "product_id": move.product_id.id, "quantity": 1}
                        )
                    ],
                }
            )
            wizard._create_return().origin = loaner.ticket_id.number

    def action_open_transfers(self):
        """Show the transfers of the loaner."""
        return self.env["aftersales.rma"]._action_documents(
            self.move_ids.picking_id, self.env._("Transfers")
        )

    # === BUSINESS === #

    def _begin(self, action):
        """Decide on these units for us alone, check it, and return the records for the system."""
        self.check_access("write")
        claim(self, wait=False)
        # sudo: stock.lot - locked, not shown: one unit is lent once, whoever asks
        claim(self.sudo().lot_id)
        for loaner in self:
            if reason := loaner._cannot(action):
                raise UserError(reason)
        # sudo: aftersales.loaner, stock.* - after the predicate, on the user's behalf
        return self.sudo()

    def _create_hand_out(self):
        """Make the transfer from the warehouse to the customer, with the very unit reserved."""
        self.ensure_one()
        quant = self._source_quant()
        picking_type = quant.location_id.warehouse_id.out_type_id
        customers = self.partner_id.with_company(self.company_id).property_stock_customer
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "partner_id": self.partner_id.id,
                "origin": self.ticket_id.number,
                "location_id": quant.location_id.id,
                "location_dest_id": customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product_id.id,
                            "product_uom": self.product_id.uom_id.id,
                            "product_uom_qty": 1,
                            "location_id": quant.location_id.id,
                            "location_dest_id": customers.id,
                            "picking_type_id": picking_type.id,
                            "company_id": self.company_id.id,
                            "aftersales_loaner_id": self.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        move = picking.move_ids
        move._do_unreserve()
        move._update_reserved_quantity(1, quant.location_id, lot_id=self.lot_id)
        move._recompute_state()

    def _settle(self, move):
        """Put on record what the warehouse has done with the unit."""
        self.ensure_one()
        if move._aftersales_is_receipt():
            # sudo: mail.activity - the unit is back, whoever was reminded of it
            self.sudo().activity_unlink([TAKE_BACK])
            self._record("loaner_back", **self._facts())
            return
        lot = move.move_line_ids.filtered("quantity").lot_id[:1]
        if lot != self.lot_id:  # the warehouse took another one
            self._transition().lot_id = lot
        self._record("loaner_out", due=self.due_back, **self._facts())
        self._remind()

    def _remind(self):
        """Remind whoever has the ticket of the day on which the unit is due back."""
        # sudo: mail.activity - whom to remind does not depend on who asks
        for loaner in self.sudo():
            ticket = loaner.ticket_id
            user = ticket.user_id or ticket.team_id.leader_id or self.env.ref("base.user_admin")
            own = loaner.with_context(lang=user.lang, mail_activity_quick_update=True)
            own.activity_unlink([TAKE_BACK])
            own.activity_schedule(TAKE_BACK, date_deadline=loaner.due_back, user_id=user.id)

    def _facts(self):
        return {
            "loaner": self.id,
            "number": self.lot_id.name or self.product_id.display_name,
            "product": self.product_id.id,
            "lot": self.lot_id.id,
        }

    def _event_ticket(self):
        return self.ticket_id
