"""Random histories of one order, lived by several people: never more back than was delivered.

After every step the documents are read by SQL (`rma_oracle`), and every return is held against
them. In the end whoever may goes on until each return has ended: none is left stranded.
1,000 of them in the deep profile; see `profiles.numbers` for how to live a part of them.
"""

import random

from profiles import DEEP, numbers
from rma_desk import ENDED, DeskCase
from rma_expected import Expected
from rma_life import OPEN_TRANSFER
from rma_oracle import Documents

from odoo.exceptions import UserError

SEED = 20261122
HISTORIES = numbers(25, 1_000)
STEPS = 14
# What may be done next, in the order in which a thorough desk does it.
ACTIONS = {
    "approve": "action_approve",
    "receive": "action_create_receipt",
    "replace": "action_create_replacement",
    "refund": "action_create_refund",
    "settle": "action_settle",
    "reduce": "action_create_reduction",
    "bill_exchange": "action_bill_exchange",
    "create_repair": "action_create_repair",
    "give_back": "action_give_back",
    "charge_kept": "action_charge_kept",
    "cancel": "action_cancel",
}
# What is seldom possible, and would hardly happen by chance.
SELDOM = {
    "bill": "bill_exchange_blocker",
    "charge_kept": "charge_kept_blocker",
    "close_rest": "close_rest_blocker",
    "reduce": "reduce_blocker",
    "replace": "replace_blocker",
}


