from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesRma(models.Model):
    """A return with goods that no order of ours brought to the customer."""

    _inherit = "aftersales.rma"

    without_order = fields.Boolean(
        string="Goods without an Order", compute="_compute_without_order", compute_sudo=True
    )

    @api.depends("line_ids.move_id")
    def _compute_without_order(self):
        for rma in self:
            rma.without_order = any(not line.move_id for line in rma.line_ids)

    def _warehouse_of_goods(self):
        """Return the warehouse that goods without an order come to and are replaced from."""
        warehouses = self.env["stock.warehouse"].sudo()  # sudo: stock.warehouse - of the company
        return warehouses.search([("company_id", "in", self.company_id.ids)], limit=1)

    def _is_step(self, action):
        if action == "inspect" and any(line._waits_for_disposal() for line in self.line_ids):
            return not self.inspect_blocker
        return super()._is_step(action)

    def _cannot_replace(self):
        problem = super()._cannot_replace()
        if not problem or self.replace_when != "approval":
            return problem
        if any(not line.move_id and line._quantity_awaited() for line in self.line_ids):
            return self.env._(
                "Goods without an order are replaced when they are here: no order could charge them"
                " if they never came."
            )
        return problem

    def _lines_text(self):
        lines = super()._lines_text()
        for line, facts in zip(self.line_ids, lines, strict=True):
            if not line.move_id:
                facts["from"] = line.provenance
        return lines


class AftersalesInspection(models.Model):
    """Goods that are not ours are never put into stock: they go back, or leave for good."""

    _inherit = "aftersales.inspection"

    @api.constrains("outcome", "disposal")
    def _check_disposal(self):
        for inspection in self:
            line = inspection.rma_line_id
            if problem := line._ending_problem(inspection.outcome):
                raise ValidationError(problem)
            if not line.move_id and inspection.disposal in ("restock", "refurbish"):
                raise ValidationError(
                    self.env._(
                        "%s is not from our stock: give it back to the customer, scrap it, or send"
                        " it to the vendor.",
                        inspection.product_id.display_name,
                    )
                )
        return super()._check_disposal()

    def _compute_disposal(self):
        result = super()._compute_disposal()
        for inspection in self:
            line = inspection.rma_line_id
            if line and not line.move_id and inspection.disposal in ("restock", "refurbish"):
                inspection.disposal = "scrap"
        return result
