"""What the processes of the outbox tests do; each function runs in a process of its own and commits."""

import uuid

from jobs import environment

from odoo.addons.base.models import ir_mail_server


def open_server(registry, port):
    """Let all mail go to this port, and nothing that others planned disturb the count."""
    with environment(registry) as env:
        env["aftersales.outbox"].search([("state", "=", "planned")])._cancel()
        env["ir.mail_server"].search([]).active = False
        env["ir.mail_server"].create({"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": port})


def plan(registry, count, guarantee="once"):
    """Plan acknowledgements to as many customers; returns the ids of the mails."""
    with environment(registry) as env:
        partners = env["res.partner"].create(
            [
                {"name": f"Customer {number}", "email": f"{uuid.uuid4().hex}@customer.example"}
                for number in range(count)
            ]
        )
        team = env["aftersales.team"].search([("name", "=", "Desk of desk.example")], limit=1)
        team.leader_id = env.ref("base.user_admin")
        tickets = env["aftersales.ticket"].create(
            [
                {"name": "Lamp is dark", "partner_id": partner.id, "team_id": team.id}
                for partner in partners
            ]
        )
        return (
            env["aftersales.outbox"]
            ._plan(
                "acknowledgement",
                env.ref("aftersales_addon.mail_template_acknowledgement"),
                tickets,
                {ticket: f"ack:{ticket.id}" for ticket in tickets},
                tickets._recipients(),
                guarantee=guarantee,
            )
            .ids
        )


def plan_again(registry, ticket_id, key):
    """Plan a mail under a key; returns how many mails were planned."""
    with environment(registry) as env:
        ticket = env["aftersales.ticket"].browse(ticket_id)
        return len(
            env["aftersales.outbox"]._plan(
                "closed",
                env.ref("aftersales_addon.mail_template_closed"),
                ticket,
                {ticket: key},
                ticket._recipients(),
            )
        )


def send(registry, timeout=1):
    """Run the sender once, as its job does.

    :param timeout: seconds after which a silent mail server is given up
    """
    ir_mail_server.SMTP_TIMEOUT = timeout
    with environment(registry) as env:
        env["aftersales.outbox"]._cron_send()


def trigger(registry):
    """Run the sender as Odoo's scheduler does; returns whether the job counts as fully done."""
    with environment(registry) as env:
        job = env.ref("aftersales_addon.ir_cron_outbox")
        before = job.lastcall
        job.lastcall = False
        assert job.method_direct_trigger() is True
        env.invalidate_all()
        assert job.active and not job.failure_count
        return bool(job.lastcall and job.lastcall != before)


def release(registry):
    """Press the supervisor's button that sends what came with a backup."""
    with environment(registry) as env:
        env["aftersales.mail.health"].create({}).action_send_held()


def figures(registry):
    with environment(registry) as env:
        return env["aftersales.outbox"]._figures()
