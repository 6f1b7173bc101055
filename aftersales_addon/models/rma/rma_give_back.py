from collections import defaultdict

from odoo import Command, fields, models

from .rma import UNDER_WAY
from .rma_flow import ACTIONS, SPECIALIST

ACTIONS["give_back"] = (UNDER_WAY, SPECIALIST)


class AftersalesRma(models.Model):
    """Goods that go back to the customer: as they are, repaired, or for a lower price.

    It is Odoo's own return of their receipt, so that the order counts them as delivered again.
    """

    _inherit = "aftersales.rma"

    give_back_blocker = fields.Char(compute="_compute_blockers")

    # === PREDICATE === #

    def _cannot_give_back(self):
        if not self.give_back:
            return self.env._("Nothing goes back to the customer with this return.")
        if any(line._quantity_to_give_back() for line in self.line_ids):
            return ""
        return self._why_nothing_to_give_back()

    def _why_nothing_to_give_back(self):
        lines = self.line_ids
        if not any(lines.mapped("received_quantity")):
            return self.env._("Nothing has come back yet.")
        if self._waits_for_inspection():
            return self.env._("The goods are not inspected yet.")
        if any(lines.mapped("open_give_back_quantity")):
            return self.env._("The transfer exists: the warehouse sends the goods.")
        if any(line._planned()["repair"] > line.repaired_quantity for line in lines):
            return self.env._("The goods are not repaired yet.")
        return self.env._("All goods have gone back to the customer.")

    # === ACTIONS === #

    def action_give_back(self):
        """Let the warehouse send the goods back to the customer."""
        for rma in self._begin("give_back"):
            rma._create_give_backs()

    def action_open_give_backs(self):
        """Show the transfers that take the goods back to the customer."""
        return self._action_documents(self.give_back_ids, self.env._("Goods Given Back"))

    # === BUSINESS === #

    def _create_give_backs(self):
        """Return what is to go back from the receipts it came by."""
        self.ensure_one()
        values, lots = defaultdict(list), {}
        for line in self.line_ids:
            for move, shares in line._receipts_to_give_back():
                lots[move] = shares
                quantity = sum(shares.values())
                values[move.picking_id].append(line._prepare_give_back_values(move, quantity))
        for picking, lines in values.items():
            self._create_give_back(picking, lines, lots)

    def _create_give_back(self, picking, values, lots):
        """Make Odoo's return of a receipt, from where the goods are by now.

        :param list values: of the lines of Odoo's return wizard
        :param dict lots: for each receipt move, how much of which serial or lot is to go
        """
        wizard = (
            self.env["stock.return.picking"]
            .with_company(self.company_id)
            .create(
                {
                    "picking_id": picking.id,
                    "product_return_moves": [Command.create(vals) for vals in values],
                }
            )
        )
        transfer = wizard._create_return()
        transfer.origin = f"{self.number} ({picking.name})"
        transfer.partner_id = picking.partner_id or self.partner_id
        # What nobody announced is no matter of the order.
        foreign = transfer.move_ids.filtered(lambda m: m.aftersales_found_id and not m.sale_line_id)
        foreign.reference_ids = [Command.clear()]
        for move in transfer.move_ids:
            receipt = move.origin_returned_move_id
            receipt._aftersales_stop_onward(move.product_qty)
            move._aftersales_take_from(receipt, lots[receipt])
        return transfer


class AftersalesRmaLine(models.Model):
    _inherit = "aftersales.rma.line"

    def _receipts_to_give_back(self):
        """Return what is to go back of which receipts, in the product's unit by serial or lot.

        :rtype: list[tuple[stock.move, dict[stock.lot, float]]]
        """
        left, result = self._quantity_to_give_back(), []
        receipts = self.move_ids | self.found_ids.filtered("accepted").move_id
        for move in receipts.filtered(
            lambda move: move._aftersales_is_receipt() and move.state == "done"
        ).sorted("id"):
            shares = {}
            for lot, free in self._still_here(move).items():
                if (share := self._rounded(min(free, left))) > 0:
                    left -= share
                    shares[lot] = share
            if shares:
                result.append((move, shares))
        return result

    def _still_here(self, receipt):
        """Return what came by the receipt for this line and has not gone back, by lot."""
        gone = receipt.returned_move_ids.filtered(lambda back: back.state != "cancel")
        if not self.lot_id:
            amount = receipt._aftersales_amount()
            return {self.lot_id: amount - sum(back._aftersales_amount() for back in gone)}
        here, own = defaultdict(float), self._own_lots()
        for sign, lines in ((1, receipt.move_line_ids), (-1, gone.move_line_ids)):
            for line in lines.filtered(lambda line: line.lot_id in own):
                here[line.lot_id] += sign * line.quantity_product_uom
        return here

    def _own_lots(self):
        """Return the serial or lot announced, and those that were accepted for it."""
        return self.lot_id | self.found_ids.filtered("accepted").lot_id

    def _prepare_give_back_values(self, move, quantity):
        """Return the values of a line in Odoo's return wizard that sends the goods back."""
        return {
            "move_id": move.id,
            "product_id": move.product_id.id,
            "quantity": self.product_uom_id._compute_quantity(
                quantity, move.product_uom, rounding_method="HALF-UP"
            ),
            "to_refund": True,  # the order's delivered quantity follows the goods
            "aftersales_rma_line_id": self.id,
        }