class TestRmaHistories(DeskCase):
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
        for ordered in self.order.order_line:
            line = documents.lines[ordered.id]
            same = ordered.aftersales_return_line_ids
            replaced = sum(documents.sent[goods.id, goods.product_id.id] for goods in same)
            self.assertLessEqual(line.back, line.out)
            self.assertLessEqual(line.refunded_by_ours + replaced, line.out, "more than went out")
            ours = line.refunded_by_ours + line.exchanged_by_ours
            self.assertLessEqual(ours, line.invoiced if ours else 0)
            if line.given_by_ours:
                most = line.invoiced_amount + 0.01
                self.assertLessEqual(line.given_by_ours, most, "more money than paid")

    def assert_agrees(self, rma, documents):
        """The state is what the decision and the documents say, and nothing else."""
        expected = Expected(rma, documents)
        self.assertEqual(rma.state, expected.state(), f"{rma.number}: {expected.done}")
        self.assertFalse(rma.ticket_id.merged_into_id, "left behind on a merged ticket")
        self.assertLessEqual(rma.loaner_ids.ticket_id, rma.ticket_id)
        freight = documents.fees.get((rma.id, self.freight.id), 0)
        self.assertLessEqual(freight, rma.freight_amount, "freight is charged once")
        if rma.receive_goods:
            given = sum(
                done.credited + done.replaced + done.given_back for done in expected.done.values()
            )
            self.assertLessEqual(given, sum(map(expected.most, rma.line_ids)), rma.number)

    def documents_of(self, rma):
        """Return the transfers that are still under way for the return."""
        lines = rma.line_ids.ids
        return self.env["stock.move"].search(
            [
                *OPEN_TRANSFER,
                "|",
                "|",
                ("aftersales_loaner_id.rma_id", "=", rma.id),
                ("aftersales_rma_line_id", "in", lines),
                ("aftersales_found_id.rma_line_id", "in", lines),
            ]
        )

    def drafts_for(self, rma):
        """Return the drafts in accounting that the return waits for."""
        ordered = rma.line_ids.sale_line_id | rma.line_ids.exchange_line_ids
        entries = ordered.invoice_lines.move_id | rma.refund_ids
        return entries.filtered(lambda entry: entry.state == "draft")

    def way_on(self, rma):
        """Return what somebody can do for the return now: documents to finish, or what to do."""
        if transfers := self.documents_of(rma):
            return transfers.picking_id
        if drafts := self.drafts_for(rma):
            return drafts
        if any(repair.state not in ("done", "cancel") for repair in rma.repair_ids):
            return ["repair"]
        if any(loaner.state == "out" for loaner in rma.loaner_ids):
            return ["loaner"]
        specialist = rma.with_user(self.specialist)
        if rma.line_ids.found_ids.filtered(lambda found: not found.give_back_blocker):
            return ["found"]
        if rma.inspect and not specialist.inspect_blocker:
            return ["inspect"]
        if ways := [name for name in ACTIONS if not specialist[f"{name}_blocker"]]:
            return ways
        if "Enter the price" in specialist.reduce_blocker:
            return ["price"]
        waits_for_invoice = "invoice" in " ".join(
            (specialist.reduce_blocker, specialist.refund_blocker, specialist.bill_exchange_blocker)
        )
        if waits_for_invoice and any(line.qty_to_invoice > 0 for line in self.order.order_line):
            return ["invoice"]
        return ["outcome"] if "reduction" in rma.line_ids.mapped("outcome") else []

    # === THE END === #

    def finish(self, rma):
        """Let everybody do their part until the return has ended."""
        for turn in range(30):
            if rma.state in ENDED:
                return
            self.go_on(rma, turn=turn)
            self.assert_holds()
        self.fail(f"{rma.number} never ends: {rma.state}, {self.way_on(rma)}")

    def step(self, source):
        """Let somebody do at random what they like, or what a return waits for."""
        waiting = self.rmas().filtered(lambda rma: rma.state not in ENDED)
        if waiting and source.random() < 0.4:
            rma = self.some(source, waiting)
            seldom = [name for name, blocker in SELDOM.items() if not rma[blocker]]
            seldom += ["found"] if rma.pending_found_count else []
            if seldom and source.random() < 0.6:
                self.happen(source, source.choice(seldom))
            else:
                self.go_on(rma, source)
        else:
            super().step(source)

    def go_on(self, rma, source=None, turn=0):
        """Let whoever may do what the return waits for: whole transfers, unless at random.

        After some turns in vain they try something else.
        """
        way = self.way_on(rma)
        self.trail.append(f"{rma.number}: {way}")
        if not isinstance(way, list):
            ways = way.sorted("id")
            self.finish_document(self.some(source, ways) if source else ways[0], source)
            return
        next_step = way[turn // 8 % len(way)]
        if next_step in ACTIONS:
            getattr(rma.with_user(self.specialist), ACTIONS[next_step])()
            self.done.add(next_step)
        else:
            getattr(self, f"finish_{next_step}")(rma.with_user(self.specialist))

    def finish_document(self, document, source=None):
        """Validate or post it; what nobody can finish is cancelled or deleted."""
        try:
            with self.env.cr.savepoint():
                if document._name == "account.move":
                    self.post(document)
                else:
                    self.hand_over(source or random.Random(0), document, whole=not source)
        except UserError as refusal:
            self.trail.append(str(refusal)[:90])
            if document._name == "account.move":
                entry = document.with_user(self.bookkeeper)
                entry.button_cancel() if entry.posted_before else entry.unlink()
            else:
                document.with_user(self.keeper).action_cancel()

    def finish_found(self, rma):
        rma.line_ids.found_ids.filtered(lambda found: not found.give_back_blocker)[
            :1
        ].action_give_back()

    def finish_inspect(self, rma):
        line = rma.line_ids.filtered(lambda line: line._left_to_inspect())[0]
        outcome = "exchange" if line.replaced_quantity else "return"
        self.env["aftersales.inspection"].with_user(self.specialist).create(
            {"rma_line_id": line.id, "grade": "b", "outcome": outcome}
        )

    def finish_repair(self, rma):
        repair = rma.repair_ids.filtered(lambda r: r.state not in ("done", "cancel"))[0]
        if not self.mend(repair):  # somebody gave the goods back meanwhile
            repair.with_user(self.keeper).action_repair_cancel()

    def finish_loaner(self, rma):
        rma.loaner_ids.filtered(lambda loaner: loaner.state == "out")[0].action_take_back()

    def finish_price(self, rma):
        rma.line_ids.reduction_price = 0.01

    def finish_invoice(self, rma):
        self.order.with_user(self.seller)._create_invoices()

    def finish_outcome(self, rma):
        """A price reduction on goods that nobody will be charged for: the customer keeps them."""
        rma.line_ids.outcome = "refund"

    def test_invariants_hold_whatever_people_do(self):
        print(f"seed {SEED}, histories {HISTORIES[0]} to {HISTORIES[-1]}")
        self.done, ended = set(), set()
        for number in HISTORIES:
            ended |= self.live(number)
        if DEEP and len(HISTORIES) >= 400:  # few histories do not meet everything
            self.assertFalse(set(self.actions) - self.done, "never succeeded")
            self.assertEqual(ended, ENDED)

    def assert_tickets_end(self):
        """Once what is lent is back, nothing of the returns keeps their tickets from an end."""
        for ticket in self.tickets().with_user(self.leader):
            self.assertFalse(ticket.state != "resolved" and ticket.resolve_blocker)

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
                self.assert_tickets_end()
            except Exception as error:
                error.add_note("\n".join(self.trail))
                raise
        states = set(self.rmas().mapped("state"))
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return states
