"""A well-formed mail made of what a broken one says: plain text, its files, its addresses.

Nothing but ASCII, short lines and one level of parts, so that no parser has anything to stumble on.
"""

import base64
import email.policy
import email.utils
import re
from dataclasses import dataclass, field

from .mailaddress import mailboxes, message_ids
from .mailparts import Node, as_text, decode_words, parameters, payload
from .mailrules import MARKS
from .mailtext import clean_filename, clean_line, clean_text, html_to_text, unique_filenames

# Text for programs; any other kind, known or not, is for readers.
DATA = frozenset(["calendar", "csv", "vcard", "x-vcard", "directory", "xml", "css", "javascript"])
ADDRESSES = ("from", "to", "cc", "reply-to", "delivered-to", "resent-to", "resent-cc")
REST = "rest-of-message.txt"
MAX_ADDRESSES = 200
MAX_REMARK = 300
MAX_SUBJECT = 998
# Two versions of a text count as the same when nearly all words of one are in the other.
SAME = 0.9
# Odoo copies the rest of a text for each quotation in it: characters that this may take.
MAX_COPIED = 200_000_000
# Bytes of text that are read, all parts together: reading takes many times the memory.
MAX_TEXT = 12_000_000

_EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/ms-tnef": ".dat",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "message/rfc822": ".eml",
}
# Whatever else a file says it is, such as HTML or SVG, could be run by who opens it (T18).
_HARMLESS = re.compile(
    r"(?:image/(?:jpeg|png|gif|webp|bmp|tiff|heic)|audio/[\w.+-]+|video/[\w.+-]+"
    r"|application/(?:pdf|zip|msword|vnd\.(?:ms-|openxmlformats-|oasis\.)[\w.+-]+))$"
)
_NOTICE = re.compile(r"(?is)\s*this (?:is a|message is in).{0,80}\bmime\b.{0,300}$")
_URL = re.compile(r"https?://\S+")
_PLAIN_HEADER = re.compile(r"(?:[!-~]{1,70} )*[!-~]{1,70}$")
_DATE_ERRORS = (ValueError, TypeError, IndexError, OverflowError, AttributeError)


@dataclass(frozen=True)
class File:
    """What is attached: a name that may be hostile, the type it claims, the decoded bytes."""

    name: str
    kind: str
    data: bytes


@dataclass
class Content:
    """What a mail carries."""

    text: str = ""
    files: list[File] = field(default_factory=list)
    cut: bool = False  # there was more text than is read


# === READING === #


def is_file(node: Node) -> bool:
    """Whether the node is to be attached rather than read."""
    main, __, sub = node.kind.partition("/")
    if node.stray or node.children or main == "multipart":
        return False
    if node.get("content-disposition").lower().startswith("attachment") or file_name(node):
        return True
    return not (main == "message" or (main == "text" and sub not in DATA))


def file_name(node: Node) -> str:
    """Return the name a node gives itself, as it stands."""
    disposition = parameters(node.get("content-disposition"))
    return disposition.get("filename") or node.parameters.get("name", "")


def gather(nodes: list[Node], as_odoo: bool = False) -> Content:
    """Return all that can be read in a mail, and its files.

    :param as_odoo: leave out what Odoo attaches, such as enclosed mails, and what mail programs
        write outside the parts; and rather take the HTML version of a text
    """
    return _Gathering(nodes, as_odoo).content


class _Gathering:
    def __init__(self, nodes, as_odoo):
        self.nodes, self.as_odoo, self.content = nodes, as_odoo, Content()
        self.begins = self.text_before_each()
        below = [[] for __ in nodes]  # by node: (node, texts) of what is inside, the last first
        texts = []
        for node, inside in zip(reversed(nodes), reversed(below), strict=True):
            if is_file(node):
                self.content.files.append(File(file_name(node), node.kind, payload(node)[0]))
                texts = []
            else:
                texts = self.texts(node, inside[::-1])
            if texts and node.parent >= 0:
                below[node.parent].append((node, texts))
        self.content.files.reverse()
        self.content.text = "\n\n".join(texts)

    def text_before_each(self):
        """How many bytes of text stand before that of each node, by where it begins."""
        begins, total = {}, 0
        for node in self.nodes:
            if not node.children and not is_file(node):
                begins[node.start] = total
                total += max(0, node.end - node.start)  # what has parts inside has no end
        return begins

    def texts(self, node, inside):
        if self.as_odoo and not _is_body(node):
            return []
        if not node.children and not inside:
            return [text] if (text := self.readable(node)) else []
        if node.kind == "multipart/alternative":
            return _richest(inside) if self.as_odoo else _alternatives(inside)
        texts = [text for __, texts in inside for text in texts]
        if node.kind.startswith("message/") and inside:
            heading = (
                f"{name}: {clean_line(decode_words(value))}"
                for name in ("From", "To", "Date", "Subject")
                if (value := inside[0][0].get(name.lower()))
            )
            texts.insert(0, "\n".join(heading))
        return texts

    def readable(self, node):
        data, space = payload(node)[0], max(0, MAX_TEXT - self.begins.get(node.start, 0))
        self.content.cut |= len(data) > space
        text = as_text(data[:space], node.parameters.get("charset", ""))
        if node.kind == "text/html":
            return html_to_text(text)
        text = clean_text(text).strip("\n")
        outside = node.stray and self.nodes[node.parent].children
        if outside and (_NOTICE.match(text) or (self.as_odoo and _is_remark(text))):
            return ""
        return text if text.strip() else ""


