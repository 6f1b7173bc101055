"""What holds for rights whatever the facts: on random units under all shipped templates."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from profiles import profile
from rights_cases import AMERICA, CHINA, GERMANY
from rights_templates import everything

from aftersales_addon.core.rights import decide
from aftersales_addon.core.rightsfacts import UNKNOWN, Facts, Repair, as_data, from_data
from aftersales_addon.core.rightsrules import EXCLUSIONS, FAULT_CLASSES, GOODS, PART_CLASSES

SEED = 20261122
EXAMPLES = profile(50, 5_000)
ALL = everything()
CHINESE = [policy for policy in ALL if policy.code.startswith("CN-")]
SOLD = date(2026, 3, 2)
ANSWERS = ("yes", "no", UNKNOWN)
PLACES = (
    *(("CN", "CN-ZJ", CHINA), ("CN", "CN-GD", CHINA), ("DE", "", GERMANY)),
    *(("GB", "", GERMANY), ("US", "", AMERICA)),
)
# Facts that can be forgotten, and what is left of them then. What is not on record has not happened
# (a claim, a dispatch, a promise), so that is no fact to forget.
BLANKS = {
    **dict.fromkeys(("fault", "intact"), UNKNOWN),
    **dict.fromkeys(("fault_class", "part_class", "fault_key", "part_key"), ""),
    **dict.fromkeys(("customer_class", "channel", "country", "state", "age", "currency"), ""),
    **dict.fromkeys(("price", "km", "hours")),
}
FORGOTTEN_DAYS = ("receipt", "invoice", "order", "warranty_end", "base_end", "digital_end")


def on_units(*strategies):
    """Run on that many random units, always the same."""

    def decorate(test):
        run = settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        )
        return seed(SEED)(run(given(units(), *strategies)(test)))

    return decorate


def _keys(pairs, *more):
    return st.sampled_from([key for key, _label in pairs] + list(more))


@st.composite
def repairs_of(draw, receipt, today):
    start = draw(st.dates(receipt, today))
    end = draw(st.none() | st.dates(start, today))
    waited = draw(st.sampled_from((0, 30, 31, 91)))
    return Repair(
        start,
        end,
        draw(st.sampled_from((True, False, False, None))) if end else None,
        fault=draw(st.sampled_from(("noise", "smell", ""))),
        fault_class=draw(_keys(FAULT_CLASSES, "")),
        part=draw(st.sampled_from(("gearbox", ""))),
        parts_days=waited,
        late_days=draw(st.sampled_from((waited, waited, None))),
    )


@st.composite
def units(draw):
    country, state, workdays = draw(st.sampled_from(PLACES))
    receipt = SOLD + timedelta(draw(st.integers(0, 3)))
    today = receipt + timedelta(draw(st.integers(0, 45) | st.integers(46, 1200)))
    events = {"order": SOLD, "invoice": SOLD, "receipt": receipt}
    for event in ("warranty_end", "base_end", "digital_end"):
        if draw(st.booleans()):
            events[event] = SOLD + timedelta(draw(st.integers(0, 1500)))
    if draw(st.integers(0, 3)) == 0:
        events["claim"] = draw(st.dates(receipt, today))
    return Facts(
        today=today,
        dates=events,
        customer_class=draw(st.sampled_from(("consumer", "consumer", "business", ""))),
        channel=draw(st.sampled_from(("distance", "doorstep", "store", ""))),
        country=country,
        state=state,
        goods=draw(_keys(GOODS, "")),
        age=draw(st.sampled_from(("new", "used", ""))),
        price=draw(st.sampled_from((Decimal("20"), Decimal("99999.99"), None))),
        currency="USD",
        fault=draw(st.sampled_from(("yes", *ANSWERS))),
        fault_class=draw(_keys(FAULT_CLASSES, "")),
        fault_key=draw(st.sampled_from(("noise", ""))),
        part_class=draw(_keys(PART_CLASSES, "", "unit", "unit")),
        part_key=draw(st.sampled_from(("gearbox", ""))),
        intact=draw(st.sampled_from(ANSWERS)),
        exclusions=draw(st.dictionaries(_keys(EXCLUSIONS), st.sampled_from(ANSWERS), max_size=2)),
        conditions={
            name: draw(st.sampled_from(ANSWERS))
            for name in ("rescission", "confirmed", "shorter_term", "full_warranty", "returnable")
        },
        km=draw(st.sampled_from((100, 2999, 3001, 55_000, None))),
        repairs=tuple(draw(st.lists(repairs_of(receipt, today), max_size=5))),
        replaced_on=draw(st.none() | st.none() | st.dates(receipt, today)),
        workdays=workdays,
    )


def owed(decision):
    return {(one.policy.code, one.policy.number, one.rule.code) for one in decision.owed}


def by_row(decision):
    return {
        (one.policy.code, one.policy.number, one.rule.code): one for one in decision.entitlements
    }


@on_units(st.randoms(use_true_random=False))
def test_the_order_of_policies_does_not_matter(unit, shuffle):
    shuffled = list(ALL)
    shuffle.shuffle(shuffled)
    one, other = decide(ALL, unit), decide(shuffled, unit)
    assert (one.answer, one.proposed, one.entitlements) == (
        other.answer,
        other.proposed,
        other.entitlements,
    )


@on_units()
def test_the_days_left_go_down_by_one_each_day(unit):
    closed = tuple(replace(one, end=one.end or unit.today) for one in unit.repairs)
    dates = {event: day for event, day in unit.dates.items() if event != "claim"}
    unit = replace(unit, repairs=closed, dates=dates)
    today = by_row(decide(ALL, unit))
    tomorrow = by_row(decide(ALL, replace(unit, today=unit.today + timedelta(1))))
    for row, one in today.items():
        if one.state == "owed" and one.days_left is not None and row in tomorrow:
            # a longer term that may hold takes over where the shorter one has run out
            if tomorrow[row].last_day != one.last_day:
                assert one.rule.used_value and one.days_left == 0
                continue
            assert tomorrow[row].days_left == one.days_left - 1
            assert one.days_left >= 0
            assert tomorrow[row].state != "owed" or one.days_left > 0


@on_units(st.data())
def test_one_more_repair_never_takes_a_remedy_away_in_china(unit, data):
    more = data.draw(repairs_of(unit.dates["receipt"], unit.today))
    before = owed(decide(CHINESE, unit))
    after = owed(decide(CHINESE, replace(unit, repairs=(*unit.repairs, more))))
    assert before <= after


@on_units()
def test_one_more_repair_never_shortens_a_term(unit):
    more = Repair(unit.today, unit.today, True, fault=unit.fault_key)
    before, after = (
        by_row(decide(ALL, unit)),
        by_row(decide(ALL, replace(unit, repairs=(*unit.repairs, more)))),
    )
    for row, one in before.items():
        if one.last_day and one.state == "owed":
            assert after[row].last_day >= one.last_day


@on_units(st.randoms(use_true_random=False))
def test_what_nobody_knows_never_becomes_a_yes(unit, choose):
    """Whatever is owed without a fact is owed with it."""
    known = owed(decide(ALL, unit))
    for less in _forgetting(unit, choose):
        assert owed(decide(ALL, less)) <= known


def _forgetting(unit, choose: random.Random):
    for name, blank in BLANKS.items():
        yield replace(unit, **{name: blank})
    for event in FORGOTTEN_DAYS:
        yield replace(unit, dates={e: day for e, day in unit.dates.items() if e != event})
    for name in unit.conditions:
        yield replace(unit, conditions=unit.conditions | {name: UNKNOWN})
    for name in unit.exclusions:
        yield replace(unit, exclusions=unit.exclusions | {name: UNKNOWN})
    if unit.repairs:
        place = choose.randrange(len(unit.repairs))
        for name, blank in (("success", None), ("fault", ""), ("part", ""), ("late_days", None)):
            if name != "success" or unit.repairs[place].end:
                repairs = list(unit.repairs)
                repairs[place] = replace(repairs[place], **{name: blank})
                yield replace(unit, repairs=tuple(repairs))
    names = choose.sample(list(BLANKS), 3)
    yield replace(unit, **{name: BLANKS[name] for name in names})


@on_units()
def test_a_right_that_depends_on_facts_names_them(unit):
    decision = decide(ALL, unit)
    for one in decision.entitlements:
        assert bool(one.missing) == (one.state == "conditional")
        assert set(one.missing) <= set(decision.missing)
        assert len(set(one.missing)) == len(one.missing)


@on_units()
def test_no_consumer_is_refused(unit):
    decision = decide(ALL, unit)
    if unit.customer_class != "business":
        assert decision.answer in ("owed", "conditional", "person")
    if decision.proposed:
        assert decision.proposed.state == decision.answer
        assert decision.proposed.policy.regime != "supplier"
    businesses = decide(ALL, replace(unit, customer_class="business")).entitlements
    assert {one.policy.regime for one in businesses} <= {"commercial", "supplier"}


@on_units()
def test_a_replacement_never_ends_a_chinese_term_earlier(unit):
    unit = replace(unit, replaced_on=None, repairs=())
    before = by_row(decide(CHINESE, unit))
    after = by_row(decide(CHINESE, replace(unit, replaced_on=unit.today)))
    for row, one in before.items():
        if one.last_day:
            assert after[row].last_day >= one.last_day


@on_units()
def test_no_fee_is_above_the_price(unit):
    for one in decide(ALL, unit).entitlements:
        assert one.fee is None or 0 <= one.fee <= unit.price


@on_units()
def test_stored_facts_give_the_same_decision(unit):
    assert decide(ALL, from_data(as_data(unit))) == decide(ALL, unit)


@on_units()
def test_every_decision_can_be_told(unit):
    decision = decide(ALL, unit)
    assert decision.sentences
    for one in decision.entitlements:
        assert one.sentences
    for one in (*decision.duties, *decision.costs):
        assert one.sentence
