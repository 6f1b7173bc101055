"""Mails written for the tests: each carries a token that shows up wherever it ends."""

import email.message
import email.utils

from jobs import ADDRESS

PREFIX = "token-"


def honest(token, sender=None, to=ADDRESS, body="", **headers):
    """Return an ordinary mail as bytes, by default from somebody who has not written before.

    :param headers: further headers by name, `_` for `-`
    """
    message = email.message.EmailMessage()
    message["From"] = sender or f"Ann Bright <ann@{token}.example>"
    message["To"] = to
    message["Subject"] = f"{PREFIX}{token}"
    message["Date"] = email.utils.formatdate(1795341600)
    message["Message-Id"] = f"<{token}@outside.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body or f"It smokes. {PREFIX}{token}")
    return message.as_bytes()


def delivered(raw, *lines, to=ADDRESS):
    """Return the mail with the headers that a mail server adds when it puts it into the box of `to`.

    The last is its Received: what a mail that was cut begins with may continue that one.
    """
    envelope = b""
    if raw.startswith(b"From "):
        envelope, __, raw = raw.partition(b"\n")
        envelope += b"\n"
    end = b"\r\n" if b"\r\n" in raw else b"\n"
    received = "Received: by mx.desk.example; Sun, 22 Nov 2026 10:00:00 +0000"
    added = [f"Delivered-To: {to}", *lines, received]
    return envelope + b"".join(line.encode() + end for line in added) + raw


def poison(token):
    """Return mails that stock Odoo raises on, hangs on, or cannot even take out of the box.

    An unknown charset; NUL in the subject; markup on which the sanitizer takes half a minute, in
    lines of ordinary length and in a single one, longer than poplib reads; a nest of parts deeper
    than Python recurses.
    """
    plain = b"Content-Type: text/plain; charset=utf-8\r\n\r\nIt smokes.\r\n"
    html = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    nest = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (depth, depth)
        for depth in range(1500)
    )
    bodies = {
        "charset": b"Content-Type: text/plain; charset=x-nobody-knows\r\n\r\nIt smokes.\r\n",
        "nul": b"Subject: =?utf-8?q?broken=00subject?=\r\n" + plain,
        "markup": html + b"\r\n".join([b"<" * 900] * 90) + b"\r\n",
        "line": html + b"<" * 80_000 + b"\r\n",
        "nest": nest + plain,
    }
    return [
        b"From: Eve <eve@poison.example>\r\nTo: %b\r\nMessage-Id: <%b-%b@poison.example>\r\n"
        b"MIME-Version: 1.0\r\n%b" % (ADDRESS.encode(), name.encode(), token.encode(), body)
        for name, body in bodies.items()
    ]
