"""What the portal's tests share: customers who can log in, what they own, and posting forms."""

import html
import re
import uuid
from datetime import timedelta

from common import ServiceCase

from odoo import fields, http
from odoo.tests import HttpCase, new_test_user

CANARY = "canary-of-an-internal-note"


class PortalCase(HttpCase, ServiceCase):
    """Ann and her colleague of Bright Ltd, and Otto of another company, each with a unit and an order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.new_portal_user("ann", cls.customer)
        cls.colleague = cls.new_portal_user(
            "bob",
            cls.env["res.partner"].create(
                {
                    "name": "Bob Bright",
                    "email": "bob@bright.example",
                    "parent_id": cls.company_customer.id,
                }
            ),
        )
        cls.other_customer = cls.env["res.partner"].create(
            {
                "name": "Otto Other",
                "email": "otto@other.example",
                "is_company": True,
            }
        )
        cls.other = cls.new_portal_user("otto", cls.other_customer)
        cls.deluxe = cls.env["product.product"].create(
            {
                "name": "Kettle Deluxe",
                "type": "consu",
                "is_storable": True,
                "tracking": "serial",
            }
        )
        cls.unit, cls.other_unit = (
            cls.new_unit(cls.customer, "KET-001"),
            cls.new_unit(cls.other_customer, "KET-999"),
        )
        cls.order, cls.other_order = (
            cls.order_of(cls.company_customer),
            cls.order_of(cls.other_customer),
        )
        cls.category = cls.env.ref("aftersales_addon.category_fault")
        cls.ticket = cls.new_ticket(lot_id=cls.unit.lot_id.id)
        cls.other_ticket = cls.new_ticket(
            name="Secret matter of Otto", partner_id=cls.other_customer.id
        )

    @classmethod
    def new_portal_user(cls, login, partner):
        return new_test_user(
            cls.env,
            f"portal_{login}",
            groups="base.group_portal",
            partner_id=partner.id,
            name=partner.name,
            email=partner.email,
        )

    @classmethod
    def new_unit(cls, partner, serial):
        lot = cls.env["stock.lot"].create({"name": serial, "product_id": cls.deluxe.id})
        today = fields.Date.today()
        return cls.env["aftersales.warranty"]._start(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.env.company.id,
                    "product_id": cls.deluxe.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                    "months": 24,
                    "start_date": today,
                    "end_date": today + timedelta(days=730),
                }
            ]
        )

    @classmethod
    def order_of(cls, partner):
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [fields.Command.create({"product_id": cls.deluxe.id})],
            }
        )
        order.action_confirm()
        return order

    @classmethod
    def move(cls, ticket, *meanings):
        for meaning in meanings:
            if meaning == "waiting":
                cls.wait_for_customer(ticket)
            else:
                ticket._move_to(meaning)
        cls.env.flush_all()

    @classmethod
    def end_days_ago(cls, ticket, days):
        """Close the ticket, as if it had been done that many days ago."""
        cls.move(ticket, "resolved", "closed")
        ticket._transition().closed_at = fields.Datetime.now() - timedelta(days=days)
        cls.env.flush_all()

    # === THE BROWSER'S PART === #

    def log_in(self, user=None):
        login = user.login if user else None
        self.authenticate(login, login)

    def get(self, url, **params):
        return self.url_open(url, params=params, allow_redirects=False)

    def post(self, url, data=None, files=None, csrf=True):
        data = dict(data or {})
        if csrf:
            data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(url, data=data, files=files, method="POST", allow_redirects=False)

    def form(self, **values):
        return {
            "form_key": uuid.uuid4().hex,
            "category": self.category.id,
            "name": "Kettle leaks",
            "description": "Water runs out below.\nSince yesterday.",
            **values,
        }

    def new_tickets(self, **values):
        """Send the form and return the response and the tickets that it made."""
        before = self.env["aftersales.ticket"].search([], order="id desc", limit=1).id
        files = values.pop("files", None)
        response = self.post("/my/tickets/new", self.form(**values), files)
        self.env.invalidate_all()
        return response, self.env["aftersales.ticket"].search([("id", ">", before)], order="id")

    def text_of(self, response):
        """Return what one reads on the page."""
        main = response.text.split('<div id="wrap"')[-1]
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))

    def messages_seen(self, ticket, token=None):
        """Return what the conversation on the page loads."""
        params = {"thread_model": ticket._name, "thread_id": ticket.id}
        return self.make_jsonrpc_request(
            "/mail/chatter_fetch", params | ({"token": token} if token else {})
        )

    def reply(self, ticket, body, token=None, message_type="comment"):
        params = {
            "thread_model": ticket._name,
            "thread_id": ticket.id,
            "post_data": {
                "body": body,
                "message_type": message_type,
                "subtype_xmlid": "mail.mt_comment",
            },
        }
        result = self.make_jsonrpc_request(
            "/mail/message/post", params | ({"token": token} if token else {})
        )
        self.env.invalidate_all()
        return result
