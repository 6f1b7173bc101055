"""Mails that no honest program writes, and a mutator that makes more of them.

`HOSTILE` maps a name to a function that returns the mail, so that the large ones exist only while
they are used. All are from Ann Bright to ``test-support@trader.example`` unless that is the point.
Those whose text a reader could read say `WORD` in it.
"""

import base64
import io
import random
import zipfile

WORD = "Kaffeemaschine"  # seen in every mail whose text must not be lost
TO = "test-support@trader.example"
HEADER = {
    "From": "Ann Bright <ann@bright.example>",
    "To": TO,
    "Subject": "It smokes",
    "Date": "Sun, 22 Nov 2026 10:00:00 +0000",
    "Message-Id": "<hostile@bright.example>",
    "MIME-Version": "1.0",
}
TEXT = f"My {WORD} smokes since yesterday.\nPlease help.\n"


def mail(body=TEXT, kind="text/plain; charset=utf-8", encoding="8bit", **headers):
    """Return a mail; a header given as None is left out, one given as bytes is written as it is."""
    fields = {**HEADER, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if kind:
        fields["Content-Type"] = kind
    if encoding:
        fields["Content-Transfer-Encoding"] = encoding
    lines = [
        f"{name}: ".encode() + _bytes(value) for name, value in fields.items() if value is not None
    ]
    return b"\r\n".join([*lines, b"", _bytes(body)])


def multipart(*parts, kind="mixed", boundary="b0", **headers):
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), _bytes(part)) for part in parts)
    body += b"--%s--\r\n" % boundary.encode()
    return mail(body, f'multipart/{kind}; boundary="{boundary}"', None, **headers)


def part(body=TEXT, kind="text/plain; charset=utf-8", *lines):
    return b"\r\n".join([b"Content-Type: " + kind.encode(), *map(_bytes, lines), b"", _bytes(body)])


def attachment(name, data=b"x", kind="application/octet-stream"):
    encoded = base64.encodebytes(data)
    disposition = b'Content-Disposition: attachment; filename="' + _bytes(name) + b'"'
    return part(encoded, kind, "Content-Transfer-Encoding: base64", disposition)


def _bytes(value):
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")


def _html(body):
    return mail(body, "text/html; charset=utf-8")


def _nested_multiparts(depth):
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="n%d"\r\n\r\n--n%d\r\n' % (level, level)
        for level in range(1, depth)
    )
    tail = b"".join(b"\r\n--n%d--" % level for level in range(depth - 1, 0, -1))
    return multipart(head + part() + tail)


def _nested_mails(depth):
    inner = b"".join(
        b"From: ann@bright.example\r\nSubject: %d\r\nContent-Type: message/rfc822\r\n\r\n" % level
        for level in range(depth)
    )
    return mail(inner + mail(), "message/rfc822", None)


def _zip_bomb():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 50_000_000)
    return multipart(part(), attachment("bomb.zip", target.getvalue(), "application/zip"))


def _encoded(charset, text=TEXT):
    return mail(
        base64.encodebytes(text.encode(charset)), f"text/plain; charset={charset}", "base64"
    )


def _word(text, charset="utf-8"):
    return f"=?{charset}?b?{base64.b64encode(text.encode()).decode()}?="


def _deep(opening, count, closing=""):
    return _html(opening * count + TEXT + closing * count)


CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Visit\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
RETURNED = "From: test-support@trader.example\r\nMessage-Id: <our-1@trader.example>\r\nSubject: Re\r\n\r\nx\r\n"
REPORT = part(
    "Final-Recipient: rfc822; x@y.example\r\nAction: failed\r\n", "message/delivery-status"
)
NAMES = {
    "path": "../../etc/passwd",
    "right to left": "invoice\u202egpj.exe",
    "5 kB": "n" * 5_000 + ".pdf",
    "device": "CON",
    "script": "<img src=x onerror=alert(1)>.png",
    "NUL": b"a\x00b.txt",
    "encoded line end": _word("a\r\nb.txt"),
    "dots": "...",
}

# === HEADERS === #

