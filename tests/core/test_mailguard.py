"""No mail is lost to a parser: the guard says which ones would be, and rebuilds them (T3–T6, T19–T23)."""

import email
import email.policy
import random
import time
from collections import Counter

import pytest
from hostile_mails import (
    HOSTILE,
    SMALL,
    TEXT,
    TEXTLESS,
    TO,
    WORD,
    attachment,
    mail,
    multipart,
    mutate,
    part,
)
from profiles import profile

from aftersales_addon.core import mailbuild, mailguard
from aftersales_addon.core.mailguard import Limits
from devtools import mail_corpora

SEED = 20261122
SECONDS = 2  # of processor time, for the largest
LARGE = 10_000_000  # bytes; what is smaller may take as long, what is larger as much more


def parsed(source):
    """Parse a mail as Odoo does, and see that all of it can be had."""
    message = email.message_from_bytes(source, policy=email.policy.SMTP)
    assert all(isinstance(str(value), str) for value in message.values())
    for entity in message.walk():
        assert not entity.defects
        if not entity.is_multipart():
            entity.get_content()
    return message


def is_text(entity):
    return entity.get_content_type() == "text/plain"


def text_of(message):
    return message.get_body(("plain",)).get_content()


def rebuilt(source, **limits):
    result = mailguard.rebuild(source, Limits(**limits))
    return result, parsed(result.message)


def allowed(source):
    """Return the seconds of processor time that a mail of that size may take."""
    return SECONDS * max(1, len(source) / LARGE)


def seconds(work, source):
    """Return the seconds of processor time that it takes."""
    started = time.process_time()
    work(source)
    return time.process_time() - started


def hold(source, name):
    """Check what holds for every mail there is."""
    started = time.process_time()
    reasons = mailguard.inspect(source)
    inspected = time.process_time()
    result = mailguard.rebuild(source)
    ended = time.process_time()
    mailguard.identity(source)
    mailguard.embedded_message_ids(source)
    for __, value in mailguard.headers(source):
        mailguard.addresses(value)
        mailguard.message_ids(value)
    assert inspected - started < allowed(source), f"{name}: inspecting takes too long"
    assert ended - inspected < allowed(source), f"{name}: rebuilding takes too long"
    assert result.reasons == reasons
    result.message.decode("ascii")
    message = parsed(result.message)
    assert mailguard.inspect(result.message) == (), f"{name}: the rebuilt mail is not sound"
    return reasons, message


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_rebuilt_with_its_text(name):
    """T3, T4, T5, T6, T19, T20, T21, T22"""
    __, message = hold(HOSTILE[name](), name)
    if name not in TEXTLESS:
        assert WORD in "".join(text.get_content() for text in message.walk() if is_text(text))


def test_public_mails_and_mutants_are_rebuilt():
    """T22: nothing raises, nothing hangs, whatever became of a mail on its way."""
    print(f"seed {SEED}")
    sources = [HOSTILE[name]() for name in SMALL]
    if mail_corpora.SHARED.is_dir():
        public = [path.read_bytes() for path in sorted(mail_corpora.SHARED.glob("*/*"))]
        for number, source in enumerate(public):
            if number % profile(4, 1) == 0:
                hold(source, f"public mail {number}")
        sources += [source for source in public if len(source) < 200_000]
    reasons = Counter()
    for number in range(profile(200, 5_000)):
        rng = random.Random(SEED + number)
        found, __ = hold(mutate(rng.choice(sources), rng), f"mutant {SEED + number}")
        reasons[bool(found)] += 1
    assert reasons[True] and reasons[False]


def test_mutants_are_the_same_in_every_run():
    source = HOSTILE["forwarded report"]()
    assert [mutate(source, random.Random(n)) for n in range(50)] == [
        mutate(source, random.Random(n)) for n in range(50)
    ]


# === INSPECTION === #


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("NUL in the subject", "controls"),
        ("line end hidden in the subject", "controls"),
        ("file name: right to left", "controls"),
        ("parentheses in From", "headers"),
        ("300 kB of headers", "headers"),
        ("long parameter name", "headers"),
        ("1,500 nested multiparts", "depth"),
        ("300 nested mails", "depth"),
        ("5,000 HTML parts", "parts"),
        ("2,000 files", "files"),
        ("30 MB file", "files"),
        ("10 MB of text", "body"),
        ("2 MB of quotations", "body"),
        ("unknown charset", "charset"),
        ("charset that is a codec", "charset"),
        ("ASCII declared, 8-bit", "charset"),
        ("base64 declared, plain", "structure"),
        ("boundary never used", "structure"),
        ("text before an alternative", "structure"),
        ("text beside an empty alternative", "structure"),
        ("80 kB of <", "html"),
        ("300 nested div", "html"),
        ("conditions that never end", "html"),
        ("style comments that never end", "html"),
        ("expressions that never end", "html"),
        ("style of one word", "html"),
        ("30,000 attributes", "html"),
        ("20,000 quoted siblings", "html"),
        ("wrong meta charset", "html"),
        ("declared encoding", "html"),
        ("text after the document", "html"),
        ("value that never ends", "html"),
        ("tag that never ends", "html"),
        ("section that never ends", "html"),
        ("text of an unknown kind", "structure"),
    ],
)
def test_reason_is_named(name, reason):
    assert reason in mailguard.inspect(HOSTILE[name]())


