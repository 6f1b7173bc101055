import logging
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import NamedTuple
from xmlrpc.client import Binary

from psycopg2 import InterfaceError, OperationalError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ConcurrencyError, LockError
from odoo.fields import Domain
from odoo.tools import SQL

from ...core import mailguard, mailparts, mailrules, mailtext

_logger = logging.getLogger(__name__)

# What fails for no fault of the mail: a race, a lost connection, somebody else at work.
TRANSIENT = (OperationalError, InterfaceError, ConcurrencyError, LockError)
TRIES = 5  # of a transaction that meets another one
MAX_ATTEMPTS = 5  # of a mail that never comes to an end
PATIENCE = timedelta(minutes=1)  # until somebody else takes over an unfinished mail
BATCH = 200
RETENTION_PARAMETER = "aftersales_addon.mail_retention_days"
MAX_RETENTION = 36_500  # days
# Where a mail names whom it is for; what the sender wrote comes first.
RECIPIENT_HEADERS = ("to", "cc", "resent-to", "resent-cc", "delivered-to")


class Claim(NamedTuple):
    """Whether a mail is for after-sales, and for other apps; the company's id as far as known."""

    ours: bool
    others: bool = False
    company_id: int | None = None


class AftersalesIntake(models.Model):
    _inherit = "aftersales.intake"

    # === WHOSE MAIL === #

    @api.model
    def _takes(self, raw, model):
        """Return whether a mail is for after-sales, and whether it is for other apps too.

        Recipients and references decide, as they do for Odoo's own routing.

        :param bytes raw: the mail as it came
        :param str model: the model that the gateway falls back on, or None
        :rtype: Claim
        """
        headers = mailguard.headers(raw)
        # sudo: mail.alias, mail.alias.domain, mail.message - which addresses and mails are ours
        gateway = self.sudo()
        recipients = self._recipients(headers)
        aliases = gateway._addressed(recipients)
        ours = aliases.filtered(gateway._brings_tickets)
        references = self._references(headers)
        if ours:
            # a copy to us may be of an answer to another app's mail
            quoted = gateway._quoted_message(references)
            others = aliases - ours or (quoted and quoted.model != "aftersales.ticket")
            return Claim(True, bool(others), gateway._company_of(quoted, ours[0]).id)
        if aliases:
            return Claim(False, others=True)
        # sudo: mail.alias.domain - the addresses that bounces go to, whoever hands the mail over
        bounces = self.env["mail.alias.domain"].sudo().search([]).mapped("bounce_email")
        if recipients.keys() & set(bounces) or mailrules.bounce_candidate(headers):
            references += mailguard.embedded_message_ids(raw)
        if parent := gateway._quoted_message(references):
            ours = parent.model == "aftersales.ticket"
            return Claim(ours, company_id=ours and gateway._company_of(parent, aliases).id)
        # "Incoming Mail" is what one would choose for a mail server that brings tickets
        return Claim(model in ("aftersales.ticket", self._name))

    @api.model
    def _recipients(self, headers):
        """Return the addresses that a mail is sent to, in the order in which it names them.

        :rtype: dict[str, int]
        :return: address -> its place
        """
        found = {}
        for wanted in RECIPIENT_HEADERS:
            for name, value in headers:
                if name.lower() == wanted:
                    for address in mailguard.addresses(value):
                        found.setdefault(address, len(found))
        return found

    @api.model
    def _addressed(self, recipients):
        """Return the aliases among the addresses, in the order of these.

        :param dict recipients: address -> its place, from :meth:`_recipients`
        """
        if not recipients:
            return self.env["mail.alias"]
        locals_ = {}
        for address, place in recipients.items():
            locals_.setdefault(address.partition("@")[0], place)
        aliases = self.env["mail.alias"].search(
            Domain("alias_full_name", "in", list(recipients))
            | Domain("alias_name", "in", list(locals_)) & Domain("alias_incoming_local", "=", True)
        )
        return aliases.sorted(
            lambda alias: (
                recipients.get(alias.alias_full_name, locals_.get(alias.alias_name, 0)),
                alias.id,
            )
        )

    @api.model
    def _brings_tickets(self, alias):
        return alias.alias_model_id.id == self.env["ir.model"]._get_id("aftersales.ticket")

    @api.model
    def _references(self, headers):
        """Return the ids of the mails that a mail answers, the nearest last."""
        found = {name.lower(): value for name, value in reversed(headers)}
        return [
            message_id
            for name in ("references", "in-reply-to")
            for message_id in mailguard.message_ids(found.get(name, ""))
        ]

    @api.model
    def _quoted_message(self, message_ids):
        if not message_ids:
            return self.env["mail.message"]
        return self.env["mail.message"].search(
            [("message_id", "in", message_ids)], order="id desc", limit=1
        )

    # === STORE FIRST === #

    @api.model
    def _receive(self, message, company_id=None, **options):
        """Store a mail in a transaction of its own, then process it in another.

        Nothing of it depends on the caller's transaction: a mail that was stored is brought
        to its end by the next delivery or the scheduled job, whatever fails or is killed.

        :param message: the mail, as bytes, text or ``xmlrpc.client.Binary``
        :param int company_id: whose mail it is, where that is known
        :param options: ``custom_values``, ``thread_id`` and ``strip_attachments``, as the gateway
            takes them, and ``alias_id`` where Odoo has found the address
        :return: the id of the ticket that the mail reached, or False
        """
        raw = self._as_bytes(message)
        intake_id, state = self._alone(lambda alone: alone._store(raw, options, company_id))
        intake = self.browse(intake_id)
        if state == "stored":
            return intake._finish()
        return state == "unfinished" and intake._continue()

    @api.model
    def _as_bytes(self, message):
        if isinstance(message, Binary):
            return bytes(message.data)
        return message.encode("utf-8", "surrogateescape") if isinstance(message, str) else message

    @api.model
    def _store(self, raw, options, company_id=None):
        """Keep a mail as it came, once; another delivery of it leaves a row as well.

        :return: the id of the mail, and whether it is ``stored`` now, was left
            ``unfinished`` before, or is ``known``
        :rtype: tuple[int, str]
        """
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
            INSERT INTO aftersales_intake
                   (digest, state, size, attempts, received_at, next_attempt_at, company_id,
                    create_date, create_uid, write_date, write_uid)
            VALUES (%s, 'received', %s, 1, %s, %s, (SELECT id FROM res_company WHERE id = %s),
                    %s, %s, %s, %s)
            ON CONFLICT (digest) WHERE state <> 'duplicate' DO NOTHING
            RETURNING id
            """,
                digest := mailguard.identity(raw),
                len(raw),
                now,
                now + PATIENCE,
                company_id or None,
                now,
                self.env.uid,
                now,
                self.env.uid,
            ),
            log_exceptions=False,  # meeting another delivery of it is no error: see `_alone`
        )
        if row := self.env.cr.fetchone():
            intake = self.browse(row)
            intake.write(
                {"options": options, **self._describe(raw), "raw_id": intake._keep(raw).id}
            )
            if not company_id:
                intake.company_id = intake._company_addressed(raw)
            return intake.id, "stored"
        original = self.search([("digest", "=", digest), ("state", "!=", "duplicate")])
        if original.state == "received":
            return original.id, "unfinished"
        values = {"digest": digest, "state": "duplicate", "original_id": original.id}
        copied = ("size", "email_from", "sender", "email_to", "subject")
        self.with_context(mail_create_nolog=True).create(
            {
                **values,
                **{name: original[name] for name in copied},
                "company_id": original.company_id.id,
                "ticket_id": original.ticket_id.id,
                "finished_at": now,
            }
        )
        return original.id, "known"

    def _company_addressed(self, raw):
        """Return whose mail it is while nothing is known but its header."""
        headers = mailguard.headers(raw)
        quoted = self._quoted_message(self._references(headers))
        return self._company_of(quoted, self._aliases(headers)[:1])

    @api.model
    def _company_of(self, quoted, alias):
        """Return the company of the ticket that a mail quotes, or else of the address it is for."""
        tickets = self.env["aftersales.ticket"]
        ticket = tickets.browse(quoted.res_id if quoted.model == tickets._name else None).exists()
        return ticket.company_id or self._team(alias).company_id

    def _keep(self, raw):
        return self.env["ir.attachment"].create(
            {
                "name": "mail.eml",
                "raw": raw,
                "mimetype": "message/rfc822",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    @api.model
    def _describe(self, raw):
        """Return what the list shows of a mail, cleaned."""
        headers = mailguard.headers(raw)
        # The first of several is the one that mail programs show.
        found = {name.lower(): value for name, value in reversed(headers)}
        senders = mailguard.addresses(found.get("from", ""))
        return {
            "email_from": mailtext.clean_line(mailparts.decode_words(found.get("from", ""))),
            "sender": senders[0] if senders else False,
            "email_to": mailtext.clean_line(mailparts.decode_words(found.get("to", ""))),
            "subject": mailtext.clean_line(mailparts.decode_words(found.get("subject", ""))),
        }

    # === TO ITS END === #

    def _alone(self, work):
        """Return what ``work`` does with these records in a transaction of its own.

        It is tried again when it meets another transaction, as Odoo does for requests.
        """
        for attempt in range(1, TRIES + 1):
            try:
                with self._own_transaction() as alone:
                    return work(alone)
            except TRANSIENT:
                if attempt == TRIES:
                    raise
        return None

    @contextmanager
    def _own_transaction(self):
        with self.env.registry.cursor() as cr:
            # sudo: aftersales.intake - the gateway works for the system
            yield self.with_env(api.Environment(cr, SUPERUSER_ID, {}, su=True))

    def _finish(self):
        """Process a stored mail: as it came, or else rebuilt, or else into quarantine.

        :return: the id of the ticket that the mail reached, or False
        """
        self.ensure_one()
        error = None
        for rebuilt in (False, True):
            try:
                return self._alone(partial(self._process_once, rebuilt=rebuilt))
            except TRANSIENT as failure:
                _logger.warning("Mail %s is left for the next attempt: %s", self.id, failure)
                return False
            except Exception as failure:  # whatever a mail can provoke
                _logger.info("Mail %s cannot be processed: %r", self.id, failure, exc_info=True)
                error = failure
        self._alone(partial(self._give_up, error=error))
        return False

    @staticmethod
    def _process_once(intake, rebuilt):
        intake = intake.try_lock_for_update()
        if intake.state == "received":
            intake._process(rebuilt=rebuilt)
        return intake.state in ("ticket", "reply", "automatic") and intake.ticket_id.id

    @staticmethod
    def _give_up(intake, error):
        intake = intake.try_lock_for_update()
        if intake.state == "received":
            intake._quarantine("unreadable", detail=f"{type(error).__name__}: {error}")

    def _continue(self):
        """Process a mail whose processing came to no end."""
        return bool(self._alone(lambda alone: alone._count_attempt())) and self._finish()

    def _count_attempt(self):
        """Return whether the mail deserves another attempt, which counts before it begins."""
        intake = self.try_lock_for_update()
        if intake.state != "received":
            return False
        if intake.attempts >= MAX_ATTEMPTS:
            intake._quarantine("repeated_crash")
            return False
        intake.attempts += 1
        intake.next_attempt_at = fields.Datetime.now() + PATIENCE * 2**intake.attempts
        return True

    def _quarantine(self, reason, detail=None, **values):
        self.write(
            {
                "state": "quarantine",
                "reason": reason,
                "detail": mailtext.clean_line(detail or "") or False,
                "finished_at": fields.Datetime.now(),
                **values,
            }
        )
        self._alarm()

    # === JOBS === #

    @api.model
    def _cron_process(self):
        """Go on with the mails whose processing was cut short."""
        domain = [("state", "=", "received"), ("next_attempt_at", "<=", fields.Datetime.now())]
        due = self.search(domain, order="id", limit=BATCH)
        remaining = len(due)
        for intake in due:
            try:
                intake._continue()
            except Exception:  # one mail must not keep the next one waiting
                _logger.exception("Mail %s could not be continued", intake.id)
            remaining -= 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break
        self.env["aftersales.heartbeat"]._beat("intake")

    @api.autovacuum
    def _gc_raw(self):
        """Delete mails as they came when their time is over, unless one is still to be decided."""
        days = min(self._parameter(RETENTION_PARAMETER, 90), MAX_RETENTION)
        old = Domain("finished_at", "<", fields.Datetime.now() - timedelta(days=days))
        decided = Domain("state", "!=", "quarantine") | Domain("rejected", "=", True)
        intakes = self.search(old & decided & Domain("raw_id", "!=", False), limit=1000)
        intakes._copies_of_raw().unlink()
        intakes.raw_id.unlink()
        return len(intakes), len(intakes) == 1000

    def _copies_of_raw(self):
        """Return the copies of the mails as they came that lie on tickets."""
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "aftersales.ticket"),
                ("mimetype", "=", "message/rfc822"),
                ("checksum", "in", self.raw_id.mapped("checksum")),
            ]
        )

    @api.model
    def _parameter(self, name, default):
        """Return a number among the system parameters; nonsense counts as the default."""
        # sudo: ir.config_parameter - limits that bind whoever asks
        value = self.env["ir.config_parameter"].sudo().get_param(name)
        return int(value) if value and value.isdigit() and len(value) < 10 else default
