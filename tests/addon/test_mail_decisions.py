"""What a supervisor decides about the mails that nobody could be sure of."""

from unittest.mock import patch

from test_mail_trust import TrustCase

from odoo.exceptions import UserError
from odoo.fields import Command


class TestDecisions(TrustCase):
    def setUp(self):
        super().setUp()
        self.receive(sender="sam@stranger.example", reply_to_message=self.mail, body="Let me in")
        self.stranded = self.intake.with_user(self.supervisor)

    def test_supervisor_reads_reason_and_text(self):
        self.assertIn("Let me in", self.stranded.with_context(bin_size=True).preview)
        self.assertEqual(self.stranded.reason, "unknown_user_update")
        self.assertTrue(
            self.stranded.sudo().activity_ids.filtered(lambda a: a.user_id == self.supervisor)
        )

    def test_supervisor_assigns_it_to_the_ticket(self):
        wizard = self.env["aftersales.intake.assign"].with_user(self.supervisor)
        wizard = wizard.with_context(self.stranded.action_assign()["context"]).create({})
        self.assertEqual(wizard.ticket_id, self.ticket)
        wizard.action_assign_mails()
        self.assertEqual((self.stranded.state, self.stranded.ticket_id), ("reply", self.ticket))
        message = self.ticket.message_ids.filtered(lambda m: "Let me in" in m.body)
        self.assertEqual(message.author_id, self.stranger)
        self.assertIn("override", self.event_types(self.ticket))

    def test_supervisor_opens_a_ticket_of_it(self):
        self.stranded.action_open_ticket()
        self.assertEqual(self.stranded.state, "ticket")
        self.assertNotEqual(self.stranded.ticket_id, self.ticket)
        self.assertEqual(self.stranded.ticket_id.partner_id, self.stranger)

    def test_supervisor_takes_it_again_when_the_reason_is_gone(self):
        self.ticket.message_subscribe(self.stranger.ids)
        self.stranded.action_process()
        self.assertEqual((self.stranded.state, self.stranded.ticket_id), ("reply", self.ticket))
        with self.assertRaises(UserError):
            self.stranded.action_process()

    def test_rejected_mail_stays_in_quarantine_and_asks_no_more(self):
        self.stranded.action_reject()
        self.assertEqual((self.stranded.state, self.stranded.rejected), ("quarantine", True))
        self.assertFalse(self.stranded.activity_ids)

    def test_nobody_else_decides(self):
        for user in (self.agent, self.auditor):
            for action in ("action_process", "action_open_ticket", "action_reject"):
                with self.assertRaises(UserError):
                    getattr(self.intake.with_user(user), action)()
        self.assertEqual(self.intake.state, "quarantine")

    def test_every_mail_that_waits_is_asked_about_in_turn(self):
        self.receive(sender="sam@stranger.example", reply_to_message=self.mail, body="Me again")
        waiting = self.intake | self.stranded.sudo()
        self.assertFalse(self.intake.activity_ids)
        self.stranded.action_reject()
        self.assertIn(self.supervisor, self.intake.activity_ids.user_id)
        self.intake.with_user(self.supervisor).action_reject()
        self.assertFalse(waiting.activity_ids)

    def test_machine_is_not_answered_when_a_ticket_is_opened_of_its_mail(self):
        """T9"""
        for headers in (
            {"sender": "MAILER-DAEMON@mx.elsewhere.example", "Return_Path": "<>"},
            {"sender": "news@elsewhere.example", "Precedence": "bulk"},
        ):
            with self.subTest(headers):
                self.receive(**headers)
                self.intake.with_user(self.supervisor).action_open_ticket()
                self.assertEqual(self.intake.state, "ticket")
                self.assertFalse(self.planned())

    def test_automatic_mail_is_not_put_on_its_ticket_twice(self):
        self.receive(body="I am away", reply_to_message=self.mail, Auto_Submitted="auto-replied")
        intake = self.intake.with_user(self.supervisor)
        with self.assertRaises(UserError):
            intake.action_process()
        with self.assertRaises(UserError):
            intake._assign(self.ticket)
        self.assertEqual(len(self.ticket.message_ids.filtered(lambda m: "I am away" in m.body)), 1)

    def test_mail_that_is_read_only_rebuilt_leaves_quarantine(self):
        process = self.registry["aftersales.intake"]._process

        def fail_as_it_came(intake, rebuilt=False, decided=None):
            if not rebuilt:
                raise ValueError("no parser takes it")
            return process(intake, rebuilt=rebuilt, decided=decided)

        with patch.object(self.registry["aftersales.intake"], "_process", fail_as_it_came):
            self.stranded.action_open_ticket()
        self.assertEqual(self.stranded.state, "ticket")

    def test_supervisor_is_told_what_to_do_with_a_mail_nobody_can_read(self):
        failing = patch.object(
            self.registry["aftersales.intake"], "_deliver", side_effect=ValueError("no parser")
        )
        with failing, self.assertRaisesRegex(UserError, "Download it as it came"):
            self.stranded.action_open_ticket()
        self.assertEqual(self.stranded.state, "quarantine")

    def test_unreadable_mail_belongs_to_the_company_it_was_sent_to(self):
        company = self.env["res.company"].create({"name": "Other Trader"})
        domain = self.env["mail.alias.domain"].create(
            {"name": "others.example", "company_ids": [Command.set(company.ids)]}
        )
        self.env["aftersales.team"].create(
            {
                "name": "Others",
                "company_id": company.id,
                "alias_name": "others",
                "alias_domain_id": domain.id,
            }
        )
        with patch.object(
            self.registry["aftersales.intake"], "_deliver", side_effect=ValueError("no parser")
        ):
            self.receive(to="others@others.example")
        self.assertEqual((self.intake.reason, self.intake.company_id), ("unreadable", company))
        self.assertNotIn(self.intake, self.intake.with_user(self.supervisor).search([]).sudo())
