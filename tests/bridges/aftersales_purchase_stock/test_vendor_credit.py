"""What the vendor credits for a claim, and what accounting does with it afterwards."""

from claim_common import ClaimCase

from odoo.fields import Command
from odoo.tests import new_test_user


class TestVendorCredit(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env, "accountant", groups="base.group_user,account.group_account_manager"
        )

    def credited(self, quantity=1, **claim):
        """Return a claim whose credit note is posted, and the credit note."""
        self.buy(self.pump, quantity)
        rma = self.take_back_faulty(self.sell(self.pump, quantity), quantity)
        claim = self.claim(rma, **claim)
        self.accepted(claim)
        self.send_back(claim)
        return claim, self.credit(claim)

    def credit(self, claim):
        claim.with_user(self.specialist).action_credit()
        drafts = claim.credit_line_ids.move_id.filtered(lambda move: move.state == "draft")
        drafts.invoice_date = "2026-02-01"
        drafts.action_post()
        return drafts

    def edit(self, credit, **values):
        """Let accounting write what the vendor really credits, on goods or on work."""
        credit.button_draft()
        credit.invoice_line_ids[:1].write(values)
        credit.action_post()

    def reverse(self, move, correct=False):
        """Reverse a posted document as accounting does, which has nothing of ours."""
        wizard = self.env["account.move.reversal"].with_user(self.accountant)
        wizard = wizard.with_context(active_model="account.move", active_ids=move.ids)
        wizard = wizard.create({"journal_id": move.journal_id.id, "date": "2026-02-02"})
        wizard.modify_moves() if correct else wizard.refund_moves()
        return wizard.new_move_ids.with_env(self.env)

    def take_back(self, credit, keep=lambda line: True, **values):
        """Let accounting reverse the lines of a credit note that are to be reversed."""
        counter = self.reverse(credit)
        lines = counter.invoice_line_ids
        counter.invoice_line_ids = [
            Command.update(line.id, values) if keep(line) else Command.delete(line.id)
            for line in lines
        ]
        counter.invoice_date = "2026-02-02"
        counter.action_post()
        return counter

    def told(self, claim):
        return [event._facts() for event in self.events(claim.rma_id.ticket_id)]

    def test_cancelled_credit_note_opens_the_claim_again(self):
        self.buy(self.pump)
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump))))
        self.send_back(claim)
        claim.with_user(self.specialist).action_credit()
        credit = claim.credit_line_ids.move_id
        credit.invoice_date = "2026-02-01"
        credit.action_post()
        credit.button_draft()
        self.assertEqual(claim.state, "accepted")
        credit.unlink()
        claim.with_user(self.specialist).action_credit()
        self.assertEqual(claim.draft_credit_amount, 33.33)

    def test_credit_note_that_accounting_reverses_opens_the_claim_again(self):
        claim, credit = self.credited(labour_hours=2)
        total = claim.credited_amount
        counter = self.reverse(credit)
        counter.invoice_date = "2026-02-02"
        counter.action_post()
        self.assertEqual((claim.state, claim.credited_amount), ("accepted", 0))
        told = [event._facts().get("now") for event in self.events(claim.rma_id.ticket_id)]
        self.assertEqual(told[-1], "credit_reversed")
        again = self.credit(claim)
        self.assertEqual(again.move_type, "in_refund")
        self.assertEqual(again.reversed_entry_id, credit.reversed_entry_id)
        self.assertEqual((claim.state, claim.credited_amount), ("credited", total))

    def test_reversal_of_the_credit_note_that_is_undone_lets_it_count_again(self):
        claim, credit = self.credited()
        counter = self.reverse(credit)
        counter.invoice_date = "2026-02-02"
        counter.action_post()
        counter.button_draft()
        self.assertEqual((claim.state, claim.credited_amount), ("credited", 33.33))

    def test_what_is_reversed_in_part_is_credited_in_part(self):
        claim, credit = self.credited(2)
        counter = self.reverse(credit)
        counter.invoice_line_ids.quantity = 1
        counter.invoice_date = "2026-02-02"
        counter.action_post()
        self.assertEqual((claim.state, claim.credited_amount), ("accepted", 33.33))
        again = self.credit(claim)
        self.assertEqual(again.invoice_line_ids.quantity, 1)
        self.assertEqual((claim.state, claim.credited_amount), ("credited", 66.66))

    def test_work_is_not_claimed_a_second_time_with_goods_reversed_in_part(self):
        claim, credit = self.credited(2, labour_hours=2)
        counter = self.reverse(credit)
        goods = counter.invoice_line_ids.filtered("product_id")
        counter.invoice_line_ids = [
            Command.update(goods.id, {"quantity": 1}),
            *(Command.delete(line.id) for line in counter.invoice_line_ids - goods),
        ]
        counter.invoice_date = "2026-02-02"
        counter.action_post()
        self.assertEqual(self.credit(claim).invoice_line_ids.mapped("quantity"), [1])
        self.assertEqual(claim.state, "credited")

    def test_work_that_is_reversed_is_claimed_again_as_far_as_it_was(self):
        for hours in (2, 1):
            with self.subTest(reversed=hours):
                claim, credit = self.credited(labour_hours=2)
                self.take_back(credit, lambda line: not line.product_id, quantity=hours)
                self.assertEqual(claim.state, "accepted")
                again = self.credit(claim)
                self.assertEqual(again.invoice_line_ids.mapped("quantity"), [hours])
                self.assertEqual((claim.state, claim.credited_amount), ("credited", 123.33))

    def test_claim_is_closed_where_the_vendor_credits_less(self):
        claim, credit = self.credited()
        credit.button_draft()
        credit.invoice_line_ids.price_unit = 30
        credit.action_post()
        mine = claim.with_user(self.specialist)
        self.assertEqual(claim.state, "accepted")
        self.assertTrue(mine.credit_blocker)
        mine.action_settle()
        self.assertEqual((claim.state, claim.credited_amount), ("credited", 30))

    def test_claim_is_closed_where_the_vendor_credits_fewer_pieces(self):
        claim, credit = self.credited(2)
        self.edit(credit, quantity=1)
        mine = claim.with_user(self.specialist)
        self.assertEqual((claim.state, mine.settle_blocker), ("accepted", ""))
        mine.action_settle()
        self.assertEqual((claim.state, claim.credited_amount), ("credited", 33.33))

    def test_claim_closed_with_less_opens_again_when_that_is_taken_back(self):
        for step in ("reversed", "reset", "deleted"):
            with self.subTest(step):
                claim, credit = self.credited()
                self.edit(credit, price_unit=30)
                claim.with_user(self.specialist).action_settle()
                if step == "reversed":
                    self.take_back(credit)
                else:
                    credit.button_draft()
                self.assertEqual(claim.state, "accepted")
                if step == "deleted":
                    credit.unlink()
                    self.assertEqual(claim.state, "accepted")

    def test_work_that_accounting_writes_as_one_amount_is_not_claimed_again(self):
        claim, credit = self.credited(2, labour_hours=2)
        work = credit.invoice_line_ids.filtered(lambda line: not line.product_id)
        credit.button_draft()
        work.write({"quantity": 1, "price_unit": 90})
        credit.action_post()
        self.assertEqual(claim.state, "credited")
        self.take_back(credit, lambda line: line.product_id, quantity=1)
        again = self.credit(claim)
        self.assertEqual(again.invoice_line_ids.mapped("product_id"), self.pump)
        self.assertEqual((claim.state, claim.credited_amount), ("credited", 156.66))

    def test_work_in_words_of_its_own_on_the_reversal_is_taken_back_too(self):
        claim, credit = self.credited(labour_hours=2)
        counter = self.reverse(credit)
        counter.invoice_line_ids.filtered(lambda line: not line.product_id).name = "Our hours"
        counter.invoice_date = "2026-02-02"
        counter.action_post()
        self.assertEqual((claim.state, claim.credited_amount), ("accepted", 0))

    def test_cents_of_documents_that_were_taken_back_are_not_forgiven(self):
        claim, credit = self.credited(2)
        for __ in range(2):
            self.take_back(credit)
            credit = self.credit(claim)
        self.edit(credit, price_unit=33.32)
        self.assertEqual((claim.state, claim.credited_amount), ("accepted", 66.64))

    def test_claim_closed_with_less_stays_closed_when_accounting_undoes_its_own_step(self):
        claim, credit = self.credited()
        self.edit(credit, price_unit=30)
        claim.with_user(self.specialist).action_settle()
        credit.button_draft()
        credit.ref = "their number"
        credit.action_post()
        self.assertEqual((claim.state, claim.credited_amount), ("credited", 30))
        counter = self.take_back(credit)
        counter.button_draft()
        counter.unlink()
        self.assertEqual((claim.state, claim.credited_amount), ("credited", 30))

    def test_work_in_words_of_its_own_stays_taken_back_with_a_fee_beside_it(self):
        fee = {"name": "Handling", "quantity": 1, "price_unit": 5, "tax_ids": False}
        claim, credit = self.credited(labour_hours=2)
        counter = self.reverse(credit)
        counter.invoice_line_ids.filtered(lambda line: not line.product_id).name = "Our hours"
        counter.invoice_date = "2026-02-02"
        counter.action_post()
        second = self.reverse(credit)
        second.invoice_line_ids = [
            *(Command.delete(line.id) for line in second.invoice_line_ids),
            Command.create(fee),
        ]
        second.invoice_date = "2026-02-02"
        second.action_post()
        self.assertEqual((claim.state, claim.credited_amount), ("accepted", 0))

    def test_no_cent_is_missing_of_a_bill_that_charges_in_two_lines(self):
        purchase = self.buy(self.pump, 3, bill=False, price=8.29)
        purchase.order_line.discount = 20
        purchase.action_create_invoice()
        bill = purchase.invoice_ids
        bill.invoice_date = "2026-01-01"
        line = bill.invoice_line_ids
        same = {"move_id": bill.id, "purchase_line_id": purchase.order_line.id, "quantity": 1}
        values = line.copy_data()[0] | same
        line.quantity = 2
        self.env["account.move.line"].create(values)
        bill.action_post()
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump, 3), 3)))
        self.send_back(claim)
        self.credit(claim)
        self.assertEqual(claim.state, "credited")

    def test_goods_that_went_to_the_vendor_a_second_time_are_there(self):
        self.buy(self.pump)
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump))))
        back = self.return_by_hand(self.send_back(claim).move_ids, 1)
        self.return_by_hand(back.move_ids, 1)
        self.assertEqual((claim.returned_quantity, self.pump.qty_available), (1, 0))
        self.credit(claim)
        self.assertEqual(claim.state, "credited")

    def test_claim_ends_when_the_vendor_sends_the_goods_back_for_good(self):
        self.buy(self.pump)
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump))))
        self.return_by_hand(self.send_back(claim).move_ids, 1)
        mine = claim.with_user(self.specialist)
        self.assertFalse(mine.settle_blocker)
        mine.action_settle()
        self.assertEqual((claim.state, claim.credited_amount), ("credited", 0))

    def test_no_more_goes_to_the_vendor_than_is_claimed(self):
        self.buy(self.pump)
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump))))
        self.return_by_hand(self.send_back(claim).move_ids, 3)
        self.assertEqual((claim.returned_quantity, claim._quantity_to_return()), (0, 1))

    def test_goods_that_the_vendor_sends_back_are_here_again(self):
        self.buy(self.pump)
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump))))
        picking = self.send_back(claim)
        back = self.return_by_hand(picking.move_ids, 1)
        self.assertEqual(claim.returned_quantity, 0)
        with self.assert_refused("wants the goods back first"):
            claim.with_user(self.specialist).action_credit()
        self.assertEqual(self.pump.qty_available, 1)
        again = self.send_back(claim)
        self.assertNotEqual(again, back)
        self.assertEqual((claim.returned_quantity, self.pump.qty_available), (1, 0))
        self.credit(claim)
        self.assertEqual(claim.state, "credited")

    def test_corrected_reversal_takes_back_what_it_says(self):
        claim, credit = self.credited(2)
        counter = self.reverse(credit)
        counter.invoice_date = "2026-02-02"
        counter.action_post()
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=counter.ids
        )
        wizard = wizard.create({"journal_id": counter.journal_id.id, "date": "2026-02-03"})
        wizard.modify_moves()
        corrected = wizard.new_move_ids
        corrected.invoice_line_ids.quantity = 1
        corrected.invoice_date = "2026-02-03"
        corrected.action_post()
        self.assertEqual((claim.state, claim.credited_amount), ("accepted", 33.33))
        self.assertEqual(len(claim._bill_lines()), 1)

    def test_case_file_says_how_much_was_reversed_and_of_which_claim(self):
        claim, credit = self.credited(2)
        self.take_back(credit, quantity=1)
        last = self.told(claim)[-1]
        self.assertEqual((last["now"], last["amount"]), ("credit_reversed", "33.33"))

    def test_reversal_of_other_lines_leaves_the_claim_alone(self):
        self.buy(self.pump)
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump))))
        self.send_back(claim)
        claim.with_user(self.specialist).action_credit()
        credit = claim.credit_line_ids.move_id
        bonus = {"name": "bonus", "product_id": self.pump.id, "quantity": 1, "price_unit": 10}
        credit.write(
            {
                "invoice_date": "2026-02-01",
                "invoice_line_ids": [Command.create(bonus | {"tax_ids": False})],
            }
        )
        credit.action_post()
        self.take_back(credit, lambda line: line.price_unit == 10)
        self.assertEqual((claim.state, claim.credited_amount), ("credited", 33.33))
        self.assertNotEqual(self.told(claim)[-1].get("now"), "credit_reversed")

    def test_no_cent_is_missing_of_what_is_credited_in_parts(self):
        purchase = self.buy(self.pump, 3, bill=False, price=8.29)
        purchase.order_line.discount = 20
        purchase.action_create_invoice()
        purchase.invoice_ids.invoice_date = "2026-01-01"
        purchase.invoice_ids.action_post()
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump, 3), 3)))
        self.send_back(claim)
        self.take_back(self.credit(claim), quantity=2)
        self.assertEqual(claim.state, "accepted")
        self.credit(claim)
        self.assertEqual(claim.state, "credited")

    def test_corrected_credit_note_of_the_vendor_stays_with_the_claim(self):
        claim, credit = self.credited()
        corrected = self.reverse(credit, correct=True)
        self.assertEqual(claim.state, "accepted")
        self.assertRegex(claim.with_user(self.specialist).credit_blocker, "draft")
        self.assertEqual(corrected.reversed_entry_id, credit.reversed_entry_id)
        corrected.invoice_date = "2026-02-02"
        corrected.action_post()
        self.assertEqual((claim.state, claim.credited_amount), ("credited", 33.33))

    def test_corrected_credit_note_stands_for_the_claim_with_its_own_lines_alone(self):
        self.buy(self.pump)
        claim = self.claim(self.take_back_faulty(self.sell(self.pump)), labour_hours=2)
        self.accepted(claim)
        self.send_back(claim)
        claim.with_user(self.specialist).action_credit()
        credit = claim.credit_line_ids.move_id
        freight = {"name": "Freight", "quantity": 1, "price_unit": 5, "tax_ids": False}
        credit.write({"invoice_date": "2026-02-01", "invoice_line_ids": [Command.create(freight)]})
        credit.action_post()
        corrected = self.reverse(credit, correct=True)
        for move in (credit, corrected):
            with self.subTest(move=move.name):
                free = move.invoice_line_ids.filtered(lambda line: line.name == "Freight")
                self.assertFalse(free.aftersales_vendor_claim_id)
                self.assertEqual(len(claim.credit_line_ids & move.line_ids), 2)
        self.assertEqual((claim.credited_amount, claim.draft_credit_amount), (0, 123.33))

    def test_nobody_links_documents_to_a_claim_by_hand(self):
        claim, credit = self.credited()
        accountant = new_test_user(
            self.env, "bookkeeper", groups="base.group_user,account.group_account_manager"
        )
        storekeeper = new_test_user(
            self.env, "storekeeper", groups="base.group_user,stock.group_stock_manager"
        )
        bill = self.buy(self.pump).invoice_ids
        forged = {"aftersales_vendor_claim_id": claim.id}
        for records, user, value in (
            (bill.invoice_line_ids, accountant, forged),
            (credit.invoice_line_ids, accountant, dict.fromkeys(forged, False)),
            (self.buy(self.pump).picking_ids.move_ids, storekeeper, forged),
        ):
            with self.subTest(records=records), self.assert_refused("by hand"):
                records.with_user(user).write(value)
        receipt = self.buy(self.pump).picking_ids
        wizard = self.env["stock.return.picking"].with_user(storekeeper)
        line = {"move_id": receipt.move_ids.id, "product_id": self.pump.id, "quantity": 1}
        with self.assert_refused("by hand"):
            wizard.create(
                {
                    "picking_id": receipt.id,
                    "product_return_moves": [Command.create(line | forged)],
                }
            )

    def test_bill_is_never_credited_twice(self):
        purchase = self.buy(self.pump, 1)
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump))))
        self.send_back(claim)
        bill = purchase.invoice_ids
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        wizard.create({"journal_id": bill.journal_id.id}).refund_moves()
        with self.assert_refused("credited them already"):
            claim.with_user(self.specialist).action_credit()

    def test_goods_credited_by_odoos_own_button_are_not_credited_again(self):
        purchase = self.buy(self.pump, 1)
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump))))
        self.send_back(claim)
        purchase.action_create_invoice()
        credit = purchase.invoice_ids.filtered(lambda move: move.move_type == "in_refund")
        credit.invoice_date = "2026-02-01"
        credit.action_post()
        with self.assert_refused("credited them already"):
            claim.with_user(self.specialist).action_credit()
        claim.with_user(self.specialist).action_settle()
        self.assertEqual(claim.state, "credited")
