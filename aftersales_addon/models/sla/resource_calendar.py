from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ...core import workdays, worktime


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    aftersales_exception_ids = fields.One2many(
        comodel_name="aftersales.calendar.exception",
        inverse_name="resource_calendar_id",
        string="Holidays and Make-up Days",
    )

    @api.model_create_multi
    def create(self, vals_list):
        calendars = super().create(vals_list)
        calendars._working_time_changed()
        return calendars

    def write(self, vals):
        result = super().write(vals)
        self._working_time_changed()
        return result

    def _working_time_changed(self):
        """Let no process count by hours that are no more."""
        if self:
            self.env.registry.clear_cache()

    def _cannot_count(self):
        """Return why no time can be counted by these hours, or an empty string."""
        self.ensure_one()
        if self.flexible_hours or self.duration_based:
            return self.env._(
                "“%(calendar)s” has flexible hours: a response time needs hours with a beginning"
                " and an end.",
                calendar=self.name,
            )
        if not self._attendances():
            return self.env._(
                "“%(calendar)s” has no working hours: add some, or nothing will ever be due.",
                calendar=self.name,
            )
        return ""

    def _attendances(self):
        return self.attendance_ids.filtered(
            lambda line: not line.display_type and line.day_period != "lunch"
        )

    @api.model
    @ormcache("calendar_id", "company_id")
    def _working_time(self, calendar_id, company_id):
        """Return the working time of a calendar as seen by a company, or None where it is broken.

        Only the company's own leaves count, and those of the calendar itself, whoever asks.

        :rtype: core.worktime.WorkCalendar | None
        """
        # sudo: resource.calendar - the hours hold for everybody's tickets alike
        calendar = self.sudo().browse(calendar_id)
        if not calendar.exists() or calendar._cannot_count():
            return None
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(  # sudo: the same
                Domain("resource_id", "=", False)
                & Domain("calendar_id", "in", [False, calendar_id])
                & Domain("company_id", "in", [False, company_id])
            )
        )
        try:
            return calendar._to_working_time(leaves)
        except worktime.CalendarError:
            return None

    def _to_working_time(self, leaves):
        """Return the hours, leaves and exceptions as one plain working time."""
        weeks = [{}, {}] if self.two_weeks_calendar else [{}]
        for line in self._attendances():
            for number, week in enumerate(weeks):
                if len(weeks) == 1 or line.week_type == str(number):
                    week.setdefault(int(line.dayofweek), []).append((line.hour_from, line.hour_to))

        def hours_on(day):
            return weeks[self.attendance_ids.get_week_type(day) % len(weeks)].get(day.weekday(), [])

        days = workdays.without_leaves(
            ((leave.date_from, leave.date_to) for leave in leaves), ZoneInfo(self.tz), hours_on
        )
        days |= {own.date: own._spans() for own in self.aftersales_exception_ids}
        return worktime.WorkCalendar(self.tz, weeks[0], extra=days, odd_week=(*weeks, None)[1])


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.calendar_id._working_time_changed()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.calendar_id._working_time_changed()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars._working_time_changed()
        return result


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._tell_working_time()
        return leaves

    def write(self, vals):
        self._tell_working_time()
        result = super().write(vals)
        self._tell_working_time()
        return result

    def unlink(self):
        self._tell_working_time()
        return super().unlink()

    def _tell_working_time(self):
        """Only what is not one person's own changes the hours of a company."""
        if any(not leave.resource_id for leave in self):
            self.env.registry.clear_cache()