HOSTILE = {
    "NUL in the subject": lambda: mail(Subject=b"It \x00 smokes"),
    "line end hidden in the subject": lambda: mail(Subject=_word("It\r\nBcc: x@evil.example")),
    "bidi in the subject": lambda: mail(Subject="It \u202esekoms"),
    "half a character in the subject": lambda: mail(Subject="=?utf-8?q?It_=ED=A0=80?="),
    "subject of 100 kB": lambda: mail(Subject="smoke " * 17_000),
    "subject without blanks": lambda: mail(Subject="s" * 9_000),
    "subject in an unknown charset": lambda: mail(Subject="=?x-klingon?q?It_=FF_smokes?="),
    "8-bit header": lambda: mail(Subject=b"Es raucht \xfcberall", From=b"J\xfcrgen <j@bright.example>"),
    "parentheses in From": lambda: mail(From="(" * 4_000 + " ann@bright.example"),
    "parentheses in To": lambda: mail(To="(" * 4_000 + f" {TO}"),
    "quotation marks in From": lambda: mail(From='"' * 9_000 + " <ann@bright.example>"),
    "dots in Cc": lambda: mail(Cc="." * 20_000),
    "group in To": lambda: mail(To=f"undisclosed: {TO}, (;"),
    "group as sender": lambda: mail(From="friends:;", Sender="friends: ann@bright.example;"),
    "two senders": lambda: mail(From="ann@bright.example, boss@trader.example"),
    "sender in two scripts": lambda: mail(From="\u00e4nn@br\u00efght.example"),
    "broken Message-Id": lambda: mail(Message_Id="<<<"),
    "Message-Id of brackets": lambda: mail(Message_Id="<[" + "(" * 500),
    "no Message-Id": lambda: mail(Message_Id=None),
    "5,000 references": lambda: mail(References=" ".join(f"<{n}@x.example>" for n in range(5_000))),
    "date of 1970": lambda: mail(Date="Thu, 1 Jan 1970 00:00:00 +0000"),
    "date of 2099": lambda: mail(Date="Thu, 31 Dec 2099 23:59:59 +0000"),
    "date of nobody": lambda: mail(Date="\u00fcbermorgen, 99 Foo 99999 25:61"),
    "date with a huge zone": lambda: mail(Date="Thu, 1 Jan 2026 00:00:00 +999999999999"),
    "no header but From": lambda: b"From: ann@bright.example\r\n\r\n" + TEXT.encode(),
    "doubled headers": lambda: b"From: x@evil.example\r\nSubject: other\r\nTo: y@z.example\r\n" + mail(),
    "300 kB of headers": lambda: b"".join(b"X-%d: y\r\n" % n for n in range(30_000)) + mail(),
    "header of 300 kB": lambda: b"X-Long: " + b"y " * 150_000 + b"\r\n" + mail(),
    "header without a name": lambda: b": x\r\n" + mail(),
    "line that is no header": lambda: b"Received: x\r\nnot a header\r\n" + mail(),
    "forged control headers": lambda: mail(
        X_Odoo_Objects="res.users-1", X_Odoo_Message_Id="<a@b>", Delivered_To="sales@trader.example",
        Return_Path="<a@b.example>, <c@d.example>", Resent_To="info@trader.example", Reply_To="x@evil.example",
    ),
    "forged authentication": lambda: mail(Authentication_Results="mx.evil.example; dmarc=pass"),
    # === STRUCTURE === #
    "nothing": lambda: b"",
    "one line end": lambda: b"\r\n",
    "only headers": lambda: mail(body="").partition(b"\r\n\r\n")[0],
    "only text": TEXT.encode,
    "only NUL": lambda: b"\x00" * 1_000,
    "mailbox line": lambda: b"From ann@bright.example Sun Nov 22 10:00:00 2026\n" + mail(),
    "blank lines first": lambda: b"\r\n \r\n\r\n" + mail(),
    "bare carriage returns": lambda: mail().replace(b"\r\n", b"\r"),
    "1,500 nested multiparts": lambda: _nested_multiparts(1_500),
    "300 nested mails": lambda: _nested_mails(300),
    "one boundary for all levels": lambda: multipart(
        *[b'Content-Type: multipart/mixed; boundary="b0"\r\n'] * 300, part()
    ),
    "5,000 HTML parts": lambda: multipart(*[part(f"<p>{WORD}</p>", "text/html")] * 5_000),
    "100,000 empty parts": lambda: multipart(part(), *[b"\r\n"] * 100_000),
    "boundary missing": lambda: mail(f"--b\r\n\r\n{TEXT}\r\n--b--", "multipart/mixed"),
    "boundary never used": lambda: mail(TEXT, "multipart/mixed; boundary=b0"),
    "boundary of an expression": lambda: multipart(part(), boundary="(a+)+$[^]*\\"),
    "boundary of 5 kB": lambda: multipart(part(), boundary="b" * 5_000),
    "first boundary broken": lambda: multipart(part(), attachment("a.txt")).replace(b"--b0\r", b"-b0\r", 1),
    "text before the parts": lambda: multipart(part("x")).replace(b"--b0", TEXT.encode() * 20 + b"\r\n--b0", 1),
    "text after the parts": lambda: multipart(part("x")) + TEXT.encode() * 20,
    "text beside an empty alternative": lambda: multipart(part(), part("", "text/html"), kind="alternative"),
    "text before an alternative": lambda: multipart(
        part(), b'Content-Type: multipart/alternative; boundary="b1"\r\n\r\n--b1\r\n'
        + part("old", "text/html") + b"\r\n--b1--",
    ),
    "long parameter name": lambda: multipart(mail(), part("x", "message/rfc822; " + "n" * 90 + "=" + "v" * 200)),
    "multipart as a text": lambda: mail(TEXT, "text/plain; boundary=b0; charset=utf-8"),
    "encoded mail in a mail": lambda: mail(base64.encodebytes(mail()), "message/rfc822", "base64"),
    "digest": lambda: multipart(b"\r\n" + mail(), b"\r\n" + mail(), kind="digest"),
    "partial": lambda: mail(TEXT, 'message/partial; id="x"; number=1; total=9', None),
    "report on delivery": lambda: multipart(
        part(), REPORT, part(RETURNED, "message/rfc822"), kind="report; report-type=delivery-status",
        From="MAILER-DAEMON@bright.example", Return_Path="<>",
    ),
    "forwarded report": lambda: multipart(part(), REPORT, part(RETURNED, "message/rfc822")),
    "report without a report": lambda: multipart(part(), part("", "message/delivery-status"), kind="report"),
    # === TEXT === #
    "NUL in the text": lambda: mail(TEXT.replace(" ", "\x00 ")),
    "controls in the text": lambda: mail(f"\x1b[31m{TEXT}\x07\n> quoted \x08\n-- \nAnn"),
    "unknown charset": lambda: mail(TEXT, "text/plain; charset=x-klingon"),
    "charset that is a codec": lambda: mail(TEXT, "text/plain; charset=punycode"),
    "charset that is a compressor": lambda: mail(TEXT, "text/plain; charset=zlib"),
    "charset with NUL": lambda: mail(TEXT, "text/plain; charset=\x00utf-8"),
    "no charset, 8-bit": lambda: mail("\u00dcberall Rauch \u2013 " * 20 + TEXT, "text/plain"),
    "ASCII declared, 8-bit": lambda: mail("\u00fc\u00e4\u00f6 " * 20 + TEXT, "text/plain; charset=us-ascii"),
    "UTF-8 declared, Latin": lambda: mail(("\u00dcberall " * 20 + TEXT).encode("latin-1")),
    "unknown transfer encoding": lambda: mail(encoding="x-none-such"),
    "base64 declared, plain": lambda: mail(encoding="base64"),
    "base64 cut short": lambda: mail(base64.b64encode(TEXT.encode())[:-3], encoding="base64"),
    "base64 with a footer": lambda: mail(
        base64.encodebytes(TEXT.encode() * 9) + b"-- \nSent by a list!\n", encoding="base64"
    ),
    "broken quoted-printable": lambda: mail(TEXT + "=ZZ =\r\n=C3", encoding="quoted-printable"),
    "uuencode": lambda: mail(b"begin 644 x.txt\n#86)C\n`\nend\n", "text/plain", "x-uuencode"),
    "broken uuencode": lambda: mail(f"begin 644 x.txt\n{TEXT}", "text/plain", "x-uuencode"),
    "uuencode in the text": lambda: mail(f"{TEXT}\nbegin 644 x.txt\n#86)C\n`\nend\n"),
    "text of an unknown kind": lambda: mail(f"<{TEXT}", "text/x-none; charset=utf-8"),
    "flowed": lambda: mail(f"{TEXT} \r\n> quoted \r\n-- \r\nAnn", "text/plain; format=flowed; delsp=yes"),
    "GB 18030": lambda: _encoded("gb18030", f"咖啡机冒烟 {WORD}\n"),
    "ISO-2022-JP": lambda: _encoded("iso-2022-jp", f"煙が出ます {WORD}\n"),
    "UTF-7": lambda: _encoded("utf-7", f"Gr\u00fc\u00dfe {WORD}\n"),
    "UTF-16": lambda: _encoded("utf-16", f"Gr\u00fc\u00dfe {WORD}\n"),
    "10 MB of text": lambda: mail(TEXT * 180_000),
    "10 MB in one line": lambda: mail(WORD + "x" * 10_000_000),
    "2 MB of quotations": lambda: mail("> a\nb\n" * 330_000 + TEXT),
    "a million line ends": lambda: mail("\n" * 1_500_000 + TEXT),
    # === HTML === #
    "80 kB of <": lambda: _html(TEXT + "<" * 80_000),
    "80 kB of <a": lambda: _html(TEXT + "<a " * 27_000),
    "comments that never end": lambda: _html(TEXT + "<!-- " * 20_000),
    "conditions that never end": lambda: _html(TEXT + "<!--" + "[if " * 30_000 + "-->"),
    "style comments that never end": lambda: _html(f'<p style="{"/* " * 60_000}">{TEXT}</p>'),
    "style of one word": lambda: _html(f'<p style="{"a" * 100_000}">{TEXT}</p>'),
    "expressions that never end": lambda: _html(f'<p style="{"expression(" * 20_000}">{TEXT}</p>'),
    "30,000 attributes": lambda: _html(f"<p {' '.join(f'a{n}=1' for n in range(30_000))}>{TEXT}</p>"),
    "300 nested div": lambda: _deep("<div>", 300, "</div>"),
    "5,000 nested span": lambda: _deep("<span>", 5_000),
    "20,000 quoted siblings": lambda: _html('<div class="gmail_quote">x</div>' + "<p>a</p>" * 20_000 + TEXT),
    "script that never ends": lambda: _html(f"<script>{TEXT}"),
    "title that never ends": lambda: _html(f"<title>{TEXT}"),
    "text in noscript": lambda: _html(f"<p>x</p><noscript>{TEXT}</noscript>"),
    "declared encoding": lambda: _html(f'<?xml version="1.0" encoding = "utf-8"?><p>{TEXT}</p>'),
    "wrong meta charset": lambda: _html(f'<meta charset="utf-16"><p>{TEXT}</p>'),
    "text after the document": lambda: _html(f"<html><body><p>x</p></body></html>{TEXT}"),
    "value that never ends": lambda: _html(f'<p>x</p><a href="https://x.example>{TEXT}</a>'),
    "tag that never ends": lambda: _html(f"<p>x</p><{WORD} {TEXT}"),
    "section that never ends": lambda: _html(f"<p>x</p><![CDATA[{TEXT}"),
    "only a comment": lambda: _html("<!-- nothing -->"),
    "10 MB of HTML": lambda: _html("<p>" + TEXT * 180_000),
    # === FILES === #
    **{f"file name: {key}": lambda name=name: multipart(part(), attachment(name)) for key, name in NAMES.items()},
    "2,000 files": lambda: multipart(part(), *[attachment("same.txt")] * 2_000),
    "30 MB file": lambda: multipart(part(), attachment("big.bin", random.Random(1).randbytes(30_000_000))),
    "zip bomb": _zip_bomb,
    "HTML as a file": lambda: multipart(part(), attachment("x.html", b"<script>alert(1)</script>", "text/html")),
    "SVG as a file": lambda: multipart(part(), attachment("x.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")),
    "text file in an unknown charset": lambda: multipart(
        part(), attachment("a.txt", b"x", "text/plain; charset=x-none")
    ),
    "winmail.dat": lambda: multipart(part(), attachment("winmail.dat", b"x\x9f>\x22", "application/ms-tnef")),
    "calendar": lambda: multipart(
        part(), part(CALENDAR, "text/calendar; method=REQUEST; charset=utf-8"), kind="alternative"
    ),
    "type of nothing": lambda: multipart(part(), attachment("a", b"x", "*/*"), attachment("b", b"x", "")),
    "file alone": lambda: mail("eHg=", "application/pdf; name=a.pdf", "base64"),
}  # fmt: skip

