"""Canonical form and hashing of events: the same bytes on every machine.

Canonical JSON here means: keys sorted, no blanks, text in Unicode NFC, instants as
ISO 8601 in UTC with whole seconds (``2026-03-01T09:30:00Z``), dates as ``2026-03-01``,
decimals as plain strings (``"12.50"``). Floats are refused: their text depends on how
they came to be, so the caller says how many decimals it means.
"""

import hashlib
import json
import unicodedata
from datetime import date, datetime, timezone
from decimal import Decimal


def canonical(payload: dict) -> str:
    """Return the canonical JSON text of ``payload``.

    :raises TypeError: a value that has no canonical form (a float, an object)
    """
    return json.dumps(_plain(payload), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def salted_hash(salt: str, text: str) -> str:
    """Return the hex SHA-256 that stands in the ledger for a personal text.

    Without the salt a short text such as a name cannot be found by trying, so erasing
    text and salt erases the person while the hash goes on proving the chain.
    """
    return hashlib.sha256(f"{salt}\n{unicodedata.normalize('NFC', text)}".encode()).hexdigest()


def _plain(value):
    match value:
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case dict():
            return {_key(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form: {value!r}")


def _key(key) -> str:
    if not isinstance(key, str):
        raise TypeError(f"payload keys are text, not {key!r}")
    return unicodedata.normalize("NFC", key)


def _instant(value: datetime) -> str:
    """Odoo hands over naive UTC instants; aware ones are converted."""
    value = value.astimezone(timezone.utc) if value.tzinfo else value
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")
