"""Rule 16: each clock prints its derivation, in facts."""

from stories import DAY, HOUR, MONDAY, OFFICE, Story, target


def test_each_step_names_its_event_its_seconds_and_its_rule():
    story = Story(target(calendar=OFFICE, hours=8), start=MONDAY + 9 * HOUR, team=1)
    story.then(2, "waiting", reason="customer").then(4, "resumed").then(
        5, "assigned", team=1, user=7
    )
    story.then(30, "agent_reply").then(31, "resolved").then(48, "reopened")
    steps = story.steps()
    assert [(step.what, step.type, story.at(step.at)) for step in steps] == [
        ("started", "sla_attached", 0),
        ("paused", "waiting", 2),
        ("resumed", "resumed", 4),
        ("handed", "assigned", 5),
        ("breached", "", 26),
        ("fulfilled", "resolved", 31),
        ("reopened", "reopened", 48),
    ]
    assert [step.worked // HOUR for step in steps] == [0, 2, 0, 1, 5, 5, 0]
    assert [step.total // HOUR for step in steps] == [0, 2, 2, 3, 8, 13, 13]
    assert [step.rule for step in steps] == [1, 5, 6, 17, 2, 1, 9]
    assert [story.at(step.due) for step in steps] == [8, None, 26, 26, 26, 26, 26]
    assert steps[1].event == 3 and steps[4].event is None


def test_changes_of_the_target_say_what_they_did_to_the_count():
    story = Story(target(), start=MONDAY + 9 * HOUR)
    story.knows(target(2, calendar=OFFICE), target(3), target(4, hours=1), target(5))
    story.attach(16, 2, why="calendar_changed").attach(17, 3, mode="forward")
    story.attach(18, 4, mode="reset").attach(20, why="policy_changed")
    facts = [
        (step.what, step.rule, step.worked // HOUR, step.total // HOUR) for step in story.steps()
    ]
    assert facts == [
        ("started", 1, 0, 0),
        ("breached", 2, 8, 8),
        ("rejudged", 10, 0, 8),
        ("changed", 10, 0, 8),
        ("reset", 10, -8, 0),
        # It was breached once; the hour after the reset adds nothing to that.
        ("cancelled", 4, 2, 2),
    ]


def test_merge_promise_and_excuse_are_steps_too():
    story = Story(target(), target(2, "promised_time", None), start=MONDAY + DAY)
    story.then(1, "merged", **{"from": 9, "starts": {"resolution": MONDAY + DAY - HOUR}})
    story.then(9, "sla_excused", metric="resolution", instance=1, reason="flood")
    story.then(2, "promise_given", at=MONDAY + 2 * DAY).then(
        3, "promise_given", at=MONDAY + 3 * DAY
    )
    assert [step.what for step in story.steps()] == ["started", "merged", "breached", "excused"]
    assert [step.what for step in story.steps("promised_time")] == ["started", "cancelled"]
    assert story.steps("promised_time", 2, until=99)[-1].what == "breached"
    assert story.steps("ownership") == []
