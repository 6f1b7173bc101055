"""The shipped templates are whole: every word known, every row placed, every reading with its other one."""

import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from rights_templates import FILE, everything, templates

from aftersales_addon.core import rightsrules
from aftersales_addon.core.rightsrules import Policy

CODES = {
    *("CN-CPL-24", "CN-CPL-25", "CN-CPL-23", "CN-3B-general", "CN-3B-phone", "CN-3B-PC"),
    *("CN-3B-car", "CN-Zhejiang", "CN-recall-car", "CN-recall-general", "EU-withdrawal"),
    *("EU-conformity", "UK-CRA", "UK-distance", "US-MMWA", "US-cooling-off", "US-mail-order"),
    *(f"COM-{kind}-{months}" for kind in ("standard", "extended") for months in (12, 24, 36)),
    "SUP-recovery",
}
WORDS = {
    **dict.fromkeys(("start", "start_2", "start_3", "until", "unless"), "EVENTS"),
    **dict.fromkeys(("remedy", "remedy_2", "remedy_3", "remedy_4"), "REMEDIES"),
    "kind": "KINDS",
    "unit": "UNITS",
    "usage_unit": "USAGE_UNITS",
    "chooser": "CHOOSERS",
    "needs": "NEEDS",
    "fault_class": "FAULT_CLASSES",
    "part_class": "PART_CLASSES",
    "condition": "CONDITIONS",
    "counter": "COUNTERS",
    "pause": "PAUSES",
    "freight": "FREIGHT",
    "exclusion": "EXCLUSIONS",
    "duty": "DUTIES",
    "party": "PARTIES",
    "cost": "COSTS",
}
ROWS = [(policy, rule) for policy in everything() for rule in policy.rules]


def test_every_template_ships():
    assert set(templates()) == CODES


@pytest.mark.parametrize("policy", everything(), ids=lambda policy: policy.code)
def test_a_template_says_where_it_comes_from(policy: Policy):
    assert policy.source and policy.source_date and policy.jurisdiction and policy.name
    assert policy.quality in dict(rightsrules.QUALITIES)
    assert policy.regime in dict(rightsrules.REGIMES)
    assert policy.goods in ("", *dict(rightsrules.GOODS))
    assert set(policy.channels.split()) <= set(dict(rightsrules.CHANNELS))
    assert policy.rules


def test_consumer_law_is_for_consumers_only():
    for policy in everything():
        if policy.regime in ("withdrawal", "statutory", "three_guarantees"):
            assert policy.customer_class == "consumer", policy.code
        else:
            assert not policy.customer_class, policy.code


def test_what_ships_is_a_template_and_in_force_nowhere():
    text = FILE.read_text()
    assert text.count('<field name="template" eval="True" />') == len(CODES)
    assert "company_ids" not in text
    released = set(re.findall(r"ref\('(\w+)'\)", text.rsplit("</data>", 1)[1]))
    assert released == set(re.findall(r'id="(\w+)" model="aftersales.rights.policy.version"', text))


def test_versions_are_released_on_upgrades_too():
    """What stands within data that is loaded once is left out by an upgrade."""
    root = ElementTree.parse(FILE).getroot()
    assert len(root.findall("function")) == len(list(root.iter("function"))) > 1


@pytest.mark.parametrize(
    ("policy", "rule"), ROWS, ids=[f"{policy.code}/{rule.code}" for policy, rule in ROWS]
)
def test_every_word_of_a_row_is_known(policy, rule):
    for column, vocabulary in WORDS.items():
        value = getattr(rule, column)
        assert not value or value in dict(getattr(rightsrules, vocabulary)), column
    assert rule.name
    assert rule.article or rule.kind == "exclusion"
    assert bool(rule.counter) == bool(rule.counter_min)
    assert bool(rule.usage_limit) == bool(rule.usage_unit)
    match rule.kind:
        case "right":
            assert rule.remedies and rule.chooser and rule.needs and rule.start
        case "burden":
            assert rule.party and rule.value and rule.start
        case "exclusion":
            assert rule.exclusion
        case "duty":
            assert rule.duty and rule.party
        case "cost":
            assert rule.cost and rule.party


def test_codes_are_unique_within_a_version():
    for policy in everything():
        assert max(Counter(rule.code for rule in policy.rules).values()) == 1


def test_what_is_to_be_confirmed_is_never_called_law():
    for policy, rule in ROWS:
        if "to be confirmed" in rule.name + rule.reading:
            assert policy.quality != "law", (policy.code, rule.code)
