"""Which mails are ours, which thread they reach, and what other apps and companies keep."""

from datetime import timedelta

from test_mail_intake import DOMAIN
from test_mail_trust import SERVER, TrustCase

from odoo import fields
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


class TestSeveralAddresses(TrustCase):
    def setUp(self):
        super().setUp()
        self.other = self.env["aftersales.team"].create(
            {"name": "Parts", "alias_name": "parts", "alias_domain_id": self.alias_domain.id}
        )

    def test_team_that_is_named_first_gets_the_only_ticket(self):
        """T24: one mail, one ticket, whoever is older and whichever mailbox brings it first"""
        support, parts = f"test-support@{DOMAIN}", f"parts@{DOMAIN}"
        for team, headers in (
            (self.other, {"to": f"{parts}, {support}"}),
            (self.team, {"to": f"{support}, {parts}"}),
            (self.other, {"to": parts, "Cc": support, "Delivered_To": support}),
            (self.team, {"to": support, "Cc": parts, "Delivered_To": parts}),
        ):
            with self.subTest(**headers):
                count = self.env["aftersales.ticket"].search_count([])
                ticket = self.receive(**headers)
                self.assertEqual(ticket.team_id, team)
                self.assertEqual(self.env["aftersales.ticket"].search_count([]), count + 1)
                notes = "".join(ticket.message_ids.filtered("is_internal").mapped("body"))
                self.assertIn((self.team + self.other - team).name, notes)
                self.assertNotIn(team.name, notes)

    def test_mail_to_one_team_has_no_note(self):
        self.assertFalse(self.receive().message_ids.filtered("is_internal"))


class TestFollowUps(TrustCase):
    def setUp(self):
        super().setUp()
        self.ticket._move_to("cancelled", cancel_reason="mistake")

    def test_follow_up_is_in_the_name_of_who_wrote(self):
        self.ticket.message_subscribe(self.stranger.ids)
        theirs = self.receive(sender="Sam <sam@stranger.example>", reply_to_message=self.mail)
        self.assertEqual((theirs.partner_id, theirs.origin_ticket_id), (self.stranger, self.ticket))
        own = self.receive(reply_to_message=self.mail)
        self.assertEqual((own.partner_id, own.origin_ticket_id), (self.customer, self.ticket))
        self.assertNotEqual(own, theirs)
        again = self.receive(sender="Sam <sam@stranger.example>", reply_to_message=self.mail)
        self.assertEqual(again, theirs)

    def test_follow_up_of_a_follower_leaves_out_what_the_customer_bought(self):
        kettle = self.env["product.product"].create({"name": "Kettle"})
        self.ticket.product_id = kettle
        self.ticket.message_subscribe(self.stranger.ids)
        theirs = self.receive(sender="Sam <sam@stranger.example>", reply_to_message=self.mail)
        self.assertFalse(theirs.product_id)
        self.assertEqual(self.receive(reply_to_message=self.mail).product_id, kettle)

    def test_colleague_of_the_customer_writes_in_the_own_name(self):
        colleague = self.env["res.partner"].create(
            {"name": "Bob", "email": "bob@bright.example", "parent_id": self.customer.id}
        )
        follow_up = self.receive(sender="bob@bright.example", reply_to_message=self.mail)
        self.assertEqual(follow_up.partner_id, colleague)

    def test_agent_writes_on_behalf_of_the_customer(self):
        follow_up = self.receive(
            sender=self.agent.email,
            reply_to_message=self.mail,
            Authentication_Results=f"{SERVER}; dmarc=pass header.from=trader.example",
        )
        self.assertEqual(follow_up.partner_id, self.customer)


class TestFiles(TrustCase):
    """What a mail server is told to keep, and how long."""

    NUL = "=?utf-8?q?broken=00subject?="

    def with_file(self, text="", **options):
        source = (
            f"From: ann@bright.example\r\nTo: test-support@{DOMAIN}\r\nSubject: {self.NUL}\r\n"
            'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
            f"--b\r\nContent-Type: text/plain\r\n\r\nIt smokes {options} {text}\r\n--b\r\n"
            "Content-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n"
            "1;2\r\n--b--\r\n"
        )
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            ticket_id = self.env["mail.thread"].message_process(None, source, **options)
        self.intake = self.env["aftersales.intake"].search([], limit=1)
        return self.env["aftersales.ticket"].browse(ticket_id)

    def test_mail_server_that_keeps_no_attachments_brings_none(self):
        self.assertEqual(
            set(self.with_file().message_ids.attachment_ids.mapped("name")), {"a.csv", "mail.eml"}
        )
        ticket = self.with_file(strip_attachments=True)
        self.assertFalse(ticket.message_ids.attachment_ids)
        self.assertTrue(ticket.message_ids.filtered(lambda m: "It smokes" in m.body))
        self.assertTrue(self.intake.raw_id)

    def test_text_too_long_to_be_shown_is_kept_all_the_same(self):
        ticket = self.with_file("It is hot. " * 2**18, strip_attachments=True)
        [rest] = ticket.message_ids.attachment_ids
        self.assertIn(b"It is hot.", rest.raw)

    def test_note_names_no_file_that_is_not_there(self):
        self.env["ir.config_parameter"].set_param("aftersales_addon.mail_max_megabytes", "1")
        for text, kept in (
            ("", "Its text is kept"),
            ("It is hot. " * 2**17, "Its text is too long"),
        ):
            for strips in (False, True):
                with self.subTest(kept, strips=strips):
                    messages = self.with_file(text, strip_attachments=strips).message_ids
                    note = messages.filtered(lambda m, kept=kept: kept in m.body)
                    self.assertEqual("attached here" in note.body, not strips)
                    self.assertEqual(note.attachment_ids.mapped("name"), ["mail.eml"][strips:])

    def test_copy_on_the_ticket_goes_with_the_mail_as_it_came(self):
        younger = self.with_file(strip_attachments=False)
        ticket = self.with_file()
        self.intake.finished_at = fields.Datetime.now() - timedelta(days=91)
        self.env["aftersales.intake"]._gc_raw()
        self.assertFalse(self.intake.raw_id)
        self.assertEqual(ticket.message_ids.attachment_ids.mapped("name"), ["a.csv"])
        self.assertIn("mail.eml", younger.message_ids.attachment_ids.mapped("name"))


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
