"""Re-opening, cancelling, merging, and targets that change (rules 4 and 9 to 12)."""

import pytest
from stories import DAY, HOUR, MONDAY, OFFICE, Story, target


def test_re_opening_makes_a_new_instance_where_the_target_says_so():
    story = Story(target(reopen="new")).then(2, "resolved").then(10, "reopened")
    old, new = story.clocks(10)
    assert (old.state, old.elapsed, new.instance, story.at(new.due)) == (
        "fulfilled",
        2 * HOUR,
        2,
        18,
    )


def test_restart_needs_its_reason_or_goes_on():
    plain = Story(target(reopen="restart")).then(2, "resolved").then(10, "reopened")
    assert plain.at(plain.clock().due) == 16
    restarted = Story(target(reopen="restart")).then(2, "resolved")
    old, new = restarted.then(10, "reopened", restart="another fault").clocks()
    assert old.state == "fulfilled" and restarted.at(new.due) == 18


def test_closing_later_does_not_count_and_closing_at_once_does():
    assert Story(target()).then(2, "resolved").then(90, "closed").clock(99).elapsed == 2 * HOUR
    assert Story(target()).then(3, "closed").clock(99).state == "fulfilled"
    assert Story(target(), meaning="closed").clock(99).state == "fulfilled"


def test_cancelling_and_re_opening_gains_no_time():
    """T65: recreate."""
    story = Story(target()).then(3, "cancelled").then(5, "reopened")
    dead, clock = story.clocks()
    assert (dead.state, dead.elapsed) == ("cancelled", 3 * HOUR)
    assert (clock.instance, clock.elapsed, clock.paused) == (2, 3 * HOUR, 2 * HOUR)
    assert clock.started == story.start and story.at(clock.due) == 10
    late = Story(target(hours=2)).then(3, "cancelled").then(5, "reopened")
    assert [late.at(one.breached_at) for one in late.clocks()] == [2, 2]


def test_cancelled_wins_over_solved_in_the_same_second():
    for kinds in (("resolved", "cancelled"), ("cancelled", "resolved")):
        story = Story(target())
        for kind in kinds:
            story.then(1, kind)
        assert story.clock().state == "cancelled"


def test_merge_cancels_the_loser_and_gives_the_survivor_its_start():
    loser = Story(target()).then(1, "merged", into=5).clock(99)
    assert (loser.state, loser.cancelled_why) == ("cancelled", "merged")
    story = Story(target(), target(2, "first_response", 6), start=MONDAY + 2 * DAY)
    starts = {"resolution": story.start - 3 * HOUR, "first_response": "1970-01-06T20:00:00Z"}
    story.then(1, "merged", **{"from": 9, "starts": starts})
    response, resolution = story.clocks()
    assert (resolution.elapsed, story.at(resolution.due)) == (4 * HOUR, 5)
    assert resolution.merged_from and not resolution.flags and resolution.breached_at is None
    assert story.at(response.started) == -4 and story.at(response.due) == 2
    later = Story(target()).then(1, "merged", **{"from": 9, "starts": {"resolution": MONDAY + 60}})
    assert not later.clock().merged_from


def test_merge_that_is_over_at_once_was_breached_when_it_was_due():
    story = Story(target(), start=MONDAY + DAY)
    story.then(1, "merged", **{"from": 9, "starts": {"resolution": story.start - 9 * HOUR}})
    clock = story.clock()
    assert story.at(clock.breached_at) == -1 and sum(map(sum, clock.shares.values())) == 10 * HOUR


def reclassified(mode, hours=1.0, why="priority_changed", before=lambda story: story):
    story = before(Story(target()).knows(target(2, hours=hours)))
    return story.attach(4, 2, mode=mode, why=why)


def test_retroactive_judges_the_whole_past_and_flags_what_the_change_breached():
    story = reclassified("retroactive")
    clock = story.clock()
    assert story.at(clock.breached_at) == story.at(clock.due) == 1
    assert clock.flags == {"on_reclassification"} and clock.target == 2
    assert not reclassified("retroactive", hours=4).clock().flags


def test_retroactive_keeps_past_pauses_as_they_were():
    def wait(story):
        story.knows(target(2, hours=2, pauses=frozenset()))
        return story.then(1, "waiting", reason="customer").then(3, "resumed")

    story = Story(target())
    wait(story).attach(4, 2, mode="retroactive", why="classified")
    clock = story.clock(4)
    assert (clock.elapsed, clock.paused, clock.breached_at) == (2 * HOUR, 2 * HOUR, None)
    assert story.at(clock.due) == 4