# Mails that say nothing, or in which no reader would look for text.
TEXTLESS = {
    "nothing", "one line end", "only headers", "only NUL", "uuencode", "only a comment", "file alone",
    "encoded mail in a mail",
}  # fmt: skip

# === MUTATIONS === #


def mutate(raw: bytes, rng: random.Random) -> bytes:
    """Return ``raw`` after one to four accidents that depend on ``rng`` alone."""
    for __ in range(rng.randint(1, 4)):
        raw = rng.choice(ACCIDENTS)(raw, rng)
    return raw


def _flip(raw, rng):
    data = bytearray(raw)
    for __ in range(min(len(data), rng.choice((1, 8, 64)))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _cut(raw, rng):
    start, end = sorted(rng.randint(0, len(raw)) for __ in range(2))
    return rng.choice((raw[:end], raw[start:], raw[:start] + raw[end:]))


def _reorder(raw, rng):
    head, blank, body = raw.partition(b"\n\n" if b"\r\n\r\n" not in raw else b"\r\n\r\n")
    lines = head.split(b"\n")
    if rng.random() < 0.5:
        rng.shuffle(lines)
    else:
        lines += rng.choices(lines, k=rng.randint(1, 5))
    return b"\n".join(lines) + blank + body


def _other_word(raw, rng):
    """Put one of the words that parsers act on in the place of another."""
    words = (
        b"utf-8", b"us-ascii", b"iso-8859-1", b"gb2312", b"utf-16", b"x-none", b"punycode", b"base64", b"7bit",
        b"quoted-printable", b"text/plain", b"text/html", b"multipart/mixed", b"multipart/alternative",
        b"message/rfc822", b"message/delivery-status", b"attachment", b"inline", b"boundary", b"charset",
    )  # fmt: skip
    present = [word for word in words if word in raw]
    if not present:
        return raw
    return raw.replace(rng.choice(present), rng.choice(words), rng.randint(1, 3))


def _nest(raw, rng):
    for __ in range(rng.choice((1, 3, 30))):
        raw = multipart(part(raw, "message/rfc822"), boundary=f"m{rng.randrange(10**6)}")
    return raw


def _splice(raw, rng):
    other = HOSTILE[rng.choice(SMALL)]()
    return raw[: rng.randint(0, len(raw))] + other[rng.randint(0, len(other)) :]


def _insert(raw, rng):
    units = (
        b"\x00",
        b"\xff\xfe",
        b"\r",
        b"\n\n",
        b"<",
        b"(",
        b'"',
        b"=?utf-8?q?=0A?=",
        b"\xe2\x80\xae",
        b"--b0\r\n",
        b";",
        b"<!--",
        b"<div>",
    )
    position = rng.randint(0, len(raw))
    return raw[:position] + rng.choice(units) * rng.choice((1, 10, 1_000)) + raw[position:]


def _break_boundary(raw, rng):
    return raw.replace(
        b"\n--", rng.choice((b"\n-", b"\n --", b"\n--x", b"\n\n--")), rng.randint(1, 3)
    )


ACCIDENTS = (_flip, _cut, _reorder, _other_word, _nest, _splice, _insert, _break_boundary)
SMALL = sorted(name for name in HOSTILE if not any(character in name for character in "0123456789"))
