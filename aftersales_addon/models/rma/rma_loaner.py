from odoo import api, fields, models


class AftersalesRma(models.Model):
    """A return does not end, and is not given up, while a unit of ours is with the customer."""

    _inherit = "aftersales.rma"

    loaner_ids = fields.One2many(
        comodel_name="aftersales.loaner",
        inverse_name="rma_id",
        string="Loaners",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    @api.depends("loaner_ids.state")
    def _compute_state(self):
        return super()._compute_state()

    def _state_of_documents(self):
        state = super()._state_of_documents()
        if state != "done" or not self.loaner_ids._lent():
            return state
        return "received" if self.receive_goods else "approved"

    def _cannot_cancel(self):
        return self.loaner_ids._lent_problem() or super()._cannot_cancel()

    def _cannot_refuse(self):
        return self.loaner_ids._lent_problem() or super()._cannot_refuse()

    def action_lend(self):
        """Choose which unit the customer uses meanwhile."""
        self.ensure_one()
        return self.ticket_id._action_lend() | {
            "context": {"default_rma_id": self.id, "default_ticket_id": self.ticket_id.id}
        }


class AftersalesLoaner(models.Model):
    _inherit = "aftersales.loaner"

    def _ended_problem(self):
        """Return why nothing is lent for the ticket or the return any more, or an empty string."""
        self.ensure_one()
        if self.ticket_id.state in ("closed", "cancelled"):
            return self.env._(
                "%s has ended: re-open it before anything is lent.", self.ticket_id.number
            )
        if self.rma_id.state in ("refused", "cancelled"):
            return self.env._(
                "%s is refused or cancelled: nothing is lent for it. Lend the unit for the ticket"
                " alone.",
                self.rma_id.number,
            )
        return ""
