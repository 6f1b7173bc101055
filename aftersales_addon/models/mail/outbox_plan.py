import re
from typing import NamedTuple

from psycopg2 import errors

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL, email_domain_extract, hmac

LAYOUT = "mail.mail_notification_light"
# A machine wrote it and wants no machine's answer (RFC 3834, 3.1.7; Exchange's own header).
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class Recipient(NamedTuple):
    """To whom a mail goes, and what its heading may call the matter.

    A stranger's mail carries nothing that the stranger wrote: neither the name, which would
    stand in the To header, nor the subject in the heading.
    """

    email: str
    name: str = ""
    partner_id: int | bool = False
    heading: str | None = None


class AftersalesOutbox(models.Model):
    _inherit = "aftersales.outbox"

    @api.model
    def _plan(self, kind, template, records, keys, recipients, guarantee="once"):
        """Plan one mail for each record, in the transaction of what causes it.

        A key that was planned before and not cancelled stays as it is, also when another
        session plans it at the same time: nothing is planned twice, nothing raised.

        :param str kind: a key of the field ``kind``
        :param template: the ``mail.template``, of the model of the records; its recipients are
            not used
        :param records: what the mails are about
        :param dict keys: record -> key
        :param dict recipients: record -> :class:`Recipient`
        :return: the new mails
        :raise: what rendering the template raises; then nothing is planned
        """
        # sudo: aftersales.outbox, mail.template - the mail is ours, whoever causes it
        outbox, template = self.sudo(), template.sudo()
        home = outbox._at_home()
        with self.env.cr.savepoint():
            rows = [
                outbox._prepare_row(kind, record, keys[record], recipients[record], guarantee)
                for record in records
            ]
            mails = outbox.browse(outbox._insert(rows))
            free = {mail.key: mail for mail in mails}
            # of two records with one key the first is told
            told = {record: free.pop(keys[record]) for record in records if keys[record] in free}
            outbox._write_mails(template, told, recipients, home)
        if mails:
            self._wake_sender()
        return mails

    def _prepare_row(self, kind, record, key, recipient, guarantee):
        now = fields.Datetime.now()
        return {
            "kind": kind,
            "key": key,
            "state": "planned",
            "guarantee": guarantee,
            "ticket_id": record._event_ticket().id or None,
            "company_id": record._event_company().id,
            "partner_id": recipient.partner_id or None,
            "recipient_name": recipient.name or None,
            "recipient_email": recipient.email,
            "attempts": 0,
            "planned_at": now,
            "next_attempt_at": now,
            "create_uid": self.env.uid,
            "create_date": now,
            "write_uid": self.env.uid,
            "write_date": now,
        }

    def _insert(self, rows):
        """Insert the rows whose keys are free; return their ids."""
        if not rows:
            return []
        query = SQL(
            """
            INSERT INTO aftersales_outbox (%s) VALUES %s
            ON CONFLICT (key) WHERE state <> 'cancelled' DO NOTHING RETURNING id
            """,
            SQL(", ").join(map(SQL.identifier, rows[0])),
            SQL(", ").join(SQL("%s", tuple(row.values())) for row in rows),
        )
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query, log_exceptions=False)
                return [row_id for [row_id] in self.env.cr.fetchall()]
        except errors.SerializationFailure:
            # Another session has planned one of them since we began: that one is taken.
            return (
                [] if len(rows) == 1 else [row_id for row in rows for row_id in self._insert([row])]
            )

    # === WRITING === #

    def _write_mails(self, template, mails, recipients, home):
        """Render the template for each record, in the customer's language, into its mail.

        :param dict mails: record -> the mail planned for it
        """
        if not mails:
            return
        records = template.env[template.model].browse([record.id for record in mails])
        rendered = template._generate_template(
            records.ids,
            (
                "attachment_ids",
                "body_html",
                "email_from",
                "mail_server_id",
                "reply_to",
                "report_template_ids",
                "subject",
            ),
        )
        languages = template._render_lang(records.ids)
        replies_to = records._notify_get_reply_to()
        for record, mail in mails.items():
            values = rendered[record.id]
            sender = values.get("email_from") or mail.company_id.email_formatted
            mail._transition().update(
                {
                    "subject": values.get("subject"),
                    "body_html": self._encapsulated(
                        template.with_context(lang=languages[record.id] or self.env.lang),
                        records.browse(record.id),
                        values.get("body_html"),
                        mail.company_id,
                        recipients[record].heading,
                    ),
                    "email_from": sender,
                    "reply_to": values.get("reply_to") or replies_to[record.id] or sender,
                    "headers": mail._prepare_headers(),
                    "message_id": mail._derived_message_id(sender, home),
                    "mail_server_id": values.get("mail_server_id"),
                }
            )
        self._post_messages(mails, rendered)

    def _encapsulated(self, template, record, body, company, heading):
        """Return the body in the layout of notices, with links that work from outside."""
        record = record.with_context(lang=template.env.lang)
        context = {
            "company": company,
            "model_description": record.env["ir.model"]._get(record._name).display_name,
        }
        if heading is not None:
            context["record_name"] = heading
        html = template._render_encapsulate(
            template.email_layout_xmlid or LAYOUT, body, add_context=context, context_record=record
        )
        return re.sub(r'<a\b[^>]*href="[^"]*/mail/unfollow".*?</a>', "", html, flags=re.DOTALL)

    def _prepare_headers(self):
        headers = dict(HEADERS)
        if self.kind == "acknowledgement":
            headers["Auto-Submitted"] = "auto-replied"
        if self.ticket_id:
            headers["X-Odoo-Objects"] = f"{self.ticket_id._name}-{self.ticket_id.id}"
        return headers

    def _derived_message_id(self, sender, home):
        """Return the Message-Id that every attempt carries; a stranger cannot guess it.

        After a backup was restored its numbers are given again: the home tells them apart.
        """
        # sudo: ir.config_parameter - the secret of the database
        token = hmac(self.env(su=True), "aftersales-outbox", f"{home}/{self.id}")[:32]
        domain = self.company_id.alias_domain_id.name or email_domain_extract(sender)
        return f"<{token}.aftersales-{self.id}@{domain or 'localhost'}>"

    def _post_messages(self, mails, rendered):
        """Put what is said to the customer on the tickets; it is by this that answers find back."""
        told = {
            record: mail
            for record, mail in mails.items()
            if mail.ticket_id and not mail._is_for_staff()
        }
        # sudo: mail.message - what the desk itself says, whoever causes it
        messages = self.env["mail.message"].sudo()
        created = messages.create(
            [
                {
                    "message_type": "email_outgoing",
                    "model": mail.ticket_id._name,
                    "res_id": mail.ticket_id.id,
                    "subject": mail.subject,
                    "body": rendered[record.id].get("body_html"),
                    "author_id": False,
                    "email_from": mail.email_from,
                    "reply_to": mail.reply_to,
                    "message_id": mail.message_id,
                    "partner_ids": [Command.link(partner.id) for partner in mail.partner_id],
                    "outgoing_email_to": False if mail.partner_id else mail.recipient_email,
                    "attachment_ids": self._prepare_files(rendered[record.id]),
                }
                for record, mail in told.items()
            ]
        )
        for mail, message in zip(told.values(), created, strict=True):
            mail._transition().mail_message_id = message

    def _prepare_files(self, values):
        """Return the commands for the files that a template adds: its own, and its reports."""
        kept = [Command.link(file_id) for file_id in values.get("attachment_ids") or ()]
        return kept + [
            Command.create({"name": name, "datas": content, "res_model": "mail.message"})
            for name, content in values.get("attachments") or ()
        ]

    @api.model
    def _wake_sender(self):
        """Let the mails go out at once when this transaction ends."""
        if job := self.env.ref("aftersales_addon.ir_cron_outbox", raise_if_not_found=False):
            # sudo: ir.cron - whoever causes a mail wakes the one who sends it
            job.sudo()._trigger()
