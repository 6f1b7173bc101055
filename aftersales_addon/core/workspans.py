"""Working time as spans, for who wants to go on counting by himself."""

from bisect import bisect_left, bisect_right

from .worktime import WorkCalendar


def spans_between(calendar: WorkCalendar, a: int, b: int, most: int) -> list[tuple[int, int]]:
    """Return the working spans in [a, b) as pairs of epoch seconds, the first ``most`` of them."""
    if b <= a:
        return []
    if calendar.always:
        return [(a, b)]
    table = calendar._covering(a, b)
    first = bisect_right(table.ends, a)
    last = min(bisect_left(table.starts, b), first + most)
    spans = zip(table.starts[first:last], table.ends[first:last], strict=True)
    return [(max(start, a), min(end, b)) for start, end in spans]
