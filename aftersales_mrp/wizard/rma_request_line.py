from odoo import fields, models


class AftersalesRmaRequestLine(models.TransientModel):
    _inherit = "aftersales.rma.request.line"

    kit_line_id = fields.Many2one(comodel_name="sale.order.line", string="Sold in")
    kit_id = fields.Many2one(comodel_name="product.product", string="Part of")
    kit_units = fields.Float(string="In One Kit", digits="Product Unit")
