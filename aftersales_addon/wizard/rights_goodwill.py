from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.rma.rma_type import OUTCOMES


class AftersalesRightsGoodwill(models.TransientModel):
    _name = "aftersales.rights.goodwill"
    _description = "Approve as Goodwill"

    rma_ids = fields.Many2many(
        comodel_name="aftersales.rma",
        relation="aftersales_rights_goodwill_rma_rel",
        string="Returns",
        required=True,
    )
    line_id = fields.Many2one(
        comodel_name="aftersales.rma.line",
        string="Goods",
        readonly=True,
        help="Empty: the returns as they were asked for.",
    )
    outcome = fields.Selection(selection=OUTCOMES, string="Customer Gets")
    reason = fields.Char(required=True)

    def action_approve(self):
        """Approve the returns, or another outcome of the goods, for the reason given."""
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the customer gets more than is owed."))
        if not self.line_id:
            self.rma_ids._approve_goodwill(self.reason.strip())
        elif not self.outcome:
            raise UserError(self.env._("Choose what the customer gets for the goods."))
        else:
            self.line_id._give(self.outcome, self.reason.strip())
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
