"""The sender as real processes against a real mail server that goes wrong (T67, T68, T70; G4, G5)."""

import random
import signal
import time
from collections import Counter

import outbox_jobs
import pytest
from accounting import report
from processes import call, rows, start
from profiles import profile
from smtp_sink import Sink

MAILS = profile(10, 200)  # for each fault
KILLS = profile(10, 200)
SEED = 20261122

SURELY_NOT_TAKEN = (
    "refused",
    "slow",
    "slow_data",
    "busy",
    "busy_data",
    "closing",
    "dropped",
)


class Batch:
    """Some mails, planned and followed."""

    def __init__(self, count=MAILS, **options):
        self.ids = tuple(call(outbox_jobs.plan, count=count, **options))

    def rows(self, columns):
        return rows(f"SELECT {columns} FROM aftersales_outbox WHERE id IN %s", self.ids)

    def states(self):
        return Counter(state for [state] in self.rows("state"))

    def message_ids(self, state):
        return {
            number
            for [number] in rows(
                "SELECT message_id FROM aftersales_outbox WHERE id IN %s AND state = %s",
                self.ids,
                state,
            )
        }

    def come_due(self):
        """Let the time pass that the waiting mails wait for."""
        rows(
            "UPDATE aftersales_outbox SET next_attempt_at = now() AT TIME ZONE 'UTC' - interval '1 s'"
            " WHERE id IN %s AND state = 'planned'",
            self.ids,
        )

    def send_all(self):
        """Run the job until nothing waits."""
        for __ in range(MAILS + 5):
            if not self.states()["planned"]:
                return
            self.come_due()
            call(outbox_jobs.send)
        raise AssertionError(f"still waiting: {self.states()}")


@pytest.fixture
def sink(request, desk):
    options = getattr(request, "param", {})
    with Sink(**options) as server:
        call(outbox_jobs.open_server, port=server.port)
        yield server
    if fault := options.get("fault"):
        name = request.node.originalname.removeprefix("test_").replace("_", " ")
        taken, doubled = len(server.accepted), len(server.doubled)
        report(f"{fault} x {MAILS}, {name}: {taken} taken, {doubled} doubled")


def faulty(*names):
    return pytest.mark.parametrize(
        "sink", [{"fault": name} for name in names], indirect=True, ids=names
    )


# === FAULTS (T70, G5) === #


@faulty(*SURELY_NOT_TAKEN)
def test_what_was_surely_not_taken_is_sent_once_when_the_fault_is_over(sink):
    batch = Batch()
    started = time.monotonic()
    call(outbox_jobs.send)
    assert batch.states() == {"planned": MAILS}
    assert not sink.accepted
    assert time.monotonic() - started < 20  # not every mail waits for a server that is down
    assert {fault for [fault] in batch.rows("fault")} <= {
        "unreachable",
        "timeout",
        "busy",
        "dropped",
    }
    assert all(later for [later] in batch.rows("next_attempt_at > planned_at"))
    call(outbox_jobs.send)
    assert not sink.accepted  # not due yet
    sink.repair()
    batch.send_all()
    assert batch.states() == {"sent": MAILS}
    assert set(sink.accepted) == batch.message_ids("sent")
    assert not sink.doubled


@faulty("reply_lost", "dropped_data")
def test_mail_that_may_have_arrived_is_listed_and_never_sent_again(sink):
    batch = Batch()
    batch.send_all()
    assert batch.states() == {"unknown": MAILS}
    assert len(sink.accepted) == (MAILS if sink.fault == "reply_lost" else 0)
    sink.repair()
    call(outbox_jobs.send)
    assert batch.states() == {"unknown": MAILS}
    assert not sink.doubled
    assert {fault for [fault] in batch.rows("fault")} == {"cut"}


@faulty("reply_lost")
def test_mail_that_must_arrive_is_sent_again_under_the_same_message_id(sink):
    batch = Batch(guarantee="least")
    call(outbox_jobs.send)
    first = set(sink.accepted)
    assert first
    sink.repair()
    batch.send_all()
    assert batch.states() == {"sent": MAILS}
    assert set(sink.accepted) == batch.message_ids("sent")
    assert set(sink.doubled) == first


@faulty("rejected", "rejected_data")
def test_mail_refused_for_good_fails_at_once_with_one_alarm_a_ticket(sink):
    batch = Batch()
    call(outbox_jobs.send)
    assert batch.states() == {"failed": MAILS}
    assert not sink.accepted
    assert {fault for [fault] in batch.rows("fault")} == {"refused"}
    alarms = {alarm for [alarm] in batch.rows("alarm_id") if alarm}
    assert len(alarms) == MAILS
    call(outbox_jobs.send)
    assert {alarm for [alarm] in batch.rows("alarm_id")} == alarms


@pytest.mark.parametrize("sink", [{"fault": "rejected", "times": 1}], indirect=True)
def test_one_refused_mail_stops_no_other(sink):
    batch = Batch()
    call(outbox_jobs.send)
    assert batch.states() == {"failed": 1, "sent": MAILS - 1}


@pytest.mark.parametrize(
    "sink",
    [{"fault": name, "times": 1, "skip": 2} for name in ("closing", "dropped")],
    indirect=True,
)
def test_server_that_ends_a_connection_after_some_mails_gets_the_rest_on_another(sink):
    batch = Batch()
    call(outbox_jobs.send)
    assert sink.met == 1
    assert batch.states() == {"sent": MAILS}


