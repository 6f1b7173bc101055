import contextlib
import dataclasses
import logging
import secrets
import smtplib

from psycopg2 import errors

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize, formataddr, html2plaintext

from ...core import delivery

_logger = logging.getLogger(__name__)

WORKERS = 0x6D61696C  # "mail": the first half of the advisory locks that living workers hold
LOST = ("dropped", "cut")
LOSSES = 3  # so many connections lost in a row, and the server counts as down
TRIES = 10  # to take a mail while others take theirs
# What decides on the mail server: mails that have it in common share a connection.
GROUP = SQL("company_id, COALESCE(email_from, ''), COALESCE(mail_server_id, 0)")


class Run:
    """What one run of the sender knows of the mail servers, each by group of mails."""

    def __init__(self):
        self.sessions, self.servers = {}, {}
        self.given_up, self.back = set(), set()


class Session:
    """A connection to one mail server, and what it saw of the mail in hand."""

    def __init__(self, smtp):
        self.smtp = smtp
        self.used = False
        # What stands in for a server in tests says by an error alone that it refused.
        self.watch = delivery.Watch(smtp) if hasattr(smtp, "getreply") else None

    def begin(self):
        if self.watch:
            self.watch.reset()

    def close(self):
        # a server that has gone needs no goodbye
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self.smtp.quit()


