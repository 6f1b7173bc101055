"""A mailbox with the two doors Odoo fetches through: POP3 (RFC 1939) and IMAP4rev1 (RFC 3501).

Only what poplib and imaplib say on behalf of Odoo's incoming mail servers is understood, but that
as the standards want it: a POP3 deletion counts only once the client has said QUIT, so a client
that dies in between finds its mails again; fetching a mail by IMAP marks it as seen.

    with Mailbox(raw_mails).pop3() as door:
        ...  # let Odoo fetch from 127.0.0.1, door.port
    assert not mailbox.waiting
"""

import contextlib
import re
import socketserver
import threading
from dataclasses import dataclass


@dataclass
class Letter:
    """One mail in the box; `fetched` counts how often it was handed out."""

    raw: bytes
    fetched: int = 0
    seen: bool = False
    deleted: bool = False


class Mailbox:
    """The mails of one account, whichever door they are fetched through."""

    def __init__(self, mails=()):
        self.letters = [Letter(raw) for raw in mails]
        self.lock = threading.RLock()

    def put(self, *mails):
        with self.lock:
            self.letters += [Letter(raw) for raw in mails]

    @property
    def waiting(self):
        """The mails the next client would find as new."""
        with self.lock:
            return [letter for letter in self.letters if not letter.deleted and not letter.seen]

    def pop3(self):
        return _open(self, Pop3Session)

    def imap(self):
        return _open(self, ImapSession)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        """A client that is killed in mid-sentence is what the tests are about."""


@contextlib.contextmanager
def _open(mailbox, session):
    """Serve the mailbox on a free port of the loopback address until the block ends."""
    with _Server(("127.0.0.1", 0), session) as server:
        server.mailbox = mailbox
        server.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Session(socketserver.StreamRequestHandler):
    wbufsize = -1

    def say(self, *lines):
        self.wfile.write(b"".join(line + b"\r\n" for line in lines))
        self.wfile.flush()

    def commands(self):
        """The client's lines as words, until it hangs up."""
        while line := self.rfile.readline():
            yield line.strip().decode("ascii", "replace").split()


class Pop3Session(_Session):
    """Commands act on the maildrop as it was at login; only QUIT carries the deletions out."""

    def handle(self):
        mailbox = self.server.mailbox
        drop, doomed = [], set()
        self.say(b"+OK ready")
        for verb, *words in self.commands():
            verb = verb.upper()
            if verb == "PASS":
                with mailbox.lock:
                    drop = [letter for letter in mailbox.letters if not letter.deleted]
                self.say(b"+OK")
            elif verb in ("USER", "NOOP"):
                self.say(b"+OK")
            elif verb == "STAT":
                self.say(b"+OK %d %d" % (len(drop), sum(len(letter.raw) for letter in drop)))
            elif verb == "LIST":
                sizes = [b"%d %d" % (n, len(letter.raw)) for n, letter in enumerate(drop, 1)]
                self.say(b"+OK", *sizes, b".")
            elif verb == "RETR":
                letter = drop[int(words[0]) - 1]
                letter.fetched += 1
                self.say(b"+OK", *_stuffed(letter.raw), b".")
            elif verb == "DELE":
                doomed.add(int(words[0]) - 1)
                self.say(b"+OK")
            elif verb == "QUIT":
                with mailbox.lock:
                    for number in doomed:
                        drop[number].deleted = True
                self.say(b"+OK")
                return
            else:
                self.say(b"-ERR unknown command")


def _stuffed(raw):
    """The lines of a mail, those that begin with a dot given another one (RFC 1939, 3)."""
    lines = raw.split(b"\n")
    if not lines[-1]:
        lines.pop()
    for line in lines:
        line = line.removesuffix(b"\r")
        yield b"." + line if line.startswith(b".") else line


class ImapSession(_Session):
    """One folder, message sequence numbers, one mail at a time."""

    def handle(self):
        self.letters = []
        self.say(b"* OK [CAPABILITY IMAP4rev1] ready")
        for tag, verb, *words in self.commands():
            answer = getattr(self, f"do_{verb.lower()}", None)
            if answer is None:
                self.say(tag.encode() + b" BAD unknown command")
                continue
            self.say(*answer(*words), tag.encode() + b" OK done")
            if verb.upper() == "LOGOUT":
                return

    def do_capability(self):
        yield b"* CAPABILITY IMAP4rev1"

    def do_login(self, *words):
        return ()

    do_noop = do_close = do_login

    def do_select(self, *words):
        with self.server.mailbox.lock:
            self.letters = list(self.server.mailbox.letters)
        yield b"* %d EXISTS" % len(self.letters)
        yield b"* 0 RECENT"
        yield b"* FLAGS (\\Seen \\Deleted)"

    def do_search(self, *words):
        unseen = [b"%d" % n for n, letter in enumerate(self.letters, 1) if not letter.seen]
        yield b" ".join([b"* SEARCH", *unseen])

    def do_fetch(self, number, *words):
        letter = self.letters[int(number) - 1]
        letter.fetched += 1
        letter.seen = True
        yield b"* %s FETCH (RFC822 {%d}" % (number.encode(), len(letter.raw))
        yield letter.raw + b")"

    def do_store(self, number, operation, *flags):
        letter = self.letters[int(number) - 1]
        if re.search(r"\\Seen", " ".join(flags), re.IGNORECASE):
            letter.seen = operation.startswith("+")
        shown = b"\\Seen" if letter.seen else b""
        yield b"* %s FETCH (FLAGS (%s))" % (number.encode(), shown)

    def do_logout(self):
        yield b"* BYE"
