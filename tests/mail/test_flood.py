"""A flood of mails is kept whole, answered hardly at all, and nobody waits for it (T7, T8; G11)."""

import email
import email.policy
import statistics
import time
from collections import Counter

import jobs
import outbox_jobs
import pytest
from accounting import Account, report
from letters import honest
from processes import call, start
from profiles import profile
from smtp_sink import Sink

MAILS = profile(60, 2000)  # of one sender, and as many of others
PER_SENDER = 10  # tickets in an hour
STRANGERS = profile(15, 100)  # told in an hour
PAGE_SECONDS = 1  # the slowest but one in twenty
VICTIM = "victim@elsewhere.example"
BAIT = "evil.example"


def flood(kind, senders):
    return [
        honest(f"{kind}-{number}", sender=f"Win at {BAIT} <{sender}>", body=f"Buy at {BAIT}")
        for number, sender in enumerate(senders)
    ]


@pytest.fixture
def limits(desk):
    """The limits as they are by default, not counting what other tests have sent."""
    told = call(jobs.strangers_told)
    call(jobs.set_limits, mail_flood_limit=PER_SENDER, mail_strangers_told=told + STRANGERS)
    yield
    call(jobs.set_limits, mail_flood_limit=1_000_000, mail_strangers_told=1_000_000)


def test_flood_is_kept_and_hardly_answered(limits):
    """T7, T8: one forged sender and ever new ones at once, while people work."""
    account = Account()
    reader = start(jobs.read_pages, user_id=call(jobs.supervisor, login="reader"))
    floods = {
        "one sender": flood(
            "one", [VICTIM.replace("@", f"+{n}@") if n % 2 else VICTIM for n in range(MAILS)]
        ),
        "many senders": flood("many", [f"a{n}@new-{n % 50}.example" for n in range(MAILS)]),
    }
    started = time.monotonic()
    with Sink() as sink:
        call(outbox_jobs.open_server, port=sink.port)
        works = [start(jobs.deliver, mails=mails) for mails in floods.values()]
        assert not [mail.raised for work in works for mail in work.result() if mail.raised]
        seconds = time.monotonic() - started
        reader.kill()
        call(jobs.finish)
        call(jobs.send_waiting)
    account.assert_balanced()
    states = account.states()
    assert set(states) <= {"ticket", "reply"}
    assert states.total() == 2 * MAILS
    tickets = Counter(name.split("-")[1] for name in account.tickets())
    assert tickets == {"one": PER_SENDER, "many": MAILS}
    told = Counter(
        recipient.partition("+")[0].partition("@")[0] for to, __ in sink.letters for recipient in to
    )
    assert told[VICTIM.partition("@")[0]] <= 1
    assert max(told.values()) == 1
    assert told.total() <= STRANGERS
    for __, raw in sink.letters:
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
        assert BAIT not in f"{message['To']} {message['Subject']} {parts}"
    pages = sorted(item for item in reader.items() if isinstance(item, float))
    slow = statistics.quantiles(pages, n=20)[-1]
    assert slow < PAGE_SECONDS
    report(
        f"flood of 2 x {MAILS} mails in {seconds:.0f} s: 0 lost, {sum(tickets.values())} tickets,"
        f" {told.total()} answers; {len(pages)} pages meanwhile, p95 {slow:.2f} s"
    )
