from odoo import api, fields, models
from odoo.exceptions import UserError

from .link import own_links

LINKS = ("aftersales_rma_line_id",)


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

    aftersales_return_line_ids = fields.One2many(
        comodel_name="aftersales.rma.line",
        inverse_name="sale_line_id",
        string="Returned Goods",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([own_links(self, vals, LINKS, removing=False) for vals in vals_list])

    def write(self, vals):
        if "product_uom_qty" in vals and not self.env.su:
            self._check_not_raised(vals["product_uom_qty"])
        return super().write(own_links(self, vals, LINKS))

    def _check_not_raised(self, quantity):
        """Refuse to sell more on a line that is given instead of returned goods."""
        for line in self.filtered("aftersales_rma_line_id"):
            if line.product_uom_id.compare(float(quantity or 0), line.product_uom_qty) > 0:
                raise UserError(
                    self.env._(
                        "%s is given instead of returned goods: its quantity is agreed there. Add"
                        " another line to sell more.",
                        line.product_id.display_name,
                    )
                )

    def _aftersales_deliver_again(self):
        """Compute what is delivered, where a return changes it and Odoo sees no reason to.

        And all that follows from it, which ``add_to_compute`` would leave as it is.
        """
        self.modified(["qty_delivered_method"])

    def _prepare_qty_delivered(self):
        """Do not charge a replacement in advance while the goods are awaited."""
        delivered = super()._prepare_qty_delivered()
        for line in delivered:
            # sudo: aftersales.rma.line - who sells need not read returns
            for goods in line.sudo().aftersales_return_line_ids:
                if not goods.exchange_product_id and (ahead := goods._ahead_quantity()):
                    delivered[line] -= goods.product_uom_id._compute_quantity(
                        ahead, line.product_uom_id, rounding_method="HALF-UP"
                    )
        return delivered

    def _prepare_procurement_values(self):
        """Let what is sent instead of returned goods know the return it is for."""
        values = super()._prepare_procurement_values()
        if self.aftersales_rma_line_id:
            values["aftersales_rma_line_id"] = self.aftersales_rma_line_id.id
        return values
