from odoo import api, fields, models


class AftersalesTicketHandover(models.TransientModel):
    _name = "aftersales.ticket.handover"
    _description = "Hand a Ticket Over to an Expert"
    _inherit = ["aftersales.ticket.wizard"]

    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    team_id = fields.Many2one(
        comodel_name="aftersales.team",
        string="Expert Team",
        compute="_compute_team_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id)]",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Expert",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Empty: whoever of the team is free. Everybody in it is told.",
    )
    note = fields.Text(string="What the Expert Should Know", help="The customer does not see it.")

    @api.depends("ticket_id")
    def _compute_team_id(self):
        for wizard in self:
            wizard.team_id = wizard.ticket_id.team_id._experts()

    def action_hand_over(self):
        """Hand the ticket over; whoever may not see it any more goes on with his own."""
        self.ensure_one()
        ticket = self.ticket_id
        ticket._hand_over(self.team_id, self.user_id, self.note or "")
        if ticket.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        return self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_ticket_action_my"
        ) | {"target": "main"}
