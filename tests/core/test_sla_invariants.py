"""I1 to I10 of `sla.md` on random histories; 100,000 of them in the deep profile.

The seed is fixed, and hypothesis prints the history that fails, cut down to what matters.
"""

import random
from dataclasses import replace

from histories import CALENDARS, OTHERS, START, TARGETS, events_of, histories, worked_by_hand
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from profiles import profile
from stories import DAY, HOUR

from aftersales_addon.core.sla import Event, derive, derive_many, explain
from aftersales_addon.core.slafold import ALONE

SEED = 20261122
EXAMPLES = profile(100, 100_000)
UNTIL = 400 * DAY


def on_histories(*strategies):
    """Run on that many random histories, always the same."""

    def decorate(test):
        print(f"{test.__name__}: seed {SEED}, {EXAMPLES} histories")
        run = settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        )
        return seed(SEED)(run(given(histories, *strategies)(test)))

    return decorate


@on_histories(st.integers(1, 4))
def test_sums_hold_and_a_breach_is_where_the_time_was_over(history, first):
    """I9, I10 and the states, for every clock of every history, at every moment of it."""
    events = events_of(history, first)
    breached = {}
    for count in range(len(events) + 1):
        seen = events[:count]
        if count < len(events) and seen and seen[-1].at == events[count].at:
            continue  # one second is one evaluation
        for clock in derive(seen, TARGETS):
            key = clock.metric, clock.instance
            assert sum(map(sum, clock.shares.values())) == clock.elapsed + clock.paused
            assert (clock.due is not None) or clock.state != "running" or clock.seconds is None
            assert clock.state == "running" or clock.stopped is not None or clock.due is None
            assert (clock.stopped is not None) == (clock.state in ("fulfilled", "cancelled"))
            assert clock.state != "pending" and clock.elapsed >= 0 and clock.paused >= 0
            if key in breached:
                assert clock.breached_at is not None
            if clock.breached_at is not None:
                breached[key] = clock.breached_at
            if clock.state == "running" and clock.breached_at is None:
                assert clock.due >= seen[-1].at
                # Overdrawn, and in time all the same, only where a change forward allows less.
                assert clock.left(clock.due) == min(0, clock.seconds - clock.elapsed)
    for clock in derive(events, TARGETS, START + UNTIL):
        assert clock.state != "running" or clock.breached_at is not None


@on_histories(st.integers(1, 4))
def test_an_event_of_one_metric_alone_moves_no_other_clock(history, first):
    """So the models need not replay it for a ticket to which that metric was not promised."""
    events = events_of(history, first)
    without = [event for event in events if event.type not in ALONE]
    until = events[-1].at
    kept, all_of_them = derive(without, TARGETS, until), derive(events, TARGETS, until)
    alone = set(ALONE.values())
    assert [c for c in kept if c.metric not in alone] == [
        c for c in all_of_them if c.metric not in alone
    ]


@on_histories(st.integers(1, 8))
def test_resolution_is_the_working_time_outside_pauses_for_any_stages(history, first):
    """T65: stage ping-pong, re-opening and hand-overs gain nothing. I5, I6."""
    events = events_of(history, first, changes=False, cancels=False, merges=False)
    until = events[-1].at + 5 * DAY
    (clock,) = (one for one in derive(events, TARGETS, until) if one.metric == "resolution")
    elapsed, paused = worked_by_hand(events, until, TARGETS[first])
    if clock.state == "paused":
        assert clock.elapsed == elapsed
        assert clock.paused + clock.calendar.elapsed_between(clock.since, until) == paused
    else:
        assert clock.elapsed_at(until) == elapsed and clock.paused == paused
    # In time or not, by the same count, at one second past each event.
    over = clock.elapsed_at(until) > clock.seconds
    assert (clock.breached_at is not None) >= over
    if clock.breached_at is None:
        assert clock.elapsed_at(until) <= clock.seconds
    if clock.state == "running" and clock.breached_at is None:
        assert clock.due == clock.calendar.plan_at(clock.since, clock.seconds - clock.elapsed)


@on_histories(st.integers(1, 4), st.randoms(use_true_random=False))
def test_order_of_arrival_and_batches_change_nothing(history, first, source):
    """I6, I7: a replay is the stored clock, whatever the order in which events were read."""
    events = events_of(history, first)
    clocks = derive(events, TARGETS, START + UNTIL)
    shuffled = list(events)
    source.shuffle(shuffled)
    assert derive(shuffled, dict(reversed(TARGETS.items())), START + UNTIL) == clocks
    assert derive_many([shuffled, events[:2], events], TARGETS, START + UNTIL)[::2] == [clocks] * 2
    assert shuffled.count(None) == 0 and sorted(shuffled, key=lambda e: e.id) == events


@on_histories(st.integers(1, 4), st.randoms(use_true_random=False))
def test_a_write_split_in_two_equals_one_write(history, first, source):
    """I8: what one write changes is recorded in one second, in any order, in one piece or in several."""
    moves = {
        "assigned": 0,
        "sla_attached": 0,
        "waiting": 1,
        "resumed": 1,
        "resolved": 1,
        "reopened": 1,
    }
    moves |= {"closed": 1, "cancelled": 1, "note": 2, "priority_changed": 2}
    events, taken = [], set()
    for event in events_of(history, first, merges=False):
        # Of each kind of change only one in a second, as a write has it.
        if event.type == "ticket_created":
            events.append(event)
        elif event.type in moves:
            key = event.at, event.type if moves[event.type] == 0 else moves[event.type]
            created = event.type == "sla_attached" and event.id == 2
            if not created and (key in taken or event.at == START):
                continue
            taken.add(key)
            events.append(event)
    other = list(events)
    source.shuffle(other)
    renumbered = [replace(event, id=number) for number, event in enumerate(other, 1)]
    assert derive(renumbered, TARGETS, START + UNTIL) == derive(events, TARGETS, START + UNTIL)


