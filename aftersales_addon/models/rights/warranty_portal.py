from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .warranty_flow import ALIVE


class AftersalesWarranty(models.Model):
    """A warranty as its customer sees it in the portal, and registers the unit for it."""

    _inherit = "aftersales.warranty"

    # === PREDICATES === #

    def _day_problem(self, day):
        """Return why nothing can have happened to the goods on that day, or an empty string."""
        self.ensure_one()
        if day > fields.Date.context_today(self):
            return self.env._("Enter the day on which it happened: not a day to come.")
        # sudo: stock.move - when the goods left us; their customer may know
        move = self.sudo().move_id
        shipped = move and move._aftersales_local_day(move.date)
        if shipped and day < shipped:
            return self.env._(
                "The goods left us on %s: it cannot have been before that.",
                format_date(self.env, shipped),
            )
        return ""

    def _waits_for_registration(self):
        """Return whether something is covered only once the customer registers the unit."""
        self.ensure_one()
        return bool(self.lot_id) and any(
            coverage.start_event == "registration" and not coverage.start_date
            for coverage in self.coverage_ids
        )

    # === REGISTRATION === #

    @api.model
    def _get_registration_domain(self, serial):
        """Return the units of that serial number which can be registered."""
        # any!: portal users may not read serials; those found are of their own units
        unit = Domain("lot_id", "any!", [("name", "=", serial)])
        return unit & Domain("state", "in", sorted(ALIVE))

    def _register_unit(self, day):
        """The customer says since when he has the unit; what waited for it starts.

        :param date day: of the customer's calendar
        :return: whether this is news: what is registered stays as it is
        :rtype: bool
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: aftersales.warranty - the customer's own, as just checked; only this day is written
        warranty = self.sudo()._begin("date")
        if warranty.registered_on:
            return False
        if problem := warranty._day_problem(day):
            raise UserError(problem)
        warranty._happened("registration", day, by="customer")
        return True

    # === IN THE CUSTOMER'S WORDS === #

    def _portal_coverages(self):
        """Return what is covered and until when, for the customer to read, in sudo.

        :return: dicts of ``what``, ``until`` (a date or nothing), ``waits`` (for what it waits, in
            words) and ``over``
        """
        self.ensure_one()
        return [
            {
                "what": coverage._portal_name(),
                "until": coverage.end_date,
                "waits": "" if coverage.end_date else coverage._portal_waits(),
                "over": coverage.state == "expired",
            }
            for coverage in self.coverage_ids
            if not coverage.ended_on
        ]


class AftersalesWarrantyCoverage(models.Model):
    _inherit = "aftersales.warranty.coverage"

    def _portal_name(self):
        name = {
            "unit": self.env._("The whole unit"),
            "labour": self.env._("Labour"),
            "on_site": self.env._("Visits at your place"),
        }.get(self.kind, self.part_class)
        return self.env._("%s, extended", name) if self.layer == "extended" else name

    def _portal_waits(self):
        return {
            "invoice": self.env._("starts with the invoice"),
            "installation": self.env._("starts when it is installed"),
            "registration": self.env._("starts when you register the unit"),
            "base_end": self.env._("follows what comes before"),
        }.get(self.start_event, self.env._("starts when you have received it"))
