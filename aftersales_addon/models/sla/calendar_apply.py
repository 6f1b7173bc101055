from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core import ledger, workdays
from .clock import OPEN


class ResourceCalendar(models.Model):
    """Changed working hours, and the open tickets that are counted in the hours as they were."""

    _inherit = "resource.calendar"

    aftersales_differs = fields.Boolean(compute="_compute_aftersales_differs", compute_sudo=True)

    @api.depends("attendance_ids", "leave_ids", "aftersales_exception_ids", "tz")
    def _compute_aftersales_differs(self):
        """Compare the hours with the snapshots in use, of which there are few."""
        clocks = self.env["aftersales.sla.clock"]
        groups = clocks._read_group(
            [("state", "in", OPEN), ("calendar_id.resource_calendar_id", "in", self.ids)],
            ["calendar_id"],
        )
        differing = set()
        for [snapshot] in groups:
            calendar = snapshot.resource_calendar_id
            hours = self._working_time(calendar.id, snapshot.company_id.id)
            if not hours or ledger.canonical(hours.to_data()) != snapshot.content:
                differing.add(calendar.id)
        for calendar in self:
            calendar.aftersales_differs = calendar._origin.id in differing

    def _record_working_time_changed(self, choice):
        """Put on record what was decided about the tickets counted in these hours."""
        self.ensure_one()
        # sudo: aftersales.sla.clock - which companies' tickets are concerned
        clocks = self.env["aftersales.sla.clock"].sudo()
        used = clocks.search(
            [("state", "in", OPEN), ("calendar_id.resource_calendar_id", "=", self.id)]
        ).company_id
        companies = used or self.company_id or self.env.company
        snapshots = self.env["aftersales.sla.calendar"]._snapshots(
            {(self, company) for company in companies}
        )
        self.env["aftersales.sla.calendar"].browse(
            sorted({snapshot.id for snapshot in snapshots.values()})
        )._record("calendar_changed", calendar=self.id, name=self.name, choice=choice)

    def action_aftersales_apply(self):
        """Ask what the changed hours mean for open tickets."""
        self.ensure_one()
        if not self.env.user.has_group("aftersales_addon.group_administrator"):
            raise UserError(
                self.env._(
                    "Only an after-sales administrator decides what open tickets are held to."
                )
            )
        if reason := self._cannot_count():
            raise UserError(reason)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_sla_apply_action"
        ) | {"context": {"default_resource_calendar_id": self.id}}

    def action_aftersales_import(self):
        """Ask for the file with holidays and make-up days."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Holidays"),
            "res_model": "aftersales.calendar.import",
            "view_mode": "form",
            "target": "new",
            "context": {"default_resource_calendar_id": self.id},
        }

    def _aftersales_hours_as_on(self, weekday, day):
        """Return the usual hours of a weekday as text, in the week of a date where two take turns.

        :param int weekday: Monday 0
        """
        self.ensure_one()
        week = str(self.attendance_ids.get_week_type(day)) if self.two_weeks_calendar else False
        lines = self._attendances().filtered(
            lambda line: int(line.dayofweek) == weekday and (line.week_type or False) == week
        )
        spans = sorted((line.hour_from, line.hour_to) for line in lines)
        return workdays.format_hours(spans)
