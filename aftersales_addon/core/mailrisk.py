"""What in a mail would make Odoo's parser or sanitizer raise, hang or lose text.

First what can be counted without parsing; a mail that passes is then read as Odoo reads it
(`mailprobe`), since only Python's own parser knows what it raises on.
"""

import re
from dataclasses import dataclass

from . import mailbuild, mailparts, mailprobe, mailrules
from .mailparts import Node
from .mailtext import html_to_text, nesting_depth


@dataclass(frozen=True)
class Limits:
    """What a mail may have before it is rebuilt; bytes unless said otherwise."""

    max_size: int = 50 * 1024 * 1024
    max_parts: int = 200
    max_depth: int = 20
    max_body: int = 2 * 1024 * 1024  # characters that are kept inline
    max_files: int = 50
    max_file_bytes: int = 25 * 1024 * 1024  # of all files together
    max_header_bytes: int = 256 * 1024
    max_html_depth: int = 200  # libxml2 loses what is deeper than 255


MAX_LINES = 600_000  # a file of 25 MiB has 460,000
MAX_HTML = 1024 * 1024  # characters; the sanitizer reads about a megabyte a second, and reads twice
MAX_WORK = 4 * 1024 * 1024  # characters that are sanitized, each part together with those before it
# Python's parser takes time by the square of these headers; the sums stay below a second.
MAX_ADDRESS_WORK = 30_000_000
MAX_MIME_WORK = 10_000_000
MAX_FIELD = 20_000  # characters of one header
MAX_COMMENTS = 20  # each is a level of recursion
MAX_RUN = 2_000  # characters without a blank

MIME = (
    "content-type",
    "content-disposition",
    "content-transfer-encoding",
    "content-id",
    "mime-version",
)
ADDRESSES = (*mailbuild.ADDRESSES, "sender", "bcc", "resent-from", "message-id")
_SPECIALS = re.compile(r"[()<>@,;:\\\".\[\]\s]")
_RUN = re.compile(rf"\S{{{MAX_RUN}}}")
_LONG_NAME = re.compile(r';\s*[^\s;="]{60}[^;="]*=')
# Outside of these, XML has no place for it, and text that has it is lost.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HEADER_CONTROLS = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def reasons(raw: bytes, data: bytes, nodes: list[Node], limits: Limits) -> tuple[str, ...]:
    """Return the codes of what is wrong with a mail, sorted; see `mailguard.inspect`.

    :param data: the mail, normalised, and ``nodes`` its parts
    """
    found = set(_shape(raw, data, nodes, limits)) | set(_contents(nodes, limits))
    return tuple(sorted(found or mailprobe.reasons(raw, data, nodes)))


def _shape(raw, data, nodes, limits):
    entities = [node for node in nodes if not node.stray]
    if len(entities) > limits.max_parts:
        yield "parts"
    if max(node.depth for node in nodes) > limits.max_depth:
        yield "depth"
    if nodes[0].start > limits.max_header_bytes:
        yield "headers"
    lines = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    if lines > MAX_LINES or _is_misunderstood(nodes[0]):
        yield "structure"
    yield from _headers(entities)


def _is_misunderstood(root):
    """Whether Odoo takes the mail for what it is not.

    It swallows every report as a bounce, also one that a customer forwards (T26), and reads any
    text as HTML that is not declared as plain.
    """
    if root.kind == "multipart/report":
        return not mailrules.bounce_candidate(root.fields)
    return root.kind.startswith("text/") and root.kind not in ("text/plain", "text/html")


def _headers(entities):
    mime_work = address_work = 0
    for node in entities:
        for name, value in node.fields:
            if name in MIME:
                mime_work += len(value) ** 2
            elif name in ADDRESSES:
                address_work += len(value) * len(_SPECIALS.findall(value))
            if _is_heavy_header(name, value):
                yield "headers"
            decoded = mailparts.decode_words(value)
            if "\x00" in decoded or (_is_read(node, name) and HEADER_CONTROLS.search(decoded)):
                yield "controls"
    if mime_work > MAX_MIME_WORK or address_work > MAX_ADDRESS_WORK:
        yield "headers"


def _is_heavy_header(name, value):
    if len(value) > MAX_FIELD:
        return True
    if value.count("(") > MAX_COMMENTS and value.count("(") > 2 * value.count(")"):
        return True
    return bool(
        (name in ADDRESSES and _RUN.search(value))
        or (name.startswith("content-") and _LONG_NAME.search(value))
    )


def _is_read(node, name):
    """Whether Odoo keeps what the header says."""
    return name.startswith("content-") or (
        node.parent < 0
        and (name in mailbuild.ADDRESSES or name in ("subject", "message-id", "date"))
    )


