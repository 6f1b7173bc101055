"""The edges of what the records say of a unit: receipt, exchanges, repairs before them, midnight."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time
from repair_common import RepairCase
from rights_common import RightsCase


class TestRightsFactsAtTheEdges(RightsCase, RepairCase):
    def facts(self, move, lot=None, **matter):
        facts = self.env["aftersales.rights.facts"]
        return facts._facts([facts._unit(move, lot)], [matter])[0]

    def exchanged(self, move, serial=None, replacement=None):
        """Return the delivery of what was given for the goods."""
        order = move.sale_line_id.order_id
        rma = self.new_rma(order, lots=serial, move=move, type_id=self.type_exchange.id)
        self.receive(self.approve(rma))
        rma.with_user(self.specialist).action_create_replacement()
        [picking] = rma.sudo().delivery_ids.filtered(lambda picking: picking.state != "done")
        for new in picking.move_ids:
            if replacement:
                self.put_lots(new, replacement)
            else:
                new.quantity = new.product_uom_qty
        self.validate(picking)
        return picking.move_ids

    def test_receipt_counts_also_for_goods_without_a_warranty(self):
        plain = self.new_product("Cable", list_price=5)
        plain.categ_id = self.env["product.category"].create({"name": "Small Parts"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)])
        warehouse.aftersales_transit_days = 3
        move = self.sold(self.chinese, plain, 10)
        self.assertFalse(move.sudo().aftersales_warranty_ids)
        dates = self.facts(move).dates
        self.assertEqual(dates["receipt"], dates["ship"] + timedelta(3))
        move.picking_id.aftersales_received_at = move.date + timedelta(days=5)
        dates = self.facts(move).dates
        self.assertEqual(dates["receipt"], dates["ship"] + timedelta(5))

    def test_an_exchange_counts_from_its_receipt_and_not_from_its_dispatch(self):
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)])
        warehouse.aftersales_transit_days = 3
        new = self.exchanged(self.sold(self.chinese, days_ago=20))
        self.backdate(new, 10)
        facts = self.facts(new)
        shipped = facts.today - timedelta(10)
        self.assertEqual(facts.replaced_on, shipped + timedelta(3))
        self.assertEqual(facts.dates["replacement"], facts.replaced_on)
        # who complains of the new one has it
        told = self.facts(new, claimed_at=new.date + timedelta(days=1))
        self.assertEqual(told.replaced_on, shipped + timedelta(1))
        before = self.facts(new, claimed_at=new.date - timedelta(days=1))
        self.assertEqual(before.replaced_on, shipped + timedelta(3))

    def test_an_exchange_takes_back_no_repair_that_was_made(self):
        old, new = (self.new_serials(self.printer, name) for name in ("SN-OLD", "SN-NEW"))
        order = self.sell_and_deliver(self.printer, serials=old)
        move, rma = self.delivered(order), self.received(order, lots=old)
        repair = self.repair(rma)
        self.mend(repair, self.fault)
        rma.with_user(self.specialist).action_give_back()
        back = rma.line_ids.move_ids.picking_id.filtered(lambda one: one.state != "done")
        self.validate(back)
        [made] = self.facts(move, old).repairs
        delivery = self.exchanged(move, old, new)
        self.assertEqual(self.facts(delivery, new).repairs, (made,))

    def test_a_refurbished_replacement_makes_no_used_goods_of_new_ones(self):
        refurbished, sold = (self.new_serials(self.printer, name) for name in ("SN-R", "SN-S"))
        first = self.sold(self.german, self.printer, 300, serials=refurbished)
        self.return_by_hand(first, 1)
        move = self.sold(self.chinese, self.printer, 20, serials=sold)
        delivery = self.exchanged(move, sold, refurbished)
        self.assertEqual(self.facts(delivery, refurbished).age, "new")

    def test_the_price_is_of_one_unit_whatever_unit_it_was_ordered_in(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.stock_up(self.kettle, 12)
        move = self.sold(self.chinese, product_uom_id=dozen.id, price_unit=240)
        self.assertEqual(str(self.facts(move).price), "20.00")

    def test_the_days_change_at_the_customers_midnight(self):
        move = self.sold(self.german)
        order = move.sale_line_id.order_id
        for instant, day in (
            ("2026-07-30 21:59:59", date(2026, 7, 30)),
            ("2026-07-30 22:00:00", date(2026, 7, 31)),  # the amended directive holds from then on
            ("2026-10-24 22:30:00", date(2026, 10, 25)),  # the clocks go back on that night
            ("2026-10-25 22:30:00", date(2026, 10, 25)),
            ("2026-10-25 23:00:00", date(2026, 10, 26)),
            ("2026-03-28 23:00:00", date(2026, 3, 29)),  # and forward on that one
            ("2026-03-29 22:00:00", date(2026, 3, 30)),
            ("2028-02-28 23:30:00", date(2028, 2, 29)),
        ):
            with self.subTest(instant):
                order.date_order = move.date = instant
                dates = self.facts(move).dates
                self.assertEqual((dates["contract"], dates["receipt"]), (day, day))
                claimed = self.facts(move, claimed_at=datetime.fromisoformat(instant)).dates
                self.assertEqual(claimed["claim"], day)
                with freeze_time(instant):
                    now = self.facts(move, now=datetime.fromisoformat(instant))
                self.assertEqual(now.today, day)
