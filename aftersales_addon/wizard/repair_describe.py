from odoo import api, fields, models


class AftersalesRepairDescribe(models.TransientModel):
    _name = "aftersales.repair.describe"
    _description = "What Was Found in a Repair"
    _inherit = ["aftersales.repair.wizard"]

    fault_found = fields.Selection(
        selection=lambda self: self.env["repair.order"]._aftersales_choices(
            "aftersales_fault_found"
        ),
        compute="_compute_found",
        store=True,
        readonly=False,
        required=True,
    )
    fault_code_id = fields.Many2one(
        comodel_name="aftersales.fault.code",
        string="Fault",
        compute="_compute_found",
        store=True,
        readonly=False,
    )

    @api.depends("repair_id")
    def _compute_found(self):
        for wizard in self:
            wizard.fault_found = wizard.repair_id.aftersales_fault_found or "yes"
            wizard.fault_code_id = wizard.repair_id.aftersales_fault_code_id

    def action_describe(self):
        """Keep what was found with the repair."""
        self.ensure_one()
        fault = self.fault_code_id if self.fault_found == "yes" else self.fault_code_id.browse()
        self.repair_id._aftersales_describe(self.fault_found, fault)
        return {"type": "ir.actions.act_window_close"}
