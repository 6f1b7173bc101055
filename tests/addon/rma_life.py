"""People around one order, who do at random what each of them may do: deliver, return, decide, book."""

import math

from rma_common import SalesCase
from rma_oracle import Documents

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

LIKELY = {
    "deliver": 0.95,
    "invoice": 0.7,
    "ahead": 0.1,
    "request": 0.9,
    "approve": 0.7,
    "receive": 0.6,
}
FREIGHT = {"freight_payer": "customer", "freight_amount": 5}
ADVANCE = {"replace_when": "approval", "replace": True, "outcome": "exchange"}
OPEN_TRANSFER = [("state", "not in", ("done", "cancel"))]


class LifeCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What the chatter says of Odoo's own documents is nothing that a return depends on.
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.desk = [cls.agent, cls.specialist, cls.leader]
        cls.team.member_ids |= cls.specialist
        cls.keeper = new_test_user(
            cls.env, "keeper", groups="base.group_user,stock.group_stock_user"
        )
        cls.bookkeeper = new_test_user(
            cls.env, "bookkeeper", groups="base.group_user,account.group_account_invoice"
        )
        cls.seller = new_test_user(
            cls.env, "seller", groups="base.group_user,sales_team.group_sale_salesman_all_leads"
        )
        names = ("refund", "exchange", "inspection", "reduction", "repair", "advance")
        cls.types = [cls.env.ref(f"aftersales_addon.rma_type_{name}") for name in names]
        cls.types += cls.env["aftersales.rma.type"].create(
            [
                {"name": "Have a look", "outcome": "return"},
                {"name": "Change of mind", "fee_percent": 10, **FREIGHT, "refund": True},
                {"name": "Careful", "inspect": True, **ADVANCE},
            ]
        )
        cls.reasons = cls.reason | cls.env.ref("aftersales_addon.reason_changed_mind")
        cls.freight = cls.env.ref("aftersales_addon.product_return_freight")
        cls.pot = cls.new_product("Pot", list_price=55.55)
        cls.stock_up(cls.kettle, 500)
        cls.stock_up(cls.pot, 500)
        cls.serials = cls.new_serials(cls.printer, *(f"H{number}" for number in range(40)))
        cls.lots = cls.new_serials(cls.toner, "L1", "L2", quantity=200)
        cls.to_lend = cls.new_serials(cls.printer, "LENT-1", "LENT-2")

    # === THE ORDER AND ITS PEOPLE === #

    def begin(self, source):
        """Sell something, of which one delivery may be out and invoiced already."""
        products = source.sample((self.kettle, self.printer, self.toner), 2)
        sold = products[: source.choice((1, 1, 2))]
        self.order = self.new_order(sold[0], source.randint(1, 5), confirm=False, price_unit=33.33)
        for product in sold[1:]:
            values = {"product_id": product.id, "product_uom_qty": source.randint(1, 3)}
            self.order.order_line = [Command.create(values)]
        for product in (*sold, self.pot):
            product.invoice_policy = source.choice(("delivery", "delivery", "order"))
        self.order.action_confirm()
        lines = self.order.order_line
        self.trail = [f"{line.product_uom_qty:g} {line.product_id.name} sold" for line in lines]
        for name, likely in LIKELY.items():
            if source.random() < likely:
                self.happen(source, name)

    def step(self, source):
        """Let the first thing happen that is not refused, of at most three."""
        refused = 0
        while refused < 3 and not (done := self.happen(source)):
            refused += done is False

    def happen(self, source, name=None):
        """Let something happen, by somebody; what is refused leaves nothing behind.

        :return: whether it did, None if there was nothing to do it with
        """
        name = name or source.choice(self.actions)
        try:
            with self.env.cr.savepoint():
                told = getattr(self, f"act_{name}")(source)
        except (UserError, AccessError) as refusal:
            self.trail.append(f"{name} refused: {str(refusal)[:90]}")
            return False
        if not told:
            return None
        self.trail.append(f"{name} {told}")
        self.done.add(name)
        return True

    @property
    def actions(self):
        return [name.removeprefix("act_") for name in dir(self) if name.startswith("act_")]

    def rmas(self, *states):
        rmas = self.env["aftersales.rma"].search(
            [("line_ids.sale_line_id.order_id", "=", self.order.id)], order="id"
        )
        return rmas.filtered(lambda rma: rma.state in states) if states else rmas

    def some(self, source, records, user=None):
        """Return one of the records as the user, or none when there are none."""
        records = records[source.randrange(len(records))] if records else records
        return records.with_user(user) if user else records

    def transfers(self, out=None):
        moves = self.env["stock.move"].search(
            [*OPEN_TRANSFER, ("sale_line_id.order_id", "=", self.order.id)]
        )
        if out is not None:
            moves = moves.filtered(lambda m: (m.location_dest_id.usage == "customer") == out)
        return moves.picking_id.sorted("id")

    def lent_transfers(self):
        """Return the open transfers of loaners."""
        moves = self.env["stock.move"].search(
            [*OPEN_TRANSFER, ("aftersales_loaner_id.rma_id", "in", self.rmas().ids)]
        )
        return moves.picking_id.sorted("id")

    def entries(self, move_type, *states):
        entries = self.order.order_line.invoice_lines.move_id | self.rmas().refund_ids
        return entries.filtered(lambda m: m.move_type == move_type and m.state in states).sorted()

    # === WHAT THE WAREHOUSE DOES === #

    def hand_over(self, source, picking, whole=False):
        """Validate the transfer as the keeper, whole or in part, with serials at hand."""
        picking = picking.with_user(self.keeper)
        for move in picking.move_ids:
            wanted = move.product_uom_qty
            if not whole and wanted >= 1:
                wanted = source.randint(1, int(wanted))
            surprise = not whole and source.random() < 0.25  # more than announced, or other lots
            if move.product_id.tracking == "none":
                move.quantity = wanted + surprise
            elif move.aftersales_found_id or (move.aftersales_loaner_id and not surprise):
                move.picked = True  # the very one
            elif move.aftersales_rma_line_id and move.origin_returned_move_id and not surprise:
                self.put_lots(move, move.aftersales_rma_line_id.sudo().lot_id)
            else:
                self.pick_lots(source, move, int(wanted))
        self.validate(picking)
        return f"{picking.name} {sum(picking.move_ids.mapped('quantity')):g}"

    def pick_lots(self, source, move, wanted):
        """Let the move carry lots that lie where it starts."""
        held = self.env["stock.quant"].search(
            [
                ("product_id", "=", move.product_id.id),
                ("location_id", "child_of", move.location_id.id),
                ("quantity", ">", 0),
            ]
        )
        lots = held.lot_id.sorted("id")
        if move._aftersales_is_give_back() and not move.aftersales_rma_line_id:
            lots = move.origin_returned_move_id.move_line_ids.lot_id
        if move.product_id.tracking == "lot":
            return self.put_lots(move, self.some(source, lots)) if lots else None
        if move.location_id.usage == "customer":
            lots &= move.origin_returned_move_id.move_line_ids.lot_id
            lots = lots or move.origin_returned_move_id.move_line_ids.lot_id
        move.move_line_ids.unlink()
        chosen = lots.browse(source.sample(lots.ids, min(wanted, len(lots))))
        values = move._prepare_move_line_vals(quantity=1)
        self.env["stock.move.line"].create([values | {"lot_id": lot.id} for lot in chosen])

    def act_deliver(self, source):
        picking = self.some(source, self.transfers(out=True))
        return picking and self.hand_over(source, picking, whole=source.random() < 0.5)

    def act_receive(self, source):
        picking = self.some(source, self.transfers(out=False))
        return picking and self.hand_over(source, picking, whole=source.random() < 0.5)

    def act_return_by_hand(self, source):
        """Odoo's own button, past any return of ours: what went out, or what came back."""
        moves = self.order.order_line.move_ids.filtered(lambda m: m.state == "done")
        move = self.some(source, moves)
        gone = move.returned_move_ids.filtered(lambda m: m.state != "cancel")
        most = move.quantity - sum(gone.mapped("product_uom_qty"))
        if move.location_dest_id.usage == "customer" or move.aftersales_rma_line_id:
            most = move.quantity  # we look after these, Odoo after none
        if most < 1:
            return None
        return self.return_by_hand(move, source.randint(1, int(most)), validate=False).name

    def act_cancel_transfer(self, source):
        picking = self.some(source, self.transfers() | self.lent_transfers(), self.keeper)
        picking.action_cancel()
        return ", ".join(picking.mapped("name"))

    # === WHAT ACCOUNTING DOES === #

    def act_invoice(self, source):
        invoice = self.order.with_user(self.seller)._create_invoices()
        if source.random() < 0.8:
            invoice.with_user(self.bookkeeper).action_post()
        return f"{invoice.state} {invoice.move_type}"

    def act_post(self, source):
        drafts = self.entries("out_invoice", "draft") | self.entries("out_refund", "draft")
        entry = self.some(source, drafts)
        self.post(entry)
        return ", ".join(entry.mapped("name"))

    def post(self, entry):
        """Post the entry; a credit note of ours never brings all credits above what was charged."""
        entry.with_user(self.bookkeeper).action_post()
        if entry.sudo().aftersales_rma_id:
            for line in Documents(self.order).lines.values():
                self.assertLessEqual(line.credited, line.invoiced)
                self.assertLessEqual(line.credited_amount, line.invoiced_amount + 0.01)

    def act_pay(self, source):
        invoice = self.some(source, self.entries("out_invoice", "posted"), self.bookkeeper)
        if not invoice or not invoice.amount_residual:
            return None
        register = self.env["account.payment.register"].with_user(self.bookkeeper)
        register.with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"amount": round(invoice.amount_residual * source.choice((0.5, 1)), 2)}
        )._create_payments()
        return invoice.payment_state

    def act_undo_credit_note(self, source):
        """Reset it to draft, cancel it, delete it, or type another quantity into it."""
        entries = self.entries("out_refund", "draft", "posted")
        entries |= self.entries("out_invoice", "draft", "posted").filtered("aftersales_rma_id")
        entry = self.some(source, entries, self.bookkeeper)
        if not entry:
            return None
        how = source.choice(("reset", "cancel", "delete", "change"))
        if entry.state == "posted":
            entry.button_draft()
        if how == "cancel":
            entry.button_cancel()
        elif how == "delete":
            entry.unlink()
        elif how == "change":
            line = entry.invoice_line_ids[:1]
            line.quantity = math.copysign(source.randint(1, 9), line.quantity)
        return how

    def act_credit_by_hand(self, source):
        """Reverse a whole invoice with Odoo's own button, past any return of ours."""
        invoice = self.some(source, self.entries("out_invoice", "posted"))
        if not invoice or source.random() < 0.7:
            return None
        reversal = self.env["account.move.reversal"].with_user(self.bookkeeper)
        wizard = reversal.with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"journal_id": invoice.journal_id.id}
        )
        wizard.refund_moves()
        return "drafted"
