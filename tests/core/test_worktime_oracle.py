"""Working time against a second opinion that reads the local clock at every minute, and by its laws (I1 to I5).

The oracle knows no offsets and no folds: it looks at the clock minute by minute, takes the first
minute that reads the start of an interval and the last that reads its end (for a reading that never
comes, the first minute that reads more), and counts. T64; the seed is printed.
"""

import random
from bisect import bisect_left
from datetime import date, datetime, timedelta, timezone
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from profiles import profile

from aftersales_addon.core.worktime import EPOCH, WorkCalendar, epoch

SEED = 20261122
DAYS = 10
MINUTE = timedelta(minutes=1)

# zone, a day near which its clock did something, if anything
PLACES = [
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Asia/Shanghai", "2028-02-29"),
    ("Asia/Kolkata", "2026-12-31"),
    ("Asia/Kathmandu", "2026-07-01"),
    ("Australia/Adelaide", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Pacific/Apia", "2011-12-30"),
    ("Pacific/Chatham", "2026-04-05"),
    ("America/Sao_Paulo", "2018-11-04"),
    ("America/Sao_Paulo", "2018-02-18"),
    ("America/St_Johns", "2009-11-01"),
    ("America/St_Johns", "2010-03-14"),
    ("Asia/Beirut", "2026-03-29"),
    ("Asia/Beirut", "2026-10-25"),
    ("Africa/Casablanca", "2026-02-15"),
    ("Africa/Casablanca", "2026-03-22"),
    ("Antarctica/Troll", "2026-03-29"),
    ("Antarctica/Troll", "2026-10-25"),
    ("Asia/Pyongyang", "2018-05-05"),
    ("America/Caracas", "2016-05-01"),
    ("Africa/Cairo", "2026-04-24"),
    ("Africa/Cairo", "2026-10-30"),
    ("Asia/Gaza", "2026-03-28"),
    ("America/Havana", "2026-11-01"),
    ("Pacific/Kwajalein", "1993-08-21"),
    ("UTC", "2026-06-30"),
]
DAYS_IN_MINUTES = 24 * 60


def random_hours(source, most=3):
    """Some spans of a day, in minutes: often whole hours, midnight, or what the clocks skip."""
    marks = [0, DAYS_IN_MINUTES, 60, 90, 120, 135, 150, 180, 540, 720, 780, 1020, 1320, 1380]
    while True:
        count = source.randint(0, most)
        points = sorted(
            source.choice(marks) if source.random() < 0.7 else source.randrange(DAYS_IN_MINUTES + 1)
            for _ in range(2 * count)
        )
        spans = list(zip(points[::2], points[1::2], strict=True))
        if all(start < end for start, end in spans):
            return spans


def random_case(source):
    """A calendar, its hours by date in minutes, and the middle of its days."""
    tz, day = source.choice(PLACES)
    middle = date.fromisoformat(day)
    weeks = [{weekday: random_hours(source) for weekday in range(7)} for _ in range(2)]
    if source.random() < 0.2:
        weeks[0] = {weekday: [(0, DAYS_IN_MINUTES)] for weekday in range(7)}
    if source.random() < 0.6:
        weeks[1] = weeks[0]
    span = [middle + timedelta(number) for number in range(-DAYS // 2, DAYS // 2 + 1)]
    holidays = {day for day in span if source.random() < 0.15}
    extra = {day: random_hours(source) for day in span if source.random() < 0.15}
    # Whatever else, there is something to reach.
    extra[span[-1]] = [(600, 1200)]
    hours = {
        day: extra.get(day)
        or (
            []
            if day in holidays | set(extra)
            else weeks[(day.toordinal() - 1) // 7 % 2][day.weekday()]
        )
        for day in (middle + timedelta(number) for number in range(-DAYS - 2, DAYS + 3))
    }

    def as_hours(spans):
        return [(start / 60, end / 60) for start, end in spans]

    calendar = WorkCalendar(
        tz,
        {weekday: as_hours(spans) for weekday, spans in weeks[0].items()},
        holidays,
        {day: as_hours(spans) for day, spans in extra.items()},
        {weekday: as_hours(spans) for weekday, spans in weeks[1].items()},
    )
    return tz, calendar, hours, middle


@cache
def watched_clock(tz, day):
    """Read the local clock at every minute of the days around: start, first and last minute, highest."""
    start = datetime(day.year, day.month, day.day, tzinfo=timezone.utc) - timedelta(DAYS)
    zone, first, last, readings = ZoneInfo(tz), {}, {}, []
    for minute in range(2 * DAYS * DAYS_IN_MINUTES):
        reading = (start + minute * MINUTE).astimezone(zone).replace(tzinfo=None, fold=0)
        first.setdefault(reading, minute)
        last[reading] = minute
        readings.append(reading)
    # of all readings up to a minute, so that it can be searched
    return start, first, last, list(accumulate(readings, max))


class Oracle:
    """The minutes of the days around ``day``, and whether each is worked."""

    def __init__(self, tz, hours, day):
        self.start, first, last, highest = watched_clock(tz, day)
        self.worked = bytearray(len(highest))
        for day, spans in hours.items():
            midnight = datetime(day.year, day.month, day.day)
            for start, end in spans:
                start, end = midnight + start * MINUTE, midnight + end * MINUTE
                if end < highest[0] or start > highest[-1]:
                    continue
                begin = first.get(start, bisect_left(highest, start))
                finish = last.get(end, bisect_left(highest, end))
                self.worked[begin:finish] = b"\1" * max(finish - begin, 0)

    def elapsed(self, a, b):
        """Count the seconds in [a, b) that lie in a worked minute."""
        (first, into_first), (last, into_last) = (self._minute(instant) for instant in (a, b))
        total = 60 * sum(self.worked[first:last])
        return total - into_first * self.worked[first] + into_last * self.worked[last]

    def plan(self, a, seconds):
        """Go on minute by minute until the seconds are over; None beyond the days known."""
        if not seconds:
            return a
        minute, into = self._minute(a)
        for number in range(minute, len(self.worked) - DAYS_IN_MINUTES):
            if self.worked[number]:
                if seconds <= 60 - into:
                    return self.start + number * MINUTE + timedelta(seconds=into + seconds)
                seconds -= 60 - into
            into = 0
        return None

    def _minute(self, instant):
        return divmod((instant - self.start) // timedelta(seconds=1), 60)


def test_working_time_is_what_a_clock_watched_every_minute_says():
    count = profile(100, 10_000)
    print(f"seed {SEED}, {count} cases")
    for number in range(count):
        source = random.Random(f"{SEED}-{number}")
        tz, calendar, hours, middle = random_case(source)
        oracle = Oracle(tz, hours, middle)
        begin = oracle.start + timedelta(DAYS // 2)
        for _ in range(12):
            a, b = sorted(
                begin + timedelta(seconds=source.randrange(DAYS * 86400)) for _ in range(2)
            )
            assert calendar.elapsed(a, b) == oracle.elapsed(a, b), (number, tz, a, b)
            seconds = source.choice([0, 1, 60, 600, source.randrange(1, 4 * 86400)])
            due = oracle.plan(a, seconds)
            if due is not None:
                assert calendar.plan(a, seconds) == due, (number, tz, a, seconds)


def test_paused_working_time_moves_the_due_instant_by_itself():
    """T64 with pauses: run, pause, run on; the oracle counts the running minutes only. I4, I5, I7."""
    count = profile(50, 3_000)
    print(f"seed {SEED}, {count} cases")
    for number in range(count):
        source = random.Random(f"pause-{SEED}-{number}")
        tz, calendar, hours, middle = random_case(source)
        oracle = Oracle(tz, hours, middle)
        begin = oracle.start + timedelta(DAYS // 2)
        start, paused, resumed = sorted(
            begin + timedelta(seconds=source.randrange(6 * 86400)) for _ in range(3)
        )
        seconds = source.randrange(1, 3 * 86400)
        used, lost = oracle.elapsed(start, paused), oracle.elapsed(paused, resumed)
        if used >= seconds:
            continue
        due = oracle.plan(resumed, seconds - used)
        if due is None:
            continue
        assert calendar.plan(resumed, seconds - calendar.elapsed(start, paused)) == due
        assert calendar.plan(start, seconds + lost) == due


def test_laws_of_working_time_hold_for_random_calendars():
    """I1, I2, I3, over decades."""
    count = profile(100, 10_000)
    print(f"seed {SEED}, {count} calendars")
    for number in range(count):
        source = random.Random(f"laws-{SEED}-{number}")
        _tz, calendar, _hours, middle = random_case(source)
        if not any(calendar.to_data()["week"].values()):
            continue
        base = epoch(datetime(middle.year, middle.month, middle.day))
        a, b = sorted(base + source.randrange(-20 * 86400, 400 * 86400) for _ in range(2))
        m, n = sorted(source.randrange(1, 10**6) for _ in range(2))
        due = calendar.plan_at(a, n)
        facts = (number, EPOCH + timedelta(seconds=a), m, n)
        assert calendar.elapsed_between(a, due) == n, facts
        assert calendar.elapsed_between(a, due - 1) == n - 1, facts
        assert calendar.plan_at(calendar.plan_at(a, m), n - m) == due, facts
        assert calendar.plan_at(a, m) <= due <= calendar.plan_at(b, n), facts
        middle_ = (a + b) // 2
        parts = calendar.elapsed_between(a, middle_) + calendar.elapsed_between(middle_, b)
        assert calendar.elapsed_between(a, b) == parts, facts
