"""Mails of any size, made where they are delivered."""

import base64
import io
import zipfile

from letters import honest

MEGABYTE = 1_000_000
LINE = "The machine smokes and smells. " * 2 + "\n"
TOKEN = "giant"


def text(megabytes):
    """A mail whose plain text is that long."""
    return honest(f"{TOKEN}-text-{megabytes}", body=_lines(megabytes))


def html(megabytes):
    """A mail in HTML that long."""
    mail = honest(f"{TOKEN}-html-{megabytes}", body="<p>It smokes.</p>" + _lines(megabytes))
    return mail.replace(b"text/plain", b"text/html")


def file(megabytes):
    """A mail with a file that long."""
    return _with_file(f"{TOKEN}-file-{megabytes}", "film.bin", b"\x07" * (megabytes * MEGABYTE))


def bomb(gigabytes):
    """A mail with a zip of zips that say they hold that much, a megabyte of it in each kilobyte."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(100 * MEGABYTE))
    with zipfile.ZipFile(outer, "w") as archive:
        for number in range(10 * gigabytes):
            archive.writestr(f"{number}.zip", inner.getvalue())
    return _with_file(f"{TOKEN}-bomb-{gigabytes}", "photos.zip", outer.getvalue())


def _lines(megabytes):
    return LINE * (megabytes * MEGABYTE // len(LINE))


def _with_file(token, name, content):
    head, __, body = honest(token).partition(b"\n\n")
    head = head.replace(b'text/plain; charset="utf-8"', b'multipart/mixed; boundary="g"')
    head = head.replace(b"Content-Transfer-Encoding: 7bit\n", b"")
    return b"\n".join(
        [
            head,
            b"",
            b"--g\nContent-Type: text/plain\n",
            body,
            b"--g\nContent-Type: application/octet-stream",
            b"Content-Transfer-Encoding: base64",
            b'Content-Disposition: attachment; filename="%s"\n' % name.encode(),
            base64.encodebytes(content),
            b"--g--\n",
        ]
    )
