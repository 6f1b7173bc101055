from collections import defaultdict

from odoo import Command, api, fields, models


class AftersalesVendorClaim(models.Model):
    """The documents of a claim. They are Odoo's own, made in Odoo's own way."""

    _inherit = "aftersales.vendor.claim"

    move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="aftersales_vendor_claim_id",
        string="Returns to the Vendor",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    credit_line_ids = fields.One2many(
        comodel_name="account.move.line",
        inverse_name="aftersales_vendor_claim_id",
        string="Vendor Credits",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    returned_quantity = fields.Float(
        string="Returned to the Vendor",
        digits="Product Unit",
        compute="_compute_returned",
        store=True,
    )
    open_return_quantity = fields.Float(
        string="On the Way to the Vendor",
        digits="Product Unit",
        compute="_compute_returned",
        store=True,
    )
    credited_amount = fields.Monetary(string="Credited", compute="_compute_credited", store=True)
    draft_credit_amount = fields.Monetary(
        string="Credit Drafted", compute="_compute_credited", store=True
    )
    return_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    credit_count = fields.Integer(compute="_compute_counts", compute_sudo=True)

    @api.depends(
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.product_uom_qty",
        "move_ids.returned_move_ids.state",
        "move_ids.returned_move_ids.quantity",
        "move_ids.returned_move_ids.returned_move_ids.state",
        "move_ids.returned_move_ids.returned_move_ids.quantity",
    )
    def _compute_returned(self):
        for claim in self:
            waiting = claim.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            claim.returned_quantity = max(claim._sent() - claim._sent_back(), 0)
            claim.open_return_quantity = sum(move._aftersales_amount() for move in waiting)

    def _sent(self):
        """Return how much the claim has sent to the vendor, whatever became of it."""
        done = self.move_ids.filtered(lambda move: move.state == "done")
        return sum(move._aftersales_amount() for move in done)

    def _sent_back(self):
        """Return how much of it the vendor has sent back, and did not get once more."""
        moves, sent_back, sign = self.move_ids, 0, 1
        while moves := moves.returned_move_ids.filtered(lambda move: move.state == "done"):
            sent_back += sign * sum(move._aftersales_amount() for move in moves)
            sign = -sign
        return sent_back

    @api.depends("credit_line_ids.price_subtotal", "credit_line_ids.parent_state", "currency_id")
    def _compute_credited(self):
        for claim in self:
            amounts = defaultdict(float)
            for line in claim.credit_line_ids._aftersales_crediting():
                amounts[line.parent_state] += claim._amount_of(line)
            claim.credited_amount = amounts["posted"]
            claim.draft_credit_amount = amounts["draft"]

    def _amount_of(self, credit_line):
        """Return what a line of a credit note gives and nobody took back, in our currency."""
        return credit_line.currency_id._convert(
            credit_line.price_subtotal * credit_line._aftersales_standing(),
            self.currency_id,
            self.company_id,
            credit_line.move_id.invoice_date or fields.Date.context_today(self),
        )

    @api.depends("move_ids", "credit_line_ids")
    def _compute_counts(self):
        for claim in self:
            claim.return_count = len(claim.move_ids.picking_id)
            claim.credit_count = len(claim.credit_line_ids.move_id)

    # === RETURN === #

    def _went_straight(self):
        """Return whether the goods went from the customer to the vendor, and never came here."""
        receipts = self.inspection_id._receipts()
        return bool(receipts) and all(
            move.location_dest_id.usage == "supplier" for move in receipts
        )

    def _quantity_left_here(self):
        return max(self.product_uom_id.round(self.quantity - self.returned_quantity), 0)

    def _quantity_to_return(self):
        left = self.quantity - self.returned_quantity - self.open_return_quantity
        return max(self.product_uom_id.round(left), 0)

    def _whereabouts_problem(self):
        """Return why the goods cannot be sent from where they were put, or an empty string."""
        location = self.inspection_id._whereabouts()
        if location.usage not in ("internal", "transit"):
            return self.env._(
                "%s is not in our warehouse: nothing can be sent to the vendor.",
                self.product_id.display_name,
            )
        return ""

    def _create_return(self):
        """Return the goods by Odoo's return of their receipt, or send them out without one."""
        self.ensure_one()
        receipt = self.receipt_move_id
        by_receipt = receipt.picking_id and receipt.location_dest_id.usage != "customer"
        picking = self._return_receipt() if by_receipt else self._send_out()
        picking.origin = self.number
        self._send_from_here(picking)
        self._record_claim("return_ordered", document=picking.name)

    def _return_receipt(self):
        receipt = self.receipt_move_id
        wizard = (
            self.env["stock.return.picking"]
            .with_company(self.company_id)
            .create(
                {
                    "picking_id": receipt.picking_id.id,
                    "product_return_moves": [
                        Command.create(
                            {
                                "move_id": receipt.id,
                                "product_id": self.product_id.id,
                                "quantity": self.product_uom_id._compute_quantity(
                                    self._quantity_to_return(),
                                    receipt.product_uom,
                                    rounding_method="HALF-UP",
                                ),
                                "to_refund": True,  # the vendor's order follows the goods
                                "aftersales_vendor_claim_id": self.id,
                            }
                        )
                    ],
                }
            )
        )
        return wizard._create_return()

    def _send_out(self):
        source = self.inspection_id._whereabouts()
        destination = self.partner_id.with_company(self.company_id).property_stock_supplier
        warehouse = source.warehouse_id or self.inspection_id._warehouse()
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "move_ids": [
                    Command.create(
                        {
                            "company_id": self.company_id.id,
                            "product_id": self.product_id.id,
                            "product_uom_qty": self._quantity_to_return(),
                            "product_uom": self.product_uom_id.id,
                            "location_id": source.id,
                            "location_dest_id": destination.id,
                            "purchase_line_id": self.purchase_line_id.id,
                            "to_refund": True,
                            "aftersales_vendor_claim_id": self.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking

    def _send_from_here(self, picking):
        """Send the very goods that came back, from where they were put."""
        moves = picking.move_ids
        moves._do_unreserve()
        source = self.inspection_id._whereabouts()
        picking.location_id = source
        moves.location_id = source
        if not self.lot_id:
            moves._action_assign()
            return
        self.env["stock.move.line"].create(
            [
                move._prepare_move_line_vals(quantity=move.product_qty)
                | {"lot_id": self.lot_id.id, "picked": False}
                for move in moves
            ]
        )

    # === CREDIT NOTE === #

    def _bill_lines(self):
        """Return the posted lines of vendor bills that charged the goods, the newest first."""
        # sudo: account.move - what was paid, for desks without accounting
        return (
            self.purchase_line_id.sudo()
            .invoice_lines._aftersales_charging()
            .sorted(lambda line: (line.move_id.invoice_date, line.id), reverse=True)
        )

    def _in_product_unit(self, line):
        return line.product_uom_id._compute_quantity(
            line.quantity, self.product_uom_id, rounding_method="HALF-UP"
        )

    def _credit_plan(self):
        """Share out what is claimed over the bills, never more than each still leaves to credit.

        :return: list of (bill line, quantity in the product's unit)
        """
        credits = self.purchase_line_id.invoice_lines._aftersales_crediting()
        standing = {
            line: self._in_product_unit(line) * line._aftersales_standing() for line in credits
        }
        bills, credited = self._bill_lines().move_id, defaultdict(float)
        for line, quantity in standing.items():
            credited[line.move_id.reversed_entry_id & bills] += quantity
        # Odoo's own button makes a credit note of the order, not of one of its bills.
        of_no_bill = credited.pop(bills.browse(), 0)
        own = credits.filtered(lambda line: line.aftersales_vendor_claim_id == self)
        wanted, plan = self.quantity - sum(standing[line] for line in own), []
        for bill_line in self._bill_lines():
            charged, bill = self._in_product_unit(bill_line), bill_line.move_id
            taken = min(credited[bill], charged)
            credited[bill] -= taken
            loose = min(of_no_bill, charged - taken)
            of_no_bill -= loose
            share = min(wanted, charged - taken - loose)
            if self.product_uom_id.compare(share, 0) > 0:
                plan.append((bill_line, share))
                wanted -= share
        return plan

    def _create_credit(self):
        """Make one draft credit note for each bill, by Odoo's own reversal."""
        self.ensure_one()
        by_bill = defaultdict(dict)
        for bill_line, share in self._credit_plan():
            by_bill[bill_line.move_id][bill_line] = share
        labour = self._labour_to_credit()
        if labour and not by_bill:
            by_bill[self._bill_lines()[0].move_id] = {}
        for bill, shares in by_bill.items():
            reversal = self.env["account.move.reversal"].with_company(self.company_id)
            wizard = reversal.with_context(active_model="account.move", active_ids=bill.ids).create(
                {"journal_id": bill.journal_id.id, "reason": self.number}
            )
            wizard.refund_moves()
            self._limit_credit(bill, wizard.new_move_ids, shares, labour)
            labour = 0
        self._record_claim("credit_drafted")

    def _limit_credit(self, bill, credit_note, shares, labour_hours):
        """Cut the reversal of a whole bill down to what is claimed; price and taxes stay."""
        lines, reversals = (
            move.invoice_line_ids.filtered(lambda line: line.display_type == "product").sorted("id")
            for move in (bill, credit_note)
        )
        pairs = dict(zip(lines, reversals, strict=True))
        kept = {
            pairs[bill_line].id: self.product_uom_id._compute_quantity(
                share, bill_line.product_uom_id, rounding_method="HALF-UP"
            )
            for bill_line, share in shares.items()
        }
        commands = [
            Command.update(
                line.id, {"quantity": kept[line.id], "aftersales_vendor_claim_id": self.id}
            )
            if line.id in kept
            else Command.delete(line.id)
            for line in credit_note.invoice_line_ids
        ]
        if labour_hours:
            line = self._bill_lines().filtered(lambda line: line.move_id == bill)[0]
            commands.append(Command.create(self._prepare_labour_values(line, labour_hours)))
        credit_note.write({"invoice_line_ids": commands})

    def _labour_to_credit(self):
        """Return for how many hours no credit note stands, nor a draft, where there is a bill.

        Accounting may write them as one amount: it stands for the hours that it pays.
        """
        if not self.labour_rate or not self._bill_lines():
            return 0
        goods = self.purchase_line_id.invoice_lines
        left = self.labour_hours
        for line in self.credit_line_ids._aftersales_crediting() - goods:
            hours = line.quantity * line._aftersales_standing()
            left -= max(hours, self._amount_of(line) / self.labour_rate)
        return 0 if self.currency_id.compare_amounts(left * self.labour_rate, 0) <= 0 else left

    def _prepare_labour_values(self, bill_line, hours):
        return {
            "name": self.env._("Labour on %s", self.number),
            "quantity": hours,
            "price_unit": self.currency_id._convert(
                self.labour_rate,
                bill_line.currency_id,
                self.company_id,
                fields.Date.context_today(self),
            ),
            "account_id": bill_line.account_id.id,
            "tax_ids": [Command.set(bill_line.tax_ids.ids)],
            "aftersales_vendor_claim_id": self.id,
        }
