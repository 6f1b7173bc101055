"""Every word of every shipped row matters: where one is changed, a case fails.

What a row says is taken away or moved by one, and what it does not say (moving on holidays, stopping during
repair, starting again on a replacement) is added. What only names a row, and on which terms it grants,
is held in `test_rights_grants`.
"""

from dataclasses import replace

import pytest
from rights_cases import outcome
from rights_templates import templates
from test_rights_cases import CASES

NUMBERS = ("opens_after", "value", "used_value", "usage_limit", "counter_min", "repair_adds")
NUMBERS += ("min_price",)
NAMES = ("start", "start_2", "start_3", "until", "unless", "fault_class", "part_class")
NAMES += ("condition", "counter")
FLAGS = ("same_fault", "not_minor", "condition_fails", "waits", "roll")
OTHER_UNIT = {
    "day": "working_day",
    "working_day": "day",
    "business_day": "working_day",
    "month": "day",
    "year": "month",
}


def mutants(rule):
    """Give (what was changed, the row with the change)."""
    yield from _moved(rule)
    yield from _taken_away(rule)
    if rule.kind == "right":
        yield from _turned(rule)


def _moved(rule):
    for name in NUMBERS:
        if said := getattr(rule, name):
            for step in (-1, 1):
                yield f"{name} {step:+}", replace(rule, **{name: said + step})
    if rule.value:
        yield "unit", replace(rule, unit=OTHER_UNIT[rule.unit])


def _taken_away(rule):
    for name in NAMES:
        if getattr(rule, name):
            bare = {"counter_min": 0} if name == "counter" else {}
            yield f"{name} gone", replace(rule, **{name: ""}, **bare)
    for name in FLAGS:
        if getattr(rule, name):
            yield f"{name} gone", replace(rule, **{name: False})
    for name in ("remedy", "remedy_2"):
        if getattr(rule, name) and rule.kind != "right":
            yield f"{name} other", replace(rule, **{name: "credit"})


def _turned(rule):
    yield "needs", replace(rule, needs="none" if rule.needs != "none" else "fault")
    if not rule.value:
        return
    yield "pause", replace(rule, pause="repair" if rule.pause != "repair" else "none")
    if rule.start != "repair_end":  # a unit that was replaced has not been repaired
        yield "restart", replace(rule, restart=not rule.restart)
    if rule.unit != "business_day":  # which never ends on a closed day
        yield "roll", replace(rule, roll=not rule.roll)


def with_row(policy, rule):
    rules = (rule if one.code == rule.code else one for one in policy.rules)
    return replace(policy, rules=tuple(rules))


def killed(cases, mutant):
    return any(outcome(case, mutant) != case.expected for case in cases)


@pytest.mark.parametrize("code", sorted(templates()))
def test_no_row_can_be_changed_unnoticed(code):
    survivors = []
    for number, policy in enumerate(templates()[code]):
        cases = [case for case in CASES if case.policy is policy]
        for rule in policy.rules:
            # the cases of the row itself first: one of them should be enough
            ordered = sorted(cases, key=lambda case: case.row != rule.code)
            for what, mutant in mutants(rule):
                if not killed(ordered, with_row(policy, mutant)):
                    survivors.append(f"{code}@{number}/{rule.code}: {what}")
            without = replace(policy, rules=tuple(one for one in policy.rules if one != rule))
            if not killed(ordered, without):
                survivors.append(f"{code}@{number}/{rule.code}: left out")
    assert not survivors, "\n".join(survivors)


HEADER = ("territories", "customer_class", "channels", "goods", "contract_from", "contract_until")


@pytest.mark.parametrize("code", sorted(templates()))
def test_whom_a_template_is_for_matters(code):
    survivors = []
    for policy in templates()[code]:
        cases = [case for case in CASES if case.policy is policy]
        for name in HEADER:
            empty = None if name.startswith("contract") else ""
            if getattr(policy, name) and not killed(cases, replace(policy, **{name: empty})):
                survivors.append(f"{code}: {name}")
    assert not survivors, "\n".join(survivors)
