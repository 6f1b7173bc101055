"""A repair from the return to its end: the right place, quantities, people, and record."""

from datetime import timedelta

from freezegun import freeze_time
from repair_common import RepairCase

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form


class TestRepairWay(RepairCase):
    def test_a_serial_is_repaired_and_given_back_in_houses_of_one_two_and_three_steps(self):
        for steps in (1, 2, 3):
            with self.subTest(steps=steps):
                self.check_way(self.new_warehouse(steps), f"SN-{steps}")

    def check_way(self, warehouse, serial):
        lot = self.env["stock.lot"].create({"name": serial, "product_id": self.printer.id})
        self.stock_up(self.printer, 1, lot, warehouse)
        self.stock_up(self.board, 5, warehouse=warehouse)
        order = self.sell_and_deliver(self.printer, serials=lot, warehouse=warehouse)
        rma = self.received(order, lots=lot)
        repair = self.repair(rma)
        receipt = rma.receipt_ids
        here = receipt.move_ids.location_dest_id
        self.assertRecordValues(
            repair,
            [
                {
                    "lot_id": lot.id,
                    "product_qty": 1,
                    "picking_id": receipt.id,
                    "picking_type_id": warehouse.repair_type_id.id,
                    "product_location_src_id": here.id,
                    "product_location_dest_id": here.id,
                    "aftersales_ticket_id": rma.ticket_id.id,
                    "partner_id": self.customer.id,
                    "under_warranty": True,
                    "state": "draft",
                }
            ],
        )
        part = self.put_in(repair, self.board)
        self.start(repair)
        self.finish(repair)
        self.assertEqual((part.state, part.quantity), ("done", 1))
        self.assertEqual(part.location_dest_id.usage, "production")
        self.assertEqual(self.on_hand(self.board, warehouse.lot_stock_id), 4)
        self.assertEqual(repair.move_id.location_id, repair.move_id.location_dest_id)
        self.assertEqual((repair.state, repair.aftersales_result), ("done", "repaired"))
        self.assertEqual(rma.line_ids.repaired_quantity, 1)
        self.assertNotEqual(rma.state, "done")
        self.give_back(rma)
        self.assertEqual((rma.state, rma.line_ids.given_back_quantity), ("done", 1))
        self.assertEqual(lot.location_id.usage, "customer")
        self.assertFalse(order.order_line.qty_to_invoice)

    def give_back(self, rma):
        rma.with_user(self.specialist).action_give_back()
        while pickings := rma.line_ids.move_ids.picking_id.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        ):
            self.validate(pickings)

    def test_a_unit_put_away_after_the_repair_was_made_is_repaired_where_it_lies(self):
        warehouse = self.new_warehouse(2)
        lot = self.env["stock.lot"].create({"name": "SN-P", "product_id": self.printer.id})
        self.stock_up(self.printer, 1, lot, warehouse)
        order = self.sell_and_deliver(self.printer, serials=lot, warehouse=warehouse)
        rma = self.received(order, lots=lot)
        repair = self.repair(rma)
        put_away = rma.receipt_ids.move_ids.move_dest_ids
        self.assertTrue(put_away, "a house of two steps puts away what came in")
        self.put_lots(put_away, lot)
        self.validate(put_away.picking_id)
        self.mend(repair)
        self.assertEqual(repair.move_id.location_id, warehouse.lot_stock_id)
        self.assertEqual(lot.location_id, warehouse.lot_stock_id)

    def test_a_transfer_that_waits_for_the_unit_keeps_it(self):
        warehouse = self.new_warehouse(2)
        lot = self.env["stock.lot"].create({"name": "SN-W", "product_id": self.printer.id})
        self.stock_up(self.printer, 1, lot, warehouse)
        order = self.sell_and_deliver(self.printer, serials=lot, warehouse=warehouse)
        rma = self.received(order, lots=lot)
        put_away = rma.receipt_ids.move_ids.move_dest_ids
        put_away._action_assign()
        self.mend(self.repair(rma))
        self.assertEqual((put_away.state, put_away.move_line_ids.lot_id), ("assigned", lot))

    def test_plain_goods_are_one_repair_for_the_line(self):
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.received(order, quantity=3)
        repair = self.repair(rma)
        self.assertEqual((len(repair), repair.product_qty), (1, 3))
        before = self.on_hand(self.kettle, self.warehouse.lot_stock_id)
        self.mend(repair)
        self.assertEqual(self.on_hand(self.kettle, self.warehouse.lot_stock_id), before)
        self.assertEqual(rma.line_ids.repaired_quantity, 3)

    def test_each_serial_is_a_repair_of_its_own(self):
        order = self.sell_and_deliver(self.printer, 2, serials=["SN-A", "SN-B"])
        rma = self.received(order, lots=self.delivered(order).lot_ids)
        repairs = self.repair(rma)
        self.assertEqual(repairs.lot_id, self.delivered(order).lot_ids)
        self.assertEqual(repairs.mapped("product_qty"), [1, 1])

    def test_nothing_is_repaired_twice(self):
        repair, rma = self.new_repair()
        with self.assert_refused("The repair exists"):
            rma.with_user(self.specialist).action_create_repair()
        with self.assertRaisesRegex(ValidationError, "more would be in repair"):
            repair.sudo()._transition().copy(
                {"aftersales_rma_line_id": rma.line_ids.id, "lot_id": repair.lot_id.id}
            )
        with self.assertRaisesRegex(ValidationError, "in repair already"):
            rma.ticket_id.with_user(self.agent)._create_repair(self.printer, repair.lot_id)

    def test_nothing_is_repaired_before_it_came_back(self):
        order = self.sold_printer()
        rma = self.approve(
            self.new_rma(order, lots=self.delivered(order).lot_ids, type_id=self.type_repair.id)
        )
        self.assertRegex(rma.with_user(self.specialist).create_repair_blocker, "come back yet")
        with self.assert_refused("come back yet"):
            rma.with_user(self.specialist).action_create_repair()

    def test_odoos_own_button_on_the_receipt_makes_a_repair_of_the_return(self):
        order = self.sold_printer()
        rma = self.received(order, lots=self.delivered(order).lot_ids)
        action = rma.receipt_ids.with_user(self.technician).action_repair_return()
        form = Form(
            self.env["repair.order"].with_user(self.technician).with_context(action["context"])
        )
        form.product_id = self.printer
        repair = form.save().with_env(self.env)
        self.assertEqual(repair.lot_id, rma.line_ids.lot_id)
        self.assertEqual(repair.aftersales_rma_line_id, rma.line_ids)
        self.assertEqual(repair.aftersales_ticket_id, rma.ticket_id)
        with self.assert_refused("The repair exists"):
            rma.with_user(self.specialist).action_create_repair()

    def test_a_failed_repair_leaves_the_unit_to_be_repaired_or_decided_again(self):
        repair, rma = self.new_repair()
        used, unused = self.put_in(repair, self.board), self.put_in(repair, self.cover_part)
        self.start(repair)
        used.picked = True
        self.ask(repair, "fail", self.technician, note="No spare part fits").action_fail()
        self.assertEqual((repair.state, repair.aftersales_result), ("done", "failed"))
        self.assertEqual((used.state, unused.state), ("done", "cancel"))
        self.assertEqual(rma.line_ids.repaired_quantity, 0)
        self.assertEqual(self.event_types(rma.ticket_id)[-1], "repair_failed")
        again = self.repair(rma)
        self.mend(again)
        self.assertEqual(rma.line_ids.repaired_quantity, 1)

    def test_a_cancelled_repair_makes_room_for_another(self):
        repair, rma = self.new_repair()
        repair.with_user(self.specialist).action_aftersales_cancel()
        self.assertEqual(repair.state, "cancel")
        self.assertTrue(self.repair(rma))
        with self.assertRaisesRegex(ValidationError, "more would be in repair"):
            repair.with_user(self.technician).action_repair_cancel_draft()

    def test_each_step_is_on_the_tickets_record(self):
        repair, rma = self.new_repair()
        self.mend(repair, self.fault)
        events = self.events(rma.ticket_id).filtered(lambda e: e.type.startswith("repair_"))
        self.assertEqual(events.mapped("type"), ["repair_started", "repair_done"])
        self.assertEqual(events.mapped("record"), [repair.id, repair.id])
        self.assertEqual(events.mapped("actor"), [self.technician.id, self.technician.id])
        self.assertEqual(events[-1]._facts()["fault"], "F10")

    def test_the_turnaround_runs_from_the_receipt_to_the_repair(self):
        repair, rma = self.new_repair()
        self.mend(repair)
        types = self.event_types(rma.ticket_id)
        self.assertLess(types.index("receipt"), types.index("repair_started"))
        self.assertLess(types.index("repair_started"), types.index("repair_done"))

    def test_an_open_repair_keeps_its_ticket_open(self):
        ticket = self.new_ticket()
        repair = ticket.with_user(self.agent)._create_repair(self.kettle, self.env["stock.lot"])
        self.assertRegex(ticket.resolve_blocker, repair.name)
        repair.with_user(self.specialist).action_aftersales_cancel()
        self.assertFalse(ticket.resolve_blocker)


