"""Whether a policy is for a unit, and whether a row's conditions are met: yes, no, or which fact is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .rightsfacts import NO, UNKNOWN, YES, Repair
from .rightsrules import DAY_COUNTERS, FAULT_COVERED, GOODS_COVERED, UNIT_PARTS, Policy, Rule
from .rightsterm import days_within
from .rightswindow import Case, Window

MET, FAILS = "", "fails"  # a verdict: met, fails, or the name of the missing fact
_SERIOUS = FAULT_COVERED["safety"]


# === POLICIES === #


def policy_gaps(policy: Policy, case: Case) -> tuple[str, ...] | None:
    """Return the facts that are missing to say that a policy is for the unit, None if it is not."""
    facts = case.facts
    if policy.goods and facts.goods not in GOODS_COVERED.get(policy.goods, (policy.goods,)):
        return None
    missing: tuple[str, ...] = ()
    for judge in _JUDGES:
        verdict = judge(policy, case)
        if verdict == FAILS:
            return None
        if verdict:
            missing = (*missing, verdict)
    return missing


def _class(policy: Policy, case: Case) -> str:
    return _one_of(policy.customer_class, case.facts.customer_class, "customer_class")


def _channel(policy: Policy, case: Case) -> str:
    return _one_of(policy.channels, case.facts.channel, "channel")


def _one_of(wanted: str, value: str, name: str) -> str:
    if not wanted:
        return MET
    if not value:
        return name
    return MET if value in wanted.split() else FAILS


def _territory(policy: Policy, case: Case) -> str:
    country, state = case.facts.country, case.facts.state
    if not policy.places:
        return MET
    if not country:
        return "country"
    if country in policy.places or state in policy.places:
        return MET
    return "state" if country in policy.split and not state else FAILS


def _contract(policy: Policy, case: Case) -> str:
    if not (policy.contract_from or policy.contract_until):
        return MET
    day = case.day("contract")
    if day is None:
        return "contract"
    early = policy.contract_from and day < policy.contract_from
    late = policy.contract_until and day > policy.contract_until
    return FAILS if early or late else MET


_JUDGES = (_territory, _class, _channel, _contract)


# === ROWS === #


def concerns(rule: Rule, case: Case) -> bool:
    """Return whether a row can speak of the matter: not of another part, not of a repair never made."""
    part = case.facts.part_class
    if rule.part_class and part and part != rule.part_class:
        return rule.part_class == "unit" and part in UNIT_PARTS
    if rule.start == "repair_end":
        return case.start_of(rule, "repair_end") is not None
    return True


def verdicts(policy: Policy, rule: Rule, case: Case) -> Iterable[tuple[str, str]]:
    """Give (condition, verdict) of everything a row asks, but for its window and its counter."""
    facts = case.facts
    if rule.needs == "fault":
        yield "fault", _answer(facts.fault, "fault")
    elif rule.needs == "intact":
        yield "intact", _answer(facts.intact, "intact")
    if rule.fault_class:
        yield "fault_class", _in(FAULT_COVERED[rule.fault_class], facts.fault_class, "fault_class")
    if rule.not_minor:
        minor = facts.fault_class == "minor"
        yield "not_minor", FAILS if minor else MET if facts.fault_class else "fault_class"
    if rule.part_class and not facts.part_class:
        yield "part_class", "part_class"
    if rule.same_fault and not facts.fault_key:
        yield "fault_key", "fault_key"
    if rule.condition:
        answer = case.condition(rule.condition)
        if rule.condition_fails and answer != UNKNOWN:
            answer = NO if answer == YES else YES
        yield rule.condition, _answer(answer, rule.condition)
    if rule.min_price:
        yield "price", _dear_enough(policy, rule, case)
    if rule.unless:
        day = case.day(rule.unless)
        yield rule.unless, FAILS if day and day <= case.asked(rule) else MET


def _dear_enough(policy: Policy, rule: Rule, case: Case) -> str:
    price, currency = case.facts.price, case.facts.currency
    if price is None or currency != policy.currency:
        return "price"
    return MET if price >= rule.min_price else FAILS


def _answer(answer: str, name: str) -> str:
    return {YES: MET, NO: FAILS}.get(answer, name)


def _in(wanted: Iterable[str], value: str, name: str) -> str:
    if not value:
        return name
    return MET if value in wanted else FAILS


def exclusion_verdict(rules: Iterable[Rule], case: Case) -> tuple[Rule | None, tuple[str, ...]]:
    """Return the exclusion that holds, or the facts that would decide.

    An exclusion is for the seller to show: one that nobody speaks of does not hold.
    """
    missing: list[str] = []
    said = case.facts.exclusions
    for rule in rules if said else ():
        answer = said.get(rule.exclusion, NO)
        if answer == NO:
            continue
        gaps = [] if answer == YES else [rule.exclusion]
        if rule.condition:
            condition = case.condition(rule.condition)
            if condition == NO:
                continue
            gaps += [] if condition == YES else [rule.condition]
        if not gaps:
            return rule, ()
        missing += gaps
    return None, tuple(missing)


# === COUNTERS === #


def counted(rule: Rule, case: Case, window: Window) -> tuple[int, int, str]:
    """Return where a row's counter stands: at least, at most, and the fact that would tell.

    What counts is what lies in the window: since its start (a replacement starts the counters
    again with it) and to its last day, or on from a claim that was made in time.
    """
    start = window.start or date.min
    last = None if case.claim and not window.closed else window.last
    repairs = [
        one for one in case.repairs if start <= one.start and (not last or one.start <= last)
    ]
    if rule.counter == "repair_days":
        days = days_within(case.spans(start), start, last)
        return days, days, ""
    if rule.counter in DAY_COUNTERS:
        return _longest(case, repairs, rule.counter)
    return _COUNTERS[rule.counter](case, repairs)


def _longest(case: Case, repairs: list[Repair], counter: str) -> tuple[int, int, str]:
    """Return the most days of one repair; those that nobody counted may be all of its days."""
    sure = may = 0
    for one in repairs:
        days = getattr(one, counter)
        sure = max(sure, days or 0)
        may = max(may, (case.end(one) - one.start).days if days is None else days)
    return sure, may, f"repair_{counter}"


def _failed(repairs: Iterable[Repair]) -> tuple[int, int, str]:
    ended = [one for one in repairs if one.end and not one.replaced]
    sure = sum(one.success is False for one in ended)
    return sure, sure + sum(one.success is None for one in ended), "repair_success"


def _failed_repairs(case: Case, repairs: list[Repair]) -> tuple[int, int, str]:
    return _failed(one for one in repairs if one.fault_class != "minor")


def _failed_safety(case: Case, repairs: list[Repair]) -> tuple[int, int, str]:
    sure, may, fact = _failed(one for one in repairs if one.fault_class in _SERIOUS)
    unclassed = _failed(one for one in repairs if not one.fault_class)[1]
    return sure, may + unclassed, "repair_fault_class" if unclassed else fact


def _same_fault(case: Case, repairs: list[Repair]) -> tuple[int, int, str]:
    return _same(
        [one.fault for one in repairs if not one.replaced], case.facts.fault_key, "fault_key"
    )


def _same_part(case: Case, repairs: list[Repair]) -> tuple[int, int, str]:
    return _same([one.part for one in repairs if one.part], case.facts.part_key, "part_key")


def _same(keys: list[str], wanted: str, fact: str) -> tuple[int, int, str]:
    """Return how often a key occurs; without a key to look for, or in a row, it may be any."""
    blank = keys.count("")
    if wanted:
        sure = keys.count(wanted)
        return sure, sure + blank, f"repair_{fact}"
    return 0, blank + max((keys.count(key) for key in set(keys) - {""}), default=0), fact


def _attempts(case: Case, repairs: list[Repair]) -> tuple[int, int, str]:
    """A replacement has failed where the goods that came have a fault again; so has a refusal."""
    sure, may, fact = _failed(repairs)
    replacements = case.facts.replacements or bool(case.facts.replaced_on)
    if case.facts.replaced_on != case.replaced_on:  # the last one is still on its way
        replacements -= 1
    refused = case.facts.conditions.get("remedy_refused", NO)
    sure, may = sure + replacements + (refused == YES), may + replacements + (refused != NO)
    return sure, may, "remedy_refused" if refused == UNKNOWN else fact


_COUNTERS = {
    "failed_repairs": _failed_repairs,
    "failed_safety_repairs": _failed_safety,
    "same_fault_repairs": _same_fault,
    "part_replacements": _same_part,
    "attempts": _attempts,
}
