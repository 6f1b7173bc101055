"""Which policy holds for a ticket, and how a change of policy is carried over.

A policy names what it holds for; what it leaves empty does not matter to it. The first policy
in order that nothing speaks against holds for all metrics of the ticket.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .slaladder import Rung

RETROACTIVE, FORWARD, RESET = "retroactive", "forward", "reset"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a ticket is, as far as policies ask; ids, 0 or "" for nothing."""

    company: int = 0
    team: int = 0
    category: int = 0
    priority: str = ""
    product: int = 0
    product_category: int = 0
    channel: str = ""
    tags: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """What a policy holds for. Hierarchies come as all ids below what was chosen.

    ``versions`` are pairs of the UTC second a version is valid from and its id, oldest first.
    """

    policy: int
    versions: tuple[tuple[int, int], ...] = ()
    companies: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()
    priority: str = ""
    products: frozenset[int] = frozenset()
    product_categories: frozenset[int] = frozenset()
    channel: str = ""
    tags: frozenset[int] = frozenset()
    domain: str = ""

    def version_at(self, instant: int) -> int:
        """Return the id of the version that new tickets get at a UTC second, 0 before the first."""
        return next((version for since, version in reversed(self.versions) if since <= instant), 0)


@dataclass(frozen=True, slots=True)
class Promise:
    """A target of a released version, as far as tickets get it: ids, whole seconds."""

    target: int
    policy: int
    metric: str
    seconds: int
    hours: str  # team, always, calendar
    calendar: int  # the working hours, where `hours` says so; else 0
    on_raise: str
    on_lower: str
    rungs: tuple[Rung, ...] = ()


def mismatch(rule: Rule, facts: Facts) -> str:
    """Return the name of the first criterion that the facts fail, or "" where none does.

    The domain is left to who has the records.
    """
    checks = (
        ("company", rule.companies, facts.company),
        ("team", rule.teams, facts.team),
        ("category", rule.categories, facts.category),
        ("product", rule.products, facts.product),
        ("product category", rule.product_categories, facts.product_category),
    )
    for name, wanted, value in checks:
        if wanted and value not in wanted:
            return name
    if rule.priority and rule.priority != facts.priority:
        return "priority"
    if rule.channel and rule.channel != facts.channel:
        return "channel"
    if rule.tags and not rule.tags & facts.tags:
        return "tag"
    return ""


def candidates(rules: Iterable[Rule], facts: Facts, instant: int) -> list[Rule]:
    """Return the rules in order that hold for the facts and are valid at the UTC second."""
    return [rule for rule in rules if rule.version_at(instant) and not mismatch(rule, facts)]


def severity(priority_before: str, priority: str, seconds_before: int | None, seconds: int) -> int:
    """Return 1 where a change makes a matter more urgent, -1 where less, 0 where neither.

    A change of priority decides; otherwise a shorter time is more urgent.
    """
    before, after = (priority_before, priority)
    if before == after:
        if seconds_before is None:
            return 0
        before, after = seconds, seconds_before
    return (after > before) - (after < before)
