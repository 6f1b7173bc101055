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
from processes import call, rows, start

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


# === POISON THAT NOTHING CAN READ === #


def broken_mails(kind):
    """Return two mails that stock Odoo loses, by their tokens: an unknown charset, NUL in the subject."""
    charset, nul = (honest(f"{kind}-{what}") for what in ("charset", "nul"))
    return {
        f"{kind}-charset": charset.replace(b'charset="utf-8"', b"charset=x-nobody-knows"),
        f"{kind}-nul": nul.replace(b"Subject: ", b"Subject: \x00"),
    }


@pytest.fixture
def refuse():
    """Let the database refuse tickets of these names, as a bug does that only some mails meet."""

    def refuse(names):
        pattern = "|".join(names)
        rows(
            "CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF NEW.name ~ '{pattern}' THEN RAISE EXCEPTION 'refused'"
            " USING ERRCODE = 'data_exception'; END IF; RETURN NEW; END $$"
        )
        rows(
            "CREATE TRIGGER test_refuse BEFORE INSERT ON aftersales_ticket"
            " FOR EACH ROW EXECUTE FUNCTION test_refuse()"
        )

    yield refuse
    mend()


def mend():
    rows("DROP FUNCTION IF EXISTS test_refuse CASCADE")


@pytest.mark.parametrize("kind", KINDS)
def test_mail_that_cannot_be_read_waits_and_is_read_once_mended(desk, refuse, kind):
    """T1: of five mails three have their tickets, two are kept as they came and asked about, then read."""
    bad, account = broken_mails(kind), Account()
    good = [f"{kind}-before", f"{kind}-between", f"{kind}-after"]
    first, second = bad.values()
    before, between, after = map(honest, good)
    mailbox = Mailbox([before, first, between, second, after])
    supervisor = call(jobs.supervisor, login=f"supervisor-{kind}")
    refuse(bad)
    with fetched_by_odoo(mailbox, kind):
        for __ in range(len(bad) + 1):
            start(jobs.fetch_by_cron).outcome()  # what the database refuses is logged
    assert not mailbox.waiting
    assert account.tickets() == {f"{PREFIX}{name}": 1 for name in good}
    assert account.states() == {"ticket": 3, "quarantine": 2}
    stranded = call(jobs.in_quarantine, after=account.intake)
    assert [(reason, bool(detail)) for __, reason, detail, __ in stranded] == [
        ("unreadable", True)
    ] * 2
    for (__, __, __, raw), came in zip(stranded, bad.values(), strict=True):
        # A mailbox hands out lines that end in CRLF, whatever they ended in.
        assert raw.replace(b"\r\n", b"\n").strip() == came.strip()
    assert rows(
        "SELECT count(*) FROM mail_activity WHERE res_model = 'aftersales.intake' AND user_id = %s",
        supervisor,
    ) == [(1,)]  # once until he has looked
    mend()
    ids = [number for number, __, __, __ in stranded]
    assert call(jobs.take_again, intake_ids=ids, user_id=supervisor) == len(ids)
    assert call(jobs.take_again, intake_ids=ids, user_id=supervisor) == 0
    assert account.tickets() == dict.fromkeys([f"{PREFIX}{name}" for name in (*good, *bad)], 1)
    account.assert_balanced()
