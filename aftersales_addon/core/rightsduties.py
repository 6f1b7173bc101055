"""What a policy asks of the company and others, by when, and who bears which cost."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from .rightscheck import FAILS, concerns, verdicts
from .rightsdecision import Cost, Duty
from .rightsfacts import NO
from .rightsrules import LASTING, Policy, Rule
from .rightswindow import Case, window

_CENT = Decimal("0.01")


def use_fee(price: Decimal, km: int, rate: int) -> Decimal:
    """Return the fee for the use of a car: price x km / 1000 x n, never more than the price.

    :param rate: n in hundredths of a percent: 50 is 0.5 %
    """
    fee = price * km / 1000 * rate / 10000
    return min(price, fee).quantize(_CENT, ROUND_HALF_UP)


def duties_of(policy: Policy, case: Case, live: bool) -> Iterable[Duty]:
    """Give the duties of a policy that have arisen.

    :param live: whether the policy gives a right now; without one, only what lasts is left
    """
    for rule in policy.kinds["duty"]:
        if (live or rule.duty in LASTING) and _arises(policy, rule, case):
            yield _duty(policy, rule, case)


def costs_of(policy: Policy, case: Case) -> Iterable[Cost]:
    """Give the costs that a policy speaks of."""
    for rule in policy.kinds["cost"]:
        if not _arises(policy, rule, case):
            continue
        facts = case.facts
        amount, missing = None, ()
        if rule.cost == "use_fee":
            known = {"price": facts.price, "km": facts.km}
            missing = tuple(name for name, value in known.items() if value is None)
            amount = None if missing else use_fee(facts.price, facts.km, rule.rate)
        yield Cost(policy, rule, rule.party, amount, missing)


def _arises(policy: Policy, rule: Rule, case: Case) -> bool:
    """A duty that may fall away does so only by a fact that is known."""
    remedy = case.facts.remedy
    if remedy and rule.remedies and remedy not in rule.remedies:
        return False
    if rule.start and case.start_of(rule, rule.start) is None:
        return False
    return concerns(rule, case) and not any(
        verdict == FAILS for _name, verdict in verdicts(policy, rule, case)
    )


def _duty(policy: Policy, rule: Rule, case: Case) -> Duty:
    span = window(rule, case)
    due = span.last or span.start
    waiting = False
    if rule.waits and due and case.condition("service") == NO:
        back = [day for event in ("goods_back", "dispatch_proof") if (day := case.day(event))]
        waiting = not back
        due = max(due, min(back)) if back else due
    late = bool(due) and due < case.today and not waiting and rule.duty not in LASTING
    return Duty(policy, rule, rule.party, span.start, due, late, waiting)
