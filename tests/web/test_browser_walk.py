"""The whole complaint in a real browser: the staff's screens, then the customer's."""

from pathlib import Path

from rma_common import SalesCase

from odoo.tests import HttpCase, new_test_user

from odoo.addons.mail.tests.common import MailCase

TOURS = Path(__file__).parent / "tours"
MAIL = """\
From: Ann Bright <ann@bright.example>
To: test-support@trader.example
Subject: My new printer is dead
Message-Id: <complaint-2@bright.example>
Content-Type: text/plain; charset=utf-8

It does not start any more. I want my money back.
"""


class TestBrowserWalk(HttpCase, SalesCase, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "trader.example"})
        cls.env.company.alias_domain_id = domain
        cls.team.alias_domain_id = domain
        cls.everybody = new_test_user(
            cls.env,
            "test_everybody",
            groups="aftersales_addon.group_supervisor,stock.group_stock_user,"
            "account.group_account_invoice",
        )
        cls.order = cls.sell_and_deliver(cls.printer, serials=["SN-BROWSER-1"])

    def play(self, name, url, login):
        """Run a tour that lies beside this test, not in the addon."""
        steps = (TOURS / f"{name}.js").read_text()
        self.browser_js(
            url,
            code=f"""
                const {{ registry }} = odoo.loader.modules.get("@web/core/registry");
                {steps}
                odoo.startTour("aftersales_{name}", {{ startUrl: "{url}" }});
            """,
            ready="!!document.querySelector('.o_main_navbar') && !!odoo.startTour",
            login=login,
            success_signal="tour succeeded",
            timeout=180,
        )
        self.env.invalidate_all()

    def test_complaint_goes_from_mail_to_credit_note_and_rating(self):
        with self.mock_mail_gateway():
            self.env.flush_all()  # the mail is processed in a transaction of its own
            ticket_id = self.env["mail.thread"].message_process(None, MAIL)
            self.env.invalidate_all()
            self.play("staff_walk", "/odoo/tickets", "test_everybody")
        ticket = self.env["aftersales.ticket"].browse(ticket_id)
        self.assertEqual(ticket.state, "closed")
        self.assertEqual(ticket.rma_ids.refund_ids.state, "posted")
        self.assertEqual(ticket.rma_ids.refund_ids.amount_total, 300)
        self.customer_reads_and_rates(ticket)
        self.assertEqual(ticket.rating_last_value, 5)
        self.assertEqual(
            self.event_types(ticket),
            [
                "ticket_created",
                "sla_attached",
                "customer_message",
                "assigned",
                "stage_changed",
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

    def customer_reads_and_rates(self, ticket):
        """Follow the links of the mails, logged in nowhere."""
        self.browser_js(
            ticket.get_portal_url(),
            code="""
                const text = document.body.innerText;
                for (const word of ["Refund issued", "Goods received back", "Closed"]) {
                    if (!text.includes(word)) { console.error(`not on the page: ${word}`); }
                }
                console.log("test successful");
            """,
        )
        self.browser_js(
            f"/rate/{ticket.rating_ids.access_token}/5",
            code="""
                const form = document.querySelector("form[action$=submit_feedback]");
                form.querySelector("textarea").value = "Quick and kind";
                form.addEventListener("submit", async (ev) => {
                    ev.preventDefault();  // another page would take the test's console away
                    const body = new URLSearchParams(new FormData(form));
                    const answer = await fetch(form.action, { method: "POST", body });
                    if ((await answer.text()).includes("Thank you for your feedback")) {
                        console.log("test successful");
                    }
                });
                form.querySelector("button").click();
            """,
        )
        self.env.invalidate_all()
