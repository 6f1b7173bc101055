from odoo import api, fields, models

from ...core import workspans
from .clock import epoch, instant

MOST_SPANS = 20  # that a screen is told; it loads again long before they are over
AHEAD = 86400  # seconds after the due instant in which a screen can still count how late it is


class AftersalesSlaClock(models.Model):
    """What a screen has to know to count the working time of a clock down by itself."""

    _inherit = "aftersales.sla.clock"

    sla_countdown = fields.Json(string="Left", compute="_compute_sla_countdown")
    used_seconds = fields.Integer(
        string="Used", compute="_compute_used_seconds", help="Working seconds until now."
    )

    @api.depends("elapsed", "resumed_at", "state")
    def _compute_used_seconds(self):
        now = epoch(fields.Datetime.now())
        for clock in self:
            running = clock.state == "running" and clock.resumed_at
            since = epoch(clock.resumed_at) if running else now
            clock.used_seconds = clock.elapsed + clock._working_seconds(since, now)

    @api.depends(
        "state", "due_at", "stopped_at", "breached_at", "elapsed", "ticket_id.waiting_reason"
    )
    @api.depends_context("lang")
    def _compute_sla_countdown(self):
        now = epoch(fields.Datetime.now())
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        for clock in self:
            # What is only measured has nothing to count down.
            counts = clock.stopped_at or not clock._is_only_measured()
            clock.sla_countdown = counts and (
                clock._countdown(now) | {"metric": metrics[clock.metric]}
            )

    def _countdown(self, now):
        """Return where the clock stands, and the working time by which it goes on.

        :param int now: epoch seconds
        :return: dict: ``state`` (a clock's; met, missed or excused where it is fulfilled),
            ``now`` and ``due`` (ISO, UTC), ``left`` (working seconds, negative when late),
            ``spans`` of working time from now on (pairs of ISO, UTC), ``waits`` for whom
        """
        self.ensure_one()
        value = {"state": self.state, "now": _iso(now)}
        match self.state:
            case "running":
                due = epoch(self.due_at)
                left = self._working_seconds(now, due) - self._working_seconds(due, now)
                spans = self._spans_between(now, max(now, due) + AHEAD)
                value |= {
                    "due": _iso(due),
                    "left": left,
                    "spans": [[_iso(start), _iso(end)] for start, end in spans],
                }
            case "paused":
                value |= {
                    "left": self._seconds() - self.elapsed,
                    "waits": self.ticket_id._waits_for_words(),
                }
            case "fulfilled":
                value["state"] = (
                    "excused" if self.excused else "missed" if self.breached_at else "met"
                )
        return value

    def _working_seconds(self, start, end):
        """Return the working seconds from one epoch second to a later one, else 0."""
        # sudo: aftersales.sla.calendar - whoever may see the clock may see what it is counted in
        hours = self.calendar_id.sudo()._working_time()
        return hours.elapsed_between(start, end) if hours else max(end - start, 0)

    def _spans_between(self, start, end):
        hours = self.calendar_id.sudo()._working_time()  # sudo: as above
        return workspans.spans_between(hours, start, end, MOST_SPANS) if hours else [(start, end)]


class AftersalesTicket(models.Model):
    """The countdown of a ticket: that of the clock which is due first."""

    _inherit = "aftersales.ticket"

    sla_policy_id = fields.Many2one(
        related="sla_version_id.policy_id",
        string="Response Time Policy",
        store=True,
        index=True,
        groups="base.group_user",
    )
    sla_countdown = fields.Json(
        string="Time Left",
        compute="_compute_sla_countdown",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    @api.depends("sla_state", "sla_clock_ids.state", "sla_clock_ids.due_at", "waiting_reason")
    @api.depends_context("lang")
    def _compute_sla_countdown(self):
        for ticket in self:
            # sudo: aftersales.sla.clock - the same for everybody who may see the ticket
            clock = ticket.sudo()._clock_shown()
            if clock:
                ticket.sla_countdown = clock.sla_countdown
            else:
                ticket.sla_countdown = ticket.sla_state and {"state": ticket.sla_state}

    def _clock_shown(self):
        """Return the clock that state and due instant of the ticket come from; none if all ended."""
        self.ensure_one()
        state = "running" if self.sla_state == "late" else self.sla_state
        return self.sla_clock_ids.filtered(
            lambda clock: (
                clock.state == state
                and clock.metric == self.sla_metric
                and (clock.due_at == self.sla_due_at or state != "running")
            )
        )[:1]

    def _waits_for_words(self):
        """Return for whom the ticket waits, in words that go on a sentence; empty for nobody."""
        return {
            "customer": self.env._("waits for the customer"),
            "supplier": self.env._("waits for supplier or part"),
            "carrier": self.env._("waits for the carrier"),
            "appointment": self.env._("waits for the appointment"),
            "legal_hold": self.env._("on legal hold"),
        }.get(self.waiting_reason, "")


def _iso(seconds):
    return f"{instant(seconds).isoformat()}Z"
