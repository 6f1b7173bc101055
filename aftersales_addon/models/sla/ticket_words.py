from babel.dates import format_timedelta

from odoo import fields, models
from odoo.tools import babel_locale_parse, format_date, format_time, get_lang


class AftersalesTicket(models.Model):
    """How times are told to the customer: in the customer's language and zone."""

    _inherit = "aftersales.ticket"

    def _customer_zone(self):
        """Return the name of the zone in which the customer reads a time."""
        self.ensure_one()
        # sudo: res.partner, resource.calendar - only the zone
        ticket = self.sudo()
        return (
            ticket.partner_id.tz
            or ticket.commercial_partner_id.tz
            or ticket.team_id.resource_calendar_id.tz
            or ticket.company_id.resource_calendar_id.tz
            or "UTC"
        )

    def _instant_words(self, instant):
        """Return a naive UTC instant as the customer reads it, with its zone."""
        zone = self._customer_zone()
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), instant)
        day = format_date(self.env, local.date(), date_format="full")
        time = format_time(self.env, instant, tz=zone, time_format="short")
        return f"{day}, {time} ({zone.replace('_', ' ')})"

    def _duration_words(self, seconds):
        """Return a duration as one says it, to the minute: “1 hour 30 minutes”."""
        locale = babel_locale_parse(get_lang(self.env).code)
        minutes = max(round(seconds / 60), 1)
        parts = zip(("hour", "minute"), divmod(minutes, 60), strict=True)
        return " ".join(
            format_timedelta(
                amount * (3600 if unit == "hour" else 60),
                granularity=unit,
                threshold=10**9,
                locale=locale,
            )
            for unit, amount in parts
            if amount
        )
