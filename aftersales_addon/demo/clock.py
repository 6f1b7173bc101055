"""Time for the demo: a clock that its stories wind on, and the hours in which people work.

The demo tells what a trader's people did in the past months. That only reads right when every
instant on record, from the delivery to the last event, is the one at which it happened in the
story; and an event can never be changed afterwards. So the clock that Odoo asks is simulated
while the stories run, for this thread alone, and given back whatever happens.
"""

import heapq
import itertools
import threading
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

import pytz

from odoo.orm import fields_temporal

OPENS, CLOSES = time(9), time(18)


class Clock:
    """The simulated instant, in UTC, and the working hours around it."""

    def __init__(self, zone, end):
        self.zone, self.end = pytz.timezone(zone), end.replace(microsecond=0)
        self.instant = self.end
        self._thread = threading.get_ident()

    def now(self):
        """Return the simulated instant to who tells the story, the real one to everybody else."""
        return self.instant if threading.get_ident() == self._thread else datetime.now()

    # === WORKING HOURS === #

    def after(self, instant, hours):
        """Return the instant that many working hours later."""
        local, rest = self._local(instant), timedelta(hours=hours)
        while True:
            opens, closes = self._hours(local)
            if opens is None or local >= closes:
                local = self._midnight(local, 1)
                continue
            local = max(local, opens)
            if local + rest <= closes:
                return self._utc(local + rest)
            rest -= closes - local
            local = closes

    def before(self, instant, hours):
        """Return the instant that many working hours earlier."""
        local, rest = self._local(instant), timedelta(hours=hours)
        while True:
            opens, closes = self._hours(local)
            if opens is None or local <= opens:
                local = self._midnight(local, 0) - timedelta(seconds=1)
                continue
            local = min(local, closes)
            if local - rest >= opens:
                return self._utc(local - rest)
            rest -= local - opens
            local = opens

    def _hours(self, local):
        if local.weekday() >= 5:
            return None, None
        return datetime.combine(local.date(), OPENS), datetime.combine(local.date(), CLOSES)

    def _midnight(self, local, days):
        return datetime.combine(local.date() + timedelta(days=days), time.min)

    def _local(self, instant):
        return pytz.utc.localize(instant).astimezone(self.zone).replace(tzinfo=None)

    def _utc(self, local):
        return self.zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)


class Stories:
    """Stories told side by side, in the order of what happens in them.

    A story is a generator: it yields the instant at which it goes on. What lies in the future
    is not told any more. What jobs do between two steps is done ``meanwhile``, until an instant.
    """

    def __init__(self, clock, at_each_step, meanwhile=None):
        self.clock, self.at_each_step = clock, at_each_step
        self.meanwhile = meanwhile or (lambda until: None)
        self._queue, self._order = [], itertools.count()

    def add(self, instant, story):
        heapq.heappush(self._queue, (instant, next(self._order), story))

    def tell(self):
        while self._queue and self._queue[0][0] <= self.clock.end:
            instant, __, story = heapq.heappop(self._queue)
            self.meanwhile(instant)
            self.clock.instant = instant
            upcoming = next(story, None)
            self.at_each_step()
            if upcoming:
                self.add(max(upcoming, instant), story)
        self.meanwhile(self.clock.end)
        self.clock.instant = self.clock.end


@contextmanager
def simulated(cr, clock):
    """Let Odoo's fields and the transaction take their time from the clock.

    Patching the module covers what was bound to ``fields.Datetime.now`` long ago, as defaults
    are; patching the cursor covers when records are created and written.
    """

    class Lookalike(type):
        def __instancecheck__(cls, value):
            return isinstance(value, cls.__mro__[1])

    class SimulatedDatetime(datetime, metaclass=Lookalike):
        def __new__(cls, *args, **kwargs):
            return datetime(*args, **kwargs)  # what is made of it is of the real kind

        @classmethod
        def now(cls, tz=None):
            return pytz.utc.localize(clock.now()).astimezone(tz) if tz else clock.now()

    class SimulatedDate(date, metaclass=Lookalike):
        def __new__(cls, *args, **kwargs):
            return date(*args, **kwargs)

        @classmethod
        def today(cls):
            return clock.now().date()

    with (
        patch.object(fields_temporal, "datetime", SimulatedDatetime),
        patch.object(fields_temporal, "date", SimulatedDate),
        patch.object(cr, "now", clock.now),
    ):
        yield
