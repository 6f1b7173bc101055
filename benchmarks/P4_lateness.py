"""Lateness of the ladder on a real cron worker with 100,000 clocks open (rule 14): p99 at most 90 s.

A server with one cron worker and no other hand runs for three minutes, in which tickets come due one
after the other; how late a step was taken stands on its own record.
"""

import os
import statistics
import subprocess
import sys
import time
from datetime import timedelta

from crowd import multiply, open_desk, open_tickets
from desks import environment
from harness import figure

from odoo.tools import config

OPEN, SECONDS, EVERY, GRACE = 100_000, 180, 5, 80
AHEAD = 30  # seconds until the first is due, while the server starts


def main():
    config.parse_config(["--config", os.environ["AFTERSALES_CONFIG"]])
    database = config["db_name"][0]
    team_id = open_desk(database)
    [original] = open_tickets(database, team_id, 1, timedelta(0))
    multiply(database, original, OPEN // 3, days=20)
    now, ids = time.monotonic(), []
    for second in range(0, SECONDS, EVERY):
        passed = time.monotonic() - now
        ago = timedelta(minutes=60, seconds=passed - AHEAD - second)
        ids += open_tickets(database, team_id, 4, ago)
    # The half of the hour is over for all of them: what counts here is the instant they are late.
    command = [sys.executable, "-m", "odoo", "server", "--config", os.environ["AFTERSALES_CONFIG"]]
    options = ["--workers", "1", "--max-cron-threads", "1", "--no-http", "--database", database]
    server = subprocess.Popen([*command, *options], stdin=subprocess.DEVNULL)
    try:
        while time.monotonic() - now < AHEAD + SECONDS + GRACE:
            time.sleep(5)
    finally:
        server.terminate()
        server.wait(60)
    with environment(database) as env:
        env.cr.execute(
            "SELECT extract(epoch FROM alert.taken_at - alert.planned_at)"
            " FROM aftersales_sla_alert alert"
            " JOIN aftersales_sla_escalation step ON step.id = alert.step_id"
            " WHERE alert.ticket_id IN %s AND step.moment = 'after'",
            [tuple(ids)],
        )
        late = sorted(float(seconds) for [seconds] in env.cr.fetchall())
    figure("P4", "steps taken, of those due", len(late) / len(ids), "", bound=1, at_least=True)
    figure("P4", f"lateness on a cron worker, {OPEN} open, median", statistics.median(late), "s")
    p99 = statistics.quantiles(late, n=100)[-1]
    figure("P4", f"lateness on a cron worker, {OPEN} open, p99", p99, "s", bound=90)
    figure("P4", "the same, latest", late[-1], "s")


if __name__ == "__main__":
    main()
