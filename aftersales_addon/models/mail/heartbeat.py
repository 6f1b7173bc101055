import contextlib
import logging
from datetime import timedelta

from psycopg2 import errors

from odoo import api, fields, models
from odoo.tools import SQL, str2bool

_logger = logging.getLogger(__name__)

SUPERVISOR = "aftersales_addon.group_supervisor"
PREFIX = "ir_cron_"  # of the external id of a job, before its name here
INTERVALS = 2  # that may pass without a success
# A job that waits for slow mail servers is at work, not dead.
PATIENCE = timedelta(minutes=10)


class AftersalesHeartbeat(models.Model):
    """When each job last ended well: a job that died shows here, whatever it died of.

    The jobs watch each other, since a dead one cannot watch itself; Odoo's own daily job watches
    them as well, and the pages that show this look for themselves.
    """

    _name = "aftersales.heartbeat"
    _description = "After-Sales Job"
    _inherit = ["mail.thread", "mail.activity.mixin"]  # who is asked follows what he is asked about
    _order = "name"
    _rec_name = "job"
    _log_access = (
        False  # a system parameter would make every process forget its caches, each minute
    )

    name = fields.Char(required=True, readonly=True)
    last_success_at = fields.Datetime(string="Last Success", readonly=True)
    stopped_at = fields.Datetime(
        readonly=True, help="When Odoo switched the job off because it kept failing."
    )
    alarmed_at = fields.Datetime(readonly=True, help="Since when the supervisors know.")
    job = fields.Char(compute="_compute_state")
    state = fields.Selection(
        selection=[
            ("works", "Works"),
            ("late", "Does Not Run"),
            ("stopped", "Stopped by Odoo"),
            ("off", "Switched Off"),
            ("missing", "Missing"),
        ],
        string="Status",
        compute="_compute_state",
    )
    advice = fields.Char(string="What to Do", compute="_compute_advice")

    _name_uniq = models.UniqueIndex("(name)")

    # === COMPUTES === #

    @api.depends("name", "last_success_at", "stopped_at")
    @api.depends_context("lang")
    def _compute_state(self):
        jobs = self._jobs()
        now = fields.Datetime.now()
        for beat in self:
            job = jobs.get(beat.name)
            beat.job = job.name if job else beat.name
            if not job:
                beat.state = "missing"
            elif not job.active:
                beat.state = "stopped" if beat.stopped_at else "off"
            else:
                since = beat.last_success_at or job.create_date
                beat.state = "late" if since < now - self._longest_silence(job) else "works"

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_advice(self):
        advice = {
            "late": self.env._(
                "Ask an administrator to look whether Odoo runs with scheduled actions, and what"
                " the server log says of this job."
            ),
            "stopped": self.env._(
                "Odoo switched the job off after it had failed for a week. Ask an administrator to"
                " mend what the server log names, then to switch it on again under Settings ›"
                " Technical › Scheduled Actions."
            ),
            "off": self.env._(
                "Ask an administrator to switch the job on under Settings › Technical › Scheduled"
                " Actions."
            ),
            "missing": self.env._(
                "The job was deleted. Ask an administrator to upgrade After-Sales Service."
            ),
        }
        for beat in self:
            beat.advice = advice.get(beat.state, "")

    @api.model
    def _longest_silence(self, job):
        start = fields.Datetime.now()
        interval = {job.interval_type: INTERVALS * job.interval_number}
        return max(fields.Datetime.add(start, **interval) - start, PATIENCE)

    @api.model
    def _jobs(self):
        """Return our jobs, switched off ones too, by name.

        :rtype: dict[str, ir.cron]
        """
        # sudo: ir.model.data, ir.cron - which jobs are ours and whether they run is no secret
        names = self.env["ir.model.data"].sudo()
        names = names.search([("module", "=", "aftersales_addon"), ("model", "=", "ir.cron")])
        # sudo: ir.cron - see above
        jobs = self.env["ir.cron"].sudo().with_context(active_test=False)
        jobs = jobs.browse(names.mapped("res_id")).exists()
        return {
            row.name.removeprefix(PREFIX): jobs.browse(row.res_id)
            for row in names
            if row.res_id in jobs.ids
        }

    # === BEATING === #

    @api.model
    def _beat(self, name):
        """Note that the job has just ended well, and look after the others.

        Of several at once one says it for all. A job whose own last success is long ago says
        nothing about the others: they were down together, and have not had their turn yet.
        """
        before = self._last(name)
        now = fields.Datetime.now()
        self._write_row(name, last_success_at=now, stopped_at=None)
        if before and before > now - PATIENCE:
            self._watch()

    def _write_row(self, name, **values):
        columns = SQL(", ").join(map(SQL.identifier, values))
        query = SQL(
            """
            INSERT INTO aftersales_heartbeat (name, %(columns)s) VALUES (%(name)s, %(values)s)
            ON CONFLICT (name) DO UPDATE SET (%(columns)s) = ROW(%(values)s)
            """,
            name=name,
            columns=columns,
            values=SQL(", ").join(SQL("%s", value) for value in values.values()),
        )
        with contextlib.suppress(errors.SerializationFailure), self.env.cr.savepoint(flush=False):
            self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_model()

    @api.model
    def _of(self, name):
        """Return the row of a job, made when it never worked."""
        self.env.cr.execute(
            SQL("INSERT INTO aftersales_heartbeat (name) VALUES (%s) ON CONFLICT DO NOTHING", name),
            log_exceptions=False,
        )
        return self.search([("name", "=", name)])

    @api.model
    def _last(self, name):
        """Return the naive UTC instant of the job's last success, or False."""
        return self.search([("name", "=", name)]).last_success_at

    # === WATCHING === #

    @api.model
    def _enlist(self):
        """Give each job its row, before it has ever worked."""
        for name in self._jobs().keys() - set(self.search([]).mapped("name")):
            self._of(name)

    @api.model
    def _troubled(self):
        """Return the jobs that do not work; none in a copy for tests, where none should."""
        # sudo: ir.config_parameter - whether this is the copy of a database
        parameters = self.env["ir.config_parameter"].sudo()
        if str2bool(parameters.get_param("database.is_neutralized"), False):
            return self.browse()
        return self.search([]).filtered(lambda beat: beat.state != "works")

    @api.autovacuum
    def _gc_silence(self):
        """Let a job that is not ours look after ours, in case all of them are dead."""
        self._watch()

    @api.model
    def _watch(self):
        """Ask the supervisors about each job that has died, once, until it works again."""
        try:
            with self.env.cr.savepoint():
                self._enlist()
                troubled = self._troubled()
                back = self.search([("alarmed_at", "!=", False)]) - troubled
                back._mark_alarmed(None)._stop_asking()
                silent = troubled.filtered(lambda beat: not beat.alarmed_at)
                for beat in silent._mark_alarmed(fields.Datetime.now()):
                    beat._ask_supervisors(
                        lambda env, beat=beat: env._(
                            "The job “%s” does not work", beat.with_env(env).job
                        ),
                        lambda env, beat=beat: beat.with_env(env).advice,
                    )
        except errors.SerializationFailure:
            self.env.invalidate_all(flush=False)  # another one has just done the same
        except Exception:  # whoever watches goes on with its own work
            self.env.invalidate_all(flush=False)
            _logger.warning("The jobs could not be watched", exc_info=True)

    def _mark_alarmed(self, instant):
        """Return the jobs whose alarm has just begun, or has just ended with None.

        Of several watchers one gets each job; the others meet a conflict, with no word in the log.
        """
        if not self:
            return self
        query = SQL(
            """
            UPDATE aftersales_heartbeat SET alarmed_at = %s
             WHERE id IN %s AND (alarmed_at IS NULL) = %s RETURNING id
            """,
            instant,
            self._ids,
            bool(instant),
        )
        self.env.cr.execute(query, log_exceptions=False)
        rows = self.env.cr.fetchall()
        self.invalidate_model(["alarmed_at"])
        return self.browse([row_id for [row_id] in rows])

    def _ask_supervisors(self, summary, note):
        """Leave each supervisor an activity, in his own language.

        :param summary: function of an environment that returns its text
        :param note: the same
        """
        supervisors = self.env.ref(SUPERVISOR).all_user_ids
        for user in supervisors.filtered(lambda user: user.active and not user.share):
            own = self.with_context(lang=user.lang, mail_activity_quick_update=True)
            own.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary(own.env),
                note=note(own.env),
                user_id=user.id,
            )

    def _stop_asking(self):
        self.activity_ids.unlink()
