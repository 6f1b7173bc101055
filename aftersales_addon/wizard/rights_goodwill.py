from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesRightsGoodwill(models.TransientModel):
    _name = "aftersales.rights.goodwill"
    _description = "Approve as Goodwill"

    rma_ids = fields.Many2many(
        comodel_name="aftersales.rma",
        relation="aftersales_rights_goodwill_rma_rel",
        string="Returns",
        required=True,
    )
    reason = fields.Char(required=True)

    def action_approve(self):
        """Approve the returns for the reason given."""
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the customer gets more than is owed."))
        self.rma_ids._approve_goodwill(self.reason.strip())
        return {"type": "ir.actions.act_window_close"}


class AftersalesRmaRefuse(models.TransientModel):
    _inherit = "aftersales.rma.refuse"

    article = fields.Char(help="By which article the right does not hold.")
    owed = fields.Text(string="The Law May Owe", compute="_compute_owed")

    @api.depends("rma_ids")
    def _compute_owed(self):
        for wizard in self:
            lines = wizard.rma_ids.line_ids.filtered(lambda line: line._owed_by_law())
            wizard.owed = "\n".join(filter(None, lines.mapped("rights_text"))) if lines else ""

    def action_refuse_rmas(self):
        self = self.with_context(aftersales_article=self.article or "")
        return super().action_refuse_rmas()
