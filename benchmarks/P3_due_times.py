"""P3: due times for 100,000 clocks over three calendars, against `resource.calendar.plan_hours` for each.

Ours builds its calendars anew in each round, so that the first answer's work is in the figure.
`plan_hours` answers a sample of the same questions (100,000 would take minutes): once as it is by
default, without leaves, and once with them, as a deadline needs. Where leaves count, the answers of the
sample are compared.
"""

import random
import statistics
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from harness import figure, odoo_env, seconds

sys.path.append(str(Path(__file__).parent.parent / "tests" / "core"))

import conftest  # noqa: F401 - lets the core be imported without Odoo

from aftersales_addon.core.worktime import WorkCalendar

SEED, CLOCKS, SAMPLE, ROUNDS = 20261122, 100_000, 100, 5
HOURS = (0.5, 2, 8, 24)
HOLIDAYS = [
    date(2026, 1, 1),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 5, 1),
    date(2026, 12, 25),
]
WEEKS = {
    "Europe/Berlin": [(8, 12), (13, 17)],
    "Asia/Shanghai": [(9, 12), (13, 18)],
    "America/New_York": [(7.5, 11.5), (12.25, 16)],
}


def work_calendars():
    return [
        WorkCalendar(tz, {day: hours for day in range(5)}, HOLIDAYS) for tz, hours in WEEKS.items()
    ]


def odoo_calendars(env):
    """The same as records; a holiday is a leave of the whole local day."""
    from odoo import Command

    calendars = env["resource.calendar"].create(
        [
            {
                "name": tz,
                "tz": tz,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{day} {start}",
                                "dayofweek": str(day),
                                "hour_from": start,
                                "hour_to": end,
                                "day_period": "morning" if end <= 12 else "afternoon",
                            }
                        )
                        for day in range(5)
                        for start, end in hours
                    ),
                ],
            }
            for tz, hours in WEEKS.items()
        ]
    )
    for ours, calendar in zip(work_calendars(), calendars, strict=True):
        whole_day = WorkCalendar(ours.tz, {}, extra={day: [(0, 24)] for day in HOLIDAYS})
        env["resource.calendar.leaves"].create(
            [
                {
                    "name": str(day),
                    "calendar_id": calendar.id,
                    "date_from": whole_day.plan(
                        datetime(day.year, day.month, day.day) - timedelta(1), 1
                    ).replace(tzinfo=None)
                    - timedelta(seconds=1),
                    "date_to": whole_day.plan(
                        datetime(day.year, day.month, day.day) - timedelta(1), 86400
                    ).replace(tzinfo=None),
                }
                for day in HOLIDAYS
            ]
        )
    return calendars


def questions():
    """(calendar, start, hours) of each clock."""
    source = random.Random(SEED)
    first = datetime(2026, 1, 5)
    return [
        (
            number % len(WEEKS),
            first + timedelta(seconds=source.randrange(340 * 86400)),
            source.choice(HOURS),
        )
        for number in range(CLOCKS)
    ]


def plan_ours(asked):
    """Due times by calendar, in one batch each, from calendars that know nothing yet."""
    result = []
    for number, calendar in enumerate(work_calendars()):
        mine = [(start, int(hours * 3600)) for which, start, hours in asked if which == number]
        result += calendar.plan_many([start for start, _ in mine], [amount for _, amount in mine])
    return result


def plan_odoo(calendars, asked, compute_leaves):
    return [
        calendars[which].plan_hours(hours, start, compute_leaves=compute_leaves)
        for which, start, hours in asked
    ]


def disagreements(calendars, asked):
    """Answers of the sample that are further apart than a second."""
    ours = work_calendars()
    theirs = plan_odoo(calendars, asked, compute_leaves=True)
    return sum(
        abs(ours[which].plan(start, int(hours * 3600)).replace(tzinfo=None) - theirs_due)
        > timedelta(seconds=1)
        for (which, start, hours), theirs_due in zip(asked, theirs, strict=True)
    )


def main():
    asked = questions()
    sample = random.Random(SEED).sample(asked, SAMPLE)
    print(f"seed {SEED}")
    with odoo_env() as env:
        calendars = odoo_calendars(env)
        if wrong := disagreements(calendars, sample):
            sys.exit(
                f"{wrong} of {SAMPLE} answers differ from plan_hours: the figures mean nothing."
            )
        # Ours and theirs take turns, so that a busy machine is as busy for both.
        ours, plain, full = [], [], []
        for _ in range(ROUNDS):
            ours += seconds(lambda: plan_ours(asked), rounds=1)
            plain += seconds(lambda: plan_odoo(calendars, sample, False), rounds=1)
            full += seconds(lambda: plan_odoo(calendars, sample, True), rounds=1)
    started = time.perf_counter()
    single = work_calendars()[0]
    for _which, start, hours in asked[:10_000]:
        single.plan(start, int(hours * 3600))
    one_by_one = (time.perf_counter() - started) / 10_000
    per_clock = statistics.median(ours) / CLOCKS
    figure("P3", "a due time, of 100,000 in batches, median", 1e6 * per_clock, "us")
    figure("P3", "the same, slowest round", 1e6 * max(ours) / CLOCKS, "us")
    figure("P3", "a due time, asked one by one", 1e6 * one_by_one, "us")
    for what, times in (("without leaves", plain), ("with leaves", full)):
        theirs = statistics.median(times) / SAMPLE
        figure("P3", f"plan_hours {what}, median", 1e6 * theirs, "us")
        figure("P3", f"plan_hours {what} / ours", theirs / per_clock, "x", bound=200, at_least=True)


if __name__ == "__main__":
    main()
