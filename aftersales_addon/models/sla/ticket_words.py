from babel.dates import format_timedelta

from odoo import models
from odoo.tools import babel_locale_parse, get_lang


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

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
