from odoo import models

from ..ticket.category import PRIORITIES


class AftersalesTicket(models.Model):
    """What the steps of a ladder do to a ticket. Each says in words what it has done."""

    _inherit = "aftersales.ticket"

    def _escalation_words(self, clock):
        """Return what the people concerned read: which promise, and when it is or was due."""
        facts = {"metric": clock.display_name, "ticket": self.display_name}
        if clock.breached_at:
            return self.env._("%(metric)s is late: %(ticket)s", **facts)
        return self.env._("%(metric)s is due soon: %(ticket)s", **facts)

    def _escalate_notify(self, step, clock):
        users = step._audience(self)
        self.message_notify(
            partner_ids=users.partner_id.ids,
            subject=self._escalation_words(clock),
            body=self._escalation_words(clock),
            notify_author=True,
        )
        return ", ".join(users.mapped("name"))

    def _escalate_activity(self, step, clock):
        users = step._audience(self)
        for user in users:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=step.name,
                note=self._escalation_words(clock),
                user_id=user.id,
                automated=True,
            )
        return ", ".join(users.mapped("name"))

    def _escalate_mail(self, step, clock):
        """Plan a mail to each of them: at least once, always with the same Message-Id."""
        users = step._audience(self).filtered("email")
        self.env["aftersales.outbox"]._plan_escalation(clock, step, users)
        return ", ".join(users.mapped("email")) or self.env._("Nobody has an e-mail address.")

    def _escalate_reassign(self, step, clock):
        user = step._audience(self).filtered(lambda user: user != self.user_id)[:1]
        if user:
            self.user_id = user
        return user.name or self.env._("Nobody else is left.")

    def _escalate_raise(self, step, clock):
        higher = [key for key, __ in PRIORITIES if key > self.priority]
        if higher:
            self.priority = higher[0]
        labels = dict(self._fields["priority"]._description_selection(self.env))
        return labels[self.priority]

    def _escalate_server(self, step, clock):
        # sudo: ir.actions.server - chosen by an administrator, run for the ticket
        action = step.server_action_id.sudo()
        action.with_context(active_model=self._name, active_id=self.id, active_ids=self.ids).run()
        return action.name
