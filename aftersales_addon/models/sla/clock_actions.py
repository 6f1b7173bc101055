from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesSlaClock(models.Model):
    """What people decide about a clock, always with its reason on record."""

    _inherit = "aftersales.sla.clock"

    excuse_blocker = fields.Char(compute="_compute_excuse_blockers")
    withdraw_blocker = fields.Char(compute="_compute_excuse_blockers")

    @api.depends("breached_at", "excused")
    @api.depends_context("uid", "lang")
    def _compute_excuse_blockers(self):
        for clock in self:
            clock.excuse_blocker = clock._cannot_excuse()
            clock.withdraw_blocker = clock._cannot_withdraw_excuse()

    # === PREDICATES === #

    def _cannot_excuse(self):
        """Return why the breach cannot be excused, or an empty string."""
        self.ensure_one()
        if not self.breached_at:
            return self.env._("It was not late: there is nothing to excuse.")
        if self.excused:
            return self.env._("It is excused already: “%s”.", self.excused)
        return self._cannot_judge()

    def _cannot_withdraw_excuse(self):
        """Return why an excuse cannot be withdrawn, or an empty string."""
        self.ensure_one()
        if not self.excused:
            return self.env._("It is not excused.")
        return self._cannot_judge()

    def _cannot_judge(self):
        if self.env.su or self.env.user.has_group("aftersales_addon.group_leader"):
            return ""
        return self.env._("Ask a team leader: this is theirs to decide.")

    # === BUSINESS === #

    def _excuse(self, reason):
        """Let breaches leave the appraisal; they stay on record, with the reason."""
        self._decide("_cannot_excuse", reason)._record(
            "sla_excused",
            metric=lambda clock: clock.metric,
            instance=lambda clock: clock.instance,
            reason=reason,
        )

    def _withdraw_excuse(self, reason):
        """Let excused breaches count again."""
        self._decide("_cannot_withdraw_excuse", reason)._record(
            "corrected",
            what="excuse withdrawn",
            metric=lambda clock: clock.metric,
            instance=lambda clock: clock.instance,
            reason=reason,
        )

    def _decide(self, predicate, reason):
        """Return the clocks if the user may decide on them, each for a reason."""
        self.check_access("read")
        self.ticket_id.check_access("write")
        if not reason.strip():
            raise UserError(self.env._("Give the reason: it goes on record."))
        for clock in self:
            if refusal := getattr(clock, predicate)():
                raise UserError(
                    self.env._("%(clock)s: %(reason)s", clock=clock.display_name, reason=refusal)
                )
        return self

    def _on_fulfilled(self):
        """Put on record whether what was promised to the customer was kept."""
        promises = self.filtered(lambda clock: clock.metric == "promised_time")
        broken = promises.filtered(
            lambda clock: clock.breached_at and clock.stopped_at > clock.breached_at
        )
        for event_type, clocks in (
            ("promise_broken", broken),
            ("promise_kept", promises - broken),
        ):
            clocks._record(
                event_type,
                at=lambda clock: clock.breached_at or clock.due_at,
                instance=lambda clock: clock.instance,
            )

    # === ACTIONS === #

    def action_excuse(self):
        """Ask for the reason, then excuse the breaches."""
        return self._open_excuse("excuse", self.env._("Excuse a Breach"))

    def action_withdraw_excuse(self):
        """Ask for the reason, then let the breaches count again."""
        return self._open_excuse("withdraw", self.env._("Withdraw an Excuse"))

    def _open_excuse(self, what, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "aftersales.sla.excuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_clock_ids": self.ids, "default_what": what},
        }
