"""The guard before the parser: says what is wrong with a raw mail, and writes a sound one of it.

Odoo's parser and sanitizer lose mails: some make them raise, some hang them, of some they drop the
text. `inspect` says which, `rebuild` makes of such a mail a plain one with all that can be read.
"""

import hashlib
import re
from dataclasses import dataclass
from itertools import islice

from . import mailbuild, mailparts, mailrisk
from .mailaddress import addresses, mailboxes, message_ids
from .mailprobe import read
from .mailrisk import Limits
from .mailtext import clean_line

LIMITS = Limits()
MAX_EMBEDDED = 64
MAX_QUOTED = 5_000  # headers in a returned mail that are looked at
IDENTITY_FIELDS = ("from", "to", "date", "subject", "message-id")

_IDENTITY = re.compile(rb"(?im)^(from|to|date|subject|message-id)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)")
_EMBEDDED = re.compile(
    rb"(?im)^[> \t]{0,20}(?:x-odoo-message-id|message-id|x-microsoft-original-message-id|references)"
    rb"[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)"
)


@dataclass(frozen=True)
class Rebuilt:
    """A mail made anew.

    ``message`` is well-formed; ``kept_text`` says that all readable text is in it; ``left_out``
    names the files beyond the limits; ``reasons`` are those of `inspect`.
    """

    message: bytes
    kept_text: bool
    left_out: tuple[str, ...]
    reasons: tuple[str, ...]


def identity(raw: bytes) -> str:
    """Return the hash (SHA-256, hex) of what makes the mail this mail and no other.

    That is its body and From, To, Date, Subject and Message-Id. What mail servers add or rewrap on
    the way makes no difference: trace headers, line ends, folding, blank lines at the end.
    """
    data = mailparts.normalised(raw)
    end = mailparts.header_end(data)
    digest = hashlib.sha256()
    values: dict[str, list[str]] = {name: [] for name in IDENTITY_FIELDS}
    for match in _IDENTITY.finditer(data, 0, end):
        values[match[1].decode().lower()].append(mailparts.unfolded(match[2]))
    for name in IDENTITY_FIELDS:
        digest.update(b"%d;" % len(values[name]))
        for value in values[name]:
            field = value.encode("utf-8", "surrogatepass")
            digest.update(b"%d:%s" % (len(field), field))
    start, stop = end, len(data)
    while data.startswith(b"\n", start):
        start += 1
    while stop > start and data.endswith(b"\n", start, stop):
        stop -= 1
    digest.update(memoryview(data)[start:stop])  # without copies: a mail may be large
    return digest.hexdigest()


def headers(raw: bytes, limit: int = Limits.max_header_bytes) -> list[tuple[str, str]]:
    """Return the (name, value) pairs of the first ``limit`` bytes of the header, in order.

    Values are unfolded and free of control characters; encoded words stay as they are, since what
    they hide must not be taken for structure: see `mailparts.decode_words`.
    """
    data = mailparts.normalised(raw[: 2 * limit])
    block = data[: min(mailparts.header_end(data), limit)]
    fields = mailparts.parse_fields(block)
    return [(name, clean_line(value, mailparts.MAX_VALUE)) for name, value in fields]


def embedded_message_ids(raw: bytes) -> list[str]:
    """Return the identifiers that a returned mail quotes of the mail that it returns, each once."""
    data = mailparts.normalised(raw)
    nodes = mailparts.split(data)
    texts = [data[nodes[0].start :]]
    for node in nodes:
        encoded = node.get("content-transfer-encoding").lower() in ("base64", "quoted-printable")
        if encoded and node.kind.startswith(("text/", "message/")):
            texts.append(mailparts.normalised(mailparts.payload(node)[0]))
    found: dict[str, None] = {}
    for text in texts:
        for match in islice(_EMBEDDED.finditer(text), MAX_QUOTED):
            found.update(dict.fromkeys(message_ids(mailparts.as_text(match[1]))))
            if len(found) >= MAX_EMBEDDED:
                return list(found)[:MAX_EMBEDDED]
    return list(found)


def inspect(raw: bytes, limits: Limits = LIMITS) -> tuple[str, ...]:
    """Return why Odoo's parser should not get the mail as it is; nothing when it may.

    The codes: "size", "headers", "parts", "depth", "html", "controls", "charset", "files", "body",
    "structure".
    """
    if len(raw) > limits.max_size:
        return ("size",)
    data = mailparts.normalised(raw)
    return mailrisk.reasons(raw, data, mailparts.split(data), limits)


def rebuild(raw: bytes, limits: Limits = LIMITS) -> Rebuilt:
    """Return a well-formed mail with the addresses, all readable text and the files of ``raw``."""
    data = mailparts.normalised(raw[: limits.max_size])
    nodes = mailparts.split(data)
    too_large = len(raw) > limits.max_size
    reasons = ("size",) if too_large else mailrisk.reasons(raw, data, nodes, limits)
    content = mailbuild.gather(nodes)
    message, left_out, cut = mailbuild.compose(nodes[0].fields, content, limits)
    return Rebuilt(message, not (too_large or cut), left_out, reasons)


__all__ = [
    "Limits",
    "Rebuilt",
    "addresses",
    "embedded_message_ids",
    "headers",
    "identity",
    "inspect",
    "mailboxes",
    "message_ids",
    "read",
    "rebuild",
]
