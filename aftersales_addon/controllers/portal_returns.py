from odoo import http
from odoo.fields import Domain
from odoo.http import request

from .portal import AftersalesPortal

RETURN_REPORTS = {
    "slip": "aftersales_addon.action_report_rma_slip",
    "inspection": "aftersales_addon.action_report_inspection",
}
REPAIR_REPORT = "aftersales_addon.action_report_repair"


class AftersalesPortalReturns(AftersalesPortal):
    """What a customer sees of his returns: where they stand, and what is printed of them."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "aftersales_return_count" in counters:
            values["aftersales_return_count"] = self._count_own(
                "aftersales.rma", self._return_filters()["open"]["domain"]
            )
        return values

    # === LIST === #

    @http.route(
        ["/my/returns", "/my/returns/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_returns(self, page=1, sortby=None, filterby=None, search=None, **kw):
        """List the returns of the customer's company."""
        values, returns = self._list_of(
            "aftersales.rma",
            "/my/returns",
            page,
            sortings=self._return_sortings(),
            filters=self._return_filters(),
            find=self._return_search_domain,
            sortby=sortby,
            filterby=filterby,
            search=search,
        )
        values.update(
            page_name="aftersales_returns",
            # sudo: aftersales.rma - found by the customer's own rights; names of its goods
            returns=returns.sudo(),
            searchbar_inputs={"all": {"input": "all", "label": self.env._("Search in Returns")}},
        )
        return request.render("aftersales_addon.portal_returns", values)

    def _return_sortings(self):
        return {
            "newest": {"label": self.env._("Newest"), "order": "id desc"},
            "oldest": {"label": self.env._("Oldest"), "order": "id"},
            "number": {"label": self.env._("Number"), "order": "number desc, id desc"},
        }

    def _return_filters(self):
        ended = Domain("state", "in", ("done", "refused", "cancelled"))
        return {
            "all": {
                "label": self.env._("All"),
                "title": self.env._("All returns"),
                "domain": Domain.TRUE,
            },
            "open": {
                "label": self.env._("Under Way"),
                "title": self.env._("Returns under way"),
                "domain": ~ended,
            },
            "ended": {
                "label": self.env._("Ended"),
                "title": self.env._("Ended returns"),
                "domain": ended,
            },
        }

    def _return_search_domain(self, search):
        return (
            Domain("number", "ilike", search)
            | Domain("ticket_id.number", "ilike", search)
            # any!: portal users may not read serials; those found are of their own returns
            | Domain("line_ids.lot_id", "any!", [("name", "ilike", search)])
            | Domain("line_ids.product_id", "any!", [("name", "ilike", search)])
        )

    # === DOCUMENTS === #

    @http.route(
        "/my/tickets/<int:ticket_id>/returns/<int:rma_id>/<any(slip,inspection):document>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def portal_return_document(self, ticket_id, rma_id, document, access_token=None, **kw):
        """Show the slip of a return, or what was found on its goods, as a PDF."""
        ticket, token = self._find_ticket(ticket_id, access_token)
        rma = ticket.rma_ids.filtered(lambda rma: rma.id == rma_id)
        if not rma:
            return self._refuse_ticket(access_token)
        reason = {
            "slip": rma._cannot_print_slip(),
            "inspection": "" if rma.line_ids.inspection_ids else "not inspected",
        }[document]
        if reason:
            return self._back_to_ticket(ticket_id, token, "blocked")
        return self._private(self._show_report(rma, "pdf", RETURN_REPORTS[document]))

    @http.route(
        "/my/tickets/<int:ticket_id>/repairs/<int:repair_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def portal_repair_report(self, ticket_id, repair_id, access_token=None, **kw):
        """Show what was repaired as a PDF, once the repair has ended."""
        ticket, token = self._find_ticket(ticket_id, access_token)
        # sudo: repair.order - those of a ticket whose right to read was checked just above
        repair = ticket.sudo().repair_ids.filtered(lambda repair: repair.id == repair_id)
        if not repair:
            return self._refuse_ticket(access_token)
        if repair._aftersales_cannot_print():
            return self._back_to_ticket(ticket_id, token, "blocked")
        return self._private(self._show_report(repair, "pdf", REPAIR_REPORT))
