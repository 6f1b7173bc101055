from collections import defaultdict

from odoo import Command, fields, models
from odoo.exceptions import UserError

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

    aftersales_inspection_id = fields.Many2one(
        comodel_name="aftersales.inspection",
        string="Inspection",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    aftersales_found_id = fields.Many2one(
        comodel_name="aftersales.rma.found",
        string="Found Instead",
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
        for (key, lot), quantity in self._aftersales_returned_by_hand().items():
            result[key, lot] += quantity
        return result

    def _aftersales_returned_by_hand(self):
        """Return what Odoo's own button brought back of these deliveries, less what went out again.

        Follows the returns of returns. What a return of ours counts itself is left out; goods
        on their way back count already, goods on their way out not yet.
        """
        result, origins = defaultdict(float), {move: move for move in self}
        while origins:
            moves = self.search(
                [
                    ("origin_returned_move_id", "in", [move.id for move in origins]),
                    ("aftersales_found_id", "=", False),
                    ("state", "!=", "cancel"),
                ]
            )
            origins = {move: origins[move.origin_returned_move_id] for move in moves}
            for move, origin in origins.items():
                if move.aftersales_rma_line_id:
                    continue
                if move._aftersales_is_receipt():
                    move._aftersales_add_by_hand(result, origin, 1)
                elif move.state == "done":
                    move._aftersales_add_by_hand(result, origin, -1)
        return result

    def _aftersales_add_by_hand(self, result, origin, sign):
        result[origin.id, None] += sign * self._aftersales_amount()
        for line in self.move_line_ids.filtered("lot_id"):
            result[origin.id, line.lot_id.id] += sign * line.quantity_product_uom

    def _aftersales_amount(self):
        """Return what was moved, or what is to be moved, in the product's unit."""
        done = self.quantity if self.state == "done" else self.product_uom_qty
        return self.product_uom._compute_quantity(
            done, self.product_id.uom_id, rounding_method="HALF-UP"
        )

    def _aftersales_line_amount(self):
        """Return how much of the move is of its return line: only its very serial or lot.

        One that was accepted instead comes in by the decision, and goes out by its transfer.
        """
        # sudo: aftersales.rma.line - the warehouse need not read returns
        own = self.sudo().aftersales_rma_line_id
        lines = self.move_line_ids.filtered("lot_id")
        receipt = self._aftersales_is_receipt()
        if own.lot_id and lines and (self.state == "done" or not receipt):
            lots = own.lot_id if receipt else own._own_lots()
            same = lines.filtered(lambda line: line.lot_id in lots)
            return sum(same.mapped("quantity_product_uom"))
        return self._aftersales_amount()

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
            return ("received" if done else "open_receipt"), self._aftersales_line_amount()
        if self._aftersales_is_give_back():
            return ("given_back" if done else "open_give_back"), self._aftersales_line_amount()
        if self.location_dest_id.usage == "customer":
            return ("replaced" if done else "open_replacement"), self._aftersales_replaces()
        leads_there = self.location_final_id.usage == "customer" and not self.move_dest_ids
        if leads_there and not done:
            return "open_replacement", self._aftersales_replaces()
        return "", 0

    def _aftersales_replaces(self):
        """Return for how much of its return line the goods are sent, other goods perhaps."""
        line, amount = self.aftersales_rma_line_id, self._aftersales_amount()
        if not line.exchange_quantity or self.product_id != line.exchange_product_id:
            return amount
        return amount * line.product_quantity / line.exchange_quantity

    def _aftersales_expect(self):
        """Announce the very serial or lot that comes back, not any of the delivery."""
        with_lot = self.filtered("aftersales_rma_line_id.lot_id")
        (self - with_lot)._action_assign()
        with_lot._aftersales_expect_lots(
            {m: {m.aftersales_rma_line_id.lot_id: m.product_qty} for m in with_lot}
        )

    def _aftersales_expect_lots(self, lots):
        """Announce these serials or lots.

        :param dict lots: for each move, how much of which lot in the product's unit
        """
        self.move_line_ids.unlink()  # clearing the list would leave them on the transfer
        self.env["stock.move.line"].create(
            [
                move._prepare_move_line_vals(quantity=quantity)
                | {"lot_id": lot.id, "picked": False}
                for move in self
                for lot, quantity in lots[move].items()
            ]
        )

    # === WHERE GOODS ARE THAT CAME BACK === #

    def _aftersales_whereabouts(self, lot=None):
        """Return the location where goods that came by this receipt are by now, if there is one.

        A serial is where its stock is; other goods are where their receipt, and what put them
        away after it, took them.
        """
        if lot and lot.product_id.tracking == "serial":
            here = lot.quant_ids.filtered(
                lambda quant: (
                    quant.quantity > 0 and quant.location_id.usage in ("internal", "transit")
                )
            ).location_id
            if len(here) == 1:
                return here
        moves = self
        while onward := moves._aftersales_onward().filtered(lambda move: move.state == "done"):
            moves = onward
        taken = moves.move_line_ids
        of_lot = taken.filtered(lambda line: line.lot_id == lot) if lot else taken
        return (of_lot or taken).location_dest_id[:1] or moves.location_dest_id[:1]

    def _aftersales_onward(self):
        """Return the moves that take what came by this one further into the warehouse."""
        return self.move_dest_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and move.location_dest_id.usage == "internal"
                and not move.origin_returned_move_id
            )
        )

    def _aftersales_leads_to_stock(self):
        """Return whether the goods of the receipt are in stock, or on their way there."""
        stock = self.picking_type_id.warehouse_id.lot_stock_id
        moves, seen = self, self
        while moves:
            if any(move.location_dest_id._child_of(stock) for move in moves):
                return True
            moves = moves._aftersales_onward() - seen
            seen |= moves
        return False

    def _aftersales_stop_onward(self, quantity):
        """Do not put away what goes elsewhere instead.

        :param float quantity: in the product's unit
        """
        left = quantity
        for move in self._aftersales_onward().filtered(lambda move: move.state != "done"):
            if move.product_id.uom_id.compare(left, 0) <= 0:
                return
            if move.product_id.uom_id.compare(move.product_qty, left) <= 0:
                left -= move.product_qty
                move._action_cancel()
            else:
                rest = move.product_id.uom_id._compute_quantity(
                    move.product_qty - left, move.product_uom, rounding_method="HALF-UP"
                )
                move.product_uom_qty, left = rest, 0

    def _aftersales_take_from(self, receipt, lots):
        """Let the move take the goods from where they are since their receipt.

        :param dict lots: how much of which serial or lot; of none for goods without
        """
        lots = {lot: quantity for lot, quantity in lots.items() if lot}
        location = receipt._aftersales_whereabouts(next(iter(lots), None))
        if location != self.location_id:
            self._do_unreserve()
            self.write({"location_id": location.id, "move_orig_ids": [Command.clear()]})
            self._action_assign()
        if lots:
            self._aftersales_expect_lots({self: lots})

    # === TELLING THE RETURN === #

    def _action_done(self, cancel_backorder=False):
        # sudo: stock.move - what nobody announced is no matter of the order
        self.sudo()._aftersales_unannounced().to_refund = False
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        done = moves.filtered("aftersales_rma_line_id")
        # sudo: stock.move, aftersales.rma - the warehouse need not read returns; what it does
        # has to agree with them
        done.sudo()._aftersales_check_done()
        moves.sudo()._aftersales_note_found()
        done._aftersales_record("received", "receipt")
        done._aftersales_record("replaced", "replacement_sent")
        done._aftersales_record("given_back", "given_back")
        # sudo: aftersales.rma - as above
        done.sudo().aftersales_rma_line_id.rma_id._remind_of_goods()
        return moves

    def _aftersales_check_done(self):
        """Refuse more than announced of what others claim, and more out than came in."""
        if problem := next(filter(None, (move._aftersales_lot_problem() for move in self)), ""):
            raise UserError(problem)
        lines = self.aftersales_rma_line_id
        receipts = self.filtered(lambda move: move._aftersales_is_receipt())
        more = receipts.aftersales_rma_line_id.filtered(
            lambda line: line.received_quantity > line.product_quantity - line.not_coming_quantity
        )
        more._check_not_over_delivered()
        for line in lines:
            if problem := line._overdone_problem():
                raise UserError(problem)

    def _aftersales_unannounced(self):
        """Return the moves that came along with the goods of a return and belong to nothing."""
        return self.filtered(
            lambda move: (
                not move.aftersales_rma_line_id
                and not move.origin_returned_move_id
                and move._aftersales_is_receipt()
                and move.picking_id.move_ids.aftersales_rma_line_id
            )
        )

    def _aftersales_note_found(self):
        """Note on the return what came and was not announced: another product or serial."""
        values = []
        linked = self.filtered(
            lambda move: move.aftersales_rma_line_id and move._aftersales_is_receipt()
        )
        for move in linked.filtered("aftersales_rma_line_id.lot_id"):
            line = move.aftersales_rma_line_id
            other = move.move_line_ids.filtered(
                lambda ml, lot=line.lot_id: ml.lot_id != lot and ml.quantity
            )
            values += [move._prepare_aftersales_found_values(line, ml) for ml in other]
        for move in self._aftersales_unannounced():
            line = move.picking_id.move_ids.aftersales_rma_line_id[:1]
            values += [move._prepare_aftersales_found_values(line, ml) for ml in move.move_line_ids]
        self.env["aftersales.rma.found"]._note(values)

    def _prepare_aftersales_found_values(self, rma_line, move_line):
        return {
            "rma_line_id": rma_line.id,
            "move_id": self.id,
            "product_id": move_line.product_id.id,
            "lot_id": move_line.lot_id.id,
            "quantity": move_line.quantity_product_uom,
        }

    def _action_cancel(self):
        open_moves = self.filtered(
            lambda move: move.aftersales_rma_line_id and move.state not in ("done", "cancel")
        )
        # sudo: aftersales.rma.line - the warehouse need not read what the transfer is for
        steps = {move: move.sudo()._aftersales_step()[0] for move in open_moves}
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
