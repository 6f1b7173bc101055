from odoo import fields, models


class AftersalesIntakeAssign(models.TransientModel):
    _name = "aftersales.intake.assign"
    _description = "Assign a Mail to a Ticket"

    intake_ids = fields.Many2many(comodel_name="aftersales.intake", string="Mails", required=True)
    ticket_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        required=True,
        domain="[('state', 'not in', ('closed', 'cancelled'))]",
    )

    def action_assign_mails(self):
        self.ticket_id.check_access("write")
        self.intake_ids._assign(self.ticket_id)
        return self.ticket_id.get_formview_action()
