"""A warranty starts with the delivery, follows the goods, and can be made for the past."""

import json
from datetime import date, datetime

from psycopg2 import IntegrityError
from rma_common import SalesCase

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import mute_logger

WARRANTY = "aftersales.warranty"


class TestWarranty(SalesCase):
    def warranties(self, order):
        return self.env[WARRANTY].search([("sale_order_id", "=", order.id)], order="id")

    def test_each_serial_gets_its_own(self):
        serials = self.new_serials(self.printer, "SN1", "SN2")
        order = self.sell_and_deliver(self.printer, 2, serials=serials)
        warranties = self.warranties(order)
        self.assertEqual(warranties.lot_id, serials)
        self.assertEqual(warranties.mapped("quantity"), [1, 1])
        self.assertEqual(warranties.partner_id, self.customer)
        self.assertEqual(warranties.mapped("state"), ["active", "active"])

    def test_goods_without_serials_get_one_for_the_line(self):
        warranty = self.warranties(self.sell_and_deliver(self.kettle, 5))
        self.assertEqual((warranty.quantity, warranty.lot_id.id), (5, False))

    def test_term_counts_from_the_delivery_day_of_the_customer(self):
        self.customer.tz = "Asia/Shanghai"
        order = self.sell_and_deliver(self.kettle, 1, invoice=False)
        self.delivered(order).date = datetime(2025, 1, 30, 22, 0)
        self.category.aftersales_warranty_months = 1
        values, __ = self.delivered(order)._aftersales_warranty_values()
        self.assertEqual(values[0]["received_on"], date(2025, 1, 31))
        [span] = self.env[WARRANTY]._spans_of_values(values[0])
        self.assertEqual((span.start, span.end), (date(2025, 1, 31), date(2025, 2, 28)))

    def test_term_is_the_products_own_or_that_of_the_nearest_category(self):
        child = self.category.create({"name": "Small", "parent_id": self.category.id})
        grandchild = child.create({"name": "Tiny", "parent_id": child.id})
        self.kettle.categ_id = grandchild
        template = self.kettle.product_tmpl_id

        def months():
            return [term.months for term in template._aftersales_warranty_terms()[template]]

        self.assertEqual(months(), [24])
        child.aftersales_warranty_months = 12
        self.assertEqual(months(), [12])
        template.write({"aftersales_warranty_policy": "own", "aftersales_warranty_months": 6})
        self.assertEqual(months(), [6])
        template.aftersales_warranty_policy = "none"
        self.assertEqual(months(), [])
        self.assertFalse(self.warranties(self.sell_and_deliver(self.kettle)))

    def test_absurd_terms_are_refused(self):
        template = self.kettle.product_tmpl_id
        for months in (0, -1, 1201, 10**6):
            with (
                self.subTest(months=months),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                template.write(
                    {
                        "aftersales_warranty_policy": "own",
                        "aftersales_warranty_months": months,
                    }
                )
                template.flush_recordset()

    def test_what_comes_back_is_no_longer_covered(self):
        order = self.sell_and_deliver(self.kettle, 5)
        warranty = self.warranties(order)
        self.return_by_hand(self.delivered(order), 2)
        self.assertEqual((warranty.covered_quantity, warranty.state), (3, "active"))
        self.return_by_hand(self.delivered(order), 3)
        self.assertEqual((warranty.covered_quantity, warranty.state), (0, "returned"))

    def test_a_corrected_return_covers_what_is_with_the_customer_after_all(self):
        order = self.sell_and_deliver(self.kettle, 5)
        warranty = self.warranties(order)
        back = self.return_by_hand(self.delivered(order), 2)
        self.assertEqual(warranty.covered_quantity, 3)
        back.move_ids.move_line_ids.quantity = 1
        self.assertEqual(warranty.covered_quantity, 4)

    def test_what_comes_back_of_goods_that_a_vendor_sent_on_is_no_longer_covered(self):
        vendor = self.env.ref("stock.stock_location_suppliers")
        customers = self.env.ref("stock.stock_location_customers")
        places = {"location_id": vendor.id, "location_dest_id": self.warehouse.lot_stock_id.id}
        goods = {"product_id": self.kettle.id, "product_uom_qty": 3, **places}
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": self.customer.id,
                "move_ids": [Command.create(goods)],
                **places,
            }
        )
        receipt.action_confirm()
        self.validate(receipt)
        # The return of the receipt goes to the customer, not to the vendor.
        on = self.return_by_hand(receipt.move_ids, 3, validate=False)
        for records in (on, on.move_ids, on.move_ids.move_line_ids):
            records.location_dest_id = customers
        self.validate(on)
        warranty = self.env[WARRANTY].search([("move_id", "in", on.move_ids.ids)])
        self.assertEqual(warranty.covered_quantity, 3)
        self.return_by_hand(on.move_ids, 1)
        self.assertEqual(warranty.covered_quantity, 2)

    def test_a_return_of_one_serial_leaves_the_other_covered(self):
        serials = self.new_serials(self.printer, "SN1", "SN2")
        order = self.sell_and_deliver(self.printer, 2, serials=serials)
        rma = self.approve(self.new_rma(order, 1, lots=serials[1]))
        self.receive(rma)
        self.assertEqual(self.warranties(order).mapped("state"), ["active", "returned"])

    def test_goods_given_back_keep_their_first_warranty(self):
        order = self.sell_and_deliver(self.kettle, 1)
        warranty = self.warranties(order)
        back = self.return_by_hand(self.delivered(order), 1)
        self.assertEqual(warranty.state, "returned")
        self.return_by_hand(back.move_ids, 1)
        self.assertEqual((len(self.warranties(order)), warranty.state), (1, "active"))

    def test_status_can_be_searched(self):
        warranty = self.warranties(self.sell_and_deliver(self.kettle, 1))
        found = self.env[WARRANTY].search([("state", "=", "active"), ("id", "=", warranty.id)])
        self.assertEqual(found, warranty)
        warranty._transition().received_on = "2020-01-01"
        for state in ("active", "expired", "returned"):
            found = self.env[WARRANTY].search([("state", "=", state), ("id", "=", warranty.id)])
            self.assertEqual(bool(found), state == "expired", state)
        found = self.env[WARRANTY].search([("state", "!=", "expired"), ("id", "=", warranty.id)])
        self.assertFalse(found)

    def test_start_is_on_record(self):
        warranty = self.warranties(self.sell_and_deliver(self.kettle, 2))
        event = self.env["aftersales.event"].search(
            [("model", "=", WARRANTY), ("record", "=", warranty.id)]
        )
        facts = json.loads(event.payload)
        self.assertEqual(event.type, "warranty_started")
        self.assertEqual((facts["months"], facts["quantity"]), (24, "2.00"))

    def test_nobody_changes_a_warranty_by_hand(self):
        warranty = self.warranties(self.sell_and_deliver(self.kettle, 2))
        for user in (self.agent, self.auditor, self.administrator):
            with self.subTest(user=user.login):
                self.assertFalse(warranty.with_user(user).has_access("write"))
                self.assertFalse(warranty.with_user(user).has_access("create"))
        with self.assert_refused("set by hand"):
            warranty.sudo().received_on = "2099-01-01"
        with self.assert_refused("set by hand"):
            warranty.sudo().end_date = "2099-01-01"
        with self.assert_refused("set by hand"):
            warranty.sudo().coverage_ids.months = 99
        with self.assert_refused("never deleted"):
            warranty.sudo().unlink()

    def test_seen_from_serial_order_customer_and_ticket(self):
        serials = self.new_serials(self.printer, "SN1", "SN2")
        order = self.sell_and_deliver(self.printer, 2, serials=serials).with_user(self.agent)
        self.assertEqual(serials[0].with_user(self.agent).aftersales_warranty_count, 1)
        self.assertEqual(order.aftersales_warranty_count, 2)
        self.assertEqual(self.customer.with_user(self.agent).aftersales_warranty_count, 2)
        self.assertEqual(self.company_customer.with_user(self.agent).aftersales_warranty_count, 2)
        by_serial = self.new_ticket(lot_id=serials[0].id).with_user(self.agent)
        by_order = self.new_ticket(sale_order_id=order.id).with_user(self.agent)
        by_product = self.new_ticket(product_id=self.printer.id).with_user(self.agent)
        theirs = self.new_ticket(product_id=self.printer.id, partner_id=self.stranger.id)
        self.assertEqual(
            [t.warranty_count for t in (by_serial, by_order, by_product, theirs)], [1, 2, 2, 0]
        )
        self.assertEqual(by_serial.warranty_ids.lot_id, serials[0])

    def test_a_big_delivery_costs_no_more_queries_than_a_small_one(self):
        def cost(count):
            names = [f"Q{count}-{number}" for number in range(count)]
            order = self.sell_and_deliver(self.printer, count, serials=names, invoice=False)
            moves = self.delivered(order)
            warranties = self.env[WARRANTY]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            values, __ = moves._aftersales_warranty_values()
            self.assertEqual(len(values), count)
            for vals in values:
                vals["move_id"] = False  # the delivery has its own already
                vals.pop("previous_id", None)
            warranties._start(values)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(1)  # what the first call alone has to look up
        self.assertLessEqual(cost(50), cost(2) + 6)


