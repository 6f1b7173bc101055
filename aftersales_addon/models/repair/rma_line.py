from odoo import api, fields, models

from .repair_order import OPEN


class AftersalesRmaLine(models.Model):
    """What of a line is repaired, and what is still to be."""

    _inherit = "aftersales.rma.line"

    repair_ids = fields.One2many(
        comodel_name="repair.order",
        inverse_name="aftersales_rma_line_id",
        string="Repairs",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    # === QUANTITIES === #

    @api.depends("repair_ids.state", "repair_ids.product_qty", "repair_ids.aftersales_result")
    def _compute_repaired_quantity(self):
        return super()._compute_repaired_quantity()

    def _repaired(self):
        """Return what finished repairs made whole; a repair that failed made nothing whole."""
        return self._repair_sum(
            lambda repair: repair.state == "done" and repair.aftersales_result != "failed"
        )

    def _under_repair(self):
        return self._repair_sum(lambda repair: repair.state in OPEN)

    def _repair_sum(self, condition):
        return sum(
            repair.product_uom._compute_quantity(
                repair.product_qty, self.product_uom_id, rounding_method="HALF-UP"
            )
            for repair in self.repair_ids.filtered(condition)
        )

    def _quantity_to_repair(self):
        """Return what is to be repaired, is here and has no repair yet."""
        here = self.received_quantity - self.given_back_quantity
        left = min(self._planned()["repair"] - self._repaired(), here)
        return self._rounded(left - self._under_repair())

    def _done(self, under_way=False):
        done = super()._done(under_way=under_way)
        if under_way:  # a unit in the workshop, or mended and still here, is not free for others
            mended = min(self._repaired(), self._planned()["repair"])
            done["repair"] = max(done["repair"], mended) + self._under_repair()
        return done

    def _repairs_more_than_is_here(self):
        here = self.received_quantity - self.given_back_quantity
        return self.product_uom_id.compare(self._under_repair(), here) > 0

    def _repair_problem(self):
        """Return why the line has more repairs than goods that are here, or an empty string."""
        if not self._repairs_more_than_is_here():
            return ""
        return self.env._(
            "%(product)s: more would be in repair than came back. It is in repair already, or"
            " has not been received.",
            product=self.product_id.display_name,
        )

    def _taken_from_repair_problem(self):
        """Return which repairs the goods may not leave, or an empty string."""
        if not self._repairs_more_than_is_here():
            return ""
        return self.env._(
            "%(product)s is in repair: finish or cancel %(repairs)s before it goes back to the"
            " customer.",
            product=self.product_id.display_name,
            repairs=", ".join(self.repair_ids.filtered(lambda r: r.state in OPEN).mapped("name")),
        )

    # === GOODS === #

    def _receipts(self):
        """Return the transfers that brought the goods of the line in, the last one last."""
        return self.move_ids.filtered(
            lambda move: move.state == "done" and move._aftersales_is_receipt()
        ).sorted("date")

    def _goods_location(self):
        """Return where in the company the goods of the line lie now, or an empty recordset."""
        self.ensure_one()
        return self._receipts()[-1:]._aftersales_whereabouts(self.lot_id)

    def _moves_waiting_for_goods(self):
        """Return the transfers that are to take the goods further on."""
        lots, location = self.lot_id, self._goods_location()
        moves = self._receipts().move_dest_ids
        while following := moves.move_dest_ids - moves:
            moves |= following
        return moves.filtered(
            lambda move: (
                move.state not in ("draft", "done", "cancel")
                and move.location_id == location
                and (not lots or lots & move.move_line_ids.lot_id or not move.move_line_ids)
            )
        )

    # === REPAIR === #

    def _prepare_repair_values(self):
        """Return the values of the repair of what is to be repaired of the line."""
        self.ensure_one()
        receipt = self._receipts()[-1:]
        location = self._goods_location()
        warehouse = location.warehouse_id or receipt.picking_type_id.warehouse_id
        return {
            "aftersales_rma_line_id": self.id,
            "aftersales_received_at": receipt.date,
            "company_id": self.company_id.id,
            "partner_id": self.rma_id.partner_id.id,
            "product_id": self.product_id.id,
            "product_uom": self.product_uom_id.id,
            "product_qty": self._quantity_to_repair(),
            "lot_id": self.lot_id.id,
            "picking_id": receipt.picking_id.id,
            "picking_type_id": warehouse.repair_type_id.id,
            "product_location_src_id": location.id,
            "product_location_dest_id": location.id,
            "user_id": False,
        }

    def _give_back_unrepaired(self):
        """Let what was to be repaired and is not be given back as it is."""
        for line in self.filtered(lambda line: not line._repaired() and not line._under_repair()):
            line.inspection_ids.filtered(lambda i: i.outcome == "repair").outcome = "return"
            if line.outcome == "repair":
                line.outcome = "return"