def _alternatives(inside):
    """The plain version stands for the others, unless they say what it does not."""
    inside = sorted(inside, key=lambda item: item[0].kind != "text/plain")
    chosen, known = [], set()
    for __, pieces in inside:
        words = {word for piece in pieces for word in re.findall(r"\w+", piece)}
        if len(words & known) < SAME * len(words):
            chosen += pieces
            known |= words
    return chosen


def _richest(inside):
    """The HTML version, or else the first, but for one that says less than half of another."""
    sizes = [sum(len(_URL.sub("", piece)) for piece in pieces) for __, pieces in inside]
    good = [item for size, item in zip(sizes, inside, strict=True) if 2 * size >= max(sizes)]
    good.sort(key=lambda item: item[0].kind == "text/plain")
    return good[0][1] if good else []


def _is_remark(text):
    """Whether what stands outside the parts is what mail programs and filters write there."""
    return len(text) < MAX_REMARK and "\n\n" not in text and "content-" not in text.lower()


def _is_body(node):
    """Whether Odoo reads the node rather than attaches it."""
    return node.kind in ("text/plain", "text/html") or node.kind.startswith("multipart/")


# === WRITING === #


def compose(fields, content, limits) -> tuple[bytes, tuple[str, ...], bool]:
    """Return a mail with the given header and content, the names left out, and whether text was.

    :param fields: (name in lower case, value) pairs of the original
    """
    head, subject = _head(fields)
    text = f"{subject}\n\n{content.text}" if subject else content.text
    files = list(content.files)
    inline, rest = _cut(_harmless_quotes(text), limits.max_body)
    cut = content.cut or len(rest) > limits.max_file_bytes
    names = unique_filenames(clean_filename(item.name, _fallback(item)) for item in files)
    kept, left_out, space = [], [], limits.max_file_bytes
    for name, item in zip(names, files, strict=True):
        if len(kept) < limits.max_files and len(item.data) <= space:
            kept.append(_part(item.kind, item.data, name))
            space -= len(item.data)
        else:
            left_out.append(name)
    if rest:
        rest = rest[: limits.max_file_bytes].encode()
        kept.insert(0, _part("text/plain; charset=utf-8", rest, REST))
    body = _part("text/plain; charset=utf-8", inline.encode())
    if not kept:
        return "\n".join([*head, body]).replace("\n", "\r\n").encode(), tuple(left_out), cut
    boundary = "=_aftersales_="  # base64 cannot hold it
    lines = [*head, f'Content-Type: multipart/mixed; boundary="{boundary}"', ""]
    for part in (body, *kept):
        lines += [f"--{boundary}", part]
    lines += [f"--{boundary}--", ""]
    return "\n".join(lines).replace("\n", "\r\n").encode(), tuple(left_out), cut


