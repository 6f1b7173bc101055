from odoo import fields, models
from odoo.fields import Domain

# What a team leader looks for, by the name of the search filter.
URGENCIES = {
    "due_today": [("sla_due_at", ">=", "today"), ("sla_due_at", "<", "today +1d")],
    "about_to_breach": [("sla_due_at", ">=", "now"), ("sla_due_at", "<", "now +30M")],
    "late": [("sla_due_at", "<", "now")],
}


class AftersalesTeam(models.Model):
    _inherit = "aftersales.team"

    expert_team_id = fields.Many2one(
        comodel_name="aftersales.team",
        string="Experts",
        check_company=True,
        index="btree_not_null",
        help="To whom this team hands over what it cannot solve; empty: to its own members.",
    )
    due_today_count = fields.Integer(
        string="Due Today", compute="_compute_urgency_counts", compute_sudo=False
    )
    about_to_breach_count = fields.Integer(
        string="About to Breach", compute="_compute_urgency_counts", compute_sudo=False
    )
    late_count = fields.Integer(
        string="Late", compute="_compute_urgency_counts", compute_sudo=False
    )

    def _experts(self):
        """Return the team to which this one hands over."""
        return self.expert_team_id.filtered("active") or self

    def _compute_urgency_counts(self):
        tickets = self.env["aftersales.ticket"]
        for name, urgent in URGENCIES.items():
            domain = Domain("team_id", "in", self.ids) & Domain(urgent)
            counts = dict(tickets._read_group(domain, ["team_id"], ["__count"]))
            for team in self:
                team[f"{name}_count"] = counts.get(team._origin, 0)

    def action_open_tickets(self):
        """Open the team's tickets; a figure on the board names its filter in the context."""
        action = super().action_open_tickets()
        filters = {f"search_default_{name}" for name in URGENCIES} & self.env.context.keys()
        if filters:
            action["views"] = [(False, mode) for mode in ("list", "kanban", "form")]
            action["context"] |= dict.fromkeys(filters, 1)
        return action
