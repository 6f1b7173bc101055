"""What is known of a unit and its matter, and what is decided from it: plain data in and out.

Days are the customer's local calendar days. What nobody knows is ``UNKNOWN``, ``None`` or left out;
it never turns into a yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from .rightsrules import Policy, Rule

YES, NO, UNKNOWN = "yes", "no", "unknown"

# states of an entitlement
OWED, CONDITIONAL, PENDING, EXPIRED, UNMET, EXCLUDED = (
    "owed",
    "conditional",
    "pending",
    "expired",
    "unmet",
    "excluded",
)
STATES = (
    (OWED, "Owed"),
    (CONDITIONAL, "Depends on a fact"),
    (PENDING, "Not yet"),
    (EXPIRED, "Run out"),
    (UNMET, "Condition not met"),
    (EXCLUDED, "Excluded"),
)
# what becomes of the whole question
ANSWERS = (
    ("owed", "Owed"),
    ("conditional", "Depends on a fact"),
    ("person", "Nothing found: a person decides"),
    ("none", "Nothing is owed"),
)


@dataclass(frozen=True, slots=True)
class WorkDays:
    """The days that a country works: the closed weekdays (Monday 0), holidays, make-up days."""

    weekend: frozenset[int] = frozenset({5, 6})
    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()  # make-up days (调休)

    def works(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day not in self.closed and day.weekday() not in self.weekend

    def does_business(self, day: date) -> bool:
        """Return whether it is a US business day: not a Sunday, not a public holiday."""
        return day.weekday() != 6 and day not in self.closed

    def rolled(self, day: date) -> date:
        """Return the day itself, or the next one that is worked."""
        while not self.works(day):
            day += timedelta(1)
        return day


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair, or the wait for it. ``end`` is None while it is open.

    ``parts_days`` (waiting for parts) and ``late_days`` (the repairer's fault) are part of it.
    """

    start: date
    end: date | None = None
    success: bool | None = None  # None: open, or not known
    fault: str = ""  # what identifies the fault: the same text is the same fault
    fault_class: str = ""  # FAULT_CLASSES; empty: a performance fault, but not known to be serious
    part: str = ""  # what identifies the part or assembly that was replaced, if one was
    replaced: bool = False  # the wait ended in a replacement of the unit, or is to
    parts_days: int = 0
    late_days: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known today of one unit, its sale and the customer's matter.

    A right that was claimed in time is kept: where ``dates`` has a ``claim``, windows are judged on its
    day. The conditions ``service`` and ``ship_promised`` follow from ``goods`` and ``dates``.
    """

    today: date
    dates: Mapping[str, date] = field(default_factory=dict)  # EVENTS -> day
    # whom, where, how
    customer_class: str = ""  # CUSTOMER_CLASSES; empty: unknown
    channel: str = ""  # CHANNELS; empty: unknown
    country: str = ""  # ISO code of the customer's country
    state: str = ""  # "CN-ZJ"
    goods: str = ""  # GOODS; empty: none of them
    age: str = ""  # AGES; empty: unknown
    price: Decimal | None = None  # paid, with tax, for one unit
    currency: str = ""
    # the matter
    remedy: str = ""  # REMEDIES: what was agreed, if anything
    fault: str = UNKNOWN  # YES, NO, UNKNOWN: is there a fault
    fault_class: str = ""  # FAULT_CLASSES; empty: unknown
    fault_key: str = ""  # identifies the fault, as in Repair.fault; empty: unknown
    part_class: str = ""  # PART_CLASSES: where the fault lies; empty: unknown
    part_key: str = ""  # identifies the part, as in Repair.part
    intact: str = UNKNOWN  # are the goods intact
    exclusions: Mapping[str, str] = field(default_factory=dict)  # left out: nobody says so
    conditions: Mapping[str, str] = field(default_factory=dict)  # left out: unknown
    # the unit's life
    km: int | None = None
    hours: int | None = None
    repairs: tuple[Repair, ...] = ()
    replaced_on: date | None = None  # the replacement's receipt, the last one
    replacements: int = 0
    workdays: WorkDays = WorkDays()  # of the customer's country


class Term(NamedTuple):
    """A word of a vocabulary inside a sentence: ``Term("REMEDIES", "refund")``."""

    vocabulary: str  # name of a constant of core.rightsrules
    key: str


class Sentence(NamedTuple):
    """One sentence, to be put in the reader's language: a key of ``SENTENCES`` and what it names.

    A parameter is a text, a number, a day, a :class:`Term`, or a tuple of terms (a list of words).
    """

    key: str
    params: dict[str, object] = {}


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one row of one policy gives on that day."""

    policy: Policy
    rule: Rule
    state: str  # STATES
    remedies: tuple[str, ...] = ()
    chooser: str = ""
    first_day: date | None = None
    last_day: date | None = None  # None: no last day, or not known
    days_left: int | None = None  # 0 on the last day, negative after it; None without last day
    usage_left: int | None = None  # km or hours
    missing: tuple[str, ...] = ()  # facts that would decide, by name: see FACTS
    burden: str = ""  # PARTIES: who has to prove today
    burden_until: date | None = None  # the last day on which the seller has to prove
    freight: str = ""
    fee: Decimal | None = None  # for the use of the goods, at most, in Facts.currency
    counted: int | None = None  # where the row's counter stands
    after_next_repair: tuple[str, ...] = ()  # remedies that open if one more repair fails
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody has to do, by the rows of a policy that holds."""

    policy: Policy
    rule: Rule
    party: str
    since: date | None = None
    due: date | None = None  # None: at once, always, or not known yet
    late: bool = False
    waiting: bool = False  # it may wait for the goods, which are not back
    sentence: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Who bears a cost by the rows of a policy that holds; ``amount`` in ``Facts.currency``."""

    policy: Policy
    rule: Rule
    party: str
    amount: Decimal | None = None
    missing: tuple[str, ...] = ()
    sentence: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one unit on one day: everything that was looked at, the best first."""

    answer: str  # ANSWERS
    entitlements: tuple[Entitlement, ...] = ()  # all rows that were judged, most favourable first
    proposed: Entitlement | None = None  # the most favourable one that is owed, or may be
    duties: tuple[Duty, ...] = ()
    costs: tuple[Cost, ...] = ()
    missing: tuple[str, ...] = ()  # of all, in the order of their weight
    sentences: tuple[Sentence, ...] = ()  # the summary

    @property
    def owed(self) -> tuple[Entitlement, ...]:
        return tuple(one for one in self.entitlements if one.state == OWED)
