import logging
from datetime import timedelta
from itertools import pairwise

from psycopg2 import OperationalError
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError
from odoo.tools import mute_logger

from ...core import slaladder
from .clock import epoch, instant
from .target import MEASURED, NAMED_INSTANT

_logger = logging.getLogger(__name__)

BATCH = 100  # tickets in one transaction
LATE = timedelta(minutes=2)
RETRY = timedelta(minutes=15)  # until a check that failed is tried again


class AftersalesSlaClock(models.Model):
    """The sweep: what is due is found by its index, breached, and its ladder climbed."""

    _inherit = "aftersales.sla.clock"

    # === WHAT FOLLOWS FROM SETTLING === #

    def _steps_taken(self):
        """Return the ids of the steps that were taken, by the id of the clock.

        :rtype: dict[int, set[int]]
        """
        if not self:
            return {}
        groups = self.env["aftersales.sla.alert"]._read_group(
            [("clock_id", "in", self.ids)], ["clock_id"], ["step_id:recordset"]
        )
        return {clock.id: set(steps.ids) for clock, steps in groups}

    def _on_breach(self):
        """Record that the clocks are late, each once; why is asked in the same transaction."""
        if not self:
            return
        self._record(
            "sla_breached",
            clock=lambda clock: clock.id,
            metric=lambda clock: clock.metric,
            instance=lambda clock: clock.instance,
            due=lambda clock: clock.breached_at,
            reclassified=lambda clock: clock.on_reclassification,
        )
        self.env["aftersales.investigation"]._open_for(self)

    def _on_broken(self):
        """Let an administrator mend the working hours by which nothing can be counted."""
        if not self:
            return
        # sudo: res.users - who administers after-sales, whoever opens the ticket
        administrators = self.env.ref("aftersales_addon.group_administrator").sudo().all_user_ids
        people = administrators.filtered("login_date") or administrators
        for company, tickets in self.ticket_id.grouped("company_id").items():
            able = people.filtered(lambda user, company=company: company in user.company_ids)
            tickets.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Response times cannot be counted"),
                note=self.env._(
                    "The working hours of the team or of the policy are missing, empty or flexible."
                    " Mend them, then choose “Count Again” on the ticket."
                ),
                user_id=(able or people)[:1].id,
            )

    def _plan_checks(self):
        """Note when each clock has to be looked at next, after steps of its ladder were taken."""
        taken = self._steps_taken()
        for clock in self:
            check = clock._running().next_check(clock._rungs(), taken.get(clock.id, ()))
            clock._transition().next_check = instant(check)
        self._wake_sweep()

    def _rungs(self):
        """Return the steps of the ladder.

        :rtype: tuple[core.slaladder.Rung, ...]
        """
        return self.target_id._promise(self.target_id.id).rungs

    def _running(self):
        """Return the clock as one that its ladder can be held against.

        :rtype: core.slaladder.Running
        """
        self.ensure_one()
        target = self.target_id._counted(f"{self.target_id.id}:{self.calendar_id.id or 0}")
        return slaladder.Running(
            due=epoch(self.due_at) if self.state == "running" else None,
            breached=bool(self.breached_at),
            resumed=epoch(self.resumed_at),
            elapsed=self.elapsed,
            seconds=self._seconds(),
            # what is named by an event is no working time
            calendar=None if self.metric in NAMED_INSTANT else target.calendar,
        )

    def _seconds(self):
        """Return how long the clock may run in all, in seconds of its working time."""
        if self.metric in NAMED_INSTANT:
            return int((self.due_at - self.started_at).total_seconds()) if self.due_at else 0
        return self.target_id._promise(self.target_id.id).seconds

    def _is_only_measured(self):
        """Return whether nothing was promised: the clock is never due, and never late."""
        return self.metric in MEASURED and not self._seconds()

    def _wake_sweep(self):
        """See that the sweep runs when the first of these clocks is due, if that is soon."""
        checks = [clock.next_check for clock in self if clock.next_check]
        if checks and min(checks) <= fields.Datetime.now() + timedelta(minutes=1):
            self._sweep_job()._trigger(min(checks))

    @api.model
    def _sweep_job(self):
        # sudo: ir.cron - whoever sets a clock
        return self.env.ref("aftersales_addon.ir_cron_sla_sweep").sudo()

    # === SWEEP === #

    @api.model
    def _cron_sweep(self):
        """Check every clock whose time has come, ticket by ticket, batch by batch.

        Work grows with what is due. A ticket somebody else is at work on is left to the next
        round; a check that fails is put off, says why, and stops no other.
        """
        # A mail server that is down must not hold up what is due: notices wait in Odoo's queue.
        self = self.with_context(mail_notify_force_send=False)
        cron, skipped = self.env["ir.cron"], set()
        while due := self._due_tickets(skipped):
            try:
                with mute_logger("odoo.sql_db"):
                    tickets = due.try_lock_for_update()
            except SerializationFailure:  # another sweep has just settled some: read them anew
                self.env.cr.rollback()
                continue
            skipped.update((due - tickets).ids)
            for ticket in tickets:
                if not self._check_ticket(ticket):
                    skipped.add(ticket.id)
            if not cron._commit_progress(len(tickets), remaining=len(due - tickets)):
                break
        self.env["aftersales.heartbeat"]._beat("sla_sweep")
        self.search([("next_check", "!=", False)], order="next_check", limit=1)._wake_sweep()

    @api.model
    def _due_tickets(self, skipped):
        """Return up to a batch of tickets whose clocks have to be looked at, the oldest first."""
        clocks = self.search_fetch(
            [("next_check", "<=", fields.Datetime.now()), ("ticket_id", "not in", list(skipped))],
            ["ticket_id"],
            order="next_check, id",
            limit=BATCH,
        )
        return clocks.ticket_id

    def _due(self, now):
        """Return those that have to be looked at."""
        return self.filtered(lambda clock: clock.next_check and clock.next_check <= now)

    @api.model
    def _check_ticket(self, ticket):
        """Settle what is late with a ticket, and climb its ladders; all or nothing.

        :return: whether nothing of it is due any more
        """
        now = fields.Datetime.now()
        try:
            with self.env.cr.savepoint():
                ticket._settle_clocks(until=epoch(now))
                ticket.sla_clock_ids._climb(now)
        except (OperationalError, ConcurrencyError, LockError):
            return False  # somebody else was faster
        except Exception as error:  # whatever a condition or a server action can raise
            _logger.exception("The clocks of %s could not be checked", ticket.display_name)
            ticket.sla_clock_ids._due(now)._transition().write(
                {"problem": str(error)[:500], "next_check": now + RETRY}
            )
        return not ticket.sla_clock_ids._due(now)

    # === LADDER === #

    def _climb(self, now):
        """Take each step whose time has come, once, in the order of their times."""
        running = self.filtered(lambda clock: clock.state == "running")
        taken = running._steps_taken()
        for clock in running.sorted("id"):
            done = taken.get(clock.id, set())
            while due := clock._first_due(done, now):
                planned, step = due
                clock._take_step(step, planned, now)
                done.add(step.id)
        running.filtered("problem")._transition().write({"problem": False})
        running._plan_checks()

    def _first_due(self, done, now):
        """Return the first step not yet taken whose time has come, with that time, or None.

        What a step does may pause or end the clock, or set another ladder against it.

        :rtype: tuple[datetime, aftersales.sla.escalation] | None
        """
        self.ensure_one()
        if self.state != "running" or not self.due_at:
            return None
        running = self._running()
        due = []
        for rung in self._rungs():
            if rung.id not in done:
                at = self._reached_at(rung.threshold(running.seconds), running)
                if at is not None and at <= epoch(now):
                    due.append((at, rung.id))
        if not due:
            return None
        at, step_id = min(due, key=lambda pair: pair[0])
        return instant(at), self.env["aftersales.sla.escalation"].browse(step_id)

    def _reached_at(self, threshold, running):
        """Return the UTC second at which the clock reaches so many seconds, or has reached them."""
        if threshold < running.elapsed:
            return self._passed_at(threshold, running.calendar) or running.resumed
        return running.reached_at(threshold)

    def _passed_at(self, threshold, hours):
        """Return the UTC second at which so many seconds were used, before the last change.

        Only a step that was missed asks: its events are read once more. None where a new target
        has counted them anew.
        """
        __, steps = self._steps()
        for step, following in pairwise(steps):
            if step.state == "running" and step.total <= threshold <= following.total:
                since = slaladder.Running(None, False, step.at, step.total, None, hours)
                at = since.reached_at(threshold)
                return at if at is not None and at <= following.at else None
        return None

    def _take_step(self, step, planned, now):
        """Do what the step says, on record; the unique index lets nobody do it again."""
        self.ensure_one()
        ticket = self.ticket_id
        if step.domain not in (False, "", "[]") and not ticket._fits(step.domain):
            outcome = self.env._("Not taken: the ticket does not fulfil its condition.")
        else:
            outcome = getattr(ticket, f"_escalate_{step.action}")(step, self)
        self.env["aftersales.sla.alert"].create(
            {
                "clock_id": self.id,
                "step_id": step.id,
                "planned_at": planned,
                "taken_at": now,
                "late": now - planned > LATE,
                "outcome": outcome,
            }
        )
        self._record(
            "escalated",
            step=step.id,
            name=step.name,
            metric=self.metric,
            instance=self.instance,
            action=step.action,
            planned=planned,
        )
