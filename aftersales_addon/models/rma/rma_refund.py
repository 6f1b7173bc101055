from collections import defaultdict
from typing import NamedTuple

from odoo import Command, api, models
from odoo.exceptions import UserError

from . import quantity as quantities


class CreditLine(NamedTuple):
    """A line that a credit note is to have."""

    values: dict  # of the ``account.move.line``
    invoice_line: models.BaseModel | None = None  # what it credits
    credits: tuple = ()  # values of the ``aftersales.rma.credit`` on it


class AftersalesRma(models.Model):
    """The credit notes of a return: Odoo's own reversals, of just what came back.

    The lines are known before the credit note is made, so that Odoo computes it once.
    """

    _inherit = "aftersales.rma"

    # === PLAN === #

    def _refund_plan(self, wanted="_quantity_to_settle"):
        """Share out what may be refunded over the invoices it was charged on.

        :param str wanted: the method that says how much of a line is to be credited
        :return: (return line, invoice line, quantity in the product's unit), never more than
            came back, than was charged, and than the order is charged too much for
        """
        self.ensure_one()
        left_on_order, left_on_invoice, plan = {}, {}, []
        for line in self.line_ids:
            product = line.product_id  # one order line may have charged several, as a kit does
            ordered = line.sale_line_id, product
            if ordered not in left_on_order:
                left_on_order[ordered] = line._charged_too_much()
            left = min(getattr(line, wanted)(), left_on_order[ordered])
            for invoice_line in line._invoice_lines():
                charged = invoice_line, product
                if charged not in left_on_invoice:
                    creditable = line._creditable(invoice_line.move_id)
                    left_on_invoice |= {(key, product): left for key, left in creditable.items()}
                share = min(left, left_on_invoice[charged])
                if line.product_uom_id.compare(share, 0) > 0:
                    plan.append((line, invoice_line, share))
                    left -= share
                    left_on_invoice[charged] -= share
                    left_on_order[ordered] -= share
        return plan

    # === LINES === #

    def _prepare_refund(self, invoice, shares):
        """Return the lines of the credit note over what came back.

        :param shares: the part of ``_refund_plan`` that is about this invoice
        :rtype: list[CreditLine]
        """
        return self._prepare_goods(shares) + self._prepare_deductions(shares)

    @api.model
    def _prepare_goods(self, shares, outcome="refund"):
        """Return the lines that credit goods: price, discount and taxes are as invoiced."""
        by_line = defaultdict(list)
        for line, invoice_line, share in shares:
            by_line[invoice_line].append((line, share))
        return [
            CreditLine(
                invoice_line._prepare_aftersales_reversal()
                | self._prepare_credit_line_values(invoice_line, by_line[invoice_line]),
                invoice_line,
                tuple(
                    {"rma_line_id": line.id, "quantity": share, "outcome": outcome}
                    for line, share in by_line[invoice_line]
                ),
            )
            for invoice_line in sorted(by_line, key=lambda invoice_line: invoice_line.id)
        ]

    @api.model
    def _prepare_credit_line_values(self, invoice_line, parts):
        """Return what the reversal of an invoice line is cut down to.

        :param parts: (return line, quantity in the product's unit) of what is credited
        """
        quantity = sum(
            line.product_uom_id._compute_quantity(
                share, invoice_line.product_uom_id, rounding_method="HALF-UP"
            )
            for line, share in parts
        )
        part = quantity / invoice_line.quantity
        return {
            "quantity": quantity,
            # Odoo computes the amounts, and writes the line again only where they differ.
            "amount_currency": -invoice_line.currency_id.round(invoice_line.amount_currency * part),
            "balance": -invoice_line.company_currency_id.round(invoice_line.balance * part),
        }

    @api.model
    def _prepare_deductions(self, shares):
        """Return the lines that take off what the customer got back earlier for keeping the goods."""
        return [
            line._prepare_amount(
                invoice_line,
                -amount,
                self.env._("Less the earlier price reduction: %s", line.product_id.display_name),
                {"quantity": quantity, "outcome": "deduction"},
            )
            for line, invoice_line, share in shares
            for quantity, amount in line._deductions(invoice_line.move_id, share)
        ]

    # === CREDIT NOTE === #

    def _create_refunds(self):
        """Make one draft credit note for each invoice."""
        self.ensure_one()
        for invoice, shares in self._by_invoice(self._refund_plan()).items():
            self._reverse(invoice, self._prepare_refund(invoice, shares))

    @api.model
    def _by_invoice(self, plan):
        """Return the shares of a plan by the invoice that they are of."""
        by_invoice = defaultdict(list)
        for line, invoice_line, share in plan:
            by_invoice[invoice_line.move_id].append((line, invoice_line, share))
        return by_invoice

    def _reverse(self, invoice, lines):
        """Return Odoo's draft reversal of an invoice, with these lines instead of all.

        :param list[CreditLine] lines: what it consists of
        """
        wizard = (
            self.env["account.move.reversal"]
            .with_company(self.company_id)
            .create(
                {
                    "move_ids": [Command.set(invoice.ids)],
                    "company_id": invoice.company_id.id,
                    "journal_id": invoice.journal_id.id,
                    "reason": self.number,
                }
            )
        )
        own = {
            "aftersales_rma_id": self.id,
            "line_ids": [Command.create(line.values) for line in lines],
        }
        wizard.with_context(aftersales_reversal=own).refund_moves()
        refund = wizard.new_move_ids
        made = refund.invoice_line_ids.sorted("id")
        self.env["aftersales.rma.credit"].create(
            [
                {**credit, "credit_line_id": credit_line.id}
                for line, credit_line in zip(lines, made, strict=True)
                for credit in line.credits
            ]
        )
        return refund

    def _check_refund(self, refund):
        """Refuse a credit note for more than came back, whatever was typed into it."""
        self.ensure_one()
        credited = defaultdict(float)
        for line in self.refund_ids.filtered(lambda move: move.state != "cancel").invoice_line_ids:
            if line.product_id and line.display_type == "product":
                credited[line.product_id] += line.product_uom_id._compute_quantity(
                    line._aftersales_credited() * line._aftersales_standing(),
                    line.product_id.uom_id,
                    rounding_method="HALF-UP",
                )
        for product, lines in self.line_ids.grouped("product_id").items():
            back = sum(line._quantity_refundable() for line in lines)
            if product.uom_id.compare(credited[product], back) > 0:
                raise UserError(
                    self.env._(
                        "%(refund)s credits %(credited)s of %(product)s on %(number)s, but only"
                        " %(back)s may be credited. Lower the quantity.",
                        refund=refund.display_name,
                        product=product.display_name,
                        number=self.number,
                        credited=quantities.text(self.env, credited[product]),
                        back=quantities.text(self.env, back),
                    )
                )
