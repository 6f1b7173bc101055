from collections import defaultdict

import pytz

from odoo import api, fields, models
from odoo.fields import Domain


class RepairOrder(models.Model):
    """How long the repair takes, and how often the unit has been here for it."""

    _inherit = "repair.order"

    aftersales_days = fields.Integer(
        string="Days in Repair",
        compute="_compute_aftersales_days",
        compute_sudo=True,
        help="From the day the unit was handed in, or the repair started, to its end or today.",
    )
    aftersales_parts_since = fields.Datetime(
        string="Parts Missing since", readonly=True, copy=False
    )
    aftersales_parts_days = fields.Integer(
        string="Days without Parts before", readonly=True, copy=False
    )
    aftersales_days_without_parts = fields.Integer(
        string="Days without Parts", compute="_compute_aftersales_days", compute_sudo=True
    )
    aftersales_delay = fields.Selection(
        selection=[("ours", "Our Fault"), ("other", "Not Our Fault")],
        string="Delay",
        readonly=True,
        copy=False,
        help="Empty: nobody has judged it. Some rights count the days of a repair by our fault.",
    )
    aftersales_late_days = fields.Integer(
        string="Days through Our Fault", readonly=True, copy=False
    )
    aftersales_repair_number = fields.Integer(
        string="Repair of This Unit",
        compute="_compute_aftersales_numbers",
        compute_sudo=True,
        help="Counts the repairs of the unit within its warranty, this one too. 0: no serial number.",
    )
    aftersales_fault_number = fields.Integer(
        string="Repair of This Fault", compute="_compute_aftersales_numbers", compute_sudo=True
    )
    aftersales_is_repeat = fields.Boolean(
        string="Repeat Repair",
        compute="_compute_aftersales_numbers",
        compute_sudo=True,
        search="_search_aftersales_is_repeat",
    )
    aftersales_history = fields.Char(
        string="History", compute="_compute_aftersales_numbers", compute_sudo=True
    )

    # === DAYS === #

    @api.depends(
        "state",
        "aftersales_received_at",
        "aftersales_started_at",
        "aftersales_ended_at",
        "aftersales_parts_since",
        "aftersales_parts_days",
    )
    def _compute_aftersales_days(self):
        now = fields.Datetime.now()
        for repair in self:
            start, end = repair._aftersales_span()
            today = repair._aftersales_day(now)
            repair.aftersales_days = ((end or today) - start).days if start else 0
            since = repair._aftersales_day(repair.aftersales_parts_since)
            waiting = (today - since).days if since else 0
            repair.aftersales_days_without_parts = repair.aftersales_parts_days + waiting

    def _aftersales_day(self, instant):
        """Return the customer's calendar day of a UTC instant, None for none."""
        if not instant:
            return None
        zone = self.partner_id.tz or self.company_id.partner_id.tz or self.env.user.tz or "UTC"
        return pytz.utc.localize(instant).astimezone(pytz.timezone(zone)).date()

    def _aftersales_span(self):
        """Return the first and the last day of the repair; None where it has not come yet.

        The customer is without the unit from the day it was handed in, not from the day on which
        somebody takes it up (Chinese repair records count so).

        :rtype: tuple[date | None, date | None]
        """
        self.ensure_one()
        starts = filter(None, (self.aftersales_received_at, self.aftersales_started_at))
        end = self.aftersales_ended_at
        if self.state == "done" and not end:  # before this was put on record
            end = self.move_id.date or self.write_date
        start = min(starts, default=end if self.state == "done" else None)
        return self._aftersales_day(start), self._aftersales_day(end)

    def _aftersales_note_parts(self):
        """Count the days on which an open repair waits for parts."""
        now = fields.Datetime.now()
        # sudo: repair.order - whoever moves parts need not write repairs
        for repair in self.sudo():
            lacking = repair._aftersales_lacks_parts()
            since = repair.aftersales_parts_since
            if lacking and not since:
                repair._transition().aftersales_parts_since = now
            elif since and not lacking:
                days = (repair._aftersales_day(now) - repair._aftersales_day(since)).days
                repair._transition().write(
                    {
                        "aftersales_parts_since": False,
                        "aftersales_parts_days": repair.aftersales_parts_days + days,
                    }
                )

    def _aftersales_lacks_parts(self):
        return self.state in ("confirmed", "under_repair") and any(
            move.repair_line_type == "add"
            and move.state in ("waiting", "confirmed", "partially_available")
            for move in self.move_ids
        )

    # === HOW OFTEN === #

    @api.depends("lot_id", "state", "aftersales_fault_code_id", "aftersales_warranty_id")
    @api.depends_context("lang")
    def _compute_aftersales_numbers(self):
        earlier = self._aftersales_earlier()
        for repair in self:
            before = earlier[repair]
            fault = repair.aftersales_fault_code_id
            same = before.filtered(
                lambda other, fault=fault: other.aftersales_fault_code_id == fault
            )
            counted = bool(repair.lot_id) and repair.product_id.tracking == "serial"
            repair.aftersales_repair_number = len(before) + 1 if counted else 0
            repair.aftersales_fault_number = len(same) + 1 if counted and fault else 0
            repair.aftersales_is_repeat = bool(before)
            repair.aftersales_history = repair._aftersales_history_text()

    def _aftersales_history_text(self):
        numbers = {"repair": self.aftersales_repair_number, "fault": self.aftersales_fault_number}
        if numbers["fault"]:
            return self.env._(
                "Repair no. %(repair)s of this unit, no. %(fault)s with this fault", **numbers
            )
        return (
            self.env._("Repair no. %(repair)s of this unit", **numbers) if numbers["repair"] else ""
        )

    def _aftersales_earlier(self):
        """Return the finished repairs of the same serial before each, within the same warranty.

        :rtype: dict[repair.order, repair.order]
        """
        units = self.filtered(lambda repair: repair.product_id.tracking == "serial").lot_id
        # sudo: repair.order - what was repaired counts, whoever may see it
        done = self.sudo().search([("lot_id", "in", units.ids), ("state", "=", "done")])
        by_lot = done.grouped("lot_id")
        return {
            repair: by_lot.get(repair.lot_id, done.browse()).filtered(
                lambda other, repair=repair: repair._aftersales_follows(other)
            )
            for repair in self
        }

    def _aftersales_follows(self, other):
        """Return whether the other repair was one of the same matter, and ended before."""
        if other._origin == self._origin or other.company_id != self.company_id:
            return False
        __, ended = other._aftersales_span()
        __, own_end = self._aftersales_span()
        if own_end and (ended, other.id) > (own_end, self._origin.id):
            return False
        warranty = self.aftersales_warranty_id
        if warranty:
            return ended >= warranty.start_date
        return other.partner_id.commercial_partner_id == self.partner_id.commercial_partner_id

    def _search_aftersales_is_repeat(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: repair.order - what was repaired counts, whoever may see it
        groups = self.sudo()._read_group(
            [("lot_id", "!=", False)], ["lot_id"], ["id:recordset"], [("__count", ">", 1)]
        )
        # sudo: repair.order - whether it is a repeat does not depend on who searches
        repeats = self.sudo().union(*(repairs for __, repairs in groups))
        found = Domain("id", "in", repeats.filtered("aftersales_is_repeat").ids)
        return Domain.OR(found if wanted else ~found for wanted in set(value))

    # === FACTS === #

    def _aftersales_days_late(self):
        """Return how many days of the repair were our fault, None where nobody has judged it."""
        self.ensure_one()
        return self.aftersales_late_days if self.aftersales_delay else None

    def _aftersales_facts(self):
        """Return what rights count of each repair that began, by repair.

        :return: repair -> (start, end or None, days without parts, success or None, fault);
            days are the customer's calendar days, the fault is the same text for the same fault
        :rtype: dict[repair.order, tuple[date, date | None, int, bool | None, str]]
        """
        result = defaultdict(tuple)
        for repair in self.filtered(lambda repair: repair.state != "cancel"):
            start, end = repair._aftersales_span()
            if start:
                success = repair.aftersales_result != "failed" if repair.state == "done" else None
                result[repair] = (
                    start,
                    end,
                    repair.aftersales_days_without_parts,
                    success,
                    repair.aftersales_fault_code_id.code or "",
                )
        return dict(result)

    def _aftersales_part_replaced(self):
        """Return what identifies the part that the repair put in, where it was one only."""
        parts = self.move_ids.filtered(
            lambda move: move.repair_line_type == "add" and move.state == "done"
        ).product_id
        if len(parts) != 1:
            return ""
        return parts.product_tmpl_id.aftersales_part_class or parts.display_name
