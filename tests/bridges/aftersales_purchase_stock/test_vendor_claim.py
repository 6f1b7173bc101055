"""What the vendor owes us for what customers returned: term, return, credit note, limits."""

from datetime import timedelta

from claim_common import ClaimCase

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user


class TestVendorClaim(ClaimCase):
    def test_claim_goes_from_inspection_to_credit_note(self):
        purchase = self.buy(self.pump, 3)
        rma = self.take_back_faulty(self.sell(self.pump, 2))
        claim = self.claim(rma)
        self.assertRecordValues(
            claim,
            [
                {
                    "partner_id": self.vendor.id,
                    "purchase_line_id": purchase.order_line.id,
                    "quantity": 1,
                    "amount_total": 33.33,
                    "state": "draft",
                }
            ],
        )
        self.accepted(claim)
        self.assertEqual(claim.state, "accepted")
        with self.assert_refused("wants the goods back first"):
            claim.with_user(self.specialist).action_credit()
        picking = self.send_back(claim)
        self.assertEqual(picking.location_dest_id.usage, "supplier")
        self.assertEqual(picking.partner_id, self.vendor)
        self.assertEqual(purchase.order_line.qty_received, 2)
        claim.with_user(self.specialist).action_credit()
        credit = claim.credit_line_ids.move_id
        self.assertEqual(credit.move_type, "in_refund")
        self.assertEqual(credit.amount_untaxed, 33.33)
        self.assertEqual(claim.state, "accepted")
        credit.invoice_date = "2026-02-01"
        credit.action_post()
        self.assertEqual(claim.state, "credited")
        self.assertEqual(purchase.order_line.qty_to_invoice, 0)
        told = [
            event.payload for event in self.events(rma.ticket_id) if "vendor_claim" in event.payload
        ]
        for step in ("opened", "sent", "accepted", "return_ordered", "returned", "credit_posted"):
            self.assertTrue(any(f'"now":"{step}"' in text for text in told), step)

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

    def reverse(self, move, correct=False):
        """Reverse a posted document as accounting does, which has nothing of ours."""
        wizard = self.env["account.move.reversal"].with_user(self.accountant)
        wizard = wizard.with_context(active_model="account.move", active_ids=move.ids)
        wizard = wizard.create({"journal_id": move.journal_id.id, "date": "2026-02-02"})
        wizard.modify_moves() if correct else wizard.refund_moves()
        return wizard.new_move_ids.with_env(self.env)

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

    def test_labour_is_claimed_at_the_rate_of_the_vendor(self):
        self.buy(self.pump)
        claim = self.claim(self.take_back_faulty(self.sell(self.pump)), labour_hours=1.5)
        self.assertEqual((claim.amount_labour, claim.amount_total), (67.5, 100.83))
        self.accepted(claim)
        self.send_back(claim)
        claim.with_user(self.specialist).action_credit()
        self.assertEqual(claim.credit_line_ids.move_id.amount_untaxed, 100.83)

    def test_price_and_tax_are_those_of_the_bill(self):
        tax = self.env["account.tax"].create(
            {"name": "Input 10", "amount": 10, "type_tax_use": "purchase"}
        )
        purchase = self.buy(self.pump, 2, bill=False, price=50)
        purchase.action_create_invoice()
        bill = purchase.invoice_ids
        bill.invoice_line_ids.write(
            {"price_unit": 49.99, "discount": 10, "tax_ids": [Command.set(tax.ids)]}
        )
        bill.invoice_date = "2026-01-01"
        bill.action_post()
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump))))
        self.assertEqual(claim.amount_total, 44.99)
        self.send_back(claim)
        claim.with_user(self.specialist).action_credit()
        self.assertEqual(claim.credit_line_ids.move_id.amount_total, 49.49)

    def test_foreign_currency_of_the_vendor_stays(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "name": "2020-01-01", "rate": 0.5}
        )
        self.buy(self.pump, currency_id=euro.id)
        claim = self.claim(self.take_back_faulty(self.sell(self.pump)), labour_hours=2)
        self.assertEqual(claim.currency_id, euro)
        self.assertEqual(claim.amount_total, 33.33 + 45)  # 45 an hour are 22.50 in euro
        self.accepted(claim)
        self.send_back(claim)
        claim.with_user(self.specialist).action_credit()
        credit = claim.credit_line_ids.move_id
        self.assertEqual((credit.currency_id, credit.amount_untaxed), (euro, 78.33))

    def test_goods_that_were_not_billed_are_settled_without_credit_note(self):
        purchase = self.buy(self.pump, bill=False)
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump))))
        with self.assert_refused("still here"):
            claim.with_user(self.specialist).action_settle()
        self.send_back(claim)
        with self.assert_refused("has not billed"):
            claim.with_user(self.specialist).action_credit()
        claim.with_user(self.specialist).action_settle()
        self.assertEqual(claim.state, "credited")
        self.assertEqual(purchase.order_line.qty_to_invoice, 0)

    def test_vendor_without_interest_in_the_goods_credits_without_return(self):
        self.terms[0].aftersales_return_goods = False
        self.buy(self.pump)
        claim = self.accepted(self.claim(self.take_back_faulty(self.sell(self.pump))))
        claim.with_user(self.specialist).action_credit()
        self.assertEqual(claim.draft_credit_amount, 33.33)

    def test_refusal_needs_the_reason_of_the_vendor(self):
        self.buy(self.pump)
        claim = self.claim(self.take_back_faulty(self.sell(self.pump)))
        mine = claim.with_user(self.specialist)
        mine.action_send()
        with self.assert_refused("why the vendor refuses"):
            mine.action_refuse()
        mine.refuse_reason = "Opened by the customer"
        mine.action_refuse()
        self.assertEqual(claim.state, "refused")

    def test_cancelled_claim_gives_the_goods_free_again(self):
        self.buy(self.pump)
        rma = self.take_back_faulty(self.sell(self.pump))
        claim = self.claim(rma).with_user(self.specialist)
        claim.action_send()
        claim.action_return()
        claim.action_cancel()
        self.assertEqual(claim.sudo().move_ids.state, "cancel")
        self.assertEqual(len(self.claim(rma)), 2)

    # === TERM === #

    def test_deadline_follows_from_the_failure(self):
        self.buy(self.pump)
        claim = self.claim(self.take_back_faulty(self.sell(self.pump)))
        today = fields.Date.context_today(claim)
        self.assertEqual(claim.failed_on, today)
        self.assertEqual(claim.deadline, today + timedelta(days=30))
        self.assertFalse(claim.term_warning)

    def test_term_counts_from_the_receipt_or_from_the_sale(self):
        receipt = self.buy(self.pump, 2).picking_ids.move_ids
        receipt.date = "2024-01-31 12:00:00"
        order = self.sell(self.pump, 2)
        first = self.claim(self.take_back_faulty(order))
        self.assertEqual(first.term_end, fields.Date.to_date("2025-01-31"))
        self.assertIn("goodwill", first.term_warning)
        self.terms[0].aftersales_claim_start = "sale"
        second = self.claim(self.take_back_faulty(order))
        self.assertFalse(second.term_warning)

    def test_terms_of_the_day_stay_with_the_claim(self):
        self.buy(self.pump)
        claim = self.claim(self.take_back_faulty(self.sell(self.pump)))
        self.terms[0].write({"aftersales_claim_months": 1, "aftersales_claim_days": 1})
        claim.invalidate_recordset()
        self.assertEqual((claim.claim_months, claim.claim_days), (12, 30))

    def test_late_claim_says_so_and_can_be_sent(self):
        self.buy(self.pump)
        claim = self.claim(self.take_back_faulty(self.sell(self.pump)))
        claim.failed_on = claim.failed_on - timedelta(days=31)
        self.assertIn("had to hear of it", claim.term_warning)
        claim.with_user(self.specialist).action_send()
        self.assertEqual(claim.state, "sent")

    # === ORIGIN === #

    def test_serial_tells_which_vendor_delivered_it(self):
        other = self.env["res.partner"].create({"name": "Other Parts"})
        self.buy(self.motor, serials=("M1",))
        self.buy(self.motor, serials=("M2",), vendor=other)
        lots = self.env["stock.lot"].search([("product_id", "=", self.motor.id)], order="name")
        order = self.sell(self.motor, 2, lots)
        claims = self.claim(self.take_back_faulty(order, lots=lots))
        self.assertEqual(
            {claim.lot_id.name: claim.partner_id for claim in claims},
            {"M1": self.vendor, "M2": other},
        )

    def test_very_serial_goes_back_from_where_it_lies(self):
        self.buy(self.motor, 2, serials=("M1", "M2"))
        lots = self.env["stock.lot"].search([("product_id", "=", self.motor.id)], order="name")
        order = self.sell(self.motor, 1, lots[0])
        claim = self.claim(self.take_back_faulty(order, lots=lots[0]))
        claim.with_user(self.specialist).action_send()
        shelf = self.env["stock.location"].create(
            {"name": "Faulty", "location_id": self.warehouse.view_location_id.id}
        )
        lots[0].quant_ids.filtered(lambda q: q.location_id.usage == "internal").move_quants(shelf)
        picking = self.send_back(claim)
        self.assertEqual(picking.move_line_ids.lot_id, lots[0])
        self.assertEqual(lots[0].product_qty, 0)
        self.assertEqual(lots[1].product_qty, 1)

    def test_last_receipt_before_the_sale_is_taken_without_serial(self):
        first = self.buy(self.pump)
        order = self.sell(self.pump)
        first.picking_ids.move_ids.date = "2025-01-01"
        self.buy(self.pump).picking_ids.move_ids.date = "2099-01-01"
        claim = self.claim(self.take_back_faulty(order))
        self.assertEqual(claim.purchase_line_id, first.order_line)

    def test_receipt_that_is_used_up_is_passed_over(self):
        first, second = self.buy(self.pump), self.buy(self.pump)
        order = self.sell(self.pump, 2)
        rma = self.approve(
            self.new_rma(
                order,
                line_ids=[
                    Command.create({"move_id": self.delivered(order).id, "quantity": 1})
                    for __ in range(2)
                ],
            )
        )
        self.receive(rma)
        self.inspect(rma)
        claims = self.claim(rma)
        self.assertEqual(claims.purchase_line_id, (first | second).order_line)

    def test_goods_without_receipt_are_claimed_from_the_first_vendor(self):
        self.stock_up(self.pump, 1)
        claim = self.claim(self.take_back_faulty(self.sell(self.pump)))
        self.assertEqual(claim.partner_id, self.vendor)
        self.assertFalse(claim.purchase_line_id)
        self.assertEqual(claim.amount_total, 33.33)  # by his price list: nothing was ordered
        claim.with_user(self.specialist).action_send()
        picking = self.send_back(claim)
        self.assertEqual(picking.picking_type_id.code, "outgoing")
        self.assertEqual(claim.returned_quantity, 1)

    def test_nobody_known_means_choose_the_vendor_first(self):
        self.kettle.seller_ids.unlink()
        self.stock_up(self.kettle, 1)
        claim = self.claim(self.take_back_faulty(self.sell(self.kettle)))
        with self.assert_refused("choose the vendor"):
            claim.with_user(self.specialist).action_send()

    # === LIMITS === #

    def test_never_more_claimed_than_inspected(self):
        self.buy(self.pump, 5)
        rma = self.take_back_faulty(self.sell(self.pump, 5), 2)
        claim = self.claim(rma)
        with self.assertRaisesRegex(ValidationError, "2.00 of Pump were inspected"):
            claim.with_user(self.specialist).quantity = 3

    def test_never_more_claimed_than_the_vendor_delivered(self):
        self.buy(self.pump, 1)
        self.stock_up(self.pump, 5)
        order = self.sell(self.pump, 3)
        self.claim(self.take_back_faulty(order, 1))
        with self.assertRaisesRegex(ValidationError, "delivered 1.00 of Pump"):
            self.claim(self.take_back_faulty(order, 1))

    def test_return_by_hand_to_the_vendor_counts(self):
        purchase = self.buy(self.pump, 2)
        order = self.sell(self.pump, 1)
        self.return_by_hand(purchase.picking_ids.move_ids, 1)
        self.claim(self.take_back_faulty(order))
        self.stock_up(self.pump, 1)
        with self.assertRaises(ValidationError):
            self.claim(self.take_back_faulty(self.sell(self.pump, 1)))

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

    def test_return_is_ordered_only_once(self):
        self.buy(self.pump)
        claim = self.claim(self.take_back_faulty(self.sell(self.pump))).with_user(self.specialist)
        claim.action_send()
        claim.action_return()
        with self.assert_refused("transfer exists"):
            claim.action_return()

    def test_quantities_that_are_none_are_refused(self):
        self.buy(self.pump)
        claim = self.claim(self.take_back_faulty(self.sell(self.pump)))
        for quantity in (0, -1, float("nan"), float("inf"), 1e308):
            with self.subTest(quantity), self.assertRaises(ValidationError):
                claim.with_user(self.specialist).write({"quantity": quantity})

    def test_results_are_set_by_the_buttons_only(self):
        self.buy(self.pump)
        claim = self.claim(self.take_back_faulty(self.sell(self.pump))).with_user(self.specialist)
        for values in ({"decision": "accepted"}, {"state": "credited"}, {"settled": True}):
            with self.subTest(values), self.assertRaises(UserError):
                claim.write(values)
        claim.action_send()
        with self.assert_refused("is with the vendor"):
            claim.quantity = 0.5
        with self.assert_refused("never deleted"):
            claim.sudo().unlink()

    def test_inspection_with_a_claim_stays_as_it_is(self):
        self.buy(self.pump)
        rma = self.take_back_faulty(self.sell(self.pump))
        self.claim(rma)
        with self.assert_refused("claim to the vendor"):
            rma.line_ids.inspection_ids.with_user(self.specialist).grade = "a"


