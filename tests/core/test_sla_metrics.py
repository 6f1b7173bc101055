"""What starts, stops and pauses each metric (the table of `events.md`)."""

import pytest
from stories import HOUR, Story, target


def test_only_a_human_response_counts():
    story = Story(target(metric="first_response", hours=4))
    story.then(1, "note").then(1.5, "agent_reply", automatic=True)
    story.then(2, "call_logged", outcome="no_answer", direction="out")
    assert story.clock(3).state == "running"
    clock = story.then(3, "call_logged", outcome="reached").clock()
    assert (clock.state, clock.elapsed) == ("fulfilled", 3 * HOUR)


@pytest.mark.parametrize(
    ("counts", "kind", "payload", "state"),
    [
        ({"reply"}, "agent_reply", {}, "fulfilled"),
        ({"reply"}, "agent_reply", {"channel": "chat"}, "running"),
        ({"chat"}, "agent_reply", {"channel": "chat"}, "fulfilled"),
        ({"call"}, "agent_reply", {}, "running"),
        ({"call"}, "contact_made", {}, "fulfilled"),
        ({"visit"}, "contact_made", {}, "running"),
        ({"visit"}, "visit_arrived", {}, "fulfilled"),
        ({"reply", "automatic"}, "agent_reply", {"automatic": True}, "fulfilled"),
    ],
)
def test_a_policy_says_what_a_first_response_is(counts, kind, payload, state):
    story = Story(target(metric="first_response", counts=frozenset(counts))).then(
        1, kind, **payload
    )
    assert story.clock().state == state


def test_first_response_does_not_restart_on_re_opening():
    story = Story(target(metric="first_response")).then(1, "agent_reply")
    story.then(2, "resolved").then(9, "reopened").then(10, "agent_reply")
    assert story.clock().elapsed == HOUR


def test_next_response_counts_from_the_oldest_unanswered_message():
    story = Story(target(metric="next_response", hours=2))
    story.then(1, "customer_message").then(2, "customer_message").then(2.5, "agent_reply")
    story.then(4, "customer_message").then(9, "contact_made").then(10, "agent_reply")
    first, second = story.clocks(50)
    assert (first.elapsed, first.breached_at) == (1.5 * HOUR, None)
    assert (second.instance, story.at(second.breached_at), story.at(second.stopped)) == (2, 6, 9)


def test_messages_of_one_second_answer_each_other_in_their_order():
    asked = Story(target(metric="next_response")).then(1, "customer_message").then(1, "agent_reply")
    assert asked.clock().state == "fulfilled"
    crossed = Story(target(metric="next_response")).then(1, "agent_reply")
    assert crossed.then(1, "customer_message").clock().state == "running"


def test_message_to_a_solved_ticket_is_owed_an_answer_when_it_wakes_it():
    story = Story(target(metric="next_response", hours=2)).then(1, "resolved")
    assert story.then(5, "customer_message").clocks(99) == []
    story.then(5, "reopened")
    assert story.at(story.clock().due) == 7


def test_update_interval_begins_with_each_contact_and_ends_with_ours():
    story = Story(target(metric="update_interval", hours=10))
    story.then(4, "customer_message")
    assert story.at(story.clock().due) == 14
    story.then(6, "agent_reply")
    first, second = story.clocks()
    assert first.state == "fulfilled" and first.elapsed == 2 * HOUR
    assert story.at(second.due) == 16
    story.then(18, "customer_message").then(20, "resolved").then(30, "reopened")
    second = story.clocks()[-1]
    assert len(story.clocks()) == 2
    assert (story.at(second.breached_at), second.state, second.paused) == (16, "running", 10 * HOUR)


def test_assignment_is_owed_while_nobody_is_assigned():
    story = Story(target(metric="assignment", hours=1))
    story.then(0.5, "assigned", team=1, user=False).then(2, "assigned", team=1, user=7)
    story.then(3, "assigned", team=1, user=False).then(3.5, "assigned", team=2, user=8)
    story.then(4, "assigned", team=2, user=False).then(5, "resolved").then(6, "reopened")
    first, second, third, fourth = story.clocks()
    assert (first.elapsed, story.at(first.breached_at)) == (2 * HOUR, 1)
    assert (second.state, second.elapsed, second.instance) == ("fulfilled", HOUR / 2, 2)
    assert (third.state, third.cancelled_why) == ("cancelled", "ended")
    assert (fourth.state, story.at(fourth.started)) == ("running", 6)


def test_ticket_created_with_a_person_is_assigned_at_once():
    story = Story(target(metric="assignment"), created=False)
    story.then(0, "assigned", team=1, user=7).attach(0, 1).then(0, "ticket_created", team=1)
    assert story.clocks() == []


