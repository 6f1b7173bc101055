"""What stock Odoo and aftersales_addon make of the same mails, in one run: a Markdown table.

Run by `./dev bench mail_stock`; docs/mail-compared.md shows the table. Stock Odoo takes the mails into
`maintenance.request`, its barest record with a mail address, in a database without our module.
"""

import contextlib
import os
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent))
sys.path.append(str(Path(__file__).parent.parent / "tests"))
sys.path.append(str(Path(__file__).parent.parent / "tests" / "mail"))

import corpus
import jobs
from letters import PREFIX, delivered, honest, poison
from mailbox_server import Mailbox
from processes import JobFailed, Outcome, call, start

MUTANTS = 300
PAIRS = 100  # mails handed to two processes at once
HANGING = 20  # seconds of the clock after which a mail has hung its process
BOX_SECONDS = 60


@dataclass(frozen=True)
class Side:
    """One of the two that are compared: its database, the model its mails become, that model's table."""

    name: str
    database: str | None
    model: str

    @property
    def table(self):
        return self.model.replace(".", "_")

    def call(self, job, **arguments):
        return call(job, database=self.database, **arguments)


STOCK = Side("stock Odoo 19", os.environ.get("AFTERSALES_STOCK_DATABASE"), "maintenance.request")
OURS = Side("aftersales_addon", None, "aftersales.ticket")


# === WHAT RUNS IN THE PROCESSES OF EACH SIDE === #


def open_stock_desk(registry):
    """Give stock Odoo a team with the address that our desk has on its side."""
    with jobs.environment(registry) as env:
        env["ir.module.module"].search([("name", "=", "maintenance")]).button_immediate_install()


def open_stock_address(registry):
    with jobs.environment(registry) as env:
        domain = env["mail.alias.domain"].create({"name": jobs.DOMAIN})
        env.company.write({"alias_domain_id": domain.id, "email": f"office@{jobs.DOMAIN}"})
        env["maintenance.team"].create(
            {"name": "Mail desk", "alias_name": "support", "alias_domain_id": domain.id}
        )


def deliver_traced(registry, mails):
    """Deliver the mails; for each yields what became of it, and the processor seconds it took."""
    tables = ["mail_message"] + ["aftersales_intake"] * ("aftersales.intake" in registry)
    query = f"SELECT {', '.join(f'(SELECT coalesce(max(id), 0) FROM {table})' for table in tables)}"
    with registry.cursor() as cr:
        for raw in mails:
            cr.execute(query)
            before = cr.fetchone()
            cr.commit()
            [delivery] = jobs.deliver(registry, [raw])
            cr.execute(query)
            kept = "kept" if cr.fetchone() != before else "gone without a trace"
            cr.commit()
            yield "lost by an error" if delivery.raised else kept, delivery.seconds


def hire(registry, address):
    """Let somebody with this address work here."""
    with jobs.environment(registry) as env:
        env["res.users"].create({"name": "Colleague", "login": "colleague", "email": address})


def records(registry, model, prefix):
    """Return how many records there are whose names begin with the token."""
    with jobs.environment(registry) as env:
        return env[model].search_count([("name", "=like", f"{PREFIX}{prefix}%")])


def conversation(registry, model, token):
    """Return who has written in the record's thread, and whom its agent is proposed to write to."""
    with jobs.environment(registry) as env:
        record = env[model].search([("name", "=", f"{PREFIX}{token}")], limit=1)
        writers = record.message_ids.filtered(lambda m: m.message_type == "email")
        proposed = record._message_get_suggested_recipients_batch(reply_discussion=True)
        return (
            writers.mapped("email_from"),
            [recipient["email"] for recipient in proposed[record.id]],
            record.create_uid.login,
        )


# === COMPARISONS: EACH RETURNS WHAT ITS CELL SAYS === #


def renamed(mails):
    """The mails under Message-Ids of their own: mails that share one are another row's matter."""
    for number, (__, raw) in enumerate(mails):
        head, blank, body = re.match(rb"(.*?)(\r?\n\r?\n|$)(.*)", raw, re.DOTALL).groups()
        own = rb"Message-Id: <compared-%d@outside.example>" % number
        yield re.sub(rb"(?im)^Message-Id:[^\r\n]*", own, head) + blank + body


def replay(side, mails):
    """Deliver the mails, and count what became of them."""
    left, ends, slow = [delivered(raw) for raw in renamed(mails)], Counter(), 0
    while left:
        work = start(deliver_traced, database=side.database, mails=left)
        with contextlib.suppress(JobFailed):  # hung, and killed
            for item in work.items(HANGING):
                if isinstance(item, Outcome):
                    break
                end, seconds = item
                ends[end] += 1
                slow += seconds > 5
                left.pop(0)
        if left:
            ends["hung or killed its process"] += 1
            left.pop(0)
    shown = [f"{count} {end}" for end, count in ends.most_common()]
    return ", ".join([*shown, *([f"{slow} over 5 s"] if slow else [])])


