"""Working time: the vectors, clocks that jump, dated exceptions, and calendars that cannot answer."""

import copy
import json
import pickle
import random
from datetime import date, datetime, timedelta, timezone

import pytest
from calendars import VECTORS, hours_of, named_calendars, utc

from aftersales_addon.core import ledger
from aftersales_addon.core.worktime import (
    CalendarError,
    InstantOutOfRange,
    InvalidHours,
    NegativeSeconds,
    NeverReached,
    NoWorkingHours,
    OverlappingHours,
    UnknownZone,
    WorkCalendar,
    epoch,
)

CALENDARS = named_calendars()
OFFICE = {day: [(9, 17)] for day in range(5)}
WHOLE = {day: [(0, 24)] for day in range(7)}


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["id"])
def test_vector_is_due_at_its_instant(vector):
    calendar = CALENDARS[vector["calendar"]]
    start, due = utc(vector["start"]), utc(vector["due_utc"])
    assert calendar.plan(start, vector["seconds"]) == due
    assert calendar.plan(start, vector["seconds"]).utcoffset() == timedelta(0)
    assert calendar.elapsed(start, due) == vector["seconds"]
    assert calendar.elapsed(start, due - timedelta(seconds=1)) == vector["seconds"] - 1


@pytest.mark.parametrize(
    ("tz", "day", "hours", "seconds"),
    [
        # a day of 23 and one of 25 hours
        ("Europe/Berlin", "2026-03-29", (0, 24), 23 * 3600),
        ("Europe/Berlin", "2026-10-25", (0, 24), 25 * 3600),
        # from the first reading of 2:30 to the last of 2:45
        ("Europe/Berlin", "2026-10-25", (2.5, 2.75), 3600 + 900),
        # 2:15 to 2:45 do not exist; 1:30 to 2:30 ends with the jump
        ("Europe/Berlin", "2026-03-29", (2.25, 2.75), 0),
        ("Europe/Berlin", "2026-03-29", (1.5, 2.5), 1800),
        ("Europe/Berlin", "2026-03-29", (2.5, 3.5), 1800),
        # half an hour of summer time
        ("Australia/Lord_Howe", "2026-10-04", (0, 24), 23.5 * 3600),
        ("Australia/Lord_Howe", "2026-04-05", (0, 24), 24.5 * 3600),
        ("Australia/Lord_Howe", "2026-04-05", (1.5, 2), 3600),
        # two hours of it
        ("Antarctica/Troll", "2026-03-29", (0, 24), 22 * 3600),
        ("Antarctica/Troll", "2026-10-25", (0, 24), 26 * 3600),
        # zones that are not whole hours away
        ("Asia/Kolkata", "2026-06-01", (9, 17.5), 8.5 * 3600),
        ("Asia/Kathmandu", "2026-06-01", (9, 17), 8 * 3600),
        # the day that never was
        ("Pacific/Apia", "2011-12-30", (0, 24), 0),
        ("Pacific/Apia", "2011-12-30", (9, 17), 0),
        ("Pacific/Apia", "2011-12-29", (0, 24), 24 * 3600),
        ("Pacific/Apia", "2011-12-31", (0, 24), 24 * 3600),
        # midnight itself is skipped, or comes twice
        ("America/Sao_Paulo", "2018-11-04", (0, 24), 23 * 3600),
        ("America/Sao_Paulo", "2018-02-17", (0, 24), 25 * 3600),
        ("Asia/Beirut", "2026-03-29", (0, 9), 8 * 3600),
        ("Asia/Beirut", "2026-10-24", (22, 24), 3 * 3600),
        # at one minute past midnight, an hour back into the day before
        ("America/St_Johns", "2009-10-31", (22, 24), 3 * 3600),
        # clocks go back for Ramadan
        ("Africa/Casablanca", "2026-02-15", (0, 24), 25 * 3600),
        ("Africa/Casablanca", "2026-03-22", (0, 24), 23 * 3600),
    ],
)
def test_hours_of_a_day_on_which_the_clock_jumps(tz, day, hours, seconds):
    """T64"""
    day = date.fromisoformat(day)
    calendar = WorkCalendar(tz, {}, extra={day: [hours], date(2035, 1, 1): [(9, 10)]})
    noon = datetime(day.year, day.month, day.day, 12)
    assert calendar.elapsed(noon - timedelta(3), noon + timedelta(3)) == seconds


@pytest.mark.parametrize("tz", ["Pacific/Apia", "Asia/Beirut", "America/St_Johns", "UTC"])
def test_round_the_clock_is_plain_time_in_any_zone(tz):
    always = WorkCalendar(tz, WHOLE)
    # An exception far away makes it an ordinary calendar, with the same answers.
    built = WorkCalendar(tz, WHOLE, holidays=[date(1999, 1, 1)])
    assert always.always and not built.always
    for start in (datetime(2011, 12, 29, 5), datetime(2010, 3, 13), datetime(2026, 10, 24, 20)):
        assert always.plan(start, 90_000) == built.plan(start, 90_000)
        assert built.elapsed(start, start + timedelta(40)) == 40 * 86400


