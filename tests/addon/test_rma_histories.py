"""Random histories of one order, lived by several people: never more back than was delivered.

After every step the documents are read by SQL (`rma_oracle`), and every return is held against
them. In the end whoever may goes on until each return has ended: none is left stranded.
1,000 of them in the deep profile.
"""

import random

from profiles import profile
from rma_common import SalesCase
from rma_oracle import Documents

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

SEED = 20261122
HISTORIES = profile(25, 1_000)
STEPS = 14
LIKELY = {"deliver": 0.95, "invoice": 0.7, "request": 0.9, "approve": 0.7, "receive": 0.6}
ENDED = {"done", "refused", "cancelled"}
OPEN_TRANSFER = [("state", "not in", ("done", "cancel"))]


class TestRmaHistories(SalesCase):
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
        cls.types = [cls.type_refund, cls.type_exchange]
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
            if move.product_id.tracking == "none" or move.aftersales_rma_line_id:
                move.quantity = wanted
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
        entry = self.some(source, drafts, self.bookkeeper)
        entry.action_post()
        return ", ".join(entry.mapped("name"))

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

    def decide(self, source, name, action=None):
        rmas = self.rmas().with_user(source.choice(self.desk))
        live = rmas.filtered(lambda rma: not rma._cannot(name))
        rma = self.some(source, live if live and source.random() < 0.9 else rmas)
        getattr(rma, action or f"action_{name}")()
        return ", ".join(rma.mapped("number"))

    # === WHAT HOLDS === #

    def assert_holds(self):
        documents = Documents(self.order)
        self.assert_never_more_than_delivered(documents)
        self.env.invalidate_all()
        for rma in self.rmas():
            self.assert_agrees(rma, documents)
            if rma.state not in ENDED:
                self.assertTrue(self.way_on(rma), f"{rma.number} is stranded, {rma.state}")

    def assert_never_more_than_delivered(self, documents):
        self.assertFalse(documents.strays)
        for delivery in documents.deliveries.values():
            for lot in delivery.delivered | delivery.back | delivery.again:
                left = delivery.with_customer(lot)
                self.assertGreaterEqual(left, 0, "more came back than went out")
                self.assertLessEqual(left, delivery.delivered[lot], "more went out again")
        for line_id, line in documents.lines.items():
            self.assertLessEqual(line.back, line.out)
            ours = [
                quantity
                for (rma, sale_line_id), quantity in documents.credited_of_return.items()
                if rma and sale_line_id == line_id
            ]
            replaced = sum(told.replaced for key, told in documents.returns.items() if key)
            self.assertLessEqual(sum(ours) + replaced, line.back, "more given than came back")
            if ours:
                self.assertLessEqual(sum(ours), line.invoiced)

    def assert_agrees(self, rma, documents):
        """The state is what the decision and the documents say, and nothing else."""
        if rma.decision != "approved":
            self.assertEqual(rma.state, rma.decision)
            return
        told = [documents.returns[line.id] for line in rma.line_ids]
        back = sum(line.received for line in told)
        line_id = rma.line_ids.sale_line_id.id
        credited = documents.credited_of_return[rma.id, line_id]
        not_charged = sum(rma.line_ids.mapped("settled_quantity"))  # a decision, not a document
        owed = (back - credited - not_charged) if rma.refund else 0
        missing = (back - sum(line.replaced for line in told)) if rma.replace else 0
        awaited = self.documents_of(rma).filtered(lambda m: m.location_id.usage == "customer")
        if not back or awaited:
            expected = "approved"
        else:
            expected = "received" if owed > 1e-6 or missing > 1e-6 else "done"
        self.assertEqual(rma.state, expected, f"{rma.number}: {told}, {credited} credited")

    def documents_of(self, rma):
        """Return the transfers that are still under way for the return."""
        return self.env["stock.move"].search(
            [*OPEN_TRANSFER, ("aftersales_rma_line_id", "in", rma.line_ids.ids)]
        )

    def drafts_for(self, rma):
        """Return the drafts in accounting that the return waits for."""
        entries = rma.line_ids.sale_line_id.invoice_lines.move_id
        return entries.filtered(lambda entry: entry.state == "draft")

    def way_on(self, rma):
        """Return what somebody can do for the return now: a document to finish, or a button."""
        if transfers := self.documents_of(rma):
            return transfers.picking_id
        if drafts := self.drafts_for(rma):
            return drafts
        specialist = rma.with_user(self.specialist)
        buttons = ("approve", "replace", "refund", "settle", "receive", "cancel")
        return [name for name in buttons if not specialist[f"{name}_blocker"]]

    # === THE END === #

    def finish(self, rma):
        """Let everybody do their part until the return has ended."""
        actions = {
            "approve": "action_approve",
            "receive": "action_create_receipt",
            "refund": "action_create_refund",
            "settle": "action_settle",
            "replace": "action_create_replacement",
            "cancel": "action_cancel",
        }
        for __ in range(12):
            if rma.state in ENDED:
                return
            self.go_on(rma, actions)
            self.assert_holds()
        self.fail(f"{rma.number} never ends: {rma.state}, {self.way_on(rma)}")

    def go_on(self, rma, actions):
        way = self.way_on(rma)
        self.trail.append(f"{rma.number}: {way}")
        if isinstance(way, list):
            getattr(rma.with_user(self.specialist), actions[way[0]])()
        elif way._name == "account.move":
            self.finish_entry(way[0])
        else:
            self.finish_transfer(way.sorted("id")[0])

    def finish_transfer(self, picking):
        """Validate the transfer; one that would take back too much is cancelled."""
        try:
            with self.env.cr.savepoint():
                self.hand_over(random.Random(0), picking, whole=True)
        except UserError as refusal:
            self.trail.append(str(refusal)[:90])
            picking.with_user(self.keeper).action_cancel()

    def finish_entry(self, entry):
        """Post the draft; what accounting cannot post it deletes."""
        entry = entry.with_user(self.bookkeeper)
        try:
            with self.env.cr.savepoint():
                entry.action_post()
        except UserError:
            entry.unlink()

    def test_invariants_hold_whatever_people_do(self):
        print(f"seed {SEED}, {HISTORIES} histories")
        self.done, ended = set(), set()
        for number in range(HISTORIES):
            ended |= self.live(number)
        self.assertFalse(set(self.actions) - self.done, "never succeeded")
        self.assertEqual(ended, ENDED)

    def live(self, number):
        """Live one history, undo it, and return the states that its returns ended in."""
        source = random.Random(f"{SEED}:{number}")
        savepoint = self.env.cr.savepoint()
        with self.subTest(seed=SEED, history=number):
            self.begin(source)
            try:
                for __ in range(source.randint(2, STEPS)):
                    self.step(source)
                    self.assert_holds()
                for rma in self.rmas():
                    self.finish(rma)
            except Exception as error:
                error.add_note("\n".join(self.trail))
                raise
        states = set(self.rmas().mapped("state"))
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return states
