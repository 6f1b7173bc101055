import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, LockError, UserError
from odoo.tools import email_normalize, html2plaintext, parse_contact_from_email

from .event_mixin import Source
from .ticket import WRITTEN_BY_CUSTOMER

_logger = logging.getLogger(__name__)

EXCERPT = 300  # characters of a message that the timeline quotes


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

    # Nobody has rated a new ticket: it needs neither a query nor an update of its own for that.
    rating_last_value = fields.Float(
        compute="_compute_rating_last_value", store=True, precompute=True
    )

    # === INTAKE === #

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Open a ticket from a mail; whatever is configured wrongly, the mail gets in."""
        if not self.env.su:  # the gateway itself acts for the system
            self._check_protected(custom_values or {})
        values = self._prepare_mail_values(msg_dict, custom_values or {})
        team_id = values.pop("team_id", None)
        team_id = team_id if isinstance(team_id, int) else None
        team = self.env["aftersales.team"].browse(team_id).exists()
        company = team.company_id or self.env.company
        tickets = self.with_company(company)._transition()
        wanted = {"team_id": team.id, "company_id": company.id}
        try:
            with self.env.cr.savepoint():
                return tickets.create(values | wanted).with_env(self.env)
        except (OperationalError, ConcurrencyError, LockError):
            raise  # not the settings' fault: the mail has to be tried again
        except Exception as error:  # whatever somebody has typed into the defaults
            _logger.warning("A mail is taken in without its defaults: %s", error)
        sender = parse_contact_from_email(msg_dict.get("email_from") or "")
        plain = {"partner_name": sender[0] or sender[1], "partner_email": sender[1]}
        kept = {name: values[name] for name in ("name", "channel")}
        return tickets.create(kept | plain | wanted).with_env(self.env)

    @api.model
    def _prepare_mail_values(self, msg_dict, custom_values):
        """Return the values of a ticket from its mail; the sender is the customer."""
        name, email = parse_contact_from_email(msg_dict.get("email_from") or "")
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        if author:
            sender = {"partner_id": author.id}
        else:
            sender = {
                "partner_name": name or email,
                "partner_email": email or msg_dict.get("email_from"),
            }
        return {
            "name": msg_dict.get("subject") or self.env._("(no subject)"),
            **sender,
            **{key: value for key, value in custom_values.items() if value},
            "channel": "email",
        }

    def _is_automatic(self):
        """Return whether a machine wrote the mail in hand."""
        automatic = self.env.context.get("aftersales_automatic")
        return isinstance(automatic, Source) and bool(automatic)

    def _is_forged(self):
        """Return whether our mail server says that the mail in hand is not its sender's."""
        authentication = self.env.context.get("aftersales_authentication")
        return isinstance(authentication, Source) and authentication == "fail"

    def _is_unanswerable(self):
        """Return whether an answer to the mail in hand would reach a machine, or a victim."""
        machine = self.env.context.get("aftersales_machine")
        return (isinstance(machine, Source) and bool(machine)) or self._is_forged()

    # === MESSAGES === #

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """A customer who may read the ticket may answer; staff must be allowed to work on it."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation == "create" and self.env.user.share:
            return dict.fromkeys(operations, "read")
        return operations

    def message_post(self, **kwargs):
        """Customers answer by mail or on their page, which decide what may be sent to whom."""
        if self.env.user.share and not self.env.su:
            raise AccessError(self.env._("Please answer by e-mail or on the page of your request."))
        for ticket in self:
            if self.env.user.share and ticket._is_over():
                raise UserError(
                    self.env._(
                        "%(ticket)s is closed. Please open a new request, it will be linked to this"
                        " one.",
                        ticket=ticket.number,
                    )
                )
        if self.env.user.share and not kwargs.get("rating_id"):
            kwargs["message_type"] = "comment"  # what a customer writes is never a mere notice
        return super().message_post(**kwargs)

    def _message_post_after_hook(self, message, msg_vals):
        self._link_new_customer(message)
        result = super()._message_post_after_hook(message, msg_vals)
        self._record_message(message)
        return result

    def _link_new_customer(self, message):
        """Answering an unknown sender makes a contact of him: it becomes the customer."""
        email = email_normalize(self.partner_email)
        if not self.partner_id and email:
            partner = message.partner_ids.filtered(lambda p: p.email_normalized == email)[:1]
            if partner:
                self.partner_id = partner

    def _record_message(self, message):
        """Record what a message is for the service, and let it wake the ticket."""
        kind = self._message_kind(message)
        if not kind:
            return
        self._record(
            kind,
            actor=message.author_id,
            actor_name=None if message.author_id else message.email_from,
            text=html2plaintext(message.body or "")[:EXCERPT],
            message=message.id,
            attachments=len(message.attachment_ids),
        )
        now = fields.Datetime.now()
        if kind == "customer_message":
            if message.message_type == "email" and not self.last_customer_message_at:
                self._acknowledge()
            self._transition().last_customer_message_at = now
            if self._is_customer(message.author_id, message.email_from) and not self._is_forged():
                self._wake()
        elif kind == "agent_reply":
            self._transition().write(
                {
                    "last_reply_at": now,
                    "first_reply_at": self.first_reply_at or now,
                }
            )

    def _message_kind(self, message):
        """Return the event that a message is, or nothing for what a machine wrote."""
        if message.message_type not in ("email", "comment") or self._is_automatic():
            return None
        author = message.author_id
        staff = author and not author.partner_share and author != self.partner_id
        if not staff:
            return "customer_message"
        return "note" if message.is_internal or message.subtype_id.internal else "agent_reply"

    def _wake(self):
        """Go on working when the customer has answered."""
        if (self.state == "waiting" and self.waiting_reason == "customer") or (
            self.state in ("resolved", "closed") and self._within_reopen_window()
        ):
            self._move_to("in_progress")

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        """The customer follows his ticket; nobody else joins by being in copy."""
        followers = super()._message_auto_subscribe_followers(updated_values, default_subtype_ids)
        if partner_id := updated_values.get("partner_id"):
            __, __, external = self.env["mail.message.subtype"].default_subtypes(self._name)
            followers.append((partner_id, external.ids, False))
        return followers

    def write(self, vals):
        """A former customer stops following."""
        if "partner_id" in vals:
            for partner, tickets in self.grouped("partner_id").items():
                if partner.id != vals["partner_id"]:
                    tickets.message_unsubscribe(partner.ids)
        return super().write(vals)

    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["partner_id"]

    def _get_customer_information(self):
        information = super()._get_customer_information()
        for ticket in self.filtered(lambda t: t.partner_email and not t.partner_id):
            email = email_normalize(ticket.partner_email)
            information.setdefault(email, {}).update(
                {
                    "name": ticket.partner_name or email,
                    "phone": ticket.partner_phone,
                }
            )
        return information

    # === FOLLOW-UPS === #

    def _prepare_follow_up_values(self):
        return {
            "origin_ticket_id": self.id,
            "partner_id": self.partner_id.id,
            "team_id": self.team_id.id,
            "category_id": self.category_id.id,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "sale_order_id": self.sale_order_id.id,
        }

    # === RATING === #

    def rating_apply(
        self,
        rate,
        token=None,
        rating=None,
        feedback=None,
        subtype_xmlid=None,
        notify_delay_send=False,
    ):
        """Record the answer; the score itself lives in Odoo's rating."""
        result = super().rating_apply(
            rate,
            token=token,
            rating=rating,
            feedback=feedback,
            subtype_xmlid=subtype_xmlid,
            notify_delay_send=notify_delay_send,
        )
        self._record(
            "survey_answered",
            actor=result.partner_id or None,
            rating=str(int(rate)),
            text=feedback or "",
        )
        return result

    def _rating_get_parent_field_name(self):
        return "team_id"

    # === WHO WROTE === #

    def _author(self):
        """Return the contact who wrote the ticket himself, or nobody."""
        return self.partner_id if self.channel in WRITTEN_BY_CUSTOMER else None

    def _author_name(self):
        """Return the name of a customer who wrote and is not a contact yet."""
        unknown = self.channel in WRITTEN_BY_CUSTOMER and not self.partner_id
        return (self.partner_name or self.partner_email) if unknown else None

    def _is_customer(self, partner, email=None):
        """Return whether the message comes from the ticket's own customer.

        The customer is the contact, anybody of the same company, or the same address.
        """
        self.ensure_one()
        if partner and partner.commercial_partner_id == self.commercial_partner_id:
            return True
        normalized = email_normalize(email or partner.email)
        return bool(normalized) and normalized == email_normalize(self.partner_email)

    def _is_participant(self, partner, email=None):
        """Return whether somebody takes part: the customer, or whom staff has added."""
        return self._is_customer(partner, email) or partner in self.message_partner_ids

    def _message_get_suggested_recipients_batch(
        self,
        reply_discussion=False,
        reply_message=None,
        no_create=True,
        primary_email=False,
        additional_partners=None,
    ):
        """Propose to write to those who take part, never to whom a mail names in copy."""
        suggested = super()._message_get_suggested_recipients_batch(
            reply_discussion=reply_discussion,
            reply_message=reply_message,
            no_create=no_create,
            primary_email=primary_email,
            additional_partners=additional_partners,
        )
        partners = self.env["res.partner"]
        return {
            ticket.id: [
                recipient
                for recipient in suggested[ticket.id]
                if ticket._is_participant(
                    partners.browse(recipient["partner_id"]), recipient["email"]
                )
            ]
            for ticket in self
        }
