from odoo import fields, models


class AftersalesInvestigationReopen(models.TransientModel):
    _name = "aftersales.investigation.reopen"
    _description = "Re-open an Investigation"

    investigation_id = fields.Many2one(
        comodel_name="aftersales.investigation", required=True, ondelete="cascade"
    )
    reason = fields.Char(required=True, help="Goes on record, for auditors.")

    def action_reopen_investigation(self):
        """Look into the breach again, for the reason given."""
        self.ensure_one()
        self.investigation_id._reopen((self.reason or "").strip())
        return {"type": "ir.actions.act_window_close"}
