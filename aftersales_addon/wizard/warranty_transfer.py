from odoo import fields, models


class AftersalesWarrantyTransfer(models.TransientModel):
    _name = "aftersales.warranty.transfer"
    _description = "Transfer a Warranty to a New Owner"
    _inherit = ["aftersales.warranty.wizard"]

    partner_id = fields.Many2one(comodel_name="res.partner", string="New Owner", required=True)
    day = fields.Date(string="Since", required=True, default=fields.Date.context_today)
    note = fields.Char(
        string="How We Know",
        required=True,
        help="For example: bill of sale seen, call of the seller.",
    )
    proof = fields.Binary()
    proof_name = fields.Char()

    def action_transfer(self):
        """Let the unit belong to the new owner; the warranty goes with it."""
        self.ensure_one()
        self.partner_id.check_access("read")
        self.warranty_id._transfer(
            self.partner_id, self.day, self.note.strip(), self.proof, self.proof_name
        )
        return {"type": "ir.actions.act_window_close"}
