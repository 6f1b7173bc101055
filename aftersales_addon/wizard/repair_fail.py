from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesRepairFail(models.TransientModel):
    _name = "aftersales.repair.fail"
    _description = "End a Repair without Success"
    _inherit = ["aftersales.repair.wizard"]

    note = fields.Char(string="Why", required=True)

    def action_fail(self):
        """End the repair; the fault is still there."""
        self.ensure_one()
        if not (self.note or "").strip():
            raise UserError(self.env._("Enter what stood in the way: the desk decides by it."))
        self.repair_id._aftersales_fail(self.note.strip())
        return {"type": "ir.actions.act_window_close"}
