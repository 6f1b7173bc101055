from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError

from ...core import sla, sladata, slapolicy
from ..ticket.ticket_flow import OPEN
from .calendar import ALWAYS
from .clock import OPEN as OPEN_CLOCK
from .clock import epoch

LAST = 2**62  # the id of an event that is only supposed: after all that are stored


class Commitment(NamedTuple):
    """What is to hold for a ticket: a version, and each of its targets in which working time.

    ``promises`` are (target, ``target:snapshot`` that stays or None, (calendar, company), mode).
    """

    version: models.Model
    promises: tuple


class AftersalesTicket(models.Model):
    """What a changed policy, or changed working hours, mean for tickets that are open."""

    _inherit = "aftersales.ticket"

    # === WHICH TICKETS === #

    def _held_by(self, version):
        """Return the domain of the open tickets that an earlier version of its policy holds for."""
        return [
            *self._open_domain(),
            ("sla_version_id.policy_id", "=", version.policy_id.id),
            ("sla_version_id", "!=", version.id),
        ]

    def _counted_in(self, calendar):
        """Return the domain of the open tickets whose open clocks are counted in these hours."""
        clocks = [
            ("state", "in", OPEN_CLOCK),
            "|",
            ("calendar_id.resource_calendar_id", "=", calendar.id),
            ("state", "=", "pending"),
        ]
        return [*self._open_domain(), ("sla_clock_ids", "any", clocks)]

    def _open_domain(self):
        return ["|", ("state", "in", OPEN), ("sla_clock_ids.state", "in", OPEN_CLOCK)]

    # === WHAT WOULD HOLD === #

    def _commitments(self, mode, version=None, calendar=None):
        """Return what is to hold for each ticket.

        :param str mode: how what was counted is carried over, a key of ``core.slapolicy``
        :param version: the version that is to hold; as it is when None
        :param calendar: the working hours that have changed; those of clocks that cannot be
            counted when neither is given
        :rtype: dict[aftersales.ticket, Commitment]
        """
        return {
            ticket: Commitment(
                version or ticket.sla_version_id,
                tuple(
                    (target, None if hours else keys.get(target.id), hours, kept_mode)
                    for target, hours, kept_mode in ticket._recounted(mode, keys, version, calendar)
                ),
            )
            for ticket in self
            for keys in [ticket._keys()]
        }

    def _recounted(self, mode, keys, version, calendar):
        """Yield each target with the hours it is to be counted in anew, or None where it stays."""
        snapshots = self.env["aftersales.sla.calendar"]
        pending = self.sla_clock_ids.filtered(lambda clock: clock.state == "pending").target_id
        for target in (version or self.sla_version_id)._promised():
            current = self._hours(target.clock_time, target.resource_calendar_id.id)
            snapshot = snapshots.browse(int(keys.get(target.id, ":0").partition(":")[2]) or None)
            if version or target.id not in keys:
                yield target, (current, self.company_id), mode
            elif calendar and snapshot.resource_calendar_id == calendar:
                yield target, (calendar, self.company_id), mode
            elif target in pending and (not calendar or current == calendar):
                yield target, (current, self.company_id), mode
            else:
                yield target, None, slapolicy.FORWARD

    # === DRY RUN === #

    def _foresee(self, commitments):
        """Return the clocks as they are and as they would be, without writing anything.

        :return: ticket -> pairs of :class:`core.sladata.Clock` before and after, None where there
            is none
        """
        tickets = self.sudo()  # sudo: aftersales.event, .sla.clock - the same for everybody
        now = epoch(fields.Datetime.now())
        streams = tickets._sla_streams()
        targets = tickets._sla_targets(streams)
        supposed = []
        for ticket in tickets:
            payload = ticket._supposed(commitments[ticket], targets)
            supposed.append(
                [*streams[ticket.id], sladata.Event(now, LAST, "sla_attached", payload)]
            )
        before = sla.derive_many([streams[ticket.id] for ticket in tickets], targets, until=now)
        after = sla.derive_many(supposed, targets, until=now)
        return {
            ticket: _paired(old, new)
            for ticket, old, new in zip(tickets, before, after, strict=True)
        }

    def _supposed(self, commitment, targets):
        """Return the facts of an event that would let a commitment hold; add its targets."""
        keys, modes = [], {}
        for target, kept, hours, mode in commitment.promises:
            key = kept
            if not key:
                calendar, company = hours
                key = f"{target.id}:supposed:{'' if calendar is None else calendar.id}:{company.id}"
                if key not in targets:
                    working = (
                        ALWAYS
                        if calendar is None
                        else calendar._working_time(calendar.id, company.id)
                    )
                    plain = target._to_core(key, self.env["aftersales.sla.calendar"])
                    targets[key] = replace(plain, calendar=working)
            elif key not in targets:
                targets[key] = target._counted(key)
            keys.append(key)
            modes[key] = mode
        return {"targets": keys, "modes": modes, "why": "policy_changed"}

    # === DOING IT === #

    def _recommit(self, why, mode, version=None, calendar=None):
        """Let the tickets be judged anew from now on, on record; clocks that ended stay.

        :param str why: ``policy_changed`` or ``calendar_changed``
        :return: the tickets for which anything has changed
        """
        tickets = self.sudo()  # sudo: aftersales.ticket - what holds does not depend on who asks
        commitments = tickets._commitments(mode, version, calendar)
        wanted = {
            hours
            for commitment in commitments.values()
            for __, __, hours, __ in commitment.promises
            if hours
        }
        snapshots = tickets.env["aftersales.sla.calendar"]._snapshots(wanted)
        groups = defaultdict(tickets.browse)
        for ticket, (held, promises) in commitments.items():
            keys = tuple(
                kept or f"{target.id}:{snapshots[hours].id or 0}"
                for target, kept, hours, __ in promises
            )
            modes = tuple(carried for __, __, __, carried in promises)
            if " ".join(keys) != (ticket.sla_targets or "") or held != ticket.sla_version_id:
                groups[held, keys, modes] |= ticket
        changed = tickets.browse()
        with tickets._clocks_held():
            for (held, keys, modes), some in groups.items():
                some._transition().write(
                    {"sla_version_id": held.id, "sla_targets": " ".join(keys) or False}
                )
                some._record(
                    "sla_attached",
                    why=why,
                    policy=held.policy_id.id,
                    version=held.id,
                    targets=list(keys),
                    modes=dict(zip(keys, modes, strict=True)),
                )
                changed |= some
        return changed

    def action_count_again(self):
        """Count by the working hours as they are now, where they were broken before."""
        self.check_access("write")
        # sudo: aftersales.sla.clock - the same for everybody
        pending = self.sudo().filtered(
            lambda ticket: "pending" in ticket.sla_clock_ids.mapped("state")
        )
        if not pending:
            raise UserError(self.env._("All response times of this ticket can be counted."))
        pending._recommit("calendar_changed", slapolicy.RETROACTIVE)
        broken = pending.sla_clock_ids.filtered(lambda clock: clock.state == "pending")
        if broken:
            target = broken[0].target_id
            hours = broken[0].ticket_id._hours(target.clock_time, target.resource_calendar_id.id)
            raise UserError(
                (hours and hours._cannot_count())
                or self.env._(
                    "The working hours are missing, or never suffice: choose others in the team"
                    " or in the policy, then try again."
                )
            )


def _paired(before, after):
    """Return the clocks of a ticket as pairs of one metric and instance."""
    old = {(clock.metric, clock.instance): clock for clock in before}
    new = {(clock.metric, clock.instance): clock for clock in after}
    return [(old.get(key), new.get(key)) for key in {**old, **new}]
