from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _aftersales_components(self, order_line):
        """Return how much of each component of a kit the line charges, or gives credit for.

        :rtype: dict[product.product, float]: in the units of the products
        """
        self.ensure_one()
        kit = order_line._aftersales_kit()
        credits = self.env["aftersales.rma.credit"].search([("credit_line_id", "=", self.id)])
        if credits:
            components = dict.fromkeys(kit, 0)
            for credit in credits:
                line = credit.rma_line_id
                if line.product_id in components and credit.kit_amount:
                    components[line.product_id] += line._credit_share(credit)
            return components
        if self._aftersales_balances_kits():
            return dict.fromkeys(kit, 0)
        kits = self.product_uom_id._compute_quantity(
            self.quantity, order_line.product_id.uom_id, round=False
        )
        return {product: units * kits for product, units in kit.items()}

    def _aftersales_balances_kits(self):
        """Return whether the line only takes back a quantity that the order has not got."""
        return bool(self.move_id.aftersales_rma_id) and self.quantity < 0 and not self.price_unit

    def _aftersales_entered(self, quantity=None):
        """Return quantity times price less discount, as somebody entered it: with or without tax."""
        quantity = self.quantity if quantity is None else quantity
        return quantity * self.price_unit * (1 - self.discount / 100)
