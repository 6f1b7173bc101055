"""Mails become tickets and replies, through Odoo's own gateway."""

from datetime import timedelta

from common import ServiceCase

from odoo import fields
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCase

DOMAIN = "trader.example"


class MailIntakeCase(ServiceCase, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alias_domain = cls.env["mail.alias.domain"].create(
            {
                "name": DOMAIN,
                "bounce_alias": "bounce",
                "catchall_alias": "catchall",
                "default_from": "notifications",
            }
        )
        cls.env.company.alias_domain_id = cls.alias_domain
        cls.team.alias_domain_id = cls.alias_domain
        cls.number = 0

    def receive(
        self,
        sender="Ann Bright <ann@bright.example>",
        subject="It smokes",
        body="Help!",
        to=f"test-support@{DOMAIN}",
        reply_to_message=None,
        content_type="text/plain; charset=utf-8",
        **headers,
    ):
        """Hand a mail to the gateway and return the ticket it reached."""
        type(self).number += 1
        lines = [
            f"From: {sender}",
            f"To: {to}",
            f"Subject: {subject}",
            f"Message-Id: <mail-{self.number}@outside.example>",
            "Date: Sun, 22 Nov 2026 10:00:00 +0000",
            "MIME-Version: 1.0",
            f"Content-Type: {content_type}",
        ]
        if reply_to_message:
            lines.append(f"In-Reply-To: {reply_to_message.message_id}")
            lines.append(f"References: {reply_to_message.message_id}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        source = "\r\n".join([*lines, "", body])
        self.mark_planned()
        # Stored and processed in transactions of their own, which are to see the test's.
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            ticket_id = self.env["mail.thread"].message_process(None, source.encode())
        self.intake = self.env["aftersales.intake"].search([], limit=1)
        return self.env["aftersales.ticket"].browse(ticket_id or [])

    def our_last_mail(self, ticket):
        return ticket.message_ids.filtered(
            lambda m: m.message_type in ("comment", "email_outgoing") and not m.is_internal
        ).sorted("id")[-1:]

    def mark_planned(self):
        """Let ``planned`` begin anew."""
        self.last_planned = self.env["aftersales.outbox"].search([], limit=1).id or 0

    def planned(self):
        """Return the mails planned since the last intake."""
        return self.env["aftersales.outbox"].search([("id", ">", self.last_planned)])

    def sent_to(self, address):
        """Return the mails planned since the last intake for the address."""
        return self.planned().filtered(lambda mail: mail.recipient_email == address)

    def assert_answer_goes_out(self, ticket):
        """The desk's answer becomes a well-formed mail."""
        with self.mock_mail_gateway():
            ticket.message_post(
                body="We are on it",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.customer.ids,
            )
        self.assertTrue(self._mails, "no mail left")
        self.assertFalse([mail for mail in self._mails if "\n" in (mail["subject"] or "")])


class TestMailIntake(MailIntakeCase):
    def test_known_sender_becomes_the_customer(self):
        ticket = self.receive()
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "It smokes",
                    "partner_id": self.customer.id,
                    "channel": "email",
                    "team_id": self.team.id,
                    "state": "new",
                    "company_id": self.team.company_id.id,
                }
            ],
        )
        self.assertIn("Help!", ticket.message_ids.sorted("id")[0].body)
        self.assertEqual(
            self.event_types(ticket), ["ticket_created", "sla_attached", "customer_message"]
        )
        self.assertEqual(set(self.events(ticket).mapped("source")), {"mail"})

    def test_ordinary_mail_takes_no_more_queries_than_it_needs(self):
        """P10: of a customer just told of another ticket; of a stranger, who is told of his.

        The clocks of the ticket take 22 of them.
        """
        self.receive()
        for sender, count in (
            ("Ann Bright <ann@bright.example>", 91),
            ("Nora <n@new.example>", 105),
        ):
            self.env.invalidate_all()
            with self.subTest(sender), self.assertQueryCount(count):
                self.assertTrue(self.receive(sender=sender))

    def test_unknown_sender_is_kept_as_text(self):
        ticket = self.receive(sender="Nora New <nora@new.example>")
        self.assertRecordValues(
            ticket,
            [
                {
                    "partner_id": False,
                    "partner_name": "Nora New",
                    "partner_email": "nora@new.example",
                }
            ],
        )
        self.assertFalse(self.env["res.partner"].search([("email", "=", "nora@new.example")]))

    def test_history_names_the_sender_not_the_gateway(self):
        known, unknown = self.receive(), self.receive(sender="Nora New <nora@new.example>")
        for ticket, name in ((known, "Ann Bright"), (unknown, "Nora New")):
            history = ticket._timeline()
            # What is promised to him is no act of his.
            acts = [entry["who"] for entry in history if entry["type"] != "sla_attached"]
            self.assertTrue(acts and all(name in who for who in acts))

    def test_answering_an_unknown_sender_makes_him_the_customer(self):
        ticket = self.receive(sender="Nora New <nora@new.example>").with_user(self.agent)
        partner = self.env["res.partner"].create({"name": "Nora", "email": "nora@new.example"})
        ticket.message_post(
            body="Hello",
            message_type="comment",
            partner_ids=partner.ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(ticket.partner_id, partner)

    def test_mail_without_subject_still_opens_a_ticket(self):
        self.assertEqual(self.receive(subject="").name, "(no subject)")

    def test_acknowledgement_carries_number_and_portal_link(self):
        ticket = self.receive()
        [mail] = self.sent_to("ann@bright.example")
        self.assertIn(ticket.number, mail.subject)
        self.assertIn(
            f"/my/tickets/{ticket.id}?access_token={ticket.access_token}",
            mail.body_html.replace("&amp;", "&"),
        )
        self.assertEqual(mail.headers["Auto-Submitted"], "auto-replied")

    def test_unknown_sender_is_acknowledged_by_address(self):
        self.receive(sender="Nora New <nora@new.example>")
        self.assertEqual(self.sent_to("nora@new.example").kind, "acknowledgement")

    def test_team_can_go_without_acknowledgement(self):
        self.team.acknowledge = False
        self.receive()
        self.assertFalse(self.sent_to("ann@bright.example"))

    def test_broken_template_does_not_stop_the_intake(self):
        template = self.env.ref("aftersales_addon.mail_template_acknowledgement")
        template.subject = "{{ object.no_such_field }}"
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            ticket = self.receive()
        self.assertEqual(ticket.state, "new")
        self.assertIn("could not be written", "".join(ticket.message_ids.mapped("body")))

    def test_team_deleted_behind_its_alias_does_not_stop_the_intake(self):
        self.team.alias_id.alias_defaults = "{'team_id': 999999}"
        ticket = self.receive()
        self.assertEqual(ticket.name, "It smokes")
        self.assertEqual(ticket.team_id, ticket.team_id.exists())

    def test_missing_sequence_does_not_stop_the_intake(self):
        sequence = self.env.ref("aftersales_addon.sequence_ticket")
        sequence.active = False
        self.assertTrue(self.receive().number)
        sequence.unlink()
        self.assertTrue(self.receive().number)

    def test_absurd_settings_do_not_stop_the_intake(self):
        for value in ("-1", "2147483647000", "soon"):
            self.env["ir.config_parameter"].set_param("aftersales_addon.backdate_minutes", value)
            self.assertTrue(self.receive())

    def test_defaults_that_cannot_be_used_do_not_stop_the_intake(self):
        self.team.alias_id.alias_defaults = f"{{'team_id': {self.team.id}, 'category_id': 999999}}"
        with mute_logger("odoo.addons.aftersales_addon.models.ticket.ticket_mail"):
            ticket = self.receive()
        self.assertEqual((ticket.name, ticket.team_id), ("It smokes", self.team))
        self.assertEqual(ticket.partner_email, "ann@bright.example")

    def test_defaults_that_are_nonsense_do_not_stop_the_intake(self):
        for defaults in (
            f"{{'team_id': {self.team.id}, 'no_such_field': 1}}",
            f"{{'team_id': {self.team.id}, 'category_id': 'abc'}}",
            "{'team_id': 'abc'}",
            "{1: 2}",
        ):
            loggers = ("odoo.sql_db", "odoo.addons.aftersales_addon.models.ticket.ticket_mail")
            with self.subTest(defaults), mute_logger(*loggers):
                self.team.alias_id.alias_defaults = defaults
                self.assertEqual(self.receive(subject=defaults).name, defaults)

    def test_team_that_hears_its_followers_only_hears_them(self):
        self.team.alias_contact = "followers"
        self.assertFalse(self.receive())
        self.assertEqual(self.intake.reason, "alias_refuses")
        self.team.message_subscribe(self.customer.ids)
        self.assertTrue(self.receive())

    def test_absurd_retention_keeps_the_mails(self):
        self.receive()
        self.env["ir.config_parameter"].set_param(
            "aftersales_addon.mail_retention_days", "999999999"
        )
        self.env["aftersales.intake"]._gc_raw()
        self.assertTrue(self.intake.raw_id)

    def test_automatic_mail_is_kept_but_never_answered(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"X_Autoreply": "yes"},
            {"List_Id": "<news.example>"},
        ):
            with self.subTest(headers):
                self.assertFalse(self.receive(**headers))
                self.assertEqual(self.intake.state, "automatic")
                self.assertFalse(self.planned())

    def test_mail_from_one_of_our_own_addresses_is_not_answered(self):
        self.receive(sender=f"test-support@{DOMAIN}")
        self.assertFalse(self.sent_to(f"test-support@{DOMAIN}"))

    def test_attachment_is_kept_on_the_ticket(self):
        ticket = self.receive(
            body="--frontier\r\nContent-Type: text/plain\r\n\r\nsee file\r\n--frontier\r\n"
            'Content-Type: text/csv\r\nContent-Disposition: attachment; filename="readings.csv"'
            "\r\n\r\na;b\r\n--frontier--",
            content_type='multipart/mixed; boundary="frontier"',
        )
        [attachment] = self.env["ir.attachment"].search(
            [("res_model", "=", "aftersales.ticket"), ("res_id", "=", ticket.id)]
        )
        self.assertEqual((attachment.name, attachment.raw.strip()), ("readings.csv", b"a;b"))
        self.assertFalse(attachment.public)


