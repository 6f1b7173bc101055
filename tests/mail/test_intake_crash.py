"""Whatever dies while mail comes in, and whenever: nothing is lost, nothing is there twice (G3, G4)."""

import contextlib
import random
import signal

import jobs
import pytest
from accounting import Account, report
from letters import PREFIX, honest
from mailbox_server import Mailbox
from processes import call, rows, start
from profiles import profile
from test_mailboxes import fetched_by_odoo

SEED = 20261122


def names(prefix, count):
    return [f"{prefix}-{number}" for number in range(count)]


def assert_once_each(account, wanted, given_up=frozenset()):
    """One ticket for each of the mails, and no other ticket.

    :param given_up: subjects of mails that a supervisor finds in quarantine instead
    """
    tickets, subjects = account.tickets(), {f"{PREFIX}{name}" for name in wanted}
    assert not subjects - set(tickets) - given_up, "lost"
    assert tickets == dict.fromkeys(subjects - given_up, 1), "doubled"
    account.assert_balanced()


def test_two_processes(desk):
    """T24: the same mails to two processes at once, in the same order, so that they keep meeting."""
    account, wanted = Account(), names("both", profile(60, 1000))
    mails = [honest(name) for name in wanted]
    works = [start(jobs.deliver, mails=mails) for __ in range(2)]
    assert not [mail.raised for work in works for mail in work.result() if mail.raised]
    call(jobs.finish)
    assert_once_each(account, wanted)
    # The process that comes while the other is at it leaves the mail to it, without a row.
    states = account.states()
    assert set(states) <= {"ticket", "duplicate"}
    report(f"{len(wanted)} mails to two processes at once: {dict(states)}")


class TwoBoxes:
    """Two mailboxes with the same mails, filled again when both are empty."""

    def __init__(self, prefix, count):
        self.prefix, self.count = prefix, count
        self.names, self.boxes = [], (Mailbox(), Mailbox())
        self.fill()

    def fill(self):
        more = names(f"{self.prefix}-{len(self.names)}", self.count)
        self.names += more
        for box in self.boxes:
            box.put(*map(honest, more))

    @property
    def empty(self):
        return not any(box.waiting for box in self.boxes)

    @contextlib.contextmanager
    def fetched_by_odoo(self):
        with (
            fetched_by_odoo(self.boxes[0], "pop") as pop,
            fetched_by_odoo(self.boxes[1], "imap") as imap,
        ):
            yield pop, imap


def test_kill(desk):
    """G4, T67: two workers, each at a box with the same mails, killed between any two database calls."""
    rng, wanted, kills = random.Random(SEED), profile(10, 200), 0
    account, boxes = Account(), TwoBoxes("kill", 8)
    with boxes.fetched_by_odoo() as servers:
        while kills < wanted:
            works = [
                start(jobs.fetch_from, server_id=server_id, fuse=rng.randrange(1, 600))
                for server_id in servers
            ]
            for work in works:
                work.outcome()
                kills += work.process.exitcode == -signal.SIGKILL
            if boxes.empty:
                boxes.fill()
        for server_id in servers:
            call(jobs.fetch_from, server_id=server_id)
    assert boxes.empty
    call(jobs.finish)
    # What was under way in crash after crash may be the cause of them: a supervisor decides.
    given_up = account.quarantined("repeated_crash")
    assert_once_each(account, boxes.names, given_up)
    report(
        f"{kills} kills (seed {SEED}) at {len(boxes.names)} mails in two boxes: 0 lost, 0 doubled,"
        f" {len(given_up)} to be decided by a supervisor"
    )


TROUBLE = {
    "serialization": "RAISE EXCEPTION 'trouble' USING ERRCODE = 'serialization_failure'",
    "deadlock": "RAISE EXCEPTION 'trouble' USING ERRCODE = 'deadlock_detected'",
    "disk full": "RAISE EXCEPTION 'trouble' USING ERRCODE = 'disk_full'",
    "connection cut": "PERFORM pg_terminate_backend(pg_backend_pid())",
}


@pytest.fixture
def trouble():
    """Let the database fail by itself the first time anything is inserted into a table."""

    def once(table, what):
        rows("CREATE SEQUENCE test_trouble")  # keeps counting when the transaction does not
        rows(
            "CREATE FUNCTION test_trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF nextval('test_trouble') = 1 THEN {TROUBLE[what]}; END IF; RETURN NEW; END $$"
        )
        rows(
            f"CREATE TRIGGER test_trouble BEFORE INSERT ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION test_trouble()"
        )

    yield once
    rows("DROP FUNCTION IF EXISTS test_trouble CASCADE")
    rows("DROP SEQUENCE IF EXISTS test_trouble")


@pytest.mark.parametrize("what", TROUBLE)
@pytest.mark.parametrize("table", ["aftersales_intake", "aftersales_ticket", "mail_message"])
def test_transient_failure(desk, trouble, table, what):
    """T2, T71: the database fails once, wherever it hurts; the mail is there after the next run."""
    account = Account()
    wanted = names(f"{table}-{what}".replace("_", "-").replace(" ", "-"), 2)
    mailbox = Mailbox(map(honest, wanted))
    with fetched_by_odoo(mailbox, "imap"):
        trouble(table, what)
        start(jobs.fetch_by_cron).outcome()
        call(jobs.fetch_by_cron)
    assert rows("SELECT is_called FROM test_trouble") == [(True,)]
    assert not mailbox.waiting
    call(jobs.finish)
    assert_once_each(account, wanted)


def test_database_restart(desk):
    """T71: all connections of two workers are ended again and again under load, as by a restart."""
    rng, wanted, ended = random.Random(SEED), profile(2, 10), 0
    account, boxes = Account(), TwoBoxes("restart", 20)
    with boxes.fetched_by_odoo() as servers:
        while ended < wanted:
            works = [start(jobs.fetch_from, server_id=server_id) for server_id in servers]
            works[0].process.join(rng.uniform(0.2, 2))
            [(count,)] = rows(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            ended += bool(count)
            for work in works:
                work.outcome()
            if boxes.empty:
                boxes.fill()
        for server_id in servers:
            call(jobs.fetch_from, server_id=server_id)
    assert boxes.empty
    call(jobs.finish)
    assert_once_each(account, boxes.names)
    report(
        f"{ended} times all connections ended (seed {SEED}): {len(boxes.names)} mails, 0 lost, 0 doubled"
    )
