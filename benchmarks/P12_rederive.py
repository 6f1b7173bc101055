"""P12: all clocks of 100,000 open tickets derived from their events again, through the ORM.

A ticket that lived a little (eight events, three clocks) is copied by SQL. Every clock is read, derived
and compared; none differs, says the last figure.
"""

import os
import statistics
import time
from datetime import timedelta

from crowd import multiply, open_desk, open_tickets
from desks import environment
from harness import figure

from odoo.tools import config

TICKETS, BATCH = 100_000, 1_000


def lived(database, team_id):
    """Return a ticket that was assigned, held for its customer, and answered."""
    [ticket_id] = open_tickets(database, team_id, 1, timedelta(minutes=10))
    with environment(database, True) as env:
        ticket = env["aftersales.ticket"].browse(ticket_id)
        ticket.user_id = env.ref("base.user_admin")
        ticket.partner_id = env["res.partner"].create({"name": "Ann", "email": "ann@x.example"})
        ticket._ask_customer("<p>Which lamp is it?</p>")
        ticket._record("customer_message", actor_name="Ann")
        ticket._move_to("in_progress")
        ticket._record("agent_reply")
    return ticket_id


def main():
    config.parse_config(["--config", os.environ["AFTERSALES_CONFIG"]])
    database = config["db_name"][0]
    team_id = open_desk(database)
    original = lived(database, team_id)
    multiply(database, original, TICKETS)
    with environment(database) as env:
        env.cr.execute("SELECT count(*) FROM aftersales_event WHERE ticket = %s", [original])
        figure("P12", "events of a ticket", env.cr.fetchone()[0], "events")
        env.cr.execute("SELECT id FROM aftersales_ticket WHERE id > %s ORDER BY id", [original])
        ids = [ticket_id for [ticket_id] in env.cr.fetchall()]
        env.cr.execute("SELECT count(*) FROM aftersales_sla_clock WHERE ticket_id > %s", [original])
        figure("P12", "clocks in all", env.cr.fetchone()[0], "clocks")
        times, started = [], time.perf_counter()
        for first in range(0, len(ids), BATCH):
            before = time.perf_counter()
            env["aftersales.ticket"].browse(ids[first : first + BATCH])._settle_clocks()
            env.flush_all()
            env.invalidate_all()
            times.append(time.perf_counter() - before)
        spent = time.perf_counter() - started
        figure("P12", f"{len(ids)} tickets through the ORM", spent, "s", bound=60)
        figure("P12", f"{BATCH} of them, median", statistics.median(times), "s")
        figure("P12", f"{BATCH} of them, slowest", max(times), "s")
        env.cr.execute(
            "SELECT count(*) FROM aftersales_sla_clock WHERE ticket_id > %s AND write_date >"
            " (SELECT max(write_date) FROM aftersales_sla_clock WHERE ticket_id = %s)",
            [original, original],
        )
        figure("P12", "clocks that a replay changed", env.cr.fetchone()[0], "clocks", bound=0)


if __name__ == "__main__":
    main()
