"""One pass over the events of a ticket: what each of them starts, stops and changes.

The ticket's own state (waiting, ended, team, person) is settled once per second, after everything that
happened in it.
"""

from .slaclock import CLOCK_TIMED
from .sladata import HUMAN, Clock, Event, Step, instant_of
from .slatracks import Tracks

# Stopped by the solution, besides a promised time. After re-opening they go on; `resolution` as its target says.
GO_ON = ("resolution", "requester_wait", "agent_work", "ownership", "update_interval")
# After a cancellation that was taken back. Promises are over; the others begin anew by their rule.
REVIVED = ("first_response", "repair_turnaround", *GO_ON)
# Within one second: who it is before what happened, and what happened before where it stands.
RANKS = {"ticket_created": 0, "classified": 1, "assigned": 1}
RANKS |= dict.fromkeys(("waiting", "resumed", "resolved", "closed", "cancelled", "reopened"), 3)
# What is said of a clock comes after all that made it in the same second.
JUDGING = frozenset({"sla_breached", "sla_excused", "corrected"})
# Events that start or stop the clock of this one metric, and move no other.
ALONE = dict.fromkeys(("receipt", "repair_started", "repair_done"), "repair_turnaround")


class Fold(Tracks):
    """The ticket as far as its events were read."""

    # === READING === #

    def take(self, events: list[Event]):
        """Read events in order of (at, id): those of one second are one evaluation."""
        first, count = 0, len(events)
        while first < count:
            last, at = first + 1, events[first].at
            while last < count and events[last].at == at:
                last += 1
            self._evaluate(at, events[first:last])
            first = last

    def look(self, now: int):
        """Notice the due instants that have passed."""
        for clock in self.open:
            clock.look(now)

    def _evaluate(self, at, events):
        self.look(at)
        self.now = at
        attached = None
        if len(events) > 1:
            events.sort(key=_rank)
            types = [event.type for event in events]
            self.waits = "waiting" in types
            self.solved = "resolved" in types or "closed" in types
            self.cancelling = self._is_cancelling(events)
        else:
            self.waits = self.solved = self.cancelling = False
        before = self.current
        for event in events:
            if event.type == "sla_attached" and (attached is None or event.id > attached.id):
                attached = event
        if attached:
            self.current = self._targets_of(attached)
        for event in events:
            if event.type in HANDLERS and event.type not in JUDGING:
                HANDLERS[event.type](self, event)
        if attached:
            self._retarget(before, attached)
        for event in events:
            if event.type in JUDGING:
                HANDLERS[event.type](self, event)
        self._settle(events[-1])

    @staticmethod
    def _is_cancelling(events):
        """Cancelled in this second and not re-opened after it: then nothing was fulfilled in it."""
        cancelled = False
        for event in events:
            if event.type == "cancelled" or (event.type == "merged" and event.payload.get("into")):
                cancelled = True
            elif event.type == "reopened":
                cancelled = False
        return cancelled

    # === THE TICKET === #

    def _on_created(self, event):
        self.created = True
        self._own(event)
        for metric in ("first_response", "resolution", "requester_wait", "update_interval"):
            self._start(metric, event)
        meaning = event.payload.get("meaning")
        if meaning in ("resolved", "closed"):
            self._on_resolved(event)
        elif meaning == "cancelled":
            self._on_cancelled(event)

    def _own(self, event):
        payload = event.payload
        if "team" in payload:
            self.team = payload["team"] or None
        if "user" in payload:
            self.user = payload["user"] or None

    def _on_classified(self, event):
        changes = event.payload.get("changes") or {}
        if changes.get("team"):
            self.team = changes["team"][1] or None

    def _on_handed_over(self, event):
        self._own(event)
        if "expert_contact" not in self.tracks:
            self._start("expert_contact", event)

    def _on_waiting(self, event):
        self.reason = event.payload.get("reason") or "customer"

    def _on_resumed(self, event):
        self.reason = None

    def _on_resolved(self, event):
        """Closing at once solves it, too; closing later changes nothing."""
        self.reason = None
        if self.ended or self.cancelling:
            return
        self.ended = "resolved"
        self.stopped = {metric: self.tracks[metric] for metric in GO_ON if metric in self.tracks}
        for metric in (*GO_ON, "promised_time"):
            self._stop(metric, event)
        self._leave_unassigned(event)

    def _leave_unassigned(self, event):
        """An ended ticket needs nobody."""
        self.tracks.pop("assignment", None)
        self._cancel("assignment", event, "ended")

    def _on_cancelled(self, event, why="cancelled"):
        self.reason, self.unanswered = None, None
        self.ended = why
        self.stopped |= {metric: at for metric, at in self.tracks.items() if metric in REVIVED}
        self.tracks.clear()
        for clock in self.open:
            clock.cancel(self.now, event, why)
        self.open.clear()

    def _on_reopened(self, event):
        if not self.waits:
            self.reason = None
        if not self.ended:
            return
        self.ended, self.reopened_at = None, self.now
        restart = event.payload.get("restart")
        for metric in REVIVED:
            if metric in self.stopped:
                self._reopen(metric, event, restart)
        self.stopped = {}
        if self.unanswered is not None and "next_response" not in self.tracks:
            self._start("next_response", event, self.unanswered)

    def _reopen(self, metric, event, restart):
        """Rule 9; a target that came meanwhile holds from now on."""
        target, clock = self.current.get(metric), self._last(metric)
        if metric == "resolution" and target and self._is_new(target, restart):
            self._start(metric, event)
            return
        if metric == "ownership" and self.held != (self.team, self.user):
            return
        self.tracks[metric] = self.stopped[metric]
        if not target:
            return
        if clock and clock.state == "fulfilled":
            clock.reopen(self.now, event)
            self.open.append(clock)
        elif clock and clock.why == "cancelled":
            dead, clock = clock, self._begin(clock.target, clock.started, event)
            clock.revive(dead, self.now, event)
        else:
            clock = self._begin(target, self.now, event)
        if clock.target.id != target.id:
            clock.retarget(target, "forward", self.now, event)

    @staticmethod
    def _is_new(target, restart):
        return target.reopen == "new" or (target.reopen == "restart" and bool(restart))

    def _on_merged(self, event):
        if event.payload.get("into"):
            self._on_cancelled(event, "merged")
            return
        for metric, value in (event.payload.get("starts") or {}).items():
            start = instant_of(value)
            if start is None or metric in CLOCK_TIMED:
                continue
            if metric in self.tracks:
                self.tracks[metric] = min(start, self.tracks[metric])
            if self.past and start < self.past[0][0]:
                self.past.insert(0, (start, None, None, self.past[0][3]))
            for clock in self.open:
                if clock.metric == metric and start < clock.started:
                    clock.merge(start, self.now, event)

    # === CONTACTS === #

    def _on_customer_message(self, event):
        if self.unanswered is None:
            self.unanswered = self.now
            if not self.ended and "next_response" not in self.tracks:
                self._start("next_response", event)
        if "update_interval" in self.tracks:
            self._move_interval(event)

    def _move_interval(self, event):
        """The customer was in contact: the interval begins anew, unless it is owed already."""
        clock = self._last("update_interval")
        if clock and clock in self.open:
            if clock.breached_at is not None or clock.started == self.now:
                return
            clock.restart(self.now, event)
        self.tracks["update_interval"] = self.now

    def _on_agent_reply(self, event):
        if event.payload.get("automatic"):
            self._respond("automatic", event)
            return
        kind = "chat" if event.payload.get("channel") == "chat" else "reply"
        self._respond(kind, event)
        self._answer(event)

    def _on_contact_made(self, event):
        self._respond(event.payload.get("how") or "call", event)
        self._answer(event)
        self._stop_promise(event)
        if event.payload.get("expert") is not False:
            self._stop("expert_contact", event)

    def _on_call_logged(self, event):
        if event.payload.get("outcome") == "reached":
            self._on_contact_made(event)

    def _on_visit(self, event):
        if event.type == "visit_arrived":
            self._stop("on_site_arrival", event)
        self._respond("visit", event)
        self._answer(event)

    def _respond(self, kind, event):
        target = self.current.get("first_response")
        if kind in (target.counts if target else HUMAN):
            self._stop("first_response", event)

    def _answer(self, event):
        """We were in contact with the customer."""
        self.unanswered = None
        self._stop("next_response", event)
        if "update_interval" in self.tracks and not (self.solved or self.cancelling):
            self._stop("update_interval", event)
            self._start("update_interval", event)

    # === PROMISES, VISITS, REPAIRS === #

    def _on_promise(self, event):
        """A newer promise takes the place of one that is not overdue."""
        due = instant_of(event.payload.get("at", event.payload.get("instant")))
        if due is None:
            return
        for clock in [clock for clock in self.open if clock.metric == "promised_time"]:
            if clock.due is None or clock.due >= self.now:
                self.open.remove(clock)
                clock.cancel(self.now, event, "replaced")
        self.promises["promised_time"] = due
        self._start("promised_time", event)

    def _stop_promise(self, event):
        """A promise given in the same second is not kept by the contact in which it was given."""
        clocks = [clock for clock in self.open if clock.metric == "promised_time"]
        if any(clock.started == self.now for clock in clocks):
            for clock in clocks:
                if clock.started < self.now:
                    self.open.remove(clock)
                    clock.fulfil(self.now, event)
        elif self.tracks.get("promised_time", self.now) < self.now:
            self._stop("promised_time", event)

    def _on_visit_agreed(self, event):
        slot = instant_of(event.payload.get("at", event.payload.get("slot")))
        self.promises["on_site_arrival"] = slot
        clock = self._last("on_site_arrival")
        if clock and clock in self.open:
            clock.promise(slot, self.now, event, "rescheduled")
        elif "on_site_arrival" not in self.tracks:
            self._start("on_site_arrival", event)

    def _on_repair_started(self, event):
        if "repair_turnaround" not in self.tracks:
            self._start("repair_turnaround", event)

    def _on_repair_done(self, event):
        self._stop("repair_turnaround", event)

    # === BREACHES === #

    def _on_breached(self, event):
        payload = event.payload
        due = instant_of(payload.get("due"))
        due = self.now if due is None else due
        clock = self._named(payload)
        if clock:
            clock.record_breach(due, self.now, event)
        elif target := self._target_named(payload.get("metric")):
            # The clock is no more since something was logged late; its breach is (I10).
            clock = self._begin(target, due, event)
            clock.record_breach(due, self.now, event)
            self.open.remove(clock)
            clock.cancel(self.now, event, "explained")

    def _on_excused(self, event):
        clock = self._named(event.payload)
        if clock:
            clock.excuse(str(event.payload.get("reason") or ""), self.now, event)

    def _on_corrected(self, event):
        """An excuse can be taken back; other corrections are not of the clocks."""
        clock = self._named(event.payload)
        if clock and event.payload.get("what") == "excuse withdrawn":
            clock.excuse("", self.now, event)

    def _named(self, payload):
        metric, instance = payload.get("metric"), payload.get("instance", 1)
        for clock in self.all:
            if clock.metric == metric and clock.instance == instance:
                return clock
        return None

    def _target_named(self, metric):
        known = (target for target in self.targets.values() if target.metric == metric)
        return self.current.get(metric) or next(known, None)

    # === OUT === #

    def clocks(self) -> list[Clock]:
        return [clock.result() for clock in self.all]

    def steps(self, metric, instance) -> list[Step]:
        clock = self._named({"metric": metric, "instance": instance})
        return clock.steps or [] if clock else []


def _rank(event):
    return RANKS.get(event.type, 2)


HANDLERS = {
    "ticket_created": Fold._on_created,
    "classified": Fold._on_classified,
    "assigned": Fold._own,
    "handed_over": Fold._on_handed_over,
    "waiting": Fold._on_waiting,
    "resumed": Fold._on_resumed,
    "customer_message": Fold._on_customer_message,
    "agent_reply": Fold._on_agent_reply,
    "contact_made": Fold._on_contact_made,
    "call_logged": Fold._on_call_logged,
    "promise_given": Fold._on_promise,
    "merged": Fold._on_merged,
    "resolved": Fold._on_resolved,
    "closed": Fold._on_resolved,
    "cancelled": Fold._on_cancelled,
    "reopened": Fold._on_reopened,
    "sla_breached": Fold._on_breached,
    "sla_excused": Fold._on_excused,
    "corrected": Fold._on_corrected,
    "receipt": Fold._on_repair_started,
    "repair_started": Fold._on_repair_started,
    "repair_done": Fold._on_repair_done,
    "visit_agreed": Fold._on_visit_agreed,
    "visit_arrived": Fold._on_visit,
    "visit_done": Fold._on_visit,
}
