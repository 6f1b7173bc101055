"""What the processes of the mail tests do; each function runs in a process of its own and commits."""

import contextlib
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.fields import Command

DOMAIN = "desk.example"
ADDRESS = f"support@{DOMAIN}"


@contextlib.contextmanager
def environment(registry):
    """An environment of the superuser in a transaction of its own, committed at the end."""
    with registry.cursor() as cr:
        yield Environment(cr, SUPERUSER_ID, {})


def open_desk(registry, address=ADDRESS):
    """Open a team that takes mail at this address; the company gets its domain."""
    name, __, domain = address.partition("@")
    with environment(registry) as env:
        alias_domain = env["mail.alias.domain"].create(
            {
                "name": domain,
                "bounce_alias": "bounce",
                "catchall_alias": "catchall",
                "default_from": "notifications",
            }
        )
        env.company.write({"alias_domain_id": alias_domain.id, "email": f"office@{domain}"})
        team = env["aftersales.team"].create({"name": f"Desk of {domain}", "alias_name": name})
        team.alias_domain_id = alias_domain
        # What a test sends in a minute is meant, and no flood to be gathered or kept quiet.
        for name in ("mail_flood_limit", "mail_strangers_told"):
            env["ir.config_parameter"].set_param(f"aftersales_addon.{name}", "1000000")


def return_to(registry, domain):
    """Let the company write again in the name of this domain."""
    with environment(registry) as env:
        env.company.alias_domain_id = env["mail.alias.domain"].search([("name", "=", domain)])


def know(registry, address):
    """Make a customer of whoever writes from the address."""
    with environment(registry) as env:
        env["res.partner"].create({"name": address, "email": address})


def send_waiting(registry):
    """Run every job that sends mail: Odoo's own queue and the outbox."""
    for xmlid in ("mail.ir_cron_mail_scheduler_action", "aftersales_addon.ir_cron_outbox"):
        with environment(registry) as env:
            env.ref(xmlid).method_direct_trigger()


def open_mailbox(registry, kind, port):
    """Let Odoo fetch from a mailbox on this machine; returns the server's id."""
    with environment(registry) as env:
        server = env["fetchmail.server"].create(
            {
                "name": f"{kind} {port}",
                "server_type": kind,
                "server": "127.0.0.1",
                "port": port,
                "user": "desk",
                "password": "secret",
            }
        )
        server.button_confirm_login()
        return server.id


def close_mailbox(registry, server_id):
    with environment(registry) as env:
        env["fetchmail.server"].browse(server_id).unlink()


def fetch_by_cron(registry):
    """Run Odoo's own job that fetches from every mailbox, as its scheduler would."""
    with environment(registry) as env:
        env.ref("mail.ir_cron_mail_gateway_action").method_direct_trigger()


def fetch_from(registry, server_id):
    """Fetch from one mailbox, as the button beside it does."""
    with environment(registry) as env:
        env["fetchmail.server"].browse(server_id).fetch_mail()


@dataclass
class Delivery:
    """What became of one mail: what the gateway raised, its processor seconds, the states of its rows."""

    raised: str
    seconds: float
    states: list[str] = field(default_factory=list)


def deliver(registry, mails):
    """Hand mails to the gateway one by one, each in a transaction as Odoo's fetcher makes them."""
    with registry.cursor() as cr:
        threads = Environment(cr, SUPERUSER_ID, {})["mail.thread"]
        return [_deliver(threads, raw) for raw in mails]


def deliver_watched(registry, mails):
    """The same, telling at once after each mail what it left behind; nobody else may deliver meanwhile."""
    with registry.cursor() as cr:
        threads = Environment(cr, SUPERUSER_ID, {})["mail.thread"]
        cr.execute("SELECT coalesce(max(id), 0) FROM aftersales_intake")
        [last] = cr.fetchone()
        for raw in mails:
            delivery = _deliver(threads, raw)
            cr.execute("SELECT id, state FROM aftersales_intake WHERE id > %s ORDER BY id", [last])
            found = cr.fetchall()
            delivery.states = [state for __, state in found]
            last = max([last, *(number for number, __ in found)])
            cr.commit()
            yield delivery


def _deliver(threads, raw):
    started, raised = time.process_time(), ""
    try:
        threads.message_process(None, raw)
        threads.env.cr.commit()
    except Exception as error:  # as the fetcher does, whatever it is
        threads.env.cr.rollback()
        raised = f"{type(error).__name__}: {error}"
    return Delivery(raised, time.process_time() - started)


