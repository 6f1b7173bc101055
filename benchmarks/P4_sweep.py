"""P4: a sweep with 100 tickets due, while 1,000 clocks are open and while 100,000 are.

The due tickets were opened an hour ago by the ORM and have a ladder; the others are copies made by SQL,
due within weeks. Work that grows with what is due, and not with what is open, takes the same time.
"""

import os
import statistics
import time
from datetime import timedelta

from crowd import multiply, open_desk, open_tickets
from desks import environment
from harness import figure

from odoo.tools import config

DUE, ROUNDS = 100, 5
OPEN = (1_000, 100_000)  # clocks


def sweep(database, team_id):
    """Return the seconds that a sweep takes over fresh tickets that are late."""
    open_tickets(database, team_id, DUE, timedelta(hours=2))
    with environment(database, True) as env:
        started = time.perf_counter()
        env["aftersales.sla.clock"]._cron_sweep()
        return time.perf_counter() - started


def main():
    config.parse_config(["--config", os.environ["AFTERSALES_CONFIG"]])
    database = config["db_name"][0]
    team_id = open_desk(database)
    [original] = open_tickets(database, team_id, 1, timedelta(0))
    sweep(database, team_id)  # warm
    medians, made = [], 0
    for clocks in OPEN:
        multiply(database, original, clocks // 3 - made, days=20)
        made = clocks // 3
        times = sorted(sweep(database, team_id) for __ in range(ROUNDS))
        medians.append(statistics.median(times))
        what = f"sweep of {DUE} due tickets, {clocks} clocks open"
        figure("P4", f"{what}, median", 1000 * medians[-1], "ms")
        figure("P4", f"{what}, fastest", 1000 * times[0], "ms")
        figure("P4", f"{what}, slowest", 1000 * times[-1], "ms")
    figure("P4", "100,000 open / 1,000 open", medians[1] / medians[0], "x", bound=1.3)


if __name__ == "__main__":
    main()
