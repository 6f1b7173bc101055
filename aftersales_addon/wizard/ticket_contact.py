from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesTicketContact(models.TransientModel):
    _name = "aftersales.ticket.contact"
    _description = "Log a Contact with the Customer"
    _inherit = ["aftersales.ticket.wizard"]

    partner_phone = fields.Char(related="ticket_id.partner_phone", related_sudo=False)
    how = fields.Selection(
        selection=[("call", "Call"), ("visit", "Visit"), ("chat", "Chat")],
        string="By",
        required=True,
        default="call",
    )
    direction = fields.Selection(
        selection=[("out", "We called"), ("in", "The customer called")],
        string="Who Began",
        required=True,
        default="out",
    )
    reached = fields.Boolean(string="Reached the Customer", default=True)
    at = fields.Datetime(
        string="When", help="Leave it empty for now. What was long ago is recorded by a supervisor."
    )
    minutes = fields.Float(help="How long it took.", digits=(6, 1))
    note = fields.Text()
    reason = fields.Char(string="Why So Late", help="Why it was not put on record at once.")
    is_late = fields.Boolean(compute="_compute_is_late")

    @api.depends("at")
    def _compute_is_late(self):
        oldest = fields.Datetime.subtract(
            fields.Datetime.now(), minutes=self.env["aftersales.ticket"]._backdate_minutes()
        )
        for wizard in self:
            wizard.is_late = bool(wizard.at) and wizard.at < oldest

    def action_log(self):
        """Put the contact on record."""
        self.ensure_one()
        if not 0 <= self.minutes <= 24 * 60:
            raise UserError(self.env._("A contact takes between nothing and 24 hours."))
        self.ticket_id._log_contact(
            how=self.how,
            direction=self.direction,
            reached=self.reached,
            at=self.at,
            seconds=round(self.minutes * 60),
            note=(self.note or "").strip(),
            reason=(self.reason or "").strip(),
        )
        return {"type": "ir.actions.act_window_close"}
