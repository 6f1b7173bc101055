import logging

from psycopg2 import errors

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 100


class AftersalesOutbox(models.Model):
    """What follows from a mail that was sent or has failed, done once, after the fact.

    Kept apart from sending: that a mail was sent has to be on disk at once, whoever is at work
    on its ticket.
    """

    _inherit = "aftersales.outbox"

    @api.model
    def _settle(self):
        """Put on record what became of mails, and raise the alarms."""
        last = 0
        while mails := self._take(SQL("unsettled AND id > %s", last), limit=BATCH):
            last = max(mails.ids)
            mails._settle_or_split()

    def _settle_or_split(self):
        """Settle the mails, one by one where one of them cannot be; that one is left as it is."""
        try:
            self._of_free_tickets()._settle_now()
            self.env.flush_all()
        except errors.SerializationFailure:  # the ticket has changed just now
            self.env.cr.rollback()
        except Exception as error:  # one mail never stops the others
            self.env.cr.rollback()
            if len(self) == 1:
                _logger.warning("Mail %s could not be settled: %s", self.id, error)
            else:
                for mail in self:
                    mail._settle_or_split()
        self._commit()

    def _of_free_tickets(self):
        """Return those on whose ticket nobody is at work; for the others the next run is soon."""
        rows = self._execute(
            SQL(
                "SELECT id FROM aftersales_ticket WHERE id IN %s ORDER BY id FOR UPDATE SKIP LOCKED",
                (0, *self.ticket_id.ids),
            )
        )
        free = {ticket_id for [ticket_id] in rows}
        return self.filtered(lambda mail: not mail.ticket_id or mail.ticket_id.id in free)

    def _settle_now(self):
        for (state, kind), mails in self.grouped(lambda mail: (mail.state, mail.kind)).items():
            if state == "failed":
                mails._raise_alarm()
            elif kind in self._survey_kinds():
                mails.ticket_id._record(f"survey_{state}", kind=kind)
        self._transition().unsettled = False

    # === ALARM === #

    def _raise_alarm(self):
        """Ask the team's leader, or a supervisor, to see to it: once for a ticket and kind."""
        asked = self.search(
            [
                ("ticket_id", "in", self.ticket_id.ids),
                ("kind", "in", self.mapped("kind")),
                ("alarm_id.active", "=", True),
            ]
        )
        done = {(mail.ticket_id, mail.kind) for mail in asked}
        for mail in self.filtered("ticket_id"):
            if (mail.ticket_id, mail.kind) in done:
                continue
            done.add((mail.ticket_id, mail.kind))
            user = mail._whom_to_alarm()
            mail = mail.with_context(lang=user.lang, mail_activity_quick_update=True)
            mail._transition().alarm_id = mail.ticket_id.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=mail.env._("Mail to the customer failed: %s", mail.subject),
                note=mail.error,
                user_id=user.id,
            )

    def _whom_to_alarm(self):
        """Return the user who has to see to the mail."""
        leader = self.ticket_id.team_id.leader_id
        supervisors = self.env.ref("aftersales_addon.group_supervisor").all_user_ids.filtered(
            lambda user: not user.share and self.company_id in user.company_ids
        )
        people = (leader | supervisors).filtered("active")
        return people[:1] or self.env.ref("base.user_admin")