@on_histories(st.integers(1, 4), st.integers(0, 30 * DAY))
def test_looking_changes_nothing(history, first, moment):
    """I6: events that say nothing about a clock, and sweeps that find nothing, leave it as it is."""
    events = events_of(history, first)
    at = START + moment
    noted = [*events, Event(at, 10_000, "note", {}), Event(at, 10_001, "exported", {})]
    until = max(at, events[-1].at)
    assert derive(noted, TARGETS, until) == derive(events, TARGETS, until)


@on_histories(st.integers(1, 4))
def test_a_noticed_breach_changes_nothing(history, first):
    """The sweep's own event agrees with what the replay finds by itself (I6, S7)."""
    events = events_of(history, first)
    clocks = derive(events, TARGETS, START + UNTIL)
    noticed = [
        Event(
            START + UNTIL,
            20_000 + number,
            "sla_breached",
            {"metric": clock.metric, "instance": clock.instance, "due": clock.breached_at},
        )
        for number, clock in enumerate(clocks)
        if clock.breached_at is not None
    ]
    assert derive([*events, *noticed], TARGETS, START + UNTIL) == clocks


@on_histories(st.integers(1, 4), st.integers(0, 30 * DAY))
def test_a_back_dated_log_never_takes_a_breach_away(history, first, moment):
    """I10: whatever is logged late, each breach that was recorded stays."""
    events = events_of(history, first)
    end = events[-1].at + DAY
    breached = [clock for clock in derive(events, TARGETS, end) if clock.breached_at is not None]
    recorded = [
        Event(
            end,
            20_000 + number,
            "sla_breached",
            {"metric": clock.metric, "instance": clock.instance, "due": clock.breached_at},
        )
        for number, clock in enumerate(breached)
    ]
    late = Event(START + moment, 30_000, "contact_made", {})
    after = derive([*events, *recorded, late], TARGETS, end)
    kept = {(clock.metric, clock.instance) for clock in after if clock.breached_at is not None}
    assert kept >= {(clock.metric, clock.instance) for clock in breached}


@on_histories(st.integers(1, 4))
def test_the_derivation_adds_up_to_the_clock(history, first):
    """Rule 16: the steps are those of the same replay."""
    events = events_of(history, first)
    for clock in derive(events, TARGETS, START + UNTIL):
        steps = explain(events, TARGETS, clock.metric, clock.instance, START + UNTIL)
        total = 0
        for step in steps:
            total += step.worked
            assert total == step.total
        lasting = [step for step in steps if step.what != "breached"]
        assert lasting[-1].state == clock.state
        assert clock.state == "running" or lasting[-1].total == clock.elapsed
        breaches = [step.at for step in steps if step.what == "breached"]
        assert breaches == ([] if clock.breached_at is None else [clock.breached_at])


def waits(at, length):
    return [
        Event(at, 40_000, "waiting", {"reason": "customer"}),
        Event(at + length, 40_001, "resumed", {}),
    ]


@on_histories(st.integers(1, 8), st.integers(0, 20 * DAY), st.integers(1, 3 * DAY))
def test_a_pause_moves_the_due_instant_by_its_working_seconds_and_nothing_else(
    _history, first, after, length
):
    """I1 to I5 as a clock lives them: created, paused once, resumed."""
    calendar, seconds = TARGETS[first].calendar, TARGETS[first].seconds
    plain = events_of([], first)
    at = START + after
    (free,) = (c for c in derive(plain, TARGETS, START) if c.metric == "resolution")
    (held,) = (
        c
        for c in derive([*plain, *waits(at, length)], TARGETS, at + length)
        if c.metric == "resolution"
    )
    lost = calendar.elapsed_between(at, at + length)
    used = calendar.elapsed_between(START, at)
    assert (held.elapsed, held.paused) == (used, lost)
    if used < seconds:
        assert held.due == calendar.plan_at(START, seconds + lost)
        assert calendar.elapsed_between(free.due, held.due) == lost
        assert held.breached_at is None
    elif at > free.due:
        assert (held.breached_at, held.due) == (free.due, free.due)


def test_histories_reach_every_state_and_every_metric():
    """The generator is worth its name."""
    source, found = random.Random(SEED), set()
    kinds = ["resumed", "resolved", "reopened", "cancelled", "agent_reply", "customer_message"]
    kinds += ["contact_made", "handed_over", "receipt", "repair_done"]
    for _ in range(300):
        history = [
            (source.randrange(10 * HOUR), (source.choice(kinds), 0))
            for _ in range(source.randrange(9))
        ]
        history.insert(1, (60, ("promise_given", 7200)))
        history.insert(2, (60, ("waiting", "customer")))
        history.insert(3, (60, ("assigned", source.randrange(3))))
        for clock in derive(events_of(history, 1), TARGETS):
            found |= {clock.metric, clock.state}
    metrics = {one.metric for one in TARGETS.values()}
    assert found == metrics | {"running", "paused", "fulfilled", "cancelled"}
    assert len(CALENDARS) == 4 and len(OTHERS) == 10