def test_expert_contact_runs_from_hand_over_to_the_expert_reaching_the_customer():
    story = Story(target(metric="expert_contact", hours=1 / 6)).then(1, "handed_over", team=2)
    story.then(1.1, "contact_made", expert=False).then(1.15, "agent_reply")
    story.then(1.5, "handed_over", team=3).then(2, "contact_made")
    clock = story.clock()
    assert (clock.elapsed, story.at(clock.due)) == (HOUR, 1 + 1 / 6)
    assert clock.due == clock.breached_at


def test_arrival_is_due_at_the_slot_and_moves_with_it():
    story = Story(target(metric="on_site_arrival", hours=None, calendar=None))
    story.then(1, "visit_agreed", at=story.start + 30 * HOUR)
    assert story.at(story.clock().due) == 30
    story.then(20, "visit_agreed", at="1970-01-07T02:00:00Z")
    assert story.at(story.clock().due) == 50
    clock = story.then(51, "visit_arrived").clock()
    assert (clock.state, story.at(clock.breached_at)) == ("fulfilled", 50)


def test_repair_turnaround_pauses_by_its_target_and_begins_anew():
    story = Story(target(metric="repair_turnaround", pauses=frozenset({"supplier"})))
    story.then(1, "receipt").then(2, "repair_started").then(3, "waiting", reason="supplier")
    story.then(5, "resumed").then(6, "repair_done").then(7, "resolved").then(8, "reopened")
    story.then(9, "receipt")
    first, second = story.clocks()
    assert (first.elapsed, first.paused) == (3 * HOUR, 2 * HOUR)
    assert (second.instance, story.at(second.started)) == (2, 9)


def test_wait_work_and_ownership_by_their_own_pauses():
    targets = [
        target(n, m, None) for n, m in enumerate(("requester_wait", "agent_work", "ownership"))
    ]
    story = Story(*targets)
    story.then(1, "assigned", team=1, user=7).then(2, "waiting", reason="supplier")
    story.then(4, "waiting", reason="customer").then(7, "resumed").then(8, "resolved")
    wait, work, own = story.clocks()
    assert (wait.elapsed, wait.paused) == (5 * HOUR, 3 * HOUR)
    assert (work.elapsed, work.paused) == (2 * HOUR, 5 * HOUR)
    assert own.shares == {(1, 7): (2 * HOUR, 5 * HOUR)} and own.due is None


def test_ownership_changes_hands_and_the_shares_add_up():
    story = Story(target(), target(2, "ownership", None), team=1)
    story.then(1, "assigned", team=1, user=7).then(2, "waiting", reason="customer")
    story.then(3, "assigned", team=2, user=8).then(5, "resumed").then(6, "resolved")
    resolution, *owned = (clock for clock in story.clocks())
    assert resolution.shares == {
        (1, None): (HOUR, 0),
        (1, 7): (HOUR, HOUR),
        (2, 8): (HOUR, 2 * HOUR),
    }
    assert [(own.instance, own.state) for own in owned] == [
        (1, "fulfilled"),
        (2, "fulfilled"),
        (3, "fulfilled"),
    ]


def test_promise_is_due_by_the_wall_and_kept_by_a_contact():
    story = Story(target(metric="promised_time", hours=None, calendar=None))
    story.then(1, "promise_given", at=story.start + 5 * HOUR).then(2, "waiting", reason="customer")
    assert story.at(story.clock().due) == 5 and story.clock().left(story.start + 4 * HOUR) == HOUR
    assert story.then(5, "contact_made").clock(99).breached_at is None


def test_newer_promise_replaces_one_that_is_not_overdue():
    story = Story(target(metric="promised_time", hours=None))
    story.then(1, "promise_given", at=story.start + 5 * HOUR)
    story.then(5, "promise_given", at=story.start + 8 * HOUR)
    story.then(9, "promise_given", at="1970-01-05T20:00:00Z")
    first, second, third = story.clocks()
    assert (first.state, first.cancelled_why) == ("cancelled", "replaced")
    assert second.state == third.state == "running" and story.at(second.breached_at) == 8
    assert story.at(third.due) == 20
    assert [clock.state for clock in story.then(10, "resolved").clocks()[1:]] == ["fulfilled"] * 2


def test_contact_in_which_a_promise_is_given_does_not_keep_it():
    for kinds in (("contact_made", "promise_given"), ("promise_given", "contact_made")):
        story = Story(target(metric="promised_time", hours=None))
        story.then(1, "promise_given", at=story.start + 2 * HOUR)
        for kind in kinds:
            payload = {"at": story.start + 9 * HOUR} if kind == "promise_given" else {}
            story.then(3, kind, **payload)
        overdue, new = story.clocks()
        assert (overdue.state, new.state) == ("fulfilled", "running")
