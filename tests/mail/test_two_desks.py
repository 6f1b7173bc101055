"""Two desks that acknowledge each other's mails come to rest (T9, G12)."""

import email

import jobs
import outbox_jobs
import pytest
from letters import delivered, honest
from processes import OTHER, call
from smtp_sink import Sink

MARKS = ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "X-Autoreply", "Return-Path")
ROUNDS = 10


def honest_relay(raw):
    return raw


def careless_relay(raw):
    """The mail with nothing left in it that tells that a machine wrote it, or what it answers."""
    message = email.message_from_bytes(raw)
    for name in (*MARKS, "References", "In-Reply-To"):
        del message[name]
    return message.as_bytes()


@pytest.fixture
def pair(desk, request):
    """Two domains nobody has heard of yet."""
    number = request.node.callspec.indices["known"] + 2 * request.node.callspec.indices["relay"]
    yield f"here-{number}.example", f"there-{number}.example"
    call(jobs.return_to, domain=jobs.DOMAIN)


@pytest.mark.parametrize("known", [False, True], ids=["strangers", "customers"])
@pytest.mark.parametrize("relay", [honest_relay, careless_relay])
def test_two_desks(pair, relay, known):
    """A notice of one desk reaches the other; what follows is at most two messages.

    Each is a stranger to the other, or its customer, who is told the number of each ticket. All
    that is sent to a domain, such as to the sender of its notices, is forwarded to its desk.
    """
    here, there = pair
    databases = {here: None, there: OTHER}
    with Sink() as sink:
        for name, database in databases.items():
            call(jobs.open_desk, database=database, address=f"support@{name}")
            call(outbox_jobs.open_server, database=database, port=sink.port)
            if known:
                other = there if name == here else here
                call(jobs.know, database=database, address=f"notifications@{other}")
        notice = honest(f"notice-of-{there}", f"notifications@{there}", to=f"support@{here}")
        post = {here: [relay(notice)], there: []}
        for __ in range(ROUNDS):
            passed = len(sink.letters)
            for name, mails in post.items():
                call(jobs.deliver, database=databases[name], mails=mails)
                call(jobs.send_waiting, database=databases[name])
            post = {
                name: [
                    delivered(relay(raw), to=f"support@{name}")
                    for recipients, raw in sink.letters[passed:]
                    if any(recipient.endswith(f"@{name}") for recipient in recipients)
                ]
                for name in databases
            }
            if not any(post.values()):
                break
    assert not any(post.values()), f"still writing to each other after {ROUNDS} rounds"
    assert 1 <= len(sink.letters) <= 2