class TestRepairOnSite(RepairCase):
    def test_a_unit_that_the_customer_keeps_never_enters_our_stock(self):
        order = self.sold_printer()
        lot = self.delivered(order).lot_ids
        ticket = self.new_ticket(lot_id=lot.id, product_id=self.printer.id)
        wizard = Form(
            self.env["aftersales.repair.create"]
            .with_user(self.agent)
            .with_context(default_ticket_id=ticket.id)
        ).save()
        self.assertEqual((wizard.product_id, wizard.lot_id), (self.printer, lot))
        action = wizard.action_create_repair()
        repair = self.env["repair.order"].browse(action["res_id"])
        self.assertEqual(repair.aftersales_place, "on_site")
        self.assertEqual(repair.aftersales_warranty_id.lot_id, lot)
        self.put_in(repair, self.board)
        self.mend(repair)
        self.assertEqual(lot.location_id.usage, "customer")
        self.assertEqual(repair.move_id.location_id.usage, "customer")
        self.assertEqual(len(self.delivered(order)), 1, "no second delivery, no second warranty")
        self.assertEqual(self.event_types(ticket)[-2:], ["repair_started", "repair_done"])

    def test_an_ended_ticket_or_one_without_customer_opens_no_repair(self):
        stranger = self.new_ticket(partner_id=False, partner_email="x@y.example")
        with self.assert_refused("Enter the customer"):
            stranger._create_repair(self.kettle, self.env["stock.lot"])
        ended = self.new_ticket()
        ended.action_resolve()
        with self.assert_refused("has ended"):
            ended._create_repair(self.kettle, self.env["stock.lot"])

    def test_an_agent_of_another_team_and_an_auditor_open_none(self):
        other = self.new_user("agent", login="elsewhere")
        for user in (other, self.auditor, self.technician):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.new_ticket().with_user(user)._create_repair(self.kettle, self.env["stock.lot"])