class TestMailReplies(MailIntakeCase):
    def setUp(self):
        super().setUp()
        self.ticket = self.receive()
        self.ticket.user_id = self.agent
        self.mail = self.our_last_mail(self.ticket)

    def test_reply_joins_its_ticket(self):
        reply = self.receive(subject="Re: It smokes", reply_to_message=self.mail)
        self.assertEqual(reply, self.ticket)
        self.assertEqual(self.event_types(reply)[-1], "customer_message")

    def test_answer_of_the_customer_wakes_a_waiting_ticket(self):
        self.wait_for_customer(self.ticket)
        self.receive(reply_to_message=self.mail)
        self.assertEqual(self.ticket.state, "in_progress")
        self.assertEqual(self.event_types(self.ticket)[-1], "resumed")

    def test_answer_of_a_colleague_wakes_it_too(self):
        self.env["res.partner"].create(
            {
                "name": "Bob Bright",
                "email": "bob@bright.example",
                "parent_id": self.company_customer.id,
            }
        )
        self.wait_for_customer(self.ticket)
        self.receive(sender="bob@bright.example", reply_to_message=self.mail)
        self.assertEqual(self.ticket.state, "in_progress")

    def test_stranger_does_not_wake_it(self):
        self.wait_for_customer(self.ticket)
        self.receive(sender="sam@stranger.example", reply_to_message=self.mail)
        self.assertEqual(self.ticket.state, "waiting")

    def test_ticket_waiting_for_a_part_goes_on_waiting(self):
        self.ticket.stage_id = self.env.ref("aftersales_addon.stage_waiting_supplier")
        self.receive(reply_to_message=self.mail)
        self.assertEqual(self.ticket.state, "waiting")

    def test_out_of_office_answer_wakes_nothing(self):
        self.wait_for_customer(self.ticket)
        self.receive(reply_to_message=self.mail, Auto_Submitted="auto-replied")
        self.assertEqual(self.ticket.state, "waiting")
        self.assertFalse(self.sent_to("ann@bright.example"))

    def test_answer_within_the_window_reopens(self):
        self.ticket.action_resolve()
        self.receive(reply_to_message=self.mail)
        self.assertEqual((self.ticket.state, self.ticket.reopen_count), ("in_progress", 1))

    def test_later_answer_opens_one_linked_ticket(self):
        self.ticket.action_resolve()
        self.ticket.action_close()
        self.ticket._transition().closed_at = fields.Datetime.now() - timedelta(days=60)
        follow_up = self.receive(subject="Again", reply_to_message=self.mail)
        self.assertNotEqual(follow_up, self.ticket)
        self.assertEqual(follow_up.origin_ticket_id, self.ticket)
        self.assertEqual(follow_up.partner_id, self.customer)
        self.assertEqual(self.ticket.state, "closed")
        again = self.receive(subject="And again", reply_to_message=self.mail)
        self.assertEqual(again, follow_up)

    def test_answer_to_a_cancelled_ticket_opens_a_follow_up(self):
        self.ticket._move_to("cancelled", cancel_reason="mistake")
        follow_up = self.receive(subject="But it is real", reply_to_message=self.mail)
        self.assertEqual(follow_up.origin_ticket_id, self.ticket)
        self.assertEqual(self.ticket.state, "cancelled")

    def test_machine_or_stranger_opens_no_follow_up(self):
        self.ticket._move_to("cancelled", cancel_reason="mistake")
        for mail in (
            {"Auto_Submitted": "auto-replied"},
            {"sender": "sam@stranger.example"},
        ):
            with self.subTest(mail):
                self.receive(reply_to_message=self.mail, **mail)
                self.assertFalse(self.ticket.follow_up_ids)

    def test_agent_answering_by_mail_is_recorded_as_reply(self):
        self.env["ir.config_parameter"].set_param("aftersales_addon.mail_authserv_id", "mx.trader")
        self.receive(
            sender=self.agent.email,
            reply_to_message=self.mail,
            Authentication_Results="mx.trader; dmarc=pass header.from=trader.example",
        )
        self.assertEqual(self.event_types(self.ticket)[-1], "agent_reply")
        self.assertTrue(self.ticket.first_reply_at)

    def test_copied_address_becomes_no_follower(self):
        self.receive(reply_to_message=self.mail, Cc="sam@stranger.example")
        self.assertNotIn(self.stranger, self.ticket.message_partner_ids)

    def test_new_customer_replaces_the_old_one_as_follower(self):
        self.assertIn(self.customer, self.ticket.message_partner_ids)
        self.ticket.partner_id = self.stranger
        self.assertIn(self.stranger, self.ticket.message_partner_ids)
        self.assertNotIn(self.customer, self.ticket.message_partner_ids)


