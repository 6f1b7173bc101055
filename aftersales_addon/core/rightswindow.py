"""From when to when a row of a policy holds for a unit, and what repairs have done to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .rightsfacts import NO, UNKNOWN, YES, Facts, Repair
from .rightsrules import Rule
from .rightsterm import Span, add_months, last_day, merged, suspended_end, uk_stopped_end

_DAY = timedelta(1)
_NEXT = {"contract": "order"}  # what stands in for a day that is not on record


class Case:
    """Facts, and what follows from them: the day that is judged, the repairs in order.

    A right that was claimed in time is kept, so windows are judged on the day of the claim.
    """

    __slots__ = ("claim", "condition_known", "facts", "on", "repairs", "today")

    def __init__(self, facts: Facts):
        self.facts = facts
        self.today = facts.today
        claim, replaced = facts.dates.get("claim"), facts.replaced_on
        served = claim and replaced and claim <= replaced <= facts.today  # what comes now is new
        self.claim = claim if claim and claim <= facts.today and not served else None
        self.on = self.claim or facts.today
        repairs = (repair for repair in facts.repairs if repair.start <= facts.today)
        self.repairs = tuple(sorted(repairs, key=lambda repair: (repair.start, self.end(repair))))
        self.condition_known = {
            "service": YES if facts.goods == "service" else NO,
            "ship_promised": YES if "promised_ship" in facts.dates else NO,
        }

    def end(self, repair: Repair) -> date:
        """Return when a repair ended; an open one counts to today."""
        return max(repair.start, min(repair.end or self.today, self.today))

    def day(self, event: str) -> date | None:
        """Return the day of an event, or None where it is not known or has not happened."""
        if found := self.facts.dates.get(event):
            return found
        if event in _NEXT:
            return self.facts.dates.get(_NEXT[event])
        if event == "replacement":
            return self.facts.replaced_on
        if event == "defect_found":
            return self.on
        if event == "repair_start":
            return next((one.start for one in reversed(self.repairs) if one.end is None), None)
        return None

    def start_of(self, rule: Rule, event: str) -> date | None:
        """Return the day of an event as a row asks for it: the last repair may have to fit."""
        if event != "repair_end" or event in self.facts.dates:
            return self.day(event)
        fault = self.facts.fault_key if rule.same_fault else ""
        return max(
            (
                repair.end
                for repair in self.repairs
                if repair.end and repair.end <= self.on and fault in ("", repair.fault)
            ),
            default=None,
        )

    def spans(self, since: date) -> list[Span]:
        """Return the days in repair since a day, in order, none twice."""
        spans = ((max(one.start, since), self.end(one)) for one in self.repairs)
        return merged(span for span in spans if span[0] <= span[1])

    def condition(self, name: str) -> str:
        """Return whether a condition holds; what nobody says is unknown."""
        return self.condition_known.get(name) or self.facts.conditions.get(name, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a row holds; ``last`` is None where there is no last day."""

    start: date | None = None  # what it is counted from
    event: str = ""  # which event that was
    first: date | None = None
    last: date | None = None
    missing: tuple[str, ...] = ()  # without these facts nobody can say whether it holds
    closed: bool = False  # it has run out, by days or by use
    pending: bool = False  # it has not opened yet
    suspended: int = 0  # days that repairs have added
    extended: int = 0  # months that a repair has added
    moved_from: date | None = None  # a last day that was not worked
    usage_left: int | None = None
    used_up: bool = False  # it has run out by use

    @property
    def open(self) -> bool:
        return not (self.missing or self.closed or self.pending)


