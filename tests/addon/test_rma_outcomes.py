"""How a return can end, in stock, on the order and on credit notes; never two ends for one piece."""

from rma_common import SalesCase

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user


class OutcomeCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock = cls.warehouse.lot_stock_id
        cls.type_return = cls.env["aftersales.rma.type"].create(
            {"name": "Have a look", "receive_goods": True, "outcome": "return"}
        )
        cls.type_reduction = cls.env.ref("aftersales_addon.rma_type_reduction")
        cls.type_inspection = cls.env.ref("aftersales_addon.rma_type_inspection")

    def returned(self, order, quantity=1, *, kind=None, **values):
        """Return an RMA whose goods are back."""
        kind = kind or self.type_return
        rma = self.approve(self.new_rma(order, quantity, type_id=kind.id, **values))
        self.receive(rma)
        return rma

    def give_back(self, rma, validate=True):
        rma.with_user(self.specialist).action_give_back()
        transfers = rma.sudo().give_back_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        if validate:
            self.validate(transfers)
        return transfers

    def on_hand(self, product, location=None):
        quants = self.env["stock.quant"]._gather(product, location or self.stock)
        return sum(quants.mapped("quantity"))


class TestRmaGiveBack(OutcomeCase):
    def test_goods_given_back_are_delivered_again(self):
        order = self.sell_and_deliver(self.kettle, 3)
        before = self.on_hand(self.kettle)
        rma = self.returned(order, 2)
        self.assertEqual((rma.state, order.order_line.qty_delivered), ("received", 1))
        self.assertEqual(self.on_hand(self.kettle), before + 2)
        transfer = self.give_back(rma, validate=False)
        self.assertEqual((transfer.state, rma.line_ids.open_give_back_quantity), ("assigned", 2))
        self.assertEqual(transfer.move_ids.origin_returned_move_id.picking_id, rma.receipt_ids)
        self.assertIn("warehouse sends", rma.with_user(self.specialist).give_back_blocker)
        self.validate(transfer)
        self.assertEqual((rma.state, rma.line_ids.given_back_quantity), ("done", 2))
        self.assertEqual(order.order_line.qty_delivered, 3)
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(self.on_hand(self.kettle), before)
        self.assertEqual(self.event_types(rma.ticket_id)[-1], "given_back")
        self.assertFalse(rma.refund_ids)

    def test_goods_that_were_given_back_by_hand_are_not_to_be_repaired(self):
        kind = self.env.ref("aftersales_addon.rma_type_repair")
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2, kind=kind)
        self.return_by_hand(rma.sudo().receipt_ids.move_ids, 1)
        rma.with_user(self.specialist).action_create_repair()
        self.assertEqual(rma.sudo().repair_ids.product_qty, 1)
        self.assertIn("repair exists", rma.with_user(self.specialist).create_repair_blocker)

    def test_very_serial_goes_back_and_may_return_again(self):
        serials = self.new_serials(self.printer, "SN1", "SN2")
        order = self.sell_and_deliver(self.printer, 2, serials=serials)
        for __ in range(2):
            rma = self.returned(order, lots=serials[1])
            transfer = self.give_back(rma)
            self.assertEqual(transfer.move_line_ids.lot_id, serials[1])
            self.assertEqual((rma.state, rma.line_ids.claimed_quantity), ("done", 0))
        self.new_rma(order, lots=serials)

    def test_what_was_given_back_can_be_returned_once_and_no_more(self):
        order = self.sell_and_deliver(self.kettle, 3)
        self.give_back(self.returned(order, 3))
        self.new_rma(order, 2)
        with self.assert_refused("1.00 can still"):
            self.new_rma(order, 2)

    def test_goods_given_back_are_returned_by_their_delivery_not_by_the_giving_back(self):
        order = self.sell_and_deliver(self.kettle, 1)
        given_back = self.give_back(self.returned(order)).move_ids
        self.assertTrue(self.new_rma(order, move=order.order_line.move_ids[:1]))
        with self.assert_refused("choose the delivery that it first came with"):
            self.new_rma(order, move=given_back)

    def test_cancelled_transfer_opens_the_return_again(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2)
        self.give_back(rma, validate=False).action_cancel()
        self.assertEqual((rma.state, rma.line_ids.open_give_back_quantity), ("received", 0))
        self.assertEqual(self.event_types(rma.ticket_id)[-1], "corrected")
        self.give_back(rma)
        self.assertEqual(rma.state, "done")

    def test_partial_transfer_leaves_the_rest_to_do(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 3), 3)
        transfer = self.give_back(rma, validate=False)
        transfer.move_ids.quantity = 1
        self.validate(transfer)
        line = rma.line_ids
        self.assertEqual((line.given_back_quantity, line.open_give_back_quantity), (1, 2))
        self.assertEqual(rma.state, "received")
        self.validate(rma.give_back_ids - transfer)
        self.assertEqual(rma.state, "done")

    def test_three_steps_hand_out_the_goods_and_put_nothing_away(self):
        warehouse = self.env["stock.warehouse"].create(
            {
                "name": "Three",
                "code": "W3",
                "delivery_steps": "pick_pack_ship",
                "reception_steps": "three_steps",
            }
        )
        order = self.sell_and_deliver(self.kettle, 2, warehouse=warehouse)
        rma = self.returned(order, 2)
        onward = rma.receipt_ids.move_ids._aftersales_onward()
        self.give_back(rma)
        self.assertEqual(rma.state, "done")
        self.assertEqual(order.order_line.qty_delivered, 2)
        self.assertTrue(all(move.state == "cancel" for move in onward))
        inside = self.env["stock.quant"]._gather(self.kettle, warehouse.view_location_id)
        self.assertEqual(sum(inside.mapped("quantity")), 0)

    def test_goods_put_away_meanwhile_are_given_back_from_there(self):
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Two", "code": "W2", "reception_steps": "two_steps"}
        )
        order = self.sell_and_deliver(self.kettle, 2, warehouse=warehouse)
        rma = self.returned(order, 2)
        for move in rma.receipt_ids.move_ids._aftersales_onward():
            self.validate(move.picking_id)
        self.give_back(rma)
        self.assertEqual((rma.state, order.order_line.qty_delivered), ("done", 2))
        inside = self.env["stock.quant"]._gather(self.kettle, warehouse.view_location_id)
        self.assertEqual(sum(inside.mapped("quantity")), 0)

    def test_odoos_own_button_counts_in_the_same_sums(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.returned(order, 2, kind=self.type_refund)
        self.return_by_hand(rma.receipt_ids.move_ids, 1)
        self.assertEqual(rma.line_ids.given_back_quantity, 1)
        refund = self.refund(rma)
        self.assertEqual((refund.amount_total, rma.state), (40, "done"))

    def test_goods_refunded_already_are_not_given_back_by_hand(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2, kind=self.type_refund)
        self.refund(rma)
        with self.assert_refused("2.00 of Kettle came back"):
            self.return_by_hand(rma.receipt_ids.move_ids, 1)

    def test_return_by_hand_that_was_given_back_by_hand_frees_the_claim(self):
        order = self.sell_and_deliver(self.kettle, 2)
        back = self.return_by_hand(self.delivered(order), 2)
        with self.assert_refused("0.00 can still"):
            self.new_rma(order, 1)
        self.return_by_hand(back.move_ids, 2)
        self.new_rma(order, 2)

    def test_who_may_not_decide_gives_nothing_back(self):
        rma = self.returned(self.sell_and_deliver(self.kettle))
        with self.assert_refused("Specialist"):
            rma.with_user(self.agent).action_give_back()
        with self.assertRaises(AccessError):
            rma.with_user(self.auditor).action_give_back()

    def test_warehouse_user_without_our_app_sends_the_goods(self):
        rma = self.returned(self.sell_and_deliver(self.kettle))
        transfer = self.give_back(rma, validate=False)
        keeper = new_test_user(self.env, "keeper", groups="base.group_user,stock.group_stock_user")
        mine = transfer.with_user(keeper)
        mine.move_ids.picked = True
        mine.button_validate()
        self.assertEqual(rma.state, "done")


class TestRmaReduction(OutcomeCase):
    def reduced(self, order, price, quantity=1, **values):
        rma = self.new_rma(order, quantity, type_id=self.type_reduction.id, **values)
        rma.line_ids.with_user(self.specialist).reduction_price = price
        return self.approve(rma)

    def credit(self, rma, post=True):
        rma.with_user(self.specialist).action_create_reduction()
        refunds = rma.sudo().refund_ids.filtered(lambda move: move.state == "draft")
        if post:
            refunds.action_post()
        return refunds

    def test_price_reduction_credits_an_amount_and_no_goods(self):
        tax = self.env["account.tax"].create({"name": "VAT 20", "amount": 20})
        order = self.sell_and_deliver(self.kettle, 3, price_unit=50, tax_ids=[Command.set(tax.ids)])
        rma = self.reduced(order, 7.77, 2)
        self.assertEqual((rma.state, rma.receipt_count), ("approved", 0))
        refund = self.credit(rma, post=False)
        self.assertRecordValues(
            refund, [{"amount_untaxed": 15.54, "amount_total": 18.65, "state": "draft"}]
        )
        self.assertEqual(refund.reversed_entry_id, order.invoice_ids - refund)
        self.assertEqual(rma.state, "approved")
        refund.action_post()
        self.assertEqual((rma.state, rma.line_ids.reduced_quantity), ("done", 2))
        line = order.order_line
        self.assertEqual((line.qty_invoiced, line.qty_delivered, line.qty_to_invoice), (3, 3, 0))
        self.assertEqual(rma.line_ids.claimed_quantity, 0)

    def test_foreign_currency_is_reduced_as_it_was_invoiced(self):
        currency = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        )
        currency.active = True
        currency.rate_ids = [Command.clear(), Command.create({"rate": 0.5, "name": "2020-01-01"})]
        pricelist = self.env["product.pricelist"].create(
            {"name": "Francs", "currency_id": currency.id}
        )
        self.customer.property_product_pricelist = pricelist
        order = self.sell_and_deliver(self.kettle, 2, price_unit=77)
        refund = self.credit(self.reduced(order, 7))
        self.assertEqual((refund.currency_id, refund.amount_total), (currency, 7))

    def test_never_more_than_was_charged_and_not_yet_credited(self):
        order = self.sell_and_deliver(self.kettle, 1, price_unit=50, discount=10)
        with self.assert_refused("only .*45.00.* are charged"):
            self.credit(self.reduced(order, 45.01))

    def test_reductions_add_up_to_no_more_than_the_price(self):
        order = self.sell_and_deliver(self.kettle, 1, price_unit=50)
        self.credit(self.reduced(order, 30))
        with self.assert_refused("only .*20.00.* are charged"):
            self.credit(self.reduced(order, 30))

    def test_accounting_cannot_post_more_than_was_charged(self):
        order = self.sell_and_deliver(self.kettle, 1, price_unit=50)
        refund = self.credit(self.reduced(order, 10), post=False)
        refund.invoice_line_ids.price_unit = 51
        with self.assert_refused("more would be credited"):
            refund.action_post()

    def test_later_refund_of_the_same_goods_takes_the_reduction_off(self):
        tax = self.env["account.tax"].create({"name": "VAT 20", "amount": 20})
        serials = self.new_serials(self.printer, "SN1", "SN2")
        order = self.sell_and_deliver(
            self.printer, 2, serials=serials, price_unit=300, tax_ids=[Command.set(tax.ids)]
        )
        self.credit(self.reduced(order, 30.05, lots=serials[0]))
        other = self.returned(order, kind=self.type_refund, lots=serials[1])
        self.assertEqual(self.refund(other).amount_untaxed, 300)
        same = self.returned(order, kind=self.type_refund, lots=serials[0])
        refund = self.refund(same)
        self.assertEqual((refund.amount_untaxed, refund.amount_total), (269.95, 323.94))
        self.assertEqual((same.state, order.order_line.qty_invoiced), ("done", 0))
        credit_notes = self.env["account.move"].search(
            [("partner_id", "=", order.partner_id.id), ("move_type", "=", "out_refund")]
        )
        self.assertEqual(round(sum(credit_notes.mapped("amount_total")), 2), 720)

    def test_cancelled_and_deleted_credit_notes_open_the_return_again(self):
        rma = self.reduced(self.sell_and_deliver(self.kettle), 5)
        self.credit(rma, post=False).unlink()
        self.assertEqual((rma.state, rma.line_ids.draft_reduction_quantity), ("approved", 0))
        refund = self.credit(rma)
        self.assertEqual(rma.state, "done")
        refund.button_draft()
        refund.button_cancel()
        self.assertEqual(rma.state, "approved")
        self.credit(rma)
        self.assertEqual(rma.state, "done")

    def test_amount_and_invoice_have_to_be_there(self):
        order = self.sell_and_deliver(self.kettle, 2, invoice=False)
        rma = self.approve(self.new_rma(order, 1, type_id=self.type_reduction.id))
        specialist = rma.with_user(self.specialist)
        with self.assert_refused("Enter the price reduction"):
            specialist.action_create_reduction()
        rma.line_ids.with_user(self.specialist).reduction_price = 5
        with self.assert_refused("not invoiced yet"):
            specialist.action_create_reduction()
        self.invoice(order)
        self.assertEqual(self.credit(rma).amount_total, 5)

    def test_agent_does_not_name_the_amount(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle), type_id=self.type_reduction.id)
        with self.assert_refused("Specialist"):
            rma.line_ids.with_user(self.agent).reduction_price = 5

    def test_goods_that_came_in_go_back_with_their_reduction(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.returned(order, 2, kind=self.type_inspection)
        self.env["aftersales.inspection"].with_user(self.specialist).create(
            {"rma_line_id": rma.line_ids.id, "grade": "b", "outcome": "reduction"}
        )
        rma.line_ids.with_user(self.specialist).reduction_price = 4
        self.credit(rma)
        self.assertEqual(rma.state, "inspected")
        self.give_back(rma)
        self.assertEqual((rma.state, rma.refund_ids.amount_total), ("done", 8))
        self.assertEqual(order.order_line.qty_delivered, 2)


class TestRmaOutcomes(OutcomeCase):
    def test_each_piece_ends_in_one_way_only(self):
        order = self.sell_and_deliver(self.kettle, 4)
        self.stock_up(self.kettle)
        rma = self.returned(order, 4, kind=self.type_inspection)
        inspections = self.env["aftersales.inspection"].with_user(self.specialist)
        for outcome in ("refund", "exchange", "return", "none"):
            inspections.create(
                {
                    "rma_line_id": rma.line_ids.id,
                    "grade": "c",
                    "quantity": 1,
                    "outcome": outcome,
                }
            )
        specialist = rma.with_user(self.specialist)
        self.assertEqual(self.refund(rma).amount_total, 40)
        specialist.action_create_replacement()
        self.validate(rma.delivery_ids)
        self.assertEqual(rma.state, "inspected")
        self.give_back(rma)
        self.assertEqual(rma.state, "done")
        line = rma.line_ids
        self.assertEqual(
            (line.credited_quantity, line.replaced_quantity, line.given_back_quantity), (1, 1, 1)
        )
        for action in ("refund", "replacement"):
            with self.assertRaises(UserError):
                getattr(specialist, f"action_create_{action}")()
        with self.assertRaises(UserError):
            specialist.action_give_back()

    def test_specialist_changes_the_outcome_while_nothing_stands_in_the_way(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2, kind=self.type_refund)
        line = rma.line_ids.with_user(self.specialist)
        with self.assert_refused("Specialist"):
            rma.line_ids.with_user(self.agent).outcome = "return"
        rma.with_user(self.specialist).write(
            {"line_ids": [Command.update(line.id, {"outcome": "return"})]}
        )
        self.assertEqual(self.events(rma.ticket_id)[-1]._facts()["outcome"], "return")
        self.assertIn("does not end in a refund", rma.with_user(self.specialist).refund_blocker)
        line.outcome = "refund"
        self.refund(rma, post=False)
        with self.assert_refused("made already"):
            line.outcome = "exchange"

    def test_goods_that_stay_are_neither_repaired_nor_given_back(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.new_rma(order, type_id=self.type_reduction.id)
        with self.assert_refused("come back can be repaired"):
            rma.line_ids.outcome = "repair"

    def test_one_button_is_next_at_any_moment(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.new_rma(order, 2)
        mine = rma.with_user(self.specialist)
        self.assertEqual(mine.next_step, "action_approve")
        self.assertFalse(rma.with_user(self.agent).next_step)
        self.assertIn("Specialist", rma.with_user(self.agent).waiting_text)
        self.approve(rma)
        self.assertFalse(mine.next_step)
        self.assertIn("follows the receipt", mine.waiting_text)
        self.receive(rma)
        self.assertEqual(mine.next_step, "action_create_refund")
        refund = self.refund(rma, post=False)
        self.assertIn("accounting checks", mine.waiting_text)
        refund.action_post()
        self.assertFalse(mine.next_step or mine.waiting_text)

    def test_form_of_a_full_return_costs_a_bounded_number_of_queries(self):
        counts = []
        for number in (2, 12):
            names = [f"Q{number}-{i}" for i in range(number)]
            serials = self.new_serials(self.printer, *names)
            order = self.sell_and_deliver(self.printer, number, serials=serials)
            rma = self.returned(order, kind=self.type_refund, lots=serials)
            mine = rma.with_user(self.specialist)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            mine.read(["next_step", "waiting_text"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 10 * 3, counts)