def test_poison_mail_waits_while_the_others_go(sink):
    """T69: whatever cannot be put together never stops the job."""
    batch = Batch()
    poison = min(batch.ids)
    rows("UPDATE aftersales_outbox SET subject = E'a\\nb' WHERE id = %s", poison)
    call(outbox_jobs.send)
    assert batch.states() == {"planned": 1, "sent": MAILS - 1}
    [[state, fault]] = rows("SELECT state, fault FROM aftersales_outbox WHERE id = %s", poison)
    assert (state, fault) == ("planned", "unbuilt")
    [[beat]] = rows(
        "SELECT last_success_at > now() AT TIME ZONE 'UTC' - interval '1 min'"
        " FROM aftersales_heartbeat WHERE name = 'outbox'"
    )
    assert beat


def test_one_poison_mail_among_many_leaves_the_job_fully_done(sink):
    """T69: with 1000 mails in the deep profile, 999 sent and 1 marked."""
    batch = Batch(count := profile(100, 1000))
    poison = sorted(batch.ids)[count // 3]
    rows("UPDATE aftersales_outbox SET subject = E'a\\nb' WHERE id = %s", poison)
    runs = 1
    while not call(outbox_jobs.trigger):  # a run has ten seconds
        runs += 1
        assert runs < 30
    print(f"{count} mails, 1 poison: fully done after {runs} runs")
    assert batch.states() == {"planned": 1, "sent": count - 1}
    assert rows("SELECT fault FROM aftersales_outbox WHERE id = %s", poison) == [("unbuilt",)]
    assert not sink.doubled


def test_mails_that_waited_for_hours_leave_when_their_server_takes_another(sink):
    waiting = Batch()
    rows(
        "UPDATE aftersales_outbox SET server_down = true, fault = 'unreachable', tried_server_id ="
        " (SELECT max(id) FROM ir_mail_server), next_attempt_at = planned_at + interval '8 hours'"
        " WHERE id IN %s",
        waiting.ids,
    )
    call(outbox_jobs.send)
    assert waiting.states() == {"planned": MAILS}
    Batch(1)
    call(outbox_jobs.send)
    assert waiting.states() == {"sent": MAILS}
    assert not sink.doubled


@faulty("refused")
def test_mail_fails_when_three_days_were_in_vain(sink):
    batch = Batch()
    rows(
        "UPDATE aftersales_outbox SET planned_at = planned_at - interval '3 days' WHERE id IN %s",
        batch.ids,
    )
    call(outbox_jobs.send)
    assert batch.states() == {"failed": MAILS}
    assert all(alarm for [alarm] in batch.rows("alarm_id"))


# === MORE THAN ONE AT WORK === #


def test_two_workers_at_once_send_each_mail_once(sink):
    """T68"""
    batch = Batch(3 * MAILS)
    workers = [start(outbox_jobs.send) for __ in range(2)]
    for worker in workers:
        worker.result()
    batch.send_all()
    assert batch.states() == {"sent": 3 * MAILS}
    assert len(sink.accepted) == 3 * MAILS
    assert not sink.doubled
    report(f"{3 * MAILS} mails to two senders at once: {len(sink.accepted)} taken, 0 doubled")


def test_two_workers_that_end_at_once_raise_each_alarm_once(sink):
    """T68"""
    batch = Batch()
    for __ in range(profile(5, 20)):
        rows(
            "UPDATE aftersales_outbox SET state = 'failed', unsettled = true, alarm_id = NULL"
            " WHERE id IN %s",
            batch.ids,
        )
        rows("DELETE FROM mail_activity WHERE res_model = 'aftersales.ticket'")
        workers = [start(outbox_jobs.send) for __ in range(2)]
        for worker in workers:
            worker.result()
        [[count]] = rows("SELECT count(*) FROM mail_activity WHERE res_model = 'aftersales.ticket'")
        assert count == MAILS
        assert not any(unsettled for [unsettled] in batch.rows("unsettled"))


def test_two_sessions_that_plan_the_same_at_once_plan_it_once(sink):
    [[ticket_id]] = Batch(1).rows("ticket_id")
    for round_ in range(profile(5, 100)):
        planners = [
            start(outbox_jobs.plan_again, ticket_id=ticket_id, key=f"race:{ticket_id}:{round_}")
            for __ in range(2)
        ]
        assert sorted(planner.result() for planner in planners) == [0, 1]


# === DEATHS (T67, G4) === #


def deaths(workers):
    return sum(worker.process.exitcode == -signal.SIGKILL for worker in workers)


@pytest.mark.parametrize("sink", [{"pace": 0.02}], indirect=True)
def test_killed_workers_lose_nothing_and_send_nothing_twice(sink):
    rng = random.Random(SEED)
    batch, workers = Batch(8 * KILLS), []
    while deaths(workers) < KILLS:
        while sum(worker.alive for worker in workers) < 2:
            # Some die at a database call, some at any other moment.
            fuse = rng.randrange(1, 80) if rng.random() < 0.5 else None
            workers.append(start(outbox_jobs.send, fuse=fuse))
        time.sleep(rng.random() * 0.5)
        rng.choice([worker for worker in workers if worker.alive] or workers).kill()
    for worker in workers:
        worker.outcome()
    batch.send_all()
    call(outbox_jobs.send)
    states = batch.states()
    report(
        f"{deaths(workers)} kills of two senders (seed {SEED}) at {len(batch.ids)} mails:"
        f" {dict(states)}, {len(sink.accepted)} taken, {len(sink.doubled)} doubled"
    )
    assert set(states) <= {"sent", "unknown"}
    assert not sink.doubled
    assert states["unknown"] <= deaths(workers)
    assert batch.message_ids("sent") <= set(sink.accepted)
    assert set(sink.accepted) <= batch.message_ids("sent") | batch.message_ids("unknown")


def test_figures_add_up(sink):
    Batch()
    figures = call(outbox_jobs.figures)
    assert figures.pop("planned") == sum(figures.values())
