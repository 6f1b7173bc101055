"""A failed delivery told of in a person's guise: by virus scanners, list relays, old mail servers.

Such a report bears neither a daemon's name nor an empty return path, so that `mailrules` does not
know it. What gives it away is its form: a report's subject, an address without a name, no trace of
a mail program, and a text that begins at once with a mail system's words. A customer who forwards
or quotes a report lacks one of them.
"""

import re

from .mailparts import decode_words
from .mailrules import Headers

# What mail programs write, and mail systems do not.
_PROGRAMS = {
    "in-reply-to",
    "references",
    "user-agent",
    "x-mailer",
    "thread-index",
    "thread-topic",
    "resent-from",
}
_SUBJECT = re.compile(
    r"""
    (?: returned[ ]mail
      | (?:mail[ ])? delivery [ ] (?: fail(?:ed|ure) | error | problem | report | warning | delayed
                                    | status[ ]notification | notification )
      | failure[ ]notice
      | undeliver(?:able|ed) (?:[ ](?:mail|message))?
      | non-?deliver(?:able|y)
      | (?:mail|message) [ ] (?: could[ ] )? not [ ] (?: be[ ] )? delivered
      | unzustellbar
    ) \b
    | .* (?: \(delivery[ ]failed\) | :[ ]undeliverable ) $
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MAIL = r"(?:message|mail|e-?mail)"
_OPENING = re.compile(
    rf"""
    (?: [^\w>|] | _ )*
    (?: failed[ ]recipients?
      | (?:your|the|a) [ ] {_MAIL} \b .{{0,200}}? (?:could[ ]not|cannot|was[ ]not) (?:[ ]be)? [ ] delivered
      | could[ ]not[ ]deliver [ ] (?:(?:the|your)[ ])? {_MAIL}
      | delivery [ ] (?:of|to) [ ] (?:e-?mail|the[ ]following|this)
      | this [ ] is [ ] an [ ] advisory-only [ ] e-?mail
      | this [ ] {_MAIL} [ ] was [ ] created [ ] automatically [ ] by [ ] mail
      | this [ ] is [ ] an [ ] automatically [ ] generated [ ] delivery
      | votre [ ] message [ ] n'a [ ] pas [ ] pu [ ] [eê]tre [ ] d[eé]livr[eé]
      | (?:ihre|die|diese) [ ] (?:nachricht|e-?mail|mail) \b .{{0,200}}? konnte [ ] nicht [ ]
        (?:zugestellt|übermittelt|ausgeliefert)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LOOKED_AT = 1_000  # characters


def looks_reported(headers: Headers) -> bool:
    """Whether the header is one that such reports have: then the text decides.

    :param headers: (name, value) pairs in any order and case
    """
    found = {name.lower(): str(value) for name, value in reversed(list(headers))}
    if found.keys() & _PROGRAMS:
        return False
    subject = " ".join(decode_words(found.get("subject", ""))[:_LOOKED_AT].split())
    return _is_bare(found.get("from", "")) and bool(_SUBJECT.match(subject))


def begins_as_report(text: str) -> bool:
    """Whether a mail's own text begins with the words of a mail system, none before them."""
    return bool(_OPENING.match(" ".join(text[:_LOOKED_AT].split())))


def _is_bare(value):
    """An address without a name."""
    value = value.strip()
    return value.count("@") > 0 and (not value.partition("<")[0] or "<" not in value)
