from odoo import fields, models


class AftersalesTicketCancel(models.TransientModel):
    _name = "aftersales.ticket.cancel"
    _description = "Cancel a Ticket"

    ticket_ids = fields.Many2many(comodel_name="aftersales.ticket", required=True)
    cancel_reason = fields.Selection(
        selection=lambda self: (
            self.env["aftersales.ticket"]._fields["cancel_reason"]._description_selection(self.env)
        ),
        string="Reason",
        required=True,
    )

    def action_cancel_tickets(self):
        """Cancel the tickets for the reason given."""
        self.ticket_ids._move_to("cancelled", cancel_reason=self.cancel_reason)
        return {"type": "ir.actions.act_window_close"}
