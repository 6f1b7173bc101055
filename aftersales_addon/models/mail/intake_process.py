import ast
import logging
import re
from datetime import timedelta
from functools import partial

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext
from odoo.tools.mail import generate_tracking_message_id

from ...core import mailbuild, mailguard, mailreport, mailrules
from ..ticket.event_mixin import Source
from .intake_clean import PREVIEW
from .intake_receive import TRANSIENT

_logger = logging.getLogger(__name__)

AUTHSERV_PARAMETER = "aftersales_addon.mail_authserv_id"
FLOOD_PARAMETER = "aftersales_addon.mail_flood_limit"


class Refused(Exception):
    """A mail that only a supervisor can decide about.

    :param str reason: one of ``intake.REASONS``
    :param values: more to write on the mail
    """

    def __init__(self, reason, **values):
        super().__init__(reason)
        self.reason, self.values = reason, values


class AftersalesIntake(models.Model):
    _inherit = "aftersales.intake"

    def _process(self, rebuilt=False, decided=None):
        """Make of a stored mail what it is: a ticket, a reply, or one of the other ends.

        :param bool rebuilt: take the readable parts of the mail only
        :param str decided: ``open`` or ``assign`` when a supervisor vouches for the mail
        """
        self.ensure_one()
        raw, limits, was = self.raw_id.raw, self._limits(), self.state
        reasons = mailguard.inspect(raw, limits)
        if "size" in reasons:  # nobody reads on: let go of the rest
            raw = raw[: limits.max_size + 1]
            self.raw_id.invalidate_recordset(["raw"])
        plain = mailguard.rebuild(raw, limits) if rebuilt or reasons else None
        message = mailguard.read(plain.message if plain else raw)
        gateway = self.env["mail.thread"].with_context(aftersales_intake=True)
        parsed = gateway.message_parse(message)
        if self._strips_files():
            # What is too long to be shown in full goes on in a file: that is text.
            parsed["attachments"] = [
                file for file in parsed["attachments"] if plain and file.fname == mailbuild.REST
            ][:1]
        parsed = self._clean(parsed)
        same_id = [("message_id", "=", parsed["message_id"])]
        if self.env["mail.message"].search_count(same_id, limit=1):
            # Answers to the first mail of that id must not find this one instead.
            parsed["message_id"] = generate_tracking_message_id(f"aftersales-intake-{self.id}")
        try:
            state, ticket = self._deliver(message, parsed, decided)
        except Refused as refusal:
            self._quarantine(refusal.reason, **refusal.values)
            return
        self.write(
            {
                "state": state,
                "reason": False,
                "ticket_id": ticket.id,
                "company_id": (ticket.company_id or self.company_id).id,
                "finished_at": fields.Datetime.now(),
                "mail_message_id": self.env["mail.message"]
                .search(
                    [
                        ("model", "=", ticket._name),
                        ("res_id", "=", ticket.id),
                        ("message_id", "=", parsed["message_id"]),
                    ],
                    limit=1,
                )
                .id,
            }
        )
        if was != "received":
            self._stop_asking()
        if state in ("ticket", "reply"):
            self._note_on(ticket, plain)

    def _process_again(self, decided=None):
        """Process a mail that has ended already, as the supervisor has decided.

        :raises UserError: when it can be read neither as it came nor rebuilt
        """
        self.write({"rejected": False, "attempts": self.attempts + 1})
        error = None
        for rebuilt in (False, True):
            try:
                with self.env.cr.savepoint():
                    self._process(rebuilt=rebuilt, decided=decided)
                return
            except TRANSIENT:
                raise
            except Exception as failure:  # whatever a mail can provoke
                _logger.info("Mail %s cannot be processed: %r", self.id, failure, exc_info=True)
                error = failure
        raise UserError(
            self.env._(
                "“%(mail)s” cannot be read (%(error)s). Download it as it came, or reject it.",
                mail=self.subject,
                error=error,
            )
        )

    # === WHERE TO === #

    def _deliver(self, message, parsed, decided):
        """Return what the mail is and the ticket it reaches, which gets it.

        :rtype: tuple[str, aftersales.ticket]
        :raises Refused: when a supervisor has to decide
        """
        headers = mailguard.headers(self.raw_id.raw)  # a rebuilt mail keeps only some of them
        aliases = self._aliases(headers)
        alias = aliases[:1]
        ticket = self._ticket_answered(headers, parsed)
        team = self._team(alias)
        self.company_id = ticket.company_id or team.company_id
        # A null return path alone may be an automatic answer: then the customer is the sender.
        answer = ticket and ticket._is_customer(self.env["res.partner"], self.sender)
        if parsed["is_bounce"] and not decided and not answer:
            return "bounce", self._take_bounce(message, parsed, ticket)
        author = self._identify(headers, parsed, decided, ticket)
        automatic = mailrules.automatic_reason(headers)
        self = self.with_context(
            aftersales_machine=Source("yes" if automatic or parsed["is_bounce"] else "")
        )
        if decided == "assign":
            return "reply", self._post(message, parsed, self.ticket_id, author)
        if decided == "open":
            ticket = ticket.browse()
        elif ticket and not self._may_join(ticket, author):
            raise Refused("unknown_user_update", ticket_id=ticket.id)
        if automatic and not decided:
            if ticket:
                self._post(message, parsed, ticket, author, automatic=True)
            return "automatic", ticket
        values, ticket = {}, ticket._survivor()
        if ticket and ticket._is_over():
            values = self._follow_up_values(ticket, author)
            ticket = ticket.follow_up_ids.filtered(
                lambda t: not t._is_over() and self._may_join(t, author)
            )[:1]
        if not ticket and not decided:
            self._check_alias(alias, team, message, parsed)
            self._check_person(headers, parsed, author)
            ticket = self._ticket_of_flood(author)
        if not ticket:
            values = self._alias_defaults(alias) | values
        state = "reply" if ticket else "ticket"
        reached = self._post(message, parsed, ticket, author, values=values)
        if not ticket:
            self._note_other_teams(reached, aliases)
        return state, reached

    def _ticket_answered(self, headers, parsed):
        """Return the ticket that the mail answers, or reports about."""
        tickets = self.env["aftersales.ticket"]
        if thread_id := (self.options or {}).get("thread_id"):
            return tickets.browse(thread_id).exists()
        quoted = self._quoted_message(self._references(headers))
        if parsed["is_bounce"]:
            quoted = parsed["bounced_message"] or quoted
            quoted = quoted or self._message_returned()
        if quoted.model != tickets._name:
            return tickets
        return tickets.browse(quoted.res_id).exists()

    def _message_returned(self):
        """Return the message of ours that the mail has in it, as a report of its failure has."""
        return self._quoted_message(mailguard.embedded_message_ids(self.raw_id.raw))

    def _take_bounce(self, message, parsed, ticket):
        """Note on the ticket that a mail of ours did not arrive, as Odoo notes it elsewhere."""
        if not ticket:
            raise Refused("unknown_bounce")
        self.env["mail.thread"]._routing_handle_bounce(message, parsed)
        address = parsed["bounced_email"] or ticket.partner_email or ""
        ticket._message_log(
            body=self.env._(
                "A mail to %(address)s did not arrive: %(text)s",
                address=address,
                text=html2plaintext(parsed["body"] or "")[:PREVIEW],
            )
        )
        return ticket

    def _aliases(self, headers):
        """Return the addresses of ours that the mail is sent to, the one it names first in front.

        That one's team gets the ticket: one mail is one ticket, whatever number of us it names.
        """
        if alias_id := (self.options or {}).get("alias_id"):
            return self.env["mail.alias"].browse(alias_id).exists()
        return self._addressed(self._recipients(headers)).filtered(self._brings_tickets)

    def _team(self, aliases):
        """Return the teams that the addresses belong to, in their order."""
        teams = self.env["aftersales.team"]
        model_id = self.env["ir.model"]._get_id(teams._name)
        owned = aliases.filtered(lambda alias: alias.alias_parent_model_id.id == model_id)
        return teams.browse(owned.mapped("alias_parent_thread_id")).exists()

    def _check_alias(self, alias, team, message, parsed):
        owner = team or self.env["aftersales.ticket"]
        if alias and owner._alias_get_error(message, parsed, alias):
            raise Refused("alias_refuses")

    def _check_person(self, headers, parsed, author):
        """Let a supervisor look at what somebody unknown writes in the form of a machine's report."""
        if author or not mailreport.looks_reported(headers):
            return
        if mailreport.begins_as_report(html2plaintext(parsed["body"] or "")):
            quoted = self._message_returned()
            ours = quoted.model == "aftersales.ticket"
            raise Refused("unknown_bounce", ticket_id=ours and quoted.res_id)

    def _follow_up_values(self, ticket, author):
        """Return the values of a new ticket about the same matter, in the name of who writes."""
        values = ticket._prepare_follow_up_values()
        if author.user_ids.filtered(lambda user: user._is_internal()):
            return values  # on the customer's behalf
        if ticket._is_customer(author, self.sender):
            return values | {"partner_id": author.id or values["partner_id"]}
        # somebody whom staff had added: what the customer bought is no business of his ticket
        return {name: values[name] for name in ("origin_ticket_id", "team_id", "category_id")}

    def _alias_defaults(self, alias):
        """Return the values that a new ticket gets from the address it was sent to."""
        try:
            defaults = dict(ast.literal_eval(alias.alias_defaults or "{}"))
        except (ValueError, SyntaxError, TypeError):  # typed in by hand
            defaults = {}
        return defaults | ((self.options or {}).get("custom_values") or {})

    def _ticket_of_flood(self, author):
        """Return the ticket that gathers the mails of a sender who opens far too many."""
        limit = self._parameter(FLOOD_PARAMETER, 10)
        trusted = [("email_normalized", "=", self.sender)]
        if not self.sender or self.env["mail.gateway.allowed"].search_count(trusted, limit=1):
            return self.env["aftersales.ticket"]
        local, __, domain = self.sender.rpartition("@")
        sender = f"{local.partition('+')[0]}@{domain}"  # a tag leads to the same person
        pattern = re.sub(r"([\\%_])", r"\\\1", sender).replace("@", "+%@")
        recent = self.search(
            (Domain("sender", "=", sender) | Domain("sender", "=like", pattern))
            & Domain("state", "=", "ticket")
            & Domain("received_at", ">", self.received_at - timedelta(hours=1)),
            limit=limit,
        )
        if len(recent) < limit:
            return self.env["aftersales.ticket"]
        return recent.ticket_id.filtered(
            lambda ticket: (
                not ticket._is_over()
                and (ticket._stranger_address() == sender or self._may_join(ticket, author))
            )
        )[:1]

    # === WHO WRITES === #

    def _identify(self, headers, parsed, decided, ticket):
        """Return the contact who wrote the mail, and note how far that is certain.

        A colleague is only believed when the mail server vouches for the address.
        """
        sender = email_normalize(parsed["email_from"]) or ""
        # sudo: ir.config_parameter - the name of our own mail server
        server = self.env["ir.config_parameter"].sudo().get_param(AUTHSERV_PARAMETER) or ""
        self.authentication = mailrules.authentication(headers, server, sender.partition("@")[2])
        thread = ticket or self.env["mail.thread"]
        find = partial(thread._partner_find_from_emails_single, [sender], no_create=True)
        author = find() if sender else self.env["res.partner"]
        colleague = author.user_ids.filtered(lambda user: user._is_internal())
        if colleague and self.authentication != "pass":
            if not decided:
                raise Refused("internal_unverified", ticket_id=ticket.id)
            author = self.env["res.partner"]
        company = self.company_id or self.env.company
        if not author.company_id <= company:  # another company's contact is not this one's
            author = find(filter_found=lambda partner: partner.company_id <= company)
        parsed["author_id"] = author.id
        parsed["partner_ids"] = []  # whoever is in copy is told by the sender, not by us
        return author

    def _may_join(self, ticket, author):
        """Return whether somebody may write on a ticket by mail: colleagues as on the page."""
        return ticket._is_participant(author, self.sender) or any(
            ticket.with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
            .has_access("write")
            for user in author.user_ids
            if user._is_internal()
        )
