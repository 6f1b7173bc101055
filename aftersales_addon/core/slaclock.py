"""A clock while its events are read: it runs, pauses, is judged anew, and stops.

It keeps the spans it lived through as bare instants, each run or paused and under whom, so that a new
target can judge the whole past with another calendar. Breach: a clock that runs at any instant after
the due one (rule 8: at it is in time).
"""

from .sladata import LATE_EXPLAINED, ON_RECLASSIFICATION, STEPS, Clock, Step, Target
from .worktime import CalendarError, WorkCalendar

# Seconds on the wall: promised times and slots of visits have no working hours.
CLOCK_TIME = WorkCalendar("UTC", {day: [(0, 24)] for day in range(7)})
CLOCK_TIMED = frozenset({"promised_time", "on_site_arrival"})


class RunningClock:
    """One instance of a target on a ticket; read it with :meth:`result`."""

    __slots__ = (
        "begun",
        "breached_at",
        "broken",
        "by_change",
        "calendar",
        "changed_at",
        "closest_pause",
        "due",
        "elapsed",
        "excused",
        "explained",
        "flagged",
        "instance",
        "merged",
        "metric",
        "over_at",
        "owner",
        "paused",
        "promised",
        "runs",
        "seconds",
        "shares",
        "since",
        "spans",
        "started",
        "state",
        "steps",
        "stopped",
        "target",
        "why",
    )

    def __init__(self, target: Target, instance: int, at: int, owner, steps: list | None):
        self.metric, self.instance, self.owner, self.steps = target.metric, instance, owner, steps
        self.started = self.since = at
        self.state, self.why, self.excused = "pending", "", ""
        self.due = self.over_at = self.stopped = self.breached_at = None
        self.promised = self.changed_at = None
        self.begun = self.runs = self.broken = self.by_change = False
        self.explained = self.flagged = self.merged = False
        self.elapsed = self.paused = 0
        self.closest_pause = None
        self.shares, self.spans = {}, []
        self._adopt(target)

    def _adopt(self, target: Target):
        self.target = target
        if target.metric in CLOCK_TIMED:
            self.calendar = CLOCK_TIME
            self.seconds = None if self.promised is None else self.promised - self.started
        else:
            self.calendar, self.seconds = target.calendar, target.seconds

    # === TIME === #

    def count(self, at: int):
        """Add the time since the last change to what was run or paused, and to its owner's share."""
        if at > self.since:
            span = (self.since, at, self.runs, self.owner, self.calendar)
            self.spans.append(span)
            self._add(span)
        self.since = at

    def _add(self, span):
        start, end, runs, owner, calendar = span
        worked = calendar.elapsed_between(start, end) if calendar else 0
        elapsed, paused = self.shares.get(owner, (0, 0))
        if runs:
            self.elapsed += worked
            self.shares[owner] = (elapsed + worked, paused)
        else:
            self.paused += worked
            self.shares[owner] = (elapsed, paused + worked)

    def _recount(self) -> int | None:
        """Count all spans again; return when the seconds that hold now were over.

        None when they are not, or were only at the very end of a span that ran: that is in time.
        """
        self.elapsed, self.paused, self.shares, over = 0, 0, {}, None
        for span in self.spans:
            start, end, runs, _owner, calendar = span
            if runs and over is None:
                over = self._plan(start, calendar)
                over = over if over is not None and over < end else None
            self._add(span)
        return over

    def _plan(self, start: int, calendar: WorkCalendar | None) -> int | None:
        """Return when the time left is over if it runs from ``start``; None if nobody can tell."""
        if self.promised is not None:
            return self.promised
        if self.seconds is None or calendar is None:
            return None
        try:
            return calendar.plan_at(start, max(self.seconds - self.elapsed, 0))
        except CalendarError:
            self.broken = True
            return None

    def look(self, now: int):
        """Notice that the due instant has passed (rule 2: it was breached then, not now)."""
        if self.due is None or self.due >= now:
            return
        self.over_at = self.due
        if self._breach(self.due, self.by_change):
            worked = self.calendar.elapsed_between(self.since, self.due)
            self._step(None, self.due, "breached", total=self.elapsed + worked)

    def _breach(self, at: int, flagged: bool) -> bool:
        """Be breached at ``at``, unless it was before; return whether that is news."""
        if self.breached_at is not None and not self.explained:
            return False
        self.breached_at, self.explained = at, False
        self.flagged = self.flagged or flagged
        return True

    # === CHANGES === #

    def settle(self, at: int, event, runs: bool, owner):
        """Run or pause as the ticket's state says, under its owner."""
        if not self.begun:
            self.begun, self.owner = True, owner
            self._go(at, event, runs, "started" if runs else "paused")
            return
        if owner != self.owner:
            self.count(at)
            self.owner = owner
            self._step(event, at, "handed")
        if runs != self.runs:
            self._go(at, event, runs, "resumed" if runs else "paused")

    def _go(self, at, event, runs, what):
        """Run or pause from now on."""
        self.count(at)
        self.runs = runs
        if not runs:
            self._note_pause()
        self._set_due(at)
        self._step(event, at, what)

    def _note_pause(self):
        """Note how little was left when it was put on hold, for who looks for pauses close to due."""
        left = None if self.seconds is None else self.seconds - self.elapsed
        if self.elapsed and left is not None and left >= 0:
            closest = self.closest_pause
            self.closest_pause = left if closest is None else min(left, closest)

    def _set_due(self, at):
        """Plan what is left; without a calendar that can tell the clock is pending."""
        self.broken = self.calendar is None
        if not self.runs:
            self.due = None
        elif self.over_at is not None and self.elapsed >= self.seconds:
            self.due = self.over_at  # a pause after it was over moves nothing
        else:
            self.due = self._plan(at, self.calendar)
        self.state = "pending" if self.broken else "running" if self.runs else "paused"

    def begin_late(self, spans, runs: bool, at: int, event, flagged: bool):
        """Begin with a past: the spans (from, to, ran, owner) since it should have started."""
        self.begun, self.since, self.runs = True, at, runs
        self.spans = [(*span, self.calendar) for span in spans]
        self._judge(at, event, "started", flagged)

    def fulfil(self, at: int, event):
        self._stop(at, "fulfilled", event)

    def cancel(self, at: int, event, why: str):
        self.why = why
        self._stop(at, "cancelled", event)

    def _stop(self, at, state, event):
        self.count(at)
        self.begun, self.runs, self.stopped, self.state = True, False, at, state
        self._step(event, at, state)

    def reopen(self, at: int, event):
        """Go on (rule 9): the time since it was fulfilled counts as paused."""
        self.stopped = None
        self._go(at, event, True, "reopened")

    def revive(self, dead: "RunningClock", at: int, event):
        """Go on where a cancelled instance stopped, which stays: nobody gains time by cancelling."""
        self.started, self.since, self.merged = dead.started, dead.since, dead.merged
        self.elapsed, self.paused, self.owner = dead.elapsed, dead.paused, dead.owner
        self.shares, self.spans = dict(dead.shares), list(dead.spans)
        self.begun, self.by_change, self.changed_at = True, dead.by_change, dead.changed_at
        self.over_at, self.breached_at, self.flagged = dead.over_at, dead.breached_at, dead.flagged
        self.explained, self.steps = dead.explained, dead.steps and list(dead.steps)
        self._go(at, event, True, "revived")

    def restart(self, at: int, event):
        """Count from nought."""
        self.since = self.started = at
        self.elapsed, self.paused, self.shares, self.spans = 0, 0, {}, []
        self.by_change, self.changed_at, self.over_at = False, None, None
        self._set_due(at)
        self._step(event, at, "reset")

    def promise(self, instant: int | None, at: int, event, what: str | None = None):
        """Be due at an instant that was agreed, whatever the working hours."""
        self.promised, self.over_at = instant, None
        self._adopt(self.target)
        if what:
            self._set_due(at)
            self._step(event, at, what)

    def retarget(self, target: Target, mode: str, at: int, event):
        """Be judged by another target from now on (rules 10 to 12)."""
        self.count(at)
        self._adopt(target)
        if target.metric in CLOCK_TIMED:
            return
        if mode == "reset":
            self.restart(at, event)
        elif mode == "forward":
            self.by_change = self.seconds is not None and self.elapsed > self.seconds
            self.changed_at, self.over_at = at, None
            self._set_due(at)
            self._step(event, at, "changed")
        else:
            self.spans = [(*span[:4], self.calendar) for span in self.spans]
            self.by_change, self.changed_at = False, None
            self._judge(at, event, "rejudged", flagged=True)

    def merge(self, start: int, at: int, event):
        """Start as early as a ticket that was merged into this one; the time between was run."""
        self.count(at)
        owner = self.spans[0][3] if self.spans else self.owner
        self.spans.insert(0, (start, self.started, True, owner, self.calendar))
        self.started, self.merged = start, True
        self._judge(at, event, "merged", flagged=False)

    def _judge(self, at, event, what, flagged):
        """Count the past anew; what is over by that was breached at the instant derived."""
        over = self._recount()
        if over is not None and self.changed_at is not None:
            over = max(over, self.changed_at)  # before, another target held
        self.over_at = over
        self._set_due(at)
        self._step(event, at, what)
        if over is not None and self._breach(over, flagged):
            self._step(None, over, "breached", total=self.seconds)

    def record_breach(self, due: int, at: int, event):
        """Keep a breach that was noticed, also when a later log explains it (I10)."""
        if self.breached_at is None:
            self.breached_at, self.explained = due, True
            self._step(event, at, "breach_recorded")

    def excuse(self, reason: str, at: int, event):
        self.excused = reason
        self._step(event, at, "excused")

    # === OUT === #

    def _step(self, event, at, what, total=None):
        if self.steps is None:
            return
        total = self.elapsed if total is None else total
        before = self.steps[-1].total if self.steps else 0
        number, kind = (event.id, event.type) if event else (None, "")
        step = Step(
            number, kind, at, what, STEPS[what], total - before, total, self.state, self.due
        )
        self.steps.append(step)

    def result(self) -> Clock:
        flags = [ON_RECLASSIFICATION] if self.flagged else []
        if self.explained:
            flags.append(LATE_EXPLAINED)
        is_open = self.stopped is None
        return Clock(
            self.metric,
            self.target.id,
            self.instance,
            self.state,
            self.started,
            None if is_open and self.state != "running" else self.due,
            self.stopped,
            self.breached_at,
            frozenset(flags),
            self.excused,
            self.why,
            self.elapsed,
            self.paused,
            self.since,
            self.seconds,
            self.calendar,
            self.shares,
            self.merged,
            self.closest_pause,
        )
