"""P12, the part of the rules: the clocks of 100,000 tickets from their events, without any database.

Each ticket has eight events and three clocks, over three calendars: created, commitments attached,
assigned, answered, a wait for the customer, his message, resumed, answered.
"""

import random
import statistics
import sys
import time
from datetime import date
from itertools import chain, repeat
from pathlib import Path

from harness import figure, seconds

sys.path.append(str(Path(__file__).parent.parent / "tests" / "core"))

import conftest  # noqa: F401 - lets the core be imported without Odoo

from aftersales_addon.core.sla import Event, Target, derive_many
from aftersales_addon.core.worktime import WorkCalendar

SEED, TICKETS, KINDS = 20261122, 100_000, 10_000
START, DAY = 1767225600, 86400
ZONES = ("Europe/Berlin", "Asia/Shanghai", "America/New_York")


def targets():
    found = {}
    for number, tz in enumerate(ZONES):
        week = {day: [(8, 12), (13, 17)] for day in range(5)}
        calendar = WorkCalendar(tz, week, [date(2026, 5, 1), date(2026, 12, 25)])
        for offset, metric, allowed in (
            (1, "first_response", 7200),
            (2, "next_response", 14400),
            (3, "resolution", 3 * 28800),
        ):
            one = 10 * number + offset
            found[one] = Target(one, metric, allowed, calendar, frozenset({"customer"}))
    return found


def stream(source, number):
    created = START + source.randrange(300 * DAY)
    times = sorted(created + source.randrange(1, 6 * DAY) for _ in range(5))
    policy = 10 * (number % len(ZONES))
    told = (
        (created, "ticket_created", {"team": 1}),
        (created, "sla_attached", {"targets": [policy + 1, policy + 2, policy + 3]}),
        (times[0], "assigned", {"team": 1, "user": number % 20 + 1}),
        (times[1], "agent_reply", {}),
        (times[2], "waiting", {"reason": "customer"}),
        (times[3], "customer_message", {}),
        (times[3], "resumed", {}),
        (times[4], "agent_reply", {}),
    )
    return [
        Event(at, 8 * number + place, kind, facts) for place, (at, kind, facts) in enumerate(told)
    ]


def main():
    source = random.Random(SEED)
    print(f"seed {SEED}")
    known = targets()
    streams = [stream(source, number) for number in range(KINDS)]
    clocks = sum(map(len, derive_many(streams, known))) / KINDS

    def derive_all():
        """As many tickets as the goal names, in batches as a job would take them."""
        for batch in repeat(streams, TICKETS // KINDS):
            derive_many(batch, known)

    started = time.process_time()
    times = seconds(derive_all)
    processor = (time.process_time() - started) / len(times)
    events = sum(1 for _ in chain.from_iterable(streams)) / KINDS
    figure("P12", "clocks of a ticket", clocks, "clocks")
    figure("P12", "events of a ticket", events, "events")
    figure(
        "P12",
        "100,000 tickets from their events, rules only, median",
        statistics.median(times),
        "s",
        bound=60,
    )
    figure("P12", "the same, slowest round", times[-1], "s")
    figure("P12", "the same, time of the processor alone", processor, "s")


if __name__ == "__main__":
    main()
