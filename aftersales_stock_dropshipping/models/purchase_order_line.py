from odoo import api, fields, models

from odoo.addons.aftersales_addon.models.rma.link import Link, own_links

LINKS = ("aftersales_rma_line_id",)


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    aftersales_rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line",
        string="Replacement for",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([own_links(self, vals, LINKS, removing=False) for vals in vals_list])

    def write(self, vals):
        return super().write(own_links(self, vals, LINKS))

    def _find_candidate(
        self, product_id, product_qty, product_uom, location_id, name, origin, company_id, values
    ):
        """Never add a replacement to what was ordered for something else, nor the other way round."""
        line_id = values.get("aftersales_rma_line_id") or False
        same = self.filtered(lambda line: line.aftersales_rma_line_id.id == line_id)
        return super(PurchaseOrderLine, same)._find_candidate(
            product_id, product_qty, product_uom, location_id, name, origin, company_id, values
        )

    @api.model
    def _prepare_purchase_order_line_from_procurement(
        self, product_id, product_qty, product_uom, location_dest_id, name, origin, company_id,
        values, po,
    ):  # fmt: skip
        result = super()._prepare_purchase_order_line_from_procurement(
            product_id, product_qty, product_uom, location_dest_id, name, origin, company_id,
            values, po,
        )  # fmt: skip
        if not values.get("move_dest_ids"):  # bought for stock, the delivery itself is linked
            result["aftersales_rma_line_id"] = values.get("aftersales_rma_line_id", False)
        return result

    def _prepare_stock_move_vals(self, picking, price_unit, product_uom_qty, product_uom):
        values = super()._prepare_stock_move_vals(picking, price_unit, product_uom_qty, product_uom)
        return values | {"aftersales_rma_line_id": Link.to(self.aftersales_rma_line_id)}
