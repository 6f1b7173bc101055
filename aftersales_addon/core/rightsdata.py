"""Decisions as plain data, to be stored, and to be compared with what is derived again years later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from .rightscheck import policy_gaps
from .rightsdecision import Cost, Decision, Duty, Entitlement
from .rightsfacts import Facts
from .rightsrules import Policy
from .rightswindow import Case

_ENTITLEMENT = (
    "state",
    "reason",
    "remedies",
    "chooser",
    "first_day",
    "last_day",
    "days_left",
    "usage_left",
    "missing",
    "burden",
    "burden_until",
    "freight",
    "fee",
    "counted",
    "after_next_repair",
    "last_day_after_repair",
)
_DUTY = ("party", "since", "due", "late", "waiting")
_COST = ("party", "amount", "missing")


def as_data(decision: Decision) -> dict:
    """Return what was decided, by the codes of policies and rows; without the sentences."""
    return {
        "answer": decision.answer,
        "entitlements": [_row(one, _ENTITLEMENT) for one in decision.entitlements],
        "proposed": _row(decision.proposed) if decision.proposed else None,
        "duties": [_row(duty, _DUTY) for duty in decision.duties],
        "costs": [_row(cost, _COST) for cost in decision.costs],
        "missing": list(decision.missing),
    }


def trimmed(facts: Facts) -> Facts:
    """Return the facts without holidays before the first day that is known: they decide nothing."""
    starts = [*facts.dates.values(), *(repair.start for repair in facts.repairs)]
    first = min(facts.today, facts.replaced_on or facts.today, *starts)
    days = facts.workdays
    return replace(
        facts,
        workdays=replace(
            days,
            closed=frozenset(day for day in days.closed if day >= first),
            worked=frozenset(day for day in days.worked if day >= first),
        ),
    )


def holding(policies: Iterable[Policy], facts: Facts) -> list[Policy]:
    """Return the policies that are for the unit, or may be: the others decide nothing."""
    case = Case(facts)
    return [policy for policy in policies if policy_gaps(policy, case) is not None]


def _row(row: Entitlement | Duty | Cost, names: Iterable[str] = ()) -> dict:
    """Return where a row stands and what it says; what says nothing is left out."""
    data = {"policy": row.policy.code, "version": row.policy.version, "row": row.rule.code}
    for name in names:
        value = getattr(row, name)
        if value not in (None, "", ()) and value is not False:
            data[name] = _plain(value)
    return data


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return list(value) if isinstance(value, tuple) else value
