from odoo import api, fields, models


class AftersalesTicketWizard(models.AbstractModel):
    """What is asked about one ticket: of nobody, not even by its name, who may not read it."""

    _name = "aftersales.ticket.wizard"
    _description = "Question About a Ticket"

    ticket_id = fields.Many2one(comodel_name="aftersales.ticket", required=True, readonly=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self.env["aftersales.ticket"].browse(values.get("ticket_id")).check_access("read")
        return values

    @api.constrains("ticket_id")
    def _check_ticket(self):
        # sudo: off - checks run with all rights, the question is asked of the one who answers
        self.sudo(False).ticket_id.check_access("read")
