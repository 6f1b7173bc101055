from odoo import api, fields, models


class AftersalesTicketWait(models.TransientModel):
    _name = "aftersales.ticket.wait"
    _description = "Ask the Customer and Wait"
    _inherit = ["aftersales.ticket.wizard"]

    template_id = fields.Many2one(
        comodel_name="mail.template",
        domain="[('model', '=', 'aftersales.ticket')]",
    )
    body = fields.Html(
        string="Message",
        compute="_compute_body",
        compute_sudo=False,
        store=True,
        readonly=False,
        sanitize="email_outgoing",
        help="The customer reads it.",
    )

    @api.depends("template_id")
    def _compute_body(self):
        for wizard in self:
            if wizard.template_id and wizard.ticket_id:
                wizard.ticket_id.check_access("read")
                rendered = wizard.template_id._generate_template(
                    wizard.ticket_id.ids, ("body_html",)
                )
                wizard.body = rendered[wizard.ticket_id.id]["body_html"]
            else:
                wizard.body = wizard.body or False

    def action_send(self):
        """Send the message, and let the ticket wait for the answer."""
        self.ensure_one()
        self.ticket_id._ask_customer(self.body)
        return {"type": "ir.actions.act_window_close"}
