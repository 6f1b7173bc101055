from odoo import fields, models


class AftersalesRmaRequestKit(models.TransientModel):
    """A kit that was sold: how many of it come back as a whole."""

    _name = "aftersales.rma.request.kit"
    _description = "Kit That Can Be Returned"

    request_id = fields.Many2one(
        comodel_name="aftersales.rma.request", required=True, ondelete="cascade", index=True
    )
    sale_line_id = fields.Many2one(comodel_name="sale.order.line", required=True)
    product_id = fields.Many2one(comodel_name="product.product", string="Kit")
    order_id = fields.Many2one(related="sale_line_id.order_id", string="Order")
    returnable_quantity = fields.Float(string="Complete Kits", digits="Product Unit")
    quantity = fields.Float(string="Whole Kits Come Back", digits="Product Unit")
    filled = fields.Boolean(help="Whether the components were filled in from here.")
