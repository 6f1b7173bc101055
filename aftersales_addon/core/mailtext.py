"""Text from outside, made fit to store, to show and to send on.

Every function takes any string there is, hostile ones included, works in time proportional to its
length, and gives the same result when applied to its own result (but for HTML, which becomes text).
"""

import html as entities
import re
import unicodedata
from collections.abc import Iterable

MAX_FILENAME = 120  # characters, and twice as many bytes: file systems stop at 255
MAX_MARKS = 30  # combining marks on one character (UAX #15, stream-safe text)

# All that `str.splitlines` breaks at. A header with any of them is refused when a mail is sent.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ASCII = bytes.maketrans(b"\r\x0b\x0c\x1c\x1d\x1e", b"\n" * 6)
_ASCII_UNWANTED = bytes({*range(0x20), 0x7F} - set(b"\t\n\r\x0b\x0c\x1c\x1d\x1e"))
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction
    "\ufeff\ufdd0-\ufdef\ufffe\uffff"  # byte order mark, noncharacters
    + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_FOR_FILES = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])$")


def clean_text(text: str) -> str:
    r"""Return ``text`` with ``\n`` line ends, in NFC, without what is invisible and harmful.

    Left out: C0 and C1 controls but newline and tab, direction controls, byte order marks and
    noncharacters. Half surrogate pairs become U+FFFD.
    """
    if text.isascii():
        text = text.encode().replace(b"\r\n", b"\n").translate(_ASCII, _ASCII_UNWANTED)
        return text.decode()
    text = _LINE_ENDS.sub("\n", text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", _few_marks(_UNWANTED.sub("", text)))


def clean_line(text: str, limit: int = 500) -> str:
    """Return ``text`` cleaned and on one line of at most ``limit`` characters, cut with an ellipsis."""
    line = " ".join(clean_text(text).split())
    return line if len(line) <= limit else line[: max(limit - 1, 0)].rstrip() + "…"


def clean_filename(name: str, fallback: str = "attachment") -> str:
    """Return a name that is a plain file name on every system, never empty.

    Only the last component of a path is kept, and the extension where the name has to be cut.
    """
    parts = re.split(r"[/\\]", clean_line(name, limit=10_000))
    parts = [part for part in map(_bare, parts) if part]
    name = parts[-1] if parts else fallback
    if _DEVICE.match(name.partition(".")[0].strip().upper()):
        name = f"_{name}"
    return _fitted(name)


def unique_filenames(names: Iterable[str]) -> list[str]:
    """Return the names, in order, told apart by a number also where upper and lower case are one."""
    taken, last, result = set(), {}, []
    for name in names:
        key = unique = name
        while unique.casefold() in taken:
            number = last[key.casefold()] = last.get(key.casefold(), 1) + 1
            unique = _fitted(name, f" ({number})")
        taken.add(unique.casefold())
        result.append(unique)
    return result


def _few_marks(text):
    """Canonical ordering takes quadratic time on a heap of marks; no script piles up that many."""
    if not re.search(rf"[^\x00-\u02ff]{{{MAX_MARKS}}}", text):
        return text
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def _bare(part):
    return _NOT_FOR_FILES.sub("_", part).lstrip(". ").rstrip(". ")


def _fitted(name, mark=""):
    """Insert ``mark`` before the extension and cut the stem until all fits."""
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > 15:
        stem, dot, extension = name, "", ""
    tail = mark + dot + extension
    stem = stem[: MAX_FILENAME - len(tail)]
    space = 2 * MAX_FILENAME - len(tail.encode())
    stem = stem.encode()[:space].decode(errors="ignore")
    return stem.rstrip(". ") + tail if tail else stem.rstrip(". ")


# === HTML === #

# No pattern looks past the next "<", and no two of its repeats match the same, so that a million
# openings stay cheap.
_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]{0,10}|[/!?])[^<>]*>")
_BLOCKS = """
    p div tr table ul ol dl dt dd h1 h2 h3 h4 h5 h6 pre blockquote section article header footer
    main nav aside address form fieldset figure body center
"""
_SHOWN = {
    **{mark + name: "\n" for name in _BLOCKS.split() for mark in ("", "/")},
    "br": "\n",
    "hr": "\n",
    "li": "\n- ",
    "/td": " ",
    "/th": " ",
}
_SHOWN |= {name.upper(): shown for name, shown in _SHOWN.items()}
_STRAY = re.compile(
    r"<(?!/?[a-zA-Z][^<>]*>|[a-zA-Z][^<>\"]{0,200}\"[^\"<>]*<[^\"<>]{0,200}\"[^<>]*>"
    r"|![a-zA-Z\[][^<>]*>|\?[a-zA-Z][^<>]*>)"
)
# All but a single blank: a list of all words would take ten times the memory of the text.
_BLANKS = re.compile(r"\s{2,}|[^\S ]")
_NAME = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]{0,20})")
_HUGE_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
_VOID = """
    area base basefont br col embed frame hr img input link meta param source track wbr
"""
# What an opening tag ends when its author left the closing tag out.
_ENDS = {
    "p": {"p"},
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "option": {"option"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
    "tr": {"tr", "td", "th", "p"},
    "div": {"p"},
    "table": {"p"},
    "ul": {"p"},
    "ol": {"p"},
}
MAX_DEPTH = 1_000
MAX_REFERENCES = 100_000  # entities decoded one by one; beyond, only those of XML


def html_to_text(html: str) -> str:
    """Return what a reader sees of ``html``: no markup, scripts or styles; blocks on lines of their own."""
    html = _without(_without(html, "<!--", "-->"), "<script", "</script")
    html = _without(_without(html, "<style", "</style"), "<title", "</title")
    if "<pre" not in html.lower():
        html = _BLANKS.sub(" ", html).strip()
    pieces = _TAG.split(html)
    pieces[1::2] = [_SHOWN.get(name, "") for name in pieces[1::2]]
    text = clean_text(_decoded("".join(pieces)).replace("\xa0", " "))
    text = re.sub(r"[ \t]{2,}", " ", re.sub(r"\n{2,}", "\n\n", text))
    text = text.replace(" \n", "\n").replace("\n ", "\n")
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def tame_html(html: str) -> str:
    """Return ``html`` with every ``<`` escaped that opens no tag, comment or declaration.

    Odoo's sanitizer looks from each ``<`` for the next ``>``: without this, 80 kB of ``<`` take it
    half a minute.
    """
    end = html.rfind("-->") + 3 if "-->" in html else 0
    pieces = re.split(r"(?s)(<!--.*?-->)", html[:end])
    pieces = [
        "<!--" + _STRAY.sub("&lt;", piece[4:]) if position % 2 else _STRAY.sub("&lt;", piece)
        for position, piece in enumerate(pieces)
    ]
    return "".join(pieces) + _STRAY.sub("&lt;", html[end:])


def nesting_depth(html: str) -> int:
    """Return how deep the elements of ``html`` are nested, as far as its tags tell.

    Deeper than `MAX_DEPTH` is not told apart.
    """
    stack, opened, deepest, void = [], {}, 0, frozenset(_VOID.split())
    for match in _NAME.finditer(html):
        name = match[1].lower()
        if name in void:
            continue
        if name[0] == "/":
            name = name[1:]
            while opened.get(name):
                last = stack.pop()
                opened[last] -= 1
                if last == name:
                    break
            continue
        ends = _ENDS.get(name, ())
        while stack and stack[-1] in ends:
            opened[stack.pop()] -= 1
        stack.append(name)
        opened[name] = opened.get(name, 0) + 1
        if len(stack) > deepest:
            deepest = len(stack)
            if deepest >= MAX_DEPTH:
                break
    return deepest


def _without(html, start, end):
    """Leave out all from each ``start`` to the next ``end``; what is never ended stays readable."""
    last = html.lower().rfind(end)
    if last < 0:
        return html
    rest = len(end) + last
    tail = r"[^<>]*>?" if end.startswith("<") else ""
    name = r"\b" if end.startswith("<") else ""
    pattern = rf"(?is){re.escape(start)}{name}.*?{re.escape(end)}"
    rest = re.compile(tail).match(html, rest).end()
    return re.sub(pattern + tail, " ", html[:rest]) + html[rest:]


def _decoded(text):
    if text.count("&") <= MAX_REFERENCES:
        # `unescape` refuses numbers of more than 4,300 digits
        return entities.unescape(_HUGE_REFERENCE.sub("\ufffd", text))
    for name, character in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("nbsp", " "), ("amp", "&")):
        text = text.replace(f"&{name};", character)
    return text
