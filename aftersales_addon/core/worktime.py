"""Working time, exactly: how much of it lies between two instants, and when an amount of it is over.

A calendar is a week of local hours in a time zone, with dated exceptions. Of each day, an interval is
one continuous span of instants: it starts at the first instant at which the local clock reads the
start and ends at the last at which it reads the end; a reading that the clock skips stands for the
instant of the jump. Spans that touch, overlap or lie at most one second apart are one. Then

    elapsed(a, b) = the number of working seconds in [a, b)
    plan(a, n)    = the first instant t with elapsed(a, t) = n, and plan(a, 0) = a

Instants are whole seconds (fractions are cut off), naive datetimes are UTC as in Odoo. The spans are
built once per calendar, as far as asked for, with the sum before each: an answer is two searches.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from itertools import chain, repeat
from typing import NamedTuple
from zoneinfo import ZoneInfo

Hours = Sequence[tuple[float, float]]

DAY = 86400
WEEK = range(7)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
NAIVE_EPOCH = datetime(1970, 1, 1)
EPOCH_DAY = NAIVE_EPOCH.toordinal()
# What two days may differ by in UTC: no zone was ever further away than 16 hours.
MARGIN = 2 * DAY
BLOCK = 2 * 366
HORIZON = 30 * 366 * DAY
FIRST = (date(1900, 1, 1).toordinal() - EPOCH_DAY) * DAY
LAST = (date(2400, 1, 1).toordinal() - EPOCH_DAY) * DAY


class CalendarError(ValueError):
    """A calendar, or a question to it, that has no answer; the attributes are the facts."""

    def __init__(self, **facts):
        super().__init__(", ".join(f"{name}={value!r}" for name, value in facts.items()))
        self.facts = facts


class UnknownZone(CalendarError):
    """``zone`` is no time zone of this machine."""


class InvalidHours(CalendarError):
    """``hours`` on ``day`` are not 0 <= from < to <= 24, or ``day`` is no weekday or date."""


class OverlappingHours(CalendarError):
    """``hours`` on ``day`` begin before ``previous_end``; Odoo refuses such calendars, too."""


class NoWorkingHours(CalendarError):
    """No day of the calendar has any hours."""


class NeverReached(CalendarError):
    """``seconds`` of working time from ``start`` are not over by ``horizon`` (UTC)."""


class NegativeSeconds(CalendarError):
    """``seconds`` is negative: working time is planned forwards only."""


class InstantOutOfRange(CalendarError):
    """``instant`` (epoch seconds) lies outside the years 1900 to 2399: a slip of a clock."""


class Table(NamedTuple):
    """Spans that are known, of the local days ``first_day`` to before ``end_day`` (days since 1970).

    ``before[i]`` is the working time before span i, from an arbitrary origin; answers hold for
    instants from ``low`` to ``high``, where no other day has a say.
    """

    first_day: int
    end_day: int
    low: int
    high: int
    starts: list[int]
    ends: list[int]
    before: list[int]

    def count(self, instant: int) -> int:
        """Return the working seconds before the instant, from the origin of ``before``."""
        index = bisect_right(self.starts, instant) - 1
        if index < 0:
            return self.before[0] if self.before else 0
        return self.before[index] + min(instant, self.ends[index]) - self.starts[index]

    def reach(self, count: int) -> int | None:
        """Return the first instant with that count, or None when it lies beyond the table."""
        index = bisect_left(self.before, count) - 1
        if index < 0:
            return None
        instant = self.starts[index] + count - self.before[index]
        return instant if instant <= self.ends[index] and instant <= self.high else None


class WorkCalendar:
    """Hours of work: a week, or two in turn, in a time zone, with dated exceptions.

    :param tz: name of the zone, e.g. ``Europe/Berlin``
    :param week: weekday 0 (Monday) to 6 -> list of (from, to), local hours 0 to 24
    :param holidays: dates without work
    :param extra: date -> its own hours; wins over a holiday, and empty is one
    :param odd_week: the second week of a two-week calendar, by Odoo's count of weeks
        (``resource.calendar.attendance.get_week_type`` is 1); ``week`` is then the first
    :raises CalendarError: unknown zone; hours out of order, overlapping, or none at all

    Calendars with the same hours are equal. A calendar never changes and may be shared by threads.
    """

    __slots__ = ("_content", "_exceptions", "_table", "_weeks", "_zone", "always", "tz")

    def __init__(
        self,
        tz: str,
        week: Mapping[int, Hours],
        holidays: Iterable[date] = (),
        extra: Mapping[date, Hours] | None = None,
        odd_week: Mapping[int, Hours] | None = None,
    ):
        first = _week_spans(week)
        second = first if odd_week is None else _week_spans(odd_week)
        exceptions = dict.fromkeys(map(_day_number, holidays), ())
        exceptions |= {_day_number(day): _spans(hours, day) for day, hours in (extra or {}).items()}
        try:
            self.tz, self._zone = tz, ZoneInfo(tz)
        except (LookupError, ValueError, TypeError, AttributeError, OSError):
            raise UnknownZone(zone=tz)
        self._weeks, self._exceptions = (first, second), exceptions
        self._content = (tz, first, second, frozenset(exceptions.items()))
        if not any((*first, *second, *exceptions.values())):
            raise NoWorkingHours(tz=tz)
        # Round the clock every second works, whatever the zone: nothing needs building.
        self.always = {*first, *second, *exceptions.values()} == {((0, DAY),)}
        self._table: Table | None = None

    def plan(self, start: datetime, seconds: int) -> datetime:
        """Return the instant (aware, UTC) at which ``seconds`` of working time since ``start`` are over.

        :raises NegativeSeconds: working time is not planned backwards
        :raises NeverReached: not within 30 years after the start and the last dated exception
        """
        return _utc(self.plan_at(epoch(start), seconds))

    def elapsed(self, a: datetime, b: datetime) -> int:
        """Return the working seconds in [a, b); 0 when ``b`` is not after ``a``."""
        return self.elapsed_between(epoch(a), epoch(b))

    def plan_many(self, starts: Sequence[datetime], seconds: int | Sequence[int]) -> list[datetime]:
        """Return :meth:`plan` of each start, with its own seconds or the same for all."""
        instants = list(map(epoch, starts))
        amounts = repeat(seconds, len(instants)) if isinstance(seconds, int) else seconds
        starts, ends, before, dues = [], [], [], []
        if instants and not self.always:
            *_, starts, ends, before = self._covering(min(instants), max(instants))
        # As `plan_at` does, with the two searches in place: it takes half the time.
        for instant, amount in zip(instants, amounts, strict=True):
            due = None
            index = bisect_right(starts, instant) - 1
            if index >= 0 and amount > 0:
                end = ends[index]
                count = before[index] + (instant if instant < end else end) - starts[index] + amount
                last = bisect_left(before, count, index) - 1
                if last < len(starts) - 1:  # the last span may go on beyond the table
                    due = starts[last] + count - before[last]
            if due is None or due - instant > HORIZON:
                due = self.plan_at(instant, amount)
            dues.append(_utc(due))
        return dues

    def elapsed_many(self, pairs: Iterable[tuple[datetime, datetime]]) -> list[int]:
        """Return :meth:`elapsed` of each pair of instants."""
        pairs = [(epoch(a), epoch(b)) for a, b in pairs]
        if self.always or not pairs:
            return [max(b - a, 0) for a, b in pairs]
        count = self._covering(min(map(min, pairs)), max(map(max, pairs))).count
        return [count(b) - count(a) if b > a else 0 for a, b in pairs]

    def plan_at(self, start: int, seconds: int) -> int:
        """Return :meth:`plan` in epoch seconds."""
        if seconds <= 0:
            if seconds:
                raise NegativeSeconds(seconds=seconds)
            return start
        if self.always and start + seconds <= LAST:
            return start + seconds
        table = self._table
        if table is None or not table.low <= start <= table.high:
            table = self._covering(start, start)
        instant = table.reach(table.count(start) + seconds)
        if instant is None or instant - start > HORIZON:
            return self._reach_beyond(start, seconds)
        return instant

    def elapsed_between(self, a: int, b: int) -> int:
        """Return :meth:`elapsed` in epoch seconds."""
        if b <= a:
            return 0
        if self.always:
            return b - a
        table = self._table
        if table is None or a < table.low or b > table.high:
            table = self._covering(a, b)
        return table.count(b) - table.count(a)

    def to_data(self) -> dict:
        """Return the calendar as plain data: text keys, ISO dates, hours as seconds of the day.

        No floats, so the data has a canonical JSON text; ``from_data(to_data())`` is equal.
        """
        weeks = [
            {str(day): [list(span) for span in spans] for day, spans in enumerate(week) if spans}
            for week in self._weeks
        ]
        dates = {
            date.fromordinal(day + EPOCH_DAY).isoformat(): [list(span) for span in spans]
            for day, spans in sorted(self._exceptions.items())
        }
        return {
            "tz": self.tz,
            "week": weeks[0],
            "odd_week": None if weeks[0] == weeks[1] else weeks[1],
            "holidays": [day for day, spans in dates.items() if not spans],
            "extra": {day: spans for day, spans in dates.items() if spans},
        }

    @classmethod
    def from_data(cls, data: Mapping) -> "WorkCalendar":
        """Return the calendar that :meth:`to_data` described."""

        def hours(spans):
            return [(start / 3600, end / 3600) for start, end in spans]

        def week(days):
            return {int(day): hours(spans) for day, spans in days.items()}

        extra = data.get("extra") or {}
        odd_week = data.get("odd_week")
        return cls(
            data["tz"],
            week(data["week"]),
            [date.fromisoformat(day) for day in data.get("holidays") or ()],
            {date.fromisoformat(day): hours(spans) for day, spans in extra.items()},
            None if odd_week is None else week(odd_week),
        )

    def __eq__(self, other):
        return isinstance(other, WorkCalendar) and self._content == other._content

    def __hash__(self):
        return hash(self._content)

    def __repr__(self):
        return f"WorkCalendar.from_data({self.to_data()!r})"

    def _reach_beyond(self, start, seconds):
        """Return the due instant that lies beyond what was built so far."""
        end = max(start, max(self._exceptions, default=0) * DAY + MARGIN)
        if any(map(any, self._weeks)):
            end += HORIZON
        end, table = min(end, LAST), self._covering(start, start)
        instant = table.reach(table.count(start) + seconds)
        while instant is None and table.high < end:
            # Each step doubles what is known, so that a far target costs few of them.
            known = (table.end_day - table.first_day) * DAY
            table = self._covering(start, min(end, table.high + known))
            instant = table.reach(table.count(start) + seconds)
        if instant is None or instant > end:
            raise NeverReached(tz=self.tz, start=_utc(start), seconds=seconds, horizon=_utc(end))
        return instant

    def _covering(self, a: int, b: int) -> Table:
        """Return a table that answers for [a, b]; the widest so far is kept.

        It is replaced as a whole: threads that build at the same time only do so twice.
        """
        for instant in (a, b):
            if not FIRST <= instant <= LAST:
                raise InstantOutOfRange(instant=instant)
        table = self._table
        first, end = (a - MARGIN) // DAY - BLOCK // 2, (b + MARGIN) // DAY + BLOCK
        if table is None:
            table = self._build(first, end)
        if table.low > a:
            table = _joined(self._build(first, table.first_day), table)
        if table.high < b:
            table = _joined(table, self._build(table.end_day, end))
        self._table = table
        return table

    def _build(self, first_day: int, end_day: int) -> Table:
        """Return the table of the days."""
        spans = []
        exceptions, weeks, zone = self._exceptions, self._weeks, self._zone
        for day in range(first_day, end_day):
            hours = exceptions.get(day)
            if hours is None:
                # 1 January of year 1, ordinal 1, was a Monday: day 0 of the first week.
                number, weekday = divmod(day + EPOCH_DAY - 1, 7)
                hours = weeks[number % 2][weekday]
            spans += [(_instant(zone, day, a, 0), _instant(zone, day, b, 1)) for a, b in hours]
        return _table(first_day, end_day, spans)


def epoch(instant: datetime) -> int:
    """Return the epoch seconds of a datetime, UTC if naive; a fraction is cut off."""
    since = instant - (EPOCH if instant.tzinfo else NAIVE_EPOCH)
    return since.days * DAY + since.seconds


def _utc(instant: int) -> datetime:
    return EPOCH + timedelta(seconds=instant)


def _table(first_day: int, end_day: int, spans: Iterable[tuple[int, int]]) -> Table:
    """Return the table of spans in order, which may touch, overlap, or be skipped by the clock."""
    starts, ends, before, total = [], [], [], 0
    for start, end in spans:
        if start >= end:
            continue
        if ends and start <= ends[-1] + 1:
            total += max(end - ends[-1], 0)
            ends[-1] = max(end, ends[-1])
        else:
            starts.append(start)
            ends.append(end)
            before.append(total)
            total += end - start
    low, high = first_day * DAY + MARGIN, end_day * DAY - MARGIN
    return Table(first_day, end_day, low, high, starts, ends, before)


def _joined(earlier: Table, later: Table) -> Table:
    """Return two tables of adjoining days as one; the sums go on from the earlier one."""
    spans = chain(*(zip(table.starts, table.ends, strict=True) for table in (earlier, later)))
    return _table(earlier.first_day, later.end_day, spans)


def _instant(zone: ZoneInfo, day: int, second: int, fold: int) -> int:
    """Return the first (``fold`` 0) or last (1) epoch second at which the local clock reads so.

    PEP 495: of a reading that comes twice the first has the larger offset; of one that is skipped the
    offsets before and after the jump are told in the same way, but the smaller comes first.
    """
    local = NAIVE_EPOCH + timedelta(day, second)
    before = _offset(local.replace(tzinfo=zone))
    after = _offset(local.replace(tzinfo=zone, fold=1))
    reading = day * DAY + second
    if before >= after:
        return reading - (after if fold else before)
    # Skipped: the jump lies after `early`, at `late` at the latest.
    early, late = reading - after, reading - before
    while late - early > 1:
        middle = (early + late) // 2
        if _offset(_utc(middle).astimezone(zone)) == before:
            early = middle
        else:
            late = middle
    return late


def _offset(local: datetime) -> int:
    offset = local.utcoffset()
    return offset.days * DAY + offset.seconds


def _week_spans(week: Mapping[int, Hours]) -> tuple:
    for day in week:
        if day not in WEEK:
            raise InvalidHours(day=day, hours=week[day])
    return tuple(_spans(week.get(day) or (), day) for day in WEEK)


def _spans(hours: Hours, day) -> tuple[tuple[int, int], ...]:
    """Return the hours of a day as (from, to) seconds, in order, touching ones as one."""
    spans = []
    for pair in sorted(hours):
        start, end = (round(hour * 3600) if 0 <= hour <= 24 else -1 for hour in pair)
        if not 0 <= start < end:
            raise InvalidHours(day=day, hours=tuple(pair))
        if spans and start < spans[-1][1]:
            raise OverlappingHours(day=day, hours=tuple(pair), previous_end=spans[-1][1] / 3600)
        if spans and start == spans[-1][1]:
            start = spans.pop()[0]
        spans.append((start, end))
    return tuple(spans)


def _day_number(day: date) -> int:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise InvalidHours(day=day, hours=None)
    return day.toordinal() - EPOCH_DAY
