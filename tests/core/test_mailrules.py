"""Machines, returned mails and proven senders are told by their headers (T9, T13, T26)."""

import time

import pytest

from aftersales_addon.core.mailrules import authentication, automatic_reason, bounce_candidate

PERSON = ("From", "Ann Bright <ann@bright.example>")


@pytest.mark.parametrize(
    "header",
    [
        ("Auto-Submitted", "auto-replied"),
        ("auto-submitted", "auto-generated; type=x (out of office)"),
        ("Precedence", "bulk"),
        ("Precedence", "auto_reply"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Autoreply", "yes"),
        ("Return-Path", "<>"),
        ("Return-Path", " < > "),
        ("List-Id", "<news.example>"),
        ("Content-Type", 'multipart/report; report-type="disposition-notification"; boundary=b'),
    ],
)
def test_machine_is_recognised(header):
    """T9"""
    assert automatic_reason([PERSON, header]) == header[0].lower()


@pytest.mark.parametrize(
    "header",
    [
        ("Auto-Submitted", "no"),
        ("Auto-Submitted", "no (really)"),
        ("Precedence", "first-class"),
        ("X-Auto-Response-Suppress", "None"),
        ("Return-Path", "<ann@bright.example>"),
        ("Content-Type", "text/plain"),
        ("Subject", "Auto-Submitted: auto-replied"),
    ],
)
def test_person_is_no_machine(header):
    assert automatic_reason([PERSON, header]) == ""


# === RETURNED MAILS === #

REPORT = ("Content-Type", "multipart/report; report-type=delivery-status; boundary=b")


@pytest.mark.parametrize(
    "headers",
    [
        [("From", "MAILER-DAEMON@mx.example (Mail Delivery System)")],
        [("From", "Mail Delivery Subsystem <MAILER-DAEMON>")],
        [("From", '"Postmaster" <>')],
        [("From", "postmaster@mx.example"), REPORT],
        [("From", "Mail Delivery Service <mailadm@mx.example>"), REPORT],
        [("From", "noreply@mx.example"), ("Return-Path", "<>")],
        [("From", "noreply@mx.example"), ("Return-Path", "<MAILER-DAEMON@mx.example>"), REPORT],
        [("Return-Path", "<>"), REPORT, ("Auto-Submitted", "auto-replied")],
    ],
)
def test_mail_of_a_mail_system_may_be_a_bounce(headers):
    """T26"""
    assert bounce_candidate(headers)


@pytest.mark.parametrize(
    "headers",
    [
        [PERSON, ("Content-Type", "multipart/mixed; boundary=b")],
        [PERSON, REPORT],
        [PERSON, REPORT, ("Return-Path", "<ann@bright.example>")],
        [PERSON, ("Return-Path", "<>"), ("Auto-Submitted", "auto-replied")],
        [PERSON, ("Subject", "Undelivered Mail Returned to Sender")],
        [],
    ],
)
def test_mail_of_a_person_is_no_bounce_whatever_it_encloses(headers):
    """T26: also an automatic answer, which travels with an empty return path, is none."""
    assert not bounce_candidate(headers)


# === AUTHENTICATION === #


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("mx.trader.example; dmarc=pass header.from=bright.example", "pass"),
        ("mx.trader.example; dmarc=fail (p=none) header.from=bright.example; spf=pass smtp.mailfrom=b.example", "fail"),
        ("mx.trader.example; dmarc=pass header.from=evil.example", "fail"),
        ("mx.trader.example; dkim=pass header.d=bright.example", "pass"),
        ("mx.trader.example; dkim=pass header.i=@mail.bright.example", "pass"),
        ("mx.trader.example; dkim=fail header.d=x.example; dkim=pass header.d=bright.example", "pass"),
        ("mx.trader.example; dkim=pass header.d=evil.example", "none"),
        ("mx.trader.example; dkim=pass header.d=notbright.example", "none"),
        ("mx.trader.example; dkim=pass header.d=example", "none"),
        ("mx.trader.example; dkim=pass", "none"),
        ("mx.trader.example; spf=pass smtp.mailfrom=ann@bright.example", "pass"),
        ("mx.trader.example; spf=pass smtp.helo=bright.example", "none"),
        ("mx.trader.example; spf=softfail smtp.mailfrom=bright.example", "fail"),
        ("mx.trader.example; dkim=permerror header.d=bright.example", "fail"),
        ("mx.trader.example; dkim=temperror; spf=neutral", "none"),
        ("mx.trader.example; none", "none"),
        ("mx.trader.example 1; dmarc=pass header.from=bright.example", "pass"),
        ("MX.Trader.Example (checked) 1; dkim/1 = pass (good; really)\r\n\theader.d=BRIGHT.example", "pass"),
        ('"mx.trader.example"; spf=pass reason="a;b=c" smtp.mailfrom="bright.example"', "pass"),
        ("mx.evil.example; dmarc=pass header.from=bright.example", "none"),
        ("mx.trader.example.evil.example; dmarc=pass", "none"),
        ("evil.example (mx.trader.example); dmarc=pass", "none"),
        ("", "none"),
        ("mx.trader.example", "none"),
    ],
)  # fmt: skip
def test_only_an_aligned_result_of_our_server_proves_the_sender(value, verdict):
    """T13"""
    headers = [("Authentication-Results", value)]
    assert authentication(headers, "mx.trader.example", "bright.example") == verdict


def test_only_the_topmost_result_of_our_server_counts():
    """T13: whatever stands below was there when the mail arrived."""
    passed = ("Authentication-Results", "mx.trader.example; dmarc=pass")
    failed = ("Authentication-Results", "mx.trader.example; dmarc=fail")
    other = ("Authentication-Results", "mx.other.example; dmarc=fail")
    assert authentication([other, failed, passed], "mx.trader.example", "bright.example") == "fail"
    assert authentication([other, passed, failed], "mx.trader.example", "bright.example") == "pass"


def test_without_a_trusted_server_nothing_is_proven():
    headers = [
        ("Authentication-Results", "; dmarc=pass"),
        ("Authentication-Results", "mx; dmarc=pass"),
    ]
    assert authentication(headers, "", "bright.example") == "none"


@pytest.mark.parametrize("unit", ["(", ")", '"', ";", "a=b ", "\\", "=", "dkim=pass;", "a/1="])
def test_hostile_headers_take_no_time(unit):
    started = time.process_time()
    value = unit * (1_000_000 // len(unit))
    authentication([("Authentication-Results", f"mx; {value}")], "mx", "bright.example")
    automatic_reason([("Auto-Submitted", value), ("Content-Type", f"multipart/report{value}")])
    bounce_candidate([("From", value), ("Return-Path", value)])
    assert time.process_time() - started < 2
