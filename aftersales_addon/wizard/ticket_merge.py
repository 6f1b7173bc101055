from odoo import Command, api, fields, models


class AftersalesTicketMerge(models.TransientModel):
    _name = "aftersales.ticket.merge"
    _description = "Merge Tickets"

    ticket_ids = fields.Many2many(comodel_name="aftersales.ticket", required=True)
    target_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        string="Go on in",
        required=True,
        compute="_compute_target_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('id', 'in', ticket_ids)]",
        help="The other tickets are closed as duplicates; their returns go on in this one.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "aftersales.ticket" and "ticket_ids" in fields:
            tickets = self.env["aftersales.ticket"].browse(self.env.context.get("active_ids"))
            tickets.check_access("read")
            values["ticket_ids"] = [Command.set(tickets.ids)]
        return values

    @api.depends("ticket_ids")
    def _compute_target_id(self):
        """Propose the ticket that is there longest."""
        for wizard in self:
            wizard.target_id = wizard.ticket_ids.sorted("id")[:1]

    def action_merge(self):
        """Merge the tickets, and show the one that goes on."""
        self.ensure_one()
        (self.ticket_ids - self.target_id)._merge_into(self.target_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.ticket",
            "res_id": self.target_id.id,
            "view_mode": "form",
        }
