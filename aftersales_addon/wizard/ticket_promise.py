from odoo import fields, models


class AftersalesTicketPromise(models.TransientModel):
    _name = "aftersales.ticket.promise"
    _description = "Promise a Time to the Customer"
    _inherit = ["aftersales.ticket.wizard"]

    at = fields.Datetime(string="Promised for", required=True)
    note = fields.Text(string="For the Customer", help="The customer reads it beside the time.")

    def action_promise(self):
        """Promise the time, and tell the customer."""
        self.ensure_one()
        self.ticket_id._promise(self.at, (self.note or "").strip())
        return {"type": "ir.actions.act_window_close"}
