"""How long a right lasts.

A term of months or years ends on the same day number as it starts, or on the last day of a
shorter month: 31 January + 1 month = 28 or 29 February. The end day still belongs to the term.
"""

import calendar
from datetime import date

MAX_MONTHS = 1200  # a century; more is a slip of the keyboard


def add_months(start: date, months: int) -> date:
    """Return the day that many months after ``start``."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


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
