"""The whole complaint, from mailbox to credit note, by an unmodified public RPC client."""

from contextlib import contextmanager
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, build_opener

import odoorpc
from rma_common import SalesCase

from odoo import http
from odoo.tests import HttpCase, new_test_user
from odoo.tests.common import HOST, TEST_CURSOR_COOKIE_NAME

from odoo.addons.mail.tests.common import MailCase

MAIL = """\
From: Ann Bright <ann@bright.example>
To: test-support@trader.example
Subject: My new printer is dead
Message-Id: <complaint-1@bright.example>
Content-Type: text/plain; charset=utf-8

It does not start any more. I want my money back.
"""


class TestRpcWalk(HttpCase, SalesCase, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "trader.example"})
        cls.env.company.alias_domain_id = domain
        cls.team.alias_domain_id = domain
        cls.gateway = new_test_user(cls.env, "test_gateway", groups="base.group_system")
        cls.stockman = new_test_user(cls.env, "test_stockman", groups="stock.group_stock_user")
        cls.accountant = new_test_user(
            cls.env, "test_accountant", groups="account.group_account_invoice"
        )
        cls.order = cls.sell_and_deliver(cls.printer, serials=["SN-WALK-1"])

    @contextmanager
    def client(self, login):
        """Give the client logged in; the cookie leads its requests into this test."""
        with self.allow_requests():
            opener = build_opener(HTTPCookieProcessor(CookieJar()))
            opener.addheaders = [("Cookie", f"{TEST_CURSOR_COOKIE_NAME}={self.http_request_key}")]
            client = odoorpc.ODOO(HOST, "jsonrpc", self.http_port(), opener=opener, version="19.0")
            client.login(self.env.cr.dbname, login, login)
            yield client
        self.env.invalidate_all()

    def test_complaint_goes_from_mail_to_credit_note_and_rating(self):
        with self.mock_mail_gateway(), self.client("test_gateway") as gateway:
            ticket_id = gateway.execute("mail.thread", "message_process", False, MAIL)
        lot = self.env["stock.lot"].search([("name", "=", "SN-WALK-1")])
        with self.client("test_agent") as agent:
            tickets = agent.env["aftersales.ticket"]
            [found] = tickets.read([ticket_id], ["partner_id"])
            self.assertEqual(found["partner_id"][0], self.customer.id)
            tickets.action_assign_to_me([ticket_id])
            tickets.write([ticket_id], {"lot_id": lot.id, "sale_order_id": self.order.id})
            rma_id = agent.env["aftersales.rma"].create(
                {
                    "ticket_id": ticket_id,
                    "type_id": self.type_refund.id,
                    "reason_id": self.reason.id,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "move_id": self.delivered(self.order).id,
                                "lot_id": lot.id,
                                "quantity": 1,
                            },
                        )
                    ],
                }
            )
            with self.assertRaisesRegex(odoorpc.error.RPCError, "Specialist"):
                agent.env["aftersales.rma"].action_approve([rma_id])
        rma = self.env["aftersales.rma"].browse(rma_id)
        with self.client("test_specialist") as specialist:
            specialist.env["aftersales.rma"].action_approve([rma_id])
        with self.client("test_stockman") as stockman:
            stockman.env["stock.picking"].button_validate([rma.receipt_ids.id])
        with self.client("test_specialist") as specialist:
            [found] = specialist.env["aftersales.rma"].read([rma_id], ["state"])
            self.assertEqual(found["state"], "received")
            specialist.env["aftersales.rma"].action_create_refund([rma_id])
        with (
            self.client("test_agent") as agent,
            self.assertRaisesRegex(odoorpc.error.RPCError, rma.number),
        ):
            agent.env["aftersales.ticket"].action_resolve([ticket_id])
        with self.client("test_accountant") as accountant:
            accountant.env["account.move"].action_post([rma.refund_ids.id])
        self.assertRecordValues(rma.refund_ids, [{"amount_total": 300, "state": "posted"}])
        self.assertEqual(rma.state, "done")
        with self.mock_mail_gateway(), self.client("test_agent") as agent:
            agent.env["aftersales.ticket"].action_resolve([ticket_id])
            agent.env["aftersales.ticket"].action_close([ticket_id])
        mine = self.env["aftersales.ticket"].browse(ticket_id)
        self.assertEqual(mine.state, "closed")
        self.rate(mine.rating_ids.access_token)
        self.env.invalidate_all()
        self.assertEqual(mine.rating_last_value, 5)
        self.assertEqual(
            self.event_types(mine),
            [
                "ticket_created",
                "sla_attached",
                "customer_message",
                "assigned",
                "stage_changed",
                "classified",
                "rma_requested",
                "rma_approved",
                "receipt",
                "refund_posted",
                "stage_changed",
                "resolved",
                "stage_changed",
                "closed",
                "survey_planned",
                "survey_answered",
            ],
        )
        self.assertEqual(set(self.events(mine)[:2].mapped("source")), {"mail"})

    def rate(self, token):
        """Answer as the customer does: open the link, confirm the choice."""
        self.authenticate(None, None)
        page = self.url_open(f"/rate/{token}/5")
        self.assertEqual(page.status_code, 200)
        answer = self.url_open(
            f"/rate/{token}/submit_feedback",
            data={
                "rate": 5,
                "feedback": "Quick and kind",
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.status_code, 200)
