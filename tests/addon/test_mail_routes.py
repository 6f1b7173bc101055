"""Which mails are ours, which thread they reach, and what other apps and companies keep."""

from test_mail_intake import DOMAIN
from test_mail_trust import SERVER, TrustCase

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user


class TestRoutes(TrustCase):
    def hand_over(self, model, *lines, **options):
        """Hand a mail to the gateway, which falls back on the model; return what became of it."""
        source = "\r\n".join(["From: sam@stranger.example", "Subject: x", *lines, "", "Hello"])
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.env["mail.thread"].message_process(model, source, **options)
        return self.env["aftersales.intake"].search([], limit=1)

    def test_answer_to_another_app_reaches_it_though_we_are_in_copy(self):
        record = self.env["res.partner"].create({"name": "Another app's record"})
        offer = record.message_post(body="An offer", message_type="comment")
        ticket = self.receive(
            to=f"catchall@{DOMAIN}",
            Cc=f"test-support@{DOMAIN}",
            reply_to_message=offer,
            body="I take it",
        )
        self.assertIn("I take it", "".join(record.message_ids.mapped("body")))
        self.assertEqual((self.intake.state, self.intake.ticket_id), ("ticket", ticket))

    def test_address_in_disguise_does_not_bypass_the_intake(self):
        """T14: Odoo reads encoded words as addresses"""
        for to in (
            f"=?utf-8?q?test-support=40{DOMAIN}?=",
            f"=?utf-8?q?Team?= <=?utf-8?q?test-support?=@{DOMAIN}>",
            f"test-support @ {DOMAIN}",
        ):
            with self.subTest(to):
                count = self.env["aftersales.intake"].search_count([])
                self.receive(to=to, sender=self.agent.email)
                self.assertEqual(self.env["aftersales.intake"].search_count([]), count + 1)
                self.assert_quarantined("internal_unverified")
                self.assertEqual(self.receive(to=to).team_id, self.team)

    def test_disguise_does_not_let_anybody_hand_over_mail(self):
        with self.assertRaises(AccessError):
            self.env["mail.thread"].with_user(self.agent).message_process(
                None, f"From: a@b.example\nTo: =?utf-8?q?test-support=40{DOMAIN}?=\n\nHello"
            )

    def test_mail_server_set_to_incoming_mail_brings_tickets(self):
        intake = self.hand_over("aftersales.intake", "To: shop@elsewhere.example")
        self.assertEqual((intake.subject, intake.state), ("x", "ticket"))

    def test_record_that_the_gateway_names_of_another_app_is_no_ticket(self):
        to = f"To: test-support@{DOMAIN}"
        intake = self.hand_over("res.partner", to, thread_id=self.ticket.id)
        self.assertEqual(intake.state, "ticket")
        self.assertNotEqual(intake.ticket_id, self.ticket)


class TestQuotations(TrustCase):
    def test_mail_that_bears_the_id_of_ours_catches_no_answers(self):
        """T10, T23"""
        source = (
            f"From: sam@stranger.example\nTo: test-support@{DOMAIN}\n"
            f"Message-Id: {self.mail.message_id}\n\nHello"
        )
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.env["mail.thread"].message_process(None, source)
        self.intake = self.env["aftersales.intake"].search([], limit=1)
        self.assertEqual(
            (self.intake.state, self.intake.sender), ("ticket", "sam@stranger.example")
        )
        self.assertNotEqual(self.intake.mail_message_id.message_id, self.mail.message_id)
        self.assertEqual(self.receive(reply_to_message=self.mail), self.ticket)

    def test_author_of_a_quoted_mail_elsewhere_is_told_nothing(self):
        """T12: what is quoted must not choose who gets our mails"""
        own = self.receive(sender="sam@stranger.example")
        quoted = self.ticket.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(quoted.author_id, self.customer)
        self.receive(
            sender="sam@stranger.example",
            body="Pay me",
            In_Reply_To=quoted.message_id,
            References=self.our_last_mail(own).message_id,
        )
        self.assertEqual(self.intake.ticket_id, own)
        message = own.message_ids.filtered(lambda m: "Pay me" in m.body)
        self.assertNotIn(self.customer, message.partner_ids | message.notified_partner_ids)
        self.assertNotEqual(message.parent_id, quoted)

    def test_former_customer_who_is_quoted_is_told_nothing(self):
        """T12"""
        quoted = self.ticket.message_ids.filtered(lambda m: m.message_type == "email")
        self.ticket.partner_id = self.stranger
        self.receive(sender="sam@stranger.example", reply_to_message=quoted, body="My turn")
        message = self.ticket.message_ids.filtered(lambda m: "My turn" in m.body)
        self.assertNotIn(self.customer, message.partner_ids | message.notified_partner_ids)


class TestCompanies(TrustCase):
    def setUp(self):
        super().setUp()
        self.other_company = self.env["res.company"].create({"name": "Other Trader"})

    def new_contact(self, company):
        return self.env["res.partner"].create(
            {"name": f"Dora of {company.name}", "email": "dora@both.example",
             "company_id": company.id}
        )  # fmt: skip

    def test_contact_of_another_company_is_not_the_author(self):
        theirs = self.new_contact(self.other_company)
        ticket = self.receive(sender="dora@both.example")
        self.assertFalse(ticket.partner_id)
        self.assertNotIn(theirs, ticket.message_ids.author_id)
        ours = self.new_contact(self.team.company_id)
        ticket = self.receive(sender="dora@both.example")
        self.assertEqual((ticket.partner_id, self.intake.state), (ours, "ticket"))

    def test_colleague_joins_only_what_he_may_work_on(self):
        new_test_user(
            self.env,
            "test_elsewhere",
            groups="base.group_user,aftersales_addon.group_supervisor",
            email="elsewhere@trader.example",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        self.receive(
            sender="elsewhere@trader.example",
            reply_to_message=self.mail,
            Authentication_Results=f"{SERVER}; dmarc=pass header.from=trader.example",
        )
        self.assert_quarantined("unknown_user_update", self.ticket)
