"""Real e-mails through the real gateway: what stock Odoo can take becomes a ticket or a reply."""

import email
import email.policy
import signal
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from profiles import DEEP, profile
from test_mail_intake import DOMAIN, MailIntakeCase

from odoo.addons.aftersales_addon.models.ticket.mail_thread import MailThread

from devtools import mail_corpora

REFUSED = Path(__file__).with_name("mail_refused.txt")
SECONDS = 10  # of processor time; all but the mails that hang Odoo need less than five
FIGURES = []  # lines for the closing summary (conftest.py)


class TestMailCorpora(MailIntakeCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.corpora = mail_corpora.collect()
        cls.env["mail.alias"].create(
            {
                "alias_name": "stock",
                "alias_domain_id": cls.alias_domain.id,
                "alias_model_id": cls.env["ir.model"]._get_id("res.partner"),
            }
        )
        FIGURES[:] = [f"absent: {reason}" for reason in cls.corpora.absent]

    def test_every_mail_that_odoo_can_take_becomes_a_ticket(self):
        refused, started = {}, time.monotonic()
        mails = [mail for mail in self.corpora.mails if mail.is_sampled(profile(3, 1))]
        for mail in mails:
            source = self.addressed(mail, "test-support")
            taken, reason = self.replay(source)
            if not taken:
                refused[mail.name] = reason
            if not taken or DEEP:
                with self.subTest(mail.name), stock_gateway():
                    expected, reason = self.replay(self.addressed(mail, "stock"))
                    self.assertEqual(taken, expected, f"stock Odoo: {reason or 'taken'}")
        self.assertEqual(refused, listed_as_refused(mails))
        report("a ticket", mails, refused, time.monotonic() - started)

    def test_every_mail_that_becomes_a_ticket_can_be_a_reply(self):
        ticket = self.receive()
        reference = self.our_last_mail(ticket).message_id
        refused, started = {}, time.monotonic()
        mails = [mail for mail in self.corpora.mails if mail.is_sampled(profile(12, 1))]
        for mail in mails:
            source = self.addressed(mail, "test-support", f"References: {reference}")
            taken, reason = self.replay(source, expected=ticket)
            if not taken:
                refused[mail.name] = reason
        self.assertEqual(refused, listed_as_refused(mails))
        report("a reply", mails, refused, time.monotonic() - started)

    # === TOOLS === #

    def addressed(self, mail, alias, *lines):
        """Return the mail as it is, but for the header that a mail server adds on delivery."""
        source, envelope = mail.path.read_bytes(), b""
        if source.startswith(b"From "):
            envelope, __, source = source.partition(b"\n")
            envelope += b"\n"
        end = "\r\n" if b"\r\n" in source else "\n"
        lines = [f"Delivered-To: {alias}@{DOMAIN}", *lines]
        return envelope + "".join(line + end for line in lines).encode() + source

    def replay(self, source, expected=None):
        """Hand the mail to the gateway and undo what it did.

        :return: what came of it, or nothing, and then the reason
        """
        savepoint = self.env.cr.savepoint()
        try:
            with self.mock_mail_gateway(), time_limit(SECONDS):
                thread_id = self.env["mail.thread"].message_process(None, source)
                self.env.flush_all()
                return (
                    (self.outcome(thread_id, expected), "")
                    if thread_id
                    else (None, self.why(source))
                )
        except TooSlow:
            return None, f"more than {SECONDS} s"
        except Exception as error:  # whatever a mail can make Odoo raise
            return None, type(error).__name__
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def outcome(self, thread_id, expected):
        """Check the ticket or the reply, and return what must be the same whoever takes the mail."""
        message = self.env["mail.message"].search(
            [("message_type", "=", "email"), ("res_id", "=", thread_id)], order="id desc", limit=1
        )
        record = self.env[message.model].browse(thread_id)
        if expected:
            self.assertEqual(record, expected)
        elif record._name == "aftersales.ticket":
            self.assertRecordValues(record, [{"team_id": self.team.id, "channel": "email"}])
            self.assertTrue(record.number and record.name)
            self.assertEqual(self.event_types(record)[0], "ticket_created")
        return {
            "from": message.email_from,
            "attachments": Counter(message.attachment_ids.mapped("name")),
        }

    def why(self, source):
        """Return why the gateway dropped the mail without raising."""
        message = email.message_from_bytes(source, policy=email.policy.SMTP)
        values = self.env["mail.thread"].message_parse(message)
        if values["is_bounce"]:
            return "bounce"
        return "loop" if self.env["mail.thread"]._detect_loop_headers(values) else "no route"


# What a mail is stopped with must not be an Exception: Odoo would take it for a bad header.
class TooSlow(BaseException):
    pass


@contextmanager
def time_limit(seconds):
    """Stop what takes longer, counted in processor time: the machine may have others at work."""

    def stop(*__):
        raise TooSlow

    handler = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)


@contextmanager
def stock_gateway():
    """Take our own part out of the gateway, to see what Odoo does without it."""
    names = [name for name in vars(MailThread) if name.startswith(("message_", "_message_"))]
    ours = {name: vars(MailThread)[name] for name in names}
    for name in ours:
        delattr(MailThread, name)
    try:
        yield
    finally:
        for name, method in ours.items():
            setattr(MailThread, name, method)


def listed_as_refused(mails):
    """Return the reasons of ``mail_refused.txt`` by name, for these mails and this Python."""
    reasons = {}
    for line in REFUSED.read_text().splitlines():
        if line and not line.startswith("#"):
            name, reason, *before = line.split("\t")
            if not before or sys.version_info < tuple(map(int, before[0].split(".")[-2:])):
                reasons[name] = reason
    return {mail.name: reasons[mail.name] for mail in mails if mail.name in reasons}


def report(kind, mails, refused, seconds):
    reasons = ", ".join(
        f"{count} {reason}" for reason, count in Counter(refused.values()).most_common()
    )
    FIGURES.append(
        f"as {kind}: {len(mails) - len(refused)} of {len(mails)} taken in {seconds:.0f} s"
        f" (the rest: {reasons or 'none'})"
    )
    sources = Counter(mail.source for mail in mails)
    taken = Counter(mail.source for mail in mails if mail.name not in refused)
    FIGURES.append("  " + ", ".join(f"{name} {taken[name]}/{sources[name]}" for name in sources))
