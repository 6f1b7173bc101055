from collections import defaultdict

import pytz

from odoo import Command, fields, models
from odoo.tools import groupby


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
        moves._aftersales_follow_goods()
        return moves

    def write(self, vals):
        delivered = "date" in vals and self.filtered(lambda move: move._aftersales_is_delivery())
        result = super().write(vals)
        if delivered:
            delivered._aftersales_follow_receipt()
        return result

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
        """Return who got the goods: the customer of the order, else of the transfer.

        What is sent for goods that had passed to a new owner is the new owner's.
        """
        self.ensure_one()
        order = self.sale_line_id.order_id
        buyer = order.partner_id or self.picking_id.partner_id or self.partner_id
        # sudo: aftersales.rma - for whom the goods are sent
        owner = self.sudo().aftersales_rma_line_id.rma_id.partner_id
        passed_on = owner and owner.commercial_partner_id != buyer.commercial_partner_id
        return owner if passed_on and self.location_dest_id.usage == "customer" else buyer

    def _aftersales_new_owners(self):
        """Return who owns the delivered goods today, where their warranty passed to somebody else.

        :rtype: dict[tuple[int, int or False], res.partner]: by (move id, lot id)
        """
        # sudo: aftersales.warranty - who may return the goods, whoever asks
        passed = (
            self.env["aftersales.warranty"]
            .sudo()
            .search([("move_id", "in", self.ids), ("owner_ids.until", "!=", False)])
        )
        return {
            (warranty.move_id.id, warranty.lot_id.id): warranty.partner_id for warranty in passed
        }

    def _aftersales_local_day(self, instant):
        """Return the customer's calendar day of a naive UTC instant."""
        self.ensure_one()
        partner = self._aftersales_customer()
        zone = partner.tz or self.company_id.partner_id.tz or self.env.user.tz or "UTC"
        return pytz.utc.localize(instant).astimezone(pytz.timezone(zone)).date()

    def _aftersales_received_on(self):
        """Return the customer's day of receipt: as told, else the dispatch plus the transit."""
        self.ensure_one()
        if told := self.picking_id.aftersales_received_at:
            return self._aftersales_local_day(told)
        warehouse = self.warehouse_id or self.location_id.warehouse_id
        days = self.rule_id.route_id.aftersales_transit_days or warehouse.aftersales_transit_days
        return fields.Date.add(self._aftersales_local_day(self.date), days=days)

    def _aftersales_follow_receipt(self):
        """Let the warranties of these goods start with the customer's receipt, as known now."""
        # sudo: aftersales.warranty - follows from the delivery, whoever may see it
        moves = self.sudo()
        days = {
            warranty: move._aftersales_received_on()
            for move in moves
            for warranty in move.aftersales_warranty_ids
        }
        moves.aftersales_warranty_ids._happened(
            "receipt", days, by=lambda w: w.move_id.picking_id.aftersales_received_by or ""
        )

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

        Goods that were returned and then delivered again on that return count as delivered,
        however often they came and went.

        :rtype: dict[tuple[int, int], float]: by (move id, lot id or False)
        """
        # sudo: stock.move - quantities only, for records that the user may read
        roots = {move: move.id for move in self.sudo()}
        result, known = defaultdict(float), dict(roots)
        while level := self.browse().union(*(move.returned_move_ids for move in roots)).sudo():
            roots = {
                move: known[move.origin_returned_move_id] for move in level if move not in known
            }
            known |= roots
            done = self.browse().union(*roots).sudo().filtered(lambda move: move.state == "done")
            for (move, lot), quantity in done._aftersales_units().items():
                sign = 1 if move.location_id.usage == "customer" else -1
                result[roots[move], lot.id] += sign * quantity
        return result

    def _aftersales_follow_goods(self):
        """Let the warranties know what came back, or was given back, after a return or several."""
        # sudo: stock.move, aftersales.warranty - quantities that follow from the transfer
        moves = origins = self.sudo().origin_returned_move_id
        while moves := moves.origin_returned_move_id:
            origins |= moves
        origins.aftersales_warranty_ids.modified(["move_id"])

    def _aftersales_first_moves(self):
        """Return the first deliveries of goods that have come and gone since."""
        first, moves = self.browse(), self
        while moves:
            first |= moves.filtered(lambda move: not move.origin_returned_move_id)
            moves = moves.origin_returned_move_id
        return first

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
        terms = deliveries.product_id.product_tmpl_id._aftersales_warranty_terms()
        starting = deliveries.browse()
        for move in deliveries:
            reason = move._aftersales_no_warranty(terms[move.product_id.product_tmpl_id])
            if reason:
                left_out[reason] |= move
            else:
                starting |= move
        units = {key: qty for key, qty in starting._aftersales_units().items() if qty > 0}
        before = self.env["aftersales.warranty"]._predecessors(units)
        return [
            move._prepare_aftersales_warranty_values(
                lot, quantity, terms[move.product_tmpl_id], *before.get((move, lot), ())
            )
            for move, items in groupby(units.items(), key=lambda item: item[0][0])
            for (__, lot), quantity in items
        ], left_out

    def _aftersales_no_warranty(self, terms):
        """Return why the delivery starts no warranty, or an empty string."""
        self.ensure_one()
        if self.origin_returned_move_id.location_id.usage == "customer":
            return "again"
        if not terms:
            return "no_term"
        return "" if self._aftersales_customer() else "no_customer"

    def _prepare_aftersales_warranty_values(self, lot, quantity, terms, how="", before=None):
        """Return the values of one warranty; ``lot`` is empty for goods without serials.

        :param list terms: the ``core.warranty.Term`` of the product
        :param str how: ``exchange`` or ``resale``, and the warranty ``before`` this one
        """
        self.ensure_one()
        partner = self._aftersales_customer()
        coverages = self.env["aftersales.warranty.coverage"]
        link = {"exchange": "replaces_id", "resale": "previous_id"}.get(how)
        return {
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "lot_id": lot.id,
            "move_id": self.id,
            "sale_line_id": self.sale_line_id.id,
            "quantity": quantity,
            "received_on": self._aftersales_received_on(),
            "invoiced_on": self.sale_line_id._aftersales_invoiced_on(),
            "coverage_ids": [
                Command.create(values)
                for values in coverages._prepare_values_of_terms(terms, how, before)
            ],
            **({link: before.id} if link else {}),
        }
