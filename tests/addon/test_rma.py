"""A return from the request to its end; never more comes back than was delivered."""

import json

from rma_common import SalesCase

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form


class TestRmaWay(SalesCase):
    def test_second_return_of_a_delivery_leaves_the_first_receipt_as_it_was(self):
        order = self.sell_and_deliver(self.printer, 2, serials=["SN-A", "SN-B"])
        lots = self.env["stock.lot"].search([("name", "in", ("SN-A", "SN-B"))], order="name")
        first = self.approve(self.new_rma(order, lots=lots[0]))
        second = self.approve(self.new_rma(order, lots=lots[1]))
        for rma, lot in ((first, lots[0]), (second, lots[1])):
            self.assertEqual(rma.sudo().receipt_ids.move_line_ids.lot_id, lot)
            self.receive(rma)
            self.assertEqual(rma.state, "received")

    def test_second_plain_return_leaves_the_first_receipt_ready(self):
        order = self.sell_and_deliver(self.kettle, 5)
        first, second = (self.approve(self.new_rma(order, 2)) for __ in range(2))
        self.assertEqual(first.sudo().receipt_ids.move_ids.quantity, 2)
        self.assertEqual(second.sudo().receipt_ids.move_ids.quantity, 2)

    def test_figures_of_documents_cannot_be_written(self):
        line = self.new_rma(self.sell_and_deliver(self.kettle, 5), 2).line_ids
        for name in ("claimed_quantity", "received_quantity", "credited_quantity"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "by hand"):
                line.with_user(self.agent).write({name: 0})

    def test_goods_cannot_move_to_another_return(self):
        order = self.sell_and_deliver(self.kettle, 5)
        approved, other = self.new_rma(order, 1), self.new_rma(order, 4)
        self.approve(approved)
        with self.assertRaisesRegex(UserError, "stay on their return"):
            other.line_ids.with_user(self.agent).write({"rma_id": approved.id})

    def test_changed_type_is_put_on_record(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle))
        rma.with_user(self.agent).type_id = self.type_exchange
        event = self.events(rma.ticket_id)[-1]
        self.assertEqual(
            event._facts()["changes"],
            {
                "type_id": [self.type_refund.id, self.type_exchange.id],
            },
        )

    def test_ended_ticket_takes_no_return(self):
        order = self.sell_and_deliver(self.kettle)
        ticket = self.new_ticket()
        ticket.action_resolve()
        ticket.action_close()
        with self.assertRaisesRegex(UserError, "has ended"):
            self.new_rma(order, ticket_id=ticket.id)

    def test_ticket_with_a_return_keeps_its_customer(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle))
        with self.assertRaisesRegex(UserError, "another customer"):
            rma.ticket_id.partner_id = self.stranger

    def test_changing_the_requested_quantity_is_put_on_record(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle, 5), 2)
        rma.line_ids.quantity = 3
        event = self.events(rma.ticket_id)[-1]
        self.assertEqual(event.type, "corrected")
        self.assertEqual((event._facts()["what"], event._facts()["quantity"]), ("rma_line", "3.00"))

    def test_return_and_refund_ends_with_every_step_on_record(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.new_rma(order, 2)
        self.assertEqual(rma.state, "requested")
        self.approve(rma)
        self.assertEqual((rma.state, len(rma.receipt_ids)), ("approved", 1))
        self.receive(rma)
        self.assertEqual(rma.state, "received")
        refund = self.refund(rma)
        self.assertEqual(refund.amount_total, 80)
        self.assertEqual(rma.state, "done")
        types = self.event_types(rma.ticket_id)
        self.assertEqual(types[-4:], ["rma_requested", "rma_approved", "receipt", "refund_posted"])
        facts = json.loads(self.events(rma.ticket_id)[-1].payload)
        self.assertEqual((facts["amount"], facts["number"]), ("80.00", rma.number))

    def test_exchange_sends_the_same_again_free_of_charge(self):
        order = self.sell_and_deliver(self.kettle, 1)
        self.stock_up(self.kettle)
        rma = self.approve(self.new_rma(order, 1, type_id=self.type_exchange.id))
        self.receive(rma)
        rma.with_user(self.specialist).action_create_replacement()
        self.assertEqual(rma.state, "received")
        self.assertEqual(rma.delivery_ids.state, "assigned")
        self.validate(rma.delivery_ids)
        self.assertEqual(rma.state, "done")
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(self.event_types(rma.ticket_id)[-1], "replacement_sent")

    def test_exchange_in_a_warehouse_of_three_steps(self):
        warehouse = self.env["stock.warehouse"].create(
            {
                "name": "Three",
                "code": "W3",
                "delivery_steps": "pick_pack_ship",
                "reception_steps": "three_steps",
            }
        )
        order = self.sell_and_deliver(self.kettle, 2, warehouse=warehouse)
        self.stock_up(self.kettle, warehouse=warehouse)
        rma = self.approve(self.new_rma(order, 2, type_id=self.type_exchange.id))
        self.receive(rma)
        self.assertEqual(rma.state, "received")
        rma.with_user(self.specialist).action_create_replacement()
        self.assertTrue(rma.replace_blocker)
        for __ in range(3):
            self.assertEqual(rma.state, "received")
            pickings = rma.delivery_ids.filtered(lambda p: p.state not in ("done", "cancel"))
            for move in pickings.move_ids:
                move.quantity = move.product_uom_qty
            self.validate(pickings)
        self.assertEqual((rma.state, rma.line_ids.replaced_quantity), ("done", 2))

    def test_a_return_from_the_order_gets_its_ticket(self):
        order = self.sell_and_deliver(self.kettle, 1)
        rma = self.new_rma(order)
        self.assertEqual(rma.ticket_id.partner_id, self.customer)
        self.assertEqual(rma.ticket_id.sale_order_id, order)
        self.assertEqual(self.event_types(rma.ticket_id)[0], "ticket_created")

    def test_partial_receipt_keeps_the_rest_open(self):
        """Peers: partial receipt refused."""
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 3))
        self.receive(rma, 1)
        line = rma.line_ids
        self.assertEqual((line.received_quantity, line.open_receipt_quantity), (1, 2))
        self.assertEqual(rma.state, "approved")
        self.refund(rma)
        self.assertEqual((line.credited_quantity, rma.state), (1, "approved"))
        self.receive(rma)
        self.assertEqual(rma.state, "received")
        self.refund(rma)
        self.assertEqual((line.credited_quantity, rma.state), (3, "done"))

    def test_what_the_warehouse_will_not_get_leaves_the_return(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 3))
        self.receive(rma, 1)
        rma.receipt_ids.filtered(lambda p: p.state != "done").action_cancel()
        self.assertEqual(rma.state, "received")
        self.refund(rma)
        self.assertEqual((rma.state, rma.line_ids.claimed_quantity), ("done", 1))
        self.new_rma(order, 4)

    def test_cancelled_receipt_brings_the_return_back_and_can_be_made_again(self):
        """Peers: the receipt button gone after cancel and re-confirm."""
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 2), 2))
        self.assertTrue(rma.with_user(self.specialist).receive_blocker)
        rma.receipt_ids.action_cancel()
        self.assertEqual(self.event_types(rma.ticket_id)[-1], "corrected")
        self.assertFalse(rma.with_user(self.specialist).receive_blocker)
        rma.with_user(self.specialist).action_create_receipt()
        self.assertEqual(len(rma.receipt_ids), 2)
        self.receive(rma)
        self.assertEqual(rma.state, "received")

    def test_deleted_receipt_is_not_mistaken_for_received(self):
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 2), 2))
        rma.receipt_ids.unlink()
        self.assertEqual((rma.state, rma.line_ids.received_quantity), ("approved", 0))
        self.assertIn("Nothing has come back", rma.with_user(self.specialist).refund_blocker)

    def test_receipt_expects_the_very_serials_that_come_back(self):
        serials = self.new_serials(self.printer, "SN1", "SN2", "SN3")
        order = self.sell_and_deliver(self.printer, 3, serials=serials)
        rma = self.approve(self.new_rma(order, 1, lots=serials[2] | serials[0]))
        self.assertEqual(rma.receipt_ids.move_line_ids.lot_id, serials[2] | serials[0])
        self.receive(rma)
        self.assertEqual(rma.line_ids.mapped("received_quantity"), [1, 1])
        self.assertEqual(serials[1].location_id.usage, "customer")

    def test_refusal_asks_for_a_reason_and_frees_the_goods(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.new_rma(order, 2)
        refusal = self.env["aftersales.rma.refuse"].with_user(self.specialist)
        with self.assert_refused("why"):
            refusal.create({"rma_ids": rma.ids, "reason": "  "}).action_refuse_rmas()
        refusal.create({"rma_ids": rma.ids, "reason": "Opened"}).action_refuse_rmas()
        self.assertEqual((rma.state, rma.refuse_reason), ("refused", "Opened"))
        event = self.events(rma.ticket_id)[-1]
        self.assertEqual(
            (event.type, json.loads(event.payload)["reason"]), ("rma_refused", "Opened")
        )
        self.new_rma(order, 2)

    def test_cancelling_takes_the_receipt_with_it(self):
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 2), 2))
        rma.with_user(self.agent).action_cancel()
        self.assertEqual((rma.state, rma.receipt_ids.state), ("cancelled", "cancel"))

    def test_what_came_back_cannot_be_cancelled(self):
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 2), 2))
        self.receive(rma, 1)
        with self.assert_refused("come back already"):
            rma.with_user(self.agent).action_cancel()

    def test_editing_the_type_does_not_change_the_past(self):
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 2), 2))
        self.type_refund.write({"refund": False, "replace": True})
        self.assertTrue(rma.refund)
        self.assertFalse(rma.replace)


