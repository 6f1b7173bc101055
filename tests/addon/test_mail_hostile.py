"""Mail that means harm, or is merely broken: it is read as far as it can be, and harms nobody."""

import base64
import time
from email.message import EmailMessage

from test_mail_intake import DOMAIN, MailIntakeCase

CONTROLS = "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), 127, *range(128, 160)]))
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<object data='data:text/html;base64,PHNjcmlwdD4='></object>",
    "<form action='https://thief.example'><input name='p'></form>",
    "<meta http-equiv='refresh' content='0;url=https://thief.example'>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
)


class TestHostileMail(MailIntakeCase):
    def deliver(self, source):
        """Hand raw bytes to the gateway and return what the intake made of them."""
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.env["mail.thread"].message_process(None, source)
        self.intake = self.env["aftersales.intake"].search([], limit=1)
        return self.intake.ticket_id

    def compose(self, body="Help!", subtype="plain", **headers):
        mail = EmailMessage()
        mail["From"], mail["To"] = "Ann Bright <ann@bright.example>", f"test-support@{DOMAIN}"
        mail["Subject"] = headers.pop("subject", "It smokes")
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(body, subtype=subtype)
        return mail

    def raw(self, subject=b"It smokes", body=b"Help!", content_type=b"text/plain", extra=b""):
        return (
            b"From: Ann Bright <ann@bright.example>\r\nTo: test-support@" + DOMAIN.encode()
            + b"\r\nSubject: " + subject + b"\r\nContent-Type: " + content_type + b"\r\n" + extra
            + b"\r\n" + body
        )  # fmt: skip

    def text_of(self, ticket):
        return "".join(ticket.message_ids.mapped("body"))

    def test_script_in_body_subject_or_name_never_reaches_a_page(self):
        """T16"""
        for script in SCRIPTS:
            with self.subTest(script):
                ticket = self.deliver(
                    self.compose(f"<p>Help {script}</p>", "html", subject=script).as_bytes()
                )
                body = self.text_of(ticket)
                self.assertIn("Help", body)
                for dangerous in ("<script", "onerror", "onload", "javascript:", "<iframe",
                                  "<object", "<form", "<meta"):  # fmt: skip
                    self.assertNotIn(dangerous, body.lower())

    def test_mail_neither_covers_the_page_nor_tells_that_it_is_read(self):
        """T17"""
        ticket = self.deliver(
            self.compose(
                "<div style='position:fixed;top:0;z-index:9999;width:100%'>Pay here</div>"
                "<img src='https://thief.example/seen.gif' alt='Photo'>"
                "<img srcset='//thief.example/2.gif 2x'>"
                "<table background='http://thief.example/3.gif'><tr><td>cell</td></tr></table>",
                "html",
            ).as_bytes()
        )
        body = self.text_of(ticket)
        self.assertIn("Pay here", body)
        self.assertIn("[Photo]", body)
        self.assertNotIn("position", body)
        for attribute in ("src=", "srcset=", "background="):
            self.assertNotIn(f'{attribute}"http', body)
            self.assertNotIn(f'{attribute}"//', body)

    def test_page_in_an_attachment_is_served_as_text(self):
        """T18"""
        mail = self.compose()
        for kind, name in (("html", "x.html"), ("xml", "x.xml")):
            mail.add_attachment(b"<script>alert(1)</script>", maintype="text", subtype=kind,
                                filename=name)  # fmt: skip
        mail.add_attachment(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
                            maintype="image", subtype="svg+xml", filename="x.svg")  # fmt: skip
        ticket = self.deliver(mail.as_bytes())
        files = self.env["ir.attachment"].search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )
        self.assertEqual(len(files), 3)
        for file in files:
            self.assertNotIn(file.mimetype, ("text/html", "image/svg+xml", "application/xml"))

    def test_file_names_are_harmless(self):
        """T19"""
        mail = self.compose()
        names = ("../../etc/passwd", "C:\\CON", "photo\u202egpj.exe", "<img onerror=x>.png",
                 "x" * 5000 + ".txt", "same.txt", "same.txt")  # fmt: skip
        for name in names:
            mail.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=name)
        ticket = self.deliver(mail.as_bytes())
        files = self.env["ir.attachment"].search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )
        kept = files.filtered(lambda file: file.mimetype != "message/rfc822").mapped("name")
        self.assertEqual((len(kept), len(set(kept))), (len(names), len(names)))
        for name in kept:
            self.assertFalse(set(name) & set("/\\\u202e\n\r"), name)
            self.assertLessEqual(len(name), 130)

    def test_control_characters_are_dropped_and_the_answer_goes_out(self):
        """T20"""
        encoded = base64.b64encode(f"A{CONTROLS}{BIDI}\r\nBcc: x@thief.example\r\n\x00B".encode())
        for subject in (
            b"NUL \x00 here",
            b"=?utf-8?b?" + encoded + b"?=",
            b"=?utf-8?q?line=0D=0ABcc:_x@thief.example?=",
            "bidi \u202e txt".encode(),
            b"\xff\xfe\xfd",
            b"=?unknown-charset?b?AAAA?=",
        ):
            with self.subTest(subject):
                ticket = self.deliver(self.raw(subject, body=b"Hi\x00 \x07 there"))
                self.assertTrue(ticket, self.intake.detail)
                stored = ticket.name + (ticket.partner_name or "")
                self.assertFalse(set(stored) & set(CONTROLS + BIDI + "\x00\r\n"))
                self.assertIn("there", self.text_of(ticket))
                self.assert_answer_goes_out(ticket)

    def test_deeply_nested_text_is_kept(self):
        """T21"""
        for depth in (100, 300, 5000):
            body = "<div>" * depth + "the printer smokes" + "</div>" * depth
            ticket = self.deliver(self.compose(body, "html").as_bytes())
            self.assertIn("the printer smokes", self.text_of(ticket))

    def test_broken_encodings_are_read_all_the_same(self):
        """T22"""
        for content_type, extra, body in (
            (b"text/plain; charset=no-such", b"", "Hall\u00f6 there".encode()),
            (b"text/plain; charset=utf-8", b"", "Hall\u00f6 there".encode("latin-1")),
            (b"text/plain", b"Content-Transfer-Encoding: base64\r\n", b"!!!! there %%%"),
            (b"text/plain; charset=utf-8", b"Content-Transfer-Encoding: bogus\r\n", b"Hi there"),
            (b"multipart/mixed", b"", b"no boundary there"),
            (b'multipart/mixed; boundary="x"', b"", b"--y\r\n\r\nno such boundary there"),
            (b"nonsense", b"", b"Hi there"),
            (b"text/plain; charset=utf-16", b"", b"odd there"),
        ):
            with self.subTest(content_type=content_type, extra=extra):
                ticket = self.deliver(self.raw(body=body, content_type=content_type, extra=extra))
                self.assertTrue(ticket, self.intake.detail)
                if b"base64" not in extra and b"utf-16" not in content_type:
                    self.assertIn("there", self.text_of(ticket))

    def test_mail_that_would_hang_odoo_is_read_within_seconds(self):
        """T3"""
        parts = b"".join(
            b"--b\r\nContent-Type: text/html\r\n\r\n<p>%d</p>\r\n" % n for n in range(3000)
        )
        for name, source in {
            "angles": self.raw(body=b"Help " + b"<" * 80_000, content_type=b"text/html"),
            "open tags": self.raw(body=b"Help " + b"<a " * 60_000, content_type=b"text/html"),
            "parts": self.raw(body=parts + b"--b--", content_type=b'multipart/mixed; boundary="b"'),
        }.items():
            with self.subTest(name):
                started = time.process_time()
                ticket = self.deliver(source)
                self.assertLess(time.process_time() - started, 5)
                self.assertTrue(ticket, self.intake.detail)

    def test_endless_nesting_is_not_lost(self):
        """T4"""
        nested = b"Help!"
        for number in range(1500):
            nested = (
                b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
                + nested + b"\r\n--b%d--\r\n" % number
            )  # fmt: skip
        forwarded = b"Content-Type: message/rfc822\r\n\r\n" * 300 + b"Subject: x\r\n\r\nHelp!"
        address = b"From: " + b"(" * 5000 + b" ann@bright.example\r\n"
        to = b"To: test-support@" + DOMAIN.encode() + b"\r\n"
        for name, source in {
            "multiparts": address + to + nested,
            "rfc822": to + forwarded,
            "comments": address + to + b"\r\nHelp!",
        }.items():
            with self.subTest(name):
                self.deliver(source)
                self.assertIn(self.intake.state, ("ticket", "quarantine"))
                self.assertEqual(self.intake.raw_id.raw, source)

    def test_what_is_too_big_is_cut_and_said(self):
        """T5"""
        mail = self.compose("Help! " + "x" * 10_000_000)
        for number in range(80):
            mail.add_attachment(b"x" * 10, maintype="application", subtype="octet-stream",
                                filename=f"{number}.bin")  # fmt: skip
        ticket = self.deliver(mail.as_bytes())
        self.assertIn("Help!", self.text_of(ticket))
        self.assertIn("Too big or too many", self.text_of(ticket))
        self.assertLess(len(self.text_of(ticket)), 5_000_000)
        files = self.env["ir.attachment"].search_count(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )
        self.assertLessEqual(files, 52)  # with the rest of the text, and the mail as it came

    def test_mail_for_another_app_passes_untouched(self):
        alias = self.env["mail.alias"].create(
            {
                "alias_name": "elsewhere",
                "alias_domain_id": self.alias_domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        count = self.env["aftersales.intake"].search_count([])
        source = self.raw().replace(b"test-support@", b"elsewhere@")
        with self.mock_mail_gateway():
            partner = self.env["mail.thread"].message_process(None, source)
        self.assertEqual(self.env["res.partner"].browse(partner).name, "It smokes")
        self.assertEqual(self.env["aftersales.intake"].search_count([]), count)
        both = source.replace(b"To: ", b"To: test-support@" + DOMAIN.encode() + b", ")
        ticket = self.deliver(both)
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(self.env["res.partner"].search_count([("name", "=", "It smokes")]), 2)
        self.assertTrue(alias.exists())
