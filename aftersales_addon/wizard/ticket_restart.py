from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesTicketRestart(models.TransientModel):
    _name = "aftersales.ticket.restart"
    _description = "Re-open a Ticket and Restart Its Resolution Time"
    _inherit = ["aftersales.ticket.wizard"]

    reason = fields.Char(required=True, help="Why the time starts again at zero; on record.")

    def action_restart(self):
        """Re-open the ticket; what was used of the resolution time is not counted on."""
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give the reason: it goes on record."))
        self.ticket_id._reopen_afresh(self.reason.strip())
        return {"type": "ir.actions.act_window_close"}
