from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from ..ticket.lock import claim
from . import quantity as quantities


class StockMove(models.Model):
    """No transfer brings back more than was delivered, or gives back other goods than came."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        self._aftersales_name_delivery()
        claim(self._aftersales_deliveries_returned() | self._aftersales_given_back_from())
        if problem := self._aftersales_customers_unit_problem():
            raise UserError(problem)
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        if problem := moves._aftersales_deliveries_returned()._aftersales_over_returned():
            raise UserError(problem)
        if problem := moves._aftersales_given_back_from()._aftersales_over_given_back():
            raise UserError(problem)
        return moves

    def _aftersales_check_corrected(self):
        """Refuse a correction of what is done that returns, or their documents, contradict."""
        if not self:
            return
        self._aftersales_follow_goods()
        self.aftersales_rma_line_id.sale_line_id._aftersales_deliver_again()
        deliveries = self.filtered(lambda move: move._aftersales_is_delivery())
        returned = self._aftersales_deliveries_returned() | deliveries
        claim(returned)
        if problem := returned._aftersales_over_returned():
            raise UserError(problem)
        self.env["aftersales.rma.line"].search(
            [("move_id", "in", deliveries.ids)]
        )._check_not_over_delivered()
        self._aftersales_check_done()

    def _aftersales_name_delivery(self):
        """Let receipts that Odoo made for an order line be returns of one of its deliveries.

        It makes them without one when more went out than is ordered by now.
        """
        # sudo: stock.move - the delivery may be of another warehouse than the keeper's
        moves = self.sudo() - self.sudo()._aftersales_unannounced()
        for move in moves.filtered(
            lambda move: (
                move.sale_line_id
                and move._aftersales_is_receipt()
                and not move.origin_returned_move_id
                and not move.aftersales_rma_line_id
            )
        ):
            deliveries = move.sale_line_id.move_ids.filtered(
                lambda out, move=move: (
                    out.product_id == move.product_id
                    and out._aftersales_is_delivery()
                    and not out._aftersales_is_give_back()
                )
            ).sorted("id", reverse=True)
            claim(deliveries)
            origin = move._aftersales_room(deliveries)[:1]
            if deliveries and not origin:
                raise UserError(move._aftersales_no_room_text())
            move.origin_returned_move_id = origin

    def _aftersales_room(self, deliveries):
        """Return those of the deliveries that all of the goods may still come back of."""
        delivered, claims = deliveries._aftersales_delivered(), deliveries._aftersales_claims()
        back = defaultdict(float)
        for line in self.move_line_ids:
            back[None] += line.quantity_product_uom
            if line.lot_id:
                back[line.lot_id.id] += line.quantity_product_uom
        compare = self.product_id.uom_id.compare
        return deliveries.filtered(
            lambda out: all(
                compare(delivered[out.id, lot] - claims[out.id, lot], quantity) >= 0
                for lot, quantity in back.items()
            )
        )

    def _aftersales_no_room_text(self):
        return self.env._(
            "%(quantity)s of %(product)s would come back, and no delivery of %(order)s has so much"
            " left with the customer. Lower the quantity, or return the goods from their"
            " deliveries and cancel this transfer.",
            quantity=quantities.text(self.env, self.quantity),
            product=self.product_id.display_name,
            order=self.sale_line_id.order_id.name,
        )

    def _aftersales_deliveries_returned(self):
        """Return the deliveries that these moves bring goods back from."""
        # sudo: stock.move - the delivery may be of another warehouse than the keeper's
        origins = self.sudo().filtered(lambda move: move.location_id.usage == "customer")
        return origins.origin_returned_move_id.filtered(
            lambda move: move.state == "done" and move.location_dest_id.usage == "customer"
        )

    def _aftersales_given_back_from(self):
        """Return the deliveries whose goods came back, and go to the customer again with these."""
        # sudo: stock.move - the delivery may be of another warehouse than the keeper's
        again = self.sudo().filtered(lambda move: move._aftersales_is_give_back())
        return again._aftersales_first_moves().filtered(lambda move: move._aftersales_is_delivery())

    def _aftersales_over_given_back(self):
        """Return what of these deliveries went out again and had not come back, or nothing."""
        here = defaultdict(float)
        for (move_id, __), quantity in self._aftersales_returned_quantities().items():
            here[move_id] += quantity
        for move in self:
            if move.product_id.uom_id.compare(here[move.id], 0) < 0:
                return self.env._(
                    "More of %(product)s would go back to the customer than came back of"
                    " %(transfer)s. Lower the quantity, or cancel this transfer.",
                    product=move.product_id.display_name,
                    transfer=move.picking_id.name or move.reference,
                )
        return ""

    def _aftersales_over_returned(self):
        """Return what came back of these deliveries beyond what they took out, or an empty string.

        Goods that went out again on their return count as delivered.
        """
        back, delivered = defaultdict(float), self._aftersales_delivered()
        for (move_id, lot_id), quantity in self._aftersales_returned_quantities().items():
            back[move_id, None] += quantity
            if lot_id:
                back[move_id, lot_id] += quantity
        if not self._aftersales_beyond(back, delivered):
            return ""
        # What came instead of the goods announced is noted, and decided on by a specialist.
        for found in self.env["aftersales.rma.found"].search(
            [("move_id.origin_returned_move_id", "in", self.ids), ("state", "!=", "given_back")]
        ):
            origin = found.move_id.origin_returned_move_id
            if found.lot_id != found.rma_line_id.lot_id:
                back[origin.id, found.lot_id.id] -= found.quantity
            if not found.accepted:
                back[origin.id, None] -= found.quantity
        if not (beyond := self._aftersales_beyond(back, delivered)):
            return ""
        move, lot = self.browse(beyond[0]), self.env["stock.lot"].browse(beyond[1])
        return move._aftersales_over_returned_text(lot, delivered[beyond], back[beyond])

    def _aftersales_beyond(self, back, delivered):
        """Return the first delivery and lot of which more came back than went out, or None.

        :param dict back: quantities by (move id, None) and by (move id, lot id)
        :param dict delivered: as :meth:`_aftersales_delivered` returns it
        """
        for (move_id, lot_id), quantity in back.items():
            unit = self.browse(move_id).product_id.uom_id
            if unit.compare(quantity, delivered[move_id, lot_id]) > 0:
                return move_id, lot_id
        return None

    def _aftersales_over_returned_text(self, lot, delivered, back):
        name = self.product_id.display_name
        return self.env._(
            "%(transfer)s delivered %(delivered)s of %(product)s; with this transfer %(back)s would"
            " have come back. Lower the quantity. Goods that were not delivered there are received"
            " by a transfer of their own.",
            transfer=self.picking_id.name or self.reference,
            delivered=quantities.text(self.env, delivered),
            product=f"{name} {lot.name}" if lot else name,
            back=quantities.text(self.env, back),
        )

    def _aftersales_lot_problem(self):
        """Return why these are not the customer's own goods that go back, or an empty string."""
        line = self.aftersales_rma_line_id
        if not line.lot_id or not self._aftersales_is_give_back():
            return ""
        own = line._own_lots()
        if not (other := self.move_line_ids.filtered("quantity").lot_id - own):
            return ""
        return self.env._(
            "%(transfer)s takes %(other)s back to the customer, but %(own)s came for %(return)s:"
            " choose the one that came. What was found instead is given back from the return.",
            transfer=self.picking_id.name,
            other=", ".join(other.mapped("name")),
            own=", ".join(own.mapped("name")),
            **{"return": line.rma_id.number},
        )
