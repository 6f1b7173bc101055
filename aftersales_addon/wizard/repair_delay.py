from odoo import api, fields, models


class AftersalesRepairDelay(models.TransientModel):
    _name = "aftersales.repair.delay"
    _description = "Whose Fault the Delay of a Repair Is"
    _inherit = ["aftersales.repair.wizard"]

    repair_days = fields.Integer(related="repair_id.aftersales_days")
    delay = fields.Selection(
        selection=lambda self: self.env["repair.order"]._aftersales_choices("aftersales_delay"),
        string="Whose Fault",
        compute="_compute_delay",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    late_days = fields.Integer(
        string="Days through Our Fault",
        compute="_compute_delay",
        store=True,
        precompute=True,
        readonly=False,
        help="Days for which the customer could not have the unit only because of us.",
    )

    @api.depends("repair_id")
    def _compute_delay(self):
        for wizard in self:
            repair = wizard.repair_id
            wizard.delay = repair.aftersales_delay or "other"
            wizard.late_days = repair.aftersales_late_days or repair.aftersales_days

    def action_judge(self):
        """Keep with the repair whose fault it is."""
        self.ensure_one()
        self.repair_id._aftersales_blame(self.delay, self.late_days)
        return {"type": "ir.actions.act_window_close"}
