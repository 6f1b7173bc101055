from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_duration, ormcache

from ...core import slaclock, sladata, slapolicy
from ..ticket.stage import WAITING_REASONS

METRICS = list(sladata.METRICS.items())
# Metrics whose target says which waiting stops the time; all others never pause, or always do.
PAUSABLE = ("repair_turnaround", "resolution")
# Metrics whose due instant an event names; those that may be measured without one.
NAMED_INSTANT = slaclock.CLOCK_TIMED
MEASURED = ("requester_wait", "agent_work", "ownership")
UNITS = {"minutes": 60, "hours": 3600, "days": 86400}
LONGEST = 5 * 366 * 86400  # seconds; more is a slip of the keyboard
CARRIED_OVER = [
    ("retroactive", "Judge from the start"),
    ("forward", "Count what was used, new time from now"),
    ("reset", "Start again at zero"),
]


class AftersalesSlaTarget(models.Model):
    """One promise of a policy: a metric, a time, and the working time it is counted in."""

    _name = "aftersales.sla.target"
    _description = "Response Time Target"
    _order = "version_id, sequence, id"
    _rec_name = "metric"

    version_id = fields.Many2one(
        comodel_name="aftersales.sla.policy.version",
        required=True,
        index=True,
        ondelete="cascade",
    )
    policy_id = fields.Many2one(related="version_id.policy_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    in_use = fields.Boolean(
        default=True, help="Not in use: kept in the policy as a proposal, promised to nobody."
    )
    metric = fields.Selection(selection=METRICS, required=True, default="first_response")
    amount = fields.Float(
        string="Time",
        default=1,
        digits=(12, 2),
        help="0 for the wait of the customer, the work of agents and ownership: only measured.",
    )
    unit = fields.Selection(
        selection=[("minutes", "Minutes"), ("hours", "Hours"), ("days", "Days of 24 h")],
        required=True,
        default="hours",
    )
    seconds = fields.Integer(compute="_compute_seconds", store=True, precompute=True)
    clock_time = fields.Selection(
        selection=[
            ("team", "Working Hours of the Team"),
            ("always", "Round the Clock"),
            ("calendar", "These Working Hours"),
        ],
        string="Counted In",
        required=True,
        default="team",
    )
    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working Hours",
        domain="[('flexible_hours', '=', False), ('duration_based', '=', False)]",
        ondelete="restrict",
    )
    pause_customer = fields.Boolean(string="Pauses for the Customer", default=True)
    pause_supplier = fields.Boolean(string="Pauses for Supplier or Part")
    pause_carrier = fields.Boolean(string="Pauses for the Carrier")
    pause_appointment = fields.Boolean(string="Pauses for an Appointment")
    pause_legal_hold = fields.Boolean(string="Pauses for a Legal Hold")
    counts_call = fields.Boolean(
        string="A Call Counts",
        default=True,
        help="A logged call that reached the customer is a first response.",
    )
    reopen = fields.Selection(
        selection=[
            ("continue", "Goes On"),
            ("new", "Starts a New One"),
            ("restart", "Goes On, Unless a Supervisor Restarts It"),
        ],
        string="When Re-opened",
        required=True,
        default="continue",
    )
    on_raise = fields.Selection(
        selection=CARRIED_OVER,
        string="When More Urgent",
        required=True,
        default="retroactive",
    )
    on_lower = fields.Selection(
        selection=CARRIED_OVER, string="When Less Urgent", required=True, default="forward"
    )
    escalation_ids = fields.One2many(
        comodel_name="aftersales.sla.escalation",
        inverse_name="target_id",
        string="Ladder",
        copy=True,
    )

    _metric_uniq = models.UniqueIndex(
        "(version_id, metric)", "A policy promises one time for each metric."
    )

    # === COMPUTES === #

    @api.depends("amount", "unit")
    def _compute_seconds(self):
        for target in self:
            seconds = target.amount * UNITS[target.unit or "hours"]
            target.seconds = round(max(-1, min(LONGEST + 1, seconds)))

    @api.depends("metric", "amount", "unit", "in_use")
    def _compute_display_name(self):
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        for target in self:
            name = metrics.get(target.metric, "")
            if target.seconds and target.metric not in NAMED_INSTANT:
                name = f"{name} {format_duration(target.seconds / 3600)}"
            if not target.in_use:
                name = self.env._("%s (not in use)", name)
            target.display_name = name

    # === CONSTRAINTS === #

    @api.constrains("metric", "seconds")
    def _check_seconds(self):
        for target in self.filtered(lambda target: target.metric not in NAMED_INSTANT):
            if target.metric in MEASURED and target.amount == 0:
                continue
            if not 0 < target.seconds <= LONGEST:
                raise ValidationError(
                    self.env._(
                        "A promised time is more than nothing and at most five years: change"
                        " %(amount)s %(unit)s.",
                        amount=target.amount,
                        unit=target.unit,
                    )
                )

    @api.constrains("clock_time", "resource_calendar_id")
    def _check_calendar(self):
        for target in self.filtered(lambda target: target.clock_time == "calendar"):
            calendar = target.resource_calendar_id
            if not calendar:
                raise ValidationError(self.env._("Choose the working hours that count."))
            if reason := calendar._cannot_count():
                raise ValidationError(reason)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets.version_id._check_draft()
        return targets

    def write(self, vals):
        self.version_id._check_draft()
        self.env.registry.clear_cache()
        result = super().write(vals)
        self.version_id._check_draft()  # nor into a version in force
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        self.version_id._check_draft()

    # === TOOLS === #

    def _pauses(self):
        """Return the reasons for waiting that stop the time.

        :rtype: frozenset[str]
        """
        self.ensure_one()
        if self.metric not in PAUSABLE:
            return frozenset()
        return frozenset(reason for reason, __ in WAITING_REASONS if self[f"pause_{reason}"])

    def _counts(self):
        """Return what a first response is, beside a written reply.

        :rtype: frozenset[str]
        """
        self.ensure_one()
        return frozenset({"reply", "visit", "chat"} | ({"call"} if self.counts_call else set()))

    def _to_core(self, key, snapshot):
        """Return the target, counted in the working time of a snapshot, as plain data.

        :rtype: core.sladata.Target
        """
        self.ensure_one()
        named = self.metric in NAMED_INSTANT
        return sladata.Target(
            id=key,
            metric=self.metric,
            seconds=None if named else self.seconds or None,
            calendar=snapshot._working_time(),
            pauses=self._pauses(),
            reopen=self.reopen,
            counts=self._counts(),
        )

    @api.model
    @ormcache("key")
    def _counted(self, key):
        """Return the target of ``target:snapshot`` as plain data: a ticket asks at every event.

        :rtype: core.sladata.Target
        """
        target, snapshot = map(int, key.split(":"))
        # sudo: aftersales.sla.target, .calendar - what is promised does not depend on who asks
        target, snapshots = self.sudo().browse(target), self.env["aftersales.sla.calendar"].sudo()
        return target._to_core(key, snapshots.browse(snapshot or None))

    @api.model
    @ormcache("target_id")
    def _promise(self, target_id):
        """Return what attaching a target to a ticket, and climbing its ladder, takes.

        :rtype: core.slapolicy.Promise
        """
        target = self.sudo().browse(target_id)  # sudo: as above
        return slapolicy.Promise(
            target=target.id,
            policy=target.policy_id.id,
            metric=target.metric,
            seconds=target.seconds,
            hours=target.clock_time,
            calendar=target.resource_calendar_id.id or 0,
            on_raise=target.on_raise,
            on_lower=target.on_lower,
            rungs=tuple(step._rung() for step in target.escalation_ids),
        )

    def _facts(self):
        """Return what is promised, for the record."""
        return [
            {"metric": target.metric, "seconds": target.seconds, "counted": target.clock_time}
            for target in self
        ]
