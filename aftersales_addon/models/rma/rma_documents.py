from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from . import quantity as quantities


class AftersalesRma(models.Model):
    """The documents of a return. They are Odoo's own, made in Odoo's own way."""

    _inherit = "aftersales.rma"

    # === FIELDS === #

    refund_ids = fields.One2many(
        comodel_name="account.move",
        inverse_name="aftersales_rma_id",
        string="Credit Notes",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    receipt_ids = fields.Many2many(
        comodel_name="stock.picking",
        string="Receipts",
        compute="_compute_pickings",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    delivery_ids = fields.Many2many(
        comodel_name="stock.picking",
        string="Replacement Deliveries",
        compute="_compute_pickings",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    give_back_ids = fields.Many2many(
        comodel_name="stock.picking",
        string="Goods Given Back",
        compute="_compute_pickings",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    order_ids = fields.Many2many(
        comodel_name="sale.order",
        string="Orders",
        compute="_compute_order_ids",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    receipt_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    delivery_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    give_back_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    refund_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    order_count = fields.Integer(compute="_compute_counts", compute_sudo=True)

    # === COMPUTES === #

    @api.depends("line_ids.move_ids.picking_id", "line_ids.found_ids.back_move_ids.picking_id")
    def _compute_pickings(self):
        for rma in self:
            moves = rma.line_ids.move_ids
            receipts = moves.filtered(lambda move: move._aftersales_is_receipt())
            rma.receipt_ids = receipts.picking_id
            back = moves.filtered(lambda move: move._aftersales_is_give_back())
            rma.give_back_ids = (back | rma.line_ids.found_ids.back_move_ids).picking_id
            rma.delivery_ids = (moves - receipts - back).picking_id

    @api.depends("line_ids.order_id")
    def _compute_order_ids(self):
        for rma in self:
            rma.order_ids = rma.line_ids.order_id

    @api.depends("receipt_ids", "delivery_ids", "give_back_ids", "refund_ids", "order_ids")
    def _compute_counts(self):
        for rma in self:
            rma.receipt_count = len(rma.receipt_ids)
            rma.delivery_count = len(rma.delivery_ids)
            rma.give_back_count = len(rma.give_back_ids)
            rma.refund_count = len(rma.refund_ids)
            rma.order_count = len(rma.order_ids)

    # === RECEIPT === #

    def _create_receipts(self):
        """Make one return receipt for each delivery that goods come back from."""
        self.ensure_one()
        waiting = self.line_ids.filtered(lambda line: line._quantity_to_receive())
        delivered = waiting.filtered("move_id")
        (waiting - delivered)._create_receipt_without_order()
        for lines in delivered.grouped(lambda line: line._receipt_group()).values():
            picking = lines.move_id.picking_id
            expected = lines.move_id.move_dest_ids.filtered(
                lambda move: move.state not in ("draft", "done", "cancel")
            )
            receipt = self._return_wizard(picking, lines)._create_return()
            receipt.origin = f"{self.number} ({picking.name})"
            if receipt.partner_id.commercial_partner_id != self.commercial_partner_id:
                receipt.partner_id = self.partner_id  # the goods come from their new owner
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

    def _create_refunds(self):
        """Make one draft credit note for each invoice, by Odoo's own reversal."""
        self.ensure_one()
        by_invoice = defaultdict(list)
        for line, invoice_line, share in self._refund_plan():
            by_invoice[invoice_line.move_id].append((line, invoice_line, share))
        for invoice, shares in by_invoice.items():
            refund = self._reverse(invoice)
            self._limit_refund(invoice, refund, shares)
            self._deduct_reductions(refund, shares)

    def _reverse(self, invoice):
        """Return Odoo's draft reversal of the whole invoice."""
        reversal = self.env["account.move.reversal"].with_company(self.company_id)
        wizard = reversal.with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"journal_id": invoice.journal_id.id, "reason": self.number}
        )
        wizard.refund_moves()
        return wizard.new_move_ids

    def _deduct_reductions(self, refund, shares):
        """Take off what the customer got back earlier for keeping the goods."""
        for line, invoice_line, share in shares:
            for quantity, amount in line._deductions(invoice_line.move_id, share):
                name = self.env._(
                    "Less the earlier price reduction: %s", line.product_id.display_name
                )
                before = refund.invoice_line_ids
                refund.invoice_line_ids = [
                    Command.create(line._prepare_amount_values(invoice_line, -amount, name))
                ]
                self.env["aftersales.rma.credit"].create(
                    {
                        "rma_line_id": line.id,
                        "credit_line_id": (refund.invoice_line_ids - before).id,
                        "quantity": quantity,
                        "outcome": "deduction",
                    }
                )

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
                    line._aftersales_credited(), line.product_id.uom_id, rounding_method="HALF-UP"
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

    # === REPLACEMENT === #

    def _create_replacements(self):
        """Deliver the same goods again through the procurement of the order's own routes.

        As in Odoo's exchange: the return lowered the delivered quantity of the order line,
        the replacement raises it again, so the customer is charged nothing.
        """
        self.ensure_one()
        now, procurements = fields.Datetime.now(), []
        for line in self._lines_to_send_again():
            values = line._replacement_values()
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

    def _lines_to_send_again(self):
        """Return the lines whose very product is sent again."""
        return self.line_ids.filtered(lambda line: line._quantity_to_replace())
