from collections import defaultdict

from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _aftersales_kit(self):
        """Return how much of each component makes one kit, in the units of the products.

        Services of the kit are left out: they are neither delivered nor returned.

        :rtype: dict[product.product, float]: empty if the order line sells no kit
        """
        self.ensure_one()
        bom = self._aftersales_kit_bom()
        if not bom:
            return {}
        # As Odoo explodes the whole order line: a small part of a unit is rounded up only once.
        kits = self.product_uom_id._compute_quantity(self.product_uom_qty, bom.product_uom_id) or 1
        __, lines = bom.explode(self.product_id, kits / bom.product_qty)
        units = defaultdict(float)
        for line, data in lines:
            if line.product_id.type != "service" and data["qty"]:
                units[line.product_id] += line.product_uom_id._compute_quantity(
                    data["qty"], line.product_id.uom_id, round=False
                )
        own_unit = bom.product_uom_id._compute_quantity(kits, self.product_id.uom_id, round=False)
        return {product: quantity / own_unit for product, quantity in units.items()}

    def _aftersales_kit_bom(self):
        """Return the bill of materials the kit was delivered by, or none if it is no kit."""
        # sudo: mrp.bom - what a delivery consists of, for desks without manufacturing
        line = self.sudo()
        boms = line.move_ids.filtered(lambda move: move.state != "cancel").bom_line_id.bom_id
        kits = boms.filtered(lambda bom: bom.type == "phantom")
        own = kits.filtered(
            lambda bom: (
                (bom.product_id or bom.product_tmpl_id.product_variant_ids) & line.product_id
            )
        )
        if own or not kits:
            return own[:1]
        # A kit of kits leaves only the moves of the inner ones.
        return kits._bom_find(line.product_id, company_id=line.company_id.id, bom_type="phantom")[
            line.product_id
        ]

    def _aftersales_kit_shares(self):
        """Return which part of the kit's price one unit of each component stands for.

        In the ratio of the sales prices, else of the costs, else all units alike. All the
        components of one kit together are 1.

        :rtype: dict[product.product, float]
        """
        kit = self._aftersales_kit()
        for price in (lambda p: p.lst_price, lambda p: p.standard_price, lambda p: 1):
            prices = {product: price(product) for product in kit}
            whole = sum(prices[product] * units for product, units in kit.items())
            if whole > 0:
                return {product: prices[product] / whole for product in kit}
        return {}
