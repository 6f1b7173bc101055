from odoo import api, models

from . import quantity as quantities


class AftersalesRmaLine(models.Model):
    """How much of a line may still be claimed and credited, and why not."""

    _inherit = "aftersales.rma.line"

    # === WHAT MAY BE CLAIMED === #

    @api.depends(
        "product_quantity",
        "not_coming_quantity",
        "outcome",
        "rma_id.state",
        "rma_id.receive_goods",
        "received_quantity",
        "open_receipt_quantity",
        "given_back_quantity",
    )
    def _compute_claimed_quantity(self):
        for line in self:
            under_way = line.received_quantity + line.open_receipt_quantity
            asked = line.product_quantity - line.not_coming_quantity
            if line.rma_id.state in ("refused", "cancelled"):
                claimed = 0
            elif line.rma_id.state == "done" and line.rma_id.receive_goods:
                claimed = under_way
            elif line.rma_id.state == "done" and line.outcome == "reduction":
                claimed = 0  # kept for a lower price, and may come back for another reason
            else:
                claimed = max(asked, under_way)
            # What was given back is with the customer and may come back again.
            line.claimed_quantity = max(claimed - line.given_back_quantity, 0)

    def _origin_problem(self):
        """Return why the line cannot come from its delivery, or an empty string."""
        self.ensure_one()
        move, rma = self.move_id, self.rma_id
        if not move:
            return self._no_order_problem()
        if move.company_id != rma.company_id:
            return self._foreign_text()
        if problem := self._owner_problem():
            return problem
        if not move._aftersales_is_delivery():
            return self.env._(
                "%s has not been delivered: only what the customer has can come back. Cancel or"
                " change the order instead.",
                move.product_id.display_name,
            )
        if move._aftersales_is_give_back():
            return self.env._(
                "%s was given back there: choose the delivery that it first came with, or enter it"
                " as goods without an order.",
                self.product_id.display_name,
            )
        if self.product_id != move.product_id or self.sale_line_id != move.sale_line_id:
            return self._foreign_text()
        return self._lot_problem() or self._unit_problem()

    def _owner_problem(self):
        """Return why these goods are not the customer's to return, or an empty string.

        They are who bought them, until their warranty passes to a new owner.
        """
        move, customer = self.move_id, self.rma_id.partner_id
        owner = move._aftersales_new_owners().get((move.id, self.lot_id.id))
        buyer = move._aftersales_customer()
        if (owner or buyer).commercial_partner_id == customer.commercial_partner_id:
            return ""
        if owner and buyer.commercial_partner_id == customer.commercial_partner_id:
            return self.env._(
                "%(unit)s belongs to a new owner since %(customer)s passed on its warranty: only"
                " the new owner can return it.",
                unit=self.lot_id.name or self.product_id.display_name,
                customer=customer.display_name,
            )
        return self._foreign_text()

    def _foreign_text(self):
        return self.env._(
            "These goods were not delivered to %s. Choose from the deliveries of this customer.",
            self.rma_id.partner_id.display_name,
        )

    def _lot_problem(self):
        product, lot = self.product_id, self.lot_id
        if product.tracking == "none":
            return self.env._("%s has no serial numbers.", product.display_name) if lot else ""
        if not lot:
            return self.env._("Choose the serial or lot number of %s.", product.display_name)
        if self.move_id and lot not in self.move_id.move_line_ids.filtered("quantity").lot_id:
            return self.env._(
                "%(lot)s is not among what was delivered there of %(product)s.",
                lot=lot.name,
                product=product.display_name,
            )
        return ""

    def _unit_problem(self):
        unit, product_unit = self.uom_id, self.product_uom_id
        if not unit._has_common_reference(product_unit):
            return self.env._(
                "%(product)s is counted in %(own)s; a quantity in %(unit)s says nothing about it.",
                product=self.product_id.display_name,
                own=product_unit.name,
                unit=unit.name,
            )
        if product_unit.compare(self.product_quantity, 0) <= 0:
            return self.env._(
                "Enter how much of %s comes back: more than zero.", self.product_id.display_name
            )
        if self.product_id.tracking == "serial" and product_unit.compare(self.product_quantity, 1):
            return self.env._("%s is one piece: a serial number comes back as 1.", self.lot_id.name)
        return ""

    def _claim_problem(self):
        """Return what is claimed beyond what was delivered, or an empty string."""
        delivered = self.move_id._aftersales_delivered()
        claims = self.move_id._aftersales_claims()
        for line in self:
            for key in ((line.move_id.id, None), (line.move_id.id, line.lot_id.id)):
                if key not in claims:
                    continue
                had = delivered.get(key, 0)
                if line.product_uom_id.compare(claims[key], had) > 0:
                    others = claims[key] - line.claimed_quantity
                    return line._over_delivered_text(had, max(had - others, 0))
        return ""

    def _over_delivered_text(self, delivered, left):
        name = self.product_id.display_name
        return self.env._(
            "%(product)s: %(delivered)s delivered, %(left)s can still be returned. The rest is"
            " on another return or back already. Lower the quantity, or look at the other"
            " returns of the order.",
            product=f"{name} {self.lot_id.name}" if self.lot_id else name,
            delivered=quantities.text(self.env, delivered),
            left=quantities.text(self.env, left),
        )

    def _receipt_problem(self):
        """Return why no return receipt can be made, or an empty string."""
        delivered = self.filtered("move_id")
        for line in delivered.filtered(lambda line: not line.move_id.picking_id):
            return self.env._(
                "%s was delivered without a transfer: enter its return in the inventory app.",
                line.product_id.display_name,
            )
        return ""

    # === WHAT WAS CHARGED === #

    def _invoice_lines(self):
        """Return the posted invoice lines that charged the goods, the oldest first."""
        return self.sale_line_id.invoice_lines._aftersales_charging().sorted(
            lambda line: (line.move_id.invoice_date, line.id)
        )

    def _in_product_unit(self, invoice_line):
        return invoice_line.product_uom_id._compute_quantity(
            invoice_line.quantity, self.product_uom_id, rounding_method="HALF-UP"
        )

    def _credited_by(self, credit_lines):
        """Return for how much of the product credit notes stand."""
        return sum(
            self._in_product_unit(line) * line._aftersales_standing() for line in credit_lines
        )

    def _creditable(self, invoice):
        """Return what each line of the invoice still leaves to credit for this order line."""
        lines = self._invoice_lines().filtered(lambda line: line.move_id == invoice)
        credit_lines = self.sale_line_id.invoice_lines._aftersales_crediting()
        used = self._credited_by(
            credit_lines.filtered(lambda line: line.move_id.reversed_entry_id == invoice)
        )
        result = {}
        for line in lines:
            charged = self._in_product_unit(line)
            taken = min(used, charged)
            used -= taken
            result[line] = charged - taken
        return result

    def _charged_too_much(self):
        """Return for how much of the order line the customer is charged and has no goods.

        Refunds for goods that the customer may keep do not count against those for goods
        that come back.
        """
        order_line = self.sale_line_id
        if not order_line:
            return 0
        credit_lines = order_line.invoice_lines._aftersales_crediting()
        charged = sum(map(self._in_product_unit, self._invoice_lines()))
        left = charged - self._credited_by(credit_lines)
        if not self.rma_id.receive_goods:
            return self._rounded(left)
        kept_goods = credit_lines.filtered(
            lambda line: (
                line.move_id.aftersales_rma_id and not line.move_id.aftersales_rma_id.receive_goods
            )
        )
        goodwill = self._credited_by(kept_goods)
        return self._rounded(min(left, left + goodwill - self._with_customer()))

    def _with_customer(self):
        """Return how much of what the order line charges is with the customer."""
        order_line = self.sale_line_id
        return order_line.product_uom_id._compute_quantity(
            order_line.qty_delivered, self.product_uom_id, rounding_method="HALF-UP"
        )

    def _refund_problem(self):
        """Return why the line cannot be refunded although the goods are back."""
        if not self._quantity_to_settle():
            return ""
        return self._settle_problem() or self.env._(
            "Nothing is invoiced for these goods: what came back is simply not charged any"
            " more. Close the return without a credit note."
        )

    def _settle_problem(self):
        """Return why closing without a credit note would cost the customer money."""
        order_line = self.sale_line_id
        if not order_line:
            return ""
        if order_line.invoice_lines.filtered(
            lambda line: line.move_type == "out_invoice" and line.parent_state == "draft"
        ):
            return self.env._(
                "The invoice is still a draft: accounting has to post it, or to lower its quantity."
            )
        by_order = order_line.product_id.invoice_policy == "order"
        unit = order_line.product_uom_id
        if (
            by_order
            and unit.compare(order_line.qty_to_invoice, 0) > 0
            and unit.compare(order_line.product_uom_qty, order_line.qty_delivered) > 0
        ):
            return self.env._(
                "%s is not invoiced yet and will be charged as ordered: invoice the order"
                " first, or lower its quantity.",
                order_line.order_id.name,
            )
        return ""
