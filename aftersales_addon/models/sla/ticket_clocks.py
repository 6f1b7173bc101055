import json

from odoo import api, models

from ...core import sla, sladata
from .clock import OPEN, epoch, instant
from .event_mixin import RELEVANT


class AftersalesTicket(models.Model):
    """The clocks of a ticket: its events, replayed."""

    _inherit = "aftersales.ticket"

    def _settle_clocks(self, until=None):
        """Bring the clocks to what the events of the tickets say, and record what is late now.

        :param until: look at a later instant than the last event, epoch seconds
        """
        if self._are_held():
            return
        # sudo: aftersales.ticket, .event, .sla.clock - a clock is the same for everybody
        tickets = self.sudo().with_context(active_test=False)
        tickets = tickets.filtered(lambda t: t.sla_version_id or t.sla_clock_ids)
        if not tickets:
            return
        streams = tickets._sla_streams()
        targets = tickets._sla_targets(streams)
        derived = sla.derive_many([streams[ticket.id] for ticket in tickets], targets, until=until)
        tickets._write_clocks(dict(zip(tickets, derived, strict=True)))

    def _sla_streams(self):
        """Return what happened to each ticket, in order, as far as clocks care.

        :rtype: dict[int, list[core.sladata.Event]]
        """
        events = self.env["aftersales.event"].search_fetch(
            [("ticket", "in", self.ids), ("type", "in", list(RELEVANT))],
            ["ticket", "type", "payload", "occurred_at"],
            order="occurred_at, id",
        )
        streams = {ticket_id: [] for ticket_id in self.ids}
        for event in events:
            streams[event.ticket].append(
                sladata.Event(
                    epoch(event.occurred_at), event.id, event.type, json.loads(event.payload)
                )
            )
        return streams

    @api.model
    def _sla_targets(self, streams):
        """Return all targets that the streams speak of, by ``target:snapshot``.

        :rtype: dict[str, core.sladata.Target]
        """
        keys = {
            key
            for stream in streams.values()
            for event in stream
            if event.type == "sla_attached"
            for key in event.payload["targets"]
        }
        pairs = {key: tuple(map(int, key.split(":"))) for key in keys}
        targets = self.env["aftersales.sla.target"].browse(
            {target for target, __ in pairs.values()}
        )
        snapshots = self.env["aftersales.sla.calendar"].browse(
            {snapshot for __, snapshot in pairs.values() if snapshot}
        )
        (targets.fetch(), snapshots.fetch(["content"]))
        by_id = {record.id: record for record in targets}
        return {
            key: by_id[target]._to_core(key, snapshots.browse(snapshot or None))
            for key, (target, snapshot) in pairs.items()
        }

    def _write_clocks(self, derived):
        """Store the derived clocks, and take what follows from them."""
        clocks = self.env["aftersales.sla.clock"].search([("ticket_id", "in", self.ids)])
        stored = {(clock.ticket_id, clock.metric, clock.instance): clock for clock in clocks}
        created, late, fulfilled = [], clocks.browse(), clocks.browse()
        for ticket, results in derived.items():
            for result in results:
                clock = stored.get((ticket, result.metric, result.instance), clocks.browse())
                vals = ticket._clock_values(result)
                if not clock.stopped_at:  # afterwards it stays with whoever had it
                    vals |= {"team_id": ticket.team_id.id, "user_id": ticket.user_id.id}
                if not clock:
                    created.append(vals)
                    continue
                old = {
                    name: clock._fields[name].convert_to_write(clock[name], clock) for name in vals
                }
                if changed := {name: vals[name] for name in vals if vals[name] != old[name]}:
                    if changed.get("breached_at"):
                        late |= clock
                    if changed.get("state") == "fulfilled":
                        fulfilled |= clock
                    clock._transition().write(changed)
        self._drop_clocks(clocks, derived)
        new = clocks._transition().create(created).with_env(clocks.env)
        (clocks | new)._plan_checks()
        (late | new.filtered("breached_at"))._on_breach()
        new.filtered(lambda clock: clock.state == "pending")._on_broken()
        (fulfilled | new.filtered(lambda clock: clock.state == "fulfilled"))._on_fulfilled()

    @api.model
    def _drop_clocks(self, clocks, derived):
        """Cancel clocks that lived only between two writes of one second: no replay knows them."""
        known = {
            (ticket, result.metric, result.instance)
            for ticket, results in derived.items()
            for result in results
        }
        gone = clocks.filtered(
            lambda clock: (
                clock.state in OPEN and (clock.ticket_id, clock.metric, clock.instance) not in known
            )
        )
        gone._transition().write(
            {"state": "cancelled", "cancelled_why": "policy", "due_at": False, "resumed_at": False}
        )

    def _clock_values(self, result):
        """Return a derived clock as the values of a stored one."""
        self.ensure_one()
        target, snapshot = map(int, result.target.split(":"))
        return {
            "ticket_id": self.id,
            "target_id": target,
            "calendar_id": snapshot or False,
            "metric": result.metric,
            "instance": result.instance,
            "state": result.state,
            "started_at": instant(result.started),
            "due_at": instant(result.due),
            "stopped_at": instant(result.stopped),
            "breached_at": instant(result.breached_at),
            "on_reclassification": sladata.ON_RECLASSIFICATION in result.flags,
            "late_explained": sladata.LATE_EXPLAINED in result.flags,
            "excused": result.excused or False,
            "cancelled_why": result.cancelled_why or False,
            "merged": result.merged_from,
            "elapsed": result.elapsed,
            "paused": result.paused,
            "resumed_at": instant(result.resumed_at),
            "closest_pause": result.closest_pause or 0,
            "paused_close": result.closest_pause is not None
            and 10 * result.closest_pause <= (result.seconds or 0),
            "shares": sorted(
                [team or 0, user or 0, *seconds] for (team, user), seconds in result.shares.items()
            ),
        }