def _contents(nodes, limits):
    count = size = work = inline = 0
    for node in nodes:
        if node.children or node.kind.startswith("multipart/"):
            continue
        data, sound = mailparts.payload(node)
        if mailbuild.is_file(node):
            count, size = count + 1, size + len(data)
            continue
        if not sound:
            yield "structure"
        charset = node.parameters.get("charset", "")
        if charset and not mailparts.known_charset(charset):
            yield "charset"
        text = mailparts.as_text(data, charset)
        inline += len(text)
        work += inline
        if CONTROLS.search(text):
            yield "controls"
        if node.kind == "text/html" and is_risky_html(text, limits.max_html_depth):
            yield "html"
        elif text.count("\n>") * len(text) > mailbuild.MAX_COPIED:
            yield "body"
        if inline > limits.max_body or (work > MAX_WORK and work > 2 * inline):
            yield "body"
            break
    if count > limits.max_files or size > limits.max_file_bytes:
        yield "files"


# === HTML === #

MAX_STEPS = 20_000_000  # of a regular expression: a fraction of a second
MAX_REST = 0.05  # of the text
MAX_ELEMENTS = 20_000
MAX_QUOTED_ELEMENTS = 2_000  # for each, the sanitizer looks through all beside it
_QUOTE_MARKS = re.compile(
    r"data-o-mail-quote|gmail_|signature|skydriveplaceholder|stopspelling|yahoo_quoted|appendonsend|divrplyfwdmsg"
)
# From each opening, some expression of the sanitizer searches up to the closing.
_SEARCHES = (("<", ">"), ("/*", "*/"), ("expression", ")"), ("[if", "]"), ("<!--", "-->"))
_SWALLOWING = (
    "!--",
    "script",
    "style",
    "title",
    "textarea",
    "noscript",
    "xmp",
    "iframe",
    "object",
    "select",
)
_END = re.compile(r"</(?:body|html)\b")
_OPEN_TAG = re.compile(r"<(?:[a-z/?]|!(?!--))[^<>]*(?:<|\Z)")
_TAG = re.compile(r"<[a-z][^<>]*>")
_VALUE = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
_LONG_TAG = re.compile(r"<[a-z/!?][^<>]{4000}[^<>]*")
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\sencoding\s+=|^\s*<\?xml[^>]*\sencoding\s*=\s")
_META = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]*)")
# In these, plain letters may mean something else.
_NOT_ASCII = ("utf-16", "utf-32", "utf-7", "hz")
_HIDDEN = re.compile(r"<(?:noscript|object|iframe|plaintext|frameset|noframes|template)\b")


def is_risky_html(html: str, max_depth: int) -> bool:
    """Whether the sanitizer would take long for ``html``, or lose text of it."""
    if len(html) > MAX_HTML:
        return True
    html = html.lower()
    elements = html.count("<")
    return bool(
        elements > MAX_ELEMENTS
        or (elements > MAX_QUOTED_ELEMENTS and _QUOTE_MARKS.search(html))
        or sum(_steps(html, *pair) for pair in _SEARCHES) > MAX_STEPS
        or nesting_depth(html) > max_depth
        or any(_is_open(html, name) for name in _SWALLOWING)
        or _OPEN_TAG.search(html)
        or any(_is_unquoted(tag) for tag in _TAG.findall(html))
        or _goes_on(html)
        or any(_is_heavy(match[0]) for match in _LONG_TAG.finditer(html))
        or re.search(r"\[if\s{50}", html)
        or _DECLARED.search(html)
        or _HIDDEN.search(html)
        or any(_is_misread(name) for name in _META.findall(html) if name)
    )


def _steps(html, opening, closing):
    """The sum of the distances from each opening to the next closing, or to the end."""
    if html.count(opening) * len(html) <= MAX_STEPS:
        return 0
    total, end = 0, -1
    position = html.find(opening)
    while position >= 0 and total <= MAX_STEPS:
        if end < position:
            end = html.find(closing, position)
            end = len(html) if end < 0 else end
        total += end - position
        position = html.find(opening, position + 1)
    return total


def _is_open(html, name):
    """Whether the last of these elements is never closed, and so swallows the rest."""
    end = "-->" if name == "!--" else f"</{name}"
    return html.rfind(f"<{name}") > html.rfind(end)


def _is_unquoted(tag):
    """Whether a value begins that ends somewhere behind the tag, and takes the text between."""
    if tag.count('"') % 2 == 0 and tag.count("'") % 2 == 0:
        return False
    return bool(re.search(r"=\s*[\"']", _VALUE.sub("", tag)))


def _goes_on(html):
    """Whether much text comes after the end of the document, where it may be dropped."""
    end = _END.search(html)
    rest = _letters(html_to_text(html[end.start() :])) if end else 0
    return rest > MAX_REST * _letters(html_to_text(html)) if rest else False


def _letters(text):
    return sum(map(len, re.findall(r"\w+", text)))


def _is_misread(charset):
    """Whether the HTML parser, which believes what the HTML says of its charset, loses the text."""
    return not (codec := mailparts.known_charset(charset)) or codec.startswith(_NOT_ASCII)


def _is_heavy(tag):
    """Whether a long tag is more than one with an image in it."""
    return (
        tag.count("=") > 200
        or tag.count(" ") > 1_000
        or ("style" in tag and re.search(r"[\w-]{1000}", tag))
    )
