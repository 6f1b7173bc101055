"""Who reaches what in the portal: every route of ours, asked by everybody."""

from contextlib import suppress

from portal_common import CANARY, PortalCase
from rma_common import SalesCase

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

# Who may ask each route with what it names: owner's things, asked for by each identity.
#   page   the page, or the redirect after a form, that the owner gets
#   own    a page of the asker's own things, without the owner's
#   login  sent to log in
#   none   refused with 404, whatever is there
LOGGED_IN_ONLY = {
    "owner": "page",
    "colleague": "page",
    "other": "own",
    "anonymous": "login",
    "link": "login",
    "wrong token": "login",
    "token of another ticket": "login",
    "expired link": "login",
}
CUSTOMER_OR_LINK = {
    "owner": "page",
    "colleague": "page",
    "other": "none",
    "anonymous": "login",
    "link": "page",
    "wrong token": "none",
    "token of another ticket": "none",
    "expired link": "none",
}
RETURN_DOCUMENT = "/my/tickets/<int:ticket_id>/returns/<int:rma_id>/<any(slip,inspection):document>"
REPAIR_DOCUMENT = "/my/tickets/<int:ticket_id>/repairs/<int:repair_id>"
IDENTITIES = {
    ("GET", "/my/tickets"): LOGGED_IN_ONLY,
    ("GET", "/my/tickets/page/<int:page>"): LOGGED_IN_ONLY,
    ("GET", "/my/tickets/new"): LOGGED_IN_ONLY,
    ("POST", "/my/tickets/new"): LOGGED_IN_ONLY,
    ("GET", "/my/units"): LOGGED_IN_ONLY,
    ("GET", "/my/units/page/<int:page>"): LOGGED_IN_ONLY,
    ("GET", "/my/units/register"): LOGGED_IN_ONLY,
    ("POST", "/my/units/register"): LOGGED_IN_ONLY,
    ("GET", "/my/returns"): LOGGED_IN_ONLY,
    ("GET", "/my/returns/page/<int:page>"): LOGGED_IN_ONLY,
    ("GET", "/my/tickets/<int:ticket_id>"): CUSTOMER_OR_LINK,
    ("POST", "/my/tickets/<int:ticket_id>/solved"): CUSTOMER_OR_LINK,
    ("POST", "/my/tickets/<int:ticket_id>/not_solved"): CUSTOMER_OR_LINK,
    ("POST", "/my/tickets/<int:ticket_id>/follow_up"): CUSTOMER_OR_LINK,
    ("GET", RETURN_DOCUMENT): CUSTOMER_OR_LINK,
    ("GET", REPAIR_DOCUMENT): CUSTOMER_OR_LINK,
}


