"""Mail fetched from real mailboxes by Odoo's own incoming mail servers (T1, G2)."""

import contextlib

import jobs
import pytest
from letters import honest
from mailbox_server import Mailbox
from processes import call, rows


@contextlib.contextmanager
def fetching(mailbox, kind):
    with getattr(mailbox, {"pop": "pop3", "imap": "imap"}[kind])() as door:
        server_id = call(jobs.open_mailbox, kind=kind, port=door.port)
        try:
            yield server_id
        finally:
            call(jobs.close_mailbox, server_id=server_id)


@pytest.mark.parametrize("kind", ["pop", "imap"])
def test_every_honest_mail_of_a_box_becomes_a_ticket(desk, kind):
    names = [f"{kind}-{number}" for number in range(3)]
    mailbox = Mailbox(map(honest, names))
    with fetching(mailbox, kind):
        call(jobs.fetch_by_cron)
    assert not mailbox.waiting
    found = rows(
        "SELECT name FROM aftersales_ticket WHERE name LIKE %s ORDER BY id", f"token-{kind}-%"
    )
    assert found == [(f"token-{name}",) for name in names]
