from odoo import fields, models


class AftersalesSlaExcuse(models.TransientModel):
    _name = "aftersales.sla.excuse"
    _description = "Excuse a Breach"

    clock_ids = fields.Many2many(
        comodel_name="aftersales.sla.clock",
        relation="aftersales_sla_excuse_clock_rel",
        string="Response Times",
        required=True,
    )
    what = fields.Selection(
        selection=[("excuse", "Excuse"), ("withdraw", "Withdraw the Excuse")],
        required=True,
        default="excuse",
        readonly=True,
    )
    reason = fields.Char(required=True, help="It goes on record for auditors.")

    def action_decide(self):
        """Excuse the breaches, or let them count again, for the reason given."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        if self.what == "excuse":
            self.clock_ids._excuse(reason)
        else:
            self.clock_ids._withdraw_excuse(reason)
        return {"type": "ir.actions.act_window_close"}