class TestWarrantyBackfill(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category.aftersales_warranty_months = 0
        cls.order = cls.sell_and_deliver(cls.kettle, 5, invoice=False)
        cls.serials = cls.new_serials(cls.printer, "OLD1", "OLD2")
        cls.order_serials = cls.sell_and_deliver(cls.printer, 2, serials=cls.serials, invoice=False)
        cls.no_term = cls.sell_and_deliver(
            cls.new_product("Cable", aftersales_warranty_policy="none"), 1, invoice=False
        )
        cls.category.aftersales_warranty_months = 12
        cls.existing = cls.sell_and_deliver(cls.kettle, 1, invoice=False)

    def wizard(self, user=None, **values):
        return (
            self.env["aftersales.warranty.backfill"]
            .with_user(user or self.administrator)
            .create(values)
        )

    def mine(self):
        orders = self.order | self.order_serials | self.no_term
        return self.env[WARRANTY].search([("sale_order_id", "in", orders.ids)])

    def test_dry_run_counts_and_shows_but_makes_nothing(self):
        wizard = self.wizard()
        wizard.action_check()
        self.assertFalse(self.mine())
        self.assertGreaterEqual(wizard.warranty_count, 3)
        self.assertGreaterEqual(wizard.no_term_count, 1)
        self.assertGreaterEqual(wizard.existing_count, 1)
        self.assertTrue(wizard.line_ids)

    def test_running_twice_makes_nothing_twice(self):
        for __ in range(2):
            wizard = self.wizard()
            wizard.action_check()
            wizard.action_create_warranties()
        self.assertEqual(wizard.warranty_count, 0)
        self.assertEqual(len(self.mine()), 3)
        self.assertEqual(self.mine().lot_id, self.serials)
        self.assertEqual(set(self.mine().mapped("months")), {12})

    def test_what_was_delivered_before_the_date_is_left_out(self):
        wizard = self.wizard(from_date=fields.Date.add(fields.Date.today(), days=2))
        wizard.action_check()
        self.assertEqual((wizard.move_count, wizard.warranty_count), (0, 0))

    def test_dry_run_comes_first_and_only_administrators_may(self):
        with self.assert_refused("dry run first"):
            self.wizard().action_create_warranties()
        with self.assertRaises(AccessError):
            self.wizard(user=self.leader)

    def test_batches_cover_everything(self):
        self.patch(type(self.env["aftersales.warranty.backfill"]), "_batch_size", 1)
        wizard = self.wizard()
        wizard.action_check()
        wizard.action_create_warranties()
        self.assertEqual(len(self.mine()), 3)
