"""How rights are weighed against each other, told, and what stands beside them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from rights_cases import CHINA, facts, right
from rights_templates import everything, template

from aftersales_addon.core.rights import decide, decide_many, use_fee
from aftersales_addon.core.rightsdata import trimmed
from aftersales_addon.core.rightsfacts import Facts, Repair, as_data, from_data
from aftersales_addon.core.rightsrules import Policy, Rule
from aftersales_addon.core.rightsterm import WorkDays, last_day
from aftersales_addon.core.rightswords import SENTENCES, english

CHINESE = [template(code) for code in ("CN-CPL-24", "CN-CPL-25", "CN-CPL-23", "CN-3B-general")]


def chinese(today, known="", **changes):
    """A washing machine bought online in China."""
    base = facts(template("CN-3B-general"), today, known)
    return replace(base, channel="distance", **changes)


def told(sentences):
    return " ".join(map(english, sentences))


def rows(decision):
    return [f"{one.policy.code}/{one.rule.code}" for one in decision.entitlements]


# === SEVERAL REGIMES AT ONCE === #


def test_all_regimes_that_hold_are_shown_and_the_most_favourable_is_proposed():
    decision = decide(CHINESE, chinese("03-09", "sold 03-02"))
    assert {one.policy.code for one in decision.owed} == {"CN-CPL-24", "CN-CPL-25", "CN-3B-general"}
    # a refund three ways: the one without freight, proof aside, comes first
    assert rows(decision)[:3] == ["CN-CPL-24/7-days", "CN-3B-general/7-days", "CN-CPL-25/7-days"]
    assert decision.proposed.policy.code == "CN-CPL-24"
    assert decision.answer == "owed"


def test_without_a_fault_the_return_without_a_reason_is_proposed():
    decision = decide(CHINESE, chinese("03-09", "sold 03-02, fault no"))
    assert decision.proposed.policy.code == "CN-CPL-25"
    assert told(decision.sentences).startswith(
        "Owed: Return and refund, by China: return without a reason"
    )


def test_what_is_owed_comes_before_a_better_remedy_that_depends_on_a_fact():
    policies = [template("UK-CRA"), template("COM-standard-24")]
    decision = decide(policies, facts(policies[0], "05-01", "receipt 03-02, repair 03-10..03-12 ?"))
    assert (decision.proposed.rule.code, decision.answer) == ("remedy", "owed")
    assert "UK-CRA/final" in rows(decision)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"remedy": "refund"}, {"remedy": "exchange"}),
        ({"remedy": "exchange"}, {"remedy": "part"}),
        ({"remedy": "part"}, {"remedy": "repair"}),
        ({"remedy": "repair"}, {"remedy": "reduction"}),
        ({"remedy": "repair", "remedy_2": "refund"}, {"remedy": "exchange"}),
        ({"remedy": "refund", "remedy_2": "repair", "chooser": "order"}, {"remedy": "exchange"}),
        ({"remedy": "exchange"}, {"remedy": "refund", "remedy_2": "repair", "chooser": "seller"}),
        ({"remedy": "exchange"}, {"remedy": "repair", "remedy_2": "refund", "chooser": "order"}),
        ({"remedy": "refund"}, {"remedy": "refund", "rate": 50}),
        ({"freight": "seller"}, {"freight": ""}),
        ({"freight": ""}, {"freight": "customer_told"}),
        ({"freight": "customer_agreed"}, {"freight": "customer"}),
        ({"needs": "none"}, {"needs": "intact"}),
        ({"needs": "intact"}, {"needs": "fault"}),
        ({"value": 8}, {"value": 7}),
        ({"value": 0}, {"value": 7}),
        ({"remedy_2": "repair"}, {}),
    ],
)
def test_the_rank_of_a_right(better, worse):
    usual = {"start": "receipt", "value": 7, "remedy": "refund", "chooser": "customer"}
    usual |= {"needs": "fault"}
    policies = [
        Policy(code, rules=(Rule("row", **(usual | change)),))
        for code, change in (("worse-but-first", worse), ("zbetter", better))
    ]
    known = facts(template("CN-CPL-24"), "03-03", "receipt 03-02")
    for ordered in (policies, policies[::-1]):
        assert decide(ordered, known).proposed.policy.code == "zbetter"


def test_the_law_comes_before_a_promise_that_is_as_good():
    row = Rule("row", start="receipt", value=7, remedy="refund", chooser="customer", needs="none")
    law, promise = (
        Policy(f"x-{one}", regime=one, rules=(row,)) for one in ("statutory", "commercial")
    )
    decision = decide([promise, law], facts(template("CN-CPL-24"), "03-03", "receipt 03-02"))
    assert decision.proposed.policy is law


def test_what_the_supplier_owes_us_is_never_proposed_to_the_customer():
    policies = [template("SUP-recovery"), template("COM-standard-12")]
    known = facts(policies[1], "2027-06-01", "receipt 03-02, supplier_receipt 03-01")
    decision = decide(policies, known)
    assert decision.recovery.rule.code == "credit"
    assert decision.proposed is None
    assert decision.answer == "person"
    assert rows(decision)[-2:] == ["SUP-recovery/credit", "SUP-recovery/exchange"]


# === NOBODY IS REFUSED BY A MACHINE === #


def test_when_every_statutory_right_has_run_out_a_person_decides():
    decision = decide([template("CN-3B-general")], chinese("2035-01-01", "sold 03-02"))
    assert decision.answer == "person"
    assert decision.proposed is None
    assert "a person decides" in told(decision.sentences)
    assert "only a person refuses" in told(decision.entitlements[0].sentences)


def test_a_consumer_without_any_policy_in_force_is_not_refused_either():
    assert decide([], chinese("03-09", "sold 03-02")).answer == "person"
    assert decide([], chinese("03-09", "sold 03-02, customer_class ?")).answer == "person"


def test_a_business_outside_of_its_warranty_is_owed_nothing():
    own = template("COM-standard-12")
    decision = decide([own], facts(own, "2028-01-01", "receipt 03-02, customer_class business"))
    assert decision.answer == "none"
    assert told(decision.sentences) == "Nothing is owed by the policies in force."


def test_what_is_not_known_is_named():
    decision = decide(CHINESE[:1], chinese("03-09", "sold 03-02, fault unknown"))
    assert (decision.answer, decision.missing) == ("conditional", ("fault",))
    assert "It depends on: whether there is a fault" in told(decision.sentences)


# === BURDEN OF PROOF === #


def test_the_list_of_durable_goods_serves_the_rights_beside_it():
    found = {
        one.rule.code: one for one in decide(CHINESE, chinese("09-02", "sold 03-02")).entitlements
    }
    assert (found["term"].burden, found["term"].burden_until) == ("seller", date(2026, 9, 2))
    later = {
        one.rule.code: one for one in decide(CHINESE, chinese("09-03", "sold 03-02")).entitlements
    }
    assert later["term"].burden == "customer"
    assert "The customer has to prove the defect" in told(later["term"].sentences)


def test_a_return_without_a_reason_needs_no_proof():
    decision = decide(CHINESE, chinese("03-09", "sold 03-02"))
    assert [one.burden for one in decision.owed if one.policy.code == "CN-CPL-25"] == [""]


def test_the_presumption_does_not_serve_the_short_term_right_to_reject():
    policy = template("UK-CRA")
    decision = decide([policy], facts(policy, "03-10", "receipt 03-02"))
    burdens = {one.rule.code: one.burden for one in decision.entitlements}
    assert burdens == {"reject": "", "remedy": "seller", "final": "seller"}


def test_a_promise_of_the_company_is_not_served_by_the_burden_of_another_policy():
    own = template("COM-standard-24")
    known = chinese("09-02", "sold 03-02")
    decision = decide([*CHINESE, own], known)
    assert [one.burden for one in decision.entitlements if one.policy is own] == [""]


# === THE NEXT FAILED REPAIR === #


def test_the_next_failed_repair_opens_exchange_or_return():
    decision = decide(
        [template("CN-3B-general")], chinese("04-01", "sold 03-02, repair 03-20..03-25")
    )
    (next_one,) = decision.after_next_repair
    assert next_one.rule.code == "two-repairs"
    assert next_one.after_next_repair == ("refund", "exchange")
    assert "If the next repair fails, by China: three guarantees (三包), general: " in told(
        decision.sentences
    )


def test_two_repairs_away_nothing_is_announced():
    decision = decide([template("CN-3B-general")], chinese("04-01", "sold 03-20"))
    assert decision.after_next_repair == ()


def test_the_next_repair_of_the_same_fault_of_a_car_is_the_fifth():
    car = template("CN-3B-car")
    four = ", ".join(f"repair 03-{day}..03-{day}" for day in (10, 12, 14, 16))
    decision = decide([car], facts(car, "04-01", f"sold 03-02, {four}"))
    assert [one.rule.code for one in decision.after_next_repair] == ["same-fault"]


def test_a_first_repair_in_the_union_would_extend_the_term_once():
    policy = template("EU-conformity")
    fresh = decide([policy], facts(policy, "2027-01-01", "receipt 2026-09-10"))
    (remedy,) = (one for one in fresh.entitlements if one.rule.code == "remedy")
    assert remedy.last_day_after_repair == date(2029, 9, 10)
    assert "A repair would extend the term to 2029-09-10." in told(remedy.sentences)
    mended = "receipt 2026-09-10, repair 2026-11-01..2026-11-05"
    again = decide([policy], facts(policy, "2027-01-01", mended))
    assert all(one.last_day_after_repair is None for one in again.entitlements)


def test_the_old_directive_announces_no_extension():
    policy = template("EU-conformity", 0)
    decision = decide([policy], facts(policy, "2026-01-01", "receipt 2025-09-10"))
    assert all(one.last_day_after_repair is None for one in decision.entitlements)
    assert {one.rule.code for one in decision.after_next_repair} == {"reduction", "termination"}


def test_after_a_run_out_term_the_next_repair_changes_nothing():
    known = chinese("2028-04-01", "sold 03-02, repair 03-20..03-25")
    decision = decide([template("CN-3B-phone")], replace(known, goods="phone"))
    assert decision.after_next_repair == ()


# === FEES, DUTIES, COSTS === #


@pytest.mark.parametrize(
    ("price", "km", "rate", "fee"),
    [
        ("200000", 12000, 50, "12000.00"),
        ("99999", 777, 50, "388.50"),
        ("100000", 0, 50, "0.00"),
        ("100000", 1_000_000, 50, "100000.00"),
        ("0.05", 100_000, 50, "0.03"),
        ("200000", 12000, 20, "4800.00"),
    ],
)
def test_the_fee_for_the_use_of_a_car(price, km, rate, fee):
    assert use_fee(Decimal(price), km, rate) == Decimal(fee)


def test_a_car_goes_back_free_in_the_first_days_and_against_a_fee_later():
    car = template("CN-3B-car")
    early = decide([car], facts(car, "03-05", "sold 03-02, part_class assembly, km 500"))
    assert {one.rule.code: one.fee for one in early.owed}["7-days"] is None
    many = "repair 03-10..03-30, repair 04-01..04-12"
    late = decide([car], facts(car, "05-01", f"sold 03-02, {many}, price 200000, km 12000"))
    assert {one.rule.code: one.fee for one in late.owed}["30-days"] == Decimal("12000.00")
    assert "Fee for use: at most 12000.00." in told(late.proposed.sentences)


def test_duties_are_told_with_their_day():
    car = template("CN-3B-car")
    decision = decide([car], facts(car, "03-20", "sold 03-02, claim 03-09, repair 03-10"))
    said = {one.rule.code: english(one.sentence) for one in decision.duties}
    assert said["loaner"].endswith("more than 5 days, from 2026-03-16 on.")
    assert said["answer"] == "Seller: Answer within 10 working days, by 2026-03-23."
    assert said["holder"] == "Seller: The rights follow the car on resale."
    late = decide([car], facts(car, "03-24", "sold 03-02, claim 03-09, repair 03-10..03-12"))
    said = {one.rule.code: english(one.sentence) for one in late.duties}
    assert said["answer"].endswith("was due on 2026-03-23.")
    assert said["records"].endswith("for 6 years, until 2032-03-12.")


def test_a_policy_that_only_may_hold_asks_nothing_of_anybody():
    car = template("CN-3B-car")
    assert decide([car], facts(car, "03-20", "sold 03-02, country ?")).duties == ()


# === TELLING === #


def test_the_day_of_the_window_is_told():
    decision = decide([template("CN-CPL-25")], chinese("03-07", "sold 03-02, fault no"))
    said = told(decision.proposed.sentences)
    assert "Return and refund: day 5 of 7, owed until 2026-03-09." in said
    assert "Counted from: Customer's receipt, 2026-03-02." in said
    assert "The other reading: The day of signing is the first of them." in said


def test_how_the_last_day_came_about_is_told():
    known = chinese("2027-01-01", "sold 02-28, repair 03-10..03-20", goods="phone")
    one = decide([template("CN-3B-phone")], known).entitlements
    (term,) = (entitlement for entitlement in one if entitlement.rule.code == "term")
    said = told(term.sentences)
    assert "Days added for repairs: 10." in said
    assert (term.days_left, right(term)) == (68, "owed 2027-03-10")


def test_an_exclusion_is_told_and_still_no_refusal():
    decision = decide(CHINESE[1:2], chinese("03-09", "sold 03-02, exclusion perishable"))
    assert decision.answer == "person"
    assert "excluded: Fresh or perishable" in told(decision.entitlements[0].sentences)


def test_every_sentence_of_the_catalogue_can_be_told():
    """All templates over a unit's long life: whatever comes out has its words."""
    used = set()
    for today in ("03-09", "03-10", "2026-06-10", "2027-06-01", "2031-01-01", "2033-01-01"):
        for fault in ("yes", "unknown", "no"):
            for policy in everything():
                known = (
                    f"sold 03-02, fault {fault}, claim {today}, supplier_receipt 03-01,"
                    " warranty_end 2027-03-02, base_end 2027-03-02, recall 03-05, km 2999,"
                    " repair 03-03..03-05, exclusion virus, part_class assembly"
                )
                decision = decide([policy], facts(policy, today, known))
                sentences = [*decision.sentences]
                for one in decision.entitlements:
                    sentences += one.sentences
                sentences += [one.sentence for one in (*decision.duties, *decision.costs)]
                for sentence in sentences:
                    assert "%(" not in english(sentence)
                    used.add(sentence.key)
    assert used <= set(SENTENCES)
    assert len(used) > 30


