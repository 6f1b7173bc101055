"""P1: opening tickets with three promised times each: 500 in one batch, and one by one.

Ours, OCA's with three SLAs, and the floor that promises nothing take turns; every round is rolled back.
AFTERSALES_STOCK_DATABASE is where OCA's is installed.
"""

import statistics

from desks import desks, measured
from harness import figure

BATCH, SINGLES, ROUNDS, WARM_UP = 500, 30, 5, 1


def batch(desk):
    with desk.environment() as env:
        return measured(env, lambda: desk.create(env, BATCH))


def singles(desk):
    def one_by_one():
        for __ in range(SINGLES):
            desk.create(env, 1)
            env.flush_all()

    with desk.environment() as env:
        desk.create(env, 1)
        return measured(env, one_by_one)


def medians(work, some, count):
    """Return the median milliseconds a ticket for each desk, and print them with their spread."""
    times = {desk: [] for desk in some}
    queries = {}
    for number in range(WARM_UP + ROUNDS):
        for desk, seconds in times.items():
            spent, queries[desk] = work(desk)
            if number >= WARM_UP:
                seconds.append(1000 * spent / count)
    found = {}
    for desk, milliseconds in times.items():
        found[desk] = statistics.median(milliseconds)
        what = f"{work.__name__}, {desk.name}"
        figure("P1", f"{what}, median", found[desk], "ms a ticket")
        figure("P1", f"{what}, slowest round", max(milliseconds), "ms a ticket")
        figure("P1", f"{what}, queries", queries[desk] / count, "a ticket")
    return found


def main():
    ours, floor, peer = desks()
    some = [desk for desk in (ours, floor, peer) if desk]
    in_batch = medians(batch, some, BATCH)
    alone = medians(singles, some, SINGLES)
    if peer:
        faster = in_batch[peer] / in_batch[ours]
        figure("P1", "batch of 500, OCA with SLA / ours", faster, "x", bound=2, at_least=True)
        figure("P1", "one by one, OCA with SLA / ours", alone[peer] / alone[ours], "x")
    figure("P1", "batch of 500, ours / maintenance.request", in_batch[ours] / in_batch[floor], "x")
    ratio = alone[ours] / alone[floor]
    figure("P1", "one by one, ours / maintenance.request", ratio, "x", bound=1.3)


if __name__ == "__main__":
    main()
