from odoo import api, fields, models

from . import quantity as quantities
from .rma import UNDER_WAY
from .rma_flow import ACTIONS, SPECIALIST

ACTIONS["close_rest"] = (UNDER_WAY, SPECIALIST)
ACTIONS["decide_found"] = (UNDER_WAY | {"done"}, SPECIALIST)


class AftersalesRma(models.Model):
    """What did not come as announced: less of it, or something else."""

    _inherit = "aftersales.rma"

    close_rest_blocker = fields.Char(compute="_compute_blockers")
    decide_found_blocker = fields.Char(compute="_compute_blockers")
    found_ids = fields.One2many(
        comodel_name="aftersales.rma.found",
        inverse_name="rma_id",
        string="Found Instead",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    found_count = fields.Integer(compute="_compute_found_count", compute_sudo=True)
    pending_found_count = fields.Integer(compute="_compute_found_count", compute_sudo=True)

    @api.depends("found_ids.state")
    def _compute_found_count(self):
        for rma in self:
            rma.found_count = len(rma.found_ids)
            rma.pending_found_count = rma.found_ids.mapped("state").count("pending")

    def _cannot_close_rest(self):
        if not any(line._quantity_awaited() for line in self.line_ids):
            return self.env._("Everything that was announced has come.")
        if not any(self.line_ids.mapped("received_quantity")):
            return self.env._("Nothing has come at all: cancel the return instead.")
        return ""

    def _cannot_decide_found(self):
        return ""

    def action_close_rest(self):
        """Do not wait any longer for the rest: the customer keeps it, and may return it later."""
        for rma in self._begin("close_rest"):
            waiting = rma.line_ids.filtered(lambda line: line._quantity_awaited())
            rest = {line: line._quantity_awaited() for line in waiting}
            receipts = rma._open_moves().filtered(lambda move: move._aftersales_is_receipt())
            receipts._action_cancel()
            for line, quantity in rest.items():
                line._transition().not_coming_quantity += quantity
            rma._record(
                "corrected",
                what="rma_rest",
                now="not_coming",
                number=rma.number,
                lines=[
                    {"line": line.id, "quantity": quantities.text(self.env, quantity)}
                    for line, quantity in rest.items()
                ],
            )