def finish(registry):
    """Let the desk's own job finish what a crash has left half done, as if its time had come."""
    with environment(registry) as env:
        env.cr.execute(
            "UPDATE aftersales_intake SET next_attempt_at = now() AT TIME ZONE 'UTC' - interval '1s'"
            " WHERE state = 'received'"
        )
    with environment(registry) as env:
        env["aftersales.intake"]._cron_process()


@dataclass
class Strain:
    """What one mail cost: processor seconds, bytes of memory beyond those before; what is left of it."""

    seconds: float
    growth: int
    state: str
    texts: str  # of all messages on the ticket
    files: list[tuple[str, int, str]]  # name, bytes and kind of each file on the ticket


def deliver_giant(registry, make, **arguments):
    """Deliver one mail, made here so that no copy of it is under way, after one that is none.

    :param make: a function of a module, which returns the mail
    """
    raw, small = make(**arguments), make(**dict.fromkeys(arguments, 0))
    deliver(registry, [small])
    before = _peak_memory(reset=True)
    [delivery] = deliver(registry, [raw])
    growth = _peak_memory() - before
    if delivery.raised:
        raise AssertionError(delivery.raised)
    with environment(registry) as env:
        intake = env["aftersales.intake"].search([], limit=1)
        ticket = intake.ticket_id
        files = env["ir.attachment"].search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)], order="id"
        )
        return Strain(
            delivery.seconds,
            growth,
            intake.state,
            "\n".join(ticket.message_ids.mapped("body")),
            [(file.name, file.file_size, file.mimetype) for file in files],
        )


def _peak_memory(reset=False):
    """Return the most bytes this process has held since the last reset; 5 resets it (man 5 proc)."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    [line] = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(line) * 1024


# === A FLOOD === #


def set_limits(registry, **limits):
    """Set limits of the intake by their names."""
    with environment(registry) as env:
        for name, value in limits.items():
            env["ir.config_parameter"].set_param(f"aftersales_addon.{name}", value)


def strangers_told(registry):
    """Return how many strangers were acknowledged, which the limit of an hour counts."""
    with environment(registry) as env:
        domain = [("kind", "=", "acknowledgement"), ("partner_id", "=", False)]
        return env["aftersales.outbox"].search_count(domain)


def read_pages(registry, user_id):
    """Read the list of tickets and the last one as the web client does; yields the seconds of each page."""
    fields_of_list = ("name", "number", "partner_id", "stage_id", "user_id", "priority")
    while True:
        started = time.monotonic()
        with registry.cursor() as cr:
            tickets = Environment(cr, user_id, {})["aftersales.ticket"]
            found = tickets.web_search_read([], {name: {} for name in fields_of_list}, limit=80)
            yield time.monotonic() - started
            started = time.monotonic()
            ticket = tickets.browse(found["records"][0]["id"])
            ticket.web_read({name: {} for name in ticket.get_view()["models"][ticket._name]})
            ticket.message_ids[:30].read(["body", "author_id", "date"])
            yield time.monotonic() - started
        time.sleep(0.5)


# === WHAT A SUPERVISOR DOES === #


def supervisor(registry, login):
    """Hire a supervisor; returns the id of the user."""
    with environment(registry) as env:
        group = env.ref("aftersales_addon.group_supervisor")
        return (
            env["res.users"]
            .create({"name": login, "login": login, "group_ids": [Command.link(group.id)]})
            .id
        )


def in_quarantine(registry, after):
    """Return (id, reason, detail, the mail as it came) of those with a later id than this."""
    with environment(registry) as env:
        found = env["aftersales.intake"].search(
            [("id", ">", after), ("state", "=", "quarantine")], order="id"
        )
        return [(mail.id, mail.reason, mail.detail, mail.raw_id.raw) for mail in found]


def take_again(registry, intake_ids, user_id):
    """Take mails out of quarantine as this user; returns how many could be."""
    taken = 0
    for intake_id in intake_ids:
        with environment(registry) as env, contextlib.suppress(UserError):
            env["aftersales.intake"].with_user(user_id).browse(intake_id).action_process()
            taken += 1
    return taken


def figures(registry):
    with environment(registry) as env:
        return env["aftersales.intake"]._figures()
