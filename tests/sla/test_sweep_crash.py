"""The sweep as real processes: killed at any moment, twice at once, after days of silence (T66, T67, T68)."""

import random
import signal
from collections import Counter

import outbox_jobs
import sla_jobs
from processes import call, rows, start
from profiles import profile

SEED = 20261122
STEPS = len(sla_jobs.LADDER)

# What each kind of step leaves behind: (table, condition on ticket ids); the note is the server action's.
EFFECTS = {
    "alert": "SELECT ticket_id, step_id::text FROM aftersales_sla_alert WHERE ticket_id IN %s",
    "event": "SELECT ticket, type || COALESCE(payload::json->>'step', '') FROM aftersales_event"
    " WHERE ticket IN %s AND type IN ('escalated', 'sla_breached', 'priority_changed')",
    "assigned": "SELECT event.ticket, 'leader' FROM aftersales_event event"
    " JOIN aftersales_ticket ticket ON ticket.id = event.ticket"
    " JOIN aftersales_team team ON team.id = ticket.team_id"
    " WHERE ticket.id IN %s AND event.type = 'assigned'"
    " AND event.payload::json->>'user' = team.leader_id::text",
    "activity": "SELECT res_id, summary FROM mail_activity"
    " WHERE res_model = 'aftersales.ticket' AND res_id IN %s",
    "notice": "SELECT res_id, message_type FROM mail_message WHERE model = 'aftersales.ticket'"
    f" AND res_id IN %s AND (message_type = 'user_notification' AND subject LIKE '%%is late%%'"
    f" OR body LIKE '%%{sla_jobs.NOTE}%%')",
    "investigation": "SELECT ticket_id, metric FROM aftersales_investigation WHERE ticket_id IN %s",
    "mail": "SELECT ticket_id, key FROM aftersales_outbox"
    " WHERE ticket_id IN %s AND kind = 'escalation'",
}
ONCE_EACH = {
    "alert": STEPS,
    "event": STEPS + 2,  # each step, the breach and the raise
    "assigned": 1,
    "activity": 1,
    "notice": 2,
    "investigation": 1,
    "mail": 1,
}


def assert_once_each(ticket_ids):
    """Every effect of every step is there for each ticket: none lost, none twice."""
    for what, query in EFFECTS.items():
        found = Counter(rows(query, tuple(ticket_ids)))
        assert set(found.values()) <= {1}, f"{what}, twice: {found.most_common(3)}"
        each = Counter(ticket_id for ticket_id, __ in found)
        assert each == dict.fromkeys(ticket_ids, ONCE_EACH[what]), f"{what}, lost"
    breached = rows(
        "SELECT DISTINCT breached_at - started_at = interval '1 hour' FROM aftersales_sla_clock"
        " WHERE ticket_id IN %s AND metric = 'first_response'",
        tuple(ticket_ids),
    )
    assert breached == [(True,)]
    assert call(sla_jobs.kept, ticket_ids=ticket_ids) == []


def due():
    [[count]] = rows(
        "SELECT count(*) FROM aftersales_sla_clock WHERE next_check <= now() AT TIME ZONE 'UTC'"
    )
    return count


def waiting_mails(ticket_ids):
    """Let the time pass that the waiting mails wait for; return how many there are."""
    return len(
        rows(
            "UPDATE aftersales_outbox SET next_attempt_at = now() AT TIME ZONE 'UTC' - interval '1 s'"
            " WHERE ticket_id IN %s AND kind = 'escalation' AND state = 'planned' RETURNING id",
            tuple(ticket_ids),
        )
    )


def ours(numbers):
    """The Message-Ids among these that the outbox made; the others are Odoo's notices."""
    return {number for number in numbers if ".aftersales-" in number}


def assert_mails_arrived(ticket_ids, sink):
    """Every mail of the ladder has arrived, more often only under the same Message-Id."""
    for __ in range(5):
        if waiting_mails(ticket_ids):
            call(outbox_jobs.send)
    mails = rows(
        "SELECT message_id, state FROM aftersales_outbox WHERE ticket_id IN %s"
        " AND kind = 'escalation'",
        tuple(ticket_ids),
    )
    assert {state for __, state in mails} == {"sent"}
    assert ours(sink.accepted) == {number for number, __ in mails}
    assert len(mails) == len(ticket_ids)


