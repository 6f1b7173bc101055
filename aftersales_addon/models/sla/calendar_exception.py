from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core import workdays


class AftersalesCalendarException(models.Model):
    """A day that differs from the week: a public holiday, or a make-up day (调休) that is worked."""

    _name = "aftersales.calendar.exception"
    _description = "Working Hours Exception"
    _order = "date desc, id"
    _rec_name = "date"

    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working Hours",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="resource_calendar_id.company_id", store=True, index="btree_not_null"
    )
    date = fields.Date(required=True)
    name = fields.Char(string="Occasion")
    hours = fields.Char(
        string="Worked",
        help="The hours worked that day instead of the usual ones, such as 9:00-12:00, 13:00-18:00."
        " Empty: nobody works, it is a holiday.",
    )

    _date_uniq = models.UniqueIndex(
        "(resource_calendar_id, date)", "This day has an exception already: edit that one."
    )

    @api.constrains("hours")
    def _check_hours(self):
        for exception in self:
            try:
                exception._spans()
            except workdays.HoursError as error:
                raise ValidationError(
                    self.env._(
                        "%(hours)s: write the hours as 9:00-12:00, 13:00-18:00, each from earlier"
                        " to later and none twice.",
                        hours=exception.hours,
                    )
                ) from error

    @api.model_create_multi
    def create(self, vals_list):
        exceptions = super().create(vals_list)
        exceptions.resource_calendar_id._working_time_changed()
        return exceptions

    def write(self, vals):
        calendars = self.resource_calendar_id
        result = super().write(vals)
        (calendars | self.resource_calendar_id)._working_time_changed()
        return result

    def unlink(self):
        calendars = self.resource_calendar_id
        result = super().unlink()
        calendars._working_time_changed()
        return result

    def _spans(self):
        """Return the hours worked that day, a list of ``(from_hour, to_hour)``."""
        self.ensure_one()
        return workdays.parse_hours(self.hours or "")
