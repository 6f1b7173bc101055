"""P2: 500 tickets with three clocks each moved to resolved: clocks stopped, ledger written.

OCA's with three SLAs does the same in the same run; every round is rolled back.
AFTERSALES_STOCK_DATABASE is where OCA's is installed.
"""

import statistics

from desks import desks, measured
from harness import figure

COUNT, ROUNDS, WARM_UP = 500, 5, 1


def resolve(desk):
    with desk.environment() as env:
        tickets = desk.create(env, COUNT)
        env.flush_all()
        env.invalidate_all()
        return measured(env, lambda: desk.end(tickets))


def main():
    some = [desk for desk in desks() if desk]
    times, queries = {desk: [] for desk in some}, {}
    for number in range(WARM_UP + ROUNDS):
        for desk, milliseconds in times.items():
            spent, queries[desk] = resolve(desk)
            if number >= WARM_UP:
                milliseconds.append(1000 * spent / COUNT)
    for desk, milliseconds in times.items():
        figure("P2", f"{desk.name}, median", statistics.median(milliseconds), "ms a ticket")
        figure("P2", f"{desk.name}, slowest round", max(milliseconds), "ms a ticket")
    ours, floor, *peers = some
    for peer in peers:
        faster = statistics.median(times[peer]) / statistics.median(times[ours])
        figure("P2", "500 to resolved, OCA with SLA / ours", faster, "x", bound=2, at_least=True)
        figure("P2", "queries, OCA with SLA", queries[peer] / COUNT, "a ticket")
    slower = statistics.median(times[ours]) / statistics.median(times[floor])
    figure("P2", "500 to resolved, ours / maintenance.request", slower, "x")
    figure("P2", "queries, ours", queries[ours] / COUNT, "a ticket", bound=3)


if __name__ == "__main__":
    main()
