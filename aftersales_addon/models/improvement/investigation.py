from odoo import api, fields, models
from odoo.exceptions import UserError

from ..sla.target import METRICS

CAUSES = [
    ("person", "Person"),
    ("process", "Process"),
    ("system", "System"),
    ("customer", "Customer"),
    ("force_majeure", "Force Majeure"),
]


class AftersalesInvestigation(models.Model):
    """Why a promise was broken: opened by the breach itself, one for each ticket and metric."""

    _name = "aftersales.investigation"
    _description = "Breach Investigation"
    _inherit = ["aftersales.event.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "opened_at desc, id desc"
    _rec_name = "ticket_id"
    _check_company_auto = True
    _protected_fields = frozenset(
        {
            "ticket_id",
            "team_id",
            "agent_id",
            "metric",
            "clock_ids",
            "state",
            "opened_at",
            "closed_at",
            "closed_by_id",
        }
    )

    ticket_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True, index=True)
    team_id = fields.Many2one(
        comodel_name="aftersales.team",
        readonly=True,
        index="btree_not_null",
        help="Who had the ticket when it was late.",
    )
    agent_id = fields.Many2one(comodel_name="res.users", readonly=True, index="btree_not_null")
    metric = fields.Selection(selection=METRICS, string="Late With", required=True, readonly=True)
    clock_ids = fields.Many2many(
        comodel_name="aftersales.sla.clock",
        relation="aftersales_investigation_clock_rel",
        string="Clocks",
        readonly=True,
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("closed", "Concluded")],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
    )
    opened_at = fields.Datetime(
        string="Since", required=True, readonly=True, default=fields.Datetime.now
    )
    closed_at = fields.Datetime(string="Concluded on", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        comodel_name="res.users", string="Concluded by", readonly=True, copy=False
    )
    cause = fields.Selection(selection=CAUSES, tracking=True)
    step = fields.Selection(
        selection=[
            ("intake", "Intake"),
            ("assignment", "Assignment"),
            ("handover", "Hand-over"),
            ("answer", "Answer to the Customer"),
            ("diagnosis", "Diagnosis"),
            ("parts", "Parts"),
            ("repair", "Repair"),
            ("return", "Return"),
            ("visit", "Visit"),
            ("other", "Other"),
        ],
        string="Responsible Step",
        tracking=True,
    )
    note = fields.Text(string="What Happened")
    close_blocker = fields.Char(compute="_compute_close_blocker")

    _open_uniq = models.UniqueIndex("(ticket_id, metric) WHERE state = 'open'")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("An investigation is opened by the breach itself."))
        return super(AftersalesInvestigation, self._transition()).create(vals_list)

    def write(self, vals):
        if vals.keys() & {"cause", "step", "note"} and "closed" in self.mapped("state"):
            raise UserError(
                self.env._("This investigation is concluded and stays as it is: re-open it first.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        raise UserError(self.env._("An investigation is on record and is never deleted."))

    @api.depends("ticket_id.display_name", "metric")
    def _compute_display_name(self):
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        for investigation in self:
            ticket = investigation.ticket_id.display_name or ""
            investigation.display_name = f"{ticket}: {metrics.get(investigation.metric, '')}"

    @api.depends("cause", "step")
    def _compute_close_blocker(self):
        for investigation in self:
            investigation.close_blocker = investigation._cannot_close()

    def _event_ticket(self):
        return self.ticket_id

    @api.model
    def _open_for(self, clocks):
        """Open an investigation for each ticket and metric, or join the one that is open."""
        # sudo: aftersales.investigation - the breach opens it, whoever notices; nobody is told
        opening = self.sudo().with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        investigations = opening.search(
            [("ticket_id", "in", clocks.ticket_id.ids), ("state", "=", "open")]
        )
        found = {(inv.ticket_id, inv.metric): inv for inv in investigations}
        missing = {}
        for clock in clocks:
            if known := found.get((clock.ticket_id, clock.metric)):
                known._transition().clock_ids |= clock
            else:
                missing.setdefault((clock.ticket_id, clock.metric), []).append(clock)
        opening.create(
            [
                {
                    "ticket_id": ticket.id,
                    "metric": metric,
                    "team_id": ticket.team_id.id,
                    "agent_id": ticket.user_id.id,
                    "clock_ids": [fields.Command.set([clock.id for clock in late])],
                }
                for (ticket, metric), late in missing.items()
            ]
        )

    def _cannot_close(self):
        """Return why the investigation cannot be closed, or an empty string."""
        self.ensure_one()
        if self.state == "closed":
            return self.env._("It is concluded already.")
        if not self.cause:
            return self.env._("Say first what caused it: a breach is not filed without its cause.")
        if not self.step:
            return self.env._("Say first at which step it happened.")
        return ""

    def action_close(self):
        """File the breaches with their cause; several of one cause at once."""
        for investigation in self:
            if reason := investigation._cannot_close():
                raise UserError(
                    self.env._(
                        "%(breach)s: %(reason)s",
                        breach=investigation.display_name,
                        reason=reason,
                    )
                )
        now = fields.Datetime.now()
        self._transition().write(
            {"state": "closed", "closed_at": now, "closed_by_id": self.env.uid}
        )
        self._record(
            "investigation_closed",
            metric=lambda inv: inv.metric,
            cause=lambda inv: inv.cause,
            step=lambda inv: inv.step,
            text=lambda inv: inv.note or "",
        )

    def _cannot_reopen(self):
        """Return why the investigation cannot be opened again, or an empty string."""
        self.ensure_one()
        if self.state == "open":
            return self.env._("It is open.")
        same = [
            ("ticket_id", "=", self.ticket_id.id),
            ("metric", "=", self.metric),
            ("state", "=", "open"),
        ]
        if self.search_count(same, limit=1):
            return self.env._("The same is being looked into already: use that investigation.")
        return ""

    def action_reopen(self):
        """Ask why it has to be looked into again."""
        self.ensure_one()
        self.check_access("write")
        if reason := self._cannot_reopen():
            raise UserError(reason)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_investigation_reopen_action"
        ) | {"context": {"default_investigation_id": self.id}}

    def _reopen(self, reason):
        """Look into it again, for a reason that goes on record."""
        self.ensure_one()
        if not reason.strip():
            raise UserError(self.env._("Give the reason: it goes on record."))
        if blocker := self._cannot_reopen():
            raise UserError(blocker)
        self._transition().write({"state": "open", "closed_at": False, "closed_by_id": False})
        self._record(
            "corrected",
            what="investigation re-opened",
            metric=self.metric,
            investigation=self.id,
            reason=reason,
        )
