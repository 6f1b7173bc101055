"""Short ways to tell the story of a ticket to the clocks, for their tests."""

from aftersales_addon.core.sla import Event, Target, derive, explain
from aftersales_addon.core.worktime import WorkCalendar

HOUR = 3600
DAY = 24 * HOUR
ROUND_THE_CLOCK = WorkCalendar("UTC", {day: [(0, 24)] for day in range(7)})
# 1 January 1970 was a Thursday; hours of a story count from the Monday after it.
MONDAY = 4 * DAY
OFFICE = WorkCalendar("UTC", {day: [(9, 17)] for day in range(5)})
REASONS = ("customer", "supplier", "carrier", "appointment", "legal_hold")


def target(number=1, metric="resolution", hours=8.0, calendar=ROUND_THE_CLOCK, **more):
    """A target of some hours; resolution pauses for any reason unless told."""
    seconds = None if hours is None else int(hours * HOUR)
    more.setdefault("pauses", frozenset(REASONS))
    return Target(number, metric, seconds, calendar, **more)


class Story:
    """Events in the order in which they are told; ``at`` is in hours from the start."""

    def __init__(self, *targets, created=True, start=MONDAY, **payload):
        self.targets = {one.id: one for one in targets}
        self.start, self.events = start, []
        if created:
            self.then(0, "ticket_created", **payload)
            self.attach(0, *self.targets, why="created")

    def then(self, at, kind, /, **payload):
        number = len(self.events) + 1
        self.events.append(Event(self.start + round(at * HOUR), number, kind, payload))
        return self

    def attach(self, at, /, *ids, **payload):
        return self.then(at, "sla_attached", targets=list(ids), **payload)

    def knows(self, *targets):
        """Targets that may be attached later."""
        self.targets |= {one.id: one for one in targets}
        return self

    def at(self, instant):
        """An epoch instant in hours of this story."""
        return None if instant is None else (instant - self.start) / HOUR

    def clocks(self, until=None, metric=None):
        until = None if until is None else self.start + round(until * HOUR)
        clocks = derive(self.events, self.targets, until)
        return [clock for clock in clocks if metric in (None, clock.metric)]

    def clock(self, until=None, metric=None):
        (clock,) = self.clocks(until, metric)
        return clock

    def steps(self, metric="resolution", instance=1, until=None):
        until = None if until is None else self.start + round(until * HOUR)
        return explain(self.events, self.targets, metric, instance, until)
