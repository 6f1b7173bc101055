"""A desk with very many open tickets: some opened as people do, the others copied from them by SQL."""

from datetime import datetime, timedelta

from desks import PROMISES, environment
from freezegun import freeze_time

from odoo.fields import Command

# An hour to answer, then a step of each cheap kind; the other promises only wait.
LADDER = [
    {"name": "Half", "moment": "percent", "amount": 50, "action": "notify", "audience": "leader"},
    {"name": "Late", "moment": "after", "amount": 0, "action": "activity", "audience": "leader"},
]
TABLES = {"aftersales_sla_clock": "ticket_id", "aftersales_event": "ticket"}


def open_desk(database):
    """Open a team whose tickets have three clocks round the clock; returns its id."""
    with freeze_time(datetime.now() - timedelta(days=9)), environment(database, True) as env:
        leader = env["res.users"].create(
            {"name": "Leader", "login": "crowd", "email": "l@x.example"}
        )
        team = env["aftersales.team"].create({"name": "Crowd", "leader_id": leader.id})
        targets = [
            {
                "metric": metric,
                "amount": 1 if metric == "first_response" else 24 * hours,
                "unit": "hours",
                "clock_time": "always",
                "escalation_ids": list(map(Command.create, LADDER))
                if metric == "first_response"
                else [],
            }
            for metric, hours in PROMISES.items()
        ]
        policy = env["aftersales.sla.policy"].create(
            {
                "name": "Three promises",
                "sequence": 1,
                "team_ids": [Command.link(team.id)],
                "version_ids": [Command.create({"target_ids": list(map(Command.create, targets))})],
            }
        )
        policy.version_ids._release()
        return team.id


def open_tickets(database, team_id, count, ago):
    """Open tickets so long ago (a timedelta), as people do; returns their ids."""
    with freeze_time(datetime.now() - ago), environment(database, True) as env:
        return (
            env["aftersales.ticket"]
            .create(
                [
                    {"name": f"Lamp {number}", "partner_name": "Ann", "team_id": team_id}
                    for number in range(count)
                ]
            )
            .ids
        )


def multiply(database, ticket_id, count, days=None):
    """Copy a ticket with its clocks and its events so many times.

    :param days: until the copies are next looked at, at random up to this; None as in the original
    """
    with environment(database, True) as env:
        cr = env.cr
        cr.execute("SELECT max(id) FROM aftersales_ticket")
        [last] = cr.fetchone()
        cr.execute(_copy(cr, "aftersales_ticket"), [count, ticket_id])
        for table, column in TABLES.items():
            cr.execute(_copy(cr, table, column), [last, ticket_id])
        if days:
            cr.execute(
                "UPDATE aftersales_sla_clock SET next_check = now() AT TIME ZONE 'UTC'"
                " + interval '1 day' * (1 + random() * %s) WHERE ticket_id > %s",
                [days, last],
            )
    with environment(database, True) as env:
        for table in ("aftersales_ticket", *TABLES):
            env.cr.execute(f"ANALYZE {table}")


def _copy(cr, table, column=None):
    """Return the statement that copies rows, with all columns but the id."""
    cr.execute(
        "SELECT quote_ident(column_name) FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id' AND column_name <> %s"
        " ORDER BY ordinal_position",
        [table, column or "number"],
    )
    names = [name for [name] in cr.fetchall()]
    chosen = ", ".join(f"original.{name}" for name in names)
    if not column:
        return (
            f"INSERT INTO {table} (number, {', '.join(names)})"
            f" SELECT original.number || '-' || gen_random_uuid(), {chosen}"
            f" FROM generate_series(1, %s), {table} original WHERE original.id = %s"
        )
    return (
        f"INSERT INTO {table} ({column}, {', '.join(names)}) SELECT ticket.id, {chosen}"
        f" FROM aftersales_ticket ticket, {table} original"
        f" WHERE ticket.id > %s AND original.{column} = %s ORDER BY ticket.id, original.id"
    )
