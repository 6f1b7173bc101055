"""Which e-mails were written by a machine (RFC 3834 and its cousins).

A machine is never answered: two of them would answer each other for ever.
"""

from collections.abc import Iterable

_BULK = {"bulk", "junk", "list", "auto_reply"}
_MARKS = {
    "x-autoreply",
    "x-autorespond",
    "x-auto-response-suppress",
    "x-autoresponder",
    "x-mail-autoreply",
    "list-id",
    "list-unsubscribe",
    "feedback-id",
    "x-failed-recipients",
}


def automatic_reason(headers: Iterable[tuple[str, str]]) -> str:
    """Return the header that shows a machine wrote the mail, or an empty string.

    :param headers: (name, value) pairs in any order and case
    """
    for name, value in headers:
        name, value = name.lower(), str(value).strip().lower()
        if name == "auto-submitted" and value.split(";")[0].strip() != "no":
            return name
        if name == "precedence" and value in _BULK:
            return name
        if name == "return-path" and value == "<>":
            return name
        if name in _MARKS:
            return name
    return ""
