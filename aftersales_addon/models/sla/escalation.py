import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...core.slaladder import Rung

AUDIENCES = [
    ("assignee", "Whoever the Ticket Is Assigned to"),
    ("leader", "Team Leader"),
    ("team", "Everybody in the Team"),
    ("expert", "Expert Team"),
    ("supervisor", "Supervisors"),
    ("users", "These People"),
    ("group", "Everybody of a Group"),
]
ACTIONS = [
    ("notify", "Notify in Odoo"),
    ("activity", "Plan an Activity"),
    ("mail", "Send a Mail"),
    ("reassign", "Assign to the First of Them"),
    ("raise", "Raise the Priority"),
    ("server", "Run a Server Action"),
]


class AftersalesSlaEscalation(models.Model):
    """One step of the ladder of a target: at which point of its time who is told, or what is done."""

    _name = "aftersales.sla.escalation"
    _description = "Escalation Step"
    _order = "target_id, sequence, id"

    target_id = fields.Many2one(
        comodel_name="aftersales.sla.target", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    moment = fields.Selection(
        selection=[
            ("percent", "At % of the Time"),
            ("before", "Minutes Before Due"),
            ("after", "Minutes After Due"),
        ],
        required=True,
        default="before",
    )
    amount = fields.Float(default=15, digits=(12, 2), help="In working time of the target.")
    action = fields.Selection(selection=ACTIONS, required=True, default="activity")
    audience = fields.Selection(selection=AUDIENCES, required=True, default="assignee")
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="aftersales_sla_escalation_user_rel",
        string="People",
        domain="[('share', '=', False)]",
    )
    group_id = fields.Many2one(comodel_name="res.groups", ondelete="restrict")
    server_action_id = fields.Many2one(
        comodel_name="ir.actions.server",
        domain="[('model_name', '=', 'aftersales.ticket')]",
        ondelete="restrict",
    )
    domain = fields.Char(
        string="Only If", default="[]", help="What the ticket must be for the step to be taken."
    )

    @api.constrains("amount", "moment")
    def _check_amount(self):
        for step in self:
            if not 0 <= step.amount <= (1000 if step.moment == "percent" else 525600):
                raise ValidationError(
                    self.env._(
                        "“%(step)s”: a step lies between none and ten times the time, or at most a"
                        " year before or after it is due.",
                        step=step.name,
                    )
                )

    @api.constrains("audience", "user_ids", "group_id", "action", "server_action_id")
    def _check_complete(self):
        for step in self:
            missing = {
                self.env._("people"): step.audience == "users" and not step.user_ids,
                self.env._("a group"): step.audience == "group" and not step.group_id,
                self.env._("a server action"): step.action == "server"
                and not step.server_action_id,
            }
            if lacking := [what for what, absent in missing.items() if absent]:
                raise ValidationError(
                    self.env._(
                        "“%(step)s”: choose %(what)s.", step=step.name, what=", ".join(lacking)
                    )
                )
            model = step.server_action_id.model_name
            if model and model != "aftersales.ticket":
                raise ValidationError(
                    self.env._(
                        "“%(step)s”: choose a server action that is made for tickets.",
                        step=step.name,
                    )
                )

    @api.constrains("domain")
    def _check_domain(self):
        for step in self.filtered("domain"):
            try:
                Domain(ast.literal_eval(step.domain)).validate(self.env["aftersales.ticket"])
            except Exception as error:  # whatever a person may type
                raise ValidationError(
                    self.env._(
                        "The condition of “%(step)s” cannot be understood: %(error)s",
                        step=step.name,
                        error=error,
                    )
                ) from error

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.target_id.version_id._check_draft()
        self.env.registry.clear_cache()
        return steps

    def write(self, vals):
        self.target_id.version_id._check_draft()
        self.env.registry.clear_cache()
        result = super().write(vals)
        self.target_id.version_id._check_draft()  # nor into a version in force
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        self.target_id.version_id._check_draft()
        self.env.registry.clear_cache()

    def _rung(self):
        """Return at which point of its clock the step is taken.

        :rtype: core.slaladder.Rung
        """
        self.ensure_one()
        if self.moment == "percent":
            return Rung(self.id, percent=self.amount)
        return Rung(self.id, offset=round(self.amount * 60) * (1 if self.moment == "after" else -1))

    def _audience(self, ticket):
        """Return whom the step concerns; where nobody is left, those above.

        :rtype: res.users
        """
        self.ensure_one()
        # sudo: res.users - whom to tell does not depend on who asks
        step, ticket = self.sudo(), ticket.sudo()
        team = ticket.team_id
        supervisors = step.env.ref("aftersales_addon.group_supervisor").all_user_ids
        chosen = {
            "assignee": lambda: ticket.user_id,
            "leader": lambda: team.leader_id,
            "team": lambda: team.member_ids,
            "expert": lambda: team._experts().member_ids,
            "supervisor": lambda: supervisors,
            "users": lambda: step.user_ids,
            "group": lambda: step.group_id.all_user_ids,
        }[step.audience]()
        for users in (chosen, team.leader_id, supervisors):
            able = users.filtered(
                lambda user: (
                    user.active and not user.share and ticket.company_id in user.company_ids
                )
            )
            if able := able.filtered(lambda user: user != user.env.ref("base.user_root")):
                return able
        return chosen.browse()
