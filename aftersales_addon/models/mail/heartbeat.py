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
        """Note that the job has just ended well."""
        self.env.cr.execute(
            SQL(
                """
            INSERT INTO aftersales_heartbeat (name, last_success_at) VALUES (%(name)s, %(now)s)
            ON CONFLICT (name) DO UPDATE SET last_success_at = EXCLUDED.last_success_at
            """,
                name=name,
                now=fields.Datetime.now(),
            )
        )
        self.invalidate_model()

    @api.model
    def _last(self, name):
        """Return the naive UTC instant of the job's last success, or False."""
        return self.search([("name", "=", name)]).last_success_at
