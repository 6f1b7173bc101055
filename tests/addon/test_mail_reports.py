"""Public samples of failed deliveries, and customers who write about theirs."""

from test_mail_intake import DOMAIN, MailIntakeCase
from test_mail_trust import TrustCase

from devtools import mail_corpora

# Filed among the reports: somebody's answer from Outlook, with its attachments.
A_PERSON = "flufl.bounce/groupwise_03.txt"
REPORT = (
    "Your message with Subject: {subject}\r\ncould not be delivered to the following recipients:\r\n"
    "\r\n{address}\r\n"
)
SCANNER = "Symantec_AntiVirus_for_SMTP_Gateways@scanner.example"


class TestSample(MailIntakeCase):
    def test_no_report_of_the_sample_opens_a_ticket(self):
        """T26"""
        mails = [mail for mail in mail_corpora.collect().mails if mail.source == "flufl.bounce"]
        self.assertGreater(len(mails), 100)
        gateway = self.env["mail.thread"]
        before = self.env["aftersales.intake"]._figures()
        ended = {}
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            for mail in mails:
                raw = f"Delivered-To: test-support@{DOMAIN}\n".encode() + mail.path.read_bytes()
                gateway.message_process(None, raw)
                intake = self.env["aftersales.intake"].search([], limit=1)
                ended[mail.name] = intake.state
        tickets = [name for name, state in ended.items() if state in ("ticket", "reply")]
        self.assertEqual(tickets, [A_PERSON] if A_PERSON in ended else [])
        self.assertLessEqual(
            set(ended.values()), {"ticket", "automatic", "bounce", "quarantine", "duplicate"}
        )
        after = self.env["aftersales.intake"]._figures()
        self.assertEqual(after["fetched"] - before["fetched"], len(mails))
        self.assertFalse(after["waiting"])


class TestGuise(TrustCase):
    def report(self, sender=SCANNER, subject="Delivery failure notification", **values):
        body = REPORT.format(subject="Re: kettle", address="away@away.example")
        return self.receive(sender=sender, subject=subject, **{"body": body, **values})

    def test_report_in_a_persons_guise_waits_for_a_decision(self):
        """T26"""
        self.assertFalse(self.report())
        self.assert_quarantined("unknown_bounce")
        self.intake.action_open_ticket()
        self.assertEqual(self.intake.state, "ticket")

    def test_report_that_returns_our_mail_names_its_ticket(self):
        """T26"""
        body = REPORT.format(subject="Re: kettle", address="ann@bright.example")
        returned = f"\r\nMessage-Id: {self.mail.message_id}\r\nSubject: Re: kettle\r\n"
        self.assertFalse(self.report(body=body + returned))
        self.assert_quarantined("unknown_bounce", self.ticket)

    def test_customer_who_writes_about_a_report_gets_a_ticket(self):
        """T26: forwards it, quotes it below a word of his own, or is known to us."""
        body = REPORT.format(subject="Re: kettle", address="away@away.example")
        for values in (
            {"sender": "nora@new.example", "subject": "Fwd: Delivery failure notification"},
            {"sender": "nora@new.example", "body": f"My mail to you came back.\r\n\r\n{body}"},
            {"sender": "Nora New <nora@new.example>"},
            {"sender": "ann@bright.example"},
        ):
            with self.subTest(**values):
                self.assertTrue(self.report(**values))
                self.assertEqual(self.intake.state, "ticket")
