"""The scenarios S1 to S9 of `sla.md`, states, pauses and breaches, on bare events."""

import pytest
from stories import HOUR, MONDAY, OFFICE, REASONS, Story, target

from aftersales_addon.core.sla import Event, derive, derive_many
from aftersales_addon.core.worktime import WorkCalendar


def test_s1_solved_straight_from_hold_is_kept():
    """Longer on hold than the time left: met, not expired (where OCA fails)."""
    clock = Story(target()).then(1, "waiting", reason="customer").then(49, "resolved").clock(500)
    assert (clock.state, clock.elapsed, clock.paused) == ("fulfilled", HOUR, 48 * HOUR)
    assert clock.breached_at is None and clock.due is None


def test_s2_a_shorter_target_on_hold_breaches_nothing_that_was_in_time():
    story = Story(target()).knows(target(2, hours=1)).then(1, "waiting", reason="supplier")
    story.attach(2, 2, mode="retroactive", why="priority_changed")
    clock = story.clock(1000)
    assert (clock.state, clock.target, clock.due, clock.breached_at) == ("paused", 2, None, None)
    assert clock.left(clock.since) == 0
    story.then(3, "resumed")
    clock = story.clock(3)
    assert story.at(clock.due) == 3 and clock.breached_at is None
    assert story.at(story.clock(3.001).breached_at) == 3


def test_s3_re_opened_after_ten_days_has_the_time_left_that_it_had():
    story = Story(target()).then(2, "resolved").then(242, "reopened")
    clock = story.clock(242)
    assert (clock.state, clock.left(clock.since), clock.paused) == ("running", 6 * HOUR, 240 * HOUR)
    assert story.at(clock.due) == 248 and clock.instance == 1


def test_s4_created_waiting_never_ran():
    story = Story(target(), meaning="waiting").then(0, "waiting", reason="customer")
    clock = story.clock(1000)
    assert (clock.state, clock.elapsed, clock.due, clock.breached_at) == ("paused", 0, None, None)


def test_s5_cancelled_is_neither_kept_nor_breached():
    story = Story(target()).then(1, "cancelled", reason="spam")
    clock = story.clock(1000)
    assert (clock.state, clock.cancelled_why, clock.breached_at) == ("cancelled", "cancelled", None)


def test_s6_solved_exactly_at_the_due_instant_is_kept():
    assert Story(target()).then(8, "resolved").clock(99).breached_at is None
    late = Story(target()).then(8 + 1 / HOUR, "resolved")
    assert late.at(late.clock().breached_at) == 8


def test_s7_a_breach_nobody_noticed_is_of_the_due_instant():
    story = Story(target()).then(20, "note")
    assert story.at(story.clock().breached_at) == 8
    story.then(21, "sla_breached", metric="resolution", instance=1, due=story.start + 8 * HOUR)
    clock = story.clock()
    assert story.at(clock.breached_at) == 8 and not clock.flags
    assert [step.what for step in story.steps()].count("breached") == 1


def test_s8_a_policy_edited_for_new_tickets_only_changes_nothing():
    story = Story(target())
    before = story.clock(4)
    assert story.knows(target(2, hours=1)).then(3, "policy_changed").clock(4) == before


def test_s9_the_result_depends_on_events_and_targets_only():
    """I7: no order of arrival, no batch, no number of earlier runs, no kind of mapping matters."""
    story = Story(target(), target(2, "first_response", 2), target(3, "ownership", None))
    story.then(1, "assigned", team=1, user=2).then(2, "waiting", reason="customer")
    story.then(5, "resumed").then(5, "agent_reply").then(6, "resolved")
    wanted = story.clocks()
    assert derive(reversed(story.events), story.targets) == wanted
    batch = derive_many([story.events, [], list(reversed(story.events))], story.targets)
    assert batch == [wanted, [], wanted]


def test_only_the_reasons_of_the_target_pause_it():
    story = Story(target(pauses=frozenset({"customer"})))
    story.then(1, "waiting", reason="carrier").then(2, "waiting", reason="customer")
    story.then(4, "waiting", reason="carrier").then(5, "resumed")
    clock = story.clock()
    assert (clock.elapsed_at(story.start + 5 * HOUR), clock.paused) == (3 * HOUR, 2 * HOUR)
    assert story.at(clock.due) == 10


@pytest.mark.parametrize(
    "metric", ["first_response", "next_response", "update_interval", "assignment", "expert_contact"]
)
def test_what_the_customer_is_owed_does_not_pause(metric):
    story = Story(target(metric=metric, hours=4))
    story.then(1, "customer_message").then(1, "handed_over").then(2, "waiting", reason="customer")
    clock = story.clock(100)
    assert clock.state == "running" and clock.paused == 0 and clock.breached_at


@pytest.mark.parametrize("hours", [6, 8, 10])
def test_pause_outside_working_hours_moves_nothing(hours):
    """I4, also when it was over before the pause."""
    night = Story(target(calendar=OFFICE, hours=hours), start=MONDAY + 9 * HOUR)
    night.then(9, "waiting", reason="customer").then(23, "resumed")
    plain = Story(target(calendar=OFFICE, hours=hours), start=MONDAY + 9 * HOUR).then(23, "note")
    for until in (23, 24, 30):
        paused, ran = night.clock(until), plain.clock(until)
        assert (paused.due, paused.breached_at) == (ran.due, ran.breached_at)
        now = night.start + until * HOUR
        assert paused.left(now) == ran.left(now) and paused.paused == 0


