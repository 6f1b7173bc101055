"""What is found on goods that came back, and what it decides."""

from rma_common import SalesCase

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form


class InspectionCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type_inspection = cls.env.ref("aftersales_addon.rma_type_inspection")
        cls.fault = cls.env.ref("aftersales_addon.fault_code_f10")
        cls.stock = cls.warehouse.lot_stock_id

    def returned(self, order, quantity=1, *, kind=None, **values):
        """Return an RMA whose goods are back."""
        kind = kind or self.type_inspection
        rma = self.approve(self.new_rma(order, quantity, type_id=kind.id, **values))
        self.receive(rma)
        return rma

    def inspect(self, rma, *, line=None, user=None, **values):
        return (
            self.env["aftersales.inspection"]
            .with_user(user or self.specialist)
            .create({"rma_line_id": (line or rma.line_ids[:1]).id, "grade": "b", **values})
            .with_env(self.env)
        )

    def on_hand(self, product, location=None, lot=None):
        quants = self.env["stock.quant"]._gather(product, location or self.stock, lot_id=lot)
        return sum(quants.mapped("quantity"))


class TestRmaInspection(InspectionCase):
    def test_inspection_decides_before_anything_is_refunded(self):
        order = self.sell_and_deliver(self.kettle, 3)
        rma = self.returned(order, 3)
        specialist = rma.with_user(self.specialist)
        self.assertEqual((rma.state, specialist.next_step), ("received", "action_inspect"))
        with self.assert_refused("not inspected yet"):
            specialist.action_create_refund()
        self.inspect(rma, quantity=1, outcome="refund")
        self.assertEqual(rma.state, "received")
        self.inspect(rma, outcome="none", disposal="scrap", note="Opened with a hammer")
        self.assertEqual((rma.line_ids.inspected_quantity, rma.state), (3, "inspected"))
        self.assertEqual(specialist.next_step, "action_create_refund")
        self.assertEqual(self.refund(rma).amount_total, 40)
        self.assertEqual(rma.state, "done")

    def test_inspection_is_on_record_with_its_facts(self):
        rma = self.returned(self.sell_and_deliver(self.kettle))
        inspection = self.inspect(rma, grade="c", fault_found=True, fault_code_id=self.fault.id)
        self.assertEqual(inspection.cause, "material")
        self.assertEqual(inspection.inspected_by_id, self.specialist)
        event = self.events(rma.ticket_id)[-1]
        facts = event._facts()
        self.assertEqual(event.type, "inspected")
        self.assertEqual(
            {name: facts[name] for name in ("grade", "fault", "code", "quantity", "outcome")},
            {"grade": "c", "fault": True, "code": "F10", "quantity": "1.00", "outcome": "refund"},
        )

    def test_never_more_is_inspected_than_came_back(self):
        order = self.sell_and_deliver(self.kettle, 3)
        rma = self.approve(self.new_rma(order, 3, type_id=self.type_inspection.id))
        with self.assert_refused("Nothing has come back"):
            self.inspect(rma)
        self.receive(rma, 2)
        with self.assert_refused("only 2.00 came back"):
            self.inspect(rma, quantity=3)
        self.inspect(rma, quantity=2)
        with self.assert_refused("is inspected"):
            self.inspect(rma, quantity=1)

    def test_bad_quantities_are_refused_in_words(self):
        rma = self.returned(self.sell_and_deliver(self.kettle))
        for quantity in (0, -1, float("nan"), 1e308, "many"):
            with self.subTest(quantity=quantity), self.assertRaises(ValidationError):
                self.inspect(rma, quantity=quantity)

    def test_inspection_is_fixed_once_documents_were_made_from_it(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2)
        inspection = self.inspect(rma)
        mine = inspection.with_user(self.specialist)
        mine.outcome = "exchange"
        self.assertEqual(self.events(rma.ticket_id)[-1]._facts()["outcome"], "exchange")
        mine.write({"outcome": "refund", "disposal": "restock"})
        refund = self.refund(rma, post=False)
        for change in (
            lambda: mine.write({"outcome": "exchange"}),
            lambda: mine.write({"quantity": 1}),
            mine.unlink,
        ):
            with self.assert_refused("Documents were made"):
                change()
        mine.note = "Seen again"
        refund.unlink()
        mine.unlink()
        self.assertEqual(rma.line_ids.inspected_quantity, 0)
        self.assertEqual(self.events(rma.ticket_id)[-1]._facts()["now"], "deleted")

    def test_inspection_that_was_not_demanded_decides_for_its_quantity_only(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 3), 3, kind=self.type_refund)
        self.inspect(rma, quantity=1, outcome="none", disposal="scrap")
        self.assertEqual(self.refund(rma).amount_total, 80)
        self.assertEqual(rma.state, "done")

    def test_inspection_cannot_take_back_what_is_refunded(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2, kind=self.type_refund)
        self.refund(rma, post=False)
        with self.assert_refused("made already"):
            self.inspect(rma, quantity=1, outcome="none", disposal="scrap")

    def test_goods_and_money_never_both(self):
        rma = self.returned(self.sell_and_deliver(self.kettle))
        with self.assert_refused("refund or an exchange, too"):
            self.inspect(rma, outcome="refund", disposal="customer")
        with self.assert_refused("Back to the Customer"):
            self.inspect(rma, outcome="return", disposal="scrap")

    def test_photos_are_seen_by_colleagues_and_none_is_taken_from_elsewhere(self):
        rma = self.returned(self.sell_and_deliver(self.kettle))
        attachments = self.env["ir.attachment"].with_user(self.specialist)
        photo = attachments.create({"name": "front.jpg", "raw": b"x"})
        inspection = self.inspect(rma, attachment_ids=[Command.link(photo.id)])
        self.assertEqual((photo.res_model, photo.res_id), (inspection._name, inspection.id))
        self.assertEqual(inspection.attachment_ids.with_user(self.agent).raw, b"x")
        secret = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": "res.company", "res_id": self.env.company.id}
        )
        with self.assertRaises(UserError):
            inspection.with_user(self.specialist).attachment_ids = [Command.link(secret.id)]

    def test_button_opens_the_goods_that_are_next(self):
        serials = self.new_serials(self.printer, "SN1", "SN2")
        order = self.sell_and_deliver(self.printer, 2, serials=serials)
        rma = self.returned(order, lots=serials)
        for line in rma.line_ids:
            action = rma.with_user(self.specialist).action_inspect()
            form = Form(
                self.env["aftersales.inspection"]
                .with_user(self.specialist)
                .with_context(action["context"])
            )
            self.assertEqual((form.rma_line_id, form.quantity), (line, 1))
            form.grade = "a"
            form.save()
        self.assertEqual(rma.state, "inspected")

    # === DISPOSAL === #

    def test_scrap_takes_the_goods_out_of_stock_once(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2)
        before = self.on_hand(self.kettle)
        inspection = self.inspect(rma, outcome="none", disposal="scrap")
        specialist = rma.with_user(self.specialist)
        specialist.action_dispose()
        self.assertEqual(self.on_hand(self.kettle), before - 2)
        self.assertEqual((inspection.disposed_quantity, rma.state), (2, "done"))
        scrap = inspection.move_ids.scrap_id
        self.assertEqual((scrap.state, scrap.scrap_qty, scrap.origin), ("done", 2, rma.number))
        with self.assert_refused("nothing to scrap"):
            specialist.action_dispose()
        with self.assert_refused("scrapped or"):
            inspection.with_user(self.specialist).disposal = "restock"

    def test_scrap_takes_the_very_serial(self):
        serials = self.new_serials(self.printer, "SN1", "SN2")
        order = self.sell_and_deliver(self.printer, 2, serials=serials)
        rma = self.returned(order, lots=serials)
        self.inspect(rma, line=rma.line_ids[1], outcome="none", disposal="scrap")
        rma.with_user(self.specialist).action_dispose()
        self.assertEqual(serials[0].location_id, self.stock)
        self.assertEqual(serials[1].location_id.usage, "inventory")

    def test_refurbish_goes_where_the_warehouse_says(self):
        rma = self.returned(self.sell_and_deliver(self.kettle, 2), 2)
        inspection = self.inspect(rma, outcome="refund", disposal="refurbish")
        specialist = rma.with_user(self.specialist)
        with self.assert_refused("location for refurbishing"):
            specialist.action_dispose()
        bench = self.env["stock.location"].create(
            {"name": "Bench", "location_id": self.warehouse.view_location_id.id}
        )
        self.warehouse.aftersales_refurbish_location_id = bench
        specialist.invalidate_recordset()
        specialist.action_dispose()
        transfer = inspection.move_ids.picking_id
        self.assertEqual((transfer.picking_type_code, transfer.state), ("internal", "assigned"))
        transfer.action_cancel()
        self.assertEqual(inspection.disposal_quantity_left, 2)
        specialist.action_dispose()
        self.validate(inspection.move_ids.filtered(lambda m: m.state != "cancel").picking_id)
        self.assertEqual(self.on_hand(self.kettle, bench), 2)
        self.assertEqual(inspection.disposed_quantity, 2)

    def test_goods_to_scrap_are_not_put_away_and_the_others_are(self):
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Two", "code": "W2", "reception_steps": "two_steps"}
        )
        order = self.sell_and_deliver(self.kettle, 3, warehouse=warehouse)
        rma = self.approve(self.new_rma(order, 3, type_id=self.type_inspection.id))
        for quantity in (1, 2):
            self.receive(rma, quantity)
        self.inspect(rma, quantity=2, outcome="none", disposal="scrap")
        kept = self.inspect(rma, quantity=1)
        self.assertEqual(kept.disposal_quantity_left, 0, "its receipt leads to stock already")
        rma.with_user(self.specialist).action_dispose()
        onward = rma.receipt_ids.move_ids._aftersales_onward()
        self.assertEqual(sum(onward.mapped("product_uom_qty")), 1)
        inside = self.env["stock.quant"]._gather(self.kettle, warehouse.view_location_id)
        self.assertEqual(sum(inside.mapped("quantity")), 1)

    # === WHO === #

    def test_only_specialists_inspect_and_only_in_their_company(self):
        rma = self.returned(self.sell_and_deliver(self.kettle))
        abroad = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.new_user(
            "specialist",
            login="elsewhere",
            company_id=abroad.id,
            company_ids=[Command.set(abroad.ids)],
        )
        for user in (self.agent, self.auditor, other):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.inspect(rma, user=user)
        inspection = self.inspect(rma)
        self.assertEqual(inspection.with_user(self.agent).grade, "b")
        self.assertEqual(inspection.with_user(self.auditor).grade, "b")
        with self.assertRaises(AccessError):
            inspection.with_user(other).grade
        for user in (self.agent, self.auditor, other):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                inspection.with_user(user).write({"grade": "a"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                inspection.with_user(user).unlink()

    def test_who_inspected_cannot_be_written(self):
        inspection = self.inspect(self.returned(self.sell_and_deliver(self.kettle)))
        for values in ({"inspected_by_id": self.agent.id}, {"inspected_at": "2020-01-01"}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "by hand"):
                inspection.with_user(self.specialist).write(values)

    def test_inspecting_many_units_costs_a_bounded_number_of_queries(self):
        counts = []
        for number in (2, 12):
            names = [f"Q{number}-{i}" for i in range(number)]
            serials = self.new_serials(self.printer, *names)
            order = self.sell_and_deliver(self.printer, number, serials=serials)
            rma = self.returned(order, lots=serials)
            vals_list = [{"rma_line_id": line.id, "grade": "a"} for line in rma.line_ids]
            inspections = self.env["aftersales.inspection"].with_user(self.specialist)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            inspections.create(vals_list)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 10 * 8, counts)
