from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..ticket.event_mixin import Source
from ..ticket.ticket_flow import OPEN
from .clock import OPEN as OPEN_CLOCK
from .target import LONGEST

HANDOVER_TEMPLATE = "aftersales_addon.mail_template_handover"
PROMISE_TEMPLATE = "aftersales_addon.mail_template_promise"


class AftersalesTicket(models.Model):
    """What people do that response times depend on: hand over, call, promise."""

    _inherit = "aftersales.ticket"

    promised_at = fields.Datetime(
        string="Promised for",
        readonly=True,
        copy=False,
        help="The time that was promised to the customer and is still open.",
    )
    handover_blocker = fields.Char(compute="_compute_sla_blockers")
    promise_blocker = fields.Char(compute="_compute_sla_blockers")
    restart_blocker = fields.Char(compute="_compute_sla_blockers")

    @api.depends("state")
    @api.depends_context("lang", "uid")
    def _compute_sla_blockers(self):
        for ticket in self:
            ticket.handover_blocker = ticket._cannot_hand_over()
            ticket.promise_blocker = ticket._cannot_promise()
            ticket.restart_blocker = ticket._cannot_restart()

    @api.model
    def _is_protected(self, name):
        return name == "promised_at" or super()._is_protected(name)

    # === PREDICATES === #

    def _cannot_hand_over(self):
        """Return why the ticket cannot be handed over, or an empty string."""
        self.ensure_one()
        if self.state not in OPEN:
            return self.env._("The ticket has ended: re-open it before you hand it over.")
        return ""

    def _cannot_promise(self):
        """Return why no time can be promised to the customer, or an empty string."""
        self.ensure_one()
        if self.state not in OPEN:
            return self.env._("The ticket has ended: re-open it before you promise a time.")
        return ""

    # === HAND-OVER === #

    def _hand_over(self, team, user, note=""):
        """Give the ticket to an expert, start the expert's clock and tell the customer.

        Whose ticket it was need not be allowed to read it any more.

        :param team: whose tickets it joins
        :param user: who takes it; nobody for whoever of the team is free
        :param str note: what the expert should know
        """
        self.ensure_one()
        self.check_access("write")
        if reason := self._cannot_hand_over():
            raise UserError(reason)
        self._check_experts(team, user)
        with self._clocks_held():
            self._tell_experts(team, user, note)
            handed = self.with_context(mail_auto_subscribe_no_notify=True)
            handed.write({"team_id": team.id, "user_id": user.id})
            # sudo: aftersales.ticket - given away by who could write it, who may not read it now
            handed = handed.sudo()
            expert = handed.sla_version_id._promised().filtered(
                lambda target: target.metric == "expert_contact"
            )
            event = handed._record(
                "handed_over",
                team=team.id,
                user=user.id,
                seconds=expert.seconds,
                text=user.name or team.name,
            )
        # the event's number tells one hand-over from the next
        handed._plan_notice(
            "handover", HANDOVER_TEMPLATE, {handed: f"handover:{handed.id}:{event.id}"}
        )

    def _check_experts(self, team, user):
        """Refuse those who could not work on the ticket."""
        if not team and not user:
            raise UserError(self.env._("Choose the team or the person who takes over."))
        if team.company_id and team.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "“%(team)s” belongs to another company: choose a team of %(company)s.",
                    team=team.name,
                    company=self.company_id.name,
                )
            )
        if team and not team.active:
            raise UserError(
                self.env._("“%(team)s” is archived: choose another team.", team=team.name)
            )
        # sudo: res.users - whether the person may work on it at all
        person = user.sudo()
        if person and (
            person.share or not person.active or self.company_id not in person.company_ids
        ):
            raise UserError(
                self.env._(
                    "%(user)s cannot take over a ticket of %(company)s: choose somebody else.",
                    user=person.name,
                    company=self.company_id.name,
                )
            )

    def _tell_experts(self, team, user, note):
        """Leave the note on the ticket, and let those who take over know."""
        # sudo: res.users - whom to tell
        experts = (user or team.member_ids).sudo().filtered(lambda expert: expert.active)
        self.message_post(
            body=Markup("<p>%s</p>%s")
            % (
                self.env._("Handed over to %s: please call the customer.", user.name or team.name),
                plaintext2html(note) if note else "",
            ),
            subtype_xmlid="mail.mt_note",
            partner_ids=(experts - self.env.user).partner_id.ids,
        )

    def _expert_words(self):
        """Return when the expert gets in touch, as the customer reads it."""
        self.ensure_one()
        # sudo: aftersales.sla.clock - what is promised is told
        clocks = self.sudo().sla_clock_ids.filtered(lambda clock: clock.metric == "expert_contact")
        clock = clocks.sorted("instance")[-1:]
        if not clock.due_at:
            return self.env._("An expert will get in touch with you as soon as possible.")
        words = {
            "time": self._duration_words(clock.target_id.seconds),
            "instant": self._exact_words(clock.due_at),
        }
        if clock.target_id.clock_time == "always":
            return self.env._(
                "An expert will get in touch with you within %(time)s, by %(instant)s at the latest.",
                **words,
            )
        return self.env._(
            "An expert will get in touch with you within %(time)s of our working hours, by"
            " %(instant)s at the latest.",
            **words,
        )

    def action_hand_over(self):
        """Ask to whom, then hand the ticket over."""
        return self._open_wizard("aftersales.ticket.handover", self.env._("Hand Over"))

    # === CONTACT === #

    def _log_contact(
        self, how="call", direction="out", reached=True, at=None, seconds=0, note="", reason=""
    ):
        """Put on record that somebody called, visited or chatted with the customer.

        :param str how: ``call``, ``visit`` or ``chat``
        :param datetime at: naive UTC instant of its end, now by default
        :param str reason: why it is recorded so late, where a supervisor does
        """
        self.ensure_one()
        self.check_access("write")
        if at and at < self.opened_at.replace(microsecond=0):
            raise UserError(
                self.env._("That was before the ticket was opened: correct when it happened.")
            )
        facts = {"how": how, "expert": self._is_expert(self.env.user)}
        if reason:
            facts["reason"] = reason
        with self._clocks_held():
            self._record(
                "call_logged",
                occurred_at=at,
                direction=direction,
                outcome="reached" if reached else "not_reached",
                seconds=seconds,
                text=note,
                **facts,
            )
            if reached:
                self._record("contact_made", occurred_at=at, **facts)
                self._note_contact(at or fields.Datetime.now())
        self._forget_promise()

    def _is_expert(self, user):
        """Return whether a contact by the user is one of those who have the ticket."""
        # sudo: aftersales.team - who belongs to it
        team = self.sudo().team_id
        return not (team or self.user_id) or user == self.user_id or user in team.member_ids

    def _note_contact(self, at):
        """Speaking to the customer is an answer, too."""
        self._transition().write(
            {
                "first_reply_at": min(self.first_reply_at or at, at),
                "last_reply_at": max(self.last_reply_at or at, at),
            }
        )

    def action_log_contact(self):
        """Ask how it went, then put it on record."""
        return self._open_wizard("aftersales.ticket.contact", self.env._("Log a Contact"))

    # === PROMISE === #

    def _promise(self, at, note=""):
        """Promise the customer to be in touch by an instant, and tell the customer so.

        :param datetime at: naive UTC instant
        :param str note: what the customer reads beside it
        """
        self.ensure_one()
        self.check_access("write")
        if reason := self._cannot_promise():
            raise UserError(reason)
        at = at.replace(microsecond=0)
        now = fields.Datetime.now()
        if at <= now:
            raise UserError(self.env._("Only a time to come can be promised: choose a later one."))
        if at > now + timedelta(seconds=LONGEST):
            raise UserError(self.env._("That is more than five years away: correct the date."))
        self._transition().promised_at = at
        event = self._record("promise_given", at=at, text=note)
        self.with_context(aftersales_promise_note=note)._plan_notice(
            "promise", PROMISE_TEMPLATE, {self: f"promise:{self.id}:{event.id}"}
        )

    def _forget_promise(self):
        """Show no promise any more that is kept, broken or void."""
        # sudo: aftersales.sla.clock - the same for everybody
        promised = self.filtered("promised_at").sudo()
        over = promised.filtered(
            lambda ticket: (
                ticket.state not in OPEN
                or not ticket.sla_clock_ids.filtered(
                    lambda clock: clock.metric == "promised_time" and clock.state in OPEN_CLOCK
                )
            )
        )
        over._transition().promised_at = False

    def _record_changes(self, before):
        result = super()._record_changes(before)
        self.filtered(lambda ticket: ticket.state not in OPEN)._forget_promise()
        return result

    def _promise_words(self):
        """Return what is promised, as the customer reads it; nothing where nothing is."""
        self.ensure_one()
        if not self.promised_at:
            return ""
        return self.env._(
            "We will be in touch with you by %s at the latest.",
            self._exact_words(self.promised_at),
        )

    def action_promise(self):
        """Ask which time, then promise it."""
        return self._open_wizard("aftersales.ticket.promise", self.env._("Promise a Time"))

    # === RE-OPENING === #

    def _cannot_restart(self):
        """Return why the ticket cannot be re-opened with its time at zero, or an empty string."""
        self.ensure_one()
        if self.state in OPEN:
            return self.env._("The ticket is open: its time is running.")
        if not (self.env.su or self.env.user.has_group("aftersales_addon.group_supervisor")):
            return self.env._("Ask a supervisor: only they let a time start again at zero.")
        # sudo: aftersales.sla.target - what holds for the ticket
        targets = self.sudo().sla_version_id._promised()
        resolution = targets.filtered(lambda target: target.metric == "resolution")
        if resolution.reopen != "restart":
            return self.env._(
                "Its policy lets no resolution time start again: re-open it without that, or"
                " change “When Re-opened” in the policy."
            )
        return self._cannot_move("in_progress")

    def _reopen_afresh(self, reason):
        """Re-open the ticket; the resolution time starts again at zero.

        :param str reason: why, for the record
        """
        self.ensure_one()
        self.check_access("write")
        if refusal := self._cannot_restart():
            raise UserError(refusal)
        self.with_context(aftersales_restart=Source(reason))._move_to("in_progress")

    def action_restart(self):
        """Ask for the reason, then re-open the ticket with its time at zero."""
        return self._open_wizard(
            "aftersales.ticket.restart", self.env._("Re-open and Restart the Time")
        )

    # === TOOLS === #

    def _open_wizard(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }
