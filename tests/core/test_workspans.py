"""Working time as spans: what a screen counts down by."""

from datetime import datetime

from aftersales_addon.core import workspans, worktime

OFFICE = worktime.WorkCalendar(
    "Europe/Berlin", {day: [(9, 12), (13, 18)] for day in range(5)}, holidays=()
)
FRIDAY = worktime.epoch(datetime(2026, 11, 20, 16, 30))  # 17:30 in Berlin
DAY = 86400


def test_spans_add_up_to_what_elapsed_counts():
    for start in range(FRIDAY, FRIDAY + 7 * DAY, 3571):
        for length in (0, 60, 3600, DAY, 3 * DAY):
            spans = workspans.spans_between(OFFICE, start, start + length, 100)
            total = sum(end - begin for begin, end in spans)
            assert total == OFFICE.elapsed_between(start, start + length)


def test_spans_are_cut_at_both_ends_and_no_more_than_asked_for():
    spans = workspans.spans_between(OFFICE, FRIDAY, FRIDAY + 7 * DAY, 2)
    assert spans[0] == (FRIDAY, FRIDAY + 1800)
    assert len(spans) == 2
    assert workspans.spans_between(OFFICE, FRIDAY, FRIDAY + 60, 9) == [(FRIDAY, FRIDAY + 60)]


def test_round_the_clock_is_one_span():
    always = worktime.WorkCalendar("UTC", dict.fromkeys(range(7), ((0, 24),)))
    assert workspans.spans_between(always, 5, 10**9, 3) == [(5, 10**9)]
    assert workspans.spans_between(always, 5, 5, 3) == []
