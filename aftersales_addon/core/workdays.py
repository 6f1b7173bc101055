"""The days that differ from the week: what people write, and what calendars publish.

A day without hours is a holiday; a day with hours is worked whatever the week says, as on the
make-up days (调休) of Chinese public holidays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone, tzinfo

Span = tuple[float, float]  # local hours, from and to
Exceptions = dict[date, list[Span]]

_SPAN = re.compile(r"(\d{1,2})(?:[:.：](\d{2}))?\s*[-–—~～〜至到]\s*(\d{1,2})(?:[:.：](\d{2}))?")
_DAY = timedelta(days=1)


class HoursError(ValueError):
    """Hours of a day that cannot be understood."""


def parse_hours(text: str) -> list[Span]:
    """Return the spans of a text such as ``9:00-12:00, 13:00-18:00``, in order.

    :raises HoursError: if something else is written, a span is empty or two overlap
    """
    spans, rest = [], text
    for match in _SPAN.finditer(text):
        from_hour, from_minute, to_hour, to_minute = (int(part or 0) for part in match.groups())
        if from_minute > 59 or to_minute > 59:
            raise HoursError(text)
        spans.append((from_hour + from_minute / 60, to_hour + to_minute / 60))
        rest = rest.replace(match.group(), "", 1)
    if re.sub(r"[\s,;，、；]", "", rest):
        raise HoursError(text)
    spans.sort()
    edges = [edge for span in spans for edge in span]
    if any(start >= end for start, end in spans) or edges != sorted(edges) or edges[-1:] > [24]:
        raise HoursError(text)
    return spans


def format_hours(spans: Iterable[Span]) -> str:
    """Return spans as :func:`parse_hours` reads them, to the minute: ``9:00-12:00, 13:00-18:00``."""
    return ", ".join(
        "-".join(f"{minutes // 60}:{minutes % 60:02}" for minutes in (round(h * 60) for h in span))
        for span in spans
    )


def without_leaves(
    leaves: Iterable[tuple[datetime, datetime]], zone: tzinfo, hours_of
) -> Exceptions:
    """Return what leaves of a whole company make of the days they touch.

    Odoo stores a leave as two naive UTC instants, typed in the zone of whoever typed them and
    ending one second before midnight: whole days are taken as dates of the calendar's zone,
    shorter absences as the local hours they take away.

    :param leaves: pairs of naive UTC instants
    :param hours_of: gives the list of spans that are worked on a date
    """
    exceptions: Exceptions = {}
    for start, end in leaves:
        start, end = (
            instant.replace(tzinfo=timezone.utc).astimezone(zone) for instant in (start, end)
        )
        # wall-clock lengths: a day on which the clocks change is a day all the same
        length = end.replace(tzinfo=None) - start.replace(tzinfo=None) + timedelta(seconds=1)
        days, rest = divmod(length, _DAY)
        if days and rest <= timedelta(hours=1):
            first = (start + timedelta(hours=12)).date()
            exceptions |= {first + day * _DAY: [] for day in range(days)}
            continue
        day = start.date()
        while day <= end.date():
            away = (
                _hour(start) if day == start.date() else 0.0,
                _hour(end) if day == end.date() else 24.0,
            )
            exceptions[day] = _less(exceptions.get(day, hours_of(day)), away)
            day += _DAY
    return exceptions


def _hour(instant: datetime) -> float:
    """Return the local hour; one second before the next minute is that minute."""
    seconds = instant.hour * 3600 + instant.minute * 60 + instant.second
    return (seconds + (seconds % 60 == 59)) / 3600


def _less(spans: Sequence[Span], away: Span) -> list[Span]:
    """Return the spans without the hours of ``away``."""
    left = []
    for start, end in spans:
        left += [
            (a, b) for a, b in ((start, min(end, away[0])), (max(start, away[1]), end)) if a < b
        ]
    return left
