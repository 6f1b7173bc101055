import contextlib

from psycopg2 import errors

from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesHeartbeat(models.Model):
    """When each job last ended well: a job that died shows here, whatever it died of."""

    _name = "aftersales.heartbeat"
    _description = "After-Sales Job"
    _order = "name"
    _log_access = (
        False  # a system parameter would make every process forget its caches, each minute
    )

    name = fields.Char(string="Job", required=True, readonly=True)
    last_success_at = fields.Datetime(string="Last Success", required=True, readonly=True)

    _name_uniq = models.UniqueIndex("(name)")

    @api.model
    def _beat(self, name):
        """Note that the job has just ended well; of several at once one has said it for all."""
        query = SQL(
            """
            INSERT INTO aftersales_heartbeat (name, last_success_at) VALUES (%(name)s, %(now)s)
            ON CONFLICT (name) DO UPDATE SET last_success_at = EXCLUDED.last_success_at
            """,
            name=name,
            now=fields.Datetime.now(),
        )
        with contextlib.suppress(errors.SerializationFailure), self.env.cr.savepoint(flush=False):
            self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_model()

    @api.model
    def _last(self, name):
        """Return the naive UTC instant of the job's last success, or False."""
        return self.search([("name", "=", name)]).last_success_at
