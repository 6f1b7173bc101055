"""P10: the same mails through the mail gateway, into a ticket and into Odoo's barest record with a chatter.

A ticket is stored raw first, guarded, recorded in the ledger and acknowledged; a `maintenance.request`
is what stock Odoo makes of any mail. The two take turns, each mail comes from somebody new, and each
ends with its commit.
"""

import statistics
import sys
import time
from pathlib import Path

from harness import figure, odoo_env

sys.path.append(str(Path(__file__).parent.parent / "tests" / "mail"))

from jobs import ADDRESS, DOMAIN, environment, open_desk
from letters import honest

ROUNDS, WARM_UP = 50, 5
FLOOR_ADDRESS = f"maintenance@{DOMAIN}"


def prepare():
    """Give both models an address; returns the registry."""
    with odoo_env() as env:
        maintenance = env["ir.module.module"].search([("name", "=", "maintenance")])
        maintenance.button_immediate_install()
    with odoo_env() as env:
        registry = env.registry
    open_desk(registry)
    with environment(registry) as env:
        env["maintenance.team"].create(
            {
                "name": "Floor",
                "alias_name": FLOOR_ADDRESS.split("@")[0],
                "alias_domain_id": env.company.alias_domain_id.id,
            }
        )
    return registry


def take_in(registry, address, token):
    """Return the seconds that a mail to the address takes."""
    raw = honest(token, to=address)
    started = time.perf_counter()
    with environment(registry) as env:
        taken = env["mail.thread"].message_process(None, raw)
    seconds = time.perf_counter() - started
    if not taken:
        sys.exit(f"The mail to {address} became nothing.")
    return seconds


def main():
    registry = prepare()
    times = {ADDRESS: [], FLOOR_ADDRESS: []}
    for number in range(WARM_UP + ROUNDS):
        for address, seconds in times.items():
            seconds.append(take_in(registry, address, f"{address.split('@')[0]}-{number}"))
    ours, floor = (sorted(seconds[WARM_UP:]) for seconds in times.values())
    for what, seconds in (("a ticket", ours), ("maintenance.request", floor)):
        figure("P10", f"mail into {what}, median", 1000 * statistics.median(seconds), "ms")
        figure(
            "P10", f"mail into {what}, p90", 1000 * statistics.quantiles(seconds, n=10)[-1], "ms"
        )
    ratio = statistics.median(ours) / statistics.median(floor)
    figure("P10", "mail into a ticket / into maintenance.request, medians", ratio, "x", bound=1.3)


if __name__ == "__main__":
    main()
