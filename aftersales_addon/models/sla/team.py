from odoo import fields, models


class AftersalesTeam(models.Model):
    _inherit = "aftersales.team"

    expert_team_id = fields.Many2one(
        comodel_name="aftersales.team",
        string="Experts",
        check_company=True,
        index="btree_not_null",
        help="To whom this team hands over what it cannot solve; empty: to its own members.",
    )
