"""What the processes of the mail tests do; each function runs in a process of its own and commits."""

import contextlib
import time
from dataclasses import dataclass, field

from odoo.api import SUPERUSER_ID, Environment

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


def figures(registry):
    with environment(registry) as env:
        return env["aftersales.intake"]._figures()
