from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from .target import METRICS

OPEN = ("pending", "running", "paused")


class AftersalesSlaClock(models.Model):
    """How one promised time runs for one ticket: what a replay of the ticket's events yields.

    Nobody writes a clock: it is settled from the events, in the same transaction.
    """

    _name = "aftersales.sla.clock"
    _description = "Response Time Clock"
    _inherit = ["aftersales.event.mixin"]
    _order = "due_at, id"
    _rec_name = "metric"

    ticket_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, precompute=True, index=True
    )
    target_id = fields.Many2one(
        comodel_name="aftersales.sla.target",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    policy_id = fields.Many2one(
        comodel_name="aftersales.sla.policy",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    calendar_id = fields.Many2one(
        comodel_name="aftersales.sla.calendar",
        string="Working Time",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    metric = fields.Selection(selection=METRICS, required=True, readonly=True)
    instance = fields.Integer(required=True, readonly=True, default=1, aggregator=None)
    state = fields.Selection(
        selection=[
            ("pending", "Cannot Be Counted"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("fulfilled", "Fulfilled"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    started_at = fields.Datetime(string="Started", required=True, readonly=True)
    due_at = fields.Datetime(string="Due", readonly=True)
    stopped_at = fields.Datetime(string="Ended", readonly=True)
    breached_at = fields.Datetime(string="Breached", readonly=True)
    on_reclassification = fields.Boolean(
        string="Breached by a Change",
        readonly=True,
        help="The change of priority, category or policy itself made it late: not for appraisal.",
    )
    late_explained = fields.Boolean(
        string="Explained Afterwards",
        readonly=True,
        help="It was recorded as late; a later entry shows that it was kept. The breach stays.",
    )
    excused = fields.Char(readonly=True, help="Why the breach leaves the appraisal.")
    cancelled_why = fields.Char(readonly=True)
    merged = fields.Boolean(
        string="Start of a Merged Ticket", readonly=True, help="It started with an earlier ticket."
    )
    elapsed = fields.Integer(
        string="Used (s)", readonly=True, help="Working seconds up to the last change."
    )
    paused = fields.Integer(string="Paused (s)", readonly=True, help="Working seconds on hold.")
    resumed_at = fields.Datetime(
        string="Runs Since", readonly=True, help="Since when the seconds used have to be added to."
    )
    closest_pause = fields.Integer(
        string="Left When Paused (s)",
        readonly=True,
        aggregator="min",
        help="The fewest working seconds that were left when it was put on hold in time.",
    )
    paused_close = fields.Boolean(
        string="Paused Close to Due",
        readonly=True,
        help="It was put on hold with less than a tenth of its time left.",
    )
    shares = fields.Json(
        readonly=True, help="Per team and person: working seconds used, and on hold."
    )
    team_id = fields.Many2one(
        comodel_name="aftersales.team",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who had the ticket when the clock ended, or has it now.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    next_check = fields.Datetime(readonly=True)
    problem = fields.Char(readonly=True, help="Why the last check failed; it is tried again.")

    alert_ids = fields.One2many(
        comodel_name="aftersales.sla.alert", inverse_name="clock_id", string="Steps Taken"
    )

    _instance_uniq = models.UniqueIndex("(ticket_id, metric, instance)")
    _next_check_idx = models.Index("(next_check) WHERE next_check IS NOT NULL")
    _breached_idx = models.Index("(breached_at) WHERE breached_at IS NOT NULL")

    @api.depends("metric", "instance")
    def _compute_display_name(self):
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        for clock in self:
            number = f" ({clock.instance})" if clock.instance > 1 else ""
            clock.display_name = f"{metrics.get(clock.metric, '')}{number}"

    @api.model
    def _is_protected(self, name):
        """Nothing of a clock is written by hand."""
        return name in self._fields

    def _event_ticket(self):
        return self.ticket_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        raise UserError(self.env._("A response time is on record and is never deleted."))


def instant(epoch):
    """Return epoch seconds as the database keeps an instant, None for None."""
    if epoch is None:
        return None
    return datetime.fromtimestamp(epoch, timezone.utc).replace(tzinfo=None)


def epoch(value):
    """Return a naive UTC instant as epoch seconds, None for none."""
    return int(value.replace(tzinfo=timezone.utc).timestamp()) if value else None
