from collections import defaultdict

from odoo import fields, models

from . import quantity as quantities


class StockMove(models.Model):
    _inherit = "stock.move"

    aftersales_rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line",
        string="Return Line",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    # === WHAT WAS DELIVERED AND WHAT IS CLAIMED OF IT === #

    def _aftersales_delivered(self):
        """Return what was delivered, by (move id, None) and by (move id, lot id)."""
        result = defaultdict(float)
        for (move, lot), quantity in self._aftersales_units().items():
            result[move.id, None] += quantity
            if lot:
                result[move.id, lot.id] += quantity
        return result

    def _aftersales_claims(self):
        """Return what of these deliveries came back or is to come back, in the product's unit.

        Every return that is not refused or cancelled counts, and every transfer back that
        Odoo made without one. Keys as in :meth:`_aftersales_delivered`.
        """
        result = defaultdict(float)
        groups = self.env["aftersales.rma.line"]._read_group(
            [("move_id", "in", self.ids), ("claimed_quantity", ">", 0)],
            ["move_id", "lot_id"],
            ["claimed_quantity:sum"],
        )
        for move, lot, quantity in groups:
            result[move.id, None] += quantity
            if lot:
                result[move.id, lot.id] += quantity
        by_hand = self.search(
            [
                ("origin_returned_move_id", "in", self.ids),
                ("aftersales_rma_line_id", "=", False),
                ("state", "!=", "cancel"),
            ]
        )
        for move in by_hand:
            result[move.origin_returned_move_id.id, None] += move._aftersales_amount()
            for line in move.move_line_ids.filtered("lot_id"):
                key = move.origin_returned_move_id.id, line.lot_id.id
                result[key] += line.quantity_product_uom
        return result

    def _aftersales_amount(self):
        """Return what was moved, or what is to be moved, in the product's unit."""
        done = self.quantity if self.state == "done" else self.product_uom_qty
        return self.product_uom._compute_quantity(
            done, self.product_id.uom_id, rounding_method="HALF-UP"
        )

    # === WHAT A MOVE DOES FOR A RETURN === #

    def _aftersales_is_receipt(self):
        self.ensure_one()
        return self.location_id.usage == "customer"

    def _aftersales_is_give_back(self):
        """Return whether the move returns what came back: the customer's own goods again."""
        self.ensure_one()
        origin = self.origin_returned_move_id
        return self.location_dest_id.usage == "customer" and origin.location_id.usage == "customer"

    def _aftersales_step(self):
        """Return which quantity of its return line the move is, and how much.

        In a warehouse of several steps only the step that meets the customer counts; before
        it exists, the step that leads to it stands for it.
        """
        self.ensure_one()
        if self.state == "cancel":
            return "", 0
        done = self.state == "done"
        if self._aftersales_is_receipt():
            return ("received" if done else "open_receipt"), self._aftersales_amount()
        if self._aftersales_is_give_back():
            return ("given_back" if done else "open_give_back"), self._aftersales_amount()
        if self.location_dest_id.usage == "customer":
            return ("replaced" if done else "open_replacement"), self._aftersales_amount()
        leads_there = self.location_final_id.usage == "customer" and not self.move_dest_ids
        if leads_there and not done:
            return "open_replacement", self._aftersales_amount()
        return "", 0

    def _aftersales_expect(self):
        """Announce the very serial or lot that comes back, not any of the delivery."""
        with_lot = self.filtered("aftersales_rma_line_id.lot_id")
        (self - with_lot)._action_assign()
        with_lot.move_line_ids.unlink()  # clearing the list would leave them on the receipt
        self.env["stock.move.line"].create(
            [
                move._prepare_move_line_vals(quantity=move.product_qty)
                | {"lot_id": move.aftersales_rma_line_id.lot_id.id, "picked": False}
                for move in with_lot
            ]
        )

    # === KEEPING THE LINK === #

    def _prepare_move_split_vals(self, qty):
        values = super()._prepare_move_split_vals(qty)
        return values | {"aftersales_rma_line_id": self.aftersales_rma_line_id.id}

    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "aftersales_rma_line_id"]

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if self.aftersales_rma_line_id:
            values["aftersales_rma_line_id"] = self.aftersales_rma_line_id.id
        return values

    # === TELLING THE RETURN === #

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        done = moves.filtered("aftersales_rma_line_id")
        done._aftersales_record("received", "receipt")
        done._aftersales_record("replaced", "replacement_sent")
        return moves

    def _action_cancel(self):
        open_moves = self.filtered(
            lambda move: move.aftersales_rma_line_id and move.state not in ("done", "cancel")
        )
        steps = {move: move._aftersales_step()[0] for move in open_moves}
        result = super()._action_cancel()
        cancelled = open_moves.filtered(lambda move: move.state == "cancel" and steps[move])
        cancelled._aftersales_record_undone("cancelled")
        return result

    def unlink(self):
        linked = self.filtered(lambda move: move.aftersales_rma_line_id and move.state != "cancel")
        linked._aftersales_record_undone("deleted")
        return super().unlink()

    def _aftersales_record(self, step, event_type):
        """Record for each return what was received or sent."""
        # sudo: aftersales.rma - the warehouse need not read returns; their case file shall know
        moves = self.sudo().filtered(lambda move: move._aftersales_step()[0] == step)
        by_rma = moves.grouped(lambda move: move.aftersales_rma_line_id.rma_id)
        for rma, same in by_rma.items():
            rma._record(
                event_type,
                number=rma.number,
                documents=sorted(filter(None, same.picking_id.mapped("name"))),
                lines=[move._aftersales_facts() for move in same],
            )

    def _aftersales_record_undone(self, how):
        # sudo: aftersales.rma - as above
        by_rma = self.sudo().grouped(lambda move: move.aftersales_rma_line_id.rma_id)
        for rma, same in by_rma.items():
            rma._record(
                "corrected",
                what="transfer",
                now=how,
                number=rma.number,
                documents=sorted(filter(None, same.picking_id.mapped("name"))),
                lines=[move._aftersales_facts() for move in same],
            )

    def _aftersales_facts(self):
        return {
            "line": self.aftersales_rma_line_id.id,
            "product": self.product_id.id,
            "lots": sorted(self.move_line_ids.lot_id.mapped("name")),
            "quantity": quantities.text(self.env, self._aftersales_amount()),
        }