class TestPortalIdentities(PortalCase, SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.delivered_order = cls.sell_and_deliver(cls.kettle, 10)

    def our_routes(self):
        modules = sorted(self.registry._init_modules)
        for url, endpoint in http._generate_routing_rules(modules, nodb_only=False):
            if endpoint.func.__module__.startswith("odoo.addons.aftersales"):
                for method in endpoint.routing.get("methods") or ("GET", "POST"):
                    yield method, url

    def test_every_route_of_ours_has_its_row(self):
        self.assertEqual(set(self.our_routes()), set(IDENTITIES))

    def test_every_identity_gets_what_its_row_says(self):
        for (method, route), expected in IDENTITIES.items():
            for identity, outcome in expected.items():
                with self.subTest(method=method, route=route, identity=identity):
                    self.check_outcome(self.ask(method, route, identity), outcome)

    def ask(self, method, route, identity):
        ticket = self.new_ticket(name="Matter of Ann")
        if route == RETURN_DOCUMENT:
            rma = self.approve(self.new_rma(self.delivered_order, ticket_id=ticket.id))
            route = f"/my/tickets/<int:ticket_id>/returns/{rma.id}/slip"
        if route == REPAIR_DOCUMENT:
            repair = ticket._create_repair(self.kettle, self.env["stock.lot"])
            repair.action_aftersales_start()
            repair.action_aftersales_finish()
            route = route.replace("<int:repair_id>", str(repair.id))
        url = route.replace("<int:ticket_id>", str(ticket.id)).replace("<int:page>", "1")
        self.log_in(
            {"owner": self.owner, "colleague": self.colleague, "other": self.other}.get(identity)
        )
        params = self.token_params(ticket, identity)
        if identity == "expired link":
            ticket.rma_ids.with_user(self.agent).action_cancel()
            self.end_days_ago(ticket, 91)
        if method == "GET":
            return self.get(url, **params)
        form = self.form(words="It leaks again", serial="NO-SUCH", day="2026-01-01", **params)
        return self.post(url, form)

    def token_params(self, ticket, identity):
        token = {
            "link": ticket._portal_ensure_token(),
            "expired link": ticket.access_token,
            "wrong token": "no-such-token",
            "token of another ticket": self.other_ticket._portal_ensure_token(),
        }.get(identity)
        self.env.flush_all()
        return {"access_token": token} if token else {}

    def check_outcome(self, response, outcome):
        if outcome in ("page", "own"):
            self.assertIn(response.status_code, (200, 303))
            self.assertNotIn("/web/login", response.headers.get("Location", ""))
        if outcome == "login":
            if response.status_code == 303:
                self.assertIn("/web/login", response.headers["Location"])
            else:  # posting without a session: no way in without having seen a form
                self.assertIn(response.status_code, (400, 404))
        if outcome == "none":
            self.assertEqual(response.status_code, 404)
        if outcome != "page":
            self.assertNotIn("Matter of Ann", response.text)

    def test_changing_routes_refuse_get(self):
        self.log_in(self.owner)
        for method, route in IDENTITIES:
            url = route.replace("<int:ticket_id>", str(self.ticket.id))
            if method == "POST" and ("GET", route) not in IDENTITIES:
                with self.subTest(route=route):
                    self.assertIn(self.get(url).status_code, (404, 405))
        self.env.invalidate_all()
        self.assertEqual(self.ticket.state, "new")

    def test_changing_routes_refuse_a_form_without_csrf_token(self):
        self.log_in(self.owner)
        for method, route in IDENTITIES:
            if method == "POST":
                url = route.replace("<int:ticket_id>", str(self.ticket.id))
                with self.subTest(route=route), mute_logger("odoo.http"):
                    response = self.post(url, self.form(words="Hello"), csrf=False)
                    self.assertEqual(response.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self.ticket.state, "new")

    def test_absurd_ids_are_not_found(self):
        self.log_in(self.owner)
        for number in ("0", "99999999999999999999", "2147483648", "2147483647"):
            self.assertEqual(self.get(f"/my/tickets/{number}").status_code, 404)

    def test_refusal_does_not_tell_whether_the_ticket_exists(self):
        self.log_in(self.other)
        real = self.text_of(self.get(f"/my/tickets/{self.ticket.id}"))
        self.assertEqual(real, self.text_of(self.get("/my/tickets/2147483647")))


class TestPortalLink(PortalCase):
    def open_link(self, ticket, token):
        self.log_in()
        return self.get(f"/my/tickets/{ticket.id}", access_token=token).status_code

    def test_link_opens_until_ninety_days_after_the_end(self):
        token = self.ticket._portal_ensure_token()
        self.end_days_ago(self.ticket, 89)
        self.assertEqual(self.open_link(self.ticket, token), 200)
        self.ticket._transition().closed_at = "2026-01-01 00:00:00"
        self.assertEqual(self.open_link(self.ticket, token), 404)

    @mute_logger("odoo.http")
    def test_expired_link_does_not_open_the_conversation_either(self):
        token = self.ticket._portal_ensure_token()
        self.end_days_ago(self.ticket, 91)
        self.log_in()
        for attempt in (self.messages_seen, lambda t, k: self.reply(t, "Hello", k)):
            with self.assertRaises(JsonRpcException):
                attempt(self.ticket, token)

    def test_link_changes_with_the_customer(self):
        old = self.ticket._portal_ensure_token()
        signed = self.ticket._sign_token(self.customer.id)
        self.ticket.partner_id = self.other_customer
        self.env.flush_all()
        self.assertEqual(self.open_link(self.ticket, old), 404)
        self.assertEqual(self.open_link(self.ticket, self.ticket.access_token), 200)
        self.assertNotEqual(self.ticket._sign_token(self.customer.id), signed)

    def test_link_stays_when_an_unknown_sender_becomes_a_contact(self):
        ticket = self.new_ticket(partner_id=False, partner_email="Ann <ANN@bright.example>")
        token = ticket._portal_ensure_token()
        ticket.partner_id = self.customer
        self.assertEqual(ticket.access_token, token)

    def test_link_changes_when_an_unknown_sender_turns_out_to_be_somebody_else(self):
        ticket = self.new_ticket(partner_id=False, partner_email="ann@bright.example")
        token = ticket._portal_ensure_token()
        ticket.partner_id = self.other_customer
        self.assertNotEqual(ticket.access_token, token)

    def test_link_is_kept_from_other_sites_and_caches(self):
        self.log_in()
        token = self.ticket._portal_ensure_token()
        headers = self.get(f"/my/tickets/{self.ticket.id}", access_token=token).headers
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["Cache-Control"], "no-store")

    def test_page_of_the_owner_carries_no_token(self):
        token = self.ticket._portal_ensure_token()
        self.log_in(self.owner)
        page = self.get(f"/my/tickets/{self.ticket.id}", access_token=token).text
        self.assertNotIn(token, page)

    def test_links_on_the_page_carry_no_token_elsewhere(self):
        token = self.ticket._portal_ensure_token()
        self.log_in()
        page = self.get(f"/my/tickets/{self.ticket.id}", access_token=token).text
        self.assertNotRegex(page, f'(href|src)="[^"]*{token}')


