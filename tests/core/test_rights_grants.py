"""On which terms the rows of the templates grant: remedies in order, who chooses, who bears the freight.

And what a reading says, which must be told with the other one.
"""

import pytest
from rights_templates import template, templates

_THREE = """
7-days: refund exchange repair by customer
15-days: exchange repair by customer
term: repair by customer
two-repairs: refund exchange by customer
no-parts: exchange by customer
late-repair: exchange by customer
repaired-part: repair by customer
"""
_THREE_MAIN = """
term-main: repair part by seller
two-repairs-main: refund exchange by customer
no-parts-main: exchange by customer
late-repair-main: exchange by customer
"""
_CONFORMITY = """
remedy: exchange repair by customer, freight seller
reduction: reduction by customer, freight seller
termination: refund by customer, freight seller
"""
GRANTS = {
    "CN-CPL-24": """
7-days: refund exchange repair by customer, freight seller
later: exchange repair by customer, freight seller
rescission: refund by customer, freight seller
""",
    "CN-CPL-25": "7-days: refund by customer, freight customer_agreed",
    "CN-CPL-23": "",
    "CN-3B-general": _THREE + _THREE_MAIN,
    "CN-3B-phone": _THREE
    + """
battery: part by customer
charger: part by customer
earphone: part by customer
data-card: part by customer
""",
    "CN-3B-PC": _THREE + _THREE_MAIN,
    "CN-3B-car": """
7-days: exchange refund by customer
60-days-assembly: part by customer
60-days-critical: exchange refund by customer
two-safety-repairs: exchange refund by customer
two-replacements: exchange refund by customer
30-days: exchange refund by customer
same-fault: exchange refund by customer
repair: repair part by seller
wear: part by seller
""",
    "CN-Zhejiang": """
7-days: refund exchange repair by customer
15-days: exchange repair by customer
two-repairs: refund exchange by customer
35-days: refund exchange by customer
term: repair by customer
repaired-part: repair by customer
""",
    "CN-recall-car": "",
    "CN-recall-general": "",
    "EU-withdrawal": """
goods: refund by customer, freight customer_told
services: refund by customer
""",
    "EU-conformity": _CONFORMITY,
    "UK-CRA": """
reject: refund by customer, freight seller
remedy: exchange repair by customer, freight seller
final: refund reduction by customer, freight seller
""",
    "UK-distance": "14-days: refund by customer, freight customer_told",
    "US-MMWA": """
written: repair exchange refund by order
full: refund exchange by customer, freight seller
""",
    "US-cooling-off": "3-days: refund by customer",
    "US-mail-order": """
promised: refund by customer
30-days: refund by customer
""",
    **{
        f"COM-{kind}-{months}": "term: repair exchange by order, freight seller"
        for kind in ("standard", "extended")
        for months in (12, 24, 36)
    },
    "SUP-recovery": """
credit: credit by seller
exchange: exchange by seller
""",
}
# who owes a duty, bears a cost or has to prove, where it is not the seller
PARTIES = {
    "CN-3B-general": {"spare-parts": "maker"},
    "CN-3B-car": {"loaner": "repairer", "records": "repairer", "use-fee": "customer"},
    "CN-Zhejiang": {"repair": "repairer", "loaner": "repairer"},
    "CN-recall-car": {
        **dict.fromkeys(("stop-sale", "recall", "report", "notify", "remedy"), "maker"),
        **dict.fromkeys(("transport", "records-maker"), "maker"),
    },
    "EU-withdrawal": {"return": "customer"},
    "SUP-recovery": {"labour": "supplier"},
    **{
        f"COM-{kind}-{months}": {"travel": "customer"}
        for kind in ("standard", "extended")
        for months in (12, 24, 36)
    },
}
# the readings of rights.md, by the rows that carry them
READINGS = {
    ("CN-CPL-24", "7-days"): "return, exchange and repair are all open",
    ("CN-CPL-24", "later"): "no last day",
    ("CN-CPL-25", "7-days"): "the day after signing",
    ("CN-CPL-23", "6-months"): "from receipt",
    ("CN-3B-general", "two-repairs"): "any performance fault",
    ("CN-3B-general", "term"): "one year is taken",
    ("CN-3B-general", "term-main"): "three years are taken",
    ("CN-3B-phone", "charger"): "to be confirmed",
    ("CN-3B-PC", "term-main"): "to be confirmed",
    ("CN-3B-car", "30-days"): "within the term",
    ("CN-3B-car", "same-fault"): "within the term",
    ("EU-conformity", "remedy"): "extends once",
    ("EU-conformity", "presumption"): "One year",
    ("UK-CRA", "remedy"): "six years",
    ("UK-distance", "refund"): "from the notice",
    ("US-MMWA", "full"): "Two attempts",
    ("SUP-recovery", "credit"): "from the sale to the customer",
}


def _granted(rule):
    said = f"{rule.code}: {' '.join(rule.remedies)} by {rule.chooser}"
    return f"{said}, freight {rule.freight}" if rule.freight else said


def test_every_template_is_held_here():
    assert set(GRANTS) == set(templates())


@pytest.mark.parametrize("code", sorted(GRANTS))
def test_what_the_rows_grant(code):
    for policy in templates()[code]:
        granted = {_granted(rule) for rule in policy.kinds["right"]}
        assert granted == set(filter(None, GRANTS[code].splitlines()))


@pytest.mark.parametrize("code", sorted(GRANTS))
def test_who_owes_what_the_rows_ask(code):
    for policy in templates()[code]:
        for rule in policy.rules:
            if rule.kind in ("duty", "cost", "burden"):
                assert rule.party == PARTIES.get(code, {}).get(rule.code, "seller"), rule.code


@pytest.mark.parametrize("row", READINGS, ids="/".join)
def test_a_reading_says_so(row):
    code, name = row
    rule = next(rule for rule in template(code).rules if rule.code == name)
    assert READINGS[row] in rule.reading


def test_only_the_short_term_rejection_goes_without_the_presumption():
    without = {
        (policy.code, rule.code)
        for versions in templates().values()
        for policy in versions
        for rule in policy.rules
        if not rule.presumption
    }
    assert without == {("UK-CRA", "reject")}


def test_the_fee_for_use_goes_with_the_late_remedies_of_a_car_only():
    fees = {
        (policy.code, rule.code): rule.rate
        for versions in templates().values()
        for policy in versions
        for rule in policy.rules
        if rule.rate
    }
    late = ("two-safety-repairs", "two-replacements", "30-days", "same-fault", "use-fee")
    assert fees == {("CN-3B-car", code): 50 for code in late}
