import logging
import uuid
from datetime import date

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_date

from .portal_form import FORM_FIELDS, AftersalesPortalForm

_logger = logging.getLogger(__name__)

MAX_SERIAL = 100  # characters


class AftersalesPortalUnits(AftersalesPortalForm):
    """What a customer owns, until when it is covered, and how he registers a unit."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "aftersales_unit_count" in counters:
            values["aftersales_unit_count"] = self._count_own("aftersales.warranty")
        return values

    @http.route(
        ["/my/units", "/my/units/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_units(self, page=1, notice=None, **kw):
        """List what the customer's company owns, with its warranty."""
        values, units = self._page_of("aftersales.warranty", "/my/units", page)
        # sudo: aftersales.warranty - found by the customer's own rights; names of its product
        values.update(page_name="aftersales_units", units=units.sudo(), notice=notice)
        return request.render("aftersales_addon.portal_units", values)

    # === REGISTRATION === #

    @http.route("/my/units/register", type="http", auth="user", website=True, methods=["GET"])
    def portal_unit_register_form(self, unit="", **kw):
        """Ask which unit the customer has, and since when."""
        # sudo: stock.lot - the serial of a unit found by the customer's own rights
        serial = self._look_up("aftersales.warranty", unit).sudo().lot_id.name
        return self._render_registration({"serial": serial or "", "day": ""}, {})

    @http.route("/my/units/register", type="http", auth="user", website=True, methods=["POST"])
    def portal_unit_register(self, **kw):
        """Register a unit of the customer's; whatever else is named is a matter for people."""
        form = {name: self._text(name) for name in ("serial", "day")}
        day, errors = self._read_registration(form)
        if errors:
            return self._render_registration(form, errors)
        unit = self._find_to_register(form["serial"])
        if not unit:
            return self._ask_staff_to_register(form["serial"], day)
        try:
            news = unit._register_unit(day)
        except UserError as error:
            return self._render_registration(form, {"day": str(error)})
        notice = "registered" if news else "known"
        return self._private(request.redirect_query("/my/units", {"notice": notice}))

    def _read_registration(self, form):
        """Return the day and, by field, what is wrong with the form, whoever's the unit may be."""
        errors, day = {}, None
        if not 0 < len(form["serial"]) <= MAX_SERIAL:
            errors["serial"] = self.env._("Please enter the serial number as it is on the unit.")
        try:
            day = date.fromisoformat(form["day"])
        except ValueError:
            errors["day"] = self.env._("Please enter the day on which you got the unit.")
        if day and day > fields.Date.context_today(request.env.user):
            errors["day"] = self.env._("Please enter a day that is not in the future.")
        return day, errors

    def _find_to_register(self, serial):
        """Return the one unit of that serial that is the customer's, by his own rights."""
        units = request.env["aftersales.warranty"]
        units = units.search(
            self._own_domain(units._name) & units._get_registration_domain(serial), limit=2
        )
        return units if len(units) == 1 else units.browse()

    def _ask_staff_to_register(self, serial, day):
        """Lead to the form of a request: the same for what there is not and what is another's."""
        _logger.info("Portal: user %s could not register %r alone", request.env.uid, serial)
        form = dict.fromkeys(FORM_FIELDS, "") | {
            "form_key": uuid.uuid4().hex,
            "name": self.env._("Please register my unit %s", serial),
            "description": self.env._(
                "Serial number: %(serial)s\nI got it on: %(day)s\nBought from: ",
                serial=serial,
                day=format_date(request.env, day),
            ),
        }
        hint = self.env._(
            "We could not register this serial number automatically. Send us this request, best"
            " with a photo of the type plate and of the invoice, and a colleague does it for you."
        )
        return self._render_form(form, {}, hint)

    def _render_registration(self, form, errors):
        values = self._prepare_portal_layout_values() | {
            "page_name": "aftersales_unit_register",
            "form": form,
            "errors": errors,
            "max_serial": MAX_SERIAL,
        }
        response = request.render("aftersales_addon.portal_unit_register", values)
        response.status_code = 422 if errors else 200
        return self._private(response)
