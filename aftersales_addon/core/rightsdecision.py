"""What is decided of a unit on one day: plain data, and the sentences that tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from . import rightswords
from .rightsrules import LASTING, Pairs, Policy, Rule
from .rightswindow import Window
from .rightswords import Sentence

OWED, CONDITIONAL, PENDING, UNMET, EXCLUDED, EXPIRED = (
    "owed",
    "conditional",
    "pending",
    "unmet",
    "excluded",
    "expired",
)
STATES: Pairs = (
    (OWED, "Owed"),
    (CONDITIONAL, "Depends on a fact"),
    (PENDING, "Not yet"),
    (UNMET, "Condition not met"),
    (EXCLUDED, "Excluded"),
    (EXPIRED, "Run out"),
)
ANSWERS: Pairs = (
    (OWED, "Owed"),
    (CONDITIONAL, "Depends on a fact"),
    ("person", "Nothing found: a person decides"),
    ("none", "Nothing is owed"),
)


@dataclass(slots=True)  # not frozen, which would double the time of a batch
class Entitlement:
    """What one row of one policy gives on the day that was judged."""

    policy: Policy
    rule: Rule
    state: str  # STATES
    on: date  # the day that was judged: today, or that of the claim
    window: Window
    claimed_on: date | None = None  # the claim that keeps the right, where it is not of today
    reason: str = ""  # what fails, where the state is unmet; which exclusion, where it is excluded
    missing: tuple[str, ...] = ()  # facts that would decide, by name: see rightswords.fact
    burden: str = ""  # PARTIES: who has to prove; empty where it does not matter or is not known
    burden_until: date | None = None  # the last day on which the seller has to prove
    fee: Decimal | None = None  # for the use of the goods, at most, in Facts.currency
    counted: int | None = None  # where the row's counter stands, at least
    after_next_repair: tuple[str, ...] = ()  # remedies that this row gives if one more repair fails
    last_day_after_repair: date | None = None  # where a repair would extend the term

    @property
    def remedies(self) -> tuple[str, ...]:
        return self.rule.remedies

    @property
    def chooser(self) -> str:
        return self.rule.chooser

    @property
    def freight(self) -> str:
        return self.rule.freight

    @property
    def first_day(self) -> date | None:
        return self.window.first

    @property
    def last_day(self) -> date | None:
        return self.window.last

    @property
    def days_left(self) -> int | None:
        """0 on the last day, negative after it; None without a last day."""
        return (self.window.last - self.on).days if self.window.last else None

    @property
    def usage_left(self) -> int | None:
        return self.window.usage_left

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Why, one sentence after the other."""
        return tuple(rightswords.entitlement(self))


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody has to do, by the rows of a policy that holds."""

    policy: Policy
    rule: Rule
    party: str
    since: date | None = None
    due: date | None = None  # None: always
    late: bool = False
    waiting: bool = False  # it may wait for the goods, which are not back

    @property
    def lasts(self) -> bool:
        """Whether it lasts until a day, rather than being done by one."""
        return self.rule.duty in LASTING

    @property
    def sentence(self) -> Sentence:
        return rightswords.duty(self)


@dataclass(frozen=True, slots=True)
class Cost:
    """Who bears a cost by the rows of a policy that holds; ``amount`` in ``Facts.currency``."""

    policy: Policy
    rule: Rule
    party: str
    amount: Decimal | None = None
    missing: tuple[str, ...] = ()

    @property
    def sentence(self) -> Sentence:
        return rightswords.cost(self)


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one unit on one day: everything that was looked at, the best first."""

    answer: str  # ANSWERS
    entitlements: tuple[Entitlement, ...] = ()  # most favourable to the customer first
    proposed: Entitlement | None = None  # the most favourable one that is owed, or may be
    duties: tuple[Duty, ...] = ()
    costs: tuple[Cost, ...] = ()
    missing: tuple[str, ...] = ()  # facts that would decide, the weightiest first

    @property
    def owed(self) -> tuple[Entitlement, ...]:
        return tuple(one for one in self.entitlements if one.state == OWED)

    @property
    def after_next_repair(self) -> tuple[Entitlement, ...]:
        """The rows that change if one more repair fails."""
        return tuple(
            one for one in self.entitlements if one.after_next_repair or one.last_day_after_repair
        )

    @property
    def recovery(self) -> Entitlement | None:
        """What the supplier owes us, or may."""
        return next(
            (
                one
                for one in self.entitlements
                if one.policy.regime == "supplier" and one.state in (OWED, CONDITIONAL)
            ),
            None,
        )

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The answer in short."""
        return tuple(rightswords.decision(self))
