"""People around one order, who do at random what each of them may do: deliver, return, decide, book."""

from rma_common import SalesCase
from rma_oracle import Documents

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

LIKELY = {"deliver": 0.95, "invoice": 0.7, "request": 0.9, "approve": 0.7, "receive": 0.6}
OPEN_TRANSFER = [("state", "not in", ("done", "cancel"))]
OUTCOMES = ("refund", "exchange", "return", "reduction", "repair")


class LifeCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
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
        names = ("refund", "exchange", "inspection", "reduction", "repair")
        cls.types = [cls.env.ref(f"aftersales_addon.rma_type_{name}") for name in names]
        cls.types += cls.env["aftersales.rma.type"].create(
            {"name": "Have a look", "receive_goods": True, "outcome": "return"}
        )
        cls.stock_up(cls.kettle, 500)
        cls.serials = cls.new_serials(cls.printer, *(f"H{number}" for number in range(40)))
        cls.lots = cls.new_serials(cls.toner, "L1", "L2", quantity=200)

    # === THE ORDER AND ITS PEOPLE === #

    def begin(self, source):
        """Sell something, of which one delivery may be out and invoiced already."""
        product = source.choice((self.kettle, self.printer, self.toner))
        product.invoice_policy = source.choice(("delivery", "delivery", "order"))
        self.order = self.new_order(product, source.randint(1, 5), price_unit=33.33)
        self.trail = [f"{self.order.order_line.product_uom_qty:g} {product.name} sold"]
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

    def entries(self, move_type, *states):
        entries = self.order.order_line.invoice_lines.move_id
        return entries.filtered(lambda m: m.move_type == move_type and m.state in states).sorted()

    # === WHAT THE WAREHOUSE DOES === #

    def hand_over(self, source, picking, whole=False):
        """Validate the transfer as the keeper, whole or in part, with serials at hand."""
        picking = picking.with_user(self.keeper)
        for move in picking.move_ids:
            wanted = move.product_uom_qty if whole else source.randint(1, int(move.product_uom_qty))
            surprise = not whole and source.random() < 0.15  # more than announced, or other lots
            if move.product_id.tracking == "none":
                move.quantity = wanted + surprise
            elif move.aftersales_found_id:
                move.picked = True  # the very one that came
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
        """Odoo's own button, past any return of ours."""
        moves = self.order.order_line.move_ids.filtered(lambda m: m._aftersales_is_delivery())
        move = self.some(source, moves)
        return (
            move
            and self.return_by_hand(
                move, source.randint(1, int(move.quantity)), validate=False
            ).name
        )

    def act_cancel_transfer(self, source):
        picking = self.some(source, self.transfers(), self.keeper)
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
        entry = self.some(source, self.entries("out_refund", "draft", "posted"), self.bookkeeper)
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
            entry.invoice_line_ids[:1].quantity = source.randint(1, 9)
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

    # === WHAT THE DESK DOES === #

    def act_request(self, source):
        moves = self.order.order_line.move_ids.filtered(lambda m: m._aftersales_is_delivery())
        move = self.some(source, moves)
        if not move:
            return None
        lots, most = self.env["stock.lot"], max(1, int(move.quantity))
        if move.product_id.tracking != "none":
            lots = move.move_line_ids.lot_id
        if move.product_id.tracking == "serial":
            lots, most = lots.browse(source.sample(lots.ids, source.randint(1, len(lots)))), 1
        rma = self.new_rma(
            self.order,
            source.randint(1, most),
            move=move,
            lots=list(lots),
            user=source.choice(self.desk),
            type_id=source.choice(self.types).id,
        )
        return f"{rma.number} {rma.type_id.name} {sum(rma.line_ids.mapped('quantity')):g}"

    def act_change(self, source):
        rma = self.some(source, self.rmas("requested"), source.choice(self.desk))
        if not rma:
            return None
        if source.random() < 0.5:
            rma.type_id = source.choice(self.types)
        else:
            rma.line_ids[:1].quantity = source.randint(1, 6)
        return f"{rma.number} {rma.type_id.name}"

    def act_approve(self, source):
        return self.decide(source, "approve")

    def act_refuse(self, source):
        rma = self.some(source, self.rmas(), source.choice(self.desk))
        rma._refuse("No")
        return ", ".join(rma.mapped("number"))

    def act_cancel(self, source):
        return self.decide(source, "cancel")

    def act_receive_again(self, source):
        return self.decide(source, "receive", "action_create_receipt")

    def act_refund(self, source):
        return self.decide(source, "refund", "action_create_refund")

    def act_settle(self, source):
        return self.decide(source, "settle")

    def act_replace(self, source):
        return self.decide(source, "replace", "action_create_replacement")

    def act_reduce(self, source):
        for line in self.rmas("requested", "approved", "received", "inspected").line_ids:
            if line.outcome == "reduction" and not line.reduction_price and source.random() < 0.7:
                line.with_user(self.specialist).reduction_price = source.choice((1, 9.99, 20))
        return self.decide(source, "reduce", "action_create_reduction")

    def act_repair(self, source):
        """Order a repair, or let the workshop finish or cancel one that is open."""
        repairs = self.rmas().repair_ids.filtered(lambda r: r.state not in ("done", "cancel"))
        if not repairs or source.random() < 0.4:
            return self.decide(source, "create_repair")
        repair = self.some(source, repairs)
        if source.random() < 0.2:
            repair.with_user(self.keeper).action_repair_cancel()
            return "cancelled"
        return self.mend(repair)

    def mend(self, repair):
        repair = repair.with_user(self.keeper)
        if repair.state == "draft":
            repair.action_validate()
        if repair.state == "confirmed":
            repair.action_repair_start()
        repair.action_repair_end()
        return f"{repair.name} {repair.state}"

    def act_give_back(self, source):
        return self.decide(source, "give_back")

    def act_close_rest(self, source):
        return self.decide(source, "close_rest")

    def act_dispose(self, source):
        return self.decide(source, "dispose")

    def act_outcome(self, source):
        line = self.some(source, self.rmas().line_ids, source.choice(self.desk))
        line.outcome = source.choice(OUTCOMES)
        return line.outcome

    def act_inspect(self, source):
        lines = self.rmas("approved", "received", "inspected").line_ids
        line = self.some(source, lines.filtered("received_quantity"), source.choice(self.desk))
        if not line:
            return None
        inspection = (
            self.env["aftersales.inspection"]
            .with_user(line.env.user)
            .create(
                {
                    "rma_line_id": line.id,
                    "quantity": source.randint(1, max(1, int(line.received_quantity))),
                    "grade": source.choice("abcd"),
                    "outcome": source.choice((*OUTCOMES, "none")),
                    "disposal": source.choice(("restock", "scrap", "customer")),
                }
            )
        )
        return f"{inspection.quantity:g} {inspection.outcome}, {inspection.disposal}"

    def act_inspect_again(self, source):
        """Take an inspection back, or come to another end."""
        done = self.rmas().line_ids.inspection_ids
        inspection = self.some(source, done, source.choice(self.desk))
        if not inspection:
            return None
        if source.random() < 0.5:
            inspection.unlink()
            return "deleted"
        inspection.write({"outcome": source.choice(OUTCOMES), "quantity": source.randint(1, 3)})
        return f"{inspection.quantity:g} {inspection.outcome}"

    def act_found(self, source):
        founds = self.rmas().line_ids.found_ids.filtered(lambda found: found.state == "pending")
        found = self.some(source, founds, source.choice(self.desk))
        if not found:
            return None
        how = source.choice(("action_accept", "action_give_back"))
        getattr(found, how)()
        return how

    def decide(self, source, name, action=None):
        rmas = self.rmas().with_user(source.choice((*self.desk, self.specialist)))
        live = rmas.filtered(lambda rma: not rma._cannot(name))
        rma = self.some(source, live if live and source.random() < 0.9 else rmas)
        if not rma:
            return None
        getattr(rma, action or f"action_{name}")()
        return ", ".join(rma.mapped("number"))
