import logging
import re
import uuid

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

_logger = logging.getLogger(__name__)

PER_PAGE = 20
MAX_ID = 2**31 - 1
MAX_WORDS = 20_000  # characters that a customer writes at once


class AftersalesPortal(CustomerPortal):
    """What a customer sees of his requests and units, and what he may do there."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "aftersales_ticket_count" in counters:
            values["aftersales_ticket_count"] = self._count_own(
                "aftersales.ticket", [("state", "not in", ("closed", "cancelled"))]
            )
        return values

    # === LISTS === #

    @http.route(
        ["/my/tickets", "/my/tickets/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_tickets(self, page=1, sortby=None, filterby=None, search=None, **kw):
        """List the requests of the customer's company."""
        filters = self._ticket_filters()
        values, tickets = self._list_of(
            "aftersales.ticket",
            "/my/tickets",
            page,
            sortings=self._ticket_sortings(),
            filters=filters,
            find=self._ticket_search_domain,
            sortby=sortby,
            filterby=filterby if filterby in filters else "all" if search else "open",
            search=search,
        )
        values.update(
            page_name="aftersales_tickets",
            # sudo: aftersales.ticket - found by the customer's own rights; names of its product
            tickets=tickets.sudo(),
            updated=tickets._last_public_events(),
            expectations=tickets._portal_expectations(),
            searchbar_inputs={"all": {"input": "all", "label": self.env._("Search in Requests")}},
        )
        return request.render("aftersales_addon.portal_tickets", values)

    def _list_of(
        self, model, url, page, *, sortings, filters, find, sortby=None, filterby=None, search=None
    ):
        """Return what a list shows, and its records: as the customer sorts, filters and searches.

        :param dict sortings: by key, label and order; the first is the usual one, as of filters
        :param find: the function that returns the domain of what was searched for
        """
        sortby = sortby if sortby in sortings else next(iter(sortings))
        filterby = filterby if filterby in filters else next(iter(filters))
        domain = filters[filterby]["domain"]
        if search:
            domain &= find(search.replace("\0", ""))
        asked = {"sortby": sortby, "filterby": filterby, "search": search}
        values, records = self._page_of(
            model, url, page, domain, sortings[sortby]["order"], **asked
        )
        shown = {
            "searchbar_sortings": sortings,
            "searchbar_filters": filters,
            "search_in": "all",
        }
        return values | shown | asked, records

    def _page_of(self, model, url, page, domain=Domain.TRUE, order=None, **url_args):
        domain &= self._own_domain(model)
        records = request.env[model]
        pager = portal_pager(
            url=url, url_args=url_args, total=records.search_count(domain), page=page, step=PER_PAGE
        )
        records = records.search(
            domain, order=order, limit=PER_PAGE, offset=max(pager["offset"], 0)
        )
        return self._prepare_portal_layout_values() | {"pager": pager, "default_url": url}, records

    def _ticket_sortings(self):
        return {
            "newest": {"label": self.env._("Newest"), "order": "id desc"},
            "oldest": {"label": self.env._("Oldest"), "order": "id"},
            "reply": {
                "label": self.env._("Latest Answer"),
                "order": "last_reply_at desc nulls last, id desc",
            },
            "name": {"label": self.env._("Subject"), "order": "name, id"},
        }

    def _ticket_filters(self):
        ended = Domain("state", "in", ("closed", "cancelled"))
        return {
            "open": {
                "label": self.env._("Open"),
                "title": self.env._("Open requests"),
                "domain": ~ended,
            },
            "ended": {
                "label": self.env._("Ended"),
                "title": self.env._("Ended requests"),
                "domain": ended,
            },
            "all": {
                "label": self.env._("All"),
                "title": self.env._("All requests"),
                "domain": Domain.TRUE,
            },
        }

    def _ticket_search_domain(self, search):
        return (
            Domain("number", "ilike", search)
            | Domain("name", "ilike", search)
            # any!: portal users may not read serials; those found are of their own tickets
            | Domain("lot_id", "any!", [("name", "ilike", search)])
        )

    # === ONE REQUEST === #

    @http.route(
        "/my/tickets/<int:ticket_id>", type="http", auth="public", website=True, methods=["GET"]
    )
    def portal_ticket(self, ticket_id, access_token=None, notice=None, **kw):
        """Show a request to its customer, or to whoever holds its link."""
        ticket, token = self._find_ticket(ticket_id, access_token)
        if not ticket:
            return self._refuse_ticket(access_token)
        if redirect := self._redirect_to_language(ticket, token):
            return redirect
        values = self._prepare_ticket_values(ticket, token, notice)
        if token:  # who posts in the conversation, signed in the link
            values.update(pid=kw.get("pid"), hash=kw.get("hash"))
        return self._private(request.render("aftersales_addon.portal_ticket", values))

    @http.route(
        "/my/tickets/<int:ticket_id>/solved",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_ticket_solved(self, ticket_id, access_token=None, **kw):
        """The customer says that it is solved."""
        return self._act(
            ticket_id,
            access_token,
            "solved",
            lambda ticket: ticket._confirm_solved(self._customer(ticket)),
        )

    @http.route(
        "/my/tickets/<int:ticket_id>/not_solved",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_ticket_not_solved(self, ticket_id, access_token=None, **kw):
        """The customer says that it is not solved, and why."""
        words = self._text("words")[:MAX_WORDS]
        if not words:
            return self._back_to_ticket(ticket_id, access_token, "empty")
        return self._act(
            ticket_id,
            access_token,
            "reopened",
            lambda ticket: ticket._object(self._customer(ticket), words),
        )

    @http.route(
        "/my/tickets/<int:ticket_id>/follow_up",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_ticket_follow_up(self, ticket_id, access_token=None, **kw):
        """The customer opens a new request that is linked to the one that is over."""
        words = self._text("words")[:MAX_WORDS]
        if not words:
            return self._back_to_ticket(ticket_id, access_token, "empty")
        return self._act(
            ticket_id,
            access_token,
            "opened",
            lambda ticket: ticket._open_follow_up(self._form_key(), words),
        )

    def _find_ticket(self, ticket_id, access_token=None):
        """Return the ticket in sudo, and the token where only that opens it; else nothing."""
        nothing = request.env["aftersales.ticket"], None
        if not 0 < ticket_id <= MAX_ID:
            return nothing
        try:
            ticket = self._document_check_access("aftersales.ticket", ticket_id, access_token)
        except (AccessError, MissingError):
            return nothing
        # sudo: aftersales.ticket - checked just above; the page shows what its customer may see
        ticket = request.env["aftersales.ticket"].browse(ticket.id).sudo()
        if ticket.sudo(False).has_access("read"):
            return ticket, None
        return nothing if ticket._link_has_expired() else (ticket, access_token)

    def _refuse_ticket(self, access_token):
        """Tell nothing about whether there is such a ticket."""
        if request.env.user._is_public() and not access_token:
            path = request.httprequest.path
            return request.redirect_query("/web/login", {"redirect": path})
        values = self._prepare_portal_layout_values() | {"page_name": "aftersales_tickets"}
        response = self._private(request.render("aftersales_addon.portal_ticket_refused", values))
        response.status_code = 404
        return response

    def _redirect_to_language(self, ticket, token):
        """Return the way to the page in the customer's language, for a first visit by link."""
        code = ticket.partner_id.lang
        lang = token and code and request.env["res.lang"]._get_data(code=code)
        if (
            not lang
            or code == request.env.lang
            or request.cookies.get("frontend_lang")
            or not request.env.user._is_public()
        ):
            return None
        path = f"/{lang.url_code}{request.httprequest.path}"
        return self._private(request.redirect_query(path, request.httprequest.args))

    def _prepare_ticket_values(self, ticket, token, notice=None):
        # Not CustomerPortal._get_page_view_values(): its arrows to the tickets seen before carry
        # their present tokens, also those of tickets that have got another customer since.
        acts = bool(token) or self._is_customer(ticket)
        return self._prepare_portal_layout_values() | {
            "page_name": "aftersales_tickets",
            "ticket": ticket,
            "object": ticket,
            "token": token,
            "access_token": token,
            "no_breadcrumbs": request.env.user._is_public(),
            "acts": acts,
            "notice": notice,
            "form_key": uuid.uuid4().hex,
            "disable_composer": bool(not acts or not ticket._cannot_follow_up()),
            "max_words": MAX_WORDS,
            "backend_url": f"/odoo/aftersales.ticket/{ticket.id}",
        }

    def _is_customer(self, ticket):
        user = request.env.user
        return not user._is_public() and ticket._is_customer(user.partner_id)

    def _customer(self, ticket):
        """Return the contact in whose name the request acts; empty for an unknown sender."""
        user = request.env.user
        return ticket.partner_id if user._is_public() else user.partner_id

    def _act(self, ticket_id, access_token, notice, act):
        """Let the customer do something to the ticket, and show him where it stands now."""
        ticket, token = self._find_ticket(ticket_id, access_token)
        if not ticket or not (token or self._is_customer(ticket)):
            return self._refuse_ticket(access_token)
        try:
            result = act(ticket)
        except UserError as error:
            _logger.info("Portal: %s not %s: %s", ticket.number, notice, error)
            return self._back_to_ticket(ticket_id, token, "blocked")
        if isinstance(result, type(ticket)):  # the ticket it led to
            return self._back_to_ticket(result.id, token and result._portal_ensure_token(), notice)
        return self._back_to_ticket(ticket_id, token, notice)

    def _back_to_ticket(self, ticket_id, token, notice):
        query = {"notice": notice} | ({"access_token": token} if token else {})
        return self._private(request.redirect_query(f"/my/tickets/{ticket_id}", query))

    # === TOOLS === #

    def _text(self, name):
        """Return a text of the posted form: not a file, trimmed, storable."""
        return request.httprequest.form.get(name, "").replace("\0", "").strip()

    def _form_key(self):
        """Return the key that was in the form, or one of its own for a form without."""
        key = self._text("form_key")
        return key if re.fullmatch(r"[0-9a-f]{32}", key) else uuid.uuid4().hex

    def _own_domain(self, model):
        """Return what belongs to the customer's company, whoever else the user may be as well."""
        company = request.env.user.commercial_partner_id
        match model:
            case "sale.order":
                return Domain("partner_id", "child_of", company.id) & Domain("state", "=", "sale")
            case "aftersales.category":
                return Domain.TRUE
        return Domain("commercial_partner_id", "=", company.id)

    def _count_own(self, model, domain=()):
        records = request.env[model]
        if not records.has_access("read"):
            return 0
        return records.search_count(self._own_domain(model) & Domain(domain))

    def _private(self, response):
        """Keep the token in the address from whatever the page links to, and out of caches."""
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response
