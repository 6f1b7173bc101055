"""A mail read as Odoo reads it, but for the HTML: does Python's parser take it, and all its text?

To be called only for mails whose size and depth are known to be small. The steps are those of
Odoo's `message_parse`, so that what it would raise is raised here, where it does no harm.
"""

import email.message
import email.policy
import functools
import re
from email.headerregistry import HeaderRegistry

from . import mailbuild, mailparts
from .mailtext import clean_text, html_to_text

KEPT_OF_FILES = 2_048  # bytes of a file that are parsed: what it says is of no interest here
SMALL = 262_144  # bytes of a mail that is parsed as it stands
ENOUGH = 0.9  # of the text has to arrive


def read(raw: bytes) -> email.message.EmailMessage:
    """Return the mail as Python's parser has it: Odoo asks for each header again and again."""
    policy = email.policy.SMTP.clone(header_factory=_Headers())
    return email.message_from_bytes(raw, policy=policy)


class _Headers(HeaderRegistry):
    """The headers of one mail, each taken apart once."""

    def __init__(self):
        super().__init__()
        self._known = functools.cache(super().__call__)

    def __call__(self, name, value):
        return self._known(name, value)


def reasons(raw: bytes, data: bytes, nodes: list[mailparts.Node]) -> set[str]:
    """Return the codes of what goes wrong with a mail: "headers", "charset", "structure".

    :param data: the same mail, normalised
    """
    try:
        source = raw if len(raw) < SMALL else _blank_start(raw) + _thin(data, nodes)
        message = read(source)
        fields = [(name.lower(), str(value)) for name, value in message.items()]
    except Exception:
        return {"headers"}
    if [name for name, __ in fields] != [name for name, __ in nodes[0].fields]:
        return {"headers"}
    try:
        body, flaws = _read(message)
    except LookupError:
        return {"charset"}
    except Exception:
        return {"structure"}
    expected = re.findall(r"\w+", mailbuild.gather(nodes, as_odoo=True).text)
    words = set(re.findall(r"\w+", clean_text(body)))
    missing = sum(len(word) for word in expected if word not in words)
    if missing > (1 - ENOUGH) * sum(map(len, expected)):
        flaws.add("structure")
    return flaws


def _blank_start(raw):
    return raw[: len(raw) - len(raw.lstrip())]


def _thin(data, nodes):
    """Leave out most of each file, which would only take time."""
    pieces, position = [], 0
    for node in nodes:
        if node.end - node.start > KEPT_OF_FILES and mailbuild.is_file(node):
            cut = data.find(b"\n", node.start + KEPT_OF_FILES, node.end)
            if cut > 0:
                pieces.append(data[position:cut])
                position = node.end
    return b"".join([*pieces, data[position:]])


def _read(message):
    """Return the text that Odoo makes of the mail, and the codes of what is wrong with it."""
    flaws = set()
    if message.get_content_maintype() == "text":
        content = message.get_content()
        _compare(message, content, flaws)
        is_html = message.get_content_type() == "text/html"
        return (html_to_text(content) if is_html else content), flaws
    body, alternative, mixed, html = "", False, False, False
    for part in message.walk():
        kind = part.get_content_type()
        alternative |= kind == "multipart/alternative"
        mixed |= kind == "multipart/mixed"
        if part.get_content_maintype() == "multipart":
            continue
        name = part.get_filename()
        if kind.startswith("text/") and not part.get_param("charset"):
            part.set_charset("utf-8")
        part.get_content_charset()
        content = part.get_content()
        if isinstance(content, email.message.EmailMessage):
            content.as_bytes()
        if name or part.get("content-disposition", "").strip().startswith("attachment"):
            continue
        part.get("content-id", "").strip("><")
        if isinstance(content, str):
            _compare(part, content, flaws)
        if kind == "text/plain" and not (alternative and body):
            body += f"\n{content}"
        elif kind == "text/html":
            replaced = alternative and not (html and mixed)
            body = html_to_text(content) if replaced else f"{body}\n{html_to_text(content)}"
            html = html or bool(content)
    return body, flaws


def _compare(part, content, flaws):
    """Python replaces what its charset does not have; ours may know better."""
    lost = content.count("\ufffd")
    if lost:
        charset = part.get_content_charset() or ""
        data = part.get_payload(decode=True)
        if lost > mailparts.as_text(data, charset).count("\ufffd"):
            flaws.add("charset")