def test_days_round_the_clock_are_one_span():
    calendar = WorkCalendar("Europe/Berlin", WHOLE, holidays=[date(2026, 5, 1)])
    calendar.plan(datetime(2026, 4, 1), 1)
    assert len(calendar._table.starts) == 2


def test_one_second_before_midnight_is_midnight():
    calendar = WorkCalendar("Europe/Berlin", {0: [(22, 24 - 1 / 3600)], 1: [(0, 6)]})
    monday = datetime(2026, 6, 1, 20)
    assert calendar.elapsed(monday, monday + timedelta(1)) == 8 * 3600


def test_end_of_work_is_the_due_instant_and_not_the_next_morning():
    calendar = WorkCalendar("UTC", OFFICE)
    assert calendar.plan(datetime(2026, 6, 1, 9), 8 * 3600) == utc("2026-06-01T17:00:00Z")
    assert calendar.plan(datetime(2026, 6, 1, 9), 8 * 3600 + 1) == utc("2026-06-02T09:00:01Z")


def test_zero_seconds_are_over_at_once_even_at_night():
    night = datetime(2026, 6, 6, 3, tzinfo=timezone.utc)
    assert WorkCalendar("UTC", OFFICE).plan(night, 0) == night


def test_make_up_day_wins_over_holiday_and_replaces_the_day():
    monday, sunday = date(2026, 6, 1), date(2026, 6, 7)
    calendar = WorkCalendar(
        "UTC", OFFICE, holidays=[monday, sunday], extra={sunday: [(10, 12)], monday: [(20, 21)]}
    )
    week = (datetime(2026, 6, 1), datetime(2026, 6, 8))
    assert calendar.elapsed(*week) == (4 * 8 + 2 + 1) * 3600
    closed = WorkCalendar("UTC", OFFICE, extra={monday: []})
    assert closed == WorkCalendar("UTC", OFFICE, holidays=[monday])
    assert closed.elapsed(*week) == 4 * 8 * 3600


def test_weeks_in_turn_are_counted_as_odoo_does():
    """`get_week_type`: floor((ordinal - 1) / 7) % 2, the week called first being 0."""
    calendar = WorkCalendar("UTC", {0: [(9, 10)]}, odd_week={0: [(9, 11)]})
    day = datetime(2024, 12, 16)
    for _week in range(60):
        odd = (day.toordinal() - 1) // 7 % 2
        assert calendar.elapsed(day, day + timedelta(7)) == (7200 if odd else 3600)
        day += timedelta(7)


def test_fraction_is_cut_off_and_naive_is_utc():
    calendar = WorkCalendar("Europe/Berlin", OFFICE)
    naive = datetime(2026, 6, 1, 8, 0, 0, 999_999)
    aware = naive.replace(tzinfo=timezone.utc).astimezone(timezone(timedelta(hours=5)))
    assert calendar.plan(naive, 60) == calendar.plan(aware, 60) == utc("2026-06-01T08:01:00Z")
    assert epoch(datetime(1969, 12, 31, 23, 59, 59, 500_000)) == -1


def test_nothing_elapses_backwards():
    calendar = WorkCalendar("UTC", OFFICE)
    assert calendar.elapsed(datetime(2026, 6, 3), datetime(2026, 6, 1)) == 0
    assert calendar.elapsed_many([(datetime(2026, 6, 3), datetime(2026, 6, 1))]) == [0]


@pytest.mark.parametrize("calendar", [*CALENDARS.values(), WorkCalendar("UTC", {6: [(3, 3.25)]})])
def test_batches_say_what_single_calls_say(calendar):
    source = random.Random(7)
    starts = [datetime(2026, 1, 1) + timedelta(seconds=source.randrange(10**8)) for _ in range(300)]
    amounts = [source.choice([0, 1, 600, 28800, 10**6]) for _ in starts]
    assert calendar.plan_many([], 5) == calendar.elapsed_many([]) == []
    assert calendar.plan_many(starts, amounts) == list(map(calendar.plan, starts, amounts))
    assert calendar.plan_many(starts, 7200) == [calendar.plan(start, 7200) for start in starts]
    pairs = list(zip(starts, reversed(starts), strict=True))
    assert calendar.elapsed_many(pairs) == [calendar.elapsed(*pair) for pair in pairs]
    with pytest.raises(ValueError, match="shorter"):
        calendar.plan_many(starts, [1])


def test_answers_do_not_depend_on_what_was_asked_before():
    source = random.Random(11)
    instants = [datetime(1990, 1, 1) + timedelta(days=source.randrange(20_000)) for _ in range(40)]
    asked = WorkCalendar("America/New_York", OFFICE, holidays=[date(2026, 12, 25)])
    for instant in instants:
        fresh = WorkCalendar("America/New_York", OFFICE, holidays=[date(2026, 12, 25)])
        assert asked.plan(instant, 10**6) == fresh.plan(instant, 10**6)
        later = instant + timedelta(30)
        assert asked.elapsed(instant, later) == fresh.elapsed(instant, later)