# === FACTS AND DAYS === #


def test_facts_are_stored_as_plain_data_and_come_back():
    known = facts(
        template("CN-3B-car"),
        "05-01",
        "sold 03-02, km 100, hours 5, price 12.50, repair 03-10..03-12, repair 04-01, exclusion"
        " misuse unknown, condition rescission, replaced_on 04-20",
    )
    assert from_data(as_data(known)) == known
    bare = Facts(date(2026, 1, 1))
    assert from_data(as_data(bare)) == bare
    assert set(as_data(bare)) == {"today", "repairs", "workdays"}


def test_the_same_decision_comes_from_stored_facts():
    known = chinese("04-10", "sold 03-02, repair 03-10..03-20, repair 04-01..04-06")
    assert decide(CHINESE, from_data(as_data(known))) == decide(CHINESE, known)


def test_what_is_stored_of_the_holidays_is_enough_whatever_day_a_right_starts_on():
    """The seventh day after the exchange is National Day; when the first unit came nobody knows."""
    known = chinese("10-09", "order ?, replaced_on 09-24")
    assert known.dates == {}
    stored = from_data(as_data(trimmed(known)))
    assert stored.workdays.closed < known.workdays.closed
    decision = decide(CHINESE, known)
    assert "owed 2026-10-09" in {right(one) for one in decision.entitlements}
    assert decide(CHINESE, stored) == decision