def _cut(text, limit):
    if len(text) <= limit:
        return text, ""
    end = text.rfind("\n", limit // 2, limit) + 1 or limit
    return text[:end], text[end:]


def _harmless_quotes(text):
    """A blank before a quotation mark, and Odoo does not take it for one."""
    if text.count("\n>") * len(text) <= MAX_COPIED:
        return text
    return text.replace("\n>", "\n >")


def _fallback(item):
    return "attachment" + _EXTENSIONS.get(item.kind, "")


def _part(kind, data, name=""):
    if name and kind != "text/plain; charset=utf-8" and not _HARMLESS.match(kind):
        kind = "application/octet-stream"
    lines = [f"Content-Type: {kind}", "Content-Transfer-Encoding: base64"]
    if name:
        lines.append(f"Content-Disposition: attachment;{_file_parameter(name)}")
    return "\n".join([*lines, "", base64.encodebytes(data).decode()])


def _file_parameter(name):
    """RFC 2231: in pieces, none of which ends within a character."""
    if name.isascii() and re.fullmatch(r"[\w. ()\[\]+=@~#$!&'^{}-]{1,60}", name):
        return f' filename="{name}"'
    pieces = [name[start : start + 5] for start in range(0, len(name), 5)]
    lines = []
    for number, piece in enumerate(pieces):
        quoted = "".join(f"%{byte:02X}" for byte in piece.encode())
        lines.append(f"\n filename*{number}*={'' if number else 'utf-8' + chr(39) * 2}{quoted}")
    return ";".join(lines)


def _head(fields):
    """Return the header lines, and the subject where it is too long for them."""
    lines, too_long = [], ""
    for name, value in fields:
        if name in ADDRESSES:
            boxes = mailboxes(value)[:MAX_ADDRESSES]
            text = ",\n ".join(filter(None, (_mailbox(*box) for box in boxes)))
        elif name == "subject":
            full = clean_line(decode_words(value), limit=len(value) + 1)
            too_long = too_long or (full if len(full) > MAX_SUBJECT else "")
            text = _encoded(clean_line(full, MAX_SUBJECT))
        elif name == "date":
            text = _date(value)
        elif name in ("message-id", "in-reply-to", "references"):
            text = "\n ".join(_identifiers(name, value))
        elif name == "return-path":
            text = _return_path(value)
        elif name in MARKS:
            text = _encoded(value)
        else:
            continue
        key = "-".join(word.capitalize() for word in name.split("-"))
        if text and _parses(key, text):
            lines.append(f"{key}: {text}")
    return [*_once(lines), "MIME-Version: 1.0"], too_long


def _return_path(value):
    """The one address that there may be, or the mark of a report; a list is forged (T15)."""
    boxes = mailboxes(value)
    return _mailbox(*boxes[0]) if len(boxes) == 1 else "" if boxes else "<>"


def _once(lines):
    """Python refuses to write a second From or Subject; the first counts."""
    seen, result = set(), []
    for line in lines:
        name = line.partition(":")[0]
        if name in ("Delivered-To", "Resent-To", "Resent-Cc") or name not in seen:
            result.append(line)
        seen.add(name)
    return result


def _parses(name, text):
    """What Python's parser cannot take even now is left out, whatever it is."""
    try:
        return bool(str(email.policy.SMTP.header_factory(name, text.replace("\n", ""))))
    except Exception:
        return False


def _identifiers(name, value):
    found = message_ids(value)
    if not found and name == "message-id":
        bare = "".join(clean_line(value).split()).strip("<>")
        found = [f"<{bare}>"] if bare else []
    found = found[:1] if name == "message-id" else found
    return [
        identifier if identifier.isascii() else identifier.encode("ascii", "replace").decode()
        for identifier in found
        if "(" not in identifier and "=?" not in identifier
    ]


def _date(value):
    try:
        return email.utils.format_datetime(email.utils.parsedate_to_datetime(value[:100]))
    except _DATE_ERRORS:
        return ""


def _mailbox(name, address):
    # Python's parser decodes words in an address too, and what they hide.
    local, __, domain = address.replace("=?", "=_").rpartition("@")
    if not domain.isascii():
        try:
            domain = domain[:255].encode("idna").decode()
        except UnicodeError:
            return ""
    if not re.fullmatch(r"[\w.!#$%&'*+/=?^`{|}~-]+", local, re.ASCII):
        local = local.strip('"')
        local = (
            _words(local) if not local.isascii() else '"' + re.sub(r'(["\\])', r"\\\1", local) + '"'
        )
    if not re.fullmatch(r"[\w.-]+|\[[\w.:]+\]", domain, re.ASCII):
        return ""
    name = clean_line(decode_words(name), 100)
    if not name:
        return f"<{local}@{domain}>"
    if re.fullmatch(r"[A-Za-z0-9 ]{1,70}", name):
        return f"{name} <{local}@{domain}>"
    # One word, however long: between two of them, Python's parser puts a blank.
    return f"{_word(name)} <{local}@{domain}>"


def _encoded(text):
    text = clean_line(text, MAX_SUBJECT)
    if "=?" not in text and _PLAIN_HEADER.match(text):
        lines, length = [], 0
        for word in text.split(" "):
            length += len(word) + 1
            lines.append(("\n " if length > 70 and lines else " " if lines else "") + word)
            length = len(word) if length > 70 else length
        return "".join(lines)
    return _words(text)


def _words(text):
    """Encoded words of at most 75 characters (RFC 2047)."""
    pieces = (text[start : start + 10] for start in range(0, len(text), 10))
    return "\n ".join(map(_word, pieces))


def _word(text):
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="
