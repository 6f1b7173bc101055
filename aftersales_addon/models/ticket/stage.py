from odoo import api, fields, models
from odoo.exceptions import ValidationError

MEANINGS = [
    ("new", "New"),
    ("in_progress", "In Progress"),
    ("waiting", "Waiting"),
    ("resolved", "Resolved"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
WAITING_REASONS = [
    ("customer", "Customer"),
    ("supplier", "Supplier or Part"),
    ("carrier", "Carrier"),
    ("appointment", "Agreed Appointment"),
    ("legal_hold", "Legal Hold"),
]


class AftersalesStage(models.Model):
    """A column of the pipeline. Its meaning, not its name or order, decides what happens."""

    _name = "aftersales.stage"
    _description = "After-Sales Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    meaning = fields.Selection(selection=MEANINGS, required=True, default="in_progress")
    waiting_reason = fields.Selection(
        selection=WAITING_REASONS,
        string="Waiting For",
        help="Proposed on the tickets that enter this stage.",
    )
    fold = fields.Boolean(string="Folded in Kanban")
    description = fields.Text(translate=True, help="Shown as a hint above the column.")
    team_ids = fields.Many2many(
        comodel_name="aftersales.team", string="Teams", help="Empty: used by every team."
    )
    active = fields.Boolean(default=True)

    def write(self, vals):
        if vals.get("active") is False:
            self._check_unused()
        if "meaning" in vals:
            changed = self.filtered(lambda stage: stage.meaning != vals["meaning"])
            changed._check_unused()
        result = super().write(vals)
        if self and vals.keys() & {"active", "meaning", "team_ids"}:
            self._check_complete(self.search([]))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed(self):
        self._check_unused()
        self._check_complete(self.search([("id", "not in", self.ids)]))

    def _check_complete(self, stages):
        """A ticket must always find a stage for where it stands."""
        present = set(stages.filtered(lambda stage: not stage.team_ids).mapped("meaning"))
        labels = self._fields["meaning"]._description_selection(self.env)
        if missing := [label for meaning, label in labels if meaning not in present]:
            raise ValidationError(
                self.env._(
                    "Every meaning needs a stage that all teams use. Missing: %(meanings)s.",
                    meanings=", ".join(missing),
                )
            )

    def _check_unused(self):
        # sudo: aftersales.ticket - tickets of other companies use the same stage
        tickets = self.env["aftersales.ticket"].sudo().with_context(active_test=False)
        used = tickets.search([("stage_id", "in", self.ids)], limit=1).stage_id
        if used:
            raise ValidationError(
                self.env._(
                    "“%(stage)s” has tickets: move them to another stage first, or create a new"
                    " stage.",
                    stage=used.name,
                )
            )

    def _is_used_by(self, team):
        return bool(self) and (not self.team_ids or team in self.team_ids)

    def _first(self, meaning, team):
        """Return the first of these stages with the meaning that the team uses."""
        return next(
            (stage for stage in self if stage.meaning == meaning and stage._is_used_by(team)),
            self.browse(),
        )
