from collections import defaultdict

from odoo import api, models

from . import quantity as quantities
from .rma_type import NEED_GOODS

# What a transfer of goods does for a line, each with a quantity of its own.
STEPS = (
    "received",
    "open_receipt",
    "replaced",
    "open_replacement",
    "given_back",
    "open_give_back",
)


class AftersalesRmaLine(models.Model):
    """What is planned for the goods of a line, and what documents have done of it."""

    _inherit = "aftersales.rma.line"

    # === WHAT DOCUMENTS HAVE DONE === #

    @api.depends(
        "lot_id",
        "found_ids.accepted",
        "found_ids.lot_id",
        "found_ids.quantity",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.product_uom_qty",
        "move_ids.product_uom",
        "move_ids.location_id",
        "move_ids.location_dest_id",
        "move_ids.move_dest_ids",
        "move_ids.move_line_ids.lot_id",
    )
    def _compute_moved(self):
        for line in self:
            moved = dict.fromkeys(STEPS, 0)
            for move in line.move_ids:
                step, quantity = move._aftersales_step()
                if step:
                    moved[step] += quantity
            # A serial that the line went over to counts by its transfer.
            accepted = line.found_ids.filtered(
                lambda found, line=line: found.accepted and found.lot_id != line.lot_id
            )
            moved["received"] += sum(accepted.mapped("quantity"))
            for step, quantity in moved.items():
                line[f"{step}_quantity"] = quantity

    @api.depends("inspection_ids.quantity")
    def _compute_inspected_quantity(self):
        for line in self:
            line.inspected_quantity = sum(line.inspection_ids.mapped("quantity"))

    def _compute_repaired_quantity(self):
        for line in self:
            line.repaired_quantity = line._repaired()

    def _repaired(self):
        """Return how much of the line is repaired, going by finished repairs."""
        return 0

    @api.depends(
        "credit_ids.quantity",
        "credit_ids.outcome",
        "credit_ids.credit_line_id.quantity",
        "credit_ids.credit_line_id.product_uom_id",
        "credit_ids.credit_line_id.parent_state",
    )
    def _compute_credited(self):
        for line in self:
            reductions = line.credit_ids.filtered(lambda credit: credit.outcome == "reduction")
            refunds = line.credit_ids.filtered(lambda credit: credit.outcome == "refund")
            line.credited_quantity = line._credit_sum(refunds, "posted")
            line.draft_credit_quantity = line._credit_sum(refunds, "draft")
            line.reduced_quantity = line._credit_sum(reductions, "posted")
            line.draft_reduction_quantity = line._credit_sum(reductions, "draft")

    def _credit_sum(self, credits, state):
        """Return for how much of the line these credit notes stand, if in that state."""
        return sum(
            self._credit_share(credit) * credit.credit_line_id._aftersales_standing()
            for credit in credits
            if credit.credit_line_id.parent_state == state
        )

    def _credit_share(self, credit):
        """Return what the credit note gives for this line, also after accounting changed it."""
        if credit.outcome == "reduction":  # an amount: its line has no quantity of goods
            return credit.quantity
        credit_line = credit.credit_line_id
        planned = sum(credit_line.aftersales_credit_ids.mapped("quantity"))
        actual = credit_line.product_uom_id._compute_quantity(
            credit_line._aftersales_credited(), self.product_uom_id, rounding_method="HALF-UP"
        )
        return credit.quantity * actual / planned if planned else 0

    # === PLAN AND DONE === #

    def _planned(self):
        """Return what is to be done for what came back, in the product's unit by outcome.

        An inspection decides for its quantity, the line for the rest; where inspection is
        needed, the rest waits for it. Nothing is due for the outcome ``none``.

        :rtype: dict[str, float]
        """
        self.ensure_one()
        plan = defaultdict(float)
        for inspection in self.inspection_ids if self.inspected_quantity else ():
            plan[inspection.outcome] += inspection.quantity
        if not self.rma_id.inspect:
            plan[self.outcome] += self._left_to_inspect()
        return plan

    def _done(self, under_way=False):
        """Return what real documents have done for the line, in the product's unit by outcome.

        Goods that went back to the customer count for a repair as far as they are repaired,
        and go along with a price reduction; the rest was given back as it is.

        :param bool under_way: whether drafts and transfers to come count, too
        :rtype: dict[str, float]
        """
        self.ensure_one()
        back, plan = self.given_back_quantity, self._planned()
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
        done["repair"] = min(back, self.repaired_quantity, plan["repair"])
        with_reduction = self._back_with_reduction(plan)
        done["return"] = max(back - done["repair"] - with_reduction, min(back, plan["return"]))
        return done

    def _left(self, outcome):
        """Return for how much of the line a document with this outcome is still to be made.

        Never more than came back and has no other document.
        """
        done = self._done(under_way=True)
        unused = self._quantity_owed() - sum(done.values())
        return self._rounded(min(self._planned()[outcome] - done[outcome], unused))

    def _back_with_reduction(self, plan):
        """Return how much goes back to the customer together with a price reduction."""
        return plan["reduction"] if self.rma_id.receive_goods else 0

    def _quantity_to_give_back(self):
        """Return what is still to go back to the customer: as it is, repaired or reduced."""
        plan = self._planned()
        ready = plan["return"] + min(plan["repair"], self.repaired_quantity)
        back = self.given_back_quantity + self.open_give_back_quantity
        others = self._done(under_way=True)
        unused = self._quantity_done() - back - others["refund"] - others["exchange"]
        return self._rounded(min(ready + self._back_with_reduction(plan) - back, unused))

    def _quantity_refundable(self):
        """Return for how much of the line credit notes may be posted, all together."""
        done = self._done(under_way=True)
        others = sum(quantity for outcome, quantity in done.items() if outcome != "refund")
        return self._rounded(min(self._planned()["refund"], self._quantity_owed() - others))

    def _is_settled(self):
        """Return whether the documents have done all that the return promised for the line."""
        if self.rma_id.inspect and self._left_to_inspect():
            return False
        plan, done, unit = self._planned(), self._done(), self.product_uom_id
        due = plan["return"] + plan["repair"] + self._back_with_reduction(plan)
        if unit.compare(sum(done.values()), self._quantity_due() - plan["none"]) < 0:
            return False
        return unit.compare(done["reduction"], plan["reduction"]) >= 0 and (
            not plan["reduction"] or unit.compare(self.given_back_quantity, due) >= 0
        )

    # === WHAT IS STILL TO DO === #

    def _rounded(self, quantity):
        return max(self.product_uom_id.round(quantity), 0)

    def _quantity_done(self):
        """Return what the customer gave back, or may keep when nothing has to come back."""
        if self.rma_id.receive_goods:
            return self.received_quantity
        return self.product_quantity - self.not_coming_quantity

    def _quantity_owed(self):
        """Return for how much the customer may get something now."""
        return self._quantity_done()

    def _quantity_due(self):
        """Return for how much the customer has to get something before the line is settled."""
        return self._quantity_done()

    def _quantity_awaited(self):
        """Return what was announced and has not come, whether or not a receipt waits for it."""
        if not self.rma_id.receive_goods:
            return 0
        asked = self.product_quantity - self.not_coming_quantity
        return self._rounded(asked - self.received_quantity)

    def _quantity_to_receive(self):
        return self._rounded(self._quantity_awaited() - self.open_receipt_quantity)

    def _left_to_inspect(self):
        return self._rounded(self._quantity_done() - self.inspected_quantity)

    def _quantity_to_settle(self):
        """Return what is neither refunded, nor on a draft, nor settled without a refund."""
        return self._left("refund")

    def _quantity_to_replace(self):
        return self._left("exchange")

    # === WHAT CONTRADICTS THE PLAN === #

    def _outcome_problem(self):
        """Return why the goods cannot end like this, or an empty string."""
        if self.outcome in NEED_GOODS and not self.rma_id.receive_goods:
            return self.env._(
                "Only goods that come back can be repaired or given back: choose another outcome"
                " for %s, or a type of return with a receipt.",
                self.product_id.display_name,
            )
        return ""

    def _inspection_problem(self):
        """Return what the inspections of the line contradict, or an empty string."""
        if self.product_uom_id.compare(self.inspected_quantity, self._quantity_done()) > 0:
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

    def _overdone_problem(self):
        """Return what was done for more than came back, or an empty string."""
        credited = self.credited_quantity + self.reduced_quantity + self.settled_quantity
        if not (credited or self.replaced_quantity or self.given_back_quantity):
            return ""
        # What goes back with a price reduction is no outcome of its own, and cannot be more either.
        done = max(sum(self._done().values()), self.given_back_quantity)
        if self.product_uom_id.compare(done, self._quantity_owed()) <= 0:
            return ""
        return self.env._(
            "%(number)s: %(back)s of %(product)s came back, and %(done)s would be refunded,"
            " replaced or given back together. Ask the responsible of the return.",
            number=self.rma_id.number,
            back=quantities.text(self.env, self._quantity_done()),
            product=self.product_id.display_name,
            done=quantities.text(self.env, done),
        )
