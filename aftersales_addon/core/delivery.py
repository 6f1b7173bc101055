"""What became of a mail that was handed to a mail server, and when to try again.

SMTP (RFC 5321) tells for sure whether a mail was taken, save in one case: when the connection dies
after the content was begun and before the server's last reply, neither side can know what the other
knows (RFC 1047). That case has an outcome of its own, ``unknown``; every other failure is definite.
"""

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

# After each failed attempt; the last delay repeats.
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)
PATIENCE = timedelta(days=3)
SERVICE_CLOSING = 421
# RFC 4954: the server wants another login. That is about us, not about this mail.
LOGIN_CODES = frozenset({530, 534, 535, 538})

# Why a mail is not sent, or not surely; the reader sees these words.
FAULTS = {
    "unreachable": "The mail server cannot be reached",
    "timeout": "The mail server did not answer in time",
    "login": "The mail server refused our login",
    "setup": "No mail server is set up that can send it",
    "busy": "The mail server refused it for now",
    "refused": "The mail server refused it for good",
    "dropped": "The mail server hung up before it had the mail",
    "cut": "The connection broke while the mail was handed over: it may have arrived or not",
    "died": "The job was interrupted while the mail was handed over: it may have arrived or not",
    "restored": "The database comes from a backup, and the mail may have left since",
    "address": "There is no address it can be sent to",
    "unbuilt": "The mail could not be put together",
}


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt.

    ``state`` is ``sent``, ``retry`` (surely not taken), ``failed`` (surely never taken) or
    ``unknown``; ``fault`` a key of :data:`FAULTS`; ``reply`` what the server said; with
    ``server_down`` any other mail would meet the same.
    """

    state: str
    fault: str = ""
    reply: str = ""
    server_down: bool = False


class Watch:
    """Follows an ``smtplib.SMTP`` session and knows how far the mail in hand got.

    ``begun``: the server has asked for the content (354), so from here on it may have taken it.
    ``answer``: its reply (code, text) to the whole content, the only proof.
    """

    def __init__(self, session: smtplib.SMTP):
        self._data, self._getreply = session.data, session.getreply
        session.data, session.getreply = self._watched_data, self._watched_getreply
        self.reset()

    def reset(self) -> None:
        """Forget the mail before, as another one follows."""
        self.begun, self.answer, self._in_data = False, None, False

    def _watched_data(self, message):
        self._in_data = True
        try:
            return self._data(message)
        finally:
            self._in_data = False

    def _watched_getreply(self):
        code, text = self._getreply()
        if self._in_data and self.begun:
            self.answer = (code, text)
        elif self._in_data and code == 354:
            self.begun = True
        return code, text


def judge_connection(error: BaseException) -> Outcome:
    """Return the outcome for a mail whose server could not be connected to."""
    cause = _smtp_cause(error)
    reply = _text_of(cause or error)
    if isinstance(cause, TimeoutError) or _was_timeout(cause):
        return Outcome("retry", "timeout", reply, server_down=True)
    if isinstance(cause, smtplib.SMTPAuthenticationError):
        return Outcome("retry", "login", reply, server_down=True)
    return Outcome("retry", "unreachable" if cause else "setup", reply, server_down=True)


def judge(error: BaseException | None, watch: Watch | None = None) -> Outcome:
    """Return what became of a mail.

    :param error: what sending raised; None when it returned
    :param watch: what the session saw of this mail
    """
    if error is None:
        return Outcome("sent")
    if watch and watch.answer:
        return _by_code(*watch.answer)
    cause = _smtp_cause(error)
    if watch and watch.begun:
        return Outcome("unknown", "cut", _text_of(cause or error), server_down=_was_timeout(cause))
    if isinstance(cause, smtplib.SMTPRecipientsRefused) and cause.recipients:
        return _by_code(*min(cause.recipients.values()))
    if isinstance(cause, smtplib.SMTPResponseException):
        return _by_code(cause.smtp_code, cause.smtp_error)
    if isinstance(cause, OSError):
        late = _was_timeout(cause)
        return Outcome("retry", "timeout" if late else "dropped", _text_of(cause), server_down=late)
    return Outcome("retry", "unbuilt", _text_of(error))


def next_attempt(attempts: int, planned_at: datetime, now: datetime) -> datetime | None:
    """Return when to try again after that many failed attempts, or None to give up.

    The last attempt falls on the end of :data:`PATIENCE`, counted from the planning.
    """
    end = planned_at + PATIENCE
    if now >= end:
        return None
    return min(now + DELAYS[min(attempts, len(DELAYS)) - 1], end)


def _by_code(code: int, text: bytes | str) -> Outcome:
    """Judge by the server's reply: the first digit decides (RFC 5321, 4.2.1)."""
    reply = f"{code} {_decoded(text)}".strip()
    if 200 <= code < 300:
        return Outcome("sent", "", reply)
    if code in LOGIN_CODES:
        return Outcome("retry", "login", reply, server_down=True)
    if 500 <= code < 600:
        return Outcome("failed", "refused", reply)
    return Outcome("retry", "busy", reply, server_down=code == SERVICE_CLOSING)


def _smtp_cause(error: BaseException | None) -> OSError | None:
    """Return the error of the network or the server beneath what wraps it."""
    while error and not isinstance(error, OSError):
        error = error.__cause__ or error.__context__
    return error


def _was_timeout(error: BaseException | None) -> bool:
    """smtplib turns a timeout into a disconnection, and keeps it only as its context."""
    return isinstance(error, TimeoutError) or (
        error is not None and isinstance(error.__context__, TimeoutError)
    )


def _text_of(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return str(error) or type(error).__name__


def _decoded(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