def test_what_is_too_far_away_stays_so_when_more_is_known():
    calendar = WorkCalendar("UTC", {0: [(9, 9.1)]})
    far = 32 * 53 * 360
    with pytest.raises(NeverReached):
        calendar.plan(datetime(2020, 1, 1), far)
    calendar.elapsed(datetime(2020, 1, 1), datetime(2090, 1, 1))
    with pytest.raises(NeverReached) as caught:
        calendar.plan(datetime(2020, 1, 1), far)
    with pytest.raises(NeverReached):
        calendar.plan_many([datetime(2020, 1, 1)], far)
    assert caught.value.facts["seconds"] == far
    assert caught.value.facts["horizon"].year == 2050


def test_only_dated_hours_end_with_the_last_date():
    calendar = WorkCalendar("UTC", {}, extra={date(2026, 6, 1): [(9, 10)]})
    assert calendar.plan(datetime(2026, 1, 1), 3600) == utc("2026-06-01T10:00:00Z")
    for start, seconds in ((datetime(2026, 1, 1), 3601), (datetime(2026, 7, 1), 1)):
        with pytest.raises(NeverReached):
            calendar.plan(start, seconds)


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (NoWorkingHours, {"week": {}}),
        (NoWorkingHours, {"week": {0: []}, "holidays": [date(2026, 1, 1)]}),
        (UnknownZone, {"tz": "Mars/Olympus"}),
        (UnknownZone, {"tz": ""}),
        (UnknownZone, {"tz": None}),
        (UnknownZone, {"tz": "../../etc/passwd"}),
        (UnknownZone, {"tz": "Europe"}),
        (InvalidHours, {"week": {0: [(9, 24.5)]}}),
        (InvalidHours, {"week": {0: [(-1, 9)]}}),
        (InvalidHours, {"week": {0: [(9, 9)]}}),
        (InvalidHours, {"week": {0: [(17, 9)]}}),
        (InvalidHours, {"week": {0: [(float("nan"), 9)]}}),
        (InvalidHours, {"week": {7: [(9, 17)]}}),
        (InvalidHours, {"holidays": [datetime(2026, 1, 1)]}),
        (InvalidHours, {"extra": {"2026-01-01": [(9, 10)]}}),
        (OverlappingHours, {"week": {0: [(13, 18), (9, 13.5)]}}),
        (OverlappingHours, {"extra": {date(2026, 1, 1): [(9, 12), (9, 12)]}}),
    ],
)
def test_calendar_that_means_nothing_is_refused_by_name(error, arguments):
    with pytest.raises(error) as caught:
        WorkCalendar(**{"tz": "UTC", "week": OFFICE} | arguments)
    assert isinstance(caught.value, CalendarError) and isinstance(caught.value, ValueError)
    assert caught.value.facts


def test_question_that_means_nothing_is_refused_by_name():
    for calendar in (WorkCalendar("UTC", OFFICE), WorkCalendar("UTC", WHOLE)):
        with pytest.raises(NegativeSeconds):
            calendar.plan(datetime(2026, 1, 1), -1)
        with pytest.raises(NeverReached):
            calendar.plan(datetime(2026, 1, 1), 10**12)
    with pytest.raises(InstantOutOfRange):
        WorkCalendar("UTC", OFFICE).elapsed(datetime(2026, 1, 1), datetime(9999, 1, 1))


def test_same_hours_are_the_same_calendar():
    split = WorkCalendar("UTC", {0: [(12, 17), (9, 12)]}, odd_week={0: [(9.0, 17.0)]})
    whole = WorkCalendar("UTC", {0: [(9, 17)], 1: []})
    split.plan(datetime(2026, 1, 1), 5)
    assert split == whole and hash(split) == hash(whole) and len({split, whole}) == 1
    for other in (
        WorkCalendar("Europe/Berlin", {0: [(9, 17)]}),
        WorkCalendar("UTC", {0: [(9, 16)]}),
        WorkCalendar("UTC", {0: [(9, 17)]}, odd_week={}),
        WorkCalendar("UTC", {0: [(9, 17)]}, holidays=[date(2026, 1, 1)]),
        "UTC",
    ):
        assert split != other


def test_snapshot_is_canonical_and_gives_the_same_calendar():
    calendar = WorkCalendar(
        "Asia/Shanghai",
        hours_of([(8 + 1 / 3, 12), (13, 24)]),
        holidays=[date(2026, 10, 2), date(2026, 10, 1)],
        extra={date(2026, 10, 10): [(9, 17.75)]},
        odd_week={5: [(9, 12)]},
    )
    data = calendar.to_data()
    text = ledger.canonical(data)
    again = WorkCalendar.from_data(json.loads(text))
    assert again == calendar and again.to_data() == data
    assert data["holidays"] == ["2026-10-01", "2026-10-02"]
    assert data["week"]["0"] == [[30000, 43200], [46800, 86400]]
    for twin in (
        copy.deepcopy(calendar),
        pickle.loads(pickle.dumps(calendar)),
        eval(repr(calendar)),
    ):
        assert twin == calendar
