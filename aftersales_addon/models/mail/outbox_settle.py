import logging

from odoo import api, models

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
        while mails := self.search(
            [("unsettled", "=", True), ("id", ">", last)], order="id", limit=BATCH
        ):
            last = mails[-1].id
            # Somebody at work on a ticket comes first; the next run follows in a minute.
            free = mails.ticket_id.try_lock_for_update()
            mails.filtered(
                lambda mail, free=free: not mail.ticket_id or mail.ticket_id in free
            )._settle_now()
            self._commit()

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
