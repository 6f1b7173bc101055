"""Which mail it is, who wrote it, and what it answers: read from headers that anybody can write (T4, T23, T26)."""

import pytest
from hostile_mails import HOSTILE, TEXT, TO, mail

from aftersales_addon.core import mailguard
from aftersales_addon.core.mailparts import decode_words

# === IDENTITY === #


def test_way_of_a_mail_makes_no_other_mail_of_it():
    """T23"""
    source = mail(Subject="It smokes and smokes")
    same = [
        source.replace(b"\r\n", b"\n"),
        source.replace(b"smokes and", b"smokes\r\n\tand"),
        source + b"\r\n\r\n\r\n",
        b"Received: from x\r\nDelivered-To: y@z.example\r\nX-Spam: no\r\nReturn-Path: <a@b>\r\n"
        + source,
        b"From ann@bright.example Sun Nov 22 10:00:00 2026\r\n" + source,
    ]
    assert {mailguard.identity(other) for other in same} == {mailguard.identity(source)}


def test_other_content_makes_another_mail():
    """T23: the same Message-Id proves nothing."""
    others = [
        mail(),
        mail(TEXT + "And it smells."),
        mail(" " + TEXT),
        mail(Subject="It smells"),
        mail(Subject=None),
        mail(Subject=""),
        mail(From="Bob <bob@bright.example>"),
        mail(Date="Sun, 22 Nov 2026 10:00:01 +0000"),
        mail(To=f"{TO}, x@y.example"),
        mail(Message_Id="<other@bright.example>"),
        b"To: x@y.example\r\n" + mail(),
        b"",
    ]
    assert len({mailguard.identity(other) for other in others}) == len(others)


# === HEADERS === #


def test_headers_are_unfolded_and_clean():
    source = (
        b"Subject: one\r\n two\r\nX-A: \xc3\xa9\x00\r\nx-b: \xe9\r\nX-A: again\r\n\r\nX-C: body\r\n"
    )
    assert mailguard.headers(source, 10_000) == [
        ("Subject", "one two"), ("X-A", "\u00e9"), ("x-b", "\u00e9"), ("X-A", "again"),
    ]  # fmt: skip
    assert mailguard.headers(source, 17) == [("Subject", "one two")]


def test_line_between_headers_does_not_hide_the_sender():
    names = [name for name, __ in mailguard.headers(HOSTILE["line that is no header"]())]
    assert "From" in names


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ann@bright.example", ["ann@bright.example"]),
        (
            "Ann Bright <Ann@Bright.Example>, <bob@b.example>",
            ["ann@bright.example", "bob@b.example"],
        ),
        ('"Bright, Ann" <a@b.example>', ["a@b.example"]),
        ('"x@evil.example" <a@b.example>', ["a@b.example"]),
        ("a@b.example (x@evil.example, (y))", ["a@b.example"]),
        ("friends: a@b.example, c@d.example;", ["a@b.example", "c@d.example"]),
        ("<@relay.example,@x.example:a@b.example>", ["a@b.example"]),
        ('"a b"@c.example', ['"a b"@c.example']),
        ("Ann Bright ann@bright.example", ["ann@bright.example"]),
        ("<a@b.example, c@d.example", ["a@b.example", "c@d.example"]),
        ("a@b.example; c@d.example", ["a@b.example", "c@d.example"]),
        ("a@b.example, A@B.example", ["a@b.example"]),
        ("((((a@b.example", ["a@b.example"]),
        ("nobody", []),
        ("@b.example, a@", []),
        ("", []),
    ],
)
def test_addresses_are_read_as_they_are_written(value, expected):
    assert mailguard.addresses(value) == expected


def test_encoded_word_is_no_address():
    """What is encoded is a name: decoded first, it could pass for another sender."""
    value = "=?utf-8?q?boss=40trader=2Eexample_=3C?= <x@evil.example>"
    assert mailguard.addresses(value) == ["x@evil.example"]
    assert decode_words(value) == "boss@trader.example < <x@evil.example>"


def test_message_ids_are_the_last_ones():
    value = " ".join(f"<{n}@x>" for n in range(50)) + " <> <broken"
    assert mailguard.message_ids(value) == [f"<{n}@x>" for n in range(18, 50)]
    assert mailguard.message_ids(f"<{'x' * 2_000}>") == []


@pytest.mark.parametrize("name", ["report on delivery", "forwarded report"])
def test_returned_mail_names_the_one_it_returns(name):
    """T26"""
    assert mailguard.embedded_message_ids(HOSTILE[name]()) == ["<our-1@trader.example>"]


def test_quoted_headers_name_it_too():
    source = mail(
        "I could not deliver this:\n\n> Message-ID: <a@x>\n> References: <b@x>\n>  <c@x>\n"
    )
    assert mailguard.embedded_message_ids(source)[:2] == ["<a@x>", "<b@x>"]


def test_own_message_id_is_not_among_them():
    assert mailguard.embedded_message_ids(mail()) == []