def test_many_units_are_decided_as_each_alone():
    units = [chinese(f"03-{day:02}", "sold 03-02") for day in range(3, 20)]
    assert decide_many(CHINESE, units) == [decide(CHINESE, one) for one in units]


def test_a_calendar_that_never_opens_moves_nothing():
    never = WorkDays(weekend=frozenset(range(7)))
    assert never.rolled(date(2026, 3, 2)) == date(2026, 3, 2)
    assert last_day(date(2026, 3, 2), 2, "working_day", never) > date(2026, 3, 2)


def test_a_make_up_day_is_worked():
    assert CHINA.works(date(2026, 10, 10))
    assert not CHINA.works(date(2026, 10, 11))


def test_a_repair_in_the_future_does_not_count():
    planned = Repair(date(2026, 5, 1), date(2026, 5, 9), False)
    known = replace(chinese("04-01", "sold 03-02"), repairs=(planned,))
    decision = decide([template("CN-3B-general")], known)
    assert {right(one) for one in decision.entitlements if one.rule.code == "term"} == {
        "owed 2027-03-02"
    }


def test_a_claim_that_was_answered_by_an_exchange_is_past():
    known = chinese("04-10", "sold 03-02, claim 03-05, replaced_on 04-01")
    found = {one.rule.code: right(one) for one in decide(CHINESE[3:], known).entitlements}
    assert found["7-days"] == "expired 2026-04-08"
    assert found["15-days"] == "owed 2026-04-16"
