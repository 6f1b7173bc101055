from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.sla.clock import epoch, instant

BATCH = 500
SHOWN = 200


class AftersalesSlaApply(models.TransientModel):
    """What a new version, or new working hours, mean for open tickets: looked at, then done."""

    _name = "aftersales.sla.apply"
    _description = "Apply to Open Tickets"

    version_id = fields.Many2one(
        comodel_name="aftersales.sla.policy.version", string="To Put in Force", readonly=True
    )
    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar", string="Changed Working Hours", readonly=True
    )
    mode = fields.Selection(
        selection=[
            ("new", "New tickets only"),
            ("forward", "Open tickets, too, from now on"),
            ("retroactive", "Open tickets, too, as if it had held from their start"),
        ],
        string="For Which Tickets?",
        required=True,
        default="new",
    )
    checked_mode = fields.Char(readonly=True, help="What the dry run below was made for.")
    ticket_count = fields.Integer(string="Open Tickets", readonly=True)
    clock_count = fields.Integer(string="Open Response Times", readonly=True)
    changed_count = fields.Integer(string="That Would Change", readonly=True)
    late_count = fields.Integer(string="Late by the Change", readonly=True)
    line_ids = fields.One2many(
        comodel_name="aftersales.sla.apply.line", inverse_name="wizard_id", readonly=True
    )

    # === ACTIONS === #

    def action_check(self):
        """Show every response time that would change, before and after; nothing is written."""
        self.ensure_one()
        self._check_rights()
        counts = dict.fromkeys(("ticket_count", "clock_count", "changed_count", "late_count"), 0)
        lines = []
        if self.mode != "new":
            for tickets in self._batches():
                self._look_at(tickets, counts, lines)
                self.env.invalidate_all()  # many tickets do not have to fit into memory
        self.line_ids.unlink()
        self.write(
            counts
            | {
                "checked_mode": self.mode,
                "line_ids": [Command.create(vals) for vals in lines],
            }
        )
        return self._reopen()

    def action_apply(self):
        """Put the version, or the hours, in force for the tickets chosen."""
        self.ensure_one()
        self._check_rights()
        if self.mode != "new" and self.checked_mode != self.mode:
            raise UserError(
                self.env._(
                    "Look first at what changes for open tickets: press “Show What Changes”."
                )
            )
        version, calendar = self.version_id, self.resource_calendar_id
        if version:
            version._release(choice=self.mode)
        else:
            calendar._record_working_time_changed(self.mode)
        if self.mode != "new":
            for tickets in self._batches():
                tickets._recommit(
                    "policy_changed" if version else "calendar_changed",
                    self.mode,
                    version=version.sudo() or None,  # sudo: as the tickets
                    calendar=None if version else calendar,
                )
                self.env.flush_all()
                self.env.invalidate_all()
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS === #

    def _check_rights(self):
        if not self.env.user.has_group("aftersales_addon.group_administrator"):
            raise UserError(
                self.env._(
                    "Only an after-sales administrator decides what open tickets are held to."
                )
            )
        if bool(self.version_id) == bool(self.resource_calendar_id):
            raise UserError(self.env._("Open this from a policy, or from working hours."))
        self.version_id.check_access("write")
        self.resource_calendar_id.check_access("read")
        if reason := (
            self.version_id._cannot_release()
            if self.version_id
            else self.resource_calendar_id._cannot_count()
        ):
            raise UserError(reason)

    def _batches(self):
        """Yield the open tickets concerned; whoever asks, of all companies that share it."""
        # sudo: aftersales.ticket - what holds for a ticket does not depend on who asks
        tickets = self.env["aftersales.ticket"].sudo().with_context(active_test=False)
        domain = (
            tickets._held_by(self.version_id)
            if self.version_id
            else tickets._counted_in(self.resource_calendar_id)
        )
        last = 0
        while batch := tickets.search([*domain, ("id", ">", last)], order="id", limit=BATCH):
            last = batch[-1].id
            yield batch

    def _look_at(self, tickets, counts, lines):
        """Add what would become of the tickets to the counts and lines."""
        version = self.version_id.sudo()  # sudo: as the tickets
        calendar = None if version else self.resource_calendar_id
        plans = tickets._commitments(self.mode, version or None, calendar)
        now = epoch(fields.Datetime.now())
        counts["ticket_count"] += len(tickets)
        for ticket, pairs in tickets._foresee(plans).items():
            for before, after in pairs:
                is_open = (before and before.is_open) or (after and after.is_open and not before)
                counts["clock_count"] += bool(is_open)
                if not is_open or _facts(before) == _facts(after):
                    continue
                late = bool(after and after.breached_at) and not (before and before.breached_at)
                counts["changed_count"] += 1
                counts["late_count"] += late
                if len(lines) < SHOWN and ticket.company_id in self.env.companies:
                    lines.append(self._prepare_line(ticket, before, after, now) | {"late": late})

    @api.model
    def _prepare_line(self, ticket, before, after, now):
        vals = {"ticket_id": ticket.id, "metric": (after or before).metric}
        for name, clock in (("before", before), ("after", after)):
            left = clock.left(now) if clock and clock.is_open and clock.calendar else None
            vals |= {
                f"state_{name}": clock.state if clock else False,
                f"due_{name}": instant(clock.due) if clock else False,
                f"left_{name}": (left or 0) / 3600,
            }
        return vals

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Apply to Open Tickets"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


def _facts(clock):
    """Return what a person would notice of a clock."""
    return clock and (clock.state, clock.due, clock.breached_at, clock.seconds, clock.elapsed)
