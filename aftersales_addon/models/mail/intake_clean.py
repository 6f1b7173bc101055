import email
import email.policy
from datetime import timedelta

from lxml import etree, html
from markupsafe import Markup

from odoo import fields, models

from ...core import mailguard, mailtext

MAX_DELAY = timedelta(days=7)  # between the date a mail bears and its arrival
PREVIEW = 2000  # characters
LOADED = ("src", "srcset", "background", "poster")  # what a browser fetches by itself


class AftersalesIntake(models.Model):
    _inherit = "aftersales.intake"

    def _limits(self):
        """Return the limits of a mail, with those that the administrator has set."""
        megabyte = 2**20
        return mailguard.Limits(
            max_size=(self._parameter("aftersales_addon.mail_max_megabytes", 50) or 50) * megabyte,
            max_file_bytes=self._parameter("aftersales_addon.mail_files_megabytes", 25) * megabyte,
            max_files=self._parameter("aftersales_addon.mail_files", 50),
        )

    def _clean(self, parsed):
        """Return the values of the parsed mail without what would harm a later mail."""
        for name in ("subject", "email_from", "from", "to", "cc", "to_filtered", "cc_filtered"):
            if parsed.get(name):
                parsed[name] = mailtext.clean_line(parsed[name], 2000)
        if parsed.get("subject"):
            parsed["subject"] = mailtext.clean_line(parsed["subject"])
        parsed["message_id"] = mailtext.clean_line(parsed["message_id"], 998)
        names = mailtext.unique_filenames(file[0] for file in parsed["attachments"])
        parsed["attachments"] = [
            file._replace(fname=name)
            for file, name in zip(parsed["attachments"], names, strict=True)
        ]
        parsed["body"] = _without_remote_content(parsed["body"])
        parsed["date"] = self._date_within_reason(parsed.get("date"))
        return parsed

    def _date_within_reason(self, date):
        """Return when the mail was written, as far as it can be true (naive UTC)."""
        try:
            written = fields.Datetime.to_datetime(date) or self.received_at
        except ValueError:  # of a year before 1000, which mail programs of 2002 wrote as 102
            written = self.received_at
        return min(max(written, self.received_at - MAX_DELAY), self.received_at)

    def _readable_text(self):
        """Return the beginning of the mail's own text, safe to show."""
        # sudo: ir.attachment - who may read the mail's row may read its text
        raw = self.sudo().with_context(bin_size=False).raw_id.raw
        if not raw:
            return False
        message = email.message_from_bytes(
            mailguard.rebuild(raw, self._limits()).message, policy=email.policy.SMTP
        )
        body = message.get_body(("plain",))
        return body.get_content()[:PREVIEW] if body else ""


def _without_remote_content(body):
    """Return the body of a mail without what would tell its sender that somebody reads it.

    A picture from elsewhere becomes a link to it, which the reader may follow.
    """
    if not any(f"{name}=" in body for name in LOADED):
        return body
    root = html.fragment_fromstring(body, create_parent="div")
    for element in root.iter(etree.Element):
        for name in LOADED:
            address = element.get(name, "").strip()
            if not address.lower().startswith(("http:", "https:", "//", "ftp:")):
                continue
            del element.attrib[name]
            if element.tag == "img":
                element.tag = "a"
                element.text = f"[{element.get('alt') or address[:80]}]"
                element.set("href", address)
    content = etree.tostring(root, encoding="unicode", method="html")
    return Markup(content)
