"""A mail server of our own that takes mail and can go wrong in every way a real one does.

    with Sink(fault="busy", times=3) as sink:    # the first three mails meet the fault
        ... send to 127.0.0.1, sink.port ...
    sink.accepted                                # Message-Ids in the order in which it took them
    sink.letters                                 # (recipients, mail) in the same order

`accepted` is what the recipients will get: the sink has answered, or meant to answer, 250. It speaks
just enough of RFC 5321 for smtplib: EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP, QUIT.
"""

import contextlib
import email
import re
import socket
import threading
import time
from collections import Counter

FAULTS = (
    "refused",  # nobody listens
    "slow",  # listens and never greets
    "slow_data",  # asked for DATA, says nothing
    "busy",  # 451 to the recipient
    "busy_data",  # 451 to the whole content
    "closing",  # 421 to the sender
    "rejected",  # 550 to the recipient
    "rejected_data",  # 554 to the whole content
    "dropped",  # hangs up before it asks for the content
    "dropped_data",  # hangs up in the middle of the content, takes nothing
    "reply_lost",  # takes the mail and hangs up before it says so
)


class Sink:
    """An SMTP server on 127.0.0.1.

    :param fault: one of `FAULTS`, or None
    :param times: how many mails meet it; None for all, until `repair()`
    :param skip: how many mails come before them
    :param pace: seconds that it takes over each mail, so that a kill finds the sender at work
    """

    def __init__(self, fault=None, times=None, skip=0, pace=0.0):
        self.fault, self.times, self.skip, self.pace = fault, times, skip, pace
        self.accepted, self.letters, self.met = [], [], 0
        self._lock, self._sessions = threading.Lock(), set()
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        if fault != "refused":
            self._listen()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._listener.close()
        for session in list(self._sessions):
            with contextlib.suppress(OSError):
                session.shutdown(socket.SHUT_RDWR)

    def repair(self):
        """From now on, work as a server should."""
        was, self.fault = self.fault, None
        if was == "refused":
            self._listen()

    @property
    def doubled(self):
        """The Message-Ids that were taken more than once."""
        return [number for number, count in Counter(self.accepted).items() if count > 1]

    # === CONNECTIONS === #

    def _listen(self):
        self._listener.listen(50)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                session, __ = self._listener.accept()
            except OSError:
                return
            self._sessions.add(session)
            threading.Thread(target=self._talk, args=(session,), daemon=True).start()

    def _talk(self, session):
        try:
            with session, session.makefile("rwb") as stream:
                if self.fault == "slow":
                    self._stay_silent(session)
                    return
                self._converse(session, stream)
        except (OSError, ValueError):
            pass  # the other side has gone, by a kill or by a timeout
        finally:
            self._sessions.discard(session)

    def _stay_silent(self, session):
        session.settimeout(60)
        with contextlib.suppress(OSError):
            while session.recv(1024):
                pass

    # === THE CONVERSATION === #

    def _converse(self, session, stream):
        def say(text):
            stream.write(text.encode() + b"\r\n")
            stream.flush()

        say("220 sink.example ready")
        fault, recipients = None, []
        while line := stream.readline():
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                say("250 sink.example")
            elif verb == b"MAIL":
                fault, recipients = self._next_fault(), []
                say("421 closing" if fault == "closing" else "250 ok")
                if fault == "closing":
                    return
            elif verb == b"RCPT":
                recipients.append(re.search(rb"<(.*?)>", line)[1].decode())
                say({"busy": "451 later", "rejected": "550 nobody"}.get(fault, "250 ok"))
            elif verb == b"DATA":
                if fault == "dropped":
                    return
                if fault == "slow_data":
                    self._stay_silent(session)
                    return
                say("354 go on")
                if not self._take(stream, fault, say, recipients):
                    return
            elif verb == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def _take(self, stream, fault, say, recipients):
        """Read the content and answer; returns whether the conversation goes on."""
        if fault == "dropped_data":
            stream.readline()
            return False
        content = bytearray()
        while (line := stream.readline()) != b".\r\n":
            if not line:
                return False  # the sender died before it had said all
            content += line
        if fault in ("busy_data", "rejected_data"):
            say("451 later" if fault == "busy_data" else "554 spam")
            return True
        time.sleep(self.pace)
        message = email.message_from_bytes(bytes(content))
        with self._lock:
            self.accepted.append(message["Message-Id"].strip())
            self.letters.append((recipients, bytes(content)))
        if fault == "reply_lost":
            return False
        say("250 taken")
        return True

    def _next_fault(self):
        with self._lock:
            if not self.fault or (self.times is not None and self.met >= self.times):
                return None
            if self.skip:
                self.skip -= 1
                return None
            self.met += 1
            return self.fault