class TestRmaTicket(SalesCase):
    def test_ticket_with_an_open_return_cannot_end(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle, 2), 2)
        ticket = rma.ticket_id
        for action in ("action_resolve", "action_close"):
            with self.assertRaises(UserError):
                getattr(ticket.with_user(self.agent), action)()
        self.assertIn(rma.number, ticket.resolve_blocker)
        rma.with_user(self.agent).action_cancel()
        ticket.with_user(self.agent).action_resolve()
        self.assertEqual(ticket.state, "resolved")

    def test_return_from_the_ticket_by_its_wizard(self):
        order = self.sell_and_deliver(self.kettle, 5)
        ticket = self.new_ticket(sale_order_id=order.id).with_user(self.agent)
        action = ticket.action_request_rma()
        form = Form(
            self.env[action["res_model"]].with_user(self.agent).with_context(action["context"])
        )
        form.reason_id = self.reason
        with form.line_ids.edit(0) as line:
            self.assertEqual((line.delivered_quantity, line.returnable_quantity), (5, 5))
            line.quantity = 2
        rma = self.env["aftersales.rma"].browse(form.save().action_request()["res_id"])
        self.assertEqual((rma.ticket_id, rma.line_ids.quantity), (ticket.sudo(False), 2))
        again = Form(self.env[action["res_model"]].with_context(action["context"]))
        with again.line_ids.edit(0) as line:
            self.assertEqual(line.returnable_quantity, 3)

    def test_wizard_from_the_order_offers_only_its_goods(self):
        order = self.sell_and_deliver(self.printer, 2, serials=["A1", "A2"])
        self.sell_and_deliver(self.kettle, 1)
        action = order.with_user(self.agent).action_aftersales_return()
        form = Form(
            self.env[action["res_model"]].with_user(self.agent).with_context(action["context"])
        )
        self.assertEqual(len(form.line_ids), 2)
        form.reason_id = self.reason
        with self.assert_refused("how much comes back"):
            form.save().action_request()


