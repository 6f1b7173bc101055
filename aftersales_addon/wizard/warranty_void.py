from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesWarrantyVoid(models.TransientModel):
    _name = "aftersales.warranty.void"
    _description = "Void or Restore a Warranty"
    _inherit = ["aftersales.warranty.wizard"]

    what = fields.Selection(
        selection=[("void", "Void"), ("restore", "Restore")],
        required=True,
        default="void",
        readonly=True,
    )
    reason = fields.Char(required=True, help="It goes on record for auditors.")

    def action_decide(self):
        """Let the warranty be void, or hold again, for the reason given."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Enter the reason: it stays on record."))
        if self.what == "void":
            self.warranty_id._void(reason)
        else:
            self.warranty_id._restore(reason)
        return {"type": "ir.actions.act_window_close"}
