"""What the processes of these tests do; each function runs in a process of its own and commits."""

import time
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from jobs import environment

from odoo.fields import Command

DESK = "Watched Desk"
# One step of each kind: what is to happen once for every ticket, whatever dies meanwhile.
LADDER = [
    {"moment": "percent", "amount": 50, "action": "activity", "audience": "assignee"},
    {"moment": "before", "amount": 10, "action": "notify", "audience": "leader"},
    {"moment": "after", "amount": 0, "action": "mail", "audience": "leader"},
    {"moment": "after", "amount": 5, "action": "raise", "audience": "leader"},
    {"moment": "after", "amount": 10, "action": "reassign", "audience": "leader"},
    {"moment": "after", "amount": 15, "action": "server", "audience": "leader"},
]
NOTE = "Noted by the ladder"


def open_desk(registry):
    """Open a team that promises an answer within an hour, with every kind of step."""
    with environment(registry) as env:
        leader, agent = env["res.users"].create(
            [
                {
                    "name": name,
                    "login": f"watched {name}",
                    "email": f"{name}@desk.example",
                    "group_ids": [
                        Command.link(env.ref("base.group_user").id),
                        Command.link(env.ref(f"aftersales_addon.group_{name}").id),
                    ],
                }
                for name in ("leader", "agent")
            ]
        )
        team = env["aftersales.team"].create(
            {"name": DESK, "leader_id": leader.id, "member_ids": [Command.link(agent.id)]}
        )
        action = env["ir.actions.server"].create(
            {
                "name": NOTE,
                "model_id": env["ir.model"]._get_id("aftersales.ticket"),
                "state": "code",
                "code": f"record.message_post(body={NOTE!r})",
            }
        )
        steps = [
            {
                **step,
                "name": f"{step['action']} the desk",
                "server_action_id": step["action"] == "server" and action.id,
            }
            for step in LADDER
        ]
        with freeze_time(datetime.now() - timedelta(days=9)):
            policy = env["aftersales.sla.policy"].create(
                {
                    "name": "Within an hour",
                    "sequence": 1,
                    "team_ids": [Command.link(team.id)],
                    "version_ids": [
                        Command.create(
                            {
                                "target_ids": [
                                    Command.create(
                                        {
                                            "amount": 1,
                                            "unit": "hours",
                                            "clock_time": "always",
                                            "escalation_ids": list(map(Command.create, steps)),
                                        }
                                    )
                                ]
                            }
                        )
                    ],
                }
            )
            policy.version_ids._release()


def open_tickets(registry, count, hours=2):
    """Open tickets so many hours ago; returns their ids."""
    with freeze_time(datetime.now() - timedelta(hours=hours)), environment(registry) as env:
        team = env["aftersales.team"].search([("name", "=", DESK)])
        return (
            env["aftersales.ticket"]
            .create(
                [
                    {
                        "name": f"Lamp {number} is dark",
                        "partner_name": "Ann",
                        "team_id": team.id,
                        "user_id": (team.member_ids - team.leader_id).id,
                        "priority": "1",
                    }
                    for number in range(count)
                ]
            )
            .ids
        )


def sweep(registry, hours=0, batch=3):
    """Run the sweep once, as its job does.

    :param hours: how far the clock on this machine's wall is ahead
    :param batch: tickets in one transaction; few, so that two at work keep meeting
    """
    from odoo.addons.aftersales_addon.models.sla import clock_sweep

    clock_sweep.BATCH = batch
    if hours:
        with freeze_time(datetime.now() + timedelta(hours=hours), tick=True):
            _sweep(registry)
    else:
        _sweep(registry)


def sweep_overtaken(registry):
    """Sweep, while another one does the same between our reading and our locking."""
    clocks, overtaken = registry["aftersales.sla.clock"], []
    read = clocks._due_tickets

    def read_too_early(self, skipped):
        due = read(self, skipped)
        if not overtaken:
            overtaken.append(due.ids)
            with patch.object(clocks, "_due_tickets", read):
                _sweep(registry)
        return due

    with patch.object(clocks, "_due_tickets", read_too_early):
        _sweep(registry)
    return overtaken[0]


def _sweep(registry):
    with environment(registry) as env:
        env["aftersales.sla.clock"]._cron_sweep()


def hold(registry, ticket_id):
    """Work on a ticket without ever coming to an end; yields once it is locked."""
    with environment(registry) as env:
        env.cr.execute("SELECT id FROM aftersales_ticket WHERE id = %s FOR UPDATE", [ticket_id])
        yield True
        time.sleep(600)


def kept(registry, ticket_ids):
    """Return the tickets whose stored clocks are not what a replay of their events yields."""
    with environment(registry) as env:
        tickets = env["aftersales.ticket"].browse(ticket_ids)
        clocks = tickets.sla_clock_ids
        names = [
            name
            for name, field in clocks._fields.items()
            if field.store and field.type != "one2many" and not name.startswith("write_")
        ]
        before = clocks.read(names, load=None)
        tickets._settle_clocks()
        clocks.invalidate_recordset()
        after = clocks.read(names, load=None)
        return [old for old, new in zip(before, after, strict=True) if old != new]
