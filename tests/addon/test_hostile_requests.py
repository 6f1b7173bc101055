"""What hostile mails, forms and calls leave behind, asked for over HTTP (T11, T18, T19, T20)."""

import io
import zipfile
from email.message import EmailMessage

from portal_common import PortalCase
from profiles import profile
from test_mail_intake import DOMAIN, MailIntakeCase

SCRIPT = b"<html><script>alert(1)</script></html>"
FILES = (
    ("x.html", SCRIPT, "text/html"),
    ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
    ("x.xml", b"<x xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></x>", "text/xml"),
)
NAMES = (
    "../../etc/passwd", "/etc/passwd", "C:\\Windows\\CON", "photo\u202egpj.exe",
    "<img src=x onerror=x>.png", "n" * 5_000 + ".txt", "CON", "...", "same.txt", "same.txt", "SAME.txt",
)  # fmt: skip
RUNS = ("html", "svg", "xml", "javascript")
HARMFUL = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 127, *range(128, 160)]))
HARMFUL += (
    "\r\n\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff\ufffe"
)
# One of each kind in the quick profile.
PAYLOADS = profile("\x00\x07\x1b\x85\r\u2028\u202e\u2066", HARMFUL[::2])


class TestHostileRequests(PortalCase, MailIntakeCase):
    def mail_with(self, files):
        mail = EmailMessage()
        mail["From"], mail["To"] = "Ann Bright <ann@bright.example>", f"test-support@{DOMAIN}"
        mail["Subject"] = "It smokes"
        mail.set_content("Help!")
        for name, content, kind in files:
            main, __, sub = kind.partition("/")
            mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            ticket_id = self.env["mail.thread"].message_process(None, mail.as_bytes())
        return self.env["aftersales.ticket"].browse(ticket_id)

    def files_of(self, ticket):
        return self.env["ir.attachment"].search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)], order="id"
        ).filtered(lambda file: file.name != "mail.eml")  # fmt: skip

    def form_with(self, files):
        self.log_in(self.owner)
        __, ticket = self.new_tickets(files=[("files", file) for file in files])
        return ticket

    # === FILES === #

    def test_file_that_could_run_is_downloaded(self):
        """T18: by mail and by the portal's form, for the desk and for the customer."""
        for ticket in (self.mail_with(FILES), self.form_with(FILES)):
            ticket.write({"partner_id": self.customer.id, "team_id": self.team.id})
            files = self.files_of(ticket)
            self.assertEqual(len(files), len(FILES))
            for user in (self.agent, self.supervisor, self.owner):
                self.log_in(user)
                for file in files:
                    for query in ("", "?download=true"):
                        with self.subTest(name=file.name, user=user.login, query=query):
                            self.assert_harmless(self.get(f"/web/content/{file.id}{query}"), query)

    def assert_harmless(self, response, query):
        if response.status_code == 404 and self.session.uid == self.owner.id:
            return  # what came by mail is the desk's
        kind = response.headers["Content-Type"].partition(";")[0]
        self.assertFalse([word for word in RUNS if word in kind], kind)
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
        if query:
            self.assertTrue(response.headers["Content-Disposition"].startswith("attachment"))

    def test_archive_of_files_unpacks_below_where_it_is_unpacked(self):
        """T19: names that lead elsewhere, or are equal, or devices."""
        for ticket in (
            self.mail_with([(name, b"x", "application/octet-stream") for name in NAMES]),
            self.form_with([(name, b"x", "application/octet-stream") for name in NAMES[:9]]),
        ):
            files = self.files_of(ticket)
            self.log_in(self.supervisor)
            archive = self.post(
                "/mail/attachment/zip",
                {"file_ids": ",".join(map(str, files.ids)), "zip_name": "all.zip"},
            )
            names = zipfile.ZipFile(io.BytesIO(archive.content)).namelist()
            self.assertEqual(len(names), len(files))
            self.assertEqual(len({name.casefold() for name in names}), len(names), names)
            for name in names:
                self.assertFalse(set(name) & set("/\\\u202e<>"), name)
                self.assertFalse(name.startswith(".") or name.partition(".")[0] == "CON", name)
                self.assertLessEqual(len(name.encode()), 255)

    # === COPIES === #

    def test_copied_address_does_not_reach_the_page(self):
        """T11"""
        copied = self.new_portal_user("sam", self.stranger)
        ticket = self.receive(Cc="Sam <sam@stranger.example>")
        self.receive(Cc="Sam <sam@stranger.example>", reply_to_message=self.our_last_mail(ticket))
        followers = ticket.message_partner_ids
        self.assertNotIn(self.stranger, followers)
        self.log_in(copied)
        self.assertEqual(self.get(f"/my/tickets/{ticket.id}").status_code, 404)
        self.assertNotIn("It smokes", self.get("/my/tickets").text)

    # === CONTROLS === #

    def by_mail(self, text):
        encoded = text.encode("utf-8", "surrogatepass").hex("=").upper()
        return self.receive(
            sender=f"=?utf-8?q?={encoded}?= <ann@bright.example>", subject=f"=?utf-8?q?={encoded}?="
        )

    def by_form(self, text):
        self.log_in(self.owner)
        return self.new_tickets(name=text, description=text)[1]

    def by_call(self, text):
        tickets = self.env["aftersales.ticket"].with_user(self.agent)
        return tickets.create(
            {
                "name": text,
                "partner_id": self.customer.id,
                "partner_name": text,
                "team_id": self.team.id,
            }
        ).sudo()

    def by_change(self, text):
        ticket = self.new_ticket()
        ticket.with_user(self.agent).write({"name": text, "partner_name": text})
        return ticket

    def test_controls_are_stored_by_no_channel_and_the_answer_goes_out(self):
        """T20"""
        for channel in (self.by_mail, self.by_form, self.by_call, self.by_change):
            for harm in PAYLOADS:
                if channel != self.by_mail and harm == "\x00":
                    continue  # PostgreSQL has no place for it
                with self.subTest(channel=channel.__name__, harm=ascii(harm)):
                    ticket = channel(f"It{harm} smokes{harm}Bcc: x@thief.example")
                    self.assertTrue(ticket)
                    stored = f"{ticket.name}{ticket.partner_name or ''}"
                    self.assertFalse(set(stored) & set(HARMFUL), ascii(stored))
                    self.assert_answer_goes_out(ticket)
