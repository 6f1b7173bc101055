from collections import defaultdict

import pytz

from odoo import fields, models
from odoo.tools import groupby

from ...core import rights


class StockMove(models.Model):
    _inherit = "stock.move"

    aftersales_warranty_ids = fields.One2many(
        comodel_name="aftersales.warranty",
        inverse_name="move_id",
        string="Warranties",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        values, __ = moves._aftersales_warranty_values()
        self.env["aftersales.warranty"]._start(values)
        return moves

    # === DELIVERIES === #

    def _aftersales_is_delivery(self):
        """Return whether the move took goods to a customer."""
        self.ensure_one()
        return (
            self.state == "done"
            and self.location_dest_id.usage == "customer"
            and self.location_id.usage != "customer"
        )

    def _aftersales_customer(self):
        """Return who got the goods: the customer of the order, else of the transfer."""
        self.ensure_one()
        order = self.sale_line_id.order_id
        return order.partner_id or self.picking_id.partner_id or self.partner_id

    def _aftersales_units(self):
        """Return what was moved, in the product's unit, by move and lot (empty if untracked).

        :rtype: dict[tuple[stock.move, stock.lot], float]
        """
        lines = self.env["stock.move.line"]._read_group(
            [("move_id", "in", self.ids), ("state", "=", "done")],
            ["move_id", "lot_id"],
            ["quantity_product_uom:sum"],
        )
        return {(move, lot): quantity for move, lot, quantity in lines if quantity}

    def _aftersales_returned_quantities(self):
        """Return what came back of deliveries and stayed back, in the product's unit.

        Goods that were returned and then delivered again on that return count as delivered.

        :rtype: dict[tuple[int, int], float]: by (move id, lot id or False)
        """
        if not self.ids:
            return {}
        # sudo: stock.move - quantities only, for records that the user may read
        returns = self.sudo().returned_move_ids.filtered(lambda move: move.state == "done")
        again = returns.returned_move_ids.filtered(lambda move: move.state == "done")
        result = defaultdict(float)
        for (move, lot), quantity in (returns | again)._aftersales_units().items():
            back = move.origin_returned_move_id
            if move in again:
                result[back.origin_returned_move_id.id, lot.id] -= quantity
            else:
                result[back.id, lot.id] += quantity
        return result

    # === WARRANTY === #

    def _aftersales_warranty_values(self):
        """Return the values of the warranties that these moves start, and what starts none.

        :return: values for ``create``, and the moves left out by reason: ``no_term``,
            ``no_customer``, ``again`` (returned goods given back: their warranty goes on)
        :rtype: tuple[list[dict], dict[str, stock.move]]
        """
        # sudo: stock.move, product.* - a warehouse user need not read orders or categories
        deliveries = self.sudo().filtered(lambda move: move._aftersales_is_delivery())
        left_out = defaultdict(deliveries.browse)
        months = deliveries.product_id.product_tmpl_id._aftersales_warranty_months()
        starting = deliveries.browse()
        for move in deliveries:
            reason = move._aftersales_no_warranty(months[move.product_id.product_tmpl_id])
            if reason:
                left_out[reason] |= move
            else:
                starting |= move
        units = groupby(starting._aftersales_units().items(), key=lambda item: item[0][0])
        return [
            move._prepare_aftersales_warranty_values(lot, quantity, months[move.product_tmpl_id])
            for move, items in units
            for (__, lot), quantity in items
            if quantity > 0
        ], left_out

    def _aftersales_no_warranty(self, months):
        """Return why the delivery starts no warranty, or an empty string."""
        self.ensure_one()
        origin = self.origin_returned_move_id
        if origin.location_id.usage == "customer" and origin.origin_returned_move_id:
            return "again"
        if not months:
            return "no_term"
        return "" if self._aftersales_customer() else "no_customer"

    def _prepare_aftersales_warranty_values(self, lot, quantity, months):
        """Return the values of one warranty; ``lot`` is empty for goods without serials."""
        self.ensure_one()
        partner = self._aftersales_customer()
        zone = partner.tz or self.company_id.partner_id.tz or self.env.user.tz or "UTC"
        start = pytz.utc.localize(self.date).astimezone(pytz.timezone(zone)).date()
        return {
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "lot_id": lot.id,
            "move_id": self.id,
            "sale_line_id": self.sale_line_id.id,
            "quantity": quantity,
            "months": months,
            "start_date": start,
            "end_date": rights.warranty_end(start, months),
        }
