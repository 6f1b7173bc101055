"""P11, the part of the rules: what is owed for a unit, decided from ten shipped policies.

The units are of six kinds of goods, sold to consumers and businesses in five countries; a third of them
has been in repair.
"""

import random
import statistics
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from harness import figure, seconds

sys.path.append(str(Path(__file__).parent.parent / "tests" / "core"))

import conftest  # noqa: F401 - lets the core be imported without Odoo
from rights_templates import template

from aftersales_addon.core.rights import decide, decide_many
from aftersales_addon.core.rightsfacts import Facts, Repair

SEED, UNITS, ALONE = 20261122, 10_000, 500
TODAY = date(2026, 11, 22)
POLICIES = (
    "CN-CPL-24",
    "CN-CPL-25",
    "CN-CPL-23",
    "CN-3B-general",
    "CN-3B-car",
    "CN-Zhejiang",
    "EU-withdrawal",
    "EU-conformity",
    "UK-CRA",
    "COM-standard-24",
)
COUNTRIES = ("CN", "CN", "DE", "GB", "US")
GOODS = ("appliance", "appliance", "phone", "computer", "car", "")


def unit(source):
    sold = TODAY - timedelta(source.randrange(900))
    received = sold + timedelta(source.randrange(1, 6))
    country = source.choice(COUNTRIES)
    repairs = []
    if source.random() < 1 / 3 and received < TODAY - timedelta(40):
        began = received + timedelta(source.randrange(30))
        repairs = [
            Repair(began, began + timedelta(source.randrange(1, 9)), source.random() < 0.5, "noise")
            for _ in range(source.randrange(1, 4))
        ]
    return Facts(
        today=TODAY,
        dates={"order": sold, "invoice": sold, "receipt": received},
        customer_class="business" if source.random() < 0.2 else "consumer",
        channel=source.choice(("distance", "store")),
        country=country,
        state="CN-ZJ" if country == "CN" else "",
        goods=source.choice(GOODS),
        age="new",
        price=Decimal("4999.00"),
        currency="EUR",
        fault=source.choice(("yes", "yes", "no", "unknown")),
        fault_class="performance",
        fault_key="noise",
        part_class="unit",
        intact="no",
        km=source.randrange(40_000),
        repairs=tuple(repairs),
    )


def main():
    source = random.Random(SEED)
    print(f"seed {SEED}")
    policies = [template(code) for code in POLICIES]
    units = [unit(source) for _ in range(UNITS)]
    rows = sum(len(one.entitlements) for one in decide_many(policies, units)) / UNITS

    def each(facts):
        started = time.perf_counter()
        decision = decide(policies, facts)
        for one in (decision, *decision.entitlements):
            tuple(one.sentences)
        return time.perf_counter() - started

    alone = sorted(each(facts) for facts in units[:ALONE])
    started = time.process_time()
    times = seconds(lambda: decide_many(policies, units))
    processor = (time.process_time() - started) / len(times)
    figure("P11", "rights shown for a unit", rows, "rows")
    figure(
        "P11",
        "one unit with ten policies, with its sentences, median",
        statistics.median(alone) * 1000,
        "ms",
        bound=10,
    )
    figure("P11", "the same, slowest", alone[-1] * 1000, "ms")
    figure(
        "P11",
        "10,000 units with ten policies, rules only, median",
        statistics.median(times),
        "s",
        bound=2,
    )
    figure("P11", "the same, slowest round", times[-1], "s")
    figure("P11", "the same, time of the processor alone", processor, "s", bound=2)


if __name__ == "__main__":
    main()
