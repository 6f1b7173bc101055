from odoo import api, fields, models


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

    loaner_ids = fields.One2many(
        comodel_name="aftersales.loaner",
        inverse_name="ticket_id",
        string="Loaners",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    loaner_count = fields.Integer(
        compute="_compute_loaner_count",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    @api.depends("loaner_ids")
    def _compute_loaner_count(self):
        counts = dict(
            self.env["aftersales.loaner"]._read_group(
                [("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"]
            )
        )
        for ticket in self:
            ticket.loaner_count = counts.get(ticket._origin, 0)

    @api.depends("loaner_ids.state")
    def _compute_blockers(self):
        return super()._compute_blockers()

    def _blocking_reasons(self):
        # sudo: aftersales.loaner - what is lent blocks, whoever may see it
        problem = self.sudo().loaner_ids._lent_problem()
        return super()._blocking_reasons() + ([problem] if problem else [])

    def _move_work_orders(self, target):
        result = super()._move_work_orders(target)  # a loaner is of the same ticket as its return
        # sudo: aftersales.loaner - loaners go with their ticket, whoever may see them
        self.sudo().loaner_ids._transition().ticket_id = target
        return result

    def action_lend(self):
        """Choose which unit the customer uses meanwhile."""
        self.ensure_one()
        return self._action_lend()

    def _action_lend(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lend a Unit"),
            "res_model": "aftersales.loaner",
            "view_mode": "form",
            "context": {"default_ticket_id": self.id},
        }

    def action_open_loaners(self):
        """Show the loaners of the ticket."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Loaners of %s", self.number),
            "res_model": "aftersales.loaner",
            "view_mode": "list,form",
            "domain": [("ticket_id", "=", self.id)],
            "context": {"default_ticket_id": self.id},
        }
