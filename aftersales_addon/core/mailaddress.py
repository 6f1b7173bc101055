"""The addresses and identifiers in a mail's header, read by machine-like rules in linear time.

Python's parser calls itself for each parenthesis, so that a thousand of them end it (T4).
(RFC 5322, 3.4 and 3.6.4, with what real mail programs write.)
"""

import re

from .mailtext import clean_line

MAX_VALUE = 262_144  # characters of one header that are looked at
MAX_ADDRESS = 320  # 64 + "@" + 255 (RFC 5321, 4.5.3.1)
MAX_IDENTIFIER = 998
MAX_IDENTIFIERS = 32

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[(),;:<>"\\]|[^(),;:<>"\\]+', re.DOTALL)
_PARENTHESIS = re.compile(r"[()]|\\.", re.DOTALL)
_SEPARATORS = re.compile(r"[\s<>()\",;:]+")
_IDENTIFIER = re.compile(r"<([^<>]*)>")


def mailboxes(value: str) -> list[tuple[str, str]]:
    """Return the (display name, address) pairs of an address header, encoded words as they are.

    Addresses are in lower case; what has no ``@`` is left out.
    """
    found = _Reader(value[:MAX_VALUE]).found
    if not found:
        found = [
            ("", address)
            for word in _SEPARATORS.split(value[:MAX_VALUE])
            if (address := _address(word))
        ]
    return found


def addresses(value: str) -> list[str]:
    """Return the addresses of an address header, in lower case, each once, in order."""
    return list(dict.fromkeys(address for __, address in mailboxes(value)))


def message_ids(value: str) -> list[str]:
    """Return the last identifiers of a References or In-Reply-To header, with their brackets."""
    found = []
    for match in _IDENTIFIER.finditer(value[-MAX_VALUE:]):
        identifier = f"<{''.join(clean_line(match[1], MAX_IDENTIFIER).split())}>"
        if 2 < len(identifier) <= MAX_IDENTIFIER:
            found.append(identifier)
    return found[-MAX_IDENTIFIERS:]


class _Reader:
    """A list of mailboxes, read token by token: words, then perhaps an address in brackets."""

    def __init__(self, value):
        self.found, self.words, self.inside = [], [], None
        position = 0
        while match := _TOKEN.match(value, position):
            token, position = match[0], match.end()
            if token == "(":
                position = _after_comment(value, position)
                token = " "
            self.take(token)
        self.finish()

    def take(self, token):
        if self.inside is not None:
            if token == ">" or (token in ",;" and "@" in "".join(self.inside)[1:]):
                self.finish()
            elif token == ":":  # a route before the address
                self.inside = []
            else:
                self.inside.append("" if token in "<,;" else token)
        elif token == "<":
            self.inside = []
        elif token in ",;":
            self.finish()
        elif token == ":":  # the name of a group
            self.words = []
        else:
            self.words.append(token)

    def finish(self):
        words = "".join(self.words)
        if self.inside is not None:
            name, address = words, _address("".join(self.inside))
        else:
            name, address = _without_brackets(words)
        if address:
            name = re.sub(r"\\(.)", r"\1", name.strip().strip('"'))
            self.found.append((name.strip(), address))
        self.words, self.inside = [], None


def _without_brackets(words):
    """Tell the address from the name in ``Ann Bright ann@bright.example``."""
    outer = re.sub(r'"(?:[^"\\]|\\.)*"(?!@)', "", words, flags=re.DOTALL)
    if outer.count('"') == 2 and '"@' in outer:
        return "", _address(outer[outer.index('"') :])
    for word in reversed(outer.split()):
        if address := _address(word):
            return words.replace(word, ""), address
    return "", ""


def _address(text):
    text = clean_line(text, MAX_VALUE)
    local, at, domain = text.rpartition("@")
    local, domain = local.strip(), "".join(domain.split()).rstrip(".")
    if not local.startswith('"'):
        local = "".join(local.split())
    if not (at and local and domain) or ("@" in local.strip('"') and not local.startswith('"')):
        local = local.rpartition("@")[2]
    if not (at and local and domain) or len(local) + len(domain) >= MAX_ADDRESS:
        return ""
    return f"{local}@{domain}".lower()


def _after_comment(value, position):
    depth = 1
    for match in _PARENTHESIS.finditer(value, position):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    return len(value)
