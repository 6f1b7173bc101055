"""Which policy holds for a ticket, and whether a change makes a matter more urgent."""

import pytest

from aftersales_addon.core.slapolicy import Facts, Rule, candidates, mismatch, severity

FACTS = Facts(
    company=1,
    team=2,
    category=3,
    priority="2",
    product=4,
    product_category=5,
    channel="mail",
    tags=frozenset({6, 7}),
)


def test_policy_that_asks_nothing_holds_for_everything():
    assert mismatch(Rule(1), FACTS) == mismatch(Rule(1), Facts()) == ""


@pytest.mark.parametrize(
    ("asked", "held", "name"),
    [
        ("companies", {1}, "company"),
        ("teams", {2}, "team"),
        ("categories", {3}, "category"),
        ("products", {4}, "product"),
        ("product_categories", {5}, "product category"),
        ("tags", {7}, "tag"),
    ],
)
def test_each_criterion_holds_for_one_of_what_it_names_and_fails_otherwise(asked, held, name):
    assert mismatch(Rule(1, **{asked: frozenset({*held, 99})}), FACTS) == ""
    assert mismatch(Rule(1, **{asked: frozenset({99})}), FACTS) == name
    assert mismatch(Rule(1, **{asked: frozenset({99})}), Facts()) == name


@pytest.mark.parametrize(("asked", "held"), [("priority", "2"), ("channel", "mail")])
def test_priority_and_channel_are_exactly_those(asked, held):
    assert mismatch(Rule(1, **{asked: held}), FACTS) == ""
    assert mismatch(Rule(1, **{asked: "other"}), FACTS) == asked


def test_candidates_come_in_order_and_only_with_a_version_in_force():
    rules = [
        Rule(1, versions=((100, 11),)),
        Rule(2, versions=((0, 21), (50, 22))),
        Rule(3, versions=((0, 31),), teams=frozenset({99})),
        Rule(4),
        Rule(5, versions=((0, 51),)),
    ]
    assert [rule.policy for rule in candidates(rules, FACTS, 99)] == [2, 5]
    assert [rule.policy for rule in candidates(rules, FACTS, 100)] == [1, 2, 5]


def test_version_is_the_latest_that_is_valid():
    rule = Rule(2, versions=((10, 21), (50, 22)))
    assert [rule.version_at(instant) for instant in (9, 10, 49, 50)] == [0, 21, 21, 22]


@pytest.mark.parametrize(
    ("before", "after", "old", "new", "urgency"),
    [
        ("1", "3", 3600, 7200, 1),  # the priority decides, whatever the time
        ("3", "1", 7200, 3600, -1),
        ("1", "1", 7200, 3600, 1),
        ("1", "1", 3600, 7200, -1),
        ("1", "1", 3600, 3600, 0),
        ("1", "1", None, 3600, 0),
    ],
)
def test_what_makes_a_matter_more_urgent(before, after, old, new, urgency):
    assert severity(before, after, old, new) == urgency
