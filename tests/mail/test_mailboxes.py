"""Mail fetched from real mailboxes by Odoo's own incoming mail servers: poison holds nothing up (T1, G2)."""

import contextlib
import imaplib
import poplib
import time

import jobs
import pytest
from accounting import Account, report
from letters import PREFIX, honest, poison
from mailbox_server import Mailbox
from processes import call

KINDS = ("pop", "imap")
SECONDS = 60  # of the clock, until the mail behind the poison has its ticket


@contextlib.contextmanager
def fetched_by_odoo(mailbox, kind):
    """Open the door and let Odoo know of it; yields the id of its incoming mail server."""
    with getattr(mailbox, {"pop": "pop3", "imap": "imap"}[kind])() as door:
        server_id = call(jobs.open_mailbox, kind=kind, port=door.port)
        try:
            yield server_id
        finally:
            call(jobs.close_mailbox, server_id=server_id)


def test_box_stands_for_real_ones(desk):
    """A client that leaves without QUIT has deleted nothing; one that fetches by IMAP has seen it."""
    mailbox = Mailbox([honest("box-1"), honest("box-2")])
    with mailbox.pop3() as door:
        client = poplib.POP3("127.0.0.1", door.port)
        client.user("desk")
        client.pass_("secret")
        __, lines, __ = client.retr(2)
        assert b"\n".join(lines) == honest("box-2").rstrip(b"\n")
        client.dele(2)
        client.close()
        assert len(mailbox.waiting) == 2
    with mailbox.imap() as door:
        client = imaplib.IMAP4("127.0.0.1", door.port)
        client.login("desk", "secret")
        client.select()
        __, [found] = client.search(None, "(UNSEEN)")
        assert found == b"1 2"
        __, [(__, raw), __] = client.fetch("1", "(RFC822)")
        assert raw == honest("box-1")
        client.logout()
        assert len(mailbox.waiting) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_poison_in_the_box(desk, kind):
    """T1, T3, T4, T20, T22: the box is emptied, every honest mail has its ticket, the poison is kept."""
    account, started = Account(), time.monotonic()
    names = [f"{kind}-{number}" for number in range(4)]
    bad = poison(kind)
    mailbox = Mailbox([*map(honest, names[:2]), *bad, *map(honest, names[2:])])
    with fetched_by_odoo(mailbox, kind):
        # The scheduler calls the job again and again while it says that something is left.
        while mailbox.waiting and time.monotonic() - started < SECONDS:
            call(jobs.fetch_by_cron)
        assert not mailbox.waiting, f"{[letter.raw[:200] for letter in mailbox.waiting]}"
        mailbox.put(honest(f"{kind}-next"))
        call(jobs.fetch_by_cron)
        seconds = time.monotonic() - started
    assert not mailbox.waiting
    assert seconds <= SECONDS
    call(jobs.finish)
    tickets = account.tickets()
    for name in (*names, f"{kind}-next"):
        assert tickets[f"{PREFIX}{name}"] == 1, name
    account.assert_balanced()
    assert len(account.rows()) == len(names) + len(bad) + 1
    assert set(account.states()) <= {"ticket", "quarantine"}
    report(f"{kind}: {len(bad)} poisonous mails among {len(names)}: all fetched in {seconds:.0f} s")
