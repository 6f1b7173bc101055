from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from . import quantity as quantities
from .rma import UNDER_WAY
from .rma_flow import ACTIONS, SPECIALIST
from .rma_refund import CreditLine

ACTIONS["reduce"] = (UNDER_WAY, SPECIALIST)


class AftersalesRma(models.Model):
    """The customer keeps the goods, or gets them back, and pays less for them.

    The credit note is Odoo's reversal of the invoice with an amount for its lines: it names no
    product and no order line, so neither stock nor the invoiced quantity of the order move.
    """

    _inherit = "aftersales.rma"

    reduce_blocker = fields.Char(compute="_compute_blockers")

    # === PREDICATE === #

    def _cannot_reduce(self):
        if not self.reduce:
            return self.env._("This return does not end in a price reduction.")
        waiting = self.line_ids.filtered(lambda line: line._left("reduction"))
        if not waiting:
            return self._why_nothing_to_reduce()
        return next(filter(None, (line._reduction_problem() for line in waiting)), "")

    def _why_nothing_to_reduce(self):
        if self.receive_goods and not any(self.line_ids.mapped("received_quantity")):
            return self.env._("Nothing has come back yet.")
        if any(self.line_ids.mapped("draft_reduction_quantity")):
            return self.env._("The credit note is a draft: accounting checks and posts it.")
        return self.env._("The price reduction is credited.")

    # === ACTION === #

    def action_create_reduction(self):
        """Make the draft credit notes over the price reduction."""
        for rma in self._begin("reduce"):
            plan = [
                (line, invoice_line, share)
                for line in rma.line_ids
                for invoice_line, share in line._reduction_plan()
            ]
            for invoice, shares in rma._by_invoice(plan).items():
                rma._reverse(invoice, rma._prepare_reduction(shares))
            rma._check_amounts()

    # === BUSINESS === #

    @api.model
    def _prepare_reduction(self, shares):
        """Return the lines of the credit note over the amounts of the price reduction.

        :rtype: list[CreditLine]
        """
        return [
            line._prepare_amount(
                invoice_line,
                line._reduction_amount(share),
                self.env._(
                    "Price reduction: %(quantity)s %(product)s",
                    quantity=quantities.text(self.env, share),
                    product=line.product_id.display_name,
                ),
                {"quantity": share, "outcome": "reduction"},
            )
            for line, invoice_line, share in shares
        ]

    def _check_amounts(self):
        """Refuse credit notes that give back more than the order lines were charged."""
        for line in self.line_ids.filtered("sale_line_id"):
            left = line._amount_left()
            if line.currency_id.compare_amounts(left, 0) < 0:
                raise UserError(
                    self.env._(
                        "%(product)s: %(over)s more would be credited than was charged. Lower the"
                        " amount.",
                        product=line.product_id.display_name,
                        over=line.currency_id.format(-left),
                    )
                )


class AftersalesRmaLine(models.Model):
    _inherit = "aftersales.rma.line"

    def _reduction_amount(self, quantity):
        return self.currency_id.round(quantity * self.reduction_price)

    def _reduction_plan(self):
        """Share out the goods with a lower price over the invoices that charged them.

        :return: list of (invoice line, quantity in the product's unit)
        """
        left, plan = self._left("reduction"), []
        for invoice in self._invoice_lines().move_id:
            for invoice_line, free in self._creditable(invoice).items():
                if (share := self._rounded(min(left, free))) > 0:
                    left -= share
                    plan.append((invoice_line, share))
        return plan

    def _reduction_problem(self):
        """Return why the price reduction cannot be credited, or an empty string."""
        product = self.product_id.display_name
        if self.currency_id.is_zero(self.reduction_price) or not self.sale_line_id:
            return self.env._("Enter the price reduction per unit of %s first.", product)
        plan = self._reduction_plan()
        if self._rounded(self._left("reduction") - sum(share for __, share in plan)):
            return self.env._(
                "%s is not invoiced yet: lower its price on the order, or invoice it first.",
                product,
            )
        if any(line.currency_id != self.currency_id for line, __ in plan):
            return self.env._(
                "%s was invoiced in another currency than the order: accounting has to credit it.",
                product,
            )
        total = sum(self._reduction_amount(share) for __, share in plan)
        if self.currency_id.compare_amounts(total, self._amount_left()) > 0:
            return self.env._(
                "%(product)s: only %(left)s are charged and not yet credited. Lower the price"
                " reduction.",
                product=product,
                left=self.currency_id.format(self._amount_left()),
            )
        return ""

    def _amount_left(self):
        """Return what the order line was charged and not yet credited, drafts included."""
        order_line = self.sale_line_id
        reductions = order_line.aftersales_return_line_ids._amounts_credited()
        credited = order_line.invoice_lines._aftersales_crediting() | reductions.credit_line_id
        return self._invoice_lines()._aftersales_amount() - sum(
            line._aftersales_amount() * line._aftersales_standing() for line in credited
        )

    def _amounts_credited(self):
        """Return what credit notes, drafts included, say about money alone."""
        return self.credit_ids.filtered(
            lambda credit: (
                credit.outcome in ("reduction", "deduction")
                and credit.credit_line_id.parent_state != "cancel"
            )
        )

    def _prepare_amount(self, invoice_line, amount, name, credit):
        """Return a line of a credit note that is about money alone, taxed as it was invoiced.

        :param dict credit: what the ``aftersales.rma.credit`` on it says
        :rtype: CreditLine
        """
        values = {
            "name": name,
            "quantity": 1,
            "price_unit": amount,
            "tax_ids": [Command.set(invoice_line.tax_ids.ids)],
            "account_id": invoice_line.account_id.id,
            "analytic_distribution": invoice_line.analytic_distribution,
        }
        return CreditLine(values, invoice_line, ({**credit, "rma_line_id": self.id},))

    def _deductions(self, invoice, quantity):
        """Return what earlier price reductions of these very goods take off their refund.

        :param float quantity: that is refunded now, in the product's unit
        :return: list of (quantity, amount), before tax is added or taken out
        """
        others = (self.sale_line_id.aftersales_return_line_ids - self).filtered(
            lambda line: line.move_id == self.move_id and line.lot_id == self.lot_id
        )
        credits = others._amounts_credited().filtered(
            lambda credit: credit.credit_line_id.move_id.reversed_entry_id == invoice
        )
        reduced = credits.filtered(lambda credit: credit.outcome == "reduction")
        standing = sum(credit._standing_quantity() for credit in reduced)
        free = standing - sum(credit._standing_quantity() for credit in credits - reduced)
        units = self._rounded(min(free, quantity))
        if not units:
            return []
        given = sum(credit._amount() for credit in reduced) / standing
        return [(units, self.currency_id.round(units * given))]