class TestRmaClaims(SalesCase):
    """Never more than was delivered."""

    def test_sum_over_returns_never_exceeds_the_delivery(self):
        order = self.sell_and_deliver(self.kettle, 5)
        self.new_rma(order, 3)
        with self.assert_refused(r"5.00 delivered, 2.00 can still"):
            self.new_rma(order, 3)
        self.new_rma(order, 2)

    def test_two_lines_of_one_return_count_together(self):
        order = self.sell_and_deliver(self.kettle, 5)
        move = self.delivered(order)
        with self.assert_refused("can still be returned"):
            self.new_rma(
                order,
                1,
                line_ids=[Command.create({"move_id": move.id, "quantity": 3}) for __ in range(2)],
            )

    def test_raising_the_quantity_later_is_checked_too(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle, 5), 3)
        with self.assert_refused("can still be returned"):
            rma.line_ids.quantity = 15

    def test_returns_by_hand_count(self):
        order = self.sell_and_deliver(self.kettle, 5)
        move = self.delivered(order)
        self.return_by_hand(move, 2)
        self.return_by_hand(move, 1, validate=False)
        with self.assert_refused("2.00 can still"):
            self.new_rma(order, 3)
        self.new_rma(order, 2)

    def test_odoos_own_return_takes_back_no_more_than_was_delivered(self):
        """T57: whatever was announced first, no transfer brings back what is back already."""
        order = self.sell_and_deliver(self.kettle, 5)
        by_hand = self.return_by_hand(self.delivered(order), 2, validate=False)
        rma = self.approve(self.new_rma(order, 3))
        by_hand.move_ids.quantity = 4
        self.validate(by_hand)
        with self.assert_refused("delivered 5.00 of Kettle; with this transfer 7.00"):
            self.receive(rma)
        self.receive(rma, 1)
        other = self.return_by_hand(self.delivered(order), 1, validate=False)
        with self.assert_refused("6.00 would have come back"):
            self.validate(other)
        serials = self.new_serials(self.printer, "SN1", "SN2")
        order = self.sell_and_deliver(self.printer, 2, serials=serials)
        rma = self.approve(self.new_rma(order, lots=serials[0]))
        again = self.return_by_hand(self.delivered(order), 1, validate=False)
        for move in again.move_ids | rma.sudo().receipt_ids.move_ids:
            self.put_lots(move, serials[0])
        self.receive(rma)
        with self.assert_refused("SN1"):
            self.validate(again)

    def test_approval_sees_what_was_returned_by_hand_meanwhile(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.new_rma(order, 4)
        self.return_by_hand(self.delivered(order), 3)
        self.assertIn("can still be returned", rma.with_user(self.specialist).approve_blocker)
        with self.assert_refused("can still be returned"):
            self.approve(rma)

    def test_a_serial_comes_back_once(self):
        """T57. Peers: same unit returned twice (draft+draft, concurrent)."""
        serials = self.new_serials(self.printer, "SN1", "SN2")
        order = self.sell_and_deliver(self.printer, 2, serials=serials)
        self.new_rma(order, 1, lots=serials[0])
        with self.assert_refused("SN1"):
            self.new_rma(order, 1, lots=serials[0])
        self.new_rma(order, 1, lots=serials[1])

    def test_other_units_of_measure_count_in_the_products_own(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.sell_and_deliver(self.kettle, 12)
        move = self.delivered(order)
        line = {"move_id": move.id, "uom_id": dozen.id}
        with self.assert_refused("12.00 delivered"):
            self.new_rma(order, line_ids=[Command.create({**line, "quantity": 2})])
        rma = self.new_rma(order, line_ids=[Command.create({**line, "quantity": 1})])
        self.assertEqual(rma.line_ids.product_quantity, 12)
        self.receive(self.approve(rma))
        self.assertEqual(self.refund(rma).invoice_line_ids.quantity, 12)

    def test_delivery_sold_by_the_dozen_comes_back_by_the_piece(self):
        self.stock_up(self.kettle)
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.sell_and_deliver(self.kettle, 1, product_uom_id=dozen.id, price_unit=120)
        rma = self.approve(self.new_rma(order, 6))
        self.receive(rma)
        self.assertEqual(rma.line_ids.received_quantity, 6)
        self.assertEqual(self.refund(rma).amount_total, 60)
