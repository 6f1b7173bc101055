from datetime import timedelta

from babel.dates import get_timezone_name
from pytz import timezone, utc

from odoo import fields, models
from odoo.tools import format_date, format_time
from odoo.tools.misc import babel_locale_parse

from ..ticket.ticket_flow import OPEN

# What is promised to the customer; all other metrics are our own affair.
TOLD = ("promised_time", "first_response", "next_response", "expert_contact")


class AftersalesTicket(models.Model):
    """By when the customer hears from us, in the customer's words, language and time zone."""

    _inherit = "aftersales.ticket"

    def _answer_expected(self):
        """Return by when the customer hears from us, as a mail says it; empty if nothing was promised.

        :rtype: str
        """
        self.ensure_one()
        clock = self._clock_told()
        return (clock and self._exact_words(clock.due_at)) or ""

    def _portal_expectations(self):
        """Return by ticket id what the customer may expect by when, or is awaited with.

        :return: dicts: ``text``, ``exact`` (the instant with its zone), ``icon`` and ``late``;
            tickets with nothing to expect are left out
        """
        waiting = self.filtered(
            lambda ticket: ticket.state == "waiting" and ticket.waiting_reason == "customer"
        )
        since = waiting._waits_since()
        found = {}
        for ticket in self.filtered(lambda ticket: ticket.state in OPEN):
            clock = ticket._clock_told()
            if at := since.get(ticket.id):
                text = self.env._("Waiting for you since %s.", ticket._short_words(at))
                found[ticket.id] = ticket._expectation(text, at, "fa-reply")
            elif clock and clock.due_at < fields.Datetime.now():
                text = self.env._(
                    "You should have heard from us by %s. We are sorry, and will be in touch as soon"
                    " as we can.",
                    ticket._short_words(clock.due_at),
                )
                found[ticket.id] = ticket._expectation(
                    text, clock.due_at, "fa-exclamation-circle", late=True
                )
            elif clock:
                text = ticket._told_words(clock) % ticket._short_words(clock.due_at)
                found[ticket.id] = ticket._expectation(text, clock.due_at, "fa-clock-o")
        return found

    def _expectation(self, text, at, icon, late=False):
        return {"text": text, "exact": self._exact_words(at), "icon": icon, "late": late}

    def _told_words(self, clock):
        match clock.metric:
            case "promised_time":
                return self.env._("You have been promised an answer by %s.")
            case "expert_contact":
                return self.env._("An expert gets in touch with you by %s.")
        return self.env._("We answer by %s.")

    def _clock_told(self):
        """Return the running clock whose promise the customer knows: what was said, then the first."""
        # sudo: aftersales.sla.clock - the instant alone is told, to whoever may read the ticket
        running = self.sudo().sla_clock_ids.filtered(
            lambda clock: clock.state == "running" and clock.metric in TOLD
        )
        said = running.filtered(lambda clock: clock.metric == "promised_time")
        return (said or running).sorted("due_at")[:1]

    def _waits_since(self):
        """Return since when each ticket waits, naive UTC, by ticket id."""
        # sudo: aftersales.event - whoever may read the ticket may read its public history
        events = self.env["aftersales.event"].sudo()
        domain = [("ticket", "in", self.ids), ("type", "=", "waiting")]
        return dict(events._read_group(domain, ["ticket"], ["occurred_at:max"])) if self else {}

    # === INSTANTS AS ONE SAYS THEM === #

    def _customer_zone(self):
        """Return the zone in which the customer reads instants: the reader's, or the contact's."""
        # sudo: res.partner, aftersales.team - their zones alone
        ticket, user = self.sudo(), self.env.user
        own = user.tz if user.share and not user._is_public() else False
        return timezone(
            own
            or ticket.partner_id.tz
            or ticket.team_id.resource_calendar_id.tz
            or ticket.company_id.resource_calendar_id.tz
            or "UTC"
        )

    def _exact_words(self, at):
        """Return an instant with its date, time and zone."""
        zone = self._customer_zone()
        local = utc.localize(at).astimezone(zone)
        locale = babel_locale_parse(self.env.context.get("lang") or self.env.user.lang)
        return self.env._(
            "%(date)s, %(time)s (%(zone)s)",
            date=format_date(self.env, local.date(), date_format="full"),
            time=format_time(self.env, at, tz=zone.zone, time_format="short"),
            zone=get_timezone_name(local, "long", locale=locale),
        )

    def _short_words(self, at):
        """Return an instant as one says it today."""
        zone = self._customer_zone()
        day = utc.localize(at).astimezone(zone).date()
        today = utc.localize(fields.Datetime.now()).astimezone(zone).date()
        time = format_time(self.env, at, tz=zone.zone, time_format="short")
        if day == today:
            return self.env._("today %s", time)
        if day == today + timedelta(days=1):
            return self.env._("tomorrow %s", time)
        if day == today - timedelta(days=1):
            return self.env._("yesterday %s", time)
        return f"{format_date(self.env, day, date_format='medium')} {time}"