def window(rule: Rule, case: Case) -> Window:
    """Return when a row holds, judged on the case's day."""
    start, event, missing = _start(rule, case)
    if missing and (start is None or rule.opens_after):
        usage = _usage(rule, case, missing)
        return Window(closed=usage["used_up"], **usage)
    if start is None:  # a row without a start holds always
        return Window()
    spans = case.spans(start) if case.repairs and (rule.pause != "none") else []
    terms, unsure = _terms(rule, case)
    found: dict[str, Any] = {}
    for term in terms:
        found = _ended(rule, case, start, term, spans)
        if found["last"] is None or case.on <= found["last"]:
            break
    else:
        unsure = ()
    if len(terms) > 1 and found.get("term") == min(terms):
        unsure = ()  # open even if the shorter term holds
    del found["term"]
    no_end = rule.until and not rule.value and found["last"] is None
    lapsed = found["last"] is not None and case.on > found["last"]
    if lapsed and missing:
        unsure = missing  # the later start would decide
    elif no_end:
        unsure = (rule.until,)
    first = start + rule.opens_after * _DAY
    usage = _usage(rule, case, unsure)
    closed = (lapsed and not missing) or usage["used_up"]
    return Window(
        start, event, first, closed=closed, pending=case.on < first and not closed, **found, **usage
    )


def _start(rule: Rule, case: Case) -> tuple[date | None, str, tuple[str, ...]]:
    """Return the latest of the starts that are known, its event, and the main one if it is not."""
    missing: tuple[str, ...] = ()
    start, event = None, ""
    for place, name in enumerate((rule.start, rule.start_2, rule.start_3)):
        if not name:
            continue
        day = case.start_of(rule, name)
        if day is None:
            missing = missing or ((name,) if place == 0 else ())
        elif start is None or day > start:
            start, event = day, name
    replaced = case.facts.replaced_on
    if rule.restart and replaced and replaced <= case.today and (start is None or replaced > start):
        return replaced, "replacement", ()
    return start, event, missing


def _terms(rule: Rule, case: Case) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the lengths that may hold, the shorter first, and the facts that would decide."""
    if not rule.used_value or case.facts.age == "new":
        return (rule.value,), ()
    shorter = case.condition("shorter_term")
    if shorter == NO:
        return (rule.value,), ()
    if case.facts.age == "used" and shorter == YES:
        return (rule.used_value,), ()
    facts = ("age", case.facts.age), ("shorter_term", "" if shorter == UNKNOWN else shorter)
    return (rule.used_value, rule.value), tuple(name for name, known in facts if not known)


def _ended(rule: Rule, case: Case, start: date, value: int, spans: list[Span]) -> dict[str, Any]:
    """Return the last day for a length, and how repairs, a later event and holidays moved it."""
    until = case.day(rule.until) if rule.until else None
    found = {"term": value, "last": until, "suspended": 0, "extended": 0, "moved_from": None}
    if not value:
        return found
    days = case.facts.workdays
    last = last_day(start, value, rule.unit, days)
    last = max(last, until) if until else last
    if rule.repair_adds and _repaired(case, start, last):
        found["extended"] = rule.repair_adds
        last = _longer(rule, start, value, last)
    if spans:
        stopped = {"repair": suspended_end, "uk": uk_stopped_end}[rule.pause](last, spans)
        found["suspended"], last = (stopped - last).days, stopped
    if rule.roll and (rolled := days.rolled(last)) != last:
        found["moved_from"], last = last, rolled
    return found | {"last": last}


def _longer(rule: Rule, start: date, value: int, last: date) -> date:
    """Return the last day with the months that a repair adds: one term where it is of months."""
    longer = add_months(last, rule.repair_adds)
    if rule.unit == "month":
        longer = max(longer, add_months(start, value + rule.repair_adds))
    return longer


def _repaired(case: Case, start: date, last: date) -> bool:
    """Return whether a repair was made, with or without success, while the seller was liable."""
    return any(
        repair.end and repair.end <= case.today and start <= repair.start <= last
        for repair in case.repairs
        if not repair.replaced
    )


def _usage(rule: Rule, case: Case, missing: tuple[str, ...]) -> dict[str, Any]:
    """Return what is left of a limit of use, and the facts that are missing with it."""
    if not rule.usage_limit:
        return {"missing": missing, "usage_left": None, "used_up": False}
    used = case.facts.km if rule.usage_unit == "km" else case.facts.hours
    if used is None:
        return {"missing": (*missing, rule.usage_unit), "usage_left": None, "used_up": False}
    left = rule.usage_limit - used
    return {"missing": missing, "usage_left": left, "used_up": left < 0}
