"""The sentences that tell a decision: keys and what they name, to be put in the reader's language.

``SENTENCES`` has the English of every key. A parameter is a text, a number, a day, a :class:`Term` (a
word of a vocabulary), or a tuple of terms (a list of words).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from . import rightsrules

if TYPE_CHECKING:
    from .rightsdecision import Cost, Decision, Duty, Entitlement

SENTENCES = {
    # where a right stands
    "owed": "%(remedies)s: owed, without a last day.",
    "owed_until": "%(remedies)s: owed until %(last)s; days left: %(left)s.",
    "owed_day": "%(remedies)s: day %(day)s of %(days)s, owed until %(last)s.",
    "owed_today": "%(remedies)s: owed today for the last time.",
    "conditional": "%(remedies)s: depends on what is not known yet: %(facts)s.",
    "conditional_until": "%(remedies)s: until %(last)s, if what is not known yet allows it: %(facts)s.",
    "pending": "%(remedies)s: from %(first)s on.",
    "expired": "%(remedies)s: the last day was %(last)s.",
    "expired_use": "%(remedies)s: the limit is passed: %(limit)s, %(unit)s.",
    "unmet": "%(remedies)s: not met: %(what)s.",
    "unmet_counter": "%(remedies)s: %(counter)s: %(counted)s, from %(needed)s on.",
    "excluded": "%(remedies)s: excluded: %(exclusion)s.",
    "judged_on": "The claim of %(day)s is what counts: a right that was claimed in time is kept.",
    # how it was counted
    "policy": "%(policy)s, %(article)s.",
    "counted_from": "Counted from: %(event)s, %(day)s.",
    "restarted": "The replacement of %(day)s started the term again.",
    "suspended": "Days added for repairs: %(days)s.",
    "extended": "Months added by a repair, once: %(months)s.",
    "moved": "The last day would have been %(day)s, which is closed: it moved to the next working day.",
    "usage_left": "%(unit)s left: %(left)s of %(limit)s.",
    "counter": "%(counter)s: %(counted)s, from %(needed)s on.",
    # on which terms
    "chooser": "%(chooser)s.",
    "freight": "Freight: %(freight)s.",
    "burden_seller": "The seller has to prove that the goods were right, for defects found until %(day)s.",
    "burden_customer": "The customer has to prove the defect, since %(day)s is past.",
    "fee": "Fee for use: at most %(amount)s.",
    "next_repair": "If the next repair fails: %(remedies)s.",
    "next_repair_extends": "A repair would extend the term to %(last)s.",
    "reading": "This is a reading of the text: %(reading)s",
    "other_reading": "The other reading: %(reading)s",
    "person": "The law stands behind this: only a person refuses, with a reason and the article.",
    "unconfirmed": "The source is not the text of the law: have it confirmed.",
    # the answer
    "answer_owed": "Owed: %(remedies)s, by %(policy)s, %(article)s.",
    "answer_conditional": "May be owed: %(remedies)s, by %(policy)s, %(article)s. It depends on: %(facts)s.",
    "answer_person": "No right was found. Under the law a person decides, and names reason and article.",
    "answer_none": "Nothing is owed by the policies in force.",
    "answer_others": "Other rights that hold beside it: %(count)s.",
    "answer_next_repair": "If the next repair fails, by %(policy)s: %(remedies)s.",
    # duties and costs
    "duty": "%(party)s: %(what)s.",
    "duty_by": "%(party)s: %(what)s, by %(due)s.",
    "duty_from": "%(party)s: %(what)s, from %(due)s on.",
    "duty_until": "%(party)s: %(what)s, until %(due)s.",
    "duty_late": "%(party)s: %(what)s, was due on %(due)s.",
    "duty_waits": "%(party)s: %(what)s, by %(due)s; it may wait for the goods or proof of their dispatch.",
    "cost": "%(party)s: %(what)s.",
    "cost_amount": "%(party)s: %(what)s, at most %(amount)s.",
}

# Facts by the name under which a decision misses them; events, conditions and exclusions have
# vocabularies of their own.
FACTS: rightsrules.Pairs = (
    ("fault", "whether there is a fault"),
    ("intact", "whether the goods are intact"),
    ("fault_class", "how serious the fault is"),
    ("part_class", "which part the fault lies in"),
    ("fault_key", "whether it is the fault that was repaired before"),
    ("part_key", "which part it is"),
    ("not_minor", "that the fault is not minor"),
    ("repair_success", "whether the repairs have helped"),
    ("repair_fault_class", "how serious the repaired faults were"),
    ("repair_fault_key", "which faults were repaired"),
    ("repair_part_key", "which parts were replaced"),
    ("repair_late_days", "how many days of the repair were the repairer's fault"),
    ("customer_class", "whether the customer is a consumer"),
    ("channel", "how it was sold"),
    ("country", "the customer's country"),
    ("state", "the customer's province"),
    ("age", "whether the goods were new"),
    ("price", "the price paid"),
    ("km", "the kilometres driven"),
    ("hour", "the hours of operation"),
)
_FROM = frozenset({"loaner", "delay"})  # these begin on their day
_VOCABULARIES = ("EVENTS", "CONDITIONS", "EXCLUSIONS", "COUNTERS")


class Term(NamedTuple):
    """A word of a vocabulary of :mod:`rightsrules`, or of ``FACTS``: ``Term("REMEDIES", "refund")``."""

    vocabulary: str
    key: str


class Sentence(NamedTuple):
    """One sentence: a key of ``SENTENCES`` and what it names."""

    key: str
    params: dict[str, object]


def fact(name: str) -> Term:
    """Return the term of a fact that a decision misses."""
    if name in dict(FACTS):
        return Term("FACTS", name)
    for vocabulary in _VOCABULARIES:
        if name in dict(getattr(rightsrules, vocabulary)):
            return Term(vocabulary, name)
    raise KeyError(name)


def english(sentence: Sentence) -> str:
    """Return a sentence in English: for logs and tests."""
    return SENTENCES[sentence.key] % {
        name: _english(value) for name, value in sentence.params.items()
    }


def _english(value: object) -> str:
    if isinstance(value, Term):
        pairs = FACTS if value.vocabulary == "FACTS" else getattr(rightsrules, value.vocabulary)
        return dict(pairs)[value.key]
    if isinstance(value, tuple):
        return ", ".join(_english(one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def remedy_terms(remedies: Iterable[str]) -> tuple[Term, ...]:
    return tuple(Term("REMEDIES", remedy) for remedy in remedies)


# === A RIGHT === #


def entitlement(one: Entitlement) -> Iterable[Sentence]:
    """Give why a right stands as it does."""
    yield _state(one)
    yield Sentence("policy", {"policy": one.policy.name, "article": one.rule.article})
    yield from _counting(one)
    yield from _terms(one)
    if one.rule.reading or one.policy.reading:
        yield Sentence("reading", {"reading": one.rule.reading or one.policy.reading})
    if other := one.rule.other_reading or one.policy.other_reading:
        yield Sentence("other_reading", {"reading": other})
    if one.policy.statutory and one.policy.quality != "law":
        yield Sentence("unconfirmed", {})
    if one.policy.statutory and one.state not in ("owed", "conditional"):
        yield Sentence("person", {})


def _state(one: Entitlement) -> Sentence:
    span, rule = one.window, one.rule
    named: dict[str, object] = {"remedies": remedy_terms(one.remedies)}
    facts = tuple(fact(name) for name in one.missing)
    match one.state:
        case "conditional" if span.last:
            return Sentence("conditional_until", named | {"last": span.last, "facts": facts})
        case "conditional":
            return Sentence("conditional", named | {"facts": facts})
        case "pending":
            return Sentence("pending", named | {"first": span.first})
        case "expired" if span.used_up:
            return Sentence("expired_use", named | _limit(one))
        case "expired":
            return Sentence("expired", named | {"last": span.last})
        case "excluded":
            return Sentence("excluded", named | {"exclusion": Term("EXCLUSIONS", one.reason)})
        case "unmet" if one.reason == rule.counter:
            return Sentence("unmet_counter", named | _counter(one))
        case "unmet":
            return Sentence("unmet", named | {"what": fact(one.reason)})
    return _owed(one, named)


def _owed(one: Entitlement, named: dict[str, object]) -> Sentence:
    span, rule = one.window, one.rule
    if span.last is None or span.start is None:
        return Sentence("owed", named)
    if span.last == one.on:
        return Sentence("owed_today", named)
    if rule.unit == "day" and not (span.suspended or span.moved_from or rule.opens_after):
        day = (one.on - span.start).days
        return Sentence("owed_day", named | {"day": day, "days": rule.value, "last": span.last})
    return Sentence("owed_until", named | {"last": span.last, "left": one.days_left})


def _limit(one: Entitlement) -> dict[str, object]:
    rule = one.rule
    return {"limit": rule.usage_limit, "unit": Term("USAGE_UNITS", rule.usage_unit)}


def _counter(one: Entitlement) -> dict[str, object]:
    rule = one.rule
    return {
        "counter": Term("COUNTERS", rule.counter),
        "counted": one.counted,
        "needed": rule.counter_min,
    }


def _counting(one: Entitlement) -> Iterable[Sentence]:
    span, rule = one.window, one.rule
    if span.event == "replacement" and rule.start != "replacement":
        yield Sentence("restarted", {"day": span.start})
    elif span.start:
        named = {"event": Term("EVENTS", span.event), "day": span.start}
        yield Sentence("counted_from", named)
    if span.suspended:
        yield Sentence("suspended", {"days": span.suspended})
    if span.extended:
        yield Sentence("extended", {"months": span.extended})
    if span.moved_from:
        yield Sentence("moved", {"day": span.moved_from})
    if span.usage_left is not None and not span.used_up:
        yield Sentence("usage_left", _limit(one) | {"left": span.usage_left})
    if rule.counter and one.state != "unmet":
        yield Sentence("counter", _counter(one))
    if one.claimed_on:
        yield Sentence("judged_on", {"day": one.claimed_on})


def _terms(one: Entitlement) -> Iterable[Sentence]:
    if one.chooser and len(one.remedies) > 1:
        yield Sentence("chooser", {"chooser": Term("CHOOSERS", one.chooser)})
    if one.freight:
        yield Sentence("freight", {"freight": Term("FREIGHT", one.freight)})
    if one.burden:
        yield Sentence(f"burden_{one.burden}", {"day": one.burden_until})
    if one.fee is not None:
        yield Sentence("fee", {"amount": one.fee})
    if one.after_next_repair:
        yield Sentence("next_repair", {"remedies": remedy_terms(one.after_next_repair)})
    if one.last_day_after_repair:
        yield Sentence("next_repair_extends", {"last": one.last_day_after_repair})


# === THE ANSWER === #


def decision(one: Decision) -> Iterable[Sentence]:
    """Give the answer in short: what is proposed, what stands beside it, what comes next."""
    named: dict[str, object] = {}
    if best := one.proposed:
        named = {
            "remedies": remedy_terms(best.remedies),
            "policy": best.policy.name,
            "article": best.rule.article,
        }
        if one.answer == "conditional":
            named["facts"] = tuple(fact(name) for name in best.missing)
    yield Sentence(f"answer_{one.answer}", named)
    if len(one.owed) > 1:
        yield Sentence("answer_others", {"count": len(one.owed) - 1})
    for waiting in one.after_next_repair:
        if waiting.after_next_repair:
            named = {"policy": waiting.policy.name}
            named["remedies"] = remedy_terms(waiting.after_next_repair)
            yield Sentence("answer_next_repair", named)


def duty(one: Duty) -> Sentence:
    """Return what somebody has to do, and by when."""
    named: dict[str, object] = {"party": Term("PARTIES", one.party), "what": one.rule.name}
    if one.due is None:
        return Sentence("duty", named)
    named["due"] = one.due
    if one.waiting:
        return Sentence("duty_waits", named)
    if one.rule.duty in _FROM:
        return Sentence("duty_from", named)
    if one.lasts:
        return Sentence("duty_until", named)
    return Sentence("duty_late" if one.late else "duty_by", named)


def cost(one: Cost) -> Sentence:
    """Return who bears a cost, and how much it is at most where that can be reckoned."""
    named: dict[str, object] = {"party": Term("PARTIES", one.party), "what": one.rule.name}
    if one.amount is None:
        return Sentence("cost", named)
    return Sentence("cost_amount", named | {"amount": one.amount})
