"""Where the steps of a ladder lie, and when a clock has to be looked at (rules 13 and 14)."""

import pytest
from calendars import hours_of, utc

from aftersales_addon.core.slaladder import Rung, Running
from aftersales_addon.core.worktime import WorkCalendar, epoch

HOUR = 3600
OFFICE = WorkCalendar("Europe/Vienna", hours_of([(9, 17)]))
MONDAY = epoch(utc("2026-03-02T08:00:00Z"))  # nine o'clock
HALF, BEFORE, DUE, AFTER = (
    Rung(1, percent=50),
    Rung(2, offset=-600),
    Rung(3),
    Rung(4, offset=HOUR),
)


def running(due=8 * HOUR, **values):
    """A clock of eight hours round the clock, started at second 0."""
    facts = {
        "due": due,
        "breached": False,
        "resumed": 0,
        "elapsed": 0,
        "seconds": 8 * HOUR,
        "calendar": None,
    }
    return Running(**{**facts, **values})


@pytest.mark.parametrize(
    ("rung", "reached"),
    [(HALF, 4 * HOUR), (BEFORE, 8 * HOUR - 600), (DUE, 8 * HOUR), (AFTER, 9 * HOUR)],
)
def test_step_lies_at_a_share_of_the_time_or_beside_its_end(rung, reached):
    clock = running()
    assert clock.reached_at(rung.threshold(clock.seconds)) == reached


def test_next_check_is_the_first_step_not_taken():
    clock = running()
    assert clock.next_check([DUE, HALF, BEFORE]) == 4 * HOUR
    assert clock.next_check([DUE, HALF, BEFORE], taken={1}) == 8 * HOUR - 600


def test_without_a_ladder_it_is_the_second_after_due():
    assert running().next_check(()) == 8 * HOUR + 1


def test_late_clock_waits_for_its_later_steps_only():
    late = running(breached=True)
    assert late.next_check([DUE, AFTER], taken={3}) == 9 * HOUR
    assert late.next_check([DUE], taken={3}) is None


def test_clock_that_has_no_due_instant_is_never_looked_at():
    assert running(due=None).next_check([HALF, AFTER]) is None


def test_step_that_was_passed_before_the_pause_is_due_when_it_goes_on():
    clock = running(due=100 * HOUR + 2 * HOUR, resumed=100 * HOUR, elapsed=6 * HOUR)
    assert clock.next_check([HALF]) == 100 * HOUR


def test_steps_lie_in_working_time():
    """An hour after due at the end of Monday is ten o'clock on Tuesday."""
    clock = running(due=MONDAY + 8 * HOUR, resumed=MONDAY, calendar=OFFICE)
    assert clock.reached_at(AFTER.threshold(clock.seconds)) == MONDAY + 25 * HOUR


def test_step_that_working_time_never_reaches_is_passed_over():
    """Ten years of office hours lie beyond what a calendar is asked for."""
    clock = running(due=MONDAY + 8 * HOUR, resumed=MONDAY, calendar=OFFICE)
    assert clock.reached_at(10**9) is None
    assert clock.next_check([Rung(5, offset=10**9)]) == MONDAY + 8 * HOUR + 1
