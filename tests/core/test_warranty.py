"""What a warranty covers, from when to when: starts, stays in repair, extensions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_addon.core.warranty import (
    Coverage,
    Span,
    Stop,
    days_left,
    merged,
    settle,
    state,
)

DAY = date(2025, 1, 31)


def day(month, number, year=2025):
    return date(year, month, number)


def span(coverage, stops=(), **dates):
    return settle([coverage], dates or {"receipt": DAY}, stops)[0]


@pytest.mark.parametrize("event", ["receipt", "invoice", "installation", "registration"])
def test_a_coverage_waits_for_its_start_event(event):
    coverage = Coverage(event, months=1)
    assert span(coverage, nothing=DAY) is None
    assert span(coverage, **{event: DAY}) == Span(DAY, day(2, 28))


def test_days_in_repair_move_the_end():
    stops = [Stop(day(2, 3), day(2, 10)), Stop(day(2, 20), day(2, 21))]
    assert span(Coverage("receipt", months=1), stops) == Span(DAY, day(3, 8), 8)


def test_repairs_at_the_same_time_count_once():
    stops = [Stop(day(2, 8), day(2, 12)), Stop(day(2, 3), day(2, 10)), Stop(day(2, 4), day(2, 5))]
    assert merged(stops) == [Stop(day(2, 3), day(2, 12))]
    assert span(Coverage("receipt", months=1), stops).stopped_days == 9
    assert merged([Stop(day(2, 3)), Stop(day(2, 5), day(2, 9))]) == [Stop(day(2, 3))]


def test_a_repair_that_starts_on_the_last_day_counts_and_one_on_the_next_does_not():
    coverage = Coverage("receipt", months=1)
    assert span(coverage, [Stop(day(2, 28), day(3, 5))]).end == day(3, 5)
    assert span(coverage, [Stop(day(3, 1), day(3, 5))]).end == day(2, 28)
    # the first repair has moved the last day past the start of the second
    assert span(coverage, [Stop(day(2, 28), day(3, 5)), Stop(day(3, 5), day(3, 7))]).end == day(
        3, 7
    )


def test_an_open_repair_stops_the_clock():
    stopped = span(Coverage("receipt", months=1), [Stop(day(2, 18))])
    assert (stopped.end, stopped.stopped_since) == (day(2, 28), day(2, 18))
    assert days_left(stopped.end, day(9, 9), stopped.stopped_since) == 10
    assert days_left(stopped.end, day(2, 20)) == 8
    assert days_left(stopped.end, day(9, 9)) == days_left(None, DAY) == 0


def test_a_repair_before_the_start_gives_nothing():
    assert span(Coverage("receipt", months=1), [Stop(day(1, 1), day(1, 20))]).end == day(2, 28)
    assert span(Coverage("receipt", months=1), [Stop(day(1, 1), day(2, 2))]).stopped_days == 2


def test_an_extension_starts_where_the_base_ends():
    coverages = [Coverage("receipt", months=1), Coverage("base_end", months=2)]
    __, extension = settle(coverages, {"receipt": DAY})
    assert (extension.start, extension.end) == (day(3, 1), day(4, 28))
    __, moved = settle(coverages, {"receipt": DAY}, [Stop(day(2, 3), day(2, 10))])
    assert (moved.start, moved.end, moved.stopped_days) == (day(3, 8), day(5, 7), 0)
    __, again = settle(coverages, {"receipt": DAY}, [Stop(day(3, 11), day(3, 21))])
    assert (again.start, again.end, again.stopped_days) == (day(3, 1), day(5, 8), 10)
    assert settle(coverages, {}) == [None, None]


def test_an_extension_bought_after_the_end_starts_on_that_day():
    late = Coverage("base_end", months=1, from_date=day(6, 15))
    __, extension = settle([Coverage("receipt", months=1), late], {"receipt": DAY})
    assert (extension.start, extension.end) == (day(6, 15), day(7, 15))
    assert span(late, nothing=DAY) == extension


@pytest.mark.parametrize(
    ("stops", "bought", "expected"),
    [
        ([], day(2, 28), Span(day(3, 1), day(3, 28))),  # on the last day of the base
        ([], day(3, 1), Span(day(3, 1), day(4, 1))),  # on the day after it
        # a repair over the end of the base moves that end, and the extension with it
        ([Stop(day(2, 20), day(3, 10))], None, Span(day(3, 19), day(4, 18))),
        ([Stop(day(2, 28), day(3, 10))], None, Span(day(3, 11), day(4, 10))),
        ([Stop(day(3, 1), day(3, 10))], None, Span(day(3, 1), day(4, 6), 9)),
        (
            [Stop(day(2, 20), day(3, 10)), Stop(day(3, 25), day(3, 30))],
            None,
            Span(day(3, 19), day(4, 23), 5),
        ),
        # bought late, but for the days in repair
        ([Stop(day(2, 20), day(3, 10))], day(3, 18), Span(day(3, 19), day(4, 18))),
        ([Stop(day(2, 20), day(3, 10))], day(3, 19), Span(day(3, 19), day(4, 19))),
        ([Stop(day(2, 20))], None, Span(day(3, 1), day(3, 28), 0, day(3, 1))),
    ],
)
def test_where_a_base_ends_and_an_extension_begins(stops, bought, expected):
    extension = Coverage("base_end", months=1, from_date=bought)
    found = settle([Coverage("receipt", months=1), extension], {"receipt": DAY}, stops)
    assert found[1] == expected


@pytest.mark.parametrize(
    ("start", "months", "stops", "expected"),
    [
        (date(2024, 2, 29), 12, [], Span(date(2024, 2, 29), day(2, 28))),
        (date(2024, 2, 29), 48, [], Span(date(2024, 2, 29), date(2028, 2, 29))),
        (DAY, 1, [Stop(day(2, 10), day(2, 10))], Span(DAY, day(2, 28))),  # back on the same day
        (DAY, 1, [Stop(day(1, 10))], Span(DAY, day(2, 28), 0, DAY)),  # in repair since before
        (DAY, 1, [Stop(day(2, 28))], Span(DAY, day(2, 28), 0, day(2, 28))),
        (DAY, 1, [Stop(day(3, 1))], Span(DAY, day(2, 28))),
        (
            DAY,
            1,
            [Stop(day(2, 5), day(2, 9)), Stop(day(2, 7))],
            Span(DAY, day(2, 28), 0, day(2, 5)),
        ),
    ],
)
def test_the_edges_of_a_term(start, months, stops, expected):
    assert span(Coverage("receipt", months=months), stops, receipt=start) == expected


def test_an_extension_of_a_leap_day_goes_on_from_the_last_day_of_the_base():
    coverages = [Coverage("receipt", months=12), Coverage("base_end", months=36)]
    __, extension = settle(coverages, {"receipt": date(2024, 2, 29)})
    assert (extension.start, extension.end) == (day(3, 1), date(2028, 2, 28))


def test_extensions_follow_each_other_and_a_refunded_one_leaves_no_gap():
    first, second = Coverage("base_end", months=12), Coverage("base_end", months=12)
    base = Coverage("receipt", months=1)
    assert settle([base, first, second], {"receipt": DAY})[2].end == day(2, 28, 2027)
    refunded = Coverage("base_end", months=12, ended=True)
    assert settle([base, refunded, second], {"receipt": DAY})[2].end == day(2, 28, 2026)


def test_an_extension_goes_on_from_its_own_kind_only():
    coverages = [
        Coverage("receipt", months=1),
        Coverage("receipt", months=36, kind="part", part_class="Motor"),
        Coverage("base_end", months=1),
    ]
    assert settle(coverages, {"receipt": DAY})[2].start == day(3, 1)


def test_what_is_carried_over_counts():
    carried = Coverage("date", from_date=DAY, months=1, carried_days=5)
    assert span(carried, nothing=DAY) == Span(DAY, day(3, 5), 5)
    assert span(Coverage("date", from_date=DAY, days=30), nothing=DAY).end == day(3, 2)


@pytest.mark.parametrize(
    ("expected", "values"),
    [
        ("active", {"end": DAY}),
        ("expired", {"end": DAY - timedelta(1)}),
        ("pending", {"end": None}),
        ("void", {"end": DAY, "void": True}),
        ("returned", {"end": DAY, "covered": 0}),
        ("returned", {"end": None, "covered": 0, "void": True}),
        ("suspended", {"end": DAY - timedelta(9), "covered": 0, "stopped": True}),
        ("void", {"end": DAY, "stopped": True, "void": True}),
    ],
)
def test_where_a_warranty_stands(expected, values):
    assert state(today=DAY, **values) == expected


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 20)).map(
            lambda pair: Stop(DAY + timedelta(pair[0]), DAY + timedelta(pair[0] + pair[1]))
        ),
        max_size=6,
    )
)
def test_no_repair_takes_anything_away_and_none_gives_more_than_it_lasted(stops):
    found = span(Coverage("receipt", months=1), stops)
    lasted = sum((stop.end - stop.start).days for stop in stops)
    assert 0 <= found.stopped_days <= lasted
    assert found.end == day(2, 28) + timedelta(found.stopped_days)
    assert found == span(Coverage("receipt", months=1), reversed(stops))
