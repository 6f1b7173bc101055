from odoo import fields, models


class AftersalesRmaRequestLine(models.TransientModel):
    """One delivered line or serial, and how much of it comes back."""

    _name = "aftersales.rma.request.line"
    _description = "Goods That Can Be Returned"
    _inherit = ["aftersales.quantity.mixin"]

    request_id = fields.Many2one(
        comodel_name="aftersales.rma.request", required=True, ondelete="cascade", index=True
    )
    move_id = fields.Many2one(comodel_name="stock.move", string="Delivery", required=True)
    product_id = fields.Many2one(comodel_name="product.product")
    lot_id = fields.Many2one(comodel_name="stock.lot", string="Serial/Lot Number")
    order_id = fields.Many2one(comodel_name="sale.order")
    delivered_on = fields.Datetime()
    delivered_quantity = fields.Float(string="Delivered", digits="Product Unit")
    returnable_quantity = fields.Float(string="Can Be Returned", digits="Product Unit")
    quantity = fields.Float(string="Comes Back", digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id")

    def _prepare_rma_line_values(self):
        self.ensure_one()
        return {
            "move_id": self.move_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.quantity,
        }
