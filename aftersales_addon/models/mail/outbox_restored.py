from psycopg2 import errors

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .outbox import WAITING

HOME_PARAMETER = "aftersales_addon.outbox_home"


class AftersalesOutbox(models.Model):
    """A database that comes from a backup does not know what has left since the backup.

    PostgreSQL gives numbers of its own to each server, each timeline after a recovery, each
    database and each table, and no dump or copy carries them along. The outbox remembers where it
    last was at home; elsewhere, what waited in the backup is held for a supervisor to decide on.
    """

    _inherit = "aftersales.outbox"

    @api.model
    def _at_home(self):
        """Hold what waits if the database comes from a backup; return what tells it from others.

        Asked before anything is planned or sent, so that what waits is what came with the backup.
        """
        known, home = self._home()
        if home != known:
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)
                    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value
                    """,
                    HOME_PARAMETER,
                    home,
                ),
                log_exceptions=False,
            )
            if known:
                self._hold()
        return home

    def _home(self):
        """Return where the outbox was when last asked, or None, and where it is.

        :rtype: tuple[str | None, str]
        """
        [[known, database, table, may_ask]] = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT value FROM ir_config_parameter WHERE key = %s),
                       (SELECT oid FROM pg_database WHERE datname = current_database()),
                       'aftersales_outbox'::regclass::oid,
                       has_function_privilege('pg_control_system()', 'execute')
                       AND has_function_privilege('pg_control_checkpoint()', 'execute')
                """,
                HOME_PARAMETER,
            )
        )
        server = [["", ""]]
        if may_ask:  # as everybody may, unless whoever runs PostgreSQL has forbidden it
            server = self.env.execute_query(
                SQL(
                    "SELECT system_identifier, timeline_id"
                    " FROM pg_control_system(), pg_control_checkpoint()"
                )
            )
        return known, "/".join(str(part) for part in (*server[0], database, table))

    def _hold(self):
        """Leave it to a supervisor whether what waits is to be sent."""
        # sudo: aftersales.outbox, aftersales.heartbeat - it concerns the whole database
        mails = self.sudo().search([("state", "in", WAITING)])
        sender = mails.env["aftersales.heartbeat"]._of("outbox")
        backup = sender.last_success_at
        mails._transition().write(
            {
                "state": "unknown",
                "fault": "restored",
                "server_reply": f"{backup} UTC" if backup else False,
                "next_attempt_at": False,
            }
        )
        if mails:
            sender._ask_supervisors(
                lambda env: env._("The database comes from a backup: mails wait for your decision"),
                lambda env: env._(
                    "They waited when the backup was made, and may have left since. Decide under"
                    " Mail › At a Glance whether they are sent."
                ),
            )

    @api.model
    def _held(self):
        """Return the mails that a backup brought and nobody has decided about."""
        return self.search([("state", "=", "unknown"), ("fault", "=", "restored")])

    def _release(self):
        """Send held mails, save those that would tell what is not true any more."""
        if reason := self._cannot_decide():
            raise UserError(reason)
        moot = self.filtered(lambda mail: not mail.recipient_email or mail._is_moot())
        moot._decided("mail_cancelled")._cancel()
        (self - moot).action_resend()
        # sudo: aftersales.outbox, aftersales.heartbeat - other companies' mails are others' to decide
        if not self.sudo()._held():
            # sudo: aftersales.heartbeat - the question that was asked has been answered
            self.env["aftersales.heartbeat"].sudo()._of("outbox")._stop_asking()

    @api.model
    def _may_send(self):
        """Return whether the sender may go on: not while another one finds the database restored."""
        try:
            self._at_home()
        except errors.SerializationFailure:
            self.env.cr.rollback()
            return False
        self._commit()
        return True
