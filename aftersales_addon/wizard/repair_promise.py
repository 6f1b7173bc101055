from odoo import fields, models


class AftersalesRepairPromise(models.TransientModel):
    _name = "aftersales.repair.promise"
    _description = "Promise When a Repair Is Done"
    _inherit = ["aftersales.repair.wizard"]

    at = fields.Datetime(string="Promised for", required=True)
    note = fields.Text(string="For the Customer", help="The customer reads it beside the time.")

    def action_promise(self):
        """Promise the time, and tell the customer."""
        self.ensure_one()
        self.repair_id._aftersales_promise(self.at, (self.note or "").strip())
        return {"type": "ir.actions.act_window_close"}
