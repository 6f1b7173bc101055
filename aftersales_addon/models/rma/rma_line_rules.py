from collections import defaultdict

from odoo import models

from . import quantity as quantities


class AftersalesRmaLine(models.Model):
    """How much of a line may still be claimed, received, refunded, replaced, and why not."""

    _inherit = "aftersales.rma.line"

    # === WHAT MAY BE CLAIMED === #

    def _origin_problem(self):
        """Return why the line cannot come from its delivery, or an empty string."""
        self.ensure_one()
        move, rma = self.move_id, self.rma_id
        foreign = self.env._(
            "These goods were not delivered to %s. Choose from the deliveries of this customer.",
            rma.partner_id.display_name,
        )
        if move.company_id != rma.company_id:
            return foreign
        if move._aftersales_customer().commercial_partner_id != rma.commercial_partner_id:
            return foreign
        if not move._aftersales_is_delivery():
            return self.env._(
                "%s has not been delivered: only what the customer has can come back. Cancel or"
                " change the order instead.",
                move.product_id.display_name,
            )
        if self.product_id != move.product_id or self.sale_line_id != move.sale_line_id:
            return foreign
        return self._lot_problem() or self._unit_problem()

    def _lot_problem(self):
        product, lot = self.product_id, self.lot_id
        if product.tracking == "none":
            return self.env._("%s has no serial numbers.", product.display_name) if lot else ""
        if not lot:
            return self.env._("Choose the serial or lot number of %s.", product.display_name)
        if lot not in self.move_id.move_line_ids.filtered("quantity").lot_id:
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
        for line in self.filtered(lambda line: not line.move_id.picking_id):
            return self.env._(
                "%s was delivered without a transfer: enter its return in the inventory app.",
                line.product_id.display_name,
            )
        return ""

    # === WHAT IS STILL TO DO === #

    def _rounded(self, quantity):
        return max(self.product_uom_id.round(quantity), 0)

    def _quantity_done(self):
        """Return what the customer gave back, or may keep when nothing has to come back."""
        return self.received_quantity if self.rma_id.receive_goods else self.product_quantity

    def _quantity_to_receive(self):
        if not self.rma_id.receive_goods:
            return 0
        return self._rounded(
            self.product_quantity - self.received_quantity - self.open_receipt_quantity
        )

    def _repaired(self):
        """Return how much of the line is repaired, going by finished repairs."""
        return 0

    def _left_to_inspect(self):
        return self._rounded(self._quantity_done() - self.inspected_quantity)

    def _inspection_problem(self):
        """Return what the inspections of the line contradict, or an empty string."""
        unit = self.product_uom_id
        if unit.compare(self.inspected_quantity, self._quantity_done()) > 0:
            return self.env._(
                "%(inspected)s of %(product)s would be inspected, but only %(back)s came back."
                " Lower the quantity.",
                inspected=quantities.text(self.env, self.inspected_quantity),
                product=self.product_id.display_name,
                back=quantities.text(self.env, self._quantity_done()),
            )
        return self._plan_problem()

    def _plan_problem(self):
        """Return which documents the plan would not cover any more, or an empty string."""
        plan, unit = self._planned(), self.product_uom_id
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        for outcome, quantity in self._done(under_way=True).items():
            if unit.compare(quantity, plan[outcome]) > 0:
                return self.env._(
                    "%(product)s: documents for “%(outcome)s” have been made already. Delete or"
                    " cancel them first.",
                    product=self.product_id.display_name,
                    outcome=labels[outcome],
                )
        return ""

    def _planned(self):
        """Return what is to be done for what came back, in the product's unit by outcome.

        An inspection decides for its quantity, the line for the rest; where inspection is
        needed, the rest waits for it. Nothing is due for the outcome ``none``.

        :rtype: dict[str, float]
        """
        self.ensure_one()
        plan = defaultdict(float)
        for inspection in self.inspection_ids:
            plan[inspection.outcome] += inspection.quantity
        if not self.rma_id.inspect:
            plan[self.outcome] += self._left_to_inspect()
        return plan

    def _done(self, under_way=False):
        """Return what real documents have done for the line, in the product's unit by outcome.

        Goods given back count for repairs as far as goods are repaired, else as given back.

        :param bool under_way: whether drafts and transfers to come count, too
        :rtype: dict[str, float]
        """
        self.ensure_one()
        back = self.given_back_quantity
        done = {
            "refund": self.credited_quantity + self.settled_quantity,
            "exchange": self.replaced_quantity,
            "reduction": self.reduced_quantity,
        }
        if under_way:
            back += self.open_give_back_quantity
            done["refund"] += self.draft_credit_quantity
            done["exchange"] += self.open_replacement_quantity
            done["reduction"] += self.draft_reduction_quantity
        done["repair"] = min(back, self.repaired_quantity)
        done["return"] = back - done["repair"]
        return done

    def _left(self, outcome):
        """Return for how much of the line a document with this outcome is still to be made."""
        return self._rounded(self._planned()[outcome] - self._done(under_way=True)[outcome])

    def _quantity_to_settle(self):
        """Return what is neither refunded, nor on a draft, nor settled without a refund."""
        return self._left("refund")

    def _quantity_to_replace(self):
        return self._left("exchange")

    def _is_settled(self):
        """Return whether the documents have done all that the return promised for the line."""
        if self.rma_id.inspect and self._left_to_inspect():
            return False
        plan, done, unit = self._planned(), self._done(), self.product_uom_id
        return all(
            unit.compare(done.get(outcome, 0), quantity) >= 0
            for outcome, quantity in plan.items()
            if outcome != "none"
        )

    # === WHAT WAS CHARGED === #

    def _invoice_lines(self):
        """Return the posted invoice lines that charged the goods, the oldest first."""
        return self.sale_line_id.invoice_lines.filtered(
            lambda line: line.move_type == "out_invoice" and line.parent_state == "posted"
        ).sorted(lambda line: (line.move_id.invoice_date, line.id))

    def _in_product_unit(self, invoice_line):
        return invoice_line.product_uom_id._compute_quantity(
            invoice_line.quantity, self.product_uom_id, rounding_method="HALF-UP"
        )

    def _credit_notes_of(self, lines):
        return lines.filtered(
            lambda line: line.move_type == "out_refund" and line.parent_state != "cancel"
        )

    def _creditable(self, invoice):
        """Return what each line of the invoice still leaves to credit for this order line."""
        lines = self._invoice_lines().filtered(lambda line: line.move_id == invoice)
        credit_lines = self._credit_notes_of(self.sale_line_id.invoice_lines)
        used = sum(
            self._in_product_unit(line)
            for line in credit_lines
            if line.move_id.reversed_entry_id == invoice
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
        credit_lines = self._credit_notes_of(order_line.invoice_lines)
        charged = sum(map(self._in_product_unit, self._invoice_lines()))
        left = charged - sum(map(self._in_product_unit, credit_lines))
        if not self.rma_id.receive_goods:
            return self._rounded(left)
        kept_goods = credit_lines.filtered(
            lambda line: (
                line.move_id.aftersales_rma_id and not line.move_id.aftersales_rma_id.receive_goods
            )
        )
        goodwill = sum(map(self._in_product_unit, kept_goods))
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
