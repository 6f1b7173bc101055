"""Mails written for the tests: each carries a token that shows up wherever it ends."""

import email.message
import email.utils

from jobs import ADDRESS

PREFIX = "token-"


def letter(token, sender="Ann Bright <ann@bright.example>", to=ADDRESS, body="", **headers):
    """Return an ordinary mail as bytes; further headers by name, `_` for `-`."""
    message = email.message.EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = f"{PREFIX}{token}"
    message["Date"] = email.utils.formatdate(1795341600)
    message["Message-Id"] = f"<{token}@outside.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body or f"It smokes. {PREFIX}{token}")
    return message.as_bytes()
