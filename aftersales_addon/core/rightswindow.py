"""From when to when a row of a policy holds for a unit, and what repairs have done to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from .rightsfacts import NO, UNKNOWN, YES, Facts, Repair
from .rightsrules import Rule
from .rightsterm import Span, add_months, last_day, merged, suspended_end, uk_stopped_end

_NEXT = {"contract": "order"}  # what stands in for a day that is not on record


class Case:
    """Facts, and what follows from them: the day that is judged, the repairs in order.

    A right that was claimed in time is kept, so windows are judged on the day of the claim.
    """

    __slots__ = ("_next", "_windows", "claim", "facts", "on", "repairs", "replaced_on", "today")

    def __init__(self, facts: Facts):
        self.facts = facts
        self.today = facts.today
        claim, replaced = facts.dates.get("claim"), facts.replaced_on
        # what is still on its way has replaced nothing
        self.replaced_on = replaced if replaced and replaced <= facts.today else None
        served = claim and self.replaced_on and claim < self.replaced_on  # what comes now is new
        self.claim = claim if claim and claim <= facts.today and not served else None
        self.on = self.claim or facts.today
        repairs = [repair for repair in facts.repairs if repair.start <= facts.today]
        self.repairs = sorted(repairs, key=lambda repair: (repair.start, self.end(repair)))
        self._windows: dict[int, Window] = {}
        self._next: Case | None = None

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
            return self.replaced_on
        if event == "defect_found":
            return self.on
        if event == "repair_start":
            return next((one.start for one in reversed(self.repairs) if one.end is None), None)
        return None

    def asked(self, rule: Rule) -> date:
        """Return the day on which a row is asked: a right on the claim's, what to do today."""
        return self.on if rule.kind == "right" else self.today

    def start_of(self, rule: Rule, event: str) -> date | None:
        """Return the day of an event as a row asks for it.

        The last repair may have to be of the fault; one of a unit that was replaced gives no right.
        """
        if event != "repair_end" or event in self.facts.dates:
            return self.day(event)
        fault, asked = self.facts.fault_key if rule.same_fault else "", self.asked(rule)
        since = self.replaced_on if rule.kind == "right" else None
        return max(
            (
                repair.end
                for repair in self.repairs
                if repair.end
                and (since or date.min) <= repair.end <= asked
                and fault in ("", repair.fault)
            ),
            default=None,
        )

    def spans(self, since: date) -> list[Span]:
        """Return the days in repair since a day, in order, none twice."""
        spans = ((max(one.start, since), self.end(one)) for one in self.repairs)
        return merged(span for span in spans if span[0] <= span[1])

    def condition(self, name: str) -> str:
        """Return whether a condition holds; what nobody says is unknown."""
        if name == "service":
            return YES if self.facts.goods == "service" else NO
        if name == "ship_promised":
            return YES if "promised_ship" in self.facts.dates else NO
        return self.facts.conditions.get(name, UNKNOWN)

    def after_failed_repair(self) -> Case:
        """Return the case after one more repair, of no days, that has not helped."""
        if self._next is None:
            facts = self.facts
            failed = Repair(
                start=facts.today,
                end=facts.today,
                success=False,
                fault=facts.fault_key,
                fault_class=facts.fault_class,
                part=facts.part_key,
            )
            self._next = Case(replace(facts, repairs=(*facts.repairs, failed)))
        return self._next

    def window(self, rule: Rule) -> Window:
        """Return :func:`window` of a row, reckoned once: a burden of proof serves many rights."""
        found = self._windows.get(id(rule))
        if found is None:
            found = self._windows[id(rule)] = window(rule, self)
        return found


@dataclass(slots=True)  # not frozen, which would double the time of a batch
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


def window(rule: Rule, case: Case) -> Window:
    """Return when a row holds, judged on the case's day."""
    start, event, missing = _start(rule, case)
    span = Window(start, event, missing=missing)
    if start is not None and not (missing and rule.opens_after):
        _bound(rule, case, span)
    if rule.usage_limit:
        _limit(rule, case, span)
    # who needs no fault may change his mind before he has the goods
    waits = rule.opens_after or rule.needs not in ("none", "intact")
    span.pending = bool(waits and span.first and case.on < span.first and not span.closed)
    return span


def _bound(rule: Rule, case: Case, span: Window) -> None:
    """Set the first and the last day.

    Where a start is not known that would count if it were later, or one of two lengths may hold, what
    is open even so is open; what has run out may depend on it.
    """
    span.first = span.start + timedelta(rule.opens_after) if rule.opens_after else span.start
    values, unsure = _values(rule, case)
    for value in values:
        _end(rule, case, span, value)
        lapsed = span.last is not None and case.on > span.last
        if not lapsed:
            break
    if lapsed:
        span.closed = not span.missing
        return
    span.missing = unsure if value != values[0] else ()
    if rule.until and not value and span.last is None:
        span.missing = (rule.until,)


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
    replaced = case.replaced_on
    if rule.restart and replaced and (start is None or replaced > start):
        return replaced, "replacement", ()
    return start, event, missing


def _values(rule: Rule, case: Case) -> tuple[tuple[int, ...], tuple[str, ...]]:
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


def _end(rule: Rule, case: Case, span: Window, value: int) -> None:
    """Set the last day for a length, and how repairs, a later event and holidays have moved it.

    The later event is a day as it stands, with what repairs have done to it.
    """
    until = case.day(rule.until) if rule.until else None
    span.last = until
    if not value:
        return
    days = case.facts.workdays
    rolled = days.rolled if rule.roll else _as_it_is
    last = last_day(span.start, value, rule.unit, days)
    if rule.repair_adds and _repaired(case, span.start, max(last, until or last)):
        span.extended = rule.repair_adds
        last = _longer(rule, span.start, value, last)
        until = until and add_months(until, rule.repair_adds)
    if case.repairs and rule.pause != "none":
        stopped_end = uk_stopped_end if rule.pause == "uk" else suspended_end
        stopped = stopped_end(last, case.spans(span.start), rolled)
        span.suspended, last = (stopped - last).days, stopped
    if until and until > last:
        span.suspended, last = 0, until
    if (moved := rolled(last)) != last:
        span.moved_from, last = last, moved
    span.last = last


def _as_it_is(day: date) -> date:
    return day


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


def _limit(rule: Rule, case: Case, span: Window) -> None:
    """Set what is left of a limit of use: whichever ends first, days or use, ends the window."""
    used = case.facts.km if rule.usage_unit == "km" else case.facts.hours
    if used is None:
        span.missing = (*span.missing, rule.usage_unit)
        return
    span.usage_left = rule.usage_limit - used
    span.used_up = span.usage_left < 0
    span.closed = span.closed or span.used_up
