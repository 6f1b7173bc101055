"""A raw mail taken apart, whatever is wrong with it: linear, without recursion, never raising.

Python's own parser recurses by the depth of a mail, gives up on unknown charsets, and drops what
stands outside the boundaries. This one keeps everything, as nodes in the order of the mail.
(RFC 5322, 2045–2047, 2231.)
"""

import binascii
import codecs
import re
import string
from dataclasses import dataclass, field
from itertools import islice

MAX_NODES = 5_000  # beyond, the rest of the mail is one text
MAX_JUNK = 3  # lines between headers that are none
MAX_FIELDS = 2_000  # header lines that are looked at, in one header
MAX_VALUE = 65_536  # characters of one header that are looked at

# The line end before the first line that neither is a header nor goes on with one.
_END = re.compile(rb"\n(?=--|(?![!-9;-~]+[ \t]*:|[ \t]))")
_FIRST = re.compile(rb"(?!--)[!-9;-~]+[ \t]*:")
_FIELD = re.compile(rb"(?m)^([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)")
_JUNK = re.compile(rb"(?!--)[^\n]+\n")
_COMMON = re.compile(
    rb"(?is)(?:[^\n]*\n){0,20}?(?:from|to|subject|date|message-id|received|content-type|mime-version):"
)
_DELIMITER = re.compile(rb"(?m)^--([^\n]+)$")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,100}$")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))', re.DOTALL)
_BASE64 = string.ascii_letters.encode() + b"0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_ENCODED = _BASE64 + b"=\n"
_BASE64_LINES = re.compile(rb"(?:[A-Za-z0-9+/]*={0,2}[ \t]*\n)*(?:[A-Za-z0-9+/]+={0,2}[ \t]*\Z)?")

# A codec outside this list is no charset of mails; some of Python's take quadratic time (punycode).
_NAMES = """
    ascii utf-8 utf-7 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be gb18030 gbk gb2312 hz
    big5 big5hkscs cp950 shift_jis cp932 euc_jp iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_3
    iso2022_jp_ext iso2022_kr euc_kr cp949 johab koi8-r koi8-u tis-620 cp437 cp850 cp852 cp866
    cp874 mac-roman mac-cyrillic kz1048 ptcp154
"""
CHARSETS = (
    frozenset(_NAMES.split())
    | {f"cp125{number}" for number in range(9)}
    | {f"iso8859-{number}" for number in range(1, 17)}
)
_NOT_LEADING = bytes(set(range(256)) - set(range(0xC2, 0xF5)))  # of a character in UTF-8
# What is declared as the left is most often the right, which has all of it.
_WIDER = {
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "cp950",
}


@dataclass
class Node:
    """A piece of a mail: an entity, or ("stray") what stands outside the parts of a multipart.

    ``fields`` are its header lines, names in lower case, values unfolded and not yet decoded;
    ``parent`` and ``depth`` count from -1 and 0; ``start`` and ``end`` are those of the body in
    ``data``, for a node with nothing inside.
    """

    data: bytes = field(repr=False)
    parent: int
    depth: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    stray: bool = False
    kind: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    children: int = 0  # entities inside

    @property
    def body(self) -> bytes:
        return self.data[self.start : self.end]

    def get(self, name: str) -> str:
        return next((value for key, value in self.fields if key == name), "")


def normalised(raw: bytes) -> bytes:
    r"""Return the mail with ``\n`` line ends, without the line that mailboxes put before it."""
    data = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip()
    if data.startswith((b"From ", b">From ")):
        data = data.partition(b"\n")[2]
    return data


def header_end(data: bytes, start: int = 0) -> int:
    """Return where the header that begins at ``start`` of a normalised mail ends.

    A few lines that are no header do not end it when headers that every mail has come after them.
    """
    end = _block_end(data, start)
    for __ in range(MAX_JUNK):
        junk = _JUNK.match(data, end)
        if not junk:
            break
        more = _block_end(data, junk.end())
        if _COMMON.match(data, junk.end(), more):
            end = more
    return end


def _block_end(data, start):
    if not _FIRST.match(data, start):
        return start
    last = _END.search(data, start)
    return last.end() if last else len(data)


