"""What is refused of goods that no order of ours brought to the customer, and why."""

from test_rma_no_order import ForeignGoodsCase

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user


class TestRefused(ForeignGoodsCase):
    def test_nothing_that_an_order_would_have_to_credit(self):
        reduction = self.env.ref("aftersales_addon.rma_type_reduction")
        for kind in (self.type_refund, reduction, self.type_inspection):
            with self.subTest(kind=kind.name), self.assert_refused("nothing was charged|come in"):
                self.foreign(self.kettle, kind=kind)
        rma = self.foreign(self.kettle, kind=self.type_exchange)
        with self.assert_refused("could charge the difference"):
            rma.with_user(self.specialist).line_ids.exchange_product_id = self.board
        with self.assert_refused("nothing was charged"):
            rma.with_user(self.specialist).line_ids.outcome = "refund"
        self.in_hand(rma)
        for outcome in ("refund", "reduction"):
            with self.assert_refused("nothing was charged"):
                self.env["aftersales.inspection"].with_user(self.specialist).create(
                    {"rma_line_id": rma.line_ids.id, "grade": "a", "outcome": outcome}
                )

    def test_a_type_without_receipt(self):
        kind = self.env["aftersales.rma.type"].create(
            {"name": "Keep and send", "receive_goods": False, "outcome": "exchange"}
        )
        with self.assert_refused("come in first"):
            self.foreign(self.kettle, kind=kind)

    def test_no_replacement_in_advance(self):
        kind = self.type_exchange.copy({"replace_when": "approval"})
        self.stock_up(self.kettle)
        rma = self.approve(self.foreign(self.kettle, kind=kind))
        with self.assert_refused("when they are here"):
            rma.with_user(self.specialist).action_create_replacement()
        self.receive(rma)
        rma.with_user(self.specialist).action_create_replacement()
        self.assertEqual(rma.line_ids.open_replacement_quantity, 1)

    def test_what_is_missing_or_wrong(self):
        cases = (
            ("Say where", {"provenance": " "}, self.kettle),
            ("Choose the serial", {}, self.printer),
            ("one piece", {"lot_id": self.new_lot("X").id, "quantity": 2}, self.printer),
            ("no serial numbers", {"lot_id": self.new_lot("Y").id}, self.kettle),
            ("no serial or lot", {"lot_id": self.new_lot("Z", self.toner).id}, self.printer),
            ("is no goods", {}, self.labour),
        )
        for message, values, product in cases:
            with self.subTest(message), self.assert_refused(message):
                line = {"product_id": product.id, "provenance": "A gift", **values}
                self.foreign(product, line_ids=[Command.create(line)])

    def test_decided_goods_stay_as_they_are(self):
        rma = self.approve(self.foreign(self.kettle, kind=self.type_return))
        for values in ({"product_id": self.board.id}, {"provenance": "Found"}, {"quantity": 2}):
            with self.assert_refused("is decided"):
                rma.with_user(self.specialist).line_ids.write(values)

    def test_product_of_a_delivery_stays_that_of_the_delivery(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle))
        with self.assert_refused("were not delivered"):
            rma.with_user(self.agent).line_ids.product_id = self.board

    def test_our_delivery_to_the_customer_is_to_be_chosen(self):
        order = self.sold_printer("OURS-1")
        lot = self.delivered(order).lot_ids
        with self.assert_refused(f"{order.name}: choose that delivery"):
            self.foreign(self.printer, lots=lot)
        # what came back, and was then bought elsewhere, is the customer's own
        self.receive(self.approve(self.new_rma(order, lots=lot)))
        with self.assert_refused("is in our stock"):
            self.foreign(self.printer, lots=lot, partner_id=self.stranger.id)

    def test_goods_of_another_customer_are_no_delivery_to_choose(self):
        order = self.sold_printer("OURS-2", partner=self.stranger)
        rma = self.foreign(self.printer, lots=self.delivered(order).lot_ids)
        self.assertEqual(rma.state, "requested")

    def test_one_unit_is_in_one_open_return(self):
        """Whoever sends it in, and however it came to them."""
        lot = self.new_lot("ONE")
        rma = self.foreign(self.printer, lots=lot)
        for partner in (self.customer, self.stranger):
            with self.assert_refused(f"{rma.number} already"):
                self.foreign(self.printer, lots=lot, partner_id=partner.id)
        rma.with_user(self.agent).action_cancel()
        second = self.foreign(self.printer, lots=lot, partner_id=self.stranger.id)
        second.with_user(self.agent).action_cancel()
        order = self.sold_printer("TWO", partner=self.stranger)
        lot = self.delivered(order).lot_ids
        first = self.new_rma(order, lots=lot)
        with self.assert_refused(f"{first.number} already"):
            self.foreign(self.printer, lots=lot)
        first.with_user(self.agent).action_cancel()
        self.foreign(self.printer, lots=lot)
        with self.assert_refused("already"):
            self.new_rma(order, lots=lot)

    def test_unit_that_was_sold_again_may_come_back_while_the_first_return_is_open(self):
        order = self.sold_printer("AGAIN")
        lot = self.delivered(order).lot_ids
        first = self.new_rma(order, lots=lot)
        self.receive(self.approve(first))
        self.assertEqual(first.state, "received")  # accounting has not credited it yet
        again = self.new_order(self.printer, 1, partner=self.stranger)
        self.deliver(again, lot)
        self.assertTrue(self.new_rma(again, lots=lot))

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        product = self.new_product("Theirs", company_id=other.id)
        with self.assert_refused("ompan"):
            self.foreign(product, kind=self.type_return)
        lot = self.new_lot("THEIRS", company_id=other.id)
        with self.assert_refused("no serial or lot|ompan"):
            self.foreign(self.printer, lots=lot)

    def test_auditor_and_portal_add_nothing(self):
        portal = new_test_user(
            self.env, "portal_nb", groups="base.group_portal", partner_id=self.customer.id
        )
        for user in (self.auditor, portal):
            with self.assertRaises(AccessError):
                self.foreign(self.kettle, kind=self.type_return, user=user)
        rma = self.foreign(self.kettle, kind=self.type_return)
        with self.assertRaises(AccessError):
            rma.line_ids.with_user(self.auditor).provenance = "Stolen"
        self.assertTrue(rma.line_ids.with_user(self.auditor).read(["provenance", "product_id"]))
