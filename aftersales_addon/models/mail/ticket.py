import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import email_normalize

from .outbox_plan import Recipient

_logger = logging.getLogger(__name__)

STRANGERS_PARAMETER = "aftersales_addon.mail_strangers_told"


class AftersalesTicket(models.Model):
    """What the desk tells the customer by itself."""

    _inherit = "aftersales.ticket"

    # === NOTICES === #

    def _acknowledge(self):
        """Tell the customer the number and where to follow the ticket.

        A stranger is told once in a day, whatever number of mails bears the address: it may be
        somebody else's who wrote none of them. A customer who writes mails is told once in an
        hour: two machines that know each other would otherwise thank each other for ever.
        """
        tickets = self.filtered(
            lambda ticket: (
                not ticket._is_unanswerable() and (ticket.team_id.acknowledge or not ticket.team_id)
            )
        )
        keys = {ticket: ticket._acknowledgement_key() for ticket in tickets}
        told = tickets._told_within_a_day(keys) | tickets._told_within_an_hour()
        strangers = (tickets - told).filtered(lambda ticket: not ticket.partner_id)
        if strangers and self._too_many_strangers():
            told |= strangers
        (tickets - told)._plan_notice(
            "acknowledgement", "aftersales_addon.mail_template_acknowledgement", keys
        )

    def _too_many_strangers(self):
        """Return whether so many strangers wrote in the last hour that somebody floods us.

        Their addresses may be those of victims: the tickets are kept, nobody is told.
        """
        # sudo: aftersales.outbox - what was said to others counts, whoever asks
        outbox = self.env["aftersales.outbox"].sudo()
        limit = self.env["aftersales.intake"]._parameter(STRANGERS_PARAMETER, 100)
        recent = [
            ("kind", "=", "acknowledgement"),
            ("partner_id", "=", False),
            ("planned_at", ">", fields.Datetime.now() - timedelta(hours=1)),
        ]
        return outbox.search_count(recent, limit=limit) >= limit

    def _acknowledgement_key(self):
        if self.partner_id:
            return f"ack:{self.id}"
        return f"ack:{self._stranger_address()}:{fields.Date.today()}"

    def _stranger_address(self):
        """Return the address without the tag behind a plus: it leads to the same person."""
        local, __, domain = (email_normalize(self.partner_email) or "").rpartition("@")
        return f"{local.partition('+')[0]}@{domain}"

    def _told_within_a_day(self, keys):
        """Return the strangers' tickets whose address was told late yesterday."""
        yesterday = fields.Date.today() - timedelta(days=1)
        before = {
            ticket: f"ack:{ticket._stranger_address()}:{yesterday}"
            for ticket in self
            if not ticket.partner_id
        }
        if not before:
            return self.browse()
        # sudo: aftersales.outbox - what was said to an address counts, whoever asks
        outbox = self.env["aftersales.outbox"].sudo()
        recent = outbox.search(
            [
                ("key", "in", list(before.values())),
                ("state", "!=", "cancelled"),
                ("planned_at", ">", fields.Datetime.now() - timedelta(days=1)),
            ]
        ).mapped("key")
        return self.filtered(lambda ticket: before.get(ticket) in recent)

    def _told_within_an_hour(self):
        """Return the customers' tickets by mail whose sender was just told of another one."""
        mailed = self.filtered(lambda ticket: ticket.partner_id and ticket.channel == "email")
        if not mailed:
            return mailed
        # sudo: aftersales.outbox - what was said to a customer counts, whoever asks
        outbox = self.env["aftersales.outbox"].sudo()
        recent = outbox.search(
            [
                ("kind", "=", "acknowledgement"),
                ("state", "!=", "cancelled"),
                ("partner_id", "in", mailed.partner_id.ids),
                ("ticket_id.channel", "=", "email"),
                ("planned_at", ">", fields.Datetime.now() - timedelta(hours=1)),
            ]
        )
        return mailed.filtered(lambda ticket: ticket.partner_id in recent.partner_id)

    def _tell_closed(self):
        """Tell the customers that their tickets are closed, and ask how it went."""
        keys = {ticket: ticket._closing_key() for ticket in self}
        asked = self.filtered(lambda t: t.team_id.ask_rating and t.partner_id.email)
        planned = asked._plan_notice("rating", "aftersales_addon.mail_template_rating", keys)
        rated = planned.ticket_id.with_env(self.env)
        rated._record("survey_planned", kind="rating")
        (self - rated)._plan_notice("closed", "aftersales_addon.mail_template_closed", keys)

    def _closing_key(self):
        """Return what is the same for all that is said about this closing of the ticket."""
        return f"closing:{self.id}:{self.reopen_count}"

    def _forget_closing(self):
        """Do not tell any more that re-opened tickets are closed."""
        self.env["aftersales.outbox"]._cancel_planned(self, ("closed", "rating"))

    def _plan_notice(self, kind, xmlid, keys):
        """Plan a mail from a template to each customer who has an address.

        A broken template must neither stop an intake nor a closing: it is noted on the
        tickets, for staff to see.

        :param dict keys: ticket -> key of the mail
        :return: the mails planned
        """
        # sudo: aftersales.outbox - the mail is ours, whoever causes it
        outbox = self.env["aftersales.outbox"].sudo()
        template = self.env.ref(xmlid, raise_if_not_found=False)
        recipients = self._recipients()
        tickets = self.filtered(recipients.get)
        if not template or not tickets:
            return outbox
        try:
            return outbox._plan(kind, template, tickets, keys, recipients)
        except (OperationalError, ConcurrencyError):
            raise  # not the template's fault: the caller's transaction has to be tried again
        except Exception as error:  # whatever a template of somebody else's can raise
            _logger.warning("Notice %s not planned: %s", xmlid, error)
            tickets._message_log_batch(
                bodies={
                    ticket.id: self.env._(
                        "The notice “%(template)s” could not be written: %(error)s",
                        template=template.name,
                        error=error,
                    )
                    for ticket in tickets
                }
            )
        return outbox

    def _recipients(self):
        """Return the customers that have an address which is not one of our own.

        :rtype: dict[ticket, Recipient]
        """
        addresses = {
            ticket: email_normalize(ticket.partner_id.email or ticket.partner_email)
            for ticket in self
            if ticket.partner_id.active or not ticket.partner_id
        }
        # sudo: mail.alias - every alias of ours counts, so that no loop can start
        aliases = self.env["mail.alias"].sudo()
        own = aliases.search(
            [("alias_full_name", "in", list(filter(None, addresses.values())))]
        ).mapped("alias_full_name")
        return {
            ticket: Recipient(
                email=address,
                name=ticket.partner_id.name or "",
                partner_id=ticket.partner_id.id,
                heading=None if ticket.partner_id else ticket.number,
            )
            for ticket, address in addresses.items()
            if address and address not in own
        }