def parse_fields(block: bytes) -> list[tuple[str, str]]:
    """Return the (name, value) pairs of a normalised header, in order; names as they were written."""
    return [
        (match[1].decode("ascii"), unfolded(match[2][:MAX_VALUE]))
        for match in islice(_FIELD.finditer(block), MAX_FIELDS)
    ]


def unfolded(value: bytes) -> str:
    """Return a header's value on one line, each run of blanks as one."""
    return " ".join(as_text(value).split())


def split(data: bytes) -> list[Node]:
    """Return the nodes of a normalised mail; the first is the mail itself."""
    return _Splitter(data).nodes


class _Splitter:
    def __init__(self, data):
        self.data, self.nodes = data, []
        self.stack, self.levels = [], {}  # open multiparts: (boundary, node), and their levels
        self.current = None
        self._open(0, -1)
        for match in _DELIMITER.finditer(data):
            name = match[1].rstrip(b" \t")
            if name not in self.levels and name[:-2] not in self.levels:
                continue
            if match.start() < self.current.start:
                continue
            if len(self.nodes) >= MAX_NODES:
                break
            self._delimiter(name, match.start() - 1, match.end() + 1)
        self._close(len(data))

    def _delimiter(self, name, end, start):
        """End a part at the line ``--name``, and begin the next."""
        level, closing = self._level(name), False
        if level is None and name.endswith(b"--"):
            level, closing = self._level(name[:-2]), True
        if level is None:
            return
        self._close(end)
        while len(self.stack) > level + (not closing):
            boundary, __ = self.stack.pop()
            self.levels[boundary].pop()
            if not self.levels[boundary]:
                del self.levels[boundary]
        if closing:
            parent = self.stack[-1][1] if self.stack else 0
            self._stray(start, parent)
        else:
            self._open(start, self.stack[level][1])

    def _level(self, name):
        levels = self.levels.get(name)
        return levels[-1] if levels else None

    def _open(self, start, parent):
        """Add the entity at ``start``, and those it begins with."""
        while True:
            node = self._entity(start, parent)
            index = len(self.nodes)
            self.nodes.append(node)
            boundary = node.parameters.get("boundary", "").rstrip()
            if node.kind.startswith("multipart/") and boundary:
                boundary = boundary.encode("utf-8", "replace")
                self.levels.setdefault(boundary, []).append(len(self.stack))
                self.stack.append((boundary, index))
                return self._stray(node.start, index)
            if not is_embedded(node) or len(self.nodes) >= MAX_NODES:
                self.current = node
                return None
            start, parent = node.start, index

    def _entity(self, start, parent):
        end = header_end(self.data, start)
        node = Node(self.data, parent, self.nodes[parent].depth + 1 if parent >= 0 else 0)
        node.fields = [(key.lower(), value) for key, value in parse_fields(self.data[start:end])]
        node.start = end + (self.data[end : end + 1] == b"\n")
        digest = parent >= 0 and self.nodes[parent].kind == "multipart/digest"
        node.kind, node.parameters = content_type(
            node.get("content-type"), "message/rfc822" if digest else "text/plain"
        )
        if parent >= 0:
            self.nodes[parent].children += 1
        return node

    def _stray(self, start, parent):
        depth = self.nodes[parent].depth + 1
        self.current = Node(self.data, parent, depth, stray=True, start=start)
        self.nodes.append(self.current)

    def _close(self, end):
        node = self.current
        node.end = max(end, node.start)


def is_embedded(node: Node) -> bool:
    """Whether the node is a mail in a mail that can be looked into."""
    encoding = node.get("content-transfer-encoding").strip().lower()
    return node.kind in ("message/rfc822", "message/global") and encoding not in (
        "base64",
        "quoted-printable",
    )


def content_type(value: str, default: str = "text/plain") -> tuple[str, dict[str, str]]:
    """Return the media type in lower case and its parameters."""
    kind = value.partition(";")[0].strip().lower()
    return (kind if _TYPE.match(kind) else default), parameters(value)


def parameters(value: str) -> dict[str, str]:
    """Return the parameters of a MIME header, names in lower case, decoded (RFC 2231 and 2047)."""
    found, pieces = {}, {}
    for match in _PARAMETER.finditer(value[:MAX_VALUE]):
        name = match[1].lower()
        text = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3].strip()
        base, star, rest = name.partition("*")
        if star:
            number = rest.rstrip("*")
            order = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
            pieces.setdefault(base, []).append((order, name.endswith("*"), text))
        else:
            found.setdefault(name, decode_words(text))
    return found | {name: _joined(sorted(parts)) for name, parts in pieces.items()}