class TestRepairPeople(RepairCase):
    def test_a_specialist_without_stock_rights_does_the_whole_repair(self):
        repair, rma = self.new_repair()
        self.assertFalse(self.specialist.has_group("stock.group_stock_user"))
        self.put_in(repair, self.board)
        self.ask(
            repair, "describe", fault_found="yes", fault_code_id=self.fault.id
        ).action_describe()
        self.start(repair, self.specialist)
        self.finish(repair, self.specialist)
        self.assertEqual((repair.state, rma.line_ids.repaired_quantity), ("done", 1))
        events = self.events(rma.ticket_id).filtered(lambda e: e.type == "repair_done")
        self.assertEqual(events.actor, self.specialist.id)

    def test_a_technician_without_our_roles_uses_odoos_own_buttons(self):
        repair, rma = self.new_repair()
        repair = repair.with_user(self.technician)
        repair.action_validate()
        repair.action_repair_start()
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")
        self.assertIn("repair_done", self.event_types(rma.ticket_id))

    def test_the_state_is_set_by_buttons_alone(self):
        """Who writes it by RPC would pass by the customer's agreement and the events."""
        repair, rma = self.new_repair()
        with self.assert_refused("cannot be set by hand"):
            repair.with_user(self.technician).write({"state": "under_repair"})
        repair.action_repair_cancel()
        values = {"picking_id": rma.receipt_ids.id, "product_id": self.printer.id, "state": "done"}
        with self.assert_refused("started and finished by its buttons"):
            self.env["repair.order"].with_user(self.technician).create(
                {**values, "lot_id": repair.lot_id.id, "partner_id": rma.partner_id.id}
            )
        self.assertFalse(rma.line_ids.repaired_quantity)

    def test_an_agent_starts_none_and_reads_why(self):
        repair, __ = self.new_repair()
        mine = repair.with_user(self.agent)
        self.assertRegex(mine.aftersales_start_blocker, "Only an After-Sales Specialist")
        with self.assert_refused("Only an"):
            mine.action_aftersales_start()
        with self.assert_refused("cannot be set by hand"):
            mine.state = "done"

    def test_an_auditor_reads_and_changes_nothing(self):
        repair, __ = self.new_repair()
        mine = repair.with_user(self.auditor)
        self.assertEqual(mine.read(["name", "aftersales_days"])[0]["name"], repair.name)
        for method in ("start", "finish", "cancel", "quote", "override", "promise", "describe"):
            with self.subTest(method), self.assertRaises(UserError):
                getattr(mine, f"action_aftersales_{method}")()

    def test_another_team_sees_the_repair_no_more_than_its_ticket(self):
        repair, __ = self.new_repair()
        other = self.new_user("agent", login="elsewhere")
        self.assertFalse(repair.with_user(other).has_access("read"))
        self.assertTrue(repair.with_user(self.agent).has_access("read"))

    def test_another_company_sees_and_repairs_nothing(self):
        repair, rma = self.new_repair()
        abroad = self.env["res.company"].create({"name": "Trader Abroad"})
        foreigner = self.new_user(
            "administrator",
            login="foreigner",
            company_id=abroad.id,
            company_ids=[Command.set(abroad.ids)],
        )
        self.assertFalse(repair.with_user(foreigner).has_access("read"))
        for call in ("action_aftersales_start", "action_aftersales_quote"):
            with self.assertRaises(AccessError):
                getattr(repair.with_user(foreigner), call)()
        with self.assertRaises(AccessError):
            rma.with_user(foreigner).action_create_repair()
        with self.assertRaises(UserError):
            repair.sudo().company_id = abroad

    def test_the_form_opens_for_everybody_who_works_with_it(self):
        repair, __ = self.new_repair()
        self.put_in(repair, self.board)
        for user in (self.agent, self.specialist, self.technician, self.auditor):
            with self.subTest(user.login):
                views = self.env["repair.order"].with_user(user).get_views([(False, "form")])
                names = views["models"]["repair.order"]["fields"]
                shown = {
                    name: {} for name in names if f'name="{name}"' in views["views"]["form"]["arch"]
                }
                [values] = repair.with_user(user).web_read(shown)
                self.assertEqual(values["name"], repair.name)

    def test_results_cannot_be_written_by_hand(self):
        repair, __ = self.new_repair()
        part = self.put_in(repair, self.board)
        values = {
            "aftersales_result": "repaired",
            "aftersales_started_at": fields.Datetime.now(),
            "aftersales_promised_at": fields.Datetime.now(),
            "under_warranty": False,
            "aftersales_ticket_id": False,
        }
        for name, value in values.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "by hand"):
                repair.with_user(self.technician).write({name: value})
        for name, value in (("aftersales_override", "free"), ("aftersales_accepted", True)):
            with self.subTest(name), self.assertRaisesRegex(UserError, "by hand"):
                part.with_user(self.technician).write({name: value})

    def test_a_repair_on_record_is_not_deleted(self):
        repair, __ = self.new_repair()
        with self.assert_refused("on record"):
            repair.with_user(self.technician).unlink()

    def test_a_repair_without_a_ticket_stays_odoos_own(self):
        repair = (
            self.env["repair.order"]
            .with_user(self.technician)
            .create({"product_id": self.kettle.id, "partner_id": self.stranger.id})
        )
        repair.under_warranty = True
        repair.action_repair_start()
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")
        self.assertFalse(
            self.env["aftersales.event"].search_count(
                [("model", "=", "repair.order"), ("record", "=", repair.id)]
            )
        )


