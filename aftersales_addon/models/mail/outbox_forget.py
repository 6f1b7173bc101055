from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .intake_receive import MAX_RETENTION

RETENTION_PARAMETER = "aftersales_addon.outbox_retention_days"
RETENTION = 180  # days
BATCH = 1000


class AftersalesOutbox(models.Model):
    _inherit = "aftersales.outbox"

    @api.autovacuum
    def _gc_personal(self):
        """Drop to whom old mails went and what they said; that they went stays on record.

        The key stays, so that nothing is sent twice. One with an address in it is replaced: it
        counts for a day. What was said stays in the ticket's conversation, as long as the ticket.
        """
        days = self.env["aftersales.intake"]._parameter(RETENTION_PARAMETER, RETENTION) or RETENTION
        end = fields.Datetime.now() - timedelta(days=min(days, MAX_RETENTION))
        self.env.flush_all()
        # Materialized: joined into the update, PostgreSQL may run a LIMIT more than once.
        self.env.cr.execute(
            SQL(
                """
                  WITH old AS MATERIALIZED (
                       SELECT id FROM aftersales_outbox
                        WHERE recipient_email IS NOT NULL AND planned_at < %s
                          AND state NOT IN ('planned', 'claimed')
                        ORDER BY planned_at LIMIT %s FOR UPDATE SKIP LOCKED
                  )
                UPDATE aftersales_outbox
                   SET recipient_email = NULL, recipient_name = NULL, body_html = NULL,
                       server_reply = NULL,
                       key = CASE WHEN key LIKE '%%@%%' THEN 'forgotten:' || id ELSE key END
                 WHERE id IN (SELECT id FROM old)
                """,
                end,
                BATCH,
            )
        )
        done = self.env.cr.rowcount
        self.invalidate_model()
        return done, done == BATCH
