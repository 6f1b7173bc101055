from odoo import fields, models

from ..models.sla.target import METRICS

STATES = [
    ("pending", "Cannot Be Counted"),
    ("running", "Running"),
    ("paused", "Paused"),
    ("fulfilled", "Fulfilled"),
    ("cancelled", "Ends"),
]


class AftersalesSlaApplyLine(models.TransientModel):
    _name = "aftersales.sla.apply.line"
    _description = "Response Time Before and After"

    wizard_id = fields.Many2one(
        comodel_name="aftersales.sla.apply", required=True, ondelete="cascade", index=True
    )
    ticket_id = fields.Many2one(comodel_name="aftersales.ticket")
    metric = fields.Selection(selection=METRICS)
    state_before = fields.Selection(selection=STATES, string="Now")
    state_after = fields.Selection(selection=STATES, string="Then")
    due_before = fields.Datetime(string="Due Now")
    due_after = fields.Datetime(string="Due Then")
    left_before = fields.Float(string="Left Now")
    left_after = fields.Float(string="Left Then")
    late = fields.Boolean(string="Late by It")