def test_pause_in_working_hours_moves_the_due_instant_by_its_working_seconds():
    story = Story(target(calendar=OFFICE, hours=6), start=MONDAY + 9 * HOUR)
    story.then(2, "waiting", reason="customer").then(22, "resumed")  # 11 o'clock to 7 the next day
    clock = story.clock()
    assert clock.paused == 6 * HOUR
    assert story.at(clock.due) == 24 + 4


def test_a_screen_can_count_down_by_itself():
    story = Story(target(calendar=OFFICE), start=MONDAY + 9 * HOUR).then(1, "assigned", user=3)
    clock = story.clock()
    assert story.at(clock.resumed_at) == 1 and clock.elapsed == HOUR
    assert clock.left(story.start + 2 * HOUR) == 6 * HOUR
    assert clock.left(story.start + 20 * HOUR) == clock.left(story.start + 8 * HOUR) == 0
    assert clock.left(story.start + 25 * HOUR) == -HOUR
    paused = story.then(2, "waiting", reason="customer").clock()
    assert paused.resumed_at is None and paused.left(10**9) == 6 * HOUR


def test_a_broken_calendar_leaves_the_clock_pending_and_stops_nothing():
    story = Story(target(calendar=None), target(2, "first_response", 1))
    story.then(1, "waiting", reason="customer").then(2, "resumed").then(3, "assigned", user=4)
    broken = story.clock(1000, "resolution")
    assert (broken.state, broken.due, broken.breached_at, broken.elapsed) == (
        "pending",
        None,
        None,
        0,
    )
    assert story.clock(1000, "first_response").breached_at
    assert broken.left(1000) == 8 * HOUR
    assert story.then(4, "resolved").clock(metric="resolution").state == "fulfilled"


def test_a_calendar_that_never_gets_there_leaves_the_clock_pending():
    rare = WorkCalendar("UTC", {0: [(9, 9.1)]})
    story = Story(target(calendar=rare, hours=5 * 365 * 24))
    assert story.clock(10).state == "pending"
    mended = story.knows(target(2)).attach(2, 2, why="calendar_changed").clock(2)
    assert (mended.state, mended.elapsed, story.at(mended.due)) == ("running", 2 * HOUR, 8)


@pytest.mark.parametrize("seconds", [0, -5])
def test_no_time_at_all_is_over_at_once(seconds):
    story = Story(target(hours=seconds / HOUR)).then(1, "note")
    assert story.at(story.clock().breached_at) == 0


def test_breach_that_a_late_log_explains_stays_and_is_flagged():
    """I10: the call was logged after the sweep, and happened in time."""
    story = Story(target(metric="first_response", hours=2))
    story.then(3, "sla_breached", metric="first_response", instance=1, due=story.start + 2 * HOUR)
    assert not story.clock().flags
    story.then(1.5, "call_logged", outcome="reached")
    clock = story.clock()
    assert clock.state == "fulfilled" and story.at(clock.breached_at) == 2
    assert clock.flags == {"late_explained"}
    excused = story.then(4, "sla_excused", metric="first_response", instance=1, reason="called")
    assert excused.clock().excused == "called" and excused.clock().breached_at


def test_breach_that_a_late_log_only_postpones_is_the_later_one():
    story = Story(target(hours=2))
    story.then(3, "sla_breached", metric="resolution", instance=1, due=story.start + 2 * HOUR)
    story.then(1, "waiting", reason="customer").then(4, "resumed")
    clock = story.clock(4)
    assert story.at(clock.breached_at) == 2 and clock.flags == {"late_explained"}
    clock = story.clock(6)
    assert story.at(clock.breached_at) == 5 and not clock.flags


def test_breach_survives_the_clock_itself():
    story = Story(target(metric="next_response", hours=2)).then(1, "customer_message")
    story.then(4, "sla_breached", metric="next_response", instance=2, due=story.start + 3 * HOUR)
    story.then(5, "sla_breached", metric="assignment", instance=1, due=0)
    _first, second = story.clocks()
    assert (second.state, second.cancelled_why) == ("cancelled", "explained")
    assert story.at(second.breached_at) == 3 and second.flags == {"late_explained"}


def test_a_breach_at_the_first_instant_of_the_epoch_is_one():
    events = [
        Event(-HOUR, 1, "ticket_created", {}),
        Event(-HOUR, 2, "sla_attached", {"targets": [1]}),
        Event(9 * HOUR, 3, "waiting", {"reason": "customer"}),
    ]
    (clock,) = derive(events, {1: target(hours=1)})
    assert clock.breached_at == 0 and clock.due is None


def test_unknown_events_ids_and_facts_are_left_out():
    story = Story(target()).attach(1, 1, 99).then(2, "exported").then(3, "from_the_future", x=1)
    story.then(4, "promise_given", at="soon").then(4, "visit_agreed").then(4, "promise_given")
    story.then(5, "resumed").then(5, "reopened").then(6, "waiting")
    story.then(7, "sla_excused", metric="resolution", instance=9).then(7, "merged", **{"from": 3})
    assert story.clock().state == "paused"
    assert derive([], {}) == []


def test_reasons_of_the_house_are_those_of_the_rules():
    assert REASONS == ("customer", "supplier", "carrier", "appointment", "legal_hold")
