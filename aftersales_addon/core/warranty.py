"""What a warranty covers, and from when to when.

A warranty has one or more coverages: the whole unit, a class of parts, labour, visits. Each starts
with an event, and its clock stands still while the unit is in repair. An extension goes on where
what it extends ends:

    last day = anchor + months + days + days carried over + days in repair

The anchor is the day of the start event, for an extension the last day of what it extends, or the
day it was bought, if that is later. It is not counted itself: a term of months ends on the same
day number (:func:`core.rightsterm.add_months`). Days in repair are end minus start; repairs that
overlap count once, and a repair that starts after the last day changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .rightsterm import add_months

UNIT = "unit"


@dataclass(frozen=True)
class Term:
    """One coverage that a product or its category promises."""

    months: int
    kind: str = UNIT  # unit, part, labour, on_site
    part_class: str = ""
    start_event: str = "receipt"  # or invoice, installation, registration
    on_exchange: str = "restart"  # or "continue": the replacement has what was left
    on_resale: str = "new"  # or "rest": the second buyer has what was left
    source: str = "product"  # or "category"

    def goes_on(self, how: str) -> bool:
        """Return whether, after an ``exchange`` or a ``resale``, only what was left is owed."""
        return {"exchange": self.on_exchange == "continue", "resale": self.on_resale == "rest"}.get(
            how, False
        )


@dataclass(frozen=True)
class Coverage:
    """What the record of one coverage says; extensions come after what they extend."""

    start_event: str  # as of a Term, "date" (``from_date``) or "base_end" (an extension)
    months: int = 0
    days: int = 0
    carried_days: int = 0  # in repair under the record that this one continues
    kind: str = UNIT
    part_class: str = ""
    from_date: date | None = None  # "date": the start; "base_end": the day it was bought
    ended: bool = False  # refunded: nothing goes on from it


@dataclass(frozen=True)
class Stop:
    """One stay in repair; without end it lasts still."""

    start: date
    end: date | None = None


@dataclass(frozen=True)
class Span:
    """The days of a coverage; ``stopped_since`` is set while a repair lasts."""

    start: date
    end: date
    stopped_days: int = 0
    stopped_since: date | None = None


def settle(
    coverages: Sequence[Coverage],
    dates: Mapping[str, date | None],
    stops: Iterable[Stop] = (),
) -> list[Span | None]:
    """Return the days of each coverage, None while its start event has not happened.

    :param dates: the day of each start event that has happened
    """
    stops = merged(stops)
    last: dict[tuple[str, str], Span | None] = {}
    result = []
    for coverage in coverages:
        subject = coverage.kind, coverage.part_class
        span = _span(coverage, dates, stops, last.get(subject), subject in last)
        result.append(span)
        if not coverage.ended:
            last[subject] = _later(last.get(subject), span)
    return result


def _span(coverage, dates, stops, base, has_base):
    if coverage.start_event != "base_end":
        first = (
            coverage.from_date
            if coverage.start_event == "date"
            else dates.get(coverage.start_event)
        )
        return first and _run(coverage, first, first, stops)
    if has_base and not base:
        return None
    bought = coverage.from_date or dates.get("receipt")
    if base and (not bought or bought <= base.end):
        return _run(coverage, base.end, base.end + timedelta(1), stops)
    return bought and _run(coverage, bought, bought, stops)


def _later(one, other):
    return max(filter(None, (one, other)), key=lambda span: span.end, default=None)


def _run(coverage, anchor, first, stops):
    """Let the clock run from ``anchor``; ``first`` is the first day that is covered."""
    end = add_months(anchor, coverage.months) + timedelta(coverage.days + coverage.carried_days)
    stopped = coverage.carried_days
    for stop in stops:
        begin = max(stop.start, first)
        if begin > end:
            break
        if stop.end is None:
            return Span(first, end, stopped, begin)
        days = max((stop.end - begin).days, 0)
        stopped += days
        end += timedelta(days)
    return Span(first, end, stopped)


def merged(stops: Iterable[Stop]) -> list[Stop]:
    """Return the stays in repair in order, overlapping ones as one."""
    result: list[Stop] = []
    for stop in sorted(stops, key=lambda stop: stop.start):
        if result and (result[-1].end is None or stop.start <= result[-1].end):
            before = result.pop()
            ends = (before.end, stop.end)
            stop = Stop(before.start, None if None in ends else max(ends))
        result.append(stop)
    return result


def state(
    end: date | None, today: date, covered: float = 1, stopped: bool = False, void: bool = False
) -> str:
    """Return where a warranty or one of its coverages stands on a day.

    A unit in repair is with us, and still not returned; a unit that is nobody's any more has
    nothing left to void.
    """
    if stopped and not void:
        return "suspended"
    if covered <= 0:
        return "returned"
    if void:
        return "void"
    if end is None:
        return "pending"
    return "expired" if end < today else "active"


def days_left(end: date | None, today: date, stopped_since: date | None = None) -> int:
    """Return how many days are left after ``today``; they stand still during a repair."""
    return max((end - (stopped_since or today)).days, 0) if end else 0
