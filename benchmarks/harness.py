"""What the benchmarks share: Odoo in this process, and one way to report a figure.

A benchmark is a script `P<number>_<what>.py` beside this file, run by `./dev bench` on a database
copy of its own. It measures us and the floor or the peer in the same run, and reports the median of
at least five rounds:

    from harness import figure, median_seconds, odoo_env

    with odoo_env() as env:
        ours = median_seconds(lambda: create_tickets(env))
        floor = median_seconds(lambda: create_requests(env))
    figure("P1", "create one by one, ours / floor", ours / floor, "x", bound=1.3)
"""

import contextlib
import json
import os
import statistics
import time
from pathlib import Path


@contextlib.contextmanager
def odoo_env():
    """An environment of the superuser on this run's database; rolled back at the end."""
    import odoo.modules.registry
    from odoo import SUPERUSER_ID, api
    from odoo.tools import config

    config.parse_config(["--config", os.environ["AFTERSALES_CONFIG"]])
    registry = odoo.modules.registry.Registry(config["db_name"][0])
    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
        cr.rollback()


def seconds(work, rounds=5):
    """The times of several rounds, sorted."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return sorted(times)


def median_seconds(work, rounds=5):
    return statistics.median(seconds(work, rounds))


def figure(name, what, value, unit, bound=None, at_least=False):
    """Print a figure, with its bound, and add it to the JSON lines beside the benchmarks' output."""
    good = bound is None or (value >= bound if at_least else value <= bound)
    verdict = "" if bound is None else f" bound {bound:g} {'ok' if good else 'short'}"
    print(f"{name} {what} {value:.4g} {unit}{verdict}", flush=True)
    line = {"id": name, "what": what, "value": value, "unit": unit, "bound": bound, "ok": good}
    target = os.environ.get("AFTERSALES_FIGURES")
    if target:
        with Path(target).open("a") as handle:
            handle.write(json.dumps(line) + "\n")
    return good