def _joined(parts):
    charset, data = "utf-8", b""
    for order, encoded, text in parts:
        if encoded:
            if order == 0 and text.count("'") >= 2:
                charset, __, text = text.split("'", 2)
            data += re.sub(
                rb"%([0-9A-Fa-f]{2})",
                lambda match: bytes([int(match[1], 16)]),
                text.encode("utf-8", "replace"),
            )
        else:
            data += text.encode("utf-8", "replace")
    return as_text(data, charset)


def decode_words(value: str) -> str:
    """Return a header's value with its encoded words decoded (RFC 2047), as far as they can be."""
    if "=?" not in value:
        return value
    result, position, run = [], 0, []  # run: the bytes of adjacent words in one charset
    for match in _WORD.finditer(value):
        between = value[position : match.start()]
        charset = match[1].partition("*")[0].lower()
        if between.strip() or not run or run[0] != charset:
            result.append(_flushed(run))
            result.append("" if run and not between.strip() else between)
            run = [charset]
        run.append(_word_bytes(match[2], match[3]))
        position = match.end()
    return "".join([*result, _flushed(run), value[position:]])


def _flushed(run):
    return as_text(b"".join(run[1:]), run[0]) if run else ""


def _word_bytes(encoding, text):
    data = text.encode("utf-8", "replace")
    if encoding in "bB":
        return base64(data)
    return binascii.a2b_qp(data, header=True)


# === CONTENT === #


def payload(node: Node) -> tuple[bytes, bool]:
    """Return the decoded bytes of a node, and whether its transfer encoding held what it said."""
    encoding = node.get("content-transfer-encoding").partition(";")[0].strip().lower()
    if encoding == "base64":
        return _from_base64(node.body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(node.body), True
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _from_uu(node.body)
    return node.body, True


def base64(data: bytes) -> bytes:
    """Return what can be decoded of ``data``, whatever stands between or is missing at its end."""
    data = data.translate(None, _NOT_BASE64)
    data = data[:-1] if len(data) % 4 == 1 else data
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def _from_base64(body):
    """Text after the encoded lines, such as the footer of a mailing list, is kept as it stands."""
    if b" " not in body and not body.translate(None, _ENCODED):
        return base64(body), True
    end = _BASE64_LINES.match(body).end()
    encoded, rest = body[:end], body[end:]
    if not rest.strip():
        return base64(encoded), True
    if len(rest) > len(encoded):
        return body, False
    return base64(encoded) + b"\n" + rest, False


def _from_uu(body):
    result = []
    begin = re.search(rb"(?m)^begin [0-7]{3,4} [^\n]*\n", body)
    if not begin:
        return body, False
    for line in body[begin.end() :].split(b"\n"):
        if line.strip() in (b"end", b"`"):
            break
        try:
            result.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            try:
                result.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                return body, False
    return b"".join(result), True


def known_charset(name: str) -> str:
    """Return the name of Python's codec for a charset of mails, or an empty string."""
    name = name.strip().strip("\"'").lower()
    if not name.isascii() or not 0 < len(name) <= 40 or "\x00" in name:
        return ""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return codec if codec in CHARSETS else ""


def as_text(data: bytes, charset: str = "") -> str:
    """Return ``data`` as text: in its charset or, where that cannot be, in UTF-8 or Windows' Latin.

    Bytes that are no character anywhere become U+FFFD.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not data.startswith(
        codecs.BOM_UTF32_LE
    ):
        return data.decode("utf-16", "replace")
    codec = known_charset(charset)
    tries = [] if codec in ("", "ascii", "utf-8") else [_WIDER.get(codec, codec), codec]
    for name in [*tries, "utf-8"]:
        try:
            return data.decode(name)
        except ValueError:
            continue
    if tries and codec not in ("iso8859-1", "cp1252"):
        return data.decode(codec, "replace")
    text = data.decode("utf-8", "replace")
    if codec == "utf-8" and text.count("\ufffd") * 2 < len(data.translate(None, _NOT_LEADING)):
        return text
    return data.decode("cp1252", "replace")
