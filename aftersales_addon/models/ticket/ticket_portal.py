import uuid
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL, email_normalize, format_date, formataddr, plaintext2html

from ...core import mailtext
from .event_mixin import Source
from .ticket_flow import OPEN

LINK_DAYS = 90  # a link opens its ticket for so long after the ticket has ended

# On the customer's timeline: what his page says in full beside it, and where it matters who it was.
SAID_ELSEWHERE = {"ticket_created", "waiting", "resumed", "customer_message", "agent_reply"}
SAID_BY_PEOPLE = {"customer_message", "agent_reply", "confirmed_by_customer"}


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

    form_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Whose form made the ticket, and which: however often it is sent, it makes one.",
    )

    _form_key_uniq = models.UniqueIndex(
        "(form_key) WHERE form_key IS NOT NULL", "This form has been sent already."
    )

    # === LINK === #

    def _link_has_expired(self):
        """Return whether the link in the mails has ceased to open the ticket."""
        self.ensure_one()
        ended = self.closed_at
        return bool(ended) and fields.Datetime.now() > ended + timedelta(days=LINK_DAYS)

    @api.model
    def _get_thread_with_access(self, thread_id, **kwargs):
        """Hold the conversation to what the page is held to: an expired link opens neither."""
        # sudo: aftersales.ticket - whether there is a token to compare with
        if not self.browse(thread_id).sudo().exists().access_token:
            kwargs.pop("token", None)
        thread = super()._get_thread_with_access(thread_id, **kwargs)
        by_link = thread and not thread.sudo(False).has_access("read")
        # sudo: aftersales.ticket - the link alone is no right to read
        if by_link and thread.sudo()._link_has_expired():
            return self.browse()
        return thread

    def write(self, vals):
        """A link is for the customer it was sent to: another customer gets another one."""
        if not vals.keys() & {"partner_id", "partner_email"}:
            return super().write(vals)
        before = {ticket: (ticket.partner_id, ticket.partner_email) for ticket in self}
        result = super().write(vals)
        for ticket in self:
            # sudo: aftersales.ticket - the token is none of the writer's business
            own = ticket.sudo()
            if own.access_token and not ticket._is_same_customer(*before[ticket]):
                own.access_token = str(uuid.uuid4())
        return result

    def _is_same_customer(self, partner, email):
        if partner:
            return self.partner_id == partner
        return email_normalize(self.partner_email) == email_normalize(email)

    # === STATUS === #

    def _portal_status(self):
        """Return where the ticket stands, in the customer's words.

        :return: dict: ``label``, ``next`` (what happens now), ``icon`` and ``color``
        """
        self.ensure_one()
        label, what_next = (
            self._portal_waiting() if self.state == "waiting" else self._portal_state()
        )
        icon, color = self._portal_look()
        return {"label": label, "next": what_next, "icon": icon, "color": color}

    def _portal_state(self):
        until = self._portal_until()
        match self.state:
            case "new":
                return self.env._("Received"), self.env._("We will look at it and get back to you.")
            case "in_progress":
                return self.env._("We are working on it"), self.env._(
                    "You need not do anything now."
                )
            case "resolved" if until:
                return self.env._("Solved, we think"), self.env._(
                    "Please tell us whether it works for you. Without an answer the request"
                    " closes on %s.",
                    until,
                )
            case "resolved":
                return self.env._("Solved, we think"), self.env._(
                    "Please tell us whether it works for you."
                )
            case "closed" if until:
                return self.env._("Closed"), self.env._(
                    "Not solved after all? Tell us until %s and we take it up again.", until
                )
            case "closed":
                return self.env._("Closed"), self.env._(
                    "If something is still wrong, open a follow-up: we will know the history."
                )
        return self.env._("Cancelled"), self.env._("If you need us after all, open a follow-up.")

    def _portal_waiting(self):
        match self.waiting_reason:
            case "customer":
                return self.env._("We are waiting for your answer"), self.env._(
                    "Please write to us below, so that we can go on."
                )
            case "supplier":
                return self.env._("Waiting for a part"), self.env._(
                    "We go on as soon as it arrives."
                )
            case "carrier":
                return self.env._("Waiting for the carrier"), self.env._(
                    "We go on as soon as the parcel arrives."
                )
            case "appointment":
                return self.env._("Appointment agreed"), self.env._(
                    "We go on at the time agreed with you."
                )
        return self.env._("On hold"), self.env._(
            "We have to wait before we may go on, and will tell you."
        )

    def _portal_look(self):
        if self.state == "waiting" and self.waiting_reason == "customer":
            return "fa-reply", "warning"
        return {
            "new": ("fa-inbox", "info"),
            "in_progress": ("fa-wrench", "primary"),
            "waiting": ("fa-clock-o", "secondary"),
            "resolved": ("fa-check", "success"),
            "closed": ("fa-check-circle", "success"),
            "cancelled": ("fa-ban", "secondary"),
        }[self.state]

    def _portal_until(self):
        """Return until when the customer may answer what has ended, or an empty string."""
        # sudo: aftersales.team - its numbers of days are what customers are told anyway
        ticket = self.sudo()
        if self.state == "resolved":
            start, days = self.resolved_at, ticket.team_id.close_after_days
        elif self.state == "closed" and self._within_reopen_window():
            start, days = self.closed_at, ticket._reopen_days()
        else:
            return ""
        if not start or not days:
            return ""
        end = fields.Datetime.context_timestamp(self, start + timedelta(days=days))
        return format_date(self.env, end.date())

    def _portal_timeline(self):
        """Return the public timeline, newest first, as one tells it to the customer."""
        labels = {
            "ticket_created": self.env._("Request received"),
            "customer_message": self.env._("Your message"),
            "agent_reply": self.env._("Our answer"),
            "resumed": self.env._("We went on working"),
            "resolved": self.env._("Solved from our side"),
            "confirmed_by_customer": self.env._("You said that it is solved"),
            "reopened": self.env._("Taken up again"),
        }
        entries = self._timeline(public=True)
        for entry in entries:
            entry["label"] = labels.get(entry["type"], entry["label"])
            if entry["type"] == "waiting":
                entry["label"] = self._portal_waiting_label(entry["facts"]["reason"])
            if entry["type"] in SAID_ELSEWHERE:
                entry["detail"] = ""
            if entry["type"] not in SAID_BY_PEOPLE:
                entry["who"] = ""
        return entries

    def _portal_waiting_label(self, reason):
        if reason == "customer":
            return self.env._("We asked you for an answer")
        return self.env._("Waiting for: %s", self._selection_label("waiting_reason", reason))

    def _last_public_events(self):
        """Return when something last happened that the customer may see, by ticket id."""
        # sudo: aftersales.event - whoever may read the ticket may read its public history
        events = self.env["aftersales.event"].sudo()
        domain = [("ticket", "in", self.ids), ("public", "=", True)]
        return dict(events._read_group(domain, ["ticket"], ["occurred_at:max"]))

    # === WHAT THE CUSTOMER MAY DO === #

    def _cannot_confirm(self):
        """Return why the customer cannot declare the ticket solved, or an empty string."""
        self.ensure_one()
        if self.state in ("closed", "cancelled"):
            return self.env._("This request has ended already.")
        if rmas := self._open_rmas():
            return self.env._(
                "Your return %s is still under way. You can end the request when it is done.",
                ", ".join(rmas.mapped("number")),
            )
        return self._cannot_move("closed" if self.state == "resolved" else "resolved")

    def _confirm_solved(self, customer):
        """The customer says that it is solved: put that on record, and close."""
        self._lock_before_recording()
        if self.state == "closed":  # a second click
            return
        if reason := self._cannot_confirm():
            raise UserError(reason)
        self._record("confirmed_by_customer", actor=customer or None)
        ticket = self.with_context(aftersales_close_reason=Source("customer"))
        if ticket.state in OPEN:
            ticket._move_to("resolved")
        ticket._move_to("closed")

    def _cannot_object(self):
        """Return why the customer cannot have the ticket taken up again, or an empty string."""
        self.ensure_one()
        if self.state in OPEN:
            return self.env._("We are still working on this request: simply write to us below.")
        if self._is_over() or not self._within_reopen_window():
            return self.env._("Too much time has passed: please open a follow-up.")
        return ""

    def _object(self, customer, words):
        """The customer says that it is not solved: his words take the ticket up again."""
        self._lock_before_recording()
        if reason := self._cannot_object():
            raise UserError(reason)
        self.message_post(
            body=plaintext2html(words),
            author_id=customer.id or None,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        if self.state not in OPEN:
            self._move_to("in_progress")

    def _cannot_follow_up(self):
        """Return why there is no need of a follow-up yet, or an empty string."""
        self.ensure_one()
        if self._is_over():
            return ""
        return self.env._("This request is still open to your messages: simply write to us below.")

    def _open_follow_up(self, form_key, words):
        """Open the ticket that goes on where this one ended."""
        if reason := self._cannot_follow_up():
            raise UserError(reason)
        return self._open_once(
            f"follow-up-{self.id}-{form_key}",
            {
                **self._prepare_follow_up_values(),
                **{name: self[name] for name in ("partner_name", "partner_email", "partner_phone")},
                "company_id": self.company_id.id,
                "name": self.name,
                "description": plaintext2html(words),
            },
        )

    @api.model
    def _open_once(self, form_key, values, files=()):
        """Open the ticket of a form, or find it when the same form was sent before.

        :param str form_key: tells one form of one customer from every other
        :param files: uploaded files, which become the ticket's own
        """
        if ticket := self.search([("form_key", "=", form_key)]):
            return ticket
        locked = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", form_key)
        )
        if not locked[0][0]:
            raise ConcurrencyError(f"the form {form_key} is being processed")
        try:
            with self.env.cr.savepoint():
                ticket = (
                    self._transition()
                    .create(
                        {
                            **values,
                            "channel": "portal",
                            "form_key": form_key,
                        }
                    )
                    .with_env(self.env)
                )
        except UniqueViolation as error:
            if error.diag.constraint_name != "aftersales_ticket_form_key_uniq":
                raise
            # The other one is stored, but not visible to this transaction: try again.
            raise ConcurrencyError(str(error)) from error
        ticket._attach(files)
        ticket._acknowledge()
        return ticket

    def _attach(self, files):
        names = mailtext.unique_filenames(mailtext.clean_filename(file.filename) for file in files)
        for file, file.filename in zip(files, names, strict=True):
            file.seek(0)  # a retried request has read it before
            self.env["ir.attachment"]._from_request_file(
                file, mimetype="GUESS", res_model=self._name, res_id=self.id
            )

    def _portal_attachments(self):
        """Return the files that came with the customer's form."""
        self.ensure_one()
        # sudo: ir.attachment - whoever may read the ticket may read what its customer sent
        attachments = self.env["ir.attachment"].sudo()
        return attachments.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("create_uid.share", "=", True),
                ("create_date", "<=", self.create_date),
            ]
        )

    # === MESSAGES === #

    def message_post(self, **kwargs):
        """A stranger who answers by his link writes under the address he first wrote from."""
        if self.env.user._is_public() and not self.partner_id and not kwargs.get("author_id"):
            kwargs |= {
                "author_id": False,
                "email_from": formataddr((self.partner_name or "", self.partner_email or "")),
            }
        return super().message_post(**kwargs)