@pytest.mark.parametrize(
    "source",
    [
        mail(),
        mail("Gr\u00fc\u00dfe \u2013 \u4f60\u597d"),
        mail("<p>Hello <b>you</b>, 3 < 4</p>", "text/html; charset=utf-8"),
        multipart(part(), part(f"<p>{TEXT}</p>", "text/html"), kind="alternative"),
        multipart(part(), attachment("invoice 12.pdf", b"%PDF-", "application/pdf")),
        mail(Subject="=?utf-8?b?R3LDvMOfZQ==?=", From="=?utf-8?q?J=C3=BCrgen?= <j@bright.example>"),
        HOSTILE["GB 18030"](),
        HOSTILE["ISO-2022-JP"](),
        HOSTILE["flowed"](),
        HOSTILE["calendar"](),
        HOSTILE["winmail.dat"](),
        HOSTILE["report on delivery"](),
        HOSTILE["forwarded report"](),
        HOSTILE["date of nobody"](),
    ],
    ids=range(14),
)  # fmt: skip
def test_honest_mail_is_left_to_odoo(source):
    assert mailguard.inspect(source) == ()


def test_report_of_a_customer_is_not_left_to_odoo():
    """T26: Odoo takes every report for a bounce, and drops it."""
    report = multipart(part(), part("x", "message/delivery-status"), kind="report")
    assert mailguard.inspect(report) == ("structure",)
    assert parsed(mailguard.rebuild(report).message).get_content_type() == "text/plain"


def test_size_is_a_limit():
    assert mailguard.inspect(mail(), Limits(max_size=100)) == ("size",)


# === REBUILDING === #


def test_addresses_subject_and_thread_are_kept():
    source = mail(
        TEXT.replace(" ", "\x00 "),
        Subject="=?utf-8?b?R3LDvMOfZQ==?= aus K\u00f6ln",
        From='"Bright, J\u00fcrgen" <Ann@Bright.example>',
        Cc="Bob <bob@bright.example>, undisclosed: eve@bright.example;",
        In_Reply_To="<our-1@trader.example>",
        References="<our-0@trader.example>\r\n <our-1@trader.example>",
        Auto_Submitted="auto-replied",
    )
    __, message = rebuilt(source)
    assert message["Subject"] == "Gr\u00fc\u00dfe aus K\u00f6ln"
    assert message["From"].addresses[0].display_name == "Bright, J\u00fcrgen"
    assert message["From"].addresses[0].addr_spec == "ann@bright.example"
    assert [address.addr_spec for address in message["Cc"].addresses] == [
        "bob@bright.example",
        "eve@bright.example",
    ]
    assert message["To"] == f"<{TO}>" or message["To"].addresses[0].addr_spec == TO
    assert message["Date"].datetime.isoformat() == "2026-11-22T10:00:00+00:00"
    assert message["Message-Id"] == "<hostile@bright.example>"
    assert message["In-Reply-To"] == "<our-1@trader.example>"
    assert message["References"].split() == ["<our-0@trader.example>", "<our-1@trader.example>"]
    assert message["Auto-Submitted"] == "auto-replied"
    assert text_of(message) == TEXT.strip()


def test_control_headers_of_strangers_are_dropped():
    """T15"""
    __, message = rebuilt(HOSTILE["forged control headers"]())
    assert not [name for name in message if name.lower().startswith("x-odoo")]
    assert "Return-Path" not in message


def test_empty_return_path_is_kept():
    __, message = rebuilt(HOSTILE["report on delivery"]())
    assert message["Return-Path"] == "<>"


def test_hidden_line_end_makes_no_header():
    """T20"""
    __, message = rebuilt(HOSTILE["line end hidden in the subject"]())
    assert message["Subject"] == "It Bcc: x@evil.example"
    assert "Bcc" not in message


def test_what_is_too_long_to_show_is_attached():
    """T5"""
    result, message = rebuilt(mail(f"{TEXT}middle\nend\n"), max_body=len(TEXT))
    [rest] = message.iter_attachments()
    assert result.kept_text
    assert text_of(message) == TEXT
    assert rest.get_filename() == "rest-of-message.txt"
    assert rest.get_content().split() == ["middle", "end"]


