from odoo import api, fields, models
from odoo.tools import email_normalize

from ..mail.outbox_plan import Recipient
from ..ticket.ticket_flow import OPEN


class AftersalesOutbox(models.Model):
    _inherit = "aftersales.outbox"

    kind = fields.Selection(
        selection_add=[
            ("escalation", "Escalation"),
            ("handover", "Hand-over"),
            ("promise", "Promise"),
        ],
        ondelete={"escalation": "cascade", "handover": "cascade", "promise": "cascade"},
    )

    @api.model
    def _plan_escalation(self, clock, step, users):
        """Plan the mail of a step to each user who has an address: at least once."""
        # sudo: mail.template - written by an administrator, sent to whom the step names
        template = self.env.ref("aftersales_addon.mail_template_escalation").sudo()
        for user in users:  # one key each: told twice is nobody, whatever the step
            if address := email_normalize(user.email):
                partner = user.partner_id
                self._plan(
                    "escalation",
                    template.with_context(escalation_step=step.name, escalation_lang=user.lang),
                    clock,
                    {clock: f"escalation:{clock.id}:{step.id}:{partner.id}"},
                    {clock: Recipient(address, user.name, partner.id)},
                    guarantee="least",
                )

    def _is_for_staff(self):
        return self.kind == "escalation" or super()._is_for_staff()

    def _is_moot(self):
        """A call or a time is not announced any more once the ticket has ended."""
        # sudo: aftersales.ticket - the mail is about it, whoever looks at the mail
        ended = self.sudo().ticket_id.state not in OPEN
        return (ended and self.kind in ("handover", "promise")) or super()._is_moot()
