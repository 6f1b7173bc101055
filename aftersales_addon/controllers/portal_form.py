import logging
import re
import uuid

from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import format_date, human_size, plaintext2html

from .portal import MAX_ID, MAX_WORDS, AftersalesPortal

_logger = logging.getLogger(__name__)

FORM_FIELDS = ("name", "description", "category", "about", "form_key")
MAX_LENGTH = {"name": 200, "description": MAX_WORDS}
CHOICES = 100  # units, and orders, that the form offers, the latest first
MAX_FILES = 10
MAX_FILE_SIZE = 25 * 1024 * 1024


class AftersalesPortalForm(AftersalesPortal):
    """The form by which a customer opens a request."""

    @http.route("/my/tickets/new", type="http", auth="user", website=True, methods=["GET"])
    def portal_ticket_new(self, unit=None, order=None, **kw):
        """Show the form for a new request, about a unit or an order where one is named."""
        about = f"unit-{unit}" if unit else f"order-{order}" if order else ""
        form = dict.fromkeys(FORM_FIELDS, "") | {"form_key": uuid.uuid4().hex, "about": about}
        errors = {}
        self._look_up_about(form, errors)
        return self._render_form(form, errors)

    @http.route("/my/tickets/new", type="http", auth="user", website=True, methods=["POST"])
    def portal_ticket_create(self, **kw):
        """Open the request that the form describes: one, however often the form is sent."""
        form = {name: self._text(name) for name in FORM_FIELDS}
        files = [file for file in request.httprequest.files.getlist("files") if file.filename]
        values, errors = self._read_form(form, files)
        if errors:
            return self._render_form(form, errors)
        try:
            ticket = self._open_ticket(values, files)
        except UserError as error:
            return self._render_form(form, {"form": str(error)})
        return self._back_to_ticket(ticket.id, None, "opened")

    def _open_ticket(self, values, files):
        user = request.env.user
        # sudo: aftersales.ticket - a customer may open requests of his own, by this form only
        tickets = request.env["aftersales.ticket"].sudo().with_company(values["company_id"])
        key = f"portal-{user.id}-{self._form_key()}"
        return tickets._open_once(key, values | {"partner_id": user.partner_id.id}, files)

    def _render_form(self, form, errors, hint=""):
        values = self._prepare_portal_layout_values() | {
            "page_name": "aftersales_ticket_new",
            "form": form,
            "errors": errors,
            "hint": hint,
            "categories": [
                (category.id, self._category_label(category))
                for category in request.env["aftersales.category"].search([])
            ],
            "choices": self._prepare_choices(form),
            "max_length": MAX_LENGTH,
        }
        response = request.render("aftersales_addon.portal_ticket_form", values)
        response.status_code = 422 if errors.keys() - {"about"} else 200
        return response

    def _prepare_choices(self, form):
        """Return what a request can be about: pairs of a group and its (value, label)."""
        units = request.env["aftersales.warranty"].search(
            self._own_domain("aftersales.warranty"), limit=CHOICES
        )
        orders = request.env["sale.order"].search(self._own_domain("sale.order"), limit=CHOICES)
        model, record = self._look_up_about(form, {})
        if model == "aftersales.warranty":
            units |= record
        elif model:
            orders |= record
        return [
            (
                self.env._("Your units"),
                # sudo: aftersales.warranty - the customer's own; names of its product
                [(f"unit-{u.id}", self._unit_label(u)) for u in units.sudo()],
            ),
            (self.env._("Your orders"), [(f"order-{o.id}", self._order_label(o)) for o in orders]),
        ]

    def _unit_label(self, unit):
        name = unit.product_id.with_context(display_default_code=False).display_name
        return f"{name} · {unit.lot_id.name}" if unit.lot_id else name

    def _order_label(self, order):
        date = order.date_order and format_date(request.env, order.date_order)
        return self.env._("%(order)s of %(date)s", order=order.name, date=date)

    def _category_label(self, category):
        """Return the full name in the language of the reader; the stored one has but one."""
        names = []
        while category:
            names.append(category.name)
            category = category.parent_id
        return " / ".join(reversed(names))

    # === READING A FORM === #

    def _read_form(self, form, files):
        """Return the values of the new ticket and, by field, what is wrong with the form."""
        errors = {}
        if not form["name"]:
            errors["name"] = self.env._("Please say in a few words what it is about.")
        if not form["description"]:
            errors["description"] = self.env._("Please describe what you need or what happens.")
        for name in ("name", "description"):
            if len(form[name]) > MAX_LENGTH[name]:
                errors[name] = self.env._("Please keep this under %s characters.", MAX_LENGTH[name])
        values = {"name": form["name"], "description": plaintext2html(form["description"])}
        values |= self._read_category(form, errors)
        values |= self._read_about(form, errors)
        self._check_files(files, errors)
        return self._complete_values(values), errors

    def _read_category(self, form, errors):
        category = self._look_up("aftersales.category", form["category"])
        if not category:
            errors["category"] = self.env._("Please choose what we can do for you.")
        return {"category_id": category.id}

    def _read_about(self, form, errors):
        model, record = self._look_up_about(form, errors)
        if not record:
            return {}
        if model == "sale.order":
            return {"sale_order_id": record.id, "company_id": record.company_id.id}
        # sudo: aftersales.warranty - found by the customer's own rights
        unit = record.sudo()
        return {
            "product_id": unit.product_id.id,
            "lot_id": unit.lot_id.id,
            "sale_order_id": unit._order_of_owner().id,
            "company_id": unit.company_id.id,
        }

    def _look_up_about(self, form, errors):
        """Return the model and record that the form is about, found by the user's own rights."""
        kind, __, number = form["about"].partition("-")
        model = {"unit": "aftersales.warranty", "order": "sale.order"}.get(kind)
        record = self._look_up(model, number) if model else None
        if form["about"] and not record:
            _logger.warning(
                "Portal: user %s asked for %r, which is not theirs", request.env.uid, form["about"]
            )
            form["about"] = ""
            errors["about"] = self.env._(
                "We could not find this unit or order among yours. Please pick one from the list,"
                " or leave it open and describe it below."
            )
        return model, record

    def _look_up(self, model, text):
        """Return the record of that id if it is among those the customer may choose from."""
        number = int(text) if re.fullmatch(r"[0-9]{1,10}", text) else 0
        if not 0 < number <= MAX_ID:
            return request.env[model]
        return request.env[model].search(self._own_domain(model) & Domain("id", "=", number))

    def _complete_values(self, values):
        """Send the request to a team of the company that it concerns."""
        company = request.env["res.company"].browse(values.get("company_id")) or request.env.company
        # sudo: aftersales.category, aftersales.team - where requests go is our own matter
        env = request.env["aftersales.category"].sudo().env
        category = env["aftersales.category"].browse(values["category_id"])
        teams = env["aftersales.team"].with_company(company)
        team = category.with_company(company)._default_team() or teams.search(
            [("company_id", "=", company.id)], limit=1
        )
        return values | {"company_id": company.id, "team_id": team.id}

    def _check_files(self, files, errors):
        if len(files) > MAX_FILES:
            errors["files"] = self.env._("Please attach at most %s files.", MAX_FILES)
        for file in files:
            size = file.seek(0, 2)
            file.seek(0)
            if size > MAX_FILE_SIZE:
                errors["files"] = self.env._(
                    "“%(file)s” is larger than %(size)s. Please attach a smaller version.",
                    file=file.filename,
                    size=human_size(MAX_FILE_SIZE),
                )