class TestRepairTimes(RepairCase):
    def test_a_promise_is_told_through_the_ticket(self):
        repair, rma = self.new_repair()
        at = fields.Datetime.now().replace(microsecond=0) + timedelta(days=2)
        self.ask(repair, "promise", self.agent, at=at, note="The part comes").action_promise()
        self.assertEqual((repair.aftersales_promised_at, rma.ticket_id.promised_at), (at, at))
        self.assertEqual(self.event_types(rma.ticket_id)[-1], "promise_given")
        mail = self.env["aftersales.outbox"].search(
            [("ticket_id", "=", rma.ticket_id.id), ("kind", "=", "promise")]
        )
        self.assertEqual(len(mail), 1)
        found = self.env["repair.order"].search(
            [("aftersales_promised_at", ">=", "today +2d"), ("id", "=", repair.id)]
        )
        self.assertEqual(found, repair)

    def test_days_count_from_the_hand_in_to_the_end(self):
        with freeze_time("2026-03-02 10:00:00"):
            repair, __ = self.new_repair()
        with freeze_time("2026-03-05 10:00:00"):
            self.start(repair)
            self.assertEqual(repair.aftersales_days, 3)
        with freeze_time("2026-03-09 10:00:00"):
            self.finish(repair)
        with freeze_time("2026-05-01 10:00:00"):
            repair.invalidate_recordset()
            self.assertEqual(repair.aftersales_days, 7)

    def test_days_without_parts_count_while_a_part_is_missing(self):
        repair, __ = self.new_repair()
        rare = self.new_product("Rare Board")
        self.put_in(repair, rare)
        with freeze_time("2026-03-02 10:00:00"):
            self.start(repair)
        self.assertTrue(repair.aftersales_parts_since)
        with freeze_time("2026-03-12 10:00:00"):
            repair.invalidate_recordset()
            self.assertEqual(repair.aftersales_days_without_parts, 10)
            self.stock_up(rare, 1)
            repair.with_user(self.technician).action_assign()
        self.assertFalse(repair.aftersales_parts_since)
        with freeze_time("2026-03-20 10:00:00"):
            self.finish(repair)
            self.assertEqual(repair.aftersales_days_without_parts, 10)
        [facts] = repair.lot_id._aftersales_repairs()[repair.lot_id]
        self.assertEqual((facts[2], facts[3]), (10, True))

    def test_the_warranty_stands_still_from_the_hand_in_to_the_end(self):
        with freeze_time("2026-03-02 10:00:00"):
            repair, __ = self.new_repair()
        warranty = repair.aftersales_warranty_id
        end = warranty.end_date
        with freeze_time("2026-03-05 10:00:00"):
            self.start(repair)
        self.assertEqual(str(warranty.suspended_since), "2026-03-02")
        with freeze_time("2026-03-12 10:00:00"):
            self.finish(repair)
        self.assertFalse(warranty.suspended_since)
        self.assertEqual((warranty.end_date - end).days, 10)

    def test_a_cancelled_or_failed_repair_lets_the_warranty_run_again(self):
        for how, serial in (("cancel", "SN-C"), ("fail", "SN-F")):
            repair, __ = self.new_repair(serial)
            self.start(repair)
            self.assertEqual(repair.aftersales_warranty_id.state, "suspended")
            if how == "cancel":
                repair.with_user(self.technician).action_aftersales_cancel()
            else:
                repair.with_user(self.technician)._aftersales_fail("No part")
            with self.subTest(how):
                self.assertFalse(repair.aftersales_warranty_id.suspended_since)

    def test_a_part_that_was_put_in_is_covered_anew(self):
        self.env.company.aftersales_part_days = 90
        repair, __ = self.new_repair()
        self.put_in(repair, self.board)
        self.mend(repair)
        new = repair.aftersales_warranty_id.coverage_ids.filtered(lambda c: c.source == "repair")
        self.assertEqual((new.kind, new.part_class, new.days), ("part", "Board", 90))

    def test_repeats_count_by_unit_and_fault_within_the_warranty(self):
        order = self.sold_printer()
        lot = self.delivered(order).lot_ids
        ticket = self.new_ticket(lot_id=lot.id, product_id=self.printer.id)
        repairs = self.env["repair.order"]
        for fault in (self.fault, self.other_fault, self.fault):
            repair = ticket.with_user(self.agent)._create_repair(self.printer, lot)
            self.mend(repair.with_env(self.env), fault)
            repairs |= repair.with_env(self.env)
        repairs.invalidate_recordset()
        self.assertEqual(repairs.mapped("aftersales_repair_number"), [1, 2, 3])
        self.assertEqual(repairs.mapped("aftersales_fault_number"), [1, 1, 2])
        self.assertIn("no. 3 of this unit, no. 2 with this fault", repairs[2].aftersales_history)
        domain = [("aftersales_is_repeat", "=", True), ("lot_id", "=", lot.id)]
        self.assertEqual(self.env["repair.order"].search(domain, order="id"), repairs[1:])
        facts = lot._aftersales_repairs()[lot]
        self.assertEqual([fact[4] for fact in facts], ["F10", "F20", "F10"])

    def test_rights_know_the_repairs_of_the_unit(self):
        order = self.sold_printer()
        lot = self.delivered(order).lot_ids
        rma = self.received(order, lots=lot)
        failed = self.repair(rma)
        self.start(failed)
        failed.with_user(self.technician)._aftersales_fail("No part fits")
        repair = self.repair(rma)
        self.put_in(repair, self.board)
        self.mend(repair, self.fault)
        facts = self.env["aftersales.rights.facts"]
        known = facts._facts([facts._unit(move=self.delivered(order), lot=lot)])[0].repairs
        self.assertEqual([fact.success for fact in known], [False, True])
        self.assertEqual((known[1].fault, known[1].part), ("F10", "Board"))
        self.assertTrue(all(fact.end for fact in known))

    def repaired_in(self, days):
        """Return a repair that took so many days, with its order."""
        order = self.sell_and_deliver(self.kettle)
        repair = self.repair(self.received(order))
        self.mend(repair)
        handed_in = repair.aftersales_ended_at - timedelta(days=days)
        repair._transition().aftersales_received_at = handed_in
        return repair, order

    def judge(self, repair, user=None, **values):
        action = repair.with_user(user or self.specialist).action_aftersales_delay()
        wizard = self.env["aftersales.repair.delay"].with_user(user or self.specialist)
        wizard.with_context(**action["context"]).create(values).action_judge()

    def days_late(self, order):
        facts = self.env["aftersales.rights.facts"]
        [known] = facts._facts([facts._unit(move=self.delivered(order))])
        return [repair.late_days for repair in known.repairs]

    def test_rights_know_whose_fault_a_long_repair_was_once_somebody_has_judged_it(self):
        repair, order = self.repaired_in(40)
        self.assertEqual(self.days_late(order), [None])
        self.judge(repair, delay="ours", late_days=31)
        self.assertEqual(self.days_late(order), [31])
        self.judge(repair, delay="other", late_days=31)
        self.assertEqual((self.days_late(order), repair.aftersales_late_days), ([0], 0))
        events = self.events(repair.aftersales_ticket_id)
        told = [event for event in events if event._facts().get("what") == "repair_delay"]
        self.assertEqual(
            [(event._facts()["was"], event._facts()["now"]) for event in told],
            [(None, 31), (31, 0)],
        )
        self.assertEqual(told[0].actor, self.specialist.id)

    def test_what_is_asked_about_a_repair_can_be_answered_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["aftersales_addon"], ["zh_CN"])
        for model, name, label in (
            ("aftersales.repair.delay", "delay", "我方原因"),
            ("aftersales.repair.describe", "fault_found", "是"),
            ("aftersales.repair.create", "place", "到店"),
        ):
            with self.subTest(model):
                told = self.env[model].with_context(lang="zh_CN").fields_get([name])[name]
                self.assertEqual(told["selection"][0][1], label)

    def test_what_was_judged_ends_when_the_repair_begins_anew(self):
        order = self.sell_and_deliver(self.kettle)
        repair = self.repair(self.received(order))
        self.start(repair)
        started = repair.aftersales_started_at - timedelta(days=40)
        repair._transition().write(
            {"aftersales_received_at": False, "aftersales_started_at": started}
        )
        self.judge(repair, delay="ours", late_days=31)
        repair.with_user(self.technician).action_aftersales_cancel()
        repair.with_user(self.technician).action_repair_cancel_draft()
        self.mend(repair)
        self.assertEqual(self.days_late(order), [None])

    def test_judging_by_rpc_starts_from_what_is_known(self):
        repair, order = self.repaired_in(40)
        delays = self.env["aftersales.repair.delay"].with_user(self.specialist)
        delays.create({"repair_id": repair.id}).action_judge()
        self.assertEqual(self.days_late(order), [0])

    def test_no_more_days_are_our_fault_than_the_repair_took(self):
        repair, order = self.repaired_in(40)
        for days in (41, 0, -1):
            with self.subTest(days), self.assert_refused("has taken 40 days"):
                self.judge(repair, delay="ours", late_days=days)
        self.assertEqual(self.days_late(order), [None])
        at_once, __ = self.repaired_in(0)
        with self.assert_refused("not taken a day"):
            self.judge(at_once, delay="other")

    def test_whose_fault_it_was_is_judged_by_a_specialist_with_the_button_alone(self):
        repair, order = self.repaired_in(40)
        with self.assert_refused("Only an"):
            self.judge(repair, self.agent, delay="other")
        for values in ({"aftersales_delay": "other"}, {"aftersales_late_days": 1}):
            with self.subTest(values), self.assert_refused("by hand"):
                repair.with_user(self.technician).write(values)
        self.assertEqual(self.days_late(order), [None])

    def test_rights_know_the_repairs_of_plain_goods_by_their_delivery(self):
        order, other = (self.sell_and_deliver(self.kettle) for __ in range(2))
        self.mend(self.repair(self.received(order)))
        facts = self.env["aftersales.rights.facts"]
        units = [facts._unit(move=self.delivered(sold)) for sold in (order, other)]
        self.assertEqual([len(fact.repairs) for fact in facts._facts(units)], [1, 0])

    def test_a_repair_on_site_goes_along_when_its_ticket_is_merged(self):
        ticket, target = self.new_ticket(), self.new_ticket()
        repair = ticket._create_repair(self.kettle, self.env["stock.lot"])
        ticket.with_user(self.leader)._merge_into(target)
        self.assertEqual(repair.aftersales_ticket_id, target)

    def test_repairs_before_the_warranty_and_of_other_customers_do_not_count(self):
        order = self.sold_printer()
        lot = self.delivered(order).lot_ids
        ticket = self.new_ticket(lot_id=lot.id, product_id=self.printer.id)
        old = ticket._create_repair(self.printer, lot)
        self.mend(old, self.fault)
        old._transition().aftersales_ended_at = "2019-01-01"
        new = ticket._create_repair(self.printer, lot)
        self.assertEqual(new.aftersales_repair_number, 1)

    def test_many_repairs_cost_no_more_queries_than_few(self):
        def cost(count):
            lots = self.new_serials(self.printer, *(f"Q{count}-{n}" for n in range(count)))
            tickets = [self.new_ticket(lot_id=lot.id) for lot in lots]
            repairs = self.env["repair.order"].union(
                *(t._create_repair(self.printer, lot) for t, lot in zip(tickets, lots, strict=True))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            repairs.mapped("aftersales_repair_number")
            repairs.mapped("aftersales_days")
            lots._aftersales_repairs()
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(12), cost(2) + 3)
