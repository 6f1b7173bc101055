"""What the guard passes as plain, Odoo's own parser takes: it neither raises, nor hangs, nor loses text."""

import email
import email.policy
import random
import re
import time
from collections import Counter

from hostile_mails import HOSTILE, SMALL, mutate
from profiles import profile
from test_mail_intake import MailIntakeCase

from odoo.tools import html2plaintext, html_sanitize

from odoo.addons.aftersales_addon.core import mailbuild, mailguard, mailparts

from devtools import mail_corpora

SEED = 20261122
SECONDS = 5  # of processor time
KEPT = 0.9  # of the letters
MAX_SIZE = 200_000  # bytes of a mail that mutants are made of


def letters(text):
    return sum(map(len, re.findall(r"\w+", text)))


class TestMailParser(MailIntakeCase):
    def read(self, raw):
        """Return the text as it is stored on a ticket when Odoo parses the mail as it came."""
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        gateway = self.env["mail.thread"].with_context(aftersales_intake=True)
        parsed = self.intake._clean(gateway.message_parse(message))
        self.assertFalse({"\n", "\r", "\x00"} & set(parsed.get("subject") or ""))
        stored = html_sanitize(parsed.get("body") or "", sanitize_style=True)
        return html2plaintext(stored)

    def check(self, name, raw):
        """Return whether the guard passes the mail; complain of what Odoo then makes of it."""
        if mailguard.inspect(raw):
            return False
        started = time.process_time()
        try:
            text = self.read(raw)
        except Exception as error:  # whatever it is
            self.problems.append(f"{name}: raises {error!r}")
            return True
        seconds = time.process_time() - started
        if seconds > SECONDS:
            self.problems.append(f"{name}: takes {seconds:.1f} s")
        nodes = mailparts.split(mailparts.normalised(raw))
        wanted = letters(mailbuild.gather(nodes, as_odoo=True).text)
        if letters(text) < KEPT * wanted:
            self.problems.append(f"{name}: keeps {letters(text)} of {wanted} letters")
        return True

    def test_parser_takes_what_the_guard_passes(self):
        """T3, T4, T21, T22"""
        self.receive()  # an intake whose settings apply
        self.problems = []
        public = [(mail.name, mail.path.read_bytes()) for mail in mail_corpora.collect().mails]
        hostile = [(name, HOSTILE[name]()) for name in SMALL]
        passed = Counter()
        for name, raw in public[:: profile(8, 1)] + hostile:
            passed[self.check(name, raw)] += 1
        sources = [raw for __, raw in hostile + public if len(raw) < MAX_SIZE]
        for number in range(SEED, SEED + profile(200, 5_000)):
            rng = random.Random(number)
            passed[self.check(f"mutant of seed {number}", mutate(rng.choice(sources), rng))] += 1
        print(f"seed {SEED}: {passed[True]} mails passed as plain, {passed[False]} to be rebuilt")
        self.assertFalse(self.problems, f"of {passed[True]}")
        self.assertTrue(passed[True] and passed[False])
