import base64
import binascii

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..core import holidays, workdays

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class AftersalesCalendarImport(models.TransientModel):
    """Public holidays and make-up days from a file: looked at first, then stored."""

    _name = "aftersales.calendar.import"
    _description = "Import Holidays and Make-up Days"

    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar", string="Working Hours", required=True
    )
    file = fields.Binary(string="File (.ics or .csv)", attachment=False)
    filename = fields.Char()
    date_order = fields.Selection(
        selection=[("day", "Day first: 31/12/2026"), ("month", "Month first: 12/31/2026")],
        string="Dates in a Table",
        required=True,
        default="day",
        help="A date that begins with the year needs no choice.",
    )
    encoding = fields.Selection(
        selection=[
            ("utf-8", "Unicode (UTF-8)"),
            ("gb18030", "Chinese (GB 18030)"),
            ("cp1252", "Western (Windows-1252)"),
        ],
        string="Characters",
        required=True,
        default="utf-8",
    )
    weekday = fields.Selection(
        selection=WEEKDAYS,
        string="Make-up Days Are Worked As On",
        required=True,
        default="0",
        help="Where the file does not say as on which weekday.",
    )
    state = fields.Selection(
        selection=[("draft", "File"), ("checked", "Preview"), ("done", "Done")],
        default="draft",
        readonly=True,
    )
    new_count = fields.Integer(string="New", readonly=True)
    changed_count = fields.Integer(string="Changed", readonly=True)
    same_count = fields.Integer(string="As They Are", readonly=True)
    line_ids = fields.One2many(
        comodel_name="aftersales.calendar.import.line", inverse_name="wizard_id", readonly=True
    )

    # === ACTIONS === #

    def action_preview(self):
        """Show what the file would make of the calendar; nothing is stored."""
        self.ensure_one()
        self._check_rights()
        lines = self._prepare_lines(self._days())
        self.line_ids.unlink()
        self.write(self._counts(lines) | {"state": "checked"})
        self.line_ids = [Command.create(vals) for vals in lines]
        return self._reopen()

    def action_import(self):
        """Store the days; those that are as in the file already are left alone."""
        self.ensure_one()
        self._check_rights()
        lines = self._prepare_lines(self._days())
        exceptions = self.env["aftersales.calendar.exception"]
        known = {day.date: day for day in self.resource_calendar_id.aftersales_exception_ids}
        exceptions.create(
            [
                self._prepare_exception(vals)
                | {"resource_calendar_id": self.resource_calendar_id.id}
                for vals in lines
                if vals["change"] == "new"
            ]
        )
        for vals in lines:
            if vals["change"] == "changed":  # few: one file against the last one
                known[vals["date"]].write(self._prepare_exception(vals))
        self.line_ids.unlink()
        self.write(self._counts(lines) | {"state": "done"})
        return self._reopen()

    def action_apply(self):
        """Ask what the days mean for tickets that are open."""
        self.ensure_one()
        return self.resource_calendar_id.action_aftersales_apply()

    # === BUSINESS === #

    def _check_rights(self):
        if not self.env.user.has_group("aftersales_addon.group_administrator"):
            raise UserError(
                self.env._("Only an after-sales administrator imports holidays and make-up days.")
            )
        self.resource_calendar_id.check_access("read")

    def _days(self):
        """Return the days of the file, or say what is wrong with it and where.

        :rtype: list[core.holidays.Day]
        """
        try:
            data = base64.b64decode(self.with_context(bin_size=False).file or b"", validate=True)
            return holidays.parse(
                data,
                fields.Date.context_today(self),
                encoding=self.encoding,
                day_first=self.date_order == "day",
            )
        except binascii.Error:
            raise UserError(self._fault_words("binary"))
        except holidays.ImportFault as fault:
            words = self._fault_words(fault.code)
            if fault.text:
                words = self.env._("%(problem)s It says: %(text)s", problem=words, text=fault.text)
            if fault.line:
                words = self.env._("Line %(line)s: %(problem)s", line=fault.line, problem=words)
            raise UserError(words)

    @api.model
    def _fault_words(self, code):
        """Return what to do about a fault of the file."""
        return {
            "empty": self.env._("The file is empty: choose one with holidays."),
            "size": self.env._(
                "The file is larger than 5 MB: no calendar of holidays is. Choose another."
            ),
            "binary": self.env._("This is no text file: choose an .ics or .csv file."),
            "encoding": self.env._(
                "The characters cannot be read: choose others under “Characters”."
            ),
            "events": self.env._("More than 5,000 events: export only the holidays."),
            "days": self.env._("More than 10,000 days: export only the years you need."),
            "nested": self.env._(
                "The file is not a calendar: its parts lie in each other without end."
            ),
            "unclosed": self.env._("The event that begins here never ends: the file is cut off."),
            "date": self.env._("A date is missing or cannot be understood. Write 2026-12-31."),
            "years": self.env._("The date lies before 1970 or after 2100: correct it."),
            "timed": self.env._("The event is not a whole day: only whole days are taken."),
            "backwards": self.env._("The event ends before it begins: correct it."),
            "long": self.env._("The event lasts longer than a year: correct it."),
            "rule": self.env._(
                "Only events that repeat every year on the same date are understood."
            ),
            "hours": self.env._("Write the hours as 9:00-12:00, 13:00-18:00, or leave them empty."),
            "column": self.env._("No column is headed “date” or “日期”: add the heading."),
            "table": self.env._("The line is no line of a table: save the file as CSV again."),
            "twice": self.env._("The day is in the file twice, in two different ways: remove one."),
        }[code]

    def _prepare_lines(self, days):
        """Return the days as lines of the preview: their hours, and what changes."""
        known = {day.date: day for day in self.resource_calendar_id.aftersales_exception_ids}
        lines = []
        for day in days:
            hours = self._hours(day)
            old = known.get(day.date)
            if not old:
                change = "new"
            elif old._spans() == workdays.parse_hours(hours) and (old.name or "") == day.name:
                change = "same"
            else:
                change = "changed"
            lines.append(
                {
                    "date": day.date,
                    "name": day.name,
                    "worked": day.worked,
                    "hours": hours,
                    "change": change,
                }
            )
        return lines

    def _hours(self, day):
        """Return the hours of a make-up day: its own, or those of the weekday it stands for."""
        if not day.worked:
            return ""
        if day.hours:
            return day.hours
        weekday = int(self.weekday) if day.weekday is None else day.weekday
        hours = self.resource_calendar_id._aftersales_hours_as_on(weekday, day.date)
        if not hours:
            raise UserError(
                self.env._(
                    "Line %(line)s: %(date)s is worked as on a %(weekday)s, when nobody works by"
                    " these working hours. Choose another weekday.",
                    line=day.line,
                    date=day.date,
                    weekday=dict(self._fields["weekday"]._description_selection(self.env))[
                        str(weekday)
                    ],
                )
            )
        return hours

    @api.model
    def _prepare_exception(self, vals):
        return {"date": vals["date"], "name": vals["name"], "hours": vals["hours"] or False}

    @api.model
    def _counts(self, lines):
        return {
            f"{change}_count": sum(vals["change"] == change for vals in lines)
            for change in ("new", "changed", "same")
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Holidays"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
