from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

STATES = [
    ("received", "Being Processed"),
    ("ticket", "New Ticket"),
    ("reply", "Reply"),
    ("duplicate", "Duplicate"),
    ("automatic", "Automatic Mail"),
    ("bounce", "Delivery Failure"),
    ("quarantine", "Quarantine"),
]
REASONS = [
    ("unknown_user_update", "A stranger quotes a message of ours"),
    (
        "internal_unverified",
        "Claims to come from a colleague; the mail server does not vouch for it",
    ),
    ("alias_refuses", "The team's address takes no mail from this sender"),
    ("unknown_bounce", "Reports a failure of a mail that is not ours"),
    ("unreadable", "Could not be read"),
    ("repeated_crash", "Stopped the server each time it was processed"),
]
SUPERVISOR = "aftersales_addon.group_supervisor"
# What a supervisor may still decide about, and how.
DECISIONS = {
    "process": {"quarantine", "automatic"},
    "open": {"quarantine", "automatic", "bounce"},
    "assign": {"quarantine", "automatic", "bounce"},
    "reject": {"quarantine"},
}


class AftersalesIntake(models.Model):
    """One delivery of a mail to after-sales, from the moment it is stored.

    Each delivery is a row and ends in exactly one state, so that the figures add up:
    fetched = ticket + reply + duplicate + automatic + bounce + quarantine (+ waiting).
    """

    _name = "aftersales.intake"
    _description = "Incoming Mail"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "subject"
    _rec_names_search = ["subject", "email_from"]

    state = fields.Selection(
        selection=STATES, string="Became", required=True, default="received", index=True
    )
    reason = fields.Selection(selection=REASONS, index="btree_not_null")
    detail = fields.Char(help="What the server said, for whoever has to find the cause.")
    rejected = fields.Boolean(help="A supervisor has looked at the mail and put it away.")
    received_at = fields.Datetime(
        string="Received on", required=True, index=True, default=fields.Datetime.now
    )
    finished_at = fields.Datetime(string="Processed on")
    attempts = fields.Integer(aggregator=None)
    next_attempt_at = fields.Datetime(string="Next Attempt on")

    digest = fields.Char(string="Fingerprint", required=True)
    original_id = fields.Many2one(
        comodel_name="aftersales.intake", string="Duplicate of", index="btree_not_null"
    )
    raw_id = fields.Many2one(
        comodel_name="ir.attachment", string="Mail as It Came", ondelete="set null"
    )
    size = fields.Integer(string="Size (bytes)", aggregator=None)
    options = fields.Json(help="What the caller of the gateway asked for.")

    email_from = fields.Char(string="From")
    sender = fields.Char(string="Sender's Address", index="btree_not_null")
    email_to = fields.Char(string="To")
    subject = fields.Char()
    authentication = fields.Selection(
        selection=[
            ("pass", "Vouched for"),
            ("none", "Not checked"),
            ("fail", "Failed"),
        ],
        string="Sender Check",
        help="What your own mail server says of the sender (SPF, DKIM, DMARC).",
    )

    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    ticket_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        index="btree_not_null",
        ondelete="set null",
        help="The ticket that the mail reached; in quarantine, the one that it is about.",
    )
    mail_message_id = fields.Many2one(
        comodel_name="mail.message", string="Message", index="btree_not_null", ondelete="set null"
    )
    preview = fields.Text(compute="_compute_preview", string="Text")

    process_blocker = fields.Char(compute="_compute_blockers")
    open_blocker = fields.Char(compute="_compute_blockers")
    assign_blocker = fields.Char(compute="_compute_blockers")
    reject_blocker = fields.Char(compute="_compute_blockers")

    _digest_uniq = models.UniqueIndex("(digest) WHERE state <> 'duplicate'")
    _unfinished_idx = models.Index("(next_attempt_at) WHERE state = 'received'")

    # === COMPUTES === #

    @api.depends("raw_id")
    def _compute_preview(self):
        for intake in self:
            intake.preview = intake._readable_text()

    @api.depends("state", "rejected", "raw_id", "mail_message_id")
    @api.depends_context("uid")
    def _compute_blockers(self):
        for intake in self:
            for action in DECISIONS:
                intake[f"{action}_blocker"] = intake._cannot(action)

    # === DECISIONS === #

    def _cannot(self, action):
        """Return why the action is not possible now for this user, or an empty string."""
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group(SUPERVISOR):
            return self.env._("Only a supervisor can do this: ask one.")
        if self.state not in DECISIONS[action] or (self.rejected and action == "reject"):
            return self.env._("Nothing to decide: it is “%s”.", self._state_label())
        if action == "process" and self.mail_message_id:
            return self.env._("The mail is on its ticket already.")
        # sudo: ir.attachment - whether the mail is still there
        if action != "reject" and not self.sudo().raw_id:
            return self.env._(
                "The mail as it came is not kept any more: its time of retention is over."
            )
        return ""

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _begin(self, action):
        """Lock the mails and return them for the system, when the action is possible."""
        self.check_access("read")
        for intake in self:
            if reason := intake._cannot(action):
                raise UserError(
                    self.env._("“%(mail)s”: %(reason)s", mail=intake.subject, reason=reason)
                )
        # sudo: aftersales.intake - after the predicate, on the supervisor's behalf
        intakes = self.sudo()
        intakes.lock_for_update()
        return intakes

    def action_process(self):
        """Take the mails once more as if they had just arrived, with today's settings."""
        for intake in self._begin("process"):
            intake._process_again()
        return self._show_result()

    def action_open_ticket(self):
        """Open a ticket from each mail, whoever sent it and whatever it refers to."""
        for intake in self._begin("open"):
            intake._process_again(decided="open")
        return self._show_result()

    def action_assign(self):
        """Ask which ticket the mails belong to."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assign to a Ticket"),
            "res_model": "aftersales.intake.assign",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_intake_ids": [Command.set(self.ids)],
                "default_ticket_id": self.ticket_id[:1].id,
            },
        }

    def _assign(self, ticket):
        """Add the mails to the ticket, whoever sent them."""
        intakes = self._begin("assign")
        if there := intakes.filtered(lambda mail: mail.mail_message_id.res_id == ticket.id):
            raise UserError(
                self.env._("“%s” is on that ticket already: choose another.", there[0].subject)
            )
        intakes.ticket_id = ticket
        for intake in intakes:
            intake._process_again(decided="assign")
        ticket._record(
            "override",
            rule="mail_quarantine",
            reason=self.env._("Mail assigned by hand"),
            mails=intakes.ids,
        )

    def action_reject(self):
        """Put the mails away: they stay in quarantine and ask for no decision any more."""
        intakes = self._begin("reject")
        intakes.rejected = True
        intakes._stop_asking()

    def _show_result(self):
        if len(self) == 1 and self.ticket_id and self.state != "quarantine":
            return self.ticket_id.get_formview_action()
        return None

    def action_view_ticket(self):
        self.ensure_one()
        return self.ticket_id.get_formview_action()

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Supervisors may note what they found out, though a mail is never edited."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation == "create" and self.env.user.has_group(SUPERVISOR):
            return dict.fromkeys(operations, "read")
        return operations

    # === ALARM === #

    def _alarm(self):
        """Ask the supervisors to decide; each is asked once until he has looked."""
        for intake in self:
            supervisors = self.env.ref(SUPERVISOR).all_user_ids.filtered(
                lambda user, intake=intake: (
                    user.active
                    and not user.share
                    and (not intake.company_id or intake.company_id in user.company_ids)
                )
            )
            asked = self.env["mail.activity"].search(
                [("res_model", "=", self._name), ("user_id", "in", supervisors.ids)]
            )
            for user in supervisors - asked.user_id:
                # In his list of activities: a flood of mails must not become one of notices.
                intake.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("A mail waits for your decision"),
                    user_id=user.id,
                )

    def _stop_asking(self):
        """Ask no more about these mails, but about the oldest that still waits."""
        if not self.activity_ids:
            return
        self.activity_ids.unlink()
        companies = [False, *self.company_id.ids]
        waiting = [("state", "=", "quarantine"), ("rejected", "=", False)]
        self.search([*waiting, ("company_id", "in", companies)], order="id", limit=1)._alarm()

    # === FIGURES === #

    @api.model
    def _figures(self, domain=Domain.TRUE):
        """Return how many mails were fetched and what became of them.

        :param domain: restricts the mails, for instance to a company or a period
        :rtype: dict[str, int]
        :return: ``fetched`` and one count per end; ``waiting`` are those being processed
        """
        counts = dict(self._read_group(domain, ["state"], ["__count"]))
        ends = {state: counts.get(state, 0) for state, __ in STATES if state != "received"}
        return {"fetched": sum(counts.values()), **ends, "waiting": counts.get("received", 0)}
