from odoo import fields, models


class AftersalesSlaAlert(models.Model):
    """A step of the ladder that was taken for a clock: exactly once, says the index."""

    _name = "aftersales.sla.alert"
    _description = "Escalation Taken"
    _order = "id desc"
    _rec_name = "step_id"

    clock_id = fields.Many2one(
        comodel_name="aftersales.sla.clock",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    ticket_id = fields.Many2one(related="clock_id.ticket_id", store=True, index=True)
    company_id = fields.Many2one(related="clock_id.company_id", store=True, index=True)
    step_id = fields.Many2one(
        comodel_name="aftersales.sla.escalation",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    planned_at = fields.Datetime(string="Planned for", required=True, readonly=True)
    taken_at = fields.Datetime(string="Taken on", required=True, readonly=True)
    late = fields.Boolean(
        readonly=True,
        help="Taken more than two minutes after its time: the server was down, or busy.",
    )
    outcome = fields.Char(readonly=True, help="Who was told, or what was done.")

    _step_uniq = models.UniqueIndex("(clock_id, step_id)")
