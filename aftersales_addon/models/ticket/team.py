import ast

from odoo import api, fields, models


class AftersalesTeam(models.Model):
    _name = "aftersales.team"
    _description = "After-Sales Team"
    _inherit = ["mail.alias.mixin", "mail.thread", "rating.parent.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True
    _rating_satisfaction_days = 30

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer(aggregator=None)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    leader_id = fields.Many2one(
        comodel_name="res.users",
        string="Team Leader",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    member_ids = fields.Many2many(
        comodel_name="res.users",
        relation="aftersales_team_member_rel",
        string="Members",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working Hours",
        check_company=True,
        compute="_compute_resource_calendar_id",
        store=True,
        readonly=False,
    )
    close_after_days = fields.Integer(
        string="Close Resolved Tickets After (days)",
        default=7,
        help="A resolved ticket closes by itself when the customer stays silent for this many"
        " days. 0: never.",
    )
    reopen_days = fields.Integer(
        string="Re-open Window (days)",
        default=14,
        help="An answer of the customer within this many days re-opens the ticket; a later one"
        " opens a new, linked ticket.",
    )
    acknowledge = fields.Boolean(
        string="Acknowledge New Tickets",
        default=True,
        help="Customers who write by mail or portal get the ticket number and a link.",
    )
    ask_rating = fields.Boolean(
        string="Ask for a Rating",
        default=True,
        help="When a ticket closes, the customer is asked how it went.",
    )
    ticket_ids = fields.One2many(comodel_name="aftersales.ticket", inverse_name="team_id")
    open_ticket_count = fields.Integer(
        string="Open Tickets", compute="_compute_ticket_counts", compute_sudo=False
    )
    unassigned_ticket_count = fields.Integer(
        string="Unassigned Tickets", compute="_compute_ticket_counts", compute_sudo=False
    )
    urgent_ticket_count = fields.Integer(
        string="Urgent Tickets", compute="_compute_ticket_counts", compute_sudo=False
    )

    _days_positive = models.Constraint(
        "CHECK (close_after_days BETWEEN 0 AND 36500 AND reopen_days BETWEEN 0 AND 36500)",
        "The days until closing and for re-opening are between 0 and 36500.",
    )

    @api.depends("company_id")
    def _compute_resource_calendar_id(self):
        for team in self:
            if team.resource_calendar_id.company_id != team.company_id:
                team.resource_calendar_id = team.company_id.resource_calendar_id

    def _compute_ticket_counts(self):
        counts = {
            (team.id, assignee.id, priority): count
            for team, assignee, priority, count in self.env["aftersales.ticket"]._read_group(
                [("team_id", "in", self.ids), ("state", "in", ("new", "in_progress", "waiting"))],
                ["team_id", "user_id", "priority"],
                ["__count"],
            )
        }
        for team in self:
            own = {key[1:]: count for key, count in counts.items() if key[0] == team.id}
            team.open_ticket_count = sum(own.values())
            team.unassigned_ticket_count = sum(n for (user, __), n in own.items() if not user)
            team.urgent_ticket_count = sum(n for (__, prio), n in own.items() if prio == "3")

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._join_leader()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if "leader_id" in vals:
            self._join_leader()
        return result

    def _join_leader(self):
        """A leader works in the team."""
        for team in self:
            if team.leader_id not in team.member_ids:
                team.member_ids |= team.leader_id

    @api.model
    def _default_for_user(self):
        """Return the team that a ticket goes to when nothing else decides."""
        teams = self.search([("company_id", "=", self.env.company.id)])
        return teams.filtered(lambda team: self.env.user in team.member_ids)[:1] or teams[:1]

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("aftersales.ticket")
        if self.id:
            defaults = ast.literal_eval(self.alias_defaults or "{}")
            values["alias_defaults"] = {**defaults, "team_id": self.id}
        return values

    def action_open_tickets(self):
        """Open the team's tickets."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_ticket_action"
        )
        action["context"] = {
            "search_default_team_id": self.id,
            "search_default_open": 1,
            "default_team_id": self.id,
        }
        return action