class TestPortalSecrets(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.note = cls.ticket.with_user(cls.agent).message_post(
            body=CANARY,
            subtype_xmlid="mail.mt_note",
            attachments=[(f"{CANARY}.txt", b"secret")],
        )
        cls.answer = cls.ticket.with_user(cls.agent).message_post(
            body="Please press the button",
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
            attachments=[("manual.txt", b"press here")],
        )
        cls.token = cls.ticket._portal_ensure_token()
        cls.env.flush_all()

    def test_internal_note_is_on_no_page(self):
        for user, params in ((self.owner, {}), (None, {"access_token": self.token})):
            self.log_in(user)
            page = self.get(f"/my/tickets/{self.ticket.id}", **params)
            self.assertEqual(page.status_code, 200)
            self.assertNotIn(CANARY, page.text)

    def test_internal_note_is_not_in_the_conversation(self):
        for user, token in ((self.owner, None), (None, self.token)):
            self.log_in(user)
            seen = self.messages_seen(self.ticket, token)
            self.assertIn(self.answer.id, seen["messages"])
            self.assertNotIn(CANARY, str(seen))

    def test_attachment_of_an_internal_note_cannot_be_fetched(self):
        secret = self.note.attachment_ids
        for user in (self.owner, self.other, None):
            self.log_in(user)
            for params in ({}, {"access_token": self.token}):
                response = self.get(f"/web/content/{secret.id}", **params)
                self.assertIn(response.status_code, (403, 404))

    def test_attachment_of_an_answer_is_fetched_by_its_own_token_only(self):
        sent = self.answer.attachment_ids
        self.assertFalse(sent.public)
        self.log_in()
        token = sent._get_raw_access_token()
        self.assertEqual(self.get(f"/web/content/{sent.id}", access_token=token).text, "press here")
        self.assertEqual(self.get(f"/web/content/{sent.id}").status_code, 404)
        other = self.note.attachment_ids.id
        self.assertIn(self.get(f"/web/content/{other}", access_token=token).status_code, (403, 404))

    def test_internal_steps_cannot_be_read_by_rpc(self):
        self.log_in(self.owner)
        params = {
            "model": "aftersales.ticket",
            "method": "read",
            "kwargs": {},
            "args": [self.ticket.ids, ["timeline"]],
        }
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request("/web/dataset/call_kw", params)
        ticket = self.ticket.with_user(self.owner)
        for name in ticket.fields_get(attributes=[]):
            with self.subTest(field=name), suppress(AccessError):
                self.assertNotIn(CANARY, str(ticket.read([name])))

    def test_page_shows_public_steps_only(self):
        self.ticket.with_user(self.agent).priority = "3"
        self.env.flush_all()
        self.log_in(self.owner)
        text = self.text_of(self.get(f"/my/tickets/{self.ticket.id}"))
        self.assertIn("Our answer", text)
        self.assertNotIn("Priority", text)
