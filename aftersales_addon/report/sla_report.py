from odoo import api, fields, models
from odoo.tools import SQL

from ..models.sla.target import MEASURED, METRICS
from ..models.ticket.category import PRIORITIES
from ..models.ticket.ticket import CHANNELS

# Measures that cannot be added up: which share of the times used lies below them.
PERCENTILES = {"used_median": 0.5, "used_p90": 0.9}


class AftersalesSlaReport(models.Model):
    """How promised times were kept: a row for each clock that was fulfilled, or is late.

    What was cancelled or merged counts nowhere. What was excused, or made late by a change of
    priority or policy, is counted apart: it is not for appraisal.
    """

    _name = "aftersales.sla.report"
    _description = "Response Times Kept"
    _auto = False
    _order = "ended_at desc, id desc"
    _rec_name = "clock_id"

    clock_id = fields.Many2one(comodel_name="aftersales.sla.clock", readonly=True)
    ticket_id = fields.Many2one(comodel_name="aftersales.ticket", readonly=True)
    policy_id = fields.Many2one(comodel_name="aftersales.sla.policy", readonly=True)
    version_id = fields.Many2one(comodel_name="aftersales.sla.policy.version", readonly=True)
    metric = fields.Selection(selection=METRICS, readonly=True)
    team_id = fields.Many2one(comodel_name="aftersales.team", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Agent", readonly=True)
    category_id = fields.Many2one(comodel_name="aftersales.category", readonly=True)
    priority = fields.Selection(selection=PRIORITIES, readonly=True)
    channel = fields.Selection(selection=CHANNELS, readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    ended_at = fields.Datetime(
        string="Ended", readonly=True, help="When it was fulfilled, or since when it is late."
    )
    outcome = fields.Selection(
        selection=[
            ("kept", "Kept"),
            ("breached", "Breached"),
            ("excused", "Excused"),
            ("reclassified", "Breached by a Change"),
            ("measured", "Only Measured"),
        ],
        readonly=True,
    )
    kept = fields.Integer(readonly=True)
    breached = fields.Integer(readonly=True)
    excused = fields.Integer(readonly=True)
    reclassified = fields.Integer(string="Breached by a Change", readonly=True)
    attainment = fields.Float(
        string="Kept (%)",
        readonly=True,
        aggregator="avg",
        help="Kept, of those that were kept or breached.",
    )
    used = fields.Float(
        string="Time Used (h), Average",
        readonly=True,
        aggregator="avg",
        help="Working hours until it was fulfilled; nothing for what is late and still open.",
    )
    used_median = fields.Float(
        string="Time Used (h), Median",
        readonly=True,
        aggregator="avg",
        help="Half of them took no longer.",
    )
    used_p90 = fields.Float(
        string="Time Used (h), 90 %",
        readonly=True,
        aggregator="avg",
        help="Nine of ten took no longer.",
    )
    over = fields.Float(
        string="Time Over (h)", readonly=True, help="Working hours more than were allowed."
    )

    _depends = {
        "aftersales.sla.clock": [
            "breached_at",
            "due_at",
            "elapsed",
            "excused",
            "late_explained",
            "metric",
            "on_reclassification",
            "policy_id",
            "started_at",
            "state",
            "stopped_at",
            "target_id",
            "team_id",
            "ticket_id",
            "user_id",
        ],
        "aftersales.sla.target": ["seconds", "version_id"],
        "aftersales.ticket": ["category_id", "channel", "company_id", "priority"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT judged.id, judged.clock_id, judged.ticket_id, judged.policy_id, judged.version_id, judged.metric,
                   judged.team_id, judged.user_id, judged.category_id, judged.priority, judged.channel,
                   judged.company_id, judged.ended_at, judged.outcome,
                   (judged.outcome = 'kept')::int AS kept,
                   (judged.outcome = 'breached')::int AS breached,
                   (judged.outcome = 'excused')::int AS excused,
                   (judged.outcome = 'reclassified')::int AS reclassified,
                   CASE judged.outcome WHEN 'kept' THEN 100.0 WHEN 'breached' THEN 0.0
                   END AS attainment,
                   judged.seconds / 3600.0 AS used,
                   judged.seconds / 3600.0 AS used_median,
                   judged.seconds / 3600.0 AS used_p90,
                   GREATEST(judged.seconds - judged.allowed, 0) / 3600.0 AS over
              FROM (%s) AS judged
            """,
            self._judged_clocks(),
        )

    @api.model
    def _judged_clocks(self):
        """Return the query of the clocks that are judged, with the seconds used and allowed."""
        return SQL(
            """
            SELECT clock.id, clock.id AS clock_id, clock.ticket_id, clock.policy_id,
                   target.version_id, clock.metric, clock.team_id, clock.user_id,
                   ticket.category_id, ticket.priority, ticket.channel, ticket.company_id,
                   COALESCE(clock.stopped_at, clock.breached_at) AS ended_at,
                   CASE WHEN clock.metric IN %(measured)s AND target.seconds = 0 THEN 'measured'
                        WHEN clock.breached_at IS NULL THEN 'kept'
                        WHEN clock.excused IS NOT NULL OR clock.late_explained THEN 'excused'
                        WHEN clock.on_reclassification THEN 'reclassified'
                        ELSE 'breached' END AS outcome,
                   CASE WHEN clock.state = 'fulfilled' THEN clock.elapsed END AS seconds,
                   CASE WHEN clock.metric = 'promised_time'
                        THEN EXTRACT(EPOCH FROM clock.due_at - clock.started_at)
                        ELSE NULLIF(target.seconds, 0) END AS allowed
              FROM aftersales_sla_clock clock
              JOIN aftersales_sla_target target ON target.id = clock.target_id
              JOIN aftersales_ticket ticket ON ticket.id = clock.ticket_id
             WHERE clock.state = 'fulfilled'
                OR clock.state <> 'cancelled' AND clock.breached_at IS NOT NULL
            """,
            measured=MEASURED,
        )

    def _read_group_select(self, aggregate_spec, query):
        share = PERCENTILES.get(aggregate_spec.partition(":")[0])
        if share is None:
            return super()._read_group_select(aggregate_spec, query)
        used = self._field_to_sql(self._table, "used", query)
        return SQL("PERCENTILE_CONT(%s) WITHIN GROUP (ORDER BY %s)", share, used)

    def action_open_clock(self):
        """Open the clock behind the judged."""
        self.ensure_one()
        return self.clock_id.get_formview_action()
