"""What is known of a unit and its matter on one day: the facts that policies are held against.

Days are the customer's local calendar days. What nobody knows is ``UNKNOWN``, ``None`` or left out;
it never turns into a yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal

from .rightsterm import WorkDays

YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair, or the wait for it. ``end`` is None while it is open.

    ``parts_days`` (waiting for parts) and ``late_days`` (the repairer's fault; None: nobody knows) are
    part of it.
    """

    start: date
    end: date | None = None
    success: bool | None = None  # None: open, or not known
    fault: str = ""  # what identifies the fault: the same text is the same fault
    fault_class: str = ""  # FAULT_CLASSES; empty: a performance fault, but not known to be serious
    part: str = ""  # what identifies the part or assembly that was replaced, if one was
    replaced: bool = False  # the wait ended in a replacement of the unit, or is to
    parts_days: int = 0
    late_days: int | None = 0


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
    workdays: WorkDays = field(default_factory=WorkDays)  # of the customer's country

    def __hash__(self) -> int:
        """Of what differs between units; whether they are equal, all of it tells."""
        days = frozenset(self.dates.items())
        return hash((self.today, days, self.country, self.price, self.repairs))


# === AS PLAIN DATA === #


def as_data(facts: Facts) -> dict:
    """Return facts as JSON knows them, without what is empty: to be stored with a decision."""
    data = {}
    for one in fields(Facts):
        value = getattr(facts, one.name)
        if one.name in ("today", "repairs", "workdays") or value != _default(one):
            data[one.name] = _plain(value)
    return data


def from_data(data: Mapping) -> Facts:
    """Return the facts of :func:`as_data`."""
    values = dict(data)
    values["today"] = date.fromisoformat(values["today"])
    values["dates"] = {k: date.fromisoformat(v) for k, v in values.get("dates", {}).items()}
    values["repairs"] = tuple(_repair(one) for one in values.get("repairs", ()))
    values["workdays"] = _workdays(values.get("workdays", {}))
    if "price" in values:
        values["price"] = Decimal(values["price"])
    if "replaced_on" in values:
        values["replaced_on"] = date.fromisoformat(values["replaced_on"])
    return Facts(**values)


def _default(one):
    return one.default_factory() if one.default is MISSING else one.default


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in sorted(value.items())}
    if isinstance(value, (set, frozenset)):
        return [_plain(one) for one in sorted(value)]
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def _repair(data: Mapping) -> Repair:
    days = {name: date.fromisoformat(data[name]) for name in ("start", "end") if data[name]}
    return Repair(**{**data, **days})


def _workdays(data: Mapping) -> WorkDays:
    days = {
        name: frozenset(date.fromisoformat(day) for day in data[name])
        for name in ("closed", "worked")
        if name in data
    }
    return WorkDays(frozenset(data.get("weekend", (5, 6))), **days)