def test_text_beyond_all_limits_is_cut_and_said_to_be():
    """T5: of many texts the first are read, whatever memory the others would take."""
    page = part("a\n" * (mailbuild.MAX_TEXT // 4))
    result, message = rebuilt(multipart(part(f"{TEXT}first"), page, page, part("last")))
    assert not result.kept_text
    read = "".join(text.get_content() for text in message.walk() if is_text(text))
    assert "first" in read
    assert "last" not in read
    assert len(read) <= mailbuild.MAX_TEXT + 100


def test_files_beyond_the_limits_are_named():
    """T5"""
    source = multipart(part(), *[attachment(f"{n}.txt", b"x" * n) for n in range(1, 6)])
    result, message = rebuilt(source, max_files=2, max_file_bytes=4)
    assert [file.get_filename() for file in message.iter_attachments()] == ["1.txt", "2.txt"]
    assert result.left_out == ("3.txt", "4.txt", "5.txt")
    assert result.kept_text


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("path", "passwd"),
        ("right to left", "invoicegpj.exe"),
        ("device", "_CON"),
        ("script", "_img src=x onerror=alert(1)_.png"),
        ("NUL", "ab.txt"),
        ("encoded line end", "a b.txt"),
        ("dots", "attachment"),
    ],
)
def test_file_names_are_made_harmless(hostile, harmless):
    """T19"""
    __, message = rebuilt(HOSTILE[f"file name: {hostile}"]())
    [file] = message.iter_attachments()
    assert file.get_filename() == harmless
    assert file.get_content() == b"x"


def test_equal_file_names_are_told_apart():
    """T19"""
    __, message = rebuilt(multipart(part(), attachment("a.txt"), attachment("../A.txt")))
    assert [file.get_filename() for file in message.iter_attachments()] == ["a.txt", "A (2).txt"]


def test_foreign_file_name_survives():
    name = "\u4fdd\u4fee\u5361\uff08\u6b63\u9762\uff09" * 6 + ".jpg"
    __, message = rebuilt(multipart(part(), attachment(name, kind="image/jpeg")))
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == (name, "image/jpeg")


@pytest.mark.parametrize("name", ["HTML as a file", "SVG as a file"])
def test_file_that_could_run_is_only_bytes(name):
    """T18"""
    __, message = rebuilt(HOSTILE[name]())
    [file] = message.iter_attachments()
    assert file.get_content_type() == "application/octet-stream"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (HOSTILE["no charset, 8-bit"](), "\u00dcberall Rauch \u2013"),
        (HOSTILE["UTF-8 declared, Latin"](), "\u00dcberall"),
        (HOSTILE["GB 18030"](), "\u5496\u5561\u673a\u5192\u70df"),
        (HOSTILE["ISO-2022-JP"](), "\u7159\u304c\u51fa\u307e\u3059"),
        (HOSTILE["UTF-16"](), "Gr\u00fc\u00dfe"),
        (mail(b"It\x92s \x80 5", "text/plain; charset=iso-8859-1"), "It\u2019s \u20ac 5"),
        (HOSTILE["base64 with a footer"](), "Sent by a list!"),
        (HOSTILE["300 nested div"](), WORD),
        (HOSTILE["text in noscript"](), WORD),
        (HOSTILE["report on delivery"](), "Action: failed"),
        (HOSTILE["digest"](), "Subject: It smokes"),
    ],
    ids=range(11),
)
def test_text_is_readable(source, text):
    """T21, T22"""
    assert text in text_of(rebuilt(source)[1])


def test_versions_that_say_the_same_are_given_once():
    same = multipart(part(), part(f"<p>{TEXT}</p>", "text/html"), kind="alternative")
    other = multipart(part(), part("<p>Entirely different</p>", "text/html"), kind="alternative")
    assert text_of(rebuilt(same)[1]).count(WORD) == 1
    assert text_of(rebuilt(other)[1]) == f"{TEXT}\nEntirely different"


# === TIME === #


@pytest.mark.parametrize(
    "unit",
    [b"--b\n", b"--a\n", b"a:b\n", b"\n ", b"\r", b"=", b"\xff", b"a\n", b"Message-Id: <a@b>\n", b"x\nFrom: a\n",
     b"To: (", b";a=\"\\", b"=?utf-8?q?a?= ", b"<!--", b"&a"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["header", "text", "html", "base64", "multipart"])
def test_time_grows_with_size_only(unit, where):
    """T3, T4: quadratic work on so much of anything would take minutes, or days."""
    kinds = {"html": "text/html", "multipart": "multipart/mixed; boundary=b"}
    start = mail("", kinds.get(where, "text/plain"), "base64" if where == "base64" else None)
    start = start.removesuffix(b"\r\n") if where == "header" else start
    source = start + unit * (profile(120_000, 10_000_000) // len(unit))
    for work in (mailguard.inspect, mailguard.rebuild, mailguard.identity, mailguard.headers):
        assert seconds(work, source) < allowed(source), work.__name__
    hold(source, where)
