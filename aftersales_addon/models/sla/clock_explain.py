from odoo import fields, models
from odoo.tools import format_datetime

from ...core import catalogue, sla
from .clock import epoch, instant

TO_THE_SECOND = "EEE yyyy-MM-dd HH:mm:ss"


class AftersalesSlaClock(models.Model):
    """How a clock came to stand where it does: its events, replayed aloud (rule 16)."""

    _inherit = "aftersales.sla.clock"

    explanation = fields.Html(
        string="How It Was Counted", compute="_compute_explanation", sanitize_style=True
    )

    def _compute_explanation(self):
        for clock in self:
            clock.explanation = self.env["ir.qweb"]._render(
                "aftersales_addon.sla_clock_explanation", clock._explained()
            )

    # === FACTS === #

    def _explained(self):
        """Return the derivation in words, for the screen and for the report.

        :return: dict of ``clock``, ``facts`` (label, text), ``zones`` (names of the columns) and
            ``steps``: dicts of ``what``, ``detail``, ``at`` (a text for each zone), ``worked``,
            ``total`` (hours, minutes and seconds), ``due``, ``rule``
        """
        self.ensure_one()
        self.check_access("read")
        stream, steps = self._steps()
        events = {event.id: event for event in stream}
        zones = self._zones()
        lines = [self._line(step, events.get(step.event), zones) for step in steps]
        if self.state == "running":
            lines.append(self._line_now(zones))
        return {
            "clock": self,
            "facts": self._explained_facts(zones),
            "zones": [zone.replace("_", " ") for zone in zones],
            "steps": lines,
        }

    def _steps(self):
        """Return the events of the ticket, and what they did to the clock.

        :rtype: tuple[list[core.sladata.Event], list[core.sladata.Step]]
        """
        # sudo: aftersales.ticket - who may read the clock may read how it was counted
        ticket = self.sudo().ticket_id
        streams = ticket._sla_streams()
        targets = ticket._sla_targets(streams)
        stream = streams[ticket.id]
        return stream, sla.explain(stream, targets, self.metric, self.instance)

    def _zones(self):
        """Return the zones an instant is told in: UTC, that of the working hours, the reader's."""
        # sudo: aftersales.sla.calendar - only its zone
        hours = self.sudo().calendar_id._working_time()
        names = ["UTC", hours.tz if hours else "UTC", self.env.tz.zone]
        return list(dict.fromkeys(names))

    def _used_now(self):
        """Return the working seconds that have been used by now."""
        used = self.elapsed
        if self.state == "running":
            # sudo: aftersales.sla.calendar - the hours of a clock that may be read
            hours = self.sudo().calendar_id._working_time()
            now = max(epoch(fields.Datetime.now()), epoch(self.resumed_at))
            since = epoch(self.resumed_at)
            used += hours.elapsed_between(since, now) if hours else now - since
        return used

    # === WORDS === #

    def _explained_facts(self, zones):
        # sudo: aftersales.sla.target, .calendar, .ticket - what was promised, and for what
        clock = self.sudo()
        promised = self.metric != "promised_time"
        facts = [
            (self.env._("Ticket"), clock.ticket_id.display_name),
            (self.env._("Response time"), self.display_name),
            (self.env._("Promised by"), clock.target_id.version_id.display_name),
            (self.env._("Time allowed"), promised and _clock_text(clock.target_id.seconds)),
            (self.env._("Counted in"), promised and clock.calendar_id.name),
            (self.env._("Status"), self._selection_text("state")),
            (self.env._("Used"), _clock_text(self._used_now())),
            (self.env._("On hold"), self.paused and _clock_text(self.paused)),
            (self.env._("Due"), self.due_at and self._instant_text(self.due_at, zones[-1])),
            (self.env._("Late since"), self._late_text(zones[-1])),
            (self.env._("Excused"), self.excused),
        ]
        return [(label, text) for label, text in facts if text]

    def _late_text(self, zone):
        if not self.breached_at:
            return ""
        since = self._instant_text(self.breached_at, zone)
        if self.on_reclassification:
            return self.env._("%(since)s, by a change: not for appraisal", since=since)
        if self.late_explained:
            return self.env._("%(since)s, explained afterwards", since=since)
        return since

    def _line(self, step, event, zones):
        at = instant(step.at)
        return {
            "what": self._step_text(step),
            "detail": self._cause_text(event) if event else "",
            "at": [self._instant_text(at, zone) for zone in zones],
            "worked": _clock_text(step.worked),
            "total": _clock_text(step.total),
            "due": self._instant_text(instant(step.due), zones[-1]) if step.due else "",
            "rule": step.rule,
        }

    def _line_now(self, zones):
        """Return the line that counts until now, which no event has told yet."""
        used, now = self._used_now(), fields.Datetime.now()
        left = self._seconds() - used
        words = self.env._("%(time)s left") if left >= 0 else self.env._("late by %(time)s")
        return {
            "what": self.env._("Now"),
            "detail": words % {"time": _clock_text(abs(left))},
            "at": [self._instant_text(now, zone) for zone in zones],
            "worked": _clock_text(used - self.elapsed),
            "total": _clock_text(used),
            "due": self._instant_text(self.due_at, zones[-1]) if self.due_at else "",
            "rule": 6,
        }

    def _step_text(self, step):
        """Return what the clock did, in words."""
        words = {
            "started": self.env._("starts to run"),
            "paused": self.env._("is put on hold"),
            "resumed": self.env._("goes on"),
            "handed": self.env._("counts for somebody else"),
            "fulfilled": self.env._("is fulfilled"),
            "reopened": self.env._("goes on; the time since it was fulfilled counts as hold"),
            "revived": self.env._("goes on where it was cancelled"),
            "cancelled": self.env._("is cancelled and counts nowhere"),
            "breached": self.env._("is late from here on"),
            "breach_recorded": self.env._("stays late, as it was recorded"),
            "excused": self.env._("stays late and leaves the appraisal"),
            "rejudged": self.env._("is judged anew from its start"),
            "changed": self.env._("keeps what is counted; a new time holds from here on"),
            "reset": self.env._("starts again at zero"),
            "merged": self.env._("starts as early as the merged ticket"),
            "rescheduled": self.env._("has a new time"),
        }
        return words.get(step.what, step.what)

    def _cause_text(self, event):
        """Return the event in words, with the fact that matters; no text of messages."""
        labels = dict(self.env["aftersales.event"]._fields["type"]._description_selection(self.env))
        label = labels.get(event.type, catalogue.TYPES.get(event.type, event.type))
        fact = self._cause_fact(event.type, event.payload)
        return f"{label}: {fact}" if fact else label

    def _cause_fact(self, kind, payload):
        # sudo: aftersales.ticket, .policy.version, res.users - names that are on record
        ticket, env = self.sudo().ticket_id, self.sudo().env
        match kind:
            case "waiting":
                return ticket._selection_label("waiting_reason", payload.get("reason"))
            case "priority_changed":
                return ticket._selection_label("priority", payload.get("to"))
            case "cancelled":
                return ticket._selection_label("cancel_reason", payload.get("reason"))
            case "assigned":
                return env["res.users"].browse(payload.get("user") or []).name
            case "sla_attached":
                version = env["aftersales.sla.policy.version"].browse(payload.get("version") or [])
                return version.display_name if version.exists() else ""
            case "sla_excused":
                return payload.get("reason")
        return ""

    def _selection_text(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _instant_text(self, value, zone):
        """Return a naive UTC instant as the clock on a wall in the zone shows it, to the second."""
        return format_datetime(self.env, value, tz=zone, dt_format=TO_THE_SECOND)


def _clock_text(seconds):
    """Return seconds as hours, minutes and seconds: ``1:20:05``, ``-0:00:10``."""
    minutes, rest = divmod(abs(int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else ''}{hours}:{minutes:02}:{rest:02}"
