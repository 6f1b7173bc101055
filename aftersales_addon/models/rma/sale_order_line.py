from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    aftersales_rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line",
        string="Instead of Returned Goods",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    def _prepare_procurement_values(self):
        """Let what is sent instead of returned goods know the return it is for."""
        values = super()._prepare_procurement_values()
        if self.aftersales_rma_line_id:
            values["aftersales_rma_line_id"] = self.aftersales_rma_line_id.id
        return values
