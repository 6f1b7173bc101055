"""Cases of rights, one a line: a row of a template, the day, what is known, what comes out, why.

Days without a year are of 2026; ordered was on the first of them, where nothing else is said. What is
known is a list of facts (``fault no``), of events with their day (``receipt 03-02``; ``sold 03-02`` is
invoice and receipt), of ``repair 03-10..03-20`` (without success; ``ok``, ``?`` for not known, and
fields as ``part=screen``), of ``exclusion misuse`` and ``condition rescission no``.

A right comes out as ``owed 2026-03-09`` (its last day), ``owed -`` (none), ``conditional 2026-03-09 fault``
(with what is missing), ``pending 2026-03-10`` (its first day), ``expired 2026-03-09``, ``expired by use``,
``unmet intact``, ``excluded misuse``, or ``absent``: the row does not speak of it. A burden of proof comes out
as ``seller 2026-03-09``; a duty as ``due``, ``late`` or ``waits`` with its day, or ``always``; a cost as
``seller``, or ``customer 120.00``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from rights_templates import template

from aftersales_addon.core.rights import decide
from aftersales_addon.core.rightsfacts import Facts, Repair
from aftersales_addon.core.rightsrules import EVENTS, Policy, Rule
from aftersales_addon.core.rightsterm import WorkDays

# Of 2026, as far as the cases touch them: New Year, Qingming and National Day with its make-up day.
CHINA = WorkDays(
    closed=frozenset(
        {date(2026, 1, 1), date(2026, 4, 6), *(date(2026, 10, day) for day in range(1, 9))}
    ),
    worked=frozenset({date(2026, 10, 10)}),
)
GERMANY = WorkDays(closed=frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25)}))
BRITAIN = WorkDays(closed=frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25)}))
AMERICA = WorkDays(closed=frozenset({date(2026, 7, 3), date(2026, 11, 26)}))
COUNTRIES = {
    "China": ("CN", "", CHINA),
    "China, Zhejiang": ("CN", "CN-ZJ", CHINA),
    "European Union": ("DE", "", GERMANY),
    "United Kingdom": ("GB", "", BRITAIN),
    "United States": ("US", "", AMERICA),
    "Anywhere": ("DE", "", GERMANY),
}
# a right of anybody, for the burden of proof of a policy that has no rights itself
BESIDE = Policy("BESIDE", rules=(Rule("right", start="receipt", remedy="refund", needs="fault"),))
_EVENTS = frozenset(dict(EVENTS))
_SUCCESS = {"ok": True, "?": None}
_NUMBERS = frozenset({"km", "hours", "replacements"})


class Case(NamedTuple):
    code: str  # of the template, with @0 for the first version
    row: str
    today: str
    known: str
    expected: str
    why: str = ""

    def __str__(self):
        return f"{self.code}/{self.row}: {self.why or f'{self.today} {self.known}'}"

    @property
    def policy(self) -> Policy:
        code, _at, version = self.code.partition("@")
        return template(code, int(version or -1))


def table(code: str, text: str) -> list[Case]:
    """Return the cases of a template: lines of row, day, known, expected and why."""
    lines = (line for line in text.splitlines() if line.strip())
    return [Case(code, *(cell.strip() for cell in line.split("|"))) for line in lines]


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def facts(policy: Policy, today: str, known: str = "") -> Facts:
    """The facts of a consumer's faulty unit, and what else is known."""
    country, state, workdays = COUNTRIES[policy.jurisdiction]
    usual = Facts(
        today=day(today),
        customer_class="consumer",
        channel=(policy.channels.split() or ["store"])[-1],
        country=country,
        state=state,
        goods=policy.goods,
        age="new",
        price=Decimal("100000.00"),
        currency=policy.currency or "CNY",
        fault="yes",
        fault_class="performance",
        fault_key="noise",
        part_class="unit",
        part_key="gearbox",
        intact="yes",
        km=1000,
        workdays=workdays,
    )
    return replace(usual, **_known(known))


def _ordered(dates: dict) -> dict:
    """Return the events with an order on the first of the days, unless it says ``order ?``."""
    if "order" in dates:
        return {name: one for name, one in dates.items() if one}
    bought = [dates[name] for name in ("invoice", "receipt") if name in dates]
    return {"order": min(bought), **dates} if bought else dates


def _known(text: str) -> dict:
    found = {"dates": {}, "exclusions": {}, "conditions": {}, "repairs": ()}
    for item in filter(None, (item.strip() for item in text.split(","))):
        name, *values = item.split()
        first = values[0] if values else ""
        if name == "sold":
            found["dates"] |= {"invoice": day(first), "receipt": day(first)}
        elif name in _EVENTS:
            found["dates"][name] = None if first == "?" else day(first)
        elif name in ("exclusion", "condition"):
            found[f"{name}s"][first] = values[1] if len(values) > 1 else "yes"
        elif name == "repair":
            found["repairs"] += (_repair(*values),)
        elif name == "replaced_on":
            found[name] = day(first)
        elif name in _NUMBERS:
            found[name] = None if first == "?" else int(first)
        elif name == "price":
            found[name] = None if first == "?" else Decimal(first)
        else:
            found[name] = "" if first == "?" else first
    return found | {"dates": _ordered(found["dates"])}


def _repair(days: str, *words: str) -> Repair:
    start, _dots, end = days.partition("..")
    known = {"fault": "noise", "success": False if end else None}
    for word in words:
        name, given, value = word.partition("=")
        if given:
            known[name] = (
                value if not name.endswith("days") else None if value == "?" else int(value)
            )
        elif word == "replaced":
            known["replaced"] = True
        else:
            known["success"] = _SUCCESS[word]
    return Repair(day(start), day(end) if end else None, **known)


def outcome(case: Case, policy: Policy | None = None) -> str:
    """What the engine says of a case, in the words of the expectation."""
    policy = policy or case.policy
    rule = next((one for one in policy.rules if one.code == case.row), None)
    known = facts(case.policy, case.today, case.known)
    if rule and rule.kind == "burden":
        return _burden(policy, known)
    decision = decide([policy], known)
    lists = decision.entitlements, decision.duties, decision.costs
    for listed, told in zip(lists, (right, _duty, _cost), strict=True):
        for one in listed:
            if one.rule.code == case.row:
                return told(one)
    return "absent"


def right(one):
    span = one.window
    if one.state == "pending":
        return f"pending {span.first}"
    if one.state == "unmet":
        return f"unmet {one.reason}"
    if one.state == "excluded":
        return f"excluded {one.reason}"
    if one.state == "expired" and span.used_up:
        return "expired by use"
    return " ".join([one.state, str(span.last or "-"), *one.missing])


def grants(one):
    """What a row gives, and on which terms."""
    said = f"{' '.join(one.remedies)} by {one.chooser}"
    return f"{said}, freight {one.freight}" if one.freight else said


def _burden(policy, known):
    """Who has to prove, for the rights of the policy or, where it has none, for those beside it."""
    policies = [policy] if policy.kinds["right"] else [BESIDE, policy]
    found = {
        f"{one.burden} {one.burden_until}"
        for one in decide(policies, known).entitlements
        if one.burden
    }
    assert len(found) <= 1
    return found.pop() if found else "absent"


def _duty(one):
    if one.due is None:
        return "always"
    return f"{'waits' if one.waiting else 'late' if one.late else 'due'} {one.due}"


def _cost(one):
    if one.missing:
        return f"{one.party} {' '.join(one.missing)}"
    return one.party if one.amount is None else f"{one.party} {one.amount}"
