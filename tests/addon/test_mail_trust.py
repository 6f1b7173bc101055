"""Who is believed, and who joins a thread."""

from test_mail_intake import DOMAIN, MailIntakeCase

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

SERVER = "mx.trader.example"
FAILED = (
    f"{SERVER}; spf=fail smtp.mailfrom=elsewhere.example; dmarc=fail header.from=bright.example"
)


class TrustCase(MailIntakeCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("aftersales_addon.mail_authserv_id", SERVER)
        self.ticket = self.receive()
        self.ticket.user_id = self.agent
        self.mail = self.our_last_mail(self.ticket)

    def assert_quarantined(self, reason, ticket=None):
        self.assertRecordValues(
            self.intake,
            [
                {
                    "state": "quarantine",
                    "reason": reason,
                    "ticket_id": ticket.id if ticket else False,
                }
            ],
        )


class TestThreads(TrustCase):
    def test_stranger_who_quotes_our_message_joins_no_thread(self):
        """T10"""
        self.wait_for_customer(self.ticket)
        before = self.ticket.message_ids, self.ticket.message_partner_ids
        self.assertFalse(self.receive(sender="sam@stranger.example", reply_to_message=self.mail))
        self.assert_quarantined("unknown_user_update", self.ticket)
        self.assertEqual((self.ticket.message_ids, self.ticket.message_partner_ids), before)
        self.assertEqual(self.ticket.state, "waiting")

    def test_copied_address_neither_follows_nor_reads(self):
        """T11"""
        reader = new_test_user(
            self.env, "test_copied", groups="base.group_portal", partner_id=self.stranger.id
        )
        self.receive(reply_to_message=self.mail, Cc="Sam <sam@stranger.example>")
        self.assertEqual(self.intake.state, "reply")
        self.assertNotIn(self.stranger, self.ticket.message_partner_ids)
        self.assertNotIn(self.stranger, self.ticket.message_ids.partner_ids)
        with self.assertRaises(AccessError):
            self.ticket.with_user(reader).read(["name"])
        for message in self.ticket.message_ids:
            with self.assertRaises(AccessError):
                message.with_user(reader).read(["body"])

    def test_agent_is_proposed_the_customer_only(self):
        """T12"""
        self.receive(
            reply_to_message=self.mail, Cc="sam@stranger.example", Reply_To="evil@thief.example"
        )
        self.receive(sender="sam@stranger.example", reply_to_message=self.mail)
        for ticket in (self.ticket, self.receive(Cc="sam@stranger.example")):
            proposed = ticket._message_get_suggested_recipients(reply_discussion=True)
            partners = {recipient["partner_id"] for recipient in proposed}
            self.assertEqual(partners, {self.customer.id})
            self.assertFalse(
                [r["email"] for r in proposed if not r["email"].endswith("@bright.example")]
            )

    def test_colleague_of_the_customer_joins(self):
        self.env["res.partner"].create(
            {"name": "Bob", "email": "bob@bright.example", "parent_id": self.company_customer.id}
        )
        self.assertEqual(
            self.receive(sender="bob@bright.example", reply_to_message=self.mail), self.ticket
        )

    def test_unknown_sender_answers_his_own_ticket(self):
        ticket = self.receive(sender="Nora New <nora@new.example>")
        mail = self.our_last_mail(ticket)
        self.assertEqual(self.receive(sender="NORA@new.example", reply_to_message=mail), ticket)

    def test_whom_staff_has_added_as_follower_joins(self):
        self.ticket.message_subscribe(self.stranger.ids)
        self.assertEqual(
            self.receive(sender="sam@stranger.example", reply_to_message=self.mail), self.ticket
        )


class TestForgeries(TrustCase):
    def test_mail_that_our_server_calls_forged_changes_no_state(self):
        """T13"""
        self.wait_for_customer(self.ticket)
        reply = self.receive(
            body="I approve, ship it elsewhere",
            reply_to_message=self.mail,
            Authentication_Results=FAILED,
        )
        self.assertEqual((reply, self.ticket.state), (self.ticket, "waiting"))
        self.assertEqual(self.intake.authentication, "fail")
        self.assertIn("does not come from", self.ticket.message_ids.sorted("id")[-1].body)

    def test_mail_that_our_server_calls_forged_is_not_answered(self):
        """T8: its author may be a victim"""
        self.assertTrue(self.receive(Authentication_Results=FAILED))
        self.assertFalse(self.planned())

    def test_only_our_own_server_is_believed(self):
        """T13"""
        self.wait_for_customer(self.ticket)
        for forged in ("mx.thief.example; dmarc=pass header.from=trader.example", "dmarc=pass"):
            self.receive(
                sender=self.agent.email, reply_to_message=self.mail, Authentication_Results=forged
            )
            self.assert_quarantined("internal_unverified", self.ticket)

    def test_forged_colleague_writes_nothing(self):
        """T14"""
        count = self.env["aftersales.ticket"].search_count([])
        self.assertFalse(self.receive(sender=self.agent.email))
        self.assert_quarantined("internal_unverified")
        self.assertEqual(self.env["aftersales.ticket"].search_count([]), count)

    def test_colleague_whom_the_server_vouches_for_opens_a_ticket_in_his_name(self):
        ticket = self.receive(
            sender=self.agent.email,
            Authentication_Results=f"{SERVER}; dmarc=pass header.from=trader.example",
        )
        self.assertEqual(ticket.create_uid, self.agent)

    def test_headers_from_outside_steer_nothing(self):
        """T15"""
        ticket = self.receive(
            sender="info@bright.example",  # whom nobody has told of a ticket yet
            X_Odoo_Objects=f"aftersales.ticket-{self.ticket.id}",
            X_Odoo_Message_Id=self.mail.message_id,
            Return_Path="<a@thief.example>, <b@thief.example>",
            Reply_To="c@thief.example",
        )
        self.assertNotEqual(ticket, self.ticket)
        self.assertEqual(self.planned().mapped("recipient_email"), ["info@bright.example"])

    def test_address_that_is_none_of_ours_leads_nowhere(self):
        """T15: whatever header it is forged into."""
        count = self.env["res.partner"].search_count([])
        ticket = self.receive(
            Delivered_To=f"sales@{DOMAIN}", Resent_To="a@thief.example", Resent_Cc="b@thief.example"
        )
        self.assertEqual((self.intake.state, ticket.team_id), ("ticket", self.team))
        self.assertEqual(self.env["res.partner"].search_count([]), count)
        self.assertEqual(
            set(self.planned().mapped("recipient_email")) - {self.customer.email}, set()
        )

    def test_date_of_the_mail_moves_nothing(self):
        """T25"""
        for date in (
            "Thu, 1 Jan 1970 00:00:00 +0000",
            "Fri, 1 Jan 2099 00:00:00 +0000",
            "yesterday, I think",
            "Sun, 22 Nov 2026 10:00:00 -2500",
            "Wed, 20 Nov 102 19:58:47 -0500",
            "0",
            "Mon, 99 Foo 12345 99:99:99",
        ):
            with self.subTest(date):
                ticket = self.receive(date=date)
                message = ticket.message_ids.filtered(lambda m: m.message_type == "email")
                received = self.intake.received_at
                self.assertLessEqual(message.date, received)
                self.assertLessEqual((received - message.date).days, 7)
                self.assertLess(abs(ticket.opened_at - ticket.create_date).seconds, 5)

    def test_only_the_system_hands_over_mail(self):
        with self.assertRaises(AccessError):
            self.env["mail.thread"].with_user(self.agent).message_process(
                None, f"To: test-support@{DOMAIN}\n\nHello"
            )


class TestMachines(TrustCase):
    def test_automatic_mail_opens_no_ticket_and_is_not_answered(self):
        """T9"""
        for headers in (
            {"Auto_Submitted": "auto-generated"},
            {"Auto_Submitted": "auto-replied; owner=x"},
            {"Precedence": "auto_reply"},
            {"X_Auto_Response_Suppress": "All"},
            {"Auto_Submitted": "auto-replied", "Return_Path": "<>"},
        ):
            with self.subTest(headers):
                self.assertFalse(self.receive(**headers))
                self.assertEqual(self.intake.state, "automatic")
                self.assertFalse(self.planned())

    def test_out_of_office_answer_is_kept_on_its_ticket(self):
        self.wait_for_customer(self.ticket)
        self.receive(body="I am away", reply_to_message=self.mail, Auto_Submitted="auto-replied")
        self.assertEqual((self.intake.state, self.intake.ticket_id), ("automatic", self.ticket))
        self.assertIn("I am away", self.ticket.message_ids.sorted("id")[-1].body)
        self.assertEqual(self.ticket.state, "waiting")

    def test_out_of_office_answer_is_mailed_to_nobody(self):
        """T9: the other machine would answer in turn"""
        self.ticket.message_subscribe(self.stranger.ids)
        self.receive(body="I am away", reply_to_message=self.mail, Auto_Submitted="auto-replied")
        message = self.ticket.message_ids.filtered(lambda m: "I am away" in m.body)
        self.assertTrue(message.is_internal)
        self.assertFalse(message.notified_partner_ids.filtered("partner_share"))

    def test_out_of_office_answer_to_a_survey_is_no_answer_of_the_customer(self):
        """T9"""
        self.ticket.action_resolve()
        self.ticket.action_close()
        asked, said = self.event_types(self.ticket), self.ticket.last_customer_message_at
        self.receive(
            body="I am away",
            reply_to_message=self.our_last_mail(self.ticket),
            Auto_Submitted="auto-replied",
        )
        self.assertEqual((self.intake.state, self.intake.ticket_id), ("automatic", self.ticket))
        self.assertEqual((self.ticket.state, self.ticket.reopen_count), ("closed", 0))
        self.assertNotIn("customer_message", self.event_types(self.ticket)[len(asked) :])
        self.assertEqual(self.ticket.last_customer_message_at, said)
        self.assertFalse(self.ticket.follow_up_ids)

    def test_out_of_office_answer_without_return_path_is_no_failure(self):
        """T9: RFC 3834 asks for an empty return path, and not every program sets the header."""
        self.receive(body="I am away", reply_to_message=self.mail, Return_Path="<>")
        self.assertEqual((self.intake.state, self.intake.ticket_id), ("automatic", self.ticket))

    def test_mail_through_a_big_sending_service_is_a_persons(self):
        ticket = self.receive(
            Feedback_ID="1.eu:x:AmazonSES", List_Unsubscribe="<mailto:x@y.example>"
        )
        self.assertEqual((self.intake.state, ticket.partner_id), ("ticket", self.customer))

    def bounce(self, original, sender="MAILER-DAEMON@mx.elsewhere.example", **headers):
        body = (
            "--b\r\nContent-Type: text/plain\r\n\r\nNo such user\r\n--b\r\n"
            "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
            "Final-Recipient: rfc822; ann@bright.example\r\nAction: failed\r\n"
            "Status: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
            f"Message-Id: {original}\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
        )
        return self.receive(
            sender=sender,
            body=body,
            content_type='multipart/report; report-type=delivery-status; boundary="b"',
            **headers,
        )

    def test_failure_of_our_mail_is_noted_on_its_ticket(self):
        """T26"""
        for to in (f"bounce@{DOMAIN}", f"test-support@{DOMAIN}"):
            self.bounce(self.mail.message_id, to=to, Return_Path="<>")
            self.assertEqual((self.intake.state, self.intake.ticket_id), ("bounce", self.ticket))
            self.assertIn("did not arrive", self.ticket.message_ids.sorted("id")[-1].body)

    def test_failure_of_a_mail_that_is_not_ours_waits_in_quarantine(self):
        """T26"""
        self.bounce("<unknown@elsewhere.example>", Return_Path="<>")
        self.assert_quarantined("unknown_bounce")
        self.receive(Return_Path="<>", body="No report, and no sender to answer to")
        self.assert_quarantined("unknown_bounce")

    def test_customer_who_encloses_a_failure_report_gets_a_ticket(self):
        """T26"""
        ticket = self.bounce(
            "<unknown@elsewhere.example>", sender="Ann Bright <ann@bright.example>"
        )
        self.assertEqual((self.intake.state, ticket.partner_id), ("ticket", self.customer))


class TestDuplicates(TrustCase):
    def deliver(self, *lines, body="Hello"):
        source = "\r\n".join(
            ["From: ann@bright.example", f"To: test-support@{DOMAIN}", *lines, "", body]
        )
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.env["mail.thread"].message_process(None, source)
        return self.env["aftersales.intake"].search([], limit=1)

    def test_same_mail_three_times_is_one_ticket(self):
        """T23"""
        for lines in (["Message-Id: <same@outside>", "Subject: A"], ["Subject: no id"]):
            first = self.deliver(*lines)
            self.assertEqual(first.state, "ticket")
            again = [self.deliver("Received: by mx", *lines) for __ in range(2)]
            for intake in again:
                self.assertRecordValues(intake, [{"state": "duplicate", "original_id": first.id}])

    def test_same_id_with_other_content_is_not_dropped(self):
        """T23"""
        first = self.deliver("Message-Id: <same@outside>", "Subject: A")
        other = self.deliver("Message-Id: <same@outside>", "Subject: A", body="Another matter")
        self.assertEqual((first.state, other.state), ("ticket", "ticket"))
        self.assertNotEqual(first.ticket_id, other.ticket_id)

    def test_figures_add_up(self):
        self.deliver("Subject: A")
        self.deliver("Subject: A")
        self.deliver("Subject: B", "Auto-Submitted: auto-replied")
        figures = self.env["aftersales.intake"]._figures()
        self.assertEqual(figures.pop("fetched"), sum(figures.values()))
        self.assertEqual(figures["duplicate"], 1)

    def test_sender_who_opens_too_many_tickets_gets_them_in_one(self):
        """T7"""
        self.env["ir.config_parameter"].set_param("aftersales_addon.mail_flood_limit", "3")
        intakes = [self.deliver(f"Subject: {number}") for number in range(6)]
        self.assertEqual(
            [intake.state for intake in intakes],
            ["ticket", "ticket", "reply", "reply", "reply", "reply"],
        )

    def test_tag_behind_a_plus_makes_no_new_sender(self):
        """T7"""
        self.env["ir.config_parameter"].set_param("aftersales_addon.mail_flood_limit", "3")
        states = []
        for number in range(5):
            self.receive(sender=f"new_one+{number}@new.example", subject=f"No {number}")
            states.append(self.intake.state)
        self.assertEqual(states, ["ticket"] * 3 + ["reply"] * 2)
        self.receive(sender="newxone+1@new.example")
        self.assertEqual(self.intake.state, "ticket")

    def test_sender_whom_the_gateway_allows_may_open_many(self):
        """T7"""
        self.env["ir.config_parameter"].set_param("aftersales_addon.mail_flood_limit", "2")
        self.env["mail.gateway.allowed"].create({"email": "Shop <shop@new.example>"})
        for number in range(4):
            self.receive(sender="shop@new.example", subject=f"No {number}")
            self.assertEqual(self.intake.state, "ticket")

    def test_flood_from_ever_new_addresses_is_kept_but_not_answered(self):
        """T7, T8"""
        self.env["ir.config_parameter"].set_param("aftersales_addon.mail_strangers_told", "2")
        self.mark_planned()
        intakes = []
        for number in range(5):
            source = f"From: x{number}@new.example\nTo: test-support@{DOMAIN}\n\nBuy {number}"
            with self.mock_mail_gateway(), self.enter_registry_test_mode():
                self.env["mail.thread"].message_process(None, source)
            intakes.append(self.env["aftersales.intake"].search([], limit=1).state)
        self.assertEqual(intakes, ["ticket"] * 5)
        self.assertEqual(len(self.planned()), 2)
        self.assertNotIn("Buy", "".join(self.planned().mapped("body_html")))

    def test_page_of_the_supervisor_reads_the_same_figures(self):
        self.deliver("Subject: A")
        self.deliver("Subject: A")
        action = self.env["aftersales.mail.health"].with_user(self.supervisor)._open()
        page = (
            self.env["aftersales.mail.health"].with_user(self.supervisor).browse(action["res_id"])
        )
        figures = self.env["aftersales.intake"]._figures()
        self.assertEqual({name: page[f"in_{name}"] for name in figures}, figures)
        self.assertEqual(page.in_duplicate, 1)
        self.assertEqual(
            page.out_planned,
            page.out_sent + page.out_failed + page.out_unknown + page.out_cancelled
            + page.out_waiting,
        )  # fmt: skip
