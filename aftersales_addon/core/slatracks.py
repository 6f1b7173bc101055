"""The tracks of a ticket: since when each metric is open, and the clocks of those that have a target.

A track is open from its metric's start to its stop, with or without a target: a target that is attached
later finds the start, and the ticket's past.
"""

from collections.abc import Mapping

from .slaclock import CLOCK_TIMED, RunningClock
from .sladata import MODES, Target

BY_TARGET = frozenset({"resolution", "repair_turnaround"})
WHILE_ANYBODY = frozenset({"agent_work", "ownership"})


class Tracks:
    """The ticket as far as its events were read."""

    def __init__(self, targets: Mapping[int, Target], explained=False):
        self.targets, self.explained = targets, explained
        self.current: dict[str, Target] = {}
        self.all: list[RunningClock] = []
        self.open: list[RunningClock] = []
        self.tracks: dict[str, int] = {}  # metric -> since when it is open
        self.stopped: dict[str, int] = {}  # metric -> start of the track that the solution stopped
        self.promises: dict[str, int | None] = {}
        self.team = self.user = self.reason = self.ended = None
        self.created = False
        self.held = self.unanswered = self.reopened_at = None
        self.past: list[tuple] = []  # (from, ended, reason, owner) of the ticket
        self.now = 0
        self.cancelling = self.waits = self.solved = False

    # === TRACKS === #

    def _start(self, metric, event, since=None):
        """Open the metric's track, and its clock where a target holds."""
        self.tracks[metric] = self.now if since is None else since
        target = self.current.get(metric)
        if target:
            return self._begin(target, self.tracks[metric], event)

    def _begin(self, target, started, event):
        metric = target.metric
        instance = 1 + sum(clock.metric == metric for clock in self.all)
        steps = [] if self.explained else None
        clock = RunningClock(target, instance, started, (self.team, self.user), steps)
        if metric in CLOCK_TIMED:
            clock.promise(self.promises.get(metric), self.now, event)
        self.all.append(clock)
        self.open.append(clock)
        return clock

    def _stop(self, metric, event):
        """Close the metric's track: its clocks are fulfilled."""
        if self.cancelling:
            return
        if self.tracks.pop(metric, None) is None:
            return
        for clock in [clock for clock in self.open if clock.metric == metric]:
            self.open.remove(clock)
            clock.fulfil(self.now, event)

    def _last(self, metric):
        return next((clock for clock in reversed(self.all) if clock.metric == metric), None)

    def _cancel(self, metric, event, why):
        for clock in [clock for clock in self.open if clock.metric == metric]:
            self.open.remove(clock)
            clock.cancel(self.now, event, why)

    # === STATE === #

    def _settle(self, event):
        """Let the clocks run or pause as the ticket stands at the end of this second."""
        owner = (self.team, self.user)
        state = (self.ended, self.reason, owner)
        if not self.past or self.past[-1][1:] != state:
            self.past.append((self.now, *state))
        if self.created and not self.ended:
            self._settle_people(event, owner)
        reason = self.reason
        for clock in self.open:
            clock.settle(self.now, event, not self._is_paused_by(clock.target, reason), owner)

    def _settle_people(self, event, owner):
        """Who is assigned is a state: what starts and stops by it is decided at the end of a second."""
        if self.user:
            self._stop("assignment", event)
            if "agent_work" not in self.tracks:
                self._start("agent_work", event)
        elif "assignment" not in self.tracks:
            self._start("assignment", event)
        held = owner if any(owner) else None
        if self.held and held != self.held:
            self._stop("ownership", event)
        if held and "ownership" not in self.tracks:
            self._start("ownership", event)
        self.held = held

    @staticmethod
    def _is_paused_by(target, reason):
        metric = target.metric
        if not reason:
            return False
        if metric in BY_TARGET:
            return reason in target.pauses
        return metric in WHILE_ANYBODY or (metric == "requester_wait" and reason == "customer")

    # === TARGETS === #

    def _targets_of(self, event):
        ids = event.payload.get("targets") or ()
        targets = (self.targets.get(number) for number in ids)
        return {target.metric: target for target in targets if target}

    def _retarget(self, before, event):
        """The set of targets changed: each open clock is judged as the event says (rules 10 to 12)."""
        for metric in before:
            if metric not in self.current:
                self._cancel(metric, event, "policy")
        modes = event.payload.get("modes") or {}
        common = _mode(event.payload.get("mode"))
        for metric, target in self.current.items():
            own = modes.get(target.id, modes.get(str(target.id)))
            clocks = [clock for clock in self.open if clock.metric == metric]
            for clock in clocks:
                if clock.target.id != target.id or (own == "reset" and clock.started < self.now):
                    clock.retarget(target, _mode(own) if own else common, self.now, event)
            if not clocks and metric in self.tracks:
                self._attach(target, _mode(own) if own else common, event)

    def _attach(self, target, mode, event):
        """Begin a clock for a metric that is open already."""
        started = self.tracks[target.metric]
        if mode != "retroactive" or started == self.now:
            self._begin(target, self.now, event)
            return
        if target.reopen == "new" and target.metric == "resolution":
            started = max(started, self.reopened_at or started)
        clock = self._begin(target, started, event)
        spans = self._spans(target, started)
        runs = spans[-1][2] if spans else True
        late = event.payload.get("why") not in (None, "created")
        clock.begin_late(spans, runs, self.now, event, flagged=late)

    def _spans(self, target, started):
        """Return the ticket's past since ``started`` as this target sees it."""
        spans, ends = [], [*(entry[0] for entry in self.past[1:]), self.now]
        for (start, ended, reason, owner), end in zip(self.past, ends, strict=True):
            start = max(start, started)
            if start < end:
                runs = not ended and not self._is_paused_by(target, reason)
                spans.append((start, end, runs, owner))
        return spans


def _mode(mode):
    return mode if mode in MODES else "retroactive"
