from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesRmaRefuse(models.TransientModel):
    _name = "aftersales.rma.refuse"
    _description = "Refuse a Return"

    rma_ids = fields.Many2many(comodel_name="aftersales.rma", string="Returns", required=True)
    reason = fields.Char(required=True, help="The customer reads it.")

    def action_refuse_rmas(self):
        """Refuse the returns for the reason given."""
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Tell the customer why: enter the reason."))
        self.rma_ids._refuse(self.reason.strip())
        return {"type": "ir.actions.act_window_close"}
