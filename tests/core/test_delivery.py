"""What an attempt to send a mail proves, and when the next one is due."""

import smtplib
from datetime import datetime, timedelta

import pytest

from aftersales_addon.core.delivery import (
    FAULTS,
    PATIENCE,
    Watch,
    judge,
    judge_connection,
    next_attempt,
)

NOW = datetime(2026, 11, 22, 10)


class Session:
    """An SMTP session whose server gives these replies to DATA and to the content."""

    def __init__(self, *replies):
        self.replies = list(replies)

    def getreply(self):
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    def data(self, message):
        code, text = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, text)
        return self.getreply()


def attempt(*replies):
    """Hand over a mail and return the outcome, as smtplib and Odoo wrap it."""
    session = Session(*replies)
    watch = Watch(session)
    try:
        try:
            code, text = session.data(b"")
            if code != 250:
                raise smtplib.SMTPDataError(code, text)
        except smtplib.SMTPServerDisconnected:
            raise
        except Exception:
            raise ValueError("Mail Delivery Failed")
    except Exception as error:
        return judge(error, watch)
    return judge(None, watch)


def timed_out():
    error = smtplib.SMTPServerDisconnected("Connection unexpectedly closed: timed out")
    error.__context__ = TimeoutError("timed out")
    return error


GONE = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.mark.parametrize(
    ("replies", "state", "fault", "server_down"),
    [
        ([(354, b"go"), (250, b"ok")], "sent", "", False),
        ([(354, b"go"), (451, b"later")], "retry", "busy", False),
        ([(354, b"go"), (554, b"spam")], "failed", "refused", False),
        ([(451, b"later")], "retry", "busy", False),
        ([(554, b"never")], "failed", "refused", False),
        ([(421, b"closing")], "retry", "busy", True),
        ([(535, b"who are you")], "retry", "login", True),
        ([GONE], "retry", "dropped", False),
        ([timed_out()], "retry", "timeout", True),
        ([(354, b"go"), GONE], "unknown", "cut", False),
        ([(354, b"go"), timed_out()], "unknown", "cut", True),
    ],
)
def test_only_a_break_between_content_and_last_reply_leaves_doubt(
    replies, state, fault, server_down
):
    outcome = attempt(*replies)
    assert (outcome.state, outcome.fault, outcome.server_down) == (state, fault, server_down)
    assert not outcome.fault or outcome.fault in FAULTS


def test_watch_forgets_the_mail_before():
    session = Session((354, b""), (250, b""), GONE)
    watch = Watch(session)
    session.data(b"")
    watch.reset()
    with pytest.raises(smtplib.SMTPServerDisconnected) as caught:
        session.data(b"")
    assert judge(caught.value, watch).state == "retry"


def test_recipient_refused_for_now_is_tried_again_for_good_is_not():
    for code, state in ((450, "retry"), (550, "failed")):
        error = smtplib.SMTPRecipientsRefused({"a@b.example": (code, b"no")})
        assert judge(error).state == state
        assert judge(error).reply == f"{code} no"


def test_sender_refused_is_judged_by_its_code():
    assert judge(smtplib.SMTPSenderRefused(550, b"no", "a@b.example")).state == "failed"


def test_what_is_no_matter_of_the_server_is_tried_again():
    assert judge(UnicodeError("x")).fault == "unbuilt"


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (ConnectionRefusedError("refused"), "unreachable"),
        (TimeoutError("timed out"), "timeout"),
        (timed_out(), "timeout"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "login"),
        (smtplib.SMTPConnectError(554, b"no"), "unreachable"),
        (ValueError("Missing SMTP Server"), "setup"),
    ],
)
def test_a_server_that_cannot_be_connected_to_is_down_for_every_mail(error, fault):
    outcome = judge_connection(error)
    assert (outcome.state, outcome.fault, outcome.server_down) == ("retry", fault, True)


def test_attempts_get_rarer_and_end_after_three_days():
    planned, now, gaps, attempts = NOW, NOW, [], 0
    while True:
        attempts += 1
        following = next_attempt(attempts, planned, now)
        if following is None:
            break
        gaps.append(following - now)
        now = following
    assert gaps[:6] == [
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=8),
        timedelta(hours=8),
    ]
    assert now == planned + PATIENCE
