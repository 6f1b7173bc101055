"""Random histories of tickets, and a second opinion about them that counts second by second's worth.

A history is a list of (seconds since the one before, what happens): hypothesis makes and shrinks it.
`events_of` tells it as the models would: nobody resumes what does not wait, or re-opens what is open.
"""

from datetime import date

from hypothesis import strategies as st
from stories import DAY, HOUR, REASONS, target

from aftersales_addon.core.sla import Event
from aftersales_addon.core.worktime import WorkCalendar

WEEKDAYS = {day: [(8, 12), (13, 17.5)] for day in range(5)}
CALENDARS = (
    WorkCalendar("UTC", {day: [(0, 24)] for day in range(7)}),
    WorkCalendar("Europe/Berlin", WEEKDAYS, [date(2026, 4, 3)], {date(2026, 4, 4): [(9, 13)]}),
    WorkCalendar("America/New_York", {day: [(0, 6), (22, 24)] for day in range(7)}),
    WorkCalendar("Australia/Lord_Howe", WEEKDAYS, odd_week={2: [(0, 24)], 6: [(1.5, 2)]}),
)
START = 1774828800  # 30 March 2026: Berlin has just put its clocks forward
METRICS = (
    "first_response",
    "next_response",
    "update_interval",
    "assignment",
    "expert_contact",
    "repair_turnaround",
    "requester_wait",
    "agent_work",
    "ownership",
    "promised_time",
)
SOME = frozenset({"customer", "supplier"})

# Ids: 1-4 resolution in each calendar, 5-8 the same but shorter, pausing otherwise; 11.. the other metrics.
TARGETS = {
    one.id: one
    for one in (
        *(target(n + 1, hours=8, calendar=c, pauses=SOME) for n, c in enumerate(CALENDARS)),
        *(
            target(n + 5, hours=3, calendar=c, pauses=frozenset(REASONS))
            for n, c in enumerate(CALENDARS)
        ),
        *(
            target(n + 11, metric, 2 + n % 3, CALENDARS[n % 4], reopen="continue")
            for n, metric in enumerate(METRICS)
        ),
    )
}
OTHERS = [number for number in TARGETS if number > 10]

gaps = st.one_of(
    st.sampled_from([0, 0, 1, 60, HOUR, 8 * HOUR, DAY, 3 * DAY]), st.integers(0, 2 * DAY)
)
kinds = st.one_of(
    st.tuples(st.just("waiting"), st.sampled_from(REASONS)),
    st.tuples(st.just("assigned"), st.integers(0, 3)),
    st.tuples(
        st.sampled_from(
            ["resumed", "resumed", "resolved", "reopened", "reopened", "cancelled", "closed"]
        ),
        st.just(0),
    ),
    st.tuples(
        st.sampled_from(
            [
                "agent_reply",
                "customer_message",
                "contact_made",
                "handed_over",
                "receipt",
                "repair_done",
                "note",
            ]
        ),
        st.just(0),
    ),
    st.tuples(st.just("promise_given"), st.integers(0, 2 * DAY)),
    st.tuples(st.just("merged"), st.integers(1, 2 * DAY)),
    st.tuples(st.sampled_from(["retroactive", "forward", "reset"]), st.integers(1, 8)),
)
histories = st.lists(st.tuples(gaps, kinds), max_size=14)


def events_of(history, first=1, changes=True, cancels=True, merges=True):
    """Tell a history in events that follow from each other."""
    at, number = START, 0
    state, events = "open", []

    def record(kind, **payload):
        nonlocal number
        number += 1
        events.append(Event(at, number, kind, payload))

    record("ticket_created", team=1)
    record("sla_attached", targets=[first, *OTHERS], why="created")
    for gap, (kind, value) in history:
        at += gap
        ended = state in ("resolved", "closed", "cancelled")
        if kind == "waiting" and not ended:
            state = "waiting"
            record("waiting", reason=value)
        elif kind == "resumed" and state == "waiting":
            state = "open"
            record("resumed")
        elif (kind in ("resolved", "closed") and not ended) or (
            kind == "cancelled" and cancels and not ended
        ):
            state = kind
            record(kind)
        elif kind == "reopened" and ended:
            state = "open"
            record("reopened", was="resolved")
        elif kind == "assigned":
            record("assigned", team=1 + value % 2, user=value or False)
        elif kind == "promise_given":
            record("promise_given", at=at + value)
        elif kind == "merged" and merges:
            record("merged", **{"from": 77, "starts": {"resolution": START - value}})
        elif kind in ("retroactive", "forward", "reset") and changes:
            record("sla_attached", targets=[value, *OTHERS], mode=kind, why="priority_changed")
        elif kind in (
            "agent_reply",
            "customer_message",
            "contact_made",
            "handed_over",
            "receipt",
            "repair_done",
            "note",
        ):
            record(kind)
    return events


def worked_by_hand(events, until, one):
    """(elapsed, paused) of the resolution, counted from the stages of the ticket alone (T65).

    No clock, no state machine of ours: for each gap between events, who had the ticket waits, and
    whether that reason pauses; the gap's working seconds fall to one side.
    """
    elapsed = paused = 0
    reason, ended, over = None, False, None
    for event, following in zip(events, [*events[1:], None], strict=True):
        if event.type == "waiting":
            reason = event.payload["reason"]
        elif event.type in ("resumed", "reopened", "resolved", "closed"):
            reason = None
        if event.type in ("resolved", "closed"):
            ended, over = True, event.at if over is None else over
        elif event.type == "reopened":
            ended, over = False, None
        end = following.at if following else until
        worked = one.calendar.elapsed_between(event.at, end)
        if ended:
            last = following is None or not any(
                e.type == "reopened" for e in events if e.id > event.id
            )
            paused += 0 if last else worked
        elif reason in one.pauses:
            paused += worked
        else:
            elapsed += worked
    return elapsed, paused