def test_retroactive_on_hold_breaches_only_what_ran_over():
    story = Story(target()).knows(target(2, hours=2)).then(3, "waiting", reason="customer")
    clock = story.attach(5, 2, mode="retroactive", why="priority_changed").clock()
    assert (clock.state, story.at(clock.breached_at), clock.due) == ("paused", 2, None)


def test_retroactive_counts_the_past_by_the_new_calendar():
    """T64: calendar changed mid-way; rule 12: a holiday added later refunds open clocks."""
    story = Story(target(), start=MONDAY + 9 * HOUR).knows(target(2, calendar=OFFICE))
    story.then(10, "waiting", reason="customer").then(24, "resumed")
    clock = story.attach(25, 2, why="calendar_changed").clock()
    # 9 to 17, and the next day 9 to 10
    assert clock.elapsed == 9 * HOUR and clock.paused == 0
    assert story.at(clock.breached_at) == 8


def test_forward_keeps_what_was_counted_and_counts_on_by_the_new():
    story = Story(target(), start=MONDAY + 13 * HOUR).knows(target(2, hours=9, calendar=OFFICE))
    clock = story.attach(6, 2, mode="forward", why="priority_changed").clock()
    assert clock.elapsed == 6 * HOUR and not clock.flags
    assert story.at(clock.due) == 20 + 3  # 9 to 12 the next day


def test_forward_that_allows_less_than_was_used_is_due_at_the_change():
    story = reclassified("forward", hours=3)
    assert story.at(story.clock().due) == 4 and story.clock().breached_at is None
    clock = story.clock(4.1)
    assert story.at(clock.breached_at) == 4 and clock.flags == {"on_reclassification"}


def test_reset_counts_from_nought():
    story = reclassified("reset", hours=2)
    clock = story.clock(4)
    assert (clock.elapsed, clock.shares, story.at(clock.due)) == (0, {}, 6)
    assert story.at(story.clock(7).breached_at) == 6 and not story.clock(7).flags


def test_each_target_may_have_a_mode_of_its_own():
    story = Story(target(), target(2, "first_response", 6))
    story.knows(target(3), target(4, "first_response", 6))
    story.attach(4, 3, 4, mode="retroactive", modes={"4": "reset"})
    response, resolution = story.clocks()
    assert (story.at(response.due), story.at(resolution.due)) == (10, 8)


def test_same_target_in_the_new_set_is_not_touched():
    story = Story(target(), target(2, "first_response", 6)).knows(target(3, hours=1))
    story.attach(4, 2, 3, mode="reset", why="priority_changed")
    assert story.at(story.clock(metric="first_response").due) == 6


def test_solved_clocks_do_not_change():
    """Rule 11."""
    story = Story(target()).knows(target(2, hours=1)).then(3, "resolved")
    before = story.clock()
    assert story.attach(4, 2, mode="retroactive", why="policy_changed").clock(99) == before
    # The same in one second: it was solved first.
    story = Story(target()).knows(target(2, hours=1)).attach(3, 2, why="policy_changed")
    assert story.then(3, "resolved").clock(99).target == 1


def test_metric_that_no_longer_has_a_target_is_cancelled_by_policy():
    story = Story(target(), target(2, "first_response", 6)).attach(1, 1, why="classified")
    clock = story.clock(metric="first_response")
    assert (clock.state, clock.cancelled_why) == ("cancelled", "policy")


@pytest.mark.parametrize(("mode", "due"), [("retroactive", 8), ("forward", 13), ("reset", 13)])
def test_metric_that_is_new_in_the_set_begins_where_the_mode_says(mode, due):
    story = Story(target(2, "first_response", 6)).knows(target())
    clock = story.attach(5, 1, 2, mode=mode, why="policy_changed").clock(metric="resolution")
    assert story.at(clock.due) == due


def test_metric_attached_late_knows_the_pauses_and_owners_before():
    story = Story(created=False).knows(target(1, hours=2)).then(0, "ticket_created", team=1)
    story.then(1, "waiting", reason="customer").then(4, "assigned", team=1, user=7)
    story.then(5, "resumed").then(7, "note").attach(8, 1, why="classified")
    clock = story.clock()
    assert clock.shares == {(1, None): (HOUR, 3 * HOUR), (1, 7): (3 * HOUR, HOUR)}
    assert story.at(clock.breached_at) == 6 and clock.flags == {"on_reclassification"}


def test_metric_whose_stop_is_past_makes_no_clock():
    story = Story(target()).knows(target(2, "first_response", 1)).then(1, "agent_reply")
    story.attach(2, 1, 2, why="policy_changed")
    assert [clock.metric for clock in story.clocks()] == ["resolution"]


