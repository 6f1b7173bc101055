"""Goods that no order of ours brought to the customer: bought elsewhere, and sent in all the same.

They stay the customer's while they are here, whatever the warehouse does with them.
"""

import uuid

from repair_common import RepairCase
from test_rma_concurrency import RaceCase
from test_rma_roles import RoleCase

from odoo.fields import Command
from odoo.tests import Form


class ForeignGoodsCase(RepairCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type_return = cls.env["aftersales.rma.type"].create(
            {"name": "Have a look", "receive_goods": True, "outcome": "return"}
        )
        cls.type_inspection = cls.env.ref("aftersales_addon.rma_type_inspection")
        cls.category.property_cost_method = "average"
        cls.printer.standard_price = 200
        cls.kettle.standard_price = 25

    @classmethod
    def new_lot(cls, name, product=None, **values):
        return cls.env["stock.lot"].create(
            {"name": name, "product_id": (product or cls.printer).id, **values}
        )

    @classmethod
    def foreign(cls, product, quantity=1, *, lots=None, kind=None, user=None, **values):
        """Request a return of goods from elsewhere, one line for each lot."""
        kind = kind or cls.type_repair
        return (
            cls.env["aftersales.rma"]
            .with_user(user or cls.agent)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "type_id": kind.id,
                    "reason_id": cls.reason.id,
                    "line_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "lot_id": lot.id,
                                "quantity": quantity,
                                "provenance": "Bought from a dealer",
                            }
                        )
                        for lot in lots or [cls.env["stock.lot"]]
                    ],
                    **values,
                }
            )
            .with_env(cls.env)
        )

    @classmethod
    def in_hand(cls, rma, quantity=None):
        """Approve the return, and let the warehouse take its goods in, step by step."""
        cls.approve(rma)
        cls.receive(rma, quantity)
        return rma

    def put_away(self, rma):
        """Let the warehouse take the goods on to their shelf."""
        moves = rma.sudo().receipt_ids.move_ids
        while moves := moves._aftersales_onward().filtered(lambda move: move.state != "done"):
            self.validate(moves.picking_id)

    def give_back(self, rma):
        rma.with_user(self.specialist).action_give_back()
        transfers = rma.sudo().give_back_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        self.validate(transfers)
        return transfers

    def owned(self, product, owner=None, warehouse=None):
        """Return how much of the product lies in the warehouse that belongs to the owner."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "child_of", (warehouse or self.warehouse).view_location_id.id),
            ]
        )
        owner = owner or self.env["res.partner"]
        return sum(quants.filtered(lambda quant: quant.owner_id == owner).mapped("quantity"))

    def value(self, product):
        product.invalidate_recordset()
        return product.total_value

    def assert_not_ours(self, product, before):
        """Check that neither the value nor the quantity of our own stock has moved."""
        self.assertEqual((self.value(product), self.owned(product)), before)
        self.assertFalse(self.owned(product, self.customer))


class TestForeignGoods(ForeignGoodsCase):
    def test_repair_to_the_end(self):
        self.new_serials(self.printer, "OURS")
        before = self.value(self.printer), self.owned(self.printer)
        lot = self.new_lot("DEALER-1")
        rma = self.in_hand(self.foreign(self.printer, lots=lot))
        receipt = rma.receipt_ids
        self.assertEqual(receipt.picking_type_id, self.warehouse.in_type_id)
        self.assertEqual((receipt.owner_id, receipt.origin), (self.customer, rma.number))
        self.assertEqual(self.owned(self.printer, self.customer), 1)
        self.assertEqual((self.value(self.printer), self.owned(self.printer)), before)
        repair = self.repair(rma)
        self.assertEqual((repair.lot_id, repair.partner_id), (lot, self.customer))
        self.assertFalse(repair.aftersales_warranty_id)
        self.mend(repair)
        self.assertEqual(self.owned(self.printer, self.customer), 1)
        transfer = self.give_back(rma)
        self.assertEqual(transfer.move_line_ids.lot_id, lot)
        self.assertEqual(transfer.partner_id, self.customer)
        self.assertEqual(rma.state, "done")
        self.assert_not_ours(self.printer, before)
        self.assertFalse(self.env["aftersales.warranty"].search([("lot_id", "=", lot.id)]))

    def test_unrepaired_goods_go_back_and_may_come_again(self):
        before = self.value(self.kettle), self.owned(self.kettle)
        for __ in range(2):
            rma = self.in_hand(self.foreign(self.kettle, 3, kind=self.type_return))
            self.assertEqual(rma.line_ids.received_quantity, 3)
            self.give_back(rma)
            self.assertEqual(rma.state, "done")
            self.assert_not_ours(self.kettle, before)

    def test_exchange_sends_ours_and_the_old_goods_leave_as_scrap(self):
        self.new_serials(self.printer, "NEW-1")
        lot = self.new_lot("OLD-1")
        rma = self.in_hand(self.foreign(self.printer, lots=lot, kind=self.type_exchange))
        rma.with_user(self.specialist).action_create_replacement()
        delivery = rma.delivery_ids
        self.assertEqual(delivery.partner_id, self.customer)
        self.assertEqual(delivery.move_line_ids.lot_id.name, "NEW-1")
        self.validate(delivery)
        self.assertEqual(self.owned(self.printer), 0)
        # the goods that came are still the customer's: somebody says where they go
        self.assertEqual((rma.state, rma.next_step), ("received", "action_inspect"))
        with self.assert_refused("not from our stock"):
            self.inspect(rma, disposal="restock")
        inspection = self.inspect(rma)
        self.assertEqual((inspection.outcome, inspection.disposal), ("exchange", "scrap"))
        self.assertEqual(rma.state, "done")
        rma.with_user(self.specialist).action_dispose()
        self.assertFalse(self.owned(self.printer, self.customer))
        self.assertEqual(self.owned(self.printer), 0)

    def inspect(self, rma, **values):
        return (
            self.env["aftersales.inspection"]
            .with_user(self.specialist)
            .create({"rma_line_id": rma.line_ids.id, "grade": "d", **values})
            .with_env(self.env)
        )

    def test_value_of_our_stock_falls_by_the_replacement_alone(self):
        self.stock_up(self.kettle, 10)
        before = self.value(self.kettle)
        rma = self.in_hand(self.foreign(self.kettle, 2, kind=self.type_exchange))
        self.assertEqual(self.value(self.kettle), before)
        rma.with_user(self.specialist).action_create_replacement()
        self.validate(rma.delivery_ids)
        after = self.value(self.kettle)
        self.assertEqual(before - after, 2 * 25)
        self.inspect(rma)
        rma.with_user(self.specialist).action_dispose()
        self.assertEqual(self.value(self.kettle), after)
        self.assertEqual(self.owned(self.kettle), 8)

    def test_several_steps(self):
        """Two- and three-step receipts by the warehouse's own rules; the goods stay the customer's."""
        for steps in (2, 3):
            with self.subTest(steps=steps):
                names = {2: ("two_steps", "pick_ship"), 3: ("three_steps", "pick_pack_ship")}[steps]
                self.warehouse.write({"reception_steps": names[0], "delivery_steps": names[1]})
                before = self.value(self.kettle), self.owned(self.kettle)
                rma = self.in_hand(self.foreign(self.kettle, 2, kind=self.type_return))
                self.assertTrue(rma.receipt_ids.move_ids._aftersales_onward())
                self.put_away(rma)
                self.assertEqual(self.owned(self.kettle, self.customer), 2)
                self.give_back(rma)
                self.assertEqual(rma.state, "done")
                self.assert_not_ours(self.kettle, before)

    def test_exchange_in_two_steps(self):
        self.warehouse.write({"reception_steps": "two_steps", "delivery_steps": "pick_ship"})
        self.stock_up(self.kettle, 5)
        rma = self.in_hand(self.foreign(self.kettle, kind=self.type_exchange))
        self.put_away(rma)
        rma.with_user(self.specialist).action_create_replacement()
        while open_ := rma.delivery_ids.filtered(lambda p: p.state not in ("done", "cancel")):
            self.validate(open_)
        self.assertEqual(rma.line_ids.replaced_quantity, 1)
        self.inspect(rma)
        rma.with_user(self.specialist).action_dispose()
        self.assertEqual((rma.state, self.owned(self.kettle, self.customer)), ("done", 0))
        self.assertEqual(self.owned(self.kettle), 4)

    def test_partial_receipt_keeps_the_rest_open(self):
        rma = self.in_hand(self.foreign(self.kettle, 3, kind=self.type_return), 1)
        line = rma.line_ids
        self.assertEqual((line.received_quantity, line.open_receipt_quantity), (1, 2))
        self.assertEqual(rma.state, "approved")
        self.receive(rma)
        self.assertEqual((line.received_quantity, self.owned(self.kettle, self.customer)), (3, 3))
        self.give_back(rma)
        self.assertEqual(rma.state, "done")

    def test_rest_that_does_not_come(self):
        rma = self.in_hand(self.foreign(self.kettle, 3, kind=self.type_return), 1)
        rma.with_user(self.specialist).action_close_rest()
        self.give_back(rma)
        self.assertEqual((rma.state, rma.line_ids.not_coming_quantity), ("done", 2))

    def test_one_receipt_for_all_of_them_beside_that_of_a_delivery(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.foreign(
            self.printer,
            lots=self.new_lot("A") | self.new_lot("B"),
            kind=self.type_return,
        )
        rma.with_user(self.agent).line_ids = [
            Command.create({"move_id": self.delivered(order).id, "quantity": 1})
        ]
        self.approve(rma)
        self.assertEqual(sorted(len(p.move_ids) for p in rma.receipt_ids), [1, 2])
        self.receive(rma)
        self.give_back(rma)
        self.assertEqual((rma.state, order.order_line.qty_delivered), ("done", 2))

    def test_another_serial_in_the_parcel_is_the_one_meant(self):
        lot, other = self.new_lot("TYPED"), self.new_lot("CAME")
        rma = self.approve(self.foreign(self.printer, lots=lot, kind=self.type_return))
        move = rma.receipt_ids.move_ids
        move.move_line_ids.lot_id = other
        self.validate(rma.receipt_ids)
        self.assertEqual((rma.line_ids.received_quantity, rma.pending_found_count), (0, 1))
        rma.found_ids.with_user(self.specialist).action_accept()
        self.assertEqual((rma.line_ids.lot_id, rma.line_ids.received_quantity), (other, 1))
        self.give_back(rma)
        self.assertEqual(rma.state, "done")

    def test_nobody_else_gets_what_a_customer_sent_in(self):
        """What waits for its repair in our stock is promised to no order."""
        lot = self.new_lot("MINE")
        self.in_hand(self.foreign(self.printer, lots=lot))
        self.in_hand(self.foreign(self.kettle, 5, kind=self.type_return))
        for product in (self.printer, self.kettle):
            order = self.new_order(product, 1, partner=self.stranger)
            self.assertFalse(order.picking_ids.move_ids.quantity, product.name)
            self.assertEqual(order.picking_ids.state, "confirmed")

    def test_loaner_and_slip(self):
        lot = self.new_lot("MINE")
        rma = self.approve(self.foreign(self.printer, lots=lot))
        [ours] = self.new_serials(self.printer, "LEND")
        loaner = self.env["aftersales.loaner"].create(
            {"rma_id": rma.id, "product_id": self.printer.id, "lot_id": ours.id}
        )
        loaner.with_user(self.specialist).action_hand_out()
        self.validate(loaner.move_ids.picking_id)
        self.assertEqual(loaner.state, "out")
        html, __ = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_addon.report_rma_slip", rma.ids
        )
        self.assertIn("MINE", html.decode())
        self.assertIn("MINE", rma.line_ids.display_name)

    def test_approval_goes_by_the_list_price(self):
        self.env.company.aftersales_specialist_limit = 500
        lots = self.new_lot("A") | self.new_lot("B")
        rma = self.foreign(self.printer, lots=lots)
        self.assertEqual(rma.goods_value, 600)
        self.assertEqual(rma.line_ids.currency_id, self.env.company.currency_id)
        with self.assert_refused("has to approve"):
            self.approve(rma)
        rma.with_user(self.leader).action_approve()

    def test_merged_ticket_takes_the_return_along(self):
        rma = self.foreign(self.kettle, kind=self.type_return)
        target = self.new_ticket()
        tickets = rma.ticket_id | target
        self.env["aftersales.ticket.merge"].with_user(self.leader).create(
            {"ticket_ids": [Command.set(tickets.ids)], "target_id": target.id}
        ).action_merge()
        self.assertEqual(rma.ticket_id, target)

    def test_where_it_comes_from_is_on_record(self):
        rma = self.foreign(self.kettle, kind=self.type_return)
        [event] = self.events(rma.ticket_id).filtered(lambda event: event.type == "rma_requested")
        self.assertIn("Bought from a dealer", str(event.payload))


class TestForm(RoleCase):
    def fill_in(self, goods, kind="repair", **defaults):
        wizard = self.env["aftersales.rma.request"].with_user(self.agent)
        form = Form(wizard.with_context(**{f"default_{k}": v for k, v in defaults.items()}))
        if "partner_id" not in defaults:
            form.partner_id = self.customer.with_user(self.agent)
        form.type_id = self.types[kind]
        form.reason_id = self.reason
        for product, quantity, number in goods:
            with form.goods_ids.new() as line:
                line.product_id = product.with_user(self.agent)
                if number:
                    line.lot_name = number
                line.quantity = quantity
                line.provenance = "Bought from a dealer"
        return form

    def request(self, *args, **kwargs):
        action = self.fill_in(*args, **kwargs).save().action_request()
        self.env.invalidate_all()
        return self.env["aftersales.rma"].browse(action["res_id"])

    def test_number_is_put_on_file_or_found_there(self):
        known = self.env["stock.lot"].create({"name": "K-1", "product_id": self.printer.id})
        rma = self.request([(self.printer, 1, " K-1 "), (self.printer, 1, "N-1")])
        self.assertEqual(rma.line_ids.lot_id.mapped("name"), ["K-1", "N-1"])
        self.assertIn(known, rma.line_ids.lot_id)
        new = rma.line_ids.lot_id - known
        self.assertEqual((new.product_id, new.company_id), (self.printer, self.env.company))

    def test_roles_take_it_to_the_end(self):
        """The desk without stock rights, the keeper without ours."""
        rma = self.request([(self.printer, 1, "N-2")]).with_user(self.specialist)
        self.receive_all(rma)
        rma.action_create_repair()
        for repair in rma.sudo().repair_ids.with_user(self.keeper).sudo(False):
            repair.action_validate()
            repair.action_repair_start()
            repair.action_repair_end()
        self.env.invalidate_all()
        rma.action_give_back()
        self.keep(rma.sudo().give_back_ids)
        self.assert_ended(rma)

    def test_from_the_ticket_beside_a_delivery(self):
        order = self.sell_and_deliver(self.kettle, 2)
        ticket = self.new_ticket(user=self.agent)
        context = ticket.action_request_rma()["context"]
        defaults = {key.removeprefix("default_"): value for key, value in context.items()}
        form = self.fill_in([(self.printer, 1, "N-3")], **defaults)
        with form.line_ids.edit(0) as line:
            line.quantity = 1
        rma = self.env["aftersales.rma"].browse(form.save().action_request()["res_id"])
        self.assertEqual(rma.ticket_id, ticket)
        self.assertEqual(rma.order_ids, order)
        self.assertEqual(len(rma.line_ids), 2)

    def test_type_that_does_not_suit_is_said_before_it_is_asked_for(self):
        form = self.fill_in([(self.kettle, 1, "")], kind="refund")
        self.assertIn("does not suit", form.goods_problem)
        form.type_id = self.types["repair"]
        self.assertFalse(form.goods_problem)

    def test_nothing_at_all(self):
        with self.assert_refused("without an order"):
            self.fill_in([]).save().action_request()


class TestAtOnce(RaceCase):
    def new_foreign(self, number=None):
        """Return the ids of a serial product, of two tickets, and of a lot if it has a number."""

        def work(env):
            shop = self.shop(env)
            product = shop.new_product(f"Race {uuid.uuid4()}", tracking="serial")
            tickets = env["aftersales.ticket"].create(
                [{"name": "Race", "partner_id": shop.customer.id}] * 2
            )
            lot = env["stock.lot"]
            if number:
                lot = lot.create({"name": number, "product_id": product.id})
            return product.id, tickets.ids, lot.id

        return self.committed(work)

    def ask(self, product_id, ticket_id, number):
        def work(env):
            ticket = env["aftersales.ticket"].browse(ticket_id)
            wizard = env["aftersales.rma.request"].create(
                {
                    "ticket_id": ticket.id,
                    "partner_id": ticket.partner_id.id,
                    "type_id": env.ref("aftersales_addon.rma_type_repair").id,
                    "reason_id": env.ref("aftersales_addon.reason_defective").id,
                    "goods_ids": [
                        (
                            0,
                            0,
                            {
                                "product_id": product_id,
                                "lot_name": number,
                                "provenance": "A gift",
                            },
                        )
                    ],
                }
            )
            return wizard.action_request()["res_id"]

        return work

    def test_one_unit_asked_for_by_two_desks_is_on_one_return(self):
        for number in ("KNOWN", None):
            with self.subTest(known=bool(number)):
                product_id, tickets, __ = self.new_foreign(number)
                name = number or "NEW"
                results = self.race(*(self.ask(product_id, ticket, name) for ticket in tickets))
                refused = [result for result in results if isinstance(result, str)]
                self.assertEqual(len(refused), 1, results)
                self.assertIn("already", refused[0])
                lots = self.committed(
                    lambda env, product_id=product_id: env["stock.lot"].search_count(
                        [("product_id", "=", product_id)]
                    )
                )
                self.assertEqual(lots, 1)
