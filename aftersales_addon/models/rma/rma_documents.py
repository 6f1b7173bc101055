from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from . import quantity as quantities


class AftersalesRma(models.Model):
    """The documents of a return. They are Odoo's own, made in Odoo's own way."""

    _inherit = "aftersales.rma"

    # === RECEIPT === #

    def _create_receipts(self):
        """Make one return receipt for each delivery that goods come back from."""
        self.ensure_one()
        waiting = self.line_ids.filtered(lambda line: line._quantity_to_receive())
        for lines in waiting.grouped(lambda line: line._receipt_group()).values():
            picking = lines.move_id.picking_id
            expected = lines.move_id.move_dest_ids.filtered(
                lambda move: move.state not in ("draft", "done", "cancel")
            )
            receipt = self._return_wizard(picking, lines)._create_return()
            receipt.origin = f"{self.number} ({picking.name})"
            receipt.move_ids._aftersales_expect()
            # Odoo's wizard has released what earlier returns of this delivery expect.
            expected._aftersales_expect()

    def _return_wizard(self, picking, lines):
        """Return Odoo's return wizard, filled in for these lines of one delivery."""
        # The wizard itself would also return deliveries of an order that are not done.
        if picking.state != "done":
            raise UserError(self.env._("%s is not delivered yet.", picking.name))
        return (
            self.env["stock.return.picking"]
            .with_company(self.company_id)
            .create(self._prepare_return_wizard_values(picking, lines))
        )

    def _prepare_return_wizard_values(self, picking, lines):
        return {
            "picking_id": picking.id,
            "product_return_moves": [
                Command.create(line._prepare_return_line_values()) for line in lines
            ],
        }

    # === REFUND === #

    def _refund_plan(self):
        """Share out what may be refunded over the invoices it was charged on.

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
            wanted = min(line._quantity_to_settle(), left_on_order[ordered])
            for invoice_line in line._invoice_lines():
                charged = invoice_line, product
                if charged not in left_on_invoice:
                    creditable = line._creditable(invoice_line.move_id)
                    left_on_invoice |= {(key, product): left for key, left in creditable.items()}
                share = min(wanted, left_on_invoice[charged])
                if line.product_uom_id.compare(share, 0) > 0:
                    plan.append((line, invoice_line, share))
                    wanted -= share
                    left_on_invoice[charged] -= share
                    left_on_order[ordered] -= share
        return plan

    def _create_refunds(self):
        """Make one draft credit note for each invoice, by Odoo's own reversal."""
        self.ensure_one()
        by_invoice = defaultdict(list)
        for line, invoice_line, share in self._refund_plan():
            by_invoice[invoice_line.move_id].append((line, invoice_line, share))
        for invoice, shares in by_invoice.items():
            reversal = self.env["account.move.reversal"].with_company(self.company_id)
            wizard = reversal.with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({"journal_id": invoice.journal_id.id, "reason": self.number})
            wizard.refund_moves()
            self._limit_refund(invoice, wizard.new_move_ids, shares)

    @api.model
    def _pair_lines(self, invoice, refund):
        """Return the line of the credit note that reverses each line of the invoice."""
        lines, reversed_lines = (
            move.invoice_line_ids.filtered(lambda line: line.display_type == "product").sorted("id")
            for move in (invoice, refund)
        )
        return dict(zip(lines, reversed_lines, strict=True))

    def _limit_refund(self, invoice, refund, shares):
        """Cut the reversal of a whole invoice down to what came back.

        Price, discount and taxes stay as they were invoiced.
        """
        pairs = self._pair_lines(invoice, refund)
        by_line = defaultdict(list)
        for line, invoice_line, share in shares:
            by_line[invoice_line].append((line, share))
        kept = {
            pairs[invoice_line]: self._prepare_credit_line_values(
                invoice_line, pairs[invoice_line], parts
            )
            for invoice_line, parts in by_line.items()
        }
        credits = [
            {"rma_line_id": line.id, "credit_line_id": pairs[invoice_line].id, "quantity": share}
            for line, invoice_line, share in shares
        ]
        refund.write(
            {
                "aftersales_rma_id": self.id,
                "invoice_line_ids": [
                    Command.update(line.id, kept[line]) if line in kept else Command.delete(line.id)
                    for line in refund.invoice_line_ids
                ],
            }
        )
        self.env["aftersales.rma.credit"].create(credits)

    @api.model
    def _prepare_credit_line_values(self, invoice_line, credit_line, parts):
        """Return what the reversal of an invoice line is cut down to.

        :param parts: (return line, quantity in the product's unit) of what is credited
        """
        return {
            "quantity": sum(
                line.product_uom_id._compute_quantity(
                    share, invoice_line.product_uom_id, rounding_method="HALF-UP"
                )
                for line, share in parts
            )
        }

    def _check_refund(self, refund):
        """Refuse a credit note for more than came back, whatever was typed into it."""
        self.ensure_one()
        credited = defaultdict(float)
        for line in self.refund_ids.filtered(lambda move: move.state != "cancel").invoice_line_ids:
            if line.product_id and line.display_type == "product":
                credited[line.product_id] += line.product_uom_id._compute_quantity(
                    line.quantity, line.product_id.uom_id, rounding_method="HALF-UP"
                )
        for product, lines in self.line_ids.grouped("product_id").items():
            back = sum(line._quantity_done() for line in lines)
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

    # === REPLACEMENT === #

    def _create_replacements(self):
        """Deliver the same goods again through the procurement of the order's own routes.

        As in Odoo's exchange: the return lowered the delivered quantity of the order line,
        the replacement raises it again, so the customer is charged nothing.
        """
        self.ensure_one()
        now, procurements = fields.Datetime.now(), []
        for line in self.line_ids.filtered(lambda line: line._quantity_to_replace()):
            picking = line.move_id.picking_id
            wizard = self._return_wizard(picking, line)
            values = wizard._get_proc_values(wizard.product_return_moves)
            procurements.append(
                self.env["stock.rule"].Procurement(
                    line.product_id,
                    line._quantity_to_replace(),
                    line.product_uom_id,
                    values.get("location_final_id") or line.move_id.location_dest_id,
                    line.product_id.display_name,
                    self.number,
                    self.company_id,
                    values
                    | {
                        "aftersales_rma_line_id": line.id,
                        "date_planned": now,
                        "date_deadline": now,
                    },
                )
            )
        self.env["stock.rule"].run(procurements)
