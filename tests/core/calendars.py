"""Calendars that the tests of working time and of the clocks share."""

import json
from datetime import date, datetime
from pathlib import Path

from aftersales_addon.core.worktime import WorkCalendar

VECTORS = json.loads((Path(__file__).parent / "sla_vectors.json").read_text())


def utc(text):
    """The instant of an ISO text; Python 3.10 does not read the Z."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def hours_of(hours, days=range(5)):
    return {day: hours for day in days}


def named_calendars():
    """The calendars of the vectors, by name."""
    return {
        name: WorkCalendar(
            data["tz"],
            {int(day): hours for day, hours in data["week"].items()},
            holidays=[date.fromisoformat(day) for day in data.get("holidays", ())],
        )
        for name, data in VECTORS["calendars"].items()
    }
