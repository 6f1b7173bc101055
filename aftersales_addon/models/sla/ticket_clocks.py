import json

from odoo import api, models

from ...core import sla, sladata, slaladder
from .clock import epoch, instant
from .event_mixin import RELEVANT

# What a replay yields, and who has the ticket: a clock that ended stays with whoever had it.
DERIVED = (
    "ticket_id",
    "policy_id",
    "target_id",
    "calendar_id",
    "metric",
    "instance",
    "state",
    "started_at",
    "due_at",
    "stopped_at",
    "breached_at",
    "on_reclassification",
    "late_explained",
    "excused",
    "cancelled_why",
    "merged",
    "elapsed",
    "paused",
    "resumed_at",
    "closest_pause",
    "paused_close",
    "shares",
)
HOLDER = ("team_id", "user_id")


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

    def _measured_by(self, metric):
        """Return the tickets that have a target of the metric, all of them where it is None."""
        if not metric:
            return self
        targets = self.env["aftersales.sla.target"]
        # sudo: aftersales.ticket - what holds does not depend on who asks
        return self.filtered(
            lambda ticket: any(
                targets._promise(target).metric == metric for target in ticket.sudo()._keys()
            )
        )

    def _sla_streams(self):
        """Return what happened to each ticket, in order, as far as clocks care.

        :rtype: dict[int, list[core.sladata.Event]]
        """
        events = self.env["aftersales.event"]
        query = events._search(
            [("ticket", "in", self.ids), ("type", "in", list(RELEVANT))], order="occurred_at, id"
        )
        names = ("ticket", "occurred_at", "id", "type", "payload")
        columns = [events._field_to_sql(query.table, name, query) for name in names]
        streams = {ticket_id: [] for ticket_id in self.ids}
        for ticket_id, at, number, kind, payload in self.env.execute_query(query.select(*columns)):
            streams[ticket_id].append(sladata.Event(epoch(at), number, kind, json.loads(payload)))
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
        return {key: self.env["aftersales.sla.target"]._counted(key) for key in keys}

    def _stored_clocks(self):
        """Return the clocks as they are stored.

        :return: id and values, by ticket id, metric and instance
        :rtype: dict[tuple[int, str, int], tuple[int, dict]]
        """
        clocks = self.env["aftersales.sla.clock"]
        query = clocks._search([("ticket_id", "in", self.ids)])
        names = ("id", "next_check", *DERIVED, *HOLDER)
        columns = [clocks._field_to_sql(query.table, name, query) for name in names]
        stored = {}
        for clock_id, *values in self.env.execute_query(query.select(*columns)):
            vals = dict(zip(names[1:], values, strict=True))
            stored[vals["ticket_id"], vals["metric"], vals["instance"]] = (clock_id, vals)
        return stored

    def _write_clocks(self, derived):
        """Store the derived clocks, and take what follows from them."""
        stored = self._stored_clocks()
        clocks, targets = self.env["aftersales.sla.clock"], self.env["aftersales.sla.target"]
        created, changed, moved = [], {}, {}
        for ticket, results in derived.items():
            holder = {name: ticket[name].id or None for name in HOLDER}
            for result in results:
                vals = _clock_values(ticket.id, result)
                promise = targets._promise(vals["target_id"])
                vals["policy_id"] = promise.policy
                clock_id, old = stored.pop((ticket.id, result.metric, result.instance), (None, {}))
                if not old.get("stopped_at"):
                    vals |= holder
                if not clock_id:
                    vals["next_check"] = instant(_running(result).next_check(promise.rungs))
                    created.append(vals)
                elif new := {name: vals[name] for name in vals if vals[name] != old[name]}:
                    changed[clock_id] = new
                    if not new.keys() <= set(HOLDER):
                        moved[clock_id] = (result, promise.rungs)
        taken = clocks.browse(clock_id for clock_id, (__, rungs) in moved.items() if rungs)
        taken = taken._steps_taken()
        for clock_id, (result, rungs) in moved.items():
            check = _running(result).next_check(rungs, taken.get(clock_id, ()))
            changed[clock_id]["next_check"] = instant(check)
        self._drop_clocks(stored)
        for clock in clocks.browse(changed)._transition():
            clock.write(changed[clock.id])
        new = clocks._transition().create(created).with_env(clocks.env)
        late = [key for key, vals in changed.items() if vals.get("breached_at")]
        ended = [key for key, vals in changed.items() if vals.get("state") == "fulfilled"]
        (clocks.browse(changed) | new)._wake_sweep()
        (clocks.browse(late) | new.filtered("breached_at"))._on_breach()
        new.filtered(lambda clock: clock.state == "pending")._on_broken()
        (clocks.browse(ended) | new.filtered(lambda c: c.state == "fulfilled"))._on_fulfilled()

    @api.model
    def _drop_clocks(self, unknown):
        """Cancel clocks that lived only between two writes of one second: no replay knows them.

        :param unknown: clocks as :meth:`_stored_clocks` returns them
        """
        gone = [clock_id for clock_id, vals in unknown.values() if vals["state"] != "cancelled"]
        self.env["aftersales.sla.clock"].browse(gone)._transition().write(
            {
                "state": "cancelled",
                "cancelled_why": "policy",
                "due_at": False,
                "resumed_at": False,
                "next_check": False,
            }
        )


def _running(result):
    """Return a derived clock as one that its ladder can be held against.

    :rtype: core.slaladder.Running
    """
    return slaladder.Running(
        due=result.due if result.state == "running" else None,
        breached=result.breached_at is not None,
        resumed=result.resumed_at,
        elapsed=result.elapsed,
        seconds=result.seconds,
        calendar=result.calendar,
    )


def _clock_values(ticket_id, result):
    """Return a derived clock as the values of the columns of a stored one."""
    target, __, snapshot = result.target.partition(":")
    return {
        "ticket_id": ticket_id,
        "target_id": int(target),
        "calendar_id": int(snapshot) or None,
        "metric": result.metric,
        "instance": result.instance,
        "state": result.state,
        "started_at": instant(result.started),
        "due_at": instant(result.due),
        "stopped_at": instant(result.stopped),
        "breached_at": instant(result.breached_at),
        "on_reclassification": sladata.ON_RECLASSIFICATION in result.flags,
        "late_explained": sladata.LATE_EXPLAINED in result.flags,
        "excused": result.excused or None,
        "cancelled_why": result.cancelled_why or None,
        "merged": result.merged_from,
        "elapsed": result.elapsed,
        "paused": result.paused,
        "resumed_at": instant(result.resumed_at),
        "closest_pause": result.closest_pause or 0,
        "paused_close": result.closest_pause is not None
        and 10 * result.closest_pause <= (result.seconds or 0),
        "shares": sorted(
            [team or 0, user or 0, *seconds] for (team, user), seconds in result.shares.items()
        )
        or None,  # as an empty list is kept
    }