def test_killed_sweeps_lose_no_step_and_take_none_twice(sink, report):
    """T67: two sweeps and a sender, each killed between any two calls of the database."""
    rng, wanted, kills, ticket_ids = random.Random(SEED), profile(10, 100), 0, []
    while kills < wanted:
        if not due():
            ticket_ids += call(sla_jobs.open_tickets, count=8)
        works = [start(sla_jobs.sweep, fuse=rng.randrange(1, 1500)) for __ in range(2)]
        for work in works:
            work.outcome()
            kills += work.process.exitcode == -signal.SIGKILL
        start(outbox_jobs.send, fuse=rng.randrange(1, 80)).outcome()
    call(sla_jobs.sweep)
    assert not due()
    assert_once_each(ticket_ids)
    assert_mails_arrived(ticket_ids, sink)
    report(
        f"{kills} sweeps killed (seed {SEED}): {len(ticket_ids)} ladders of {STEPS} steps, 0 lost,"
        f" 0 twice; {len(ours(sink.doubled))} of {len(ticket_ids)} mails twice, under the same Message-Id"
    )


def test_two_sweeps_after_three_days_of_silence_take_each_step_once(sink, report):
    """T66, T68: nothing ran for three days, then two run at once."""
    ticket_ids = []
    for __ in range(profile(2, 20)):
        ticket_ids += call(sla_jobs.open_tickets, count=12, hours=72)
        for work in [start(sla_jobs.sweep) for __ in range(2)]:
            work.result()
        call(sla_jobs.sweep)  # what one found locked by the other is left to the next round
    assert not due()
    assert_once_each(ticket_ids)
    lates = rows(
        "SELECT DISTINCT late FROM aftersales_sla_alert WHERE ticket_id IN %s", tuple(ticket_ids)
    )
    assert lates == [(True,)]
    assert_mails_arrived(ticket_ids, sink)
    report(f"{len(ticket_ids)} tickets swept by two at once after three days: each step once")


def test_sweep_that_another_one_overtakes_fails_not_and_takes_no_step_twice(sink):
    """T68: what was due when it began to read is settled when it comes to lock it."""
    ticket_ids = call(sla_jobs.open_tickets, count=3)
    assert set(ticket_ids) <= set(call(sla_jobs.sweep_overtaken))
    assert not due()
    assert_once_each(ticket_ids)
    assert_mails_arrived(ticket_ids, sink)


def test_wall_clock_that_jumps_takes_no_step_twice(sink):
    """T66: the machine's clock runs three hours ahead, is set right, and runs ahead again."""
    ticket_ids = call(sla_jobs.open_tickets, count=3, hours=0)
    call(sla_jobs.sweep)
    assert not rows("SELECT id FROM aftersales_sla_alert WHERE ticket_id IN %s", tuple(ticket_ids))
    for hours in (3, 0, 3):
        call(sla_jobs.sweep, hours=hours)
    assert_once_each(ticket_ids)


def test_ticket_that_somebody_works_on_keeps_no_other_waiting(sink):
    """T68: it is left to the next round."""
    ticket_ids = call(sla_jobs.open_tickets, count=4)
    holder = start(sla_jobs.hold, ticket_id=ticket_ids[1])
    assert next(holder.items(60)) is True
    call(sla_jobs.sweep)
    assert due() == 1
    holder.kill()
    call(sla_jobs.sweep)
    assert_once_each(ticket_ids)


def test_mail_server_that_is_down_costs_no_step(sink):
    """T70: the ladder goes on; the mail arrives when the server does."""
    ticket_ids = call(sla_jobs.open_tickets, count=3)
    sink.fault = "reply_lost"
    call(sla_jobs.sweep)
    call(outbox_jobs.send)
    assert_once_each(ticket_ids)
    assert waiting_mails(ticket_ids)
    sink.repair()
    assert_mails_arrived(ticket_ids, sink)
    assert ours(sink.doubled)  # nobody could tell that they had arrived
