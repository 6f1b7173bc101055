"""How long a warranty lasts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_addon.core.rights import MAX_MONTHS, add_months, coverage, warranty_end


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 1, 15), 12, date(2026, 1, 15)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
        (date(2025, 10, 15), 3, date(2026, 1, 15)),
    ],
)
def test_a_term_ends_on_the_same_day_or_the_last_of_a_shorter_month(start, months, end):
    assert warranty_end(start, months) == end


@pytest.mark.parametrize("months", [0, -1, MAX_MONTHS + 1])
def test_a_term_that_cannot_be_meant_is_refused(months):
    with pytest.raises(ValueError, match="warranty lasts"):
        warranty_end(date(2025, 1, 1), months)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, MAX_MONTHS))
def test_an_end_lies_in_the_right_month_and_never_past_its_last_day(start, months):
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(1)).day == 1)


def test_the_last_day_is_still_covered():
    end = date(2026, 1, 15)
    assert coverage(end, end, 1) == "active"
    assert coverage(end, end + timedelta(1), 1) == "expired"
    assert coverage(end, end, 0) == "returned"
    assert coverage(end, end + timedelta(1), 0) == "returned"