class TestClaimAccess(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buy(cls.pump)
        cls.rma = cls.take_back_faulty(cls.sell(cls.pump))
        cls.record = cls.claim(cls.rma)

    def test_agent_reads_and_does_not_decide(self):
        mine = self.record.with_user(self.agent)
        self.assertEqual(mine.number, self.record.number)
        self.assertIn("After-Sales Specialist", mine.send_blocker)
        with self.assertRaises(AccessError):
            mine.action_send()

    def test_auditor_reads_every_field_and_changes_nothing(self):
        mine = self.record.with_user(self.auditor)
        mine.web_read({name: {} for name in ("number", "amount_total", "purchase_name", "state")})
        for change in (
            lambda: mine.write({"note": "x"}),
            mine.action_send,
            mine.action_cancel,
            lambda: self.rma.with_user(self.auditor).action_claim(),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_other_company_sees_nothing(self):
        abroad = self.env["res.company"].create({"name": "Trader Abroad"})
        stranger = self.new_user(
            "supervisor",
            login="abroad",
            company_id=abroad.id,
            company_ids=[Command.set(abroad.ids)],
        )
        mine = self.env["aftersales.vendor.claim"].with_user(stranger)
        self.assertFalse(mine.search([("id", "=", self.record.id)]))
        with self.assertRaises(AccessError):
            mine.browse(self.record.id).number
        with self.assertRaises(AccessError):
            mine.create({"inspection_id": self.record.inspection_id.id})

    def test_agent_of_another_team_sees_nothing(self):
        other = self.new_user("agent", login="other")
        self.env["aftersales.team"].create(
            {"name": "Repairs", "member_ids": [Command.link(other.id)]}
        )
        self.assertFalse(self.record.with_user(other).search([("id", "=", self.record.id)]))

    def test_form_opens_for_those_without_purchasing_or_accounting(self):
        for user in (self.agent, self.specialist, self.auditor):
            mine = self.record.with_user(user)
            spec = {
                name: {}
                for name, field in mine._fields.items()
                if not field.groups or user.has_groups(field.groups)
            }
            spec = {
                name: {}
                for name in spec
                if name not in ("move_ids", "receipt_move_id", "purchase_line_id")
            }
            with self.subTest(user.login):
                self.assertTrue(mine.web_read(spec))

    def test_warehouse_and_accounting_do_their_part_without_our_app(self):
        claim = self.accepted(self.record)
        warehouse = self.new_clerk("stock.group_stock_user")
        claim.with_user(self.specialist).action_return()
        picking = claim.move_ids.picking_id.with_user(warehouse)
        picking.move_ids.picked = True
        picking.button_validate()
        claim.with_user(self.specialist).action_credit()
        accountant = self.new_clerk("account.group_account_invoice")
        credit = claim.credit_line_ids.move_id.with_user(accountant)
        credit.invoice_date = "2026-02-01"
        credit.action_post()
        self.assertEqual(claim.state, "credited")

    @classmethod
    def new_clerk(cls, group):
        return new_test_user(cls.env, group.replace(".", "_"), groups=f"base.group_user,{group}")
