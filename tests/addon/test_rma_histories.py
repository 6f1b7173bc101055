"""Random histories of one order, lived by several people: never more back than was delivered.

After every step the documents are read by SQL (`rma_oracle`), and every return is held against
them. In the end whoever may goes on until each return has ended: none is left stranded.
1,000 of them in the deep profile.
"""

import random

from profiles import DEEP, profile
from rma_life import OPEN_TRANSFER, LifeCase
from rma_oracle import Documents

from odoo.exceptions import UserError

SEED = 20261122
HISTORIES = profile(25, 1_000)
STEPS = 14
ENDED = {"done", "refused", "cancelled"}
# What may be done next, in the order in which a thorough desk does it.
ACTIONS = {
    "approve": "action_approve",
    "receive": "action_create_receipt",
    "replace": "action_create_replacement",
    "refund": "action_create_refund",
    "settle": "action_settle",
    "reduce": "action_create_reduction",
    "create_repair": "action_create_repair",
    "give_back": "action_give_back",
    "cancel": "action_cancel",
}


class TestRmaHistories(LifeCase):
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
            ours = documents.credited_by_ours[line_id]
            replaced = sum(told.replaced for key, told in documents.returns.items() if key[0])
            self.assertLessEqual(ours + replaced, line.out, "more given than went out")
            if ours:
                self.assertLessEqual(ours, line.invoiced)
                amount = documents.amount_by_ours
                self.assertLessEqual(amount, line.invoiced_amount + 0.01, "more money than paid")

    def assert_agrees(self, rma, documents):
        """The state is what the decision and the documents say, and nothing else."""
        if rma.decision != "approved":
            self.assertEqual(rma.state, rma.decision)
            return
        done = documents.of(rma)
        self.assertEqual(rma.state, self.expected_state(rma, done), f"{rma.number}: {done}")
        if rma.receive_goods:
            given = done.credited + done.not_charged + done.replaced + done.given_back
            self.assertLessEqual(given, done.received, f"{rma.number}: {done}")

    def expected_state(self, rma, done):
        """Return the state, from what people decided and from what the documents say was done."""
        awaited = self.documents_of(rma).filtered(lambda m: m.location_id.usage == "customer")
        if rma.receive_goods and (not done.received or awaited):
            return "approved"
        if any(found.state in ("pending", "giving_back") for found in rma.line_ids.found_ids):
            return "received"
        owed = done.received if rma.receive_goods else sum(rma.line_ids.mapped("product_quantity"))
        inspected = sum(rma.line_ids.inspection_ids.mapped("quantity"))
        nothing = self.planned(rma, "none", owed)
        reduced = self.planned(rma, "reduction", owed)
        back_as_well = reduced if rma.receive_goods else 0
        ended = done.credited + done.not_charged + done.replaced + done.given_back
        settled = (
            not (rma.inspect and inspected < owed)
            and ended - back_as_well + (reduced if done.reduced else 0) >= owed - nothing
            and (not reduced or done.reduced >= self.reduction(rma, owed) - 0.01)
        )
        if settled:
            return "done"
        if not rma.receive_goods:
            return "approved"
        return "inspected" if inspected >= owed else "received"

    def planned(self, rma, outcome, owed):
        """Return for how much people decided on the outcome: by inspection, else by the line."""
        found = 0
        for line in rma.line_ids:
            inspections = line.inspection_ids
            meant = inspections.filtered(lambda i: i.outcome == outcome)
            found += sum(meant.mapped("quantity"))
            if not rma.inspect and line.outcome == outcome:
                came = line.received_quantity if rma.receive_goods else line.product_quantity
                found += came - sum(inspections.mapped("quantity"))
        return found

    def reduction(self, rma, owed):
        return self.planned(rma, "reduction", owed) * rma.line_ids[:1].reduction_price

    def documents_of(self, rma):
        """Return the transfers that are still under way for the return."""
        lines = rma.line_ids.ids
        return self.env["stock.move"].search(
            [
                *OPEN_TRANSFER,
                "|",
                ("aftersales_rma_line_id", "in", lines),
                ("aftersales_found_id.rma_line_id", "in", lines),
            ]
        )

    def drafts_for(self, rma):
        """Return the drafts in accounting that the return waits for."""
        entries = rma.line_ids.sale_line_id.invoice_lines.move_id | rma.refund_ids
        return entries.filtered(lambda entry: entry.state == "draft")

    def way_on(self, rma):
        """Return what somebody can do for the return now: documents to finish, or what to do."""
        if transfers := self.documents_of(rma):
            return transfers.picking_id
        if drafts := self.drafts_for(rma):
            return drafts
        if any(repair.state not in ("done", "cancel") for repair in rma.repair_ids):
            return ["repair"]
        specialist = rma.with_user(self.specialist)
        if rma.line_ids.found_ids.filtered(lambda found: not found.give_back_blocker):
            return ["found"]
        if rma.inspect and not specialist.inspect_blocker:
            return ["inspect"]
        if ways := [name for name in ACTIONS if not specialist[f"{name}_blocker"]]:
            return ways
        if "Enter the price" in specialist.reduce_blocker:
            return ["price"]
        waits_for_invoice = "invoice" in specialist.reduce_blocker + specialist.refund_blocker
        if waits_for_invoice and self.order.order_line.qty_to_invoice > 0:
            return ["invoice"]
        return ["outcome"] if "reduction" in rma.line_ids.mapped("outcome") else []

    # === THE END === #

    def finish(self, rma):
        """Let everybody do their part until the return has ended."""
        for __ in range(20):
            if rma.state in ENDED:
                return
            self.go_on(rma)
            self.assert_holds()
        self.fail(f"{rma.number} never ends: {rma.state}, {self.way_on(rma)}")

    def go_on(self, rma):
        way = self.way_on(rma)
        self.trail.append(f"{rma.number}: {way}")
        if not isinstance(way, list):
            self.finish_document(way.sorted("id")[0])
        elif way[0] in ACTIONS:
            getattr(rma.with_user(self.specialist), ACTIONS[way[0]])()
        else:
            getattr(self, f"finish_{way[0]}")(rma.with_user(self.specialist))

    def finish_document(self, document):
        """Validate or post it; what nobody can finish is cancelled or deleted."""
        try:
            with self.env.cr.savepoint():
                if document._name == "account.move":
                    self.post(document)
                else:
                    self.hand_over(random.Random(0), document, whole=True)
        except UserError as refusal:
            self.trail.append(str(refusal)[:90])
            if document._name == "account.move":
                document.with_user(self.bookkeeper).unlink()
            else:
                document.with_user(self.keeper).action_cancel()

    def finish_found(self, rma):
        rma.line_ids.found_ids.filtered(lambda found: not found.give_back_blocker)[
            :1
        ].action_give_back()

    def finish_inspect(self, rma):
        line = rma.line_ids.filtered(lambda line: line._left_to_inspect())[0]
        self.env["aftersales.inspection"].with_user(self.specialist).create(
            {"rma_line_id": line.id, "grade": "b", "outcome": "return"}
        )

    def finish_repair(self, rma):
        self.mend(rma.repair_ids.filtered(lambda r: r.state not in ("done", "cancel"))[0])

    def finish_price(self, rma):
        rma.line_ids.reduction_price = 0.01

    def finish_invoice(self, rma):
        self.order.with_user(self.seller)._create_invoices()

    def finish_outcome(self, rma):
        """A price reduction on goods that nobody will be charged for: the customer keeps them."""
        rma.line_ids.outcome = "refund"

    def test_invariants_hold_whatever_people_do(self):
        print(f"seed {SEED}, {HISTORIES} histories")
        self.done, ended = set(), set()
        for number in range(HISTORIES):
            ended |= self.live(number)
        if DEEP:  # few histories do not meet everything
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
