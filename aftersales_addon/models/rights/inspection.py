from operator import itemgetter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rma import inspection as inspections
from ..rma import quantity as quantities

inspections.DECIDING.add("goodwill_reason")


class AftersalesInspection(models.Model):
    """What is found may end in something else than was approved: without a right, for a reason."""

    _inherit = "aftersales.inspection"

    lacks_right = fields.Boolean(compute="_compute_lacks_right", compute_sudo=True)
    goodwill_reason = fields.Char(
        string="Given as Goodwill",
        compute="_compute_goodwill_reason",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        help="Why the customer gets what no right covers.",
    )

    @api.depends("rma_line_id.outcome", "rma_line_id.rights_decision_ids", "outcome")
    def _compute_lacks_right(self):
        for inspection in self:
            line, outcome = inspection.rma_line_id, inspection.outcome
            differs = line and outcome and outcome != line.outcome
            inspection.lacks_right = bool(differs and line._lacks_right(outcome))

    @api.depends("outcome")
    def _compute_goodwill_reason(self):
        self.goodwill_reason = False  # the reason for one outcome is none for another

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        inspections = super().create(vals_list)
        inspections._check_covered()
        return inspections

    def write(self, vals):
        given = itemgetter("outcome", "quantity", "goodwill_reason")
        before = {inspection: given(inspection) for inspection in self}
        result = super().write(vals)
        self.filtered(lambda inspection: given(inspection) != before[inspection])._check_covered()
        return result

    # === WHAT NO RIGHT COVERS === #

    def _check_covered(self):
        """Let what no right covers take the place of what was approved only for a reason."""
        for inspection in self.filtered("lacks_right"):
            line, reason = inspection.rma_line_id, (inspection.goodwill_reason or "").strip()
            if not reason:
                raise UserError(
                    self.env._(
                        "No right to “%(outcome)s” was found for %(unit)s. Say under “Given as"
                        " Goodwill” why the customer gets it.",
                        **line._goodwill_facts(inspection.outcome),
                    )
                )
            line._record_goodwill(
                reason,
                was=line.outcome,
                now=inspection.outcome,
                quantity=quantities.text(self.env, inspection.quantity),
            )