def boxes(side, kind):
    """How many honest mails come out of a box with poison between them."""
    tokens = [f"box-{kind}-{number}" for number in range(6)]
    bad = poison(kind)
    mailbox = Mailbox([*map(honest, tokens[:2]), *bad, *map(honest, tokens[2:])])
    with getattr(mailbox, {"pop": "pop3", "imap": "imap"}[kind])() as door:
        server_id = side.call(jobs.open_mailbox, kind=kind, port=door.port)
        started = time.monotonic()
        while mailbox.waiting and (left := BOX_SECONDS - time.monotonic() + started) > 0:
            with contextlib.suppress(JobFailed):
                start(jobs.fetch_by_cron, database=side.database).outcome(left)
        side.call(jobs.close_mailbox, server_id=server_id)
    arrived = side.call(records, model=side.model, prefix=f"box-{kind}-")
    return f"{arrived} of {len(tokens)} honest mails in {BOX_SECONDS} s, {len(mailbox.waiting)} mails stuck"


def amount(side, prefix):
    count = side.call(records, model=side.model, prefix=prefix)
    return f"{count} record{'s' * (count != 1)}"


def pairs(side):
    """How many records two processes make of the same mails."""
    mails = [honest(f"pair-{number}") for number in range(PAIRS)]
    for work in [start(jobs.deliver, database=side.database, mails=mails) for __ in range(2)]:
        work.outcome()
    return amount(side, "pair-")


def repeated(side):
    """How many records become of one mail without Message-Id that is delivered three times."""
    raw = honest("again").replace(b"Message-Id:", b"X-Was:")
    side.call(jobs.deliver, mails=[raw] * 3)
    return amount(side, "again")


def same_id(side):
    """How many records become of two different mails under one Message-Id."""
    raw = honest("same-id")
    side.call(jobs.deliver, mails=[raw, raw.replace(b"It smokes", b"It burns, somebody is hurt")])
    return amount(side, "same-id")


def stranger(side):
    """What a stranger achieves who quotes the Message-Id of somebody's conversation."""
    side.call(jobs.deliver, mails=[honest("thread")])
    quoting = {"References": "<thread@outside.example>", "Cc": "mallory@evil.example"}
    raw = honest("thread-joined", sender="Eve <eve@evil.example>", **quoting)
    side.call(jobs.deliver, mails=[raw])
    writers, proposed, __ = side.call(conversation, model=side.model, token="thread")
    joined = any("evil.example" in writer for writer in writers)
    offered = [address for address in proposed if "evil.example" in (address or "")]
    return f"{'joins it' if joined else 'stays outside'}; agent is proposed {', '.join(offered) or 'no stranger'}"


def forged(side):
    """Whose record a mail becomes that claims to come from an internal user."""
    colleague = f"colleague@{jobs.DOMAIN}"
    side.call(hire, address=colleague)
    side.call(jobs.deliver, mails=[honest("forged", sender=f"Colleague <{colleague}>")])
    if not side.call(records, model=side.model, prefix="forged"):
        return "no record: a supervisor decides"
    __, __, login = side.call(conversation, model=side.model, token="forged")
    return f"a record created by the user {login}"


def automatic(side):
    """What an out-of-office answer becomes."""
    side.call(jobs.deliver, mails=[honest("absent", Auto_Submitted="auto-replied")])
    count = side.call(records, model=side.model, prefix="absent")
    return "a new record" if count else "no record"


def rows():
    """(what comes in, how a side's cell is found)."""
    public, __ = corpus.public()
    hostile = corpus.hostile()
    mutants = corpus.mutants(public + hostile, MUTANTS)
    yield f"{len(public)} public mails", lambda side: replay(side, public)
    yield f"{len(hostile)} hostile mails", lambda side: replay(side, hostile)
    yield f"{MUTANTS} mutants (seed {corpus.SEED})", lambda side: replay(side, mutants)
    yield "POP3 box with poison in the middle", lambda side: boxes(side, "pop")
    yield "IMAP box with poison in the middle", lambda side: boxes(side, "imap")
    yield f"{PAIRS} mails to two processes at once", pairs
    yield "one mail without Message-Id, three times", repeated
    yield "two mails under one Message-Id", same_id
    yield "stranger quotes a Message-Id, with a copy to a friend", stranger
    yield "mail that claims to come from an internal user", forged
    yield "out-of-office answer", automatic


def main():
    STOCK.call(open_stock_desk)
    STOCK.call(open_stock_address)
    OURS.call(jobs.open_desk)
    print(f"| what comes in | {STOCK.name} | {OURS.name} |\n|---|---|---|", flush=True)
    for what, cell in rows():
        print(f"| {what} | {cell(STOCK)} | {cell(OURS)} |", flush=True)


if __name__ == "__main__":
    main()
