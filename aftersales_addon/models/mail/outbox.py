from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core import delivery

SUPERVISOR = "aftersales_addon.group_supervisor"
LATE = timedelta(minutes=15)
WAITING = ("planned", "claimed")


class AftersalesOutbox(models.Model):
    """One mail that the desk sends by itself: planned with its cause, then sent once.

    Planning belongs to the transaction of what causes it. Sending is a matter of its own, in
    steps that are each committed, so that a crash at any point leaves a row that tells how far
    it got. A row is on record: it is never deleted, and only our own methods change it.
    """

    _name = "aftersales.outbox"
    _description = "After-Sales Mail"
    _inherit = ["aftersales.event.mixin"]
    _order = "id desc"
    _rec_name = "subject"

    # === FIELDS === #

    kind = fields.Selection(
        selection=[
            ("acknowledgement", "Acknowledgement"),
            ("closed", "Closing Notice"),
            ("rating", "Closing Notice with Rating"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char(
        required=True,
        readonly=True,
        help="What the mail is about: of two mails with the same key only one is ever sent.",
    )
    state = fields.Selection(
        selection=[
            ("planned", "Waiting"),
            ("claimed", "Being Sent"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("unknown", "Unknown"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        readonly=True,
        help="Unknown: the connection or the job broke at the very moment of handing over, so that"
        " nobody can tell whether the mail server took the mail.",
    )
    guarantee = fields.Selection(
        selection=[("once", "At most once"), ("least", "At least once")],
        required=True,
        readonly=True,
        help="What to do when nobody can tell whether the mail arrived. At most once: leave it to"
        " a supervisor. At least once: send it again.",
    )
    ticket_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", readonly=True, index="btree_not_null"
    )
    recipient_name = fields.Char(readonly=True)
    recipient_email = fields.Char(string="Recipient", readonly=True)
    subject = fields.Char(readonly=True)
    body_html = fields.Html(string="Body", sanitize="email_outgoing", readonly=True)
    email_from = fields.Char(string="From", readonly=True)
    reply_to = fields.Char(readonly=True)
    headers = fields.Json(readonly=True)
    message_id = fields.Char(readonly=True)
    mail_message_id = fields.Many2one(
        comodel_name="mail.message",
        string="Message on the Ticket",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="What the team sees on the ticket, and what an answer to the mail is recognised by.",
    )
    mail_server_id = fields.Many2one(
        comodel_name="ir.mail_server", readonly=True, ondelete="set null"
    )
    tried_server_id = fields.Many2one(
        comodel_name="ir.mail_server",
        string="Waits for Server",
        readonly=True,
        ondelete="set null",
        help="Empty: the one of the server's configuration file.",
    )
    server_down = fields.Boolean(
        readonly=True,
        help="The mail waits for its mail server only, and is tried when that is back.",
    )
    attempts = fields.Integer(string="Failed Attempts", readonly=True, aggregator=None)
    planned_at = fields.Datetime(string="Planned on", required=True, readonly=True, index=True)
    next_attempt_at = fields.Datetime(string="Next Attempt", readonly=True)
    claimed_at = fields.Datetime(string="Taken up on", readonly=True)
    claimed_by = fields.Integer(string="Worker", readonly=True, aggregator=None)
    sent_at = fields.Datetime(string="Sent on", readonly=True)
    fault = fields.Selection(
        selection=list(delivery.FAULTS.items()), string="Problem", readonly=True
    )
    server_reply = fields.Char(string="Answer of the Server", readonly=True)
    unsettled = fields.Boolean(
        readonly=True, help="What became of the mail is still to be put on record."
    )
    alarm_id = fields.Many2one(
        comodel_name="mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    error = fields.Char(compute="_compute_error")
    resend_blocker = fields.Char(compute="_compute_blockers")
    cancel_blocker = fields.Char(compute="_compute_blockers")
    confirm_blocker = fields.Char(compute="_compute_blockers")

    _key_uniq = models.UniqueIndex(
        "(key) WHERE state <> 'cancelled'", "This mail is planned or sent already."
    )
    _due_idx = models.Index("(next_attempt_at, id) WHERE state = 'planned'")
    _server_idx = models.Index("(tried_server_id) WHERE state = 'planned' AND server_down")
    _kept_idx = models.Index("(planned_at) WHERE recipient_email IS NOT NULL")
    _claimed_idx = models.Index("(claimed_by) WHERE state = 'claimed'")
    _unsettled_idx = models.Index("(id) WHERE unsettled")
    _strangers_idx = models.Index(
        "(planned_at) WHERE kind = 'acknowledgement' AND partner_id IS NULL"
    )
    _problem_idx = models.Index("(state) WHERE state IN ('failed', 'unknown')")

    # === COMPUTES === #

    @api.depends("fault", "server_reply", "state")
    @api.depends_context("lang")
    def _compute_error(self):
        labels = dict(self._fields["fault"]._description_selection(self.env))
        for mail in self:
            words = labels.get(mail.fault, "") if mail.state != "sent" else ""
            mail.error = f"{words}: {mail.server_reply}" if words and mail.server_reply else words

    @api.depends("state", "key", "recipient_email", "ticket_id.state", "ticket_id.reopen_count")
    @api.depends_context("uid", "lang")
    def _compute_blockers(self):
        for mail in self:
            mail.resend_blocker = mail._cannot_resend()
            mail.cancel_blocker = mail._cannot_cancel()
            mail.confirm_blocker = mail._cannot_confirm()

    # === PREDICATES === #

    def _cannot_resend(self):
        """Return why the mail cannot be sent again, or an empty string."""
        if self.state not in ("failed", "unknown"):
            return self.env._("Only a mail that failed or may be lost can be sent again.")
        if not self.recipient_email:
            return self.env._("The address and the text of this mail are not kept any more.")
        if self._is_moot():
            return self.env._("The ticket has gone on since: this mail would tell the wrong thing.")
        return self._cannot_decide()

    def _cannot_cancel(self):
        if self.state != "planned":
            return self.env._("Only a mail that still waits can be cancelled.")
        return self._cannot_decide()

    def _cannot_confirm(self):
        if self.state != "unknown":
            return self.env._("Only a mail whose arrival is unknown can be confirmed.")
        return self._cannot_decide()

    def _cannot_decide(self):
        if self.env.su or self.env.user.has_group(SUPERVISOR):
            return ""
        return self.env._("Ask a supervisor: this is theirs to decide.")

    def _is_moot(self):
        """Return whether the mail would tell what is not true any more."""
        self.ensure_one()
        # sudo: aftersales.ticket - the mail is about it, whoever looks at the mail
        ticket = self.sudo().ticket_id
        return self.kind in ("closed", "rating") and (
            ticket.state != "closed" or self.key != ticket._closing_key()
        )

    def _is_protected(self, name):
        """Nothing about a mail is set by hand."""
        return name in self._fields

    # === ACTIONS === #

    def action_resend(self):
        """Plan the mails anew, with their three days."""
        self._check_that("_cannot_resend")
        now = fields.Datetime.now()
        mails = self._decided("mail_resent")
        mails.alarm_id.unlink()
        mails.write(
            {
                "state": "planned",
                "planned_at": now,
                "next_attempt_at": now,
                "attempts": 0,
                "fault": False,
                "server_reply": False,
                "unsettled": False,
            }
        )
        self._wake_sender()

    def action_cancel(self):
        """Send the waiting mails never."""
        self._check_that("_cannot_cancel")
        self._decided("mail_cancelled")._cancel()

    def action_confirm(self):
        """Take a supervisor's word that the mails arrived."""
        self._check_that("_cannot_confirm")
        self._decided("mail_arrived")._mark_sent()
        self._wake_sender()

    def _check_that(self, predicate):
        self.check_access("read")
        for mail in self:
            if reason := getattr(mail, predicate)():
                raise UserError(reason)

    def _decided(self, what):
        """Put a person's decision on record; return the mails ready to be changed."""
        self._record(
            "corrected",
            what=what,
            mail=lambda mail: mail.id,
            kind=lambda mail: mail.kind,
            was=lambda mail: mail.state,
            text=lambda mail: mail.subject,
        )
        # sudo: aftersales.outbox - nobody may write it but our methods; the predicate was asked
        return self.sudo()._transition()

    # === BUSINESS === #

    def _cancel(self):
        """Cancel waiting mails; what was never tried leaves no message on its ticket."""
        # sudo: aftersales.outbox, mail.message - the cause of the mail has gone, whoever ended it
        mails = self.sudo()._transition()
        mails.filtered(lambda mail: not mail.attempts).mail_message_id.unlink()
        mails.write({"state": "cancelled", "next_attempt_at": False})
        mails._settle_now()

    def _cancel_planned(self, tickets, kinds):
        """Cancel what waits of these kinds for the tickets."""
        # sudo: aftersales.outbox - whoever changes the ticket changes what is said about it
        self.sudo().search(
            [
                ("ticket_id", "in", tickets.ids),
                ("kind", "in", kinds),
                ("state", "=", "planned"),
            ]
        )._cancel()

    def _mark_sent(self):
        now = fields.Datetime.now()
        mails = self._transition()
        for kind, same in mails.grouped("kind").items():
            same.write(
                {
                    "state": "sent",
                    "sent_at": now,
                    "next_attempt_at": False,
                    "fault": False,
                    "server_reply": False,
                    "unsettled": kind in self._survey_kinds(),
                }
            )

    @api.model
    def _survey_kinds(self):
        """Return the kinds that ask the customer something: planned, sent, cancelled go on record."""
        return {"rating"}

    # === FIGURES === #

    @api.model
    def _figures(self, domain=Domain.TRUE):
        """Return how many mails there are by what became of them.

        :param domain: restricts the mails, for instance to a company or a period
        :return: dict with ``planned`` = ``sent`` + ``failed`` + ``unknown`` + ``cancelled`` +
            ``waiting``
        """
        counts = dict(self._read_group(domain, ["state"], ["__count"]))
        figures = {name: counts.get(name, 0) for name in ("sent", "failed", "unknown", "cancelled")}
        figures["waiting"] = sum(counts.get(name, 0) for name in WAITING)
        return {"planned": sum(figures.values()), **figures}

    @api.model
    def _health(self):
        """Return when the sender last worked, since when the oldest mail waits, how many are late.

        Instants are naive UTC, or False.
        """
        waiting = [("state", "in", WAITING)]
        late = [*waiting, ("planned_at", "<", fields.Datetime.now() - LATE)]
        oldest = self.search(waiting, order="planned_at", limit=1)
        return {
            "last_success": self.env["aftersales.heartbeat"]._last("outbox"),
            "oldest_waiting": oldest.planned_at,
            "late": self.search_count(late),
        }

    # === TOOLS === #

    def _is_for_staff(self):
        """Return whether the mail is none of the customer's business."""
        return False

    def _event_ticket(self):
        return self.ticket_id

    def _event_company(self):
        return self.company_id
