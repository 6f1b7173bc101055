from odoo import api, fields, models

from .rma_flow import ACTIONS

# Which button is the next step of a return: the first of these that is possible.
NEXT_STEPS = {
    "approve": "action_approve",
    "receive": "action_create_receipt",
    "inspect": "action_inspect",
    "refund": "action_create_refund",
    "settle": "action_settle",
    "reduce": "action_create_reduction",
    "replace": "action_create_replacement",
    "create_repair": "action_create_repair",
    "give_back": "action_give_back",
    "dispose": "action_dispose",
}


class AftersalesRma(models.Model):
    """What is next on a return, for whoever looks at it."""

    _inherit = "aftersales.rma"

    next_step = fields.Char(compute="_compute_next_step")
    waiting_text = fields.Char(string="Waits for", compute="_compute_next_step")

    @api.depends(lambda self: [f"{action}_blocker" for action in ACTIONS])
    @api.depends_context("uid")
    def _compute_next_step(self):
        for rma in self:
            steps = [step for step in NEXT_STEPS if rma._is_step(step)]
            live = next((step for step in steps if not rma[f"{step}_blocker"]), "")
            rma.next_step = NEXT_STEPS.get(live, "")
            reasons = dict.fromkeys(rma[f"{step}_blocker"] for step in steps)
            rma.waiting_text = "" if live else " ".join(reasons)

    def _is_step(self, action):
        """Return whether the action belongs to this return, be it possible now or not."""
        if self.state not in ACTIONS[action][0]:
            return False
        match action:
            case "receive":
                return not self.receive_blocker
            case "inspect":
                return self.inspect and not self.inspect_blocker
            case "refund":
                return self.refund and (bool(self.settle_blocker) or not self.refund_blocker)
            case "settle":
                return self.refund and not self.settle_blocker
            case "dispose":
                return not self.dispose_blocker
            case "replace" | "reduce" | "give_back":
                return self[action]
        return True