class TestClosingNotices(MailIntakeCase):
    def test_closing_asks_for_a_rating_once(self):
        ticket = self.receive()
        ticket.action_resolve()
        self.mark_planned()
        ticket.action_close()
        [mail] = self.sent_to("ann@bright.example")
        rating = ticket.rating_ids
        self.assertIn(f"/rate/{rating.access_token}/5", mail.body_html)
        ticket.rating_apply(5, token=rating.access_token, feedback="Quick!")
        self.assertEqual(ticket.rating_last_value, 5)
        self.assertEqual(self.event_types(ticket)[-2:], ["survey_planned", "survey_answered"])

    def test_deleted_rating_template_is_not_recorded_as_planned(self):
        self.env.ref("aftersales_addon.mail_template_rating").unlink()
        ticket = self.receive()
        ticket.action_resolve()
        self.mark_planned()
        ticket.action_close()
        self.assertNotIn("survey_planned", self.event_types(ticket))
        self.assertIn("is closed", self.sent_to("ann@bright.example").subject)

    def test_unknown_sender_is_told_without_rating(self):
        ticket = self.receive(sender="Nora New <nora@new.example>")
        ticket.action_resolve()
        self.mark_planned()
        ticket.action_close()
        self.assertNotIn("/rate/", self.sent_to("nora@new.example").body_html)
        self.assertNotIn("survey_planned", self.event_types(ticket))
