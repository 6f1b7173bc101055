from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ...core import workdays
from ...core.rightsfacts import WorkDays


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    @api.model
    @ormcache("calendar_id", "company_id")
    def _aftersales_workdays(self, calendar_id, company_id):
        """Return the days that are worked, as terms of law count them.

        Closed are the weekdays without hours (Saturday and Sunday where only one has none), the
        whole days on which the company is closed, and our own holidays; make-up days are worked.

        :rtype: core.rightsfacts.WorkDays
        """
        # sudo: resource.calendar - a term does not depend on who asks
        calendar = self.sudo().browse(calendar_id).exists()
        if not calendar:
            return WorkDays()
        weekend = set(range(7)) - {int(line.dayofweek) for line in calendar._attendances()}
        leaves = calendar.env["resource.calendar.leaves"].search(
            Domain("resource_id", "=", False)
            & Domain("calendar_id", "in", [False, calendar_id])
            & Domain("company_id", "in", [False, company_id])
        )
        days = workdays.without_leaves(
            ((leave.date_from, leave.date_to) for leave in leaves),
            ZoneInfo(calendar.tz or "UTC"),
            lambda day: [(0, 24)],
        )
        days |= {own.date: own._spans() for own in calendar.aftersales_exception_ids}
        return WorkDays(
            weekend=frozenset(weekend) if 2 <= len(weekend) < 7 else WorkDays().weekend,
            closed=frozenset(day for day, spans in days.items() if not spans),
            worked=frozenset(own.date for own in calendar.aftersales_exception_ids if own.hours),
        )
