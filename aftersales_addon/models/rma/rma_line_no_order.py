from odoo import api, fields, models
from odoo.fields import Command

from ..ticket.lock import claim

# What can be done about goods that were never charged.
WITHOUT_ORDER = {"repair", "return", "exchange"}


class AftersalesRmaLine(models.Model):
    """Goods that no order of ours brought to the customer.

    They come in by a transfer of their own and stay the customer's, as Odoo's owner of the stock
    says, so that they are neither valued nor reserved for anybody else. They go back to the
    customer, or leave for good as scrap or to the vendor when they were exchanged.
    """

    _inherit = "aftersales.rma.line"

    provenance = fields.Char(
        string="Where It Comes From",
        help="Of goods without an order: bought from a dealer, before this database began, a gift.",
    )

    @api.constrains("outcome", "rma_id", "exchange_product_id")
    def _check_outcome(self):
        return super()._check_outcome()

    # === WHAT MAY COME IN === #

    def _no_order_problem(self):
        """Return why the goods cannot come in without a delivery of ours, or an empty string."""
        name = self.product_id.display_name
        if self.product_id.type != "consu":
            return self.env._("%s is no goods: nothing of it can come back.", name)
        if not (self.provenance or "").strip():
            return self.env._(
                "Say where %s comes from: bought from a dealer, a gift, or delivered before this"
                " database began.",
                name,
            )
        return self._lot_problem() or self._unit_problem() or self._whose_problem()

    def _lot_problem(self):
        problem = super()._lot_problem()
        lot, company = self.lot_id, self.rma_id.company_id
        if problem or self.move_id or not lot:
            return problem
        if lot.product_id != self.product_id or lot.company_id not in (company, company.browse()):
            return self.env._(
                "%(lot)s is no serial or lot number of %(product)s.",
                lot=lot.name,
                product=self.product_id.display_name,
            )
        return ""

    def _whose_problem(self):
        """Return why the very unit is not the customer's own, or has a delivery to choose."""
        lot = self.lot_id
        if self.product_id.tracking != "serial":
            return ""
        quants = self.env["stock.quant"].search(
            [
                ("lot_id", "=", lot.id),
                ("company_id", "=", self.rma_id.company_id.id),
                ("location_id.usage", "in", ("internal", "transit")),
                ("quantity", ">", 0),
            ]
        )
        if here := quants.filtered(lambda quant: quant.owner_id != self.rma_id.partner_id):
            return self.env._(
                "%(lot)s is in our stock, in %(location)s: read the number on the goods again.",
                lot=lot.name,
                location=here.location_id[:1].display_name,
            )
        move = self._delivery_of_unit()
        if not move:
            return ""
        owner = move._aftersales_new_owners().get((move.id, lot.id), move._aftersales_customer())
        if owner.commercial_partner_id != self.rma_id.commercial_partner_id:
            return ""
        return self.env._(
            "%(lot)s was delivered to %(customer)s with %(delivery)s: choose that delivery, so that"
            " its warranty and its invoice count.",
            lot=lot.name,
            customer=self.rma_id.partner_id.display_name,
            delivery=move.sale_line_id.order_id.name or move.picking_id.name or move.reference,
        )

    def _delivery_of_unit(self):
        """Return our last delivery of the serial, if the goods have not come back since."""
        moves = self.env["stock.move"].search(
            [
                ("move_line_ids.lot_id", "=", self.lot_id.id),
                ("company_id", "=", self.rma_id.company_id.id),
                ("state", "=", "done"),
                ("location_dest_id.usage", "=", "customer"),
            ],
            order="date desc, id desc",
        )
        move = moves.filtered(
            lambda move: move._aftersales_is_delivery() and not move._aftersales_is_give_back()
        )[:1]
        returned = move._aftersales_returned_quantities().get((move.id, self.lot_id.id), 0)
        return move if returned < 1 else move.browse()

    # === ONE UNIT, ONE OPEN RETURN === #

    def _claim_goods(self):
        claim(self._serials())
        return super()._claim_goods()

    def _claim_problem(self):
        return super()._claim_problem() or self._twice_problem()

    def _serials(self):
        return self.lot_id.filtered(lambda lot: lot.product_id.tracking == "serial")

    def _twice_problem(self):
        """Return which unit is on another open return as well, or an empty string."""
        serials = self._serials()
        if not serials:
            return ""
        waiting = self.search(
            [
                ("lot_id", "in", serials.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "not in", ("done", "refused", "cancelled")),
                ("claimed_quantity", ">", 0),
            ]
        )
        for line in self & waiting:
            others = waiting.filtered(lambda other, line=line: other.lot_id == line.lot_id) - line
            for other in others:
                if other.company_id == line.company_id and not other._went_out_again():
                    return self.env._(
                        "%(unit)s is on the open return %(number)s already: go on with that one, or"
                        " cancel it first.",
                        unit=line.lot_id.name,
                        number=other.rma_id.number,
                    )
        return ""

    def _went_out_again(self):
        """Return whether the unit came back on this line, and has been delivered since."""
        receipts = self.move_ids.filtered(
            lambda move: move.state == "done" and move._aftersales_is_receipt()
        )
        if not receipts:
            return False
        return bool(
            self.env["stock.move.line"].search_count(
                [
                    ("lot_id", "=", self.lot_id.id),
                    ("id", ">", max(receipts.move_line_ids.ids, default=0)),
                    ("state", "=", "done"),
                    ("location_id.usage", "!=", "customer"),
                    ("location_dest_id.usage", "=", "customer"),
                ],
                limit=1,
            )
        )

    # === HOW IT MAY END === #

    def _outcome_problem(self):
        return super()._outcome_problem() or self._ending_problem(self.outcome)

    def _ending_problem(self, outcome):
        """Return why the goods cannot end like this, for the want of an order to credit."""
        name = self.product_id.display_name
        if self.move_id:
            return self._new_owner_ending_problem(outcome)
        if not self.rma_id.receive_goods:
            return self.env._(
                "%s was not sold by us: it has to come in first. Choose a type of return with a"
                " receipt.",
                name,
            )
        if outcome not in (*WITHOUT_ORDER, "none"):
            return self.env._(
                "%s comes from no order of ours: nothing was charged that could be credited. Choose"
                " a type that ends in a repair, an exchange or giving it back, on a return of its"
                " own.",
                name,
            )
        if self.exchange_product_id:
            return self.env._(
                "%s comes from no order of ours that could charge the difference: give it back, and"
                " sell the other goods on a new order.",
                name,
            )
        return ""

    def _new_owner_ending_problem(self, outcome):
        """Return why a new owner cannot get the buyer's money, or an empty string."""
        # sudo: sale.order - who bought the goods
        buyer = self.sudo().sale_line_id.order_id.partner_id
        if not buyer or buyer.commercial_partner_id == self.rma_id.commercial_partner_id:
            return ""
        if outcome not in ("refund", "reduction") and not self.exchange_product_id:
            return ""
        return self.env._(
            "%(product)s was charged to %(buyer)s, who sold it to %(owner)s: a credit note would go"
            " to the buyer. Choose a repair, the same product again, or giving it back.",
            product=self.product_id.display_name,
            buyer=buyer.display_name,
            owner=self.rma_id.partner_id.display_name,
        )

    def _is_in_advance(self):
        # nothing could be charged if the goods never came
        return bool(self.move_id) and super()._is_in_advance()

    def _waits_for_disposal(self):
        """Return whether nobody has said yet where exchanged goods go that are not ours."""
        if self.move_id or not self._planned()["exchange"]:
            return False
        return bool(self._left_to_inspect())

    def _is_settled(self):
        return super()._is_settled() and not self._waits_for_disposal()

    def _goods_owner(self):
        """Return whose the goods are while they are here; empty: the company's."""
        return self.rma_id.partner_id.browse() if self.move_id else self.rma_id.partner_id

    # === DOCUMENTS === #

    def _receipt_problem(self):
        problem = super()._receipt_problem()
        if problem or all(line.move_id for line in self) or self.rma_id._warehouse_of_goods():
            return problem
        return self.env._("%s has no warehouse that could receive goods.", self.company_id.name)

    def _create_receipt_without_order(self):
        """Announce the goods of one return by an incoming transfer of the warehouse."""
        if not self:
            return
        rma = self.rma_id
        kind = rma._warehouse_of_goods().in_type_id
        customers = rma.partner_id.with_company(rma.company_id).property_stock_customer
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "company_id": rma.company_id.id,
                "partner_id": rma.partner_id.id,
                "owner_id": rma.partner_id.id,
                "origin": rma.number,
                "location_id": customers.id,
                "location_dest_id": kind.default_location_dest_id.id,
                "move_ids": [
                    Command.create(line._prepare_receipt_values(kind, customers)) for line in self
                ],
            }
        )
        receipt.action_confirm()
        receipt.move_ids._aftersales_expect()

    def _prepare_receipt_values(self, kind, customers):
        """Return the values of the move that brings the goods in.

        :param kind: the ``stock.picking.type`` of receipts
        :param customers: the ``stock.location`` they come from
        """
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self._quantity_to_receive(),
            "product_uom": self.product_uom_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.rma_id.partner_id.id,
            "picking_type_id": kind.id,
            "location_id": customers.id,
            "location_dest_id": kind.default_location_dest_id.id,
            "restrict_partner_id": self.rma_id.partner_id.id,
            "aftersales_rma_line_id": self.id,
        }

    def _replacement_values(self):
        """Return the values of the procurement that sends the same product again."""
        rma = self.rma_id
        if not self.move_id:
            customers = rma.partner_id.with_company(rma.company_id).property_stock_customer
            return {
                "warehouse_id": rma._warehouse_of_goods(),
                "company_id": rma.company_id,
                "partner_id": rma.partner_id.id,
                "location_final_id": customers,
            }
        wizard = rma._return_wizard(self.move_id.picking_id, self)
        values = wizard._get_proc_values(wizard.product_return_moves)
        buyer = self.sale_line_id.order_id.partner_id
        if buyer and buyer.commercial_partner_id != rma.commercial_partner_id:
            # to the new owner, on a transfer apart from those to the buyer
            values |= {
                "partner_id": rma.partner_id.id,
                "reference_ids": self.env["stock.reference"],
            }
        return values
