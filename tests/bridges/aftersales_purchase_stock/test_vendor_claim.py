"""What the vendor owes us for what customers returned: term, return, origin, limits."""

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

    def test_price_list_is_read_for_the_quantity_and_the_day(self):
        self.stock_up(self.pump, 5)
        self.new_terms(self.pump, price=20, min_qty=100)
        self.new_terms(self.pump, price=25, min_qty=3)
        self.new_terms(self.pump, price=10, date_end="2020-12-31")
        claim = self.claim(self.take_back_faulty(self.sell(self.pump, 3), 3))
        self.assertEqual(claim.price_unit, 25)
        claim.with_user(self.specialist).quantity = 1
        self.assertEqual(claim.price_unit, 33.33)

    def test_price_list_of_which_no_row_is_for_the_quantity_tells_the_price_all_the_same(self):
        self.stock_up(self.pump, 1)
        self.terms[0].min_qty = 100
        claim = self.claim(self.take_back_faulty(self.sell(self.pump)))
        self.assertEqual(claim.price_unit, 33.33)

    def test_form_of_a_claim_without_goods_opens(self):
        claim = self.env["aftersales.vendor.claim"].new({})
        self.assertEqual((claim.price_unit, claim.amount_total), (0, 0))

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
