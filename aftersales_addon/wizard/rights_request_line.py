from odoo import api, fields, models

from ..core import rightsfacts


class AftersalesRmaRequestLine(models.TransientModel):
    """What the customer may ask for stands beside what comes back."""

    _inherit = "aftersales.rma.request.line"

    rights_text = fields.Char(string="Right", compute="_compute_rights_text")

    @api.depends("quantity", "request_id.reason_id")
    def _compute_rights_text(self):
        """Decide for what comes back; nothing is kept before the return is requested."""
        policies = self.env["aftersales.rights.policy"]
        asked = self.filtered(
            lambda line: line.quantity and policies._any_in_force(line.move_id.company_id)
        )
        for request, lines in asked.grouped("request_id").items():
            texts = lines._rights_texts(request)
            for line, text in zip(lines, texts, strict=True):
                line.rights_text = text
        (self - asked).rights_text = ""

    def _rights_texts(self, request):
        """Return the answer in short for each line."""
        facts = self.env["aftersales.rights.facts"]
        fault = rightsfacts.YES if request.reason_id.is_fault else rightsfacts.NO
        decisions = self.env["aftersales.rights.decision"]
        judged = decisions._judge(
            [facts._unit(line.move_id, line.lot_id, partner=request.partner_id) for line in self],
            [{"fault": fault} for __ in self],
        )
        words = self.env["aftersales.rights.words"]
        return [words._summary(one.decision).partition("\n")[0] for one in judged]
