"""What a warranty covers: kinds, start events, stays in repair, extensions that were sold."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError
from warranty_common import WARRANTY, CoverageCase

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger


@freeze_time("2026-01-31 10:00:00")
class TestTerms(CoverageCase):
    def test_months_alone_cover_the_whole_unit(self):
        warranty = self.sold()
        self.assertEqual(warranty.coverage_ids.mapped("kind"), ["unit"])
        self.assertEqual(warranty.coverage_ids.source, "category")
        self.assertEqual(self.spans(warranty)["Whole Unit"], (date(2026, 1, 31), date(2028, 1, 31)))

    def test_parts_labour_and_visits_have_terms_of_their_own(self):
        self.promise(
            self.kettle,
            {"kind": "part", "part_class": "Heater", "months": 37},
            {"kind": "on_site", "months": 1},
        )
        warranty = self.sold()
        self.assertEqual(
            {name: span[1] for name, span in self.spans(warranty).items()},
            {
                "Whole Unit": date(2028, 1, 31),
                "Heater": date(2029, 2, 28),
                "On-site Service": date(2026, 2, 28),
            },
        )
        self.assertEqual((warranty.months, warranty.end_date), (24, date(2028, 1, 31)))

    def test_a_row_for_the_whole_unit_takes_the_place_of_the_months(self):
        self.promise(self.kettle, {"kind": "unit", "months": 6})
        self.assertEqual(self.sold().coverage_ids.mapped("months"), [6])

    def test_a_category_speaks_for_its_products(self):
        self.category.aftersales_warranty_months = 0
        self.category.aftersales_warranty_term_ids = [
            Command.create({"kind": "part", "part_class": "Motor", "months": 60})
        ]
        warranty = self.sold()
        self.assertEqual(warranty.coverage_ids.mapped("part_class"), ["Motor"])
        self.assertEqual((warranty.state, warranty.end_date), ("active", date(2031, 1, 31)))

    def test_copied_product_promises_the_same_whoever_copies_it(self):
        self.promise(self.kettle, {"kind": "part", "part_class": "Heater", "months": 37})
        maker = new_test_user(
            self.env, "maker", groups="base.group_user,product.group_product_manager"
        )
        copied = self.kettle.product_tmpl_id.with_user(maker).copy().sudo()
        self.assertEqual(
            copied.aftersales_warranty_term_ids.mapped("part_class"),
            self.kettle.aftersales_warranty_term_ids.mapped("part_class"),
        )
        self.assertEqual(len(self.kettle.aftersales_warranty_term_ids), 1)

    def test_terms_that_cannot_be_meant_are_refused(self):
        terms = self.env["aftersales.warranty.term"]
        product = self.kettle.product_tmpl_id.id
        for values in (
            {"months": 0},
            {"months": 1201},
            {"months": -1},
            {"months": 12, "kind": "part"},
            {"months": 12, "categ_id": self.category.id},
            {"months": 12, "product_tmpl_id": False},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                terms.create({"product_tmpl_id": product, **values}).flush_recordset()

    def test_goods_cannot_be_an_extension(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.kettle.aftersales_extends_warranty_months = 12
            self.env.flush_all()

    def test_only_administrators_change_terms(self):
        self.promise(self.kettle, {"kind": "labour", "months": 6})
        term = self.kettle.aftersales_warranty_term_ids
        with self.assertRaises(AccessError):
            term.with_user(self.leader).months = 99
        term.with_user(self.administrator).months = 9

    def test_a_warehouse_user_without_our_rights_starts_every_coverage(self):
        self.promise(self.kettle, {"kind": "labour", "months": 6})
        keeper = new_test_user(self.env, "keeper", groups="stock.group_stock_user")
        self.stock_up(self.kettle)
        order = self.new_order(self.kettle, 1)
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking.with_user(keeper).button_validate()
        self.assertEqual(self.warranties(order).coverage_ids.mapped("kind"), ["unit", "labour"])

    def test_warranties_of_an_earlier_version_get_their_one_coverage(self):
        warranty = self.sold()
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM aftersales_warranty_coverage WHERE warranty_id = %s", [warranty.id]
        )
        self.env.cr.execute(
            "UPDATE aftersales_warranty SET received_on = NULL WHERE id = %s", [warranty.id]
        )
        for __ in range(2):
            self.env["aftersales.warranty.coverage"].init()
        self.env.invalidate_all()
        self.assertRecordValues(
            warranty.coverage_ids,
            [
                {
                    "kind": "unit",
                    "months": 24,
                    "start_date": date(2026, 1, 31),
                    "end_date": date(2028, 1, 31),
                    "company_id": self.env.company.id,
                    "state": "active",
                }
            ],
        )
        self.assertEqual(warranty.received_on, date(2026, 1, 31))
        warranty._suspend(date(2026, 2, 1), "R")
        warranty._resume(date(2026, 2, 3))
        self.assertEqual(warranty.end_date, date(2028, 2, 2))


class TestStartEvents(CoverageCase):
    @freeze_time("2026-01-31 10:00:00")
    def test_receipt_is_taken_to_be_the_dispatch_plus_the_transit(self):
        self.warehouse.aftersales_transit_days = 3
        warranty = self.sold()
        self.assertEqual(warranty.start_date, date(2026, 2, 3))
        self.assertEqual((warranty.state, warranty.received_on), ("active", date(2026, 2, 3)))
        route = self.delivered(warranty.sale_order_id).rule_id.route_id
        route.aftersales_transit_days = 10
        self.assertEqual(self.sold().start_date, date(2026, 2, 10))

    def test_what_the_carrier_says_counts(self):
        with freeze_time("2026-01-31 10:00:00"):
            self.warehouse.aftersales_transit_days = 3
            warranty = self.sold()
            picking = warranty.move_id.picking_id
        with freeze_time("2026-02-20 10:00:00"):
            self.customer.tz = "Asia/Shanghai"
            picking._aftersales_set_received(datetime(2026, 2, 9, 20, 0), "carrier")
        self.assertEqual(warranty.start_date, date(2026, 2, 10))
        self.assertEqual(warranty.end_date, date(2028, 2, 10))
        [facts] = self.facts(warranty, "corrected")
        self.assertEqual(
            (facts["event"], facts["by"], facts["on"]), ("receipt", "carrier", "2026-02-10")
        )

    def test_nobody_receives_in_the_future_or_what_is_not_on_its_way(self):
        picking = self.sold().move_id.picking_id
        with self.assert_refused("time to come"):
            picking.aftersales_received_at = fields.Datetime.now() + timedelta(days=1)
        waiting = self.new_order(self.kettle, 1).picking_ids
        with self.assert_refused("not taken goods"):
            waiting.aftersales_received_at = fields.Datetime.now()

    def test_a_warehouse_user_may_say_when_the_goods_arrived_and_others_may_not(self):
        warranty = self.sold()
        picking = warranty.move_id.picking_id
        keeper = new_test_user(self.env, "keeper", groups="stock.group_stock_user")
        now = fields.Datetime.now()
        picking.with_user(keeper).aftersales_received_at = now
        self.assertEqual(picking.aftersales_received_by, "staff")
        for user in (self.agent, self.auditor):
            with self.assertRaises(AccessError):
                picking.with_user(user).aftersales_received_at = now

    def test_a_term_from_the_invoice_waits_for_it(self):
        self.promise(self.kettle, {"kind": "unit", "months": 1, "start_event": "invoice"})
        with freeze_time("2026-01-10 10:00:00"):
            warranty = self.sold()
            self.assertEqual((warranty.state, warranty.end_date), ("pending", False))
            self.assertFalse(self.facts(warranty, "warranty_started"))
        with freeze_time("2026-01-31 10:00:00"):
            self.invoice(warranty.sale_order_id)
        self.assertEqual(warranty.end_date, date(2026, 2, 28))
        [facts] = self.facts(warranty, "warranty_started")
        self.assertEqual((facts["event"], facts["end"]), ("invoice", "2026-02-28"))

    @freeze_time("2026-01-31 10:00:00")
    def test_goods_invoiced_before_delivery_start_with_that_invoice(self):
        self.promise(self.kettle, {"kind": "unit", "months": 1, "start_event": "invoice"})
        self.kettle.invoice_policy = "order"
        self.stock_up(self.kettle)
        order = self.new_order(self.kettle, 1)
        self.invoice(order)
        with freeze_time("2026-02-05 10:00:00"):
            self.deliver(order)
        self.assertEqual(self.warranties(order).end_date, date(2026, 2, 28))

    def test_a_date_that_changes_no_day_leaves_no_trace_of_the_invoice(self):
        warranty = self.sold()
        self.invoice(warranty.sale_order_id)
        self.assertTrue(warranty.invoiced_on)
        self.assertFalse(self.facts(warranty, "corrected"))

    def date_wizard(self, warranty, user=None, **values):
        wizard = self.env["aftersales.warranty.date"].with_user(user or self.agent)
        return wizard.with_context(default_warranty_id=warranty.id).create(values)

    def test_installation_and_registration_are_entered_at_the_desk(self):
        for event, field in (("installation", "installed_on"), ("registration", "registered_on")):
            self.promise(self.kettle, {"kind": "unit", "months": 12, "start_event": event})
            warranty = self.sold()
            self.assertEqual(warranty.state, "pending")
            self.date_wizard(warranty, event=event).action_enter()
            self.assertEqual((warranty.state, warranty[field]), ("active", fields.Date.today()))
            [facts] = self.facts(warranty, "warranty_started")
            self.assertEqual((facts["event"], facts["by"]), (event, "customer"))

    def test_receipt_entered_at_the_desk_holds_for_the_delivery(self):
        with freeze_time("2026-01-05 23:00:00"):
            warranties = self.sold(self.printer, 2, serials=["R1", "R2"])
        with freeze_time("2026-01-20 10:00:00"):
            self.date_wizard(warranties[0], event="receipt", day="2026-01-08").action_enter()
            self.assertEqual(warranties.mapped("received_on"), [date(2026, 1, 8)] * 2)
            self.assertEqual(warranties.move_id.picking_id.aftersales_received_by, "customer")
            with self.assert_refused("cannot have been before"):
                self.date_wizard(warranties[0], event="receipt", day="2026-01-04").action_enter()
            with self.assert_refused("not a day to come"):
                self.date_wizard(warranties[0], event="receipt", day="2026-01-21").action_enter()

    def test_auditor_and_employee_enter_no_date(self):
        warranty = self.sold()
        for user in (self.auditor, new_test_user(self.env, "plain", groups="base.group_user")):
            with self.assertRaises(AccessError):
                self.date_wizard(warranty, user=user).action_enter()
        with self.assert_refused("Only an"):
            warranty.with_user(self.auditor).action_enter_date()

    def test_reading_moves_nothing_as_time_goes_by(self):
        with freeze_time("2026-01-31 10:00:00"):
            warranty = self.sold()
        before = self.env[WARRANTY].sudo().browse(warranty.id).read(["start_date", "end_date"])
        events = self.env["aftersales.event"].search_count([])
        with freeze_time("2029-01-01 10:00:00"):
            warranty.invalidate_recordset()
            self.assertEqual(warranty.state, "expired")
            self.assertEqual(warranty.read(["start_date", "end_date"]), before)
        self.assertEqual(self.env["aftersales.event"].search_count([]), events)


class TestRepair(CoverageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-01-31 10:00:00"):
            cls.warranty = cls.sold(cls.printer, serials=["REP-1"])

    def test_the_end_moves_by_the_days_in_repair(self):
        self.warranty._suspend(date(2026, 3, 1), "WH/RO/1")
        with freeze_time("2026-03-08"):
            self.warranty.invalidate_recordset()
            self.assertEqual(self.warranty.state, "suspended")
            left = self.warranty.days_left
        with freeze_time("2026-03-20"):
            self.warranty.invalidate_recordset()
            self.assertEqual(self.warranty.days_left, left)
        self.warranty._resume(date(2026, 3, 11))
        self.assertEqual(self.warranty.end_date, date(2028, 2, 10))
        self.assertEqual(self.warranty.coverage_ids.suspended_days, 10)
        self.assertFalse(self.warranty.suspended_since)
        self.assertEqual(self.facts(self.warranty, "warranty_suspended")[0]["at"], "2026-03-01")
        [facts] = self.facts(self.warranty, "warranty_resumed")
        self.assertEqual((facts["days"], facts["end"]), (10, "2028-02-10"))

    def test_the_same_repair_stops_once_and_two_at_a_time_count_once(self):
        one, two = self.stranger, self.customer  # any two records stand for two repairs
        for __ in range(2):
            self.warranty._suspend(date(2026, 3, 1), "one", source=one)
        self.warranty._suspend(date(2026, 3, 5), "two", source=two)
        self.assertEqual(len(self.warranty.suspension_ids), 2)
        self.warranty._resume(date(2026, 3, 8), source=one)
        self.assertEqual(self.warranty.suspended_since, date(2026, 3, 1))
        for __ in range(2):
            self.warranty._resume(date(2026, 3, 11), source=two)
        self.assertEqual(self.warranty.coverage_ids.suspended_days, 10)
        self.assertEqual(len(self.facts(self.warranty, "warranty_resumed")), 2)

    def test_the_last_day_can_be_stopped_and_the_next_cannot(self):
        self.assertFalse(self.warranty._suspend(date(2028, 2, 1), "late"))
        self.assertTrue(self.warranty._suspend(date(2028, 1, 31), "just in time"))
        self.warranty._resume(date(2028, 2, 5))
        self.assertEqual(self.warranty.end_date, date(2028, 2, 5))

    def test_a_void_warranty_is_not_stopped(self):
        self.warranty.with_user(self.leader)._void("Opened by a stranger")
        self.assertFalse(self.warranty._suspend(date(2026, 3, 1), "WH/RO/1"))
        self.assertFalse(self.warranty._resume(date(2026, 3, 2)))

    def test_a_unit_in_repair_shows_as_such_also_while_it_is_with_us(self):
        self.return_by_hand(self.warranty.move_id, 1)
        self.assertEqual(self.warranty.state, "returned")
        self.warranty._suspend(fields.Date.today(), "WH/RO/1")
        self.assertEqual(self.warranty.state, "suspended")
        found = self.env[WARRANTY].search(
            [("state", "=", "suspended"), ("id", "=", self.warranty.id)]
        )
        self.assertEqual(found, self.warranty)
        for state in ("returned", "active", "expired", "void", "pending"):
            domain = [("state", "=", state), ("id", "=", self.warranty.id)]
            self.assertFalse(self.env[WARRANTY].search(domain), state)

    def test_a_part_that_was_put_in_has_days_of_its_own(self):
        coverage = self.warranty._rewarranty(self.toner, 30, date(2028, 1, 20))
        self.assertEqual(coverage.end_date, date(2028, 2, 19))
        self.assertEqual(
            (coverage.kind, coverage.part_class, coverage.source), ("part", "Toner", "repair")
        )
        self.assertEqual(self.warranty.end_date, date(2028, 1, 31))  # of the unit, as it was
        [facts] = self.facts(self.warranty, "warranty_extended")
        self.assertEqual((facts["part"], facts["days"], facts["end"]), ("Toner", 30, "2028-02-19"))

    def test_facts_for_the_rights(self):
        [facts] = self.known(self.warranty)
        begin = ["contract", "order", "customer_sale", "ship", "delivery", "receipt", "ownership"]
        self.assertEqual(
            facts.dates,
            dict.fromkeys(begin, date(2026, 1, 31)) | {"warranty_end": date(2028, 1, 31)},
        )

    def test_facts_cost_the_same_for_many(self):
        def cost(count):
            warranties = self.sold(
                self.printer, count, serials=[f"F{count}-{n}" for n in range(count)]
            )
            warranties._suspend(fields.Date.today(), "WH/RO/1")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.known(warranties)), count)
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(30), cost(2) + 2)


class TestExtension(CoverageCase):
    def order_with_extension(self, quantity=1, confirm=True, **line):
        self.stock_up(self.kettle)
        order = self.new_order(self.kettle, quantity, confirm=False)
        order.order_line = [
            Command.create({"product_id": self.extension.id, "product_uom_qty": quantity, **line})
        ]
        if confirm:
            order.action_confirm()
        return order

    @freeze_time("2026-01-31 10:00:00")
    def test_it_starts_where_the_base_ends(self):
        order = self.order_with_extension()
        self.assertFalse(self.warranties(order))
        self.deliver(order)
        warranty = self.warranties(order)
        base, extended = warranty.coverage_ids
        for day, holds in ((date(2028, 1, 31), [True, False]), (date(2028, 2, 1), [False, True])):
            self.assertEqual([c._holds_on(day) for c in warranty.coverage_ids], holds)
        self.assertEqual(
            (base.end_date, extended.start_date), (date(2028, 1, 31), date(2028, 2, 1))
        )
        self.assertEqual(extended.end_date, date(2029, 1, 31))
        self.assertEqual((warranty.months, warranty.end_date), (36, date(2029, 1, 31)))
        [facts] = self.facts(warranty, "warranty_extended")
        self.assertEqual((facts["months"], facts["end"]), (12, "2029-01-31"))
        warranty._suspend(date(2026, 2, 1), "R")
        warranty._resume(date(2026, 2, 6))
        self.assertEqual(
            (extended.start_date, extended.end_date), (date(2028, 2, 6), date(2029, 2, 5))
        )

    def test_each_serial_of_the_line_is_extended(self):
        serials = self.new_serials(self.printer, "E1", "E2")
        order = self.new_order(self.printer, 2, confirm=False)
        order.order_line = [Command.create({"product_id": self.extension.id, "product_uom_qty": 2})]
        order.action_confirm()
        self.deliver(order, serials)
        self.assertEqual(self.warranties(order).mapped("months"), [36, 36])

    def test_the_order_says_which_goods_or_is_not_confirmed(self):
        order = self.order_with_extension(confirm=False)
        order.order_line = [Command.create({"product_id": self.toner.id})]
        with self.assert_refused("which goods"):
            order.action_confirm()
        kettle, extension, __ = order.order_line
        extension.aftersales_extends_line_id = kettle
        extension.product_uom_qty = 2
        with self.assert_refused("as many"):
            order.action_confirm()
        extension.product_uom_qty = 1
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_it_can_be_bought_later_for_a_serial(self):
        warranty = self.sold(self.printer, serials=["LATE-1"])
        end = warranty.end_date
        order = self.new_order(self.extension, 1, aftersales_extends_lot_id=warranty.lot_id.id)
        self.assertEqual(order.state, "sale")
        self.assertEqual(warranty.months, 36)
        self.assertEqual(warranty.coverage_ids[1].start_date, end + timedelta(days=1))

    def test_a_serial_that_is_not_with_a_customer_cannot_be_extended(self):
        never = self.new_serials(self.printer, "NEVER")
        with self.assert_refused("no warranty"):
            self.new_order(self.extension, 1, aftersales_extends_lot_id=never.id)
        warranty = self.sold(self.printer, serials=["BACK"])
        self.return_by_hand(warranty.move_id, 1)
        with self.assert_refused("no warranty"):
            self.new_order(self.extension, 1, aftersales_extends_lot_id=warranty.lot_id.id)

    def test_a_line_added_after_the_delivery_extends_at_once(self):
        warranty = self.sold()
        warranty.sale_order_id.order_line = [Command.create({"product_id": self.extension.id})]
        self.assertEqual(warranty.months, 36)

    def test_a_refund_ends_it_and_the_base_stays(self):
        order = self.order_with_extension()
        self.deliver(order)
        warranty, invoice = self.warranties(order), self.invoice(order)
        end = warranty.coverage_ids[0].end_date
        reversal = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        reversal.refund_moves()
        refund = reversal.new_move_ids
        self.assertEqual(warranty.months, 36)  # a draft refunds nothing
        goods = refund.invoice_line_ids.filtered(lambda line: line.product_id == self.kettle)
        goods.unlink()
        refund.action_post()
        self.assertEqual((warranty.end_date, warranty.months), (end, 24))
        self.assertEqual(warranty.coverage_ids[1].state, "ended")
        [facts] = self.facts(warranty, "corrected")
        self.assertEqual((facts["what"], facts["now"]), ("warranty_extension", "ended"))
        refund.button_draft()
        self.assertEqual(warranty.months, 36)

    def test_a_cancelled_order_ends_it(self):
        warranty = self.sold(self.printer, serials=["CANCEL-1"])
        order = self.new_order(self.extension, 1, aftersales_extends_lot_id=warranty.lot_id.id)
        self.assertEqual(warranty.months, 36)
        order._action_cancel()
        self.assertEqual(warranty.months, 24)

    def test_sales_staff_without_our_rights_sell_and_form_works(self):
        seller = new_test_user(self.env, "seller", groups="sales_team.group_sale_salesman")
        warranty = self.sold(self.printer, serials=["SELL-1"])
        order = (
            self.env["sale.order"]
            .with_user(seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.extension.id,
                                "aftersales_extends_lot_id": warranty.lot_id.id,
                            }
                        )
                    ],
                }
            )
        )
        order.action_confirm()
        self.assertEqual(warranty.months, 36)
        with Form(order.with_user(seller)) as form:
            form.client_order_ref = "X"

    def test_many_units_cost_no_more_queries_than_a_few(self):
        def cost(count):
            order = self.new_order(self.printer, count, confirm=False)
            order.order_line = [
                Command.create({"product_id": self.extension.id, "product_uom_qty": count})
            ]
            order.action_confirm()
            self.deliver(
                order, self.new_serials(self.printer, *[f"X{count}-{n}" for n in range(count)])
            )
            moves, warranties = self.delivered(order), self.env[WARRANTY]
            values, __ = moves._aftersales_warranty_values()
            for vals in values:
                vals["move_id"] = False  # the delivery has its own already
                vals.pop("previous_id", None)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(warranties._start(values).coverage_ids), 2 * count)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(100), cost(3) + 8)
