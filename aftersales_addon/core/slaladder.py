"""The ladder of a clock: at which second each of its steps is reached, and when to look next.

Steps lie in the working time of their clock (rule 13); a paused or closed clock reaches none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from .worktime import CalendarError, WorkCalendar


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of a ladder: at a share of the time allowed, or so many seconds after (before) due."""

    id: int
    percent: float | None = None
    offset: int = 0

    def threshold(self, seconds: int) -> int:
        """Return after how many working seconds of ``seconds`` allowed the step is taken."""
        if self.percent is not None:
            return round(seconds * self.percent / 100)
        return seconds + self.offset


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs: instants in epoch seconds, durations in working seconds.

    ``elapsed`` were used before ``resumed``; ``calendar`` None counts every second.
    """

    due: int | None
    breached: bool
    resumed: int
    elapsed: int
    seconds: int | None
    calendar: WorkCalendar | None

    def reached_at(self, threshold: int) -> int | None:
        """Return the UTC second at which ``threshold`` working seconds are used.

        ``resumed`` where they were used before; None where the working time never suffices.
        """
        left = threshold - self.elapsed
        if left <= 0:
            return self.resumed
        if self.calendar is None:
            return self.resumed + left
        try:
            return self.calendar.plan_at(self.resumed, left)
        except CalendarError:
            return None

    def next_check(self, rungs: Iterable[Rung], taken: Collection[int] = ()) -> int | None:
        """Return when the clock has to be looked at: when it is late, or at its next step.

        :param taken: ids of the steps that were taken already
        """
        if self.due is None:
            return None
        checks = [
            self.reached_at(rung.threshold(self.seconds)) for rung in rungs if rung.id not in taken
        ]
        if not self.breached:  # exactly when due is still in time (rule 8)
            checks.append(self.due + 1)
        return min((check for check in checks if check is not None), default=None)
