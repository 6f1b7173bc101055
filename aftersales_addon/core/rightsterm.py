"""How long a right lasts, in local calendar days.

A period of n days leaves out its starting day: its last day is start + n. A term of months or years
ends on the same day number as it starts, or on the last day of a shorter month: 31 January + 1 month
= 28 or 29 February. The last day still belongs to the term.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MAX_MONTHS = 1200  # a century; more is a slip of the keyboard
_DAY = timedelta(1)
_LONGEST_CLOSED = 366  # days; a calendar that never opens moves nothing

Span = tuple[date, date]  # from a day until another one, which is left out


def add_months(start: date, months: int) -> date:
    """Return the day that many months after ``start``."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    if start.day > 28:
        return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return date(year, month, start.day)


def warranty_end(start: date, months: int) -> date:
    """Return the last day of a warranty of ``months`` that starts on ``start``."""
    if not 0 < months <= MAX_MONTHS:
        raise ValueError(f"a warranty lasts 1 to {MAX_MONTHS} months, not {months}")
    return add_months(start, months)


def coverage(end: date, today: date, covered: float) -> str:
    """Return where a warranty stands: ``returned`` when nothing is left with the customer."""
    if covered <= 0:
        return "returned"
    return "expired" if end < today else "active"


@dataclass(frozen=True, slots=True)
class WorkDays:
    """The days that a country works: the closed weekdays (Monday 0), holidays, make-up days."""

    weekend: frozenset[int] = frozenset({5, 6})
    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()  # make-up days (调休)

    def works(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day not in self.closed and day.weekday() not in self.weekend

    def does_business(self, day: date) -> bool:
        """Return whether it is a US business day: not a Sunday, not a public holiday."""
        return day.weekday() != 6 and day not in self.closed

    def rolled(self, day: date) -> date:
        """Return the day itself, or the next one that is worked."""
        found = day
        for _ in range(_LONGEST_CLOSED):
            if self.works(found):
                return found
            found += _DAY
        return day


def last_day(start: date, value: int, unit: str, days: WorkDays) -> date:
    """Return the last day of a period that starts on ``start``; ``unit`` is one of ``UNITS``."""
    if unit == "day":
        return start + value * _DAY
    if unit == "month":
        return add_months(start, value)
    if unit == "year":
        return add_months(start, 12 * value)
    counts = days.works if unit == "working_day" else days.does_business
    return _nth(start, value, counts)


def _nth(start: date, count: int, counts: Callable[[date], bool]) -> date:
    """Return the day on which that many days that count have passed since ``start``."""
    day = start
    while count:
        for _ in range(_LONGEST_CLOSED):
            day += _DAY
            if counts(day):
                break
        count -= 1
    return day


# === SUSPENSION === #


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, those that touch or overlap as one: no day counts twice."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def suspended_end(end: date, spans: Iterable[Span], rolled: Callable[[date], date]) -> date:
    """Return the last day of a period that stops during the spans (in order, apart).

    A span counts its end minus its start, if it starts while the period still runs.

    :param rolled: gives the day that a last day moves to; the period runs until then
    """
    for start, until in spans:
        if start > rolled(end):
            break
        end = max(end, start) + (until - start)
    return end


def uk_stopped_end(end: date, spans: Iterable[Span], rolled: Callable[[date], date]) -> date:
    """Return the same by the Consumer Rights Act, s. 22: both end days count, 7 days are left."""
    for start, until in spans:
        if start > rolled(end):
            break
        end = max(end + (until - start) + _DAY, until + 7 * _DAY)
    return end


def days_within(spans: Iterable[Span], first: date, last: date | None) -> int:
    """Return the days of the spans between two days; an open ``last`` cuts nothing off."""
    total = 0
    for start, end in spans:
        start, end = max(start, first), end if last is None else min(end, last)
        total += max(0, (end - start).days)
    return total
