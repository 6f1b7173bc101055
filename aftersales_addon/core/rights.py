"""What a customer is owed today, by which policy, and for how long.

Every policy that is for the unit is judged row by row, and every row is shown. The most favourable
to the customer is proposed, in this order:

1. what is owed, before what depends on a fact that nobody knows;
2. the better remedy: refund, exchange, free part, repair, price reduction. Where the customer
   chooses, the best one counts; in a fixed order, the first; where the seller chooses, the least;
3. without a fee for use; freight borne by the seller;
4. without a reason; proof on the seller's side;
5. the later last day; more remedies to choose from; the law before a promise.

What the supplier owes us is never proposed to the customer. Nobody is refused: where nothing is found
under a statutory regime, the answer is that a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from .rightscheck import (
    FAILS,
    concerns,
    counted,
    exclusion_verdict,
    policy_gaps,
    verdicts,
)
from .rightsdecision import (
    CONDITIONAL,
    EXCLUDED,
    EXPIRED,
    OWED,
    PENDING,
    STATES,
    UNMET,
    Decision,
    Entitlement,
)
from .rightsduties import costs_of, duties_of, use_fee
from .rightsfacts import Facts
from .rightsrules import DAY_COUNTERS, Policy, Rule
from .rightsterm import MAX_MONTHS, add_months, coverage, warranty_end
from .rightswindow import Case, Window, window

__all__ = [
    "MAX_MONTHS",
    "add_months",
    "coverage",
    "decide",
    "decide_many",
    "use_fee",
    "warranty_end",
]

_STATE = {state: place for place, (state, _label) in enumerate(STATES)}
_FREIGHT = {"seller": 0, "": 1, "customer_told": 2, "customer_agreed": 2, "customer": 3}
_NEEDS = {"none": 0, "intact": 1, "fault": 2, "": 2}
_BURDEN = {"seller": 0, "": 1, "customer": 2}
_OPEN = (OWED, CONDITIONAL)

Gaps = tuple[str, ...]
Held = list[tuple[Policy, Gaps]]
Rows = tuple[Rule, ...]


def decide(policies: Iterable[Policy], facts: Facts) -> Decision:
    """Return what is owed for one unit.

    :param policies: those in force for its product and company; which of them hold is judged here
    """
    case = Case(facts)
    held: Held = []
    for policy in policies:
        gaps = policy_gaps(policy, case)
        if gaps is not None:
            held.append((policy, gaps))
    beside = _burdens_beside(held)
    found = [
        entitlement
        for policy, gaps in held
        for entitlement in _entitlements(policy, gaps, beside, case)
    ]
    found.sort(key=_rank)
    return _answered(found, held, case)


def decide_many(policies: Sequence[Policy], units: Iterable[Facts]) -> list[Decision]:
    """Return :func:`decide` of each unit; units of which the same is known are judged once."""
    units = list(units)
    judged: dict[Facts, Decision] = {}
    for facts in units:
        if facts not in judged:
            judged[facts] = decide(policies, facts)
    return [judged[facts] for facts in units]


# === ROWS === #


def _entitlements(policy: Policy, gaps: Gaps, beside: Rows, case: Case) -> Iterable[Entitlement]:
    rights = [rule for rule in policy.kinds["right"] if concerns(rule, case)]
    if not rights:
        return
    excluded, unsure = exclusion_verdict(policy.kinds["exclusion"], case)
    for rule in rights:
        yield _judged(policy, rule, case, (*gaps, *unsure), excluded, beside)


def _judged(
    policy: Policy, rule: Rule, case: Case, gaps: Gaps, excluded: Rule | None, beside: Rows
) -> Entitlement:
    span = case.window(rule)
    count = counted(rule, case, span) if rule.counter else None
    reason, missing = _conditions(policy, rule, case, count)
    if gaps or span.missing or missing:
        missing = list(dict.fromkeys((*gaps, *span.missing, *missing)))
    state = _state(span, excluded, reason, missing)
    burden, burden_until = _burden(policy, rule, beside, case)
    return Entitlement(
        policy=policy,
        rule=rule,
        state=state,
        on=case.on,
        claimed_on=case.claim if case.claim != case.today else None,
        window=span,
        reason=excluded.exclusion if excluded and state == EXCLUDED else reason,
        missing=tuple(missing) if state == CONDITIONAL else (),
        burden=burden,
        burden_until=burden_until,
        fee=_fee(rule, case),
        counted=count[0] if count else None,
        after_next_repair=_after_next(rule, case, span, state, reason),
        last_day_after_repair=_extended_by_next(rule, case, span, state),
    )


def _conditions(
    policy: Policy, rule: Rule, case: Case, count: tuple[int, int, str] | None
) -> tuple[str, list[str]]:
    """Return the first condition that fails, or an empty string, and the facts that are missing."""
    reason, missing = "", []
    for name, verdict in verdicts(policy, rule, case):
        if verdict == FAILS:
            reason = reason or name
        elif verdict:
            missing.append(verdict)
    if count:
        sure, may, fact = count
        if may < rule.counter_min:
            reason = reason or rule.counter
        elif sure < rule.counter_min:
            missing.append(fact)
    return reason, missing


def _state(span: Window, excluded: Rule | None, reason: str, missing: list[str]) -> str:
    """What can be said without the missing facts is said: a definite no stays one."""
    if span.closed:
        return EXPIRED
    if excluded:
        return EXCLUDED
    if reason:
        return UNMET
    if span.pending:
        return PENDING
    return CONDITIONAL if missing else OWED


def _fee(rule: Rule, case: Case) -> Decimal | None:
    facts = case.facts
    if not rule.rate or facts.price is None or facts.km is None:
        return None
    return use_fee(facts.price, facts.km, rule.rate)


def _burdens_beside(held: Held) -> Rows:
    """Return the rows of policies of nothing but them: they serve the statutory rights beside."""
    return tuple(
        row
        for policy, gaps in held
        if not gaps and not policy.kinds["right"]
        for row in policy.kinds["burden"]
    )


def _burden(policy: Policy, rule: Rule, beside: Rows, case: Case) -> tuple[str, date | None]:
    """Return who has to prove what the defect comes from, and until when the seller has to."""
    if rule.needs != "fault" or not rule.presumption or policy.regime == "supplier":
        return "", None
    rows = policy.kinds["burden"]
    if policy.statutory and beside:
        rows += beside
    ends = [last for row in rows if (last := case.window(row).last)]
    if not ends:
        return "", None
    found = case.day("defect_found")
    return ("seller" if found is None or found <= max(ends) else "customer"), max(ends)


# === THE NEXT REPAIR === #


def _after_next(rule: Rule, case: Case, span: Window, state: str, reason: str) -> tuple[str, ...]:
    """Return the remedies of a row that only waits for one more repair without success."""
    if state != UNMET or reason != rule.counter or rule.counter in DAY_COUNTERS or span.pending:
        return ()
    _sure, may, _fact = counted(rule, case.after_failed_repair(), span)
    return rule.remedies if may >= rule.counter_min else ()


def _extended_by_next(rule: Rule, case: Case, span: Window, state: str) -> date | None:
    """Return the last day that a term would get by a first repair."""
    if not rule.repair_adds or span.extended or state not in _OPEN:
        return None
    longer = window(rule, case.after_failed_repair())
    return longer.last if longer.extended else None


# === THE ANSWER === #


def _rank(one: Entitlement):
    policy, rule = one.policy, one.rule
    return (
        policy.regime == "supplier",
        _STATE[one.state],
        -policy.worth[rule.code],
        rule.rate,
        _FREIGHT[rule.freight],
        _NEEDS[rule.needs],
        _BURDEN[one.burden],
        -(one.window.last or date.max).toordinal(),
        -_choices(rule),
        not policy.statutory,
        policy.sequence,
        policy.code,
        policy.number,
        rule.sequence,
        rule.code,
    )


def _choices(rule: Rule) -> int:
    return bool(rule.remedy_2) + bool(rule.remedy_3) + bool(rule.remedy_4)


def _answered(found: list[Entitlement], held: Held, case: Case) -> Decision:
    ours = [one for one in found if one.policy.regime != "supplier"]
    proposed = next((one for one in ours if one.state in _OPEN), None)
    if proposed:
        answer = proposed.state
    elif case.facts.customer_class == "business" and not any(one.policy.statutory for one in ours):
        answer = "none"
    else:
        answer = "person"  # no right of a consumer ends by our not finding it
    missing = dict.fromkeys(name for one in found for name in one.missing)
    live = {id(one.policy) for one in found if one.state in (*_OPEN, PENDING)}
    sure = [policy for policy, gaps in held if not gaps]
    lives = {id(policy): id(policy) in live or not policy.kinds["right"] for policy in sure}
    return Decision(
        answer=answer,
        entitlements=tuple(found),
        proposed=proposed,
        duties=tuple(
            duty for policy in sure for duty in duties_of(policy, case, lives[id(policy)])
        ),
        costs=tuple(
            cost for policy in sure if lives[id(policy)] for cost in costs_of(policy, case)
        ),
        missing=tuple(missing),
    )