class AftersalesOutbox(models.Model):
    """Sending. A mail is claimed, and the claim committed, before its first byte leaves.

    A worker holds an advisory lock of PostgreSQL under the number that its claims carry. The
    lock ends with its connection, whatever killed it: a claim whose worker holds none is nobody's.
    """

    _inherit = "aftersales.outbox"

    @api.model
    def _cron_send(self):
        """Send what is due, oldest first; safe to run in several processes at once."""
        if self.env["ir.mail_server"]._disable_send() or not self._may_send():
            return
        with self._worker() as number:
            self._release_orphans()
            self._send_due(number)
        self._settle()
        self.env["aftersales.heartbeat"]._beat("outbox")

    # === WORKERS === #

    @contextlib.contextmanager
    def _worker(self):
        """Be a living worker, and yield its number."""
        number = 1 + secrets.randbelow(2**31 - 1)
        self.env.cr.execute(SQL("SELECT pg_advisory_lock(%s, %s)", WORKERS, number))
        self._commit()
        try:
            yield number
        finally:
            if not self.env.cr.closed:
                self.env.cr.rollback()
                self.env.cr.execute(SQL("SELECT pg_advisory_unlock(%s, %s)", WORKERS, number))
                self._commit()

    def _release_orphans(self):
        """Decide on the mails that a worker held when it died: nobody knows how far it got."""
        mails = self._take(
            SQL(
                """
                state = 'claimed' AND NOT EXISTS (
                    SELECT 1 FROM pg_locks
                     WHERE locktype = 'advisory' AND classid = %s AND objid = claimed_by
                       AND objsubid = 2 AND granted AND database = (
                           SELECT oid FROM pg_database WHERE datname = current_database()))
                """,
                WORKERS,
            )
        )
        if mails:
            _logger.warning("%s mails were in hand when their job died", len(mails))
            mails._conclude(delivery.Outcome("unknown", "died"))
        self._commit()

    # === THE RUN === #

    def _send_due(self, number):
        """Send one mail after the other until nothing is due or the job's time is over.

        A server is connected to before a mail is claimed; where it cannot be reached, all that
        is due there waits after this one attempt. One connection serves all mails of a group.
        """
        run, losses = Run(), 0
        progress = self.env["ir.cron"]
        due = [("state", "=", "planned"), ("next_attempt_at", "<=", fields.Datetime.now())]
        progress._commit_progress(remaining=self.search_count(due))
        try:
            while group := self._next_group(run.given_up):
                session, outcome = self._session(group, run)
                if not session:
                    self._postpone(group, outcome, run)
                    continue
                mail = self._claim(number, group)
                if not mail:
                    run.given_up.add(group)
                    continue
                outcome = mail._deliver(group, run)
                mail._conclude(outcome)
                seconds_left = progress._commit_progress(1)
                self.env.invalidate_all()
                losses = losses + 1 if outcome.fault in LOST else 0
                if outcome.state == "sent":
                    self._note_back(group, run)
                if outcome.server_down or losses >= LOSSES:
                    self._postpone(group, outcome, run)
                if not seconds_left:
                    break
        finally:
            for session in run.sessions.values():
                session.close()

    def _next_group(self, given_up):
        """Return what decides on the mail server of the oldest mail that is due.

        :param set given_up: groups to pass over
        :return: (company id, sender, id of a fixed server or 0), or None
        """
        rows = self._execute(
            SQL(
                "SELECT %s FROM aftersales_outbox WHERE %s %s ORDER BY next_attempt_at, id LIMIT 1",
                GROUP,
                self._due(),
                SQL("AND (%s) NOT IN %s", GROUP, tuple(given_up)) if given_up else SQL(),
            )
        )
        self._commit()
        return rows[0] if rows else None

    def _claim(self, number, group):
        """Take the oldest due mail of the group for this worker, committed; none if all are taken."""
        mail = self._take(SQL("%s AND (%s) = %s", self._due(), GROUP, group), limit=1)
        mail._transition().write(
            {"state": "claimed", "claimed_by": number, "claimed_at": fields.Datetime.now()}
        )
        self._commit()
        return mail

    def _postpone(self, group, outcome, run):
        """Let all that is due at a server that is down wait, as if each had been tried."""
        run.given_up.add(group)
        surely_not_sent = dataclasses.replace(
            outcome, state="retry", fault="dropped" if outcome.fault == "cut" else outcome.fault
        )
        mails = self._take(SQL("%s AND (%s) = %s", self._due(), GROUP, group))
        mails._conclude(surely_not_sent)
        mails._transition().write({"server_down": True, "tried_server_id": run.servers[group].id})
        self._commit()

    def _note_back(self, group, run):
        """Try at once what waits for the server that has just taken a mail, whoever's it is."""
        server = run.servers[group]
        if server in run.back:
            return
        run.back.add(server)
        try:
            self._try_waiting(SQL("tried_server_id IS NOT DISTINCT FROM %s", server.id or None))
        except errors.SerializationFailure:  # somebody else has just let them be tried
            self.env.cr.rollback()
        self._commit()

    @api.model
    def _try_waiting(self, condition=None):
        """Let the mails be due that wait for nothing but a mail server.

        What failed for a reason of its own goes on waiting: it would fail again.
        """
        now = fields.Datetime.now()
        query = SQL(
            """
            UPDATE aftersales_outbox SET next_attempt_at = %s
             WHERE id IN (SELECT id FROM aftersales_outbox
                           WHERE state = 'planned' AND server_down AND next_attempt_at > %s AND %s
                             FOR UPDATE SKIP LOCKED)
            """,
            now,
            now,
            condition or SQL("TRUE"),
        )
        self.env.flush_all()
        self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_model(["next_attempt_at"])

    @api.model
    def _due(self):
        return SQL("state = 'planned' AND next_attempt_at <= %s", fields.Datetime.now())

    def _take(self, condition, limit=None):
        """Lock the mails that nobody else holds, oldest first, as they are now.

        To be called with nothing uncommitted: losing a race begins the transaction anew.
        """
        query = SQL(
            """
            SELECT id FROM aftersales_outbox WHERE %s
             ORDER BY next_attempt_at, id LIMIT %s FOR UPDATE SKIP LOCKED
            """,
            condition,
            limit,
        )
        for __ in range(TRIES):
            try:
                return self.browse([mail_id for [mail_id] in self._execute(query)])
            except errors.SerializationFailure:  # one has just been taken by somebody else
                self.env.cr.rollback()
        return self.browse()

    # === ONE MAIL === #

    def _session(self, group, run):
        """Return a session with the server of the group, and what kept us from having one.

        :rtype: tuple[Session | None, delivery.Outcome | None]
        """
        if group not in run.sessions:
            company_id, sender, server_id = group
            servers = self._mail_servers(self.env["res.company"].browse(company_id))
            server, smtp_from = servers.browse(server_id or None), sender
            run.servers[group] = server
            try:
                if not server:
                    server, smtp_from = servers._find_mail_server(sender)
                    run.servers[group] = server or servers.browse()
                smtp = servers._connect__(
                    mail_server_id=server.id if server else None, smtp_from=smtp_from
                )
            except Exception as error:  # whatever keeps us from this server, others may be there
                _logger.info("Mail server not reached: %s", error)
                return None, delivery.judge_connection(error)
            run.sessions[group] = Session(smtp)
        return run.sessions[group], None

    def _deliver(self, group, run):
        """Hand the claimed mail to the server of its group.

        Servers end a connection after some time or some mails. That tells nothing about the mail,
        which then has one try on a new connection.
        """
        while True:
            session, outcome = self._session(group, run)
            if not session:
                return outcome
            was_used, session.used = session.used, True
            outcome = self._attempt(session)
            if not outcome.server_down and outcome.fault not in LOST:
                return outcome
            run.sessions.pop(group).close()
            if not was_used or outcome.fault not in ("dropped", "busy"):
                return outcome

    def _mail_servers(self, company):
        """Return the mail servers, as seen from the company with its mail domain."""
        domain = company.alias_domain_id
        return (
            self.env["ir.mail_server"]
            .with_company(company)
            .with_context(
                domain_notifications_email=domain.default_from_email,
                domain_bounce_address=domain.bounce_email,
            )
        )

    def _attempt(self, session):
        """Hand the claimed mail to the server and return the :class:`core.delivery.Outcome`."""
        session.begin()
        try:
            address = email_normalize(self.recipient_email)
            if not address:
                return delivery.Outcome("failed", "address")
            servers = self._mail_servers(self.company_id).with_context(send_validated_to=[address])
            servers.send_email(self._build(servers, address), smtp_session=session.smtp)
        except Exception as error:  # one mail's failure never stops the others
            return delivery.judge(error, session.watch)
        return delivery.judge(None)

    def _build(self, servers, address):
        """Return the ``email.message.EmailMessage``, the same at each attempt but for its date."""
        headers = dict(self.headers or {})
        if bounce := self.company_id.alias_domain_id.bounce_email or self.company_id.bounce_email:
            headers["Return-Path"] = bounce
        return servers._build_email__(
            email_from=self.email_from,
            email_to=[formataddr((self.recipient_name or "", address))],
            subject=self.subject,
            body=self.body_html,
            body_alternative=html2plaintext(self.body_html or ""),
            reply_to=self.reply_to,
            attachments=[
                (file.name, file.raw, file.mimetype)
                for file in self.mail_message_id.attachment_ids
                if file.raw
            ],
            message_id=self.message_id,
            subtype="html",
            subtype_alternative="plain",
            headers=headers,
        )

    def _conclude(self, outcome):
        """Write down what became of the mails by an attempt."""
        if outcome.state == "sent":
            self._mark_sent()
            return
        now = fields.Datetime.now()
        for mail in self._transition():
            attempts = mail.attempts + 1
            again = outcome.state == "retry" or (
                outcome.state == "unknown" and mail.guarantee == "least"
            )
            due = again and delivery.next_attempt(attempts, mail.planned_at, now)
            state = outcome.state
            if again:
                state = "failed" if not due else "cancelled" if mail._is_moot() else "planned"
            mail.update(
                {
                    "state": state,
                    "attempts": attempts,
                    "next_attempt_at": due if state == "planned" else False,
                    "fault": outcome.fault,
                    "server_reply": outcome.reply,
                    "server_down": False,
                    # The ticket may be in use now: what follows comes when this is on disk.
                    "unsettled": state in ("failed", "cancelled"),
                }
            )

    # === TOOLS === #

    def _execute(self, query):
        """Run a query that may lose a race, without a word of it in the log; return its rows."""
        self.env.flush_all()
        self.env.cr.execute(query, log_exceptions=False)
        return self.env.cr.fetchall()

    def _commit(self):
        """End a step: what follows sees what all others have done meanwhile."""
        self.env["ir.cron"]._commit_progress()
        self.env.invalidate_all()
