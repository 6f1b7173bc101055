"""Reports of failed deliveries that bear a person's headers, and people who write about such (T26)."""

import pytest

from aftersales_addon.core.mailreport import begins_as_report, looks_reported

SCANNER = ("From", "Symantec_AntiVirus_for_SMTP_Gateways@scanner.example")
REPORT = "Your message with Subject: Re: bike lost\ncould not be delivered to:\n\nsam@away.example"


def is_report(text, *headers):
    return looks_reported(headers) and begins_as_report(text)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Delivery failure notification", REPORT),
        ("=?utf-8?B?RGVsaXZlcnkgZmFpbHVyZSBub3RpZmljYXRpb25=?=", REPORT),
        ("Returned Mail - Error During Delivery", "------ Failed Recipients ------\n\n<a@b.example>"),
        ("RE: Your message: non remis\n (delivery failed)", "****\nVotre message n'a pas pu etre delivre"),
        ("Mail Delivery Warning", "This is an advisory-only email.  Please do not reply to it."),
        ("Delivery Failure", "\n\nCould not deliver message to the following recipient(s):"),
        ("Mail delivery failed: returning message to sender",
         "This message was created automatically by mail delivery software."),
        ("Unzustellbar: Angebot", "Ihre Nachricht an sam@away.example konnte nicht zugestellt werden."),
    ],
)  # fmt: skip
def test_report_is_told_by_its_form(subject, text):
    """T26"""
    assert is_report(text, SCANNER, ("Subject", subject))
    assert is_report(text, ("From", "<ndr@mx.example>"), ("subject", subject))


PERSON = ("From", "ann@bright.example")
SUBJECT = ("Subject", "Delivery failure")


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        (REPORT, [("From", "Ann Bright <ann@bright.example>"), SUBJECT]),
        (REPORT, [PERSON, ("Subject", "Fwd: Delivery failure notification")]),
        (REPORT, [PERSON, ("Subject", "AW: Undeliverable: my claim")]),
        (REPORT, [PERSON, ("Subject", "WG: Unzustellbar: Reklamation")]),
        (REPORT, [PERSON, ("Subject", "My claim came back")]),
        (REPORT, [PERSON, SUBJECT, ("User-Agent", "Thunderbird")]),
        (REPORT, [PERSON, SUBJECT, ("X-Mailer", "Outlook")]),
        (REPORT, [PERSON, SUBJECT, ("In-Reply-To", "<a@b.example>")]),
        (f"My mail came back, and the kettle smokes:\n\n{REPORT}", [PERSON, SUBJECT]),
        (f"Bitte helfen Sie mir.\n{REPORT}", [PERSON, SUBJECT]),
        (f"---------- Forwarded message ----------\n{REPORT}", [PERSON, SUBJECT]),
        (f"On Monday you wrote:\n> {REPORT}", [PERSON, SUBJECT]),
        ("> " + REPORT.replace("\n", "\n> "), [PERSON, SUBJECT]),
        ("The parcel could not be delivered to me: nobody rang.", [PERSON, SUBJECT]),
        ("Delivery of my kettle failed twice.", [PERSON, SUBJECT]),
        ("Could not deliver: that is all the carrier says.", [PERSON, SUBJECT]),
        ("", [PERSON, SUBJECT]),
        ("", []),
    ],
)  # fmt: skip
def test_customer_who_forwards_or_quotes_a_report_is_none(text, headers):
    """T26: nor is one who writes of a parcel that did not arrive."""
    assert not is_report(text, *headers)
