"""What the clocks are made of: events and targets in, clocks and their derivations out.

Instants are epoch seconds (UTC), durations whole seconds. A payload may also carry an instant as the
ledger writes it, ``2026-03-01T09:30:00Z``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone

from .worktime import WorkCalendar, epoch

# Metric -> what the user reads. Starts and stops: the table in `sla.py`.
METRICS = {
    "first_response": "First response",
    "next_response": "Next response",
    "update_interval": "Update interval",
    "assignment": "Assignment",
    "expert_contact": "Expert contact",
    "on_site_arrival": "On-site arrival",
    "repair_turnaround": "Repair turnaround",
    "resolution": "Resolution",
    "promised_time": "Promised time",
    "requester_wait": "Requester wait",
    "agent_work": "Agent work",
    "ownership": "Ownership",
}
# What fulfils a first response; `automatic` only counts where a target names it.
HUMAN = frozenset({"reply", "call", "visit", "chat"})
MODES = ("retroactive", "forward", "reset")
REOPEN = ("continue", "new", "restart")

OPEN_STATES = frozenset({"pending", "running", "paused"})
ON_RECLASSIFICATION = "on_reclassification"
LATE_EXPLAINED = "late_explained"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: ``type`` of the catalogue; events of one ticket are ordered by (at, id)."""

    at: int
    id: int
    type: str
    payload: Mapping = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """One metric of one version of a policy.

    :param seconds: working seconds allowed; None: measured without a due instant (for a promised time
        and an arrival the event names the instant)
    :param calendar: None when it is broken: the clock then stays pending
    :param pauses: waiting reasons that pause it; read for resolution and repair turnaround only, the
        other metrics have their own rule
    :param reopen: ``continue``, ``new`` or ``restart``; read for resolution only
    :param counts: what fulfils a first response: of ``reply``, ``call``, ``visit``, ``chat``, ``automatic``
    """

    id: int
    metric: str
    seconds: int | None
    calendar: WorkCalendar | None
    pauses: frozenset[str] = frozenset()
    reopen: str = "continue"
    counts: frozenset[str] = HUMAN


@dataclass(frozen=True, slots=True)
class Clock:
    """A target applied to a ticket, as it stands after the last event.

    ``elapsed`` and ``paused`` are working seconds up to ``since``, the instant of the last change;
    ``shares`` splits them by (team, user). ``breached_at`` is the due instant that passed, never the
    time somebody noticed. ``seconds`` and ``calendar`` are those that hold now.
    """

    metric: str
    target: int
    instance: int
    state: str  # pending, running, paused, fulfilled, cancelled
    started: int
    due: int | None  # None while paused or pending, and without a duration
    stopped: int | None  # fulfilled or cancelled at
    breached_at: int | None
    flags: frozenset[str]  # on_reclassification, late_explained
    excused: str  # the reason; the breach stays
    cancelled_why: str  # cancelled, merged, policy, replaced, ended, explained
    elapsed: int
    paused: int
    since: int
    seconds: int | None
    calendar: WorkCalendar | None
    shares: Mapping[tuple[int | None, int | None], tuple[int, int]]
    merged_from: bool  # it took over the start of a merged ticket's clock
    closest_pause: int | None = None  # least working seconds left when it was put on hold in time

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def resumed_at(self) -> int | None:
        """Since when it runs without a change; None when it does not run."""
        return self.since if self.state == "running" else None

    def elapsed_at(self, now: int) -> int:
        """Return the working seconds that count until ``now``, which is not before ``since``."""
        if self.state != "running":
            return self.elapsed
        return self.elapsed + self.calendar.elapsed_between(self.since, now)

    def left(self, now: int) -> int | None:
        """Return the working seconds left at ``now``, negative when overdrawn; None: no duration."""
        return None if self.seconds is None else self.seconds - self.elapsed_at(now)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a derivation: what an event did to a clock, in facts.

    ``event`` and ``type`` are None and empty for what time alone did. ``worked`` are the working
    seconds that count since the step before, ``total`` all of them; where a change of the target has
    the past counted anew, ``worked`` is the difference. ``rule`` is the number in `sla.md`.
    """

    event: int | None
    type: str
    at: int
    what: str  # a key of STEPS
    rule: int
    worked: int
    total: int
    state: str
    due: int | None


# What a step did -> the number of its rule.
STEPS = {
    "started": 1,
    "paused": 5,
    "resumed": 6,
    "handed": 17,
    "fulfilled": 1,
    "reopened": 9,
    "revived": 9,
    "cancelled": 4,
    "breached": 2,
    "breach_recorded": 2,
    "excused": 2,
    "rejudged": 10,
    "changed": 10,
    "reset": 10,
    "merged": 4,
    "rescheduled": 1,
}


def instant_of(value) -> int | None:
    """Return the epoch seconds of an instant in a payload, or None when it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return epoch(value)
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return None
    return epoch(parsed.astimezone(timezone.utc) if parsed.tzinfo else parsed)
