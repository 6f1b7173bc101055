from odoo import api, fields, models


class AftersalesRmaLine(models.Model):
    """A component of a kit: delivered in its own unit, charged as a part of the kit."""

    _inherit = "aftersales.rma.line"

    kit_id = fields.Many2one(
        comodel_name="product.product",
        string="Part of",
        compute="_compute_kit_id",
        help="The kit that was sold, if these goods are a component of it.",
    )

    @api.depends("move_id", "sale_line_id")
    def _compute_kit_id(self):
        for line in self.sudo():  # sudo: stock.move, sale.order.line - the name of what was sold
            kit = line.move_id.bom_line_id and line._units_per_kit()
            line.kit_id = line.sale_line_id.product_id if kit else False

    @api.depends("credit_ids.kit_amount", "credit_ids.credit_line_id.price_subtotal")
    def _compute_credited(self):
        return super()._compute_credited()

    def _no_order_problem(self):
        if self.product_id.is_kits:
            return self.env._(
                "%s is a kit: enter each part of it that comes in.", self.product_id.display_name
            )
        return super()._no_order_problem()

    def _units_per_kit(self):
        """Return how much of the product makes one kit of the order line, 0 outside of kits."""
        order_line = self.sale_line_id
        return order_line._aftersales_kit().get(self.product_id, 0) if order_line else 0

    def _in_product_unit(self, invoice_line):
        if not self._units_per_kit():
            return super()._in_product_unit(invoice_line)
        return invoice_line._aftersales_components(self.sale_line_id)[self.product_id]

    def _with_customer(self):
        """Count the component itself: Odoo counts kits, and only those that are complete."""
        if not self._units_per_kit():
            return super()._with_customer()
        moves = self.sale_line_id.move_ids.filtered(
            lambda move: move.state == "done" and move.product_id == self.product_id
        )
        there = moves.filtered(
            lambda move: (
                move._is_outgoing() and (not move.origin_returned_move_id or move.to_refund)
            )
        )
        back = moves.filtered(lambda move: move._is_incoming() and move.to_refund)
        return sum(move._aftersales_amount() for move in there) - sum(
            move._aftersales_amount() for move in back
        )

    def _unit_value(self):
        """Value a component by its share in the kit, as it is credited."""
        order_line = self.sale_line_id
        if not self._units_per_kit():
            return super()._unit_value()
        lines, unit = self._invoice_lines(), order_line.product_id.uom_id
        kits = sum(
            line.product_uom_id._compute_quantity(line.quantity, unit, round=False)
            for line in lines
        )
        value = sum(line.price_total / line.currency_rate for line in lines)
        if not kits:
            kits = order_line.product_uom_id._compute_quantity(
                order_line.product_uom_qty, unit, round=False
            )
            value = order_line.price_total / (order_line.order_id.currency_rate or 1)
        share = order_line._aftersales_kit_shares().get(self.product_id, 0)
        return value * share / kits if kits else 0

    def _credit_share(self, credit):
        """Go by the amount: what a part of a kit costs, its line of the credit note says in money."""
        if not credit.kit_amount:
            return super()._credit_share(credit)
        return credit.quantity * credit.credit_line_id.price_subtotal / credit.kit_amount