def test_re_opened_under_another_target_goes_on_under_it():
    story = Story(target()).knows(target(2, hours=6)).then(2, "resolved")
    story.attach(5, 2, why="policy_changed").then(10, "reopened")
    clock = story.clock()
    assert (clock.target, story.at(clock.due), clock.elapsed) == (2, 14, 2 * HOUR)


# === ONE SECOND IS ONE EVALUATION === #


def in_both_orders(story, at, *changes):
    """The clocks of the story with the changes of one second, which must not depend on their order."""
    results = []
    for ordered in (changes, changes[::-1]):
        told = Story(created=False).knows(*story.targets.values())
        for event in story.events:
            told.then(story.at(event.at), event.type, **event.payload)
        for kind, payload in ordered:
            told.then(at, kind, **payload)
        results.append(told.clocks(99))
    assert results[0] == results[1]
    return results[0]


def test_creation_comes_first_in_its_second():
    story = Story(created=False).knows(target())
    changes = (("ticket_created", {}), ("sla_attached", {"targets": [1]}), ("resolved", {}))
    (clock,) = in_both_orders(story, 0, *changes)
    assert (clock.state, clock.elapsed) == ("fulfilled", 0)


def test_waiting_again_and_re_opening_in_one_second_is_waiting():
    story = Story(target()).then(2, "resolved")
    (clock,) = in_both_orders(story, 5, ("reopened", {}), ("waiting", {"reason": "customer"}))
    assert (clock.state, clock.elapsed) == ("paused", 2 * HOUR)


def test_re_opening_for_somebody_else_is_his_from_then_on():
    story = Story(target(1, "ownership", None)).then(1, "assigned", team=1, user=7)
    story.then(2, "resolved")
    assigned = ("assigned", {"team": 2, "user": 8})
    first, second = in_both_orders(story, 5, ("reopened", {}), assigned)
    assert (first.state, first.paused) == ("fulfilled", 0)
    assert (second.state, second.instance, story.at(second.started)) == ("running", 2, 5)


def test_solution_sent_with_the_resolution_is_one_contact():
    story = Story(target(metric="update_interval"))
    (clock,) = in_both_orders(story, 2, ("agent_reply", {}), ("resolved", {}))
    assert clock.state == "fulfilled"


def test_cancelled_wins_over_answered():
    story = Story(target(metric="first_response"))
    (clock,) = in_both_orders(story, 1, ("agent_reply", {}), ("cancelled", {}))
    assert clock.state == "cancelled"


def test_solved_ticket_that_was_cancelled_later_goes_on_when_it_comes_back():
    story = Story(target()).then(2, "resolved").then(3, "cancelled").then(5, "reopened")
    clock = story.clock()
    assert (clock.state, clock.left(clock.since), clock.paused) == ("running", 6 * HOUR, 3 * HOUR)


def test_merge_breaches_no_earlier_than_the_target_that_is_over():
    story = Story(target(), start=MONDAY + DAY).knows(target(2, hours=5))
    story.attach(4, 2, mode="forward", why="policy_changed")
    story.then(4.5, "merged", **{"from": 9, "starts": {"resolution": story.start - 2 * HOUR}})
    assert story.at(story.clock().breached_at) == 4


def test_new_instance_that_gets_its_target_later_starts_with_the_re_opening():
    story = Story(created=False).knows(target(reopen="new")).then(0, "ticket_created")
    story.then(1, "resolved").then(10, "reopened").attach(12, 1, why="policy_changed")
    assert story.at(story.clock().due) == 18


def test_solved_re_opened_and_waiting_again_in_one_second_is_waiting():
    story = Story(target()).then(1, "resolved").then(1, "reopened")
    story.then(1, "waiting", reason="customer")
    clock = story.clock()
    assert (clock.state, clock.elapsed) == ("paused", HOUR)


def test_waiting_and_solved_in_one_second_is_solved_and_re_opened_runs():
    story = Story(target()).then(1, "waiting", reason="customer").then(1, "resolved")
    assert story.clock().state == "fulfilled"
    assert story.then(1, "reopened").clock().state == "running"
    assert story.then(2, "note").clock(until=3).elapsed_at(story.start + 3 * HOUR) == 3 * HOUR


def test_breach_that_was_noticed_in_the_second_of_its_making_is_of_that_clock():
    """It was told of the instance that the re-opening began, and makes no other."""
    story = Story(target()).then(1, "cancelled").then(3, "reopened")
    story.then(3, "sla_breached", metric="resolution", instance=2, due=story.start + HOUR)
    old, new = story.clocks()
    assert (old.state, new.instance, new.state) == ("cancelled", 2, "running")
    assert story.at(new.breached_at) == 1
