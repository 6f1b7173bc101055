from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, is_html_empty


class AftersalesTicket(models.Model):
    """A ticket waits for its customer only when the customer has been told so (rule 5)."""

    _inherit = "aftersales.ticket"

    # === PREDICATES === #

    def _cannot_wait_for_customer(self):
        """Return why the ticket cannot wait for its customer yet, or an empty string.

        The last word has to be ours, a reply or a contact on record: who was not told that an
        answer is awaited does not know that it is his turn.
        """
        self.ensure_one()
        if self.last_reply_at and not self.awaits_reply:
            return ""
        return self.env._(
            "Tell the customer first what you wait for: use “Wait for Customer”, which sends your"
            " message and lets the ticket wait, or log the call in which you said it."
        )

    # === CHECKS === #

    def write(self, vals):
        if vals.get("waiting_reason") == "customer" and not vals.get("stage_id"):
            self.filtered(lambda ticket: ticket.state == "waiting")._check_told()
        return super().write(vals)

    def _check_stage_change(self, stage, vals):
        super()._check_stage_change(stage, vals)
        if stage.meaning != "waiting":
            return
        proposed = vals.get("waiting_reason") or stage.waiting_reason or "customer"
        for ticket in self:
            reason = proposed
            if ticket.state == "waiting":  # another column, the same reason
                reason = vals.get("waiting_reason", ticket.waiting_reason)
            if reason == "customer":
                ticket._check_told()

    def _check_told(self):
        """Refuse tickets that do not wait for their customer yet, and whose customer is not told."""
        for ticket in self:
            waits = ticket.state == "waiting" and ticket.waiting_reason == "customer"
            if not waits and (reason := ticket._cannot_wait_for_customer()):
                raise UserError(
                    self.env._("%(ticket)s: %(reason)s", ticket=ticket.number, reason=reason)
                )

    # === BUSINESS === #

    def _ask_customer(self, body):
        """Write to the customer and let the ticket wait for the answer, all in one.

        :param body: the message, as HTML
        """
        self.ensure_one()
        self.check_access("write")
        if is_html_empty(body):
            raise UserError(self.env._("Write what you need from the customer."))
        self._check_can_wait()
        stranger = email_normalize(not self.partner_id and self.partner_email)
        if not (self.partner_id.email or stranger):
            raise UserError(
                self.env._(
                    "The customer has no e-mail address: enter one, or call and log the call, then"
                    " choose the stage."
                )
            )
        with self._clocks_held():
            self.message_post(
                body=body,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.partner_id.ids,
                outgoing_email_to=stranger,
            )
            self._move_to_waiting_for_customer()

    def _check_can_wait(self):
        for ticket in self:
            if reason := ticket._cannot_move("waiting"):
                raise UserError(
                    self.env._("%(ticket)s: %(reason)s", ticket=ticket.number, reason=reason)
                )

    def _move_to_waiting_for_customer(self):
        stages = self.env["aftersales.stage"].search([("meaning", "=", "waiting")])
        asking = stages.filtered(lambda stage: stage.waiting_reason in (False, "customer"))
        for team, tickets in self.grouped("team_id").items():
            stage = asking._first("waiting", team) or stages._first("waiting", team)
            tickets.write({"stage_id": stage.id, "waiting_reason": "customer"})

    # === ACTIONS === #

    def action_wait(self):
        """Wait for the customer: at once where the last word is ours, else with a message."""
        self.check_access("write")
        self._check_can_wait()
        if not any(ticket._cannot_wait_for_customer() for ticket in self):
            self._move_to_waiting_for_customer()
            return None
        if len(self) > 1:
            self._check_told()
        return self._open_wizard("aftersales.ticket.wait", self.env._("Wait for Customer"))
