from odoo import models


class AftersalesRmaLine(models.Model):
    """A down payment charges goods before they are invoiced: it is given back with them."""

    _inherit = "aftersales.rma.line"

    def _settle_problem(self):
        return super()._settle_problem() or self._prepaid_problem()

    def _prepaid_problem(self):
        """Return which order has charged more in advance than the customer has, or nothing."""
        order = self.sale_line_id.order_id
        prepaid = order.order_line.filtered(lambda line: line.is_downpayment and line.qty_invoiced)
        if not prepaid:
            return ""
        posted = order.order_line.invoice_lines.filtered(
            lambda line: line.parent_state == "posted" and line.currency_id == order.currency_id
        )
        refunds = posted.filtered(lambda line: line.move_type == "out_refund")
        charged = sum((posted - refunds).mapped("price_total")) - sum(refunds.mapped("price_total"))
        with_customer = sum(
            line.price_total
            * (line.qty_delivered if line.product_id.type == "consu" else line.product_uom_qty)
            / line.product_uom_qty
            for line in order.order_line - prepaid
            if line.product_uom_qty and not line.display_type
        )
        if order.currency_id.compare_amounts(charged, with_customer) <= 0:
            return ""
        return self.env._(
            "A down payment of %(order)s charges goods that came back. Accounting has to create the"
            " final invoice of the order first: it gives back what is too much.",
            order=order.name,
        )
