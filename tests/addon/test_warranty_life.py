"""A unit changes hands: transfer, void, exchange, resale; and its whole life on one passport."""

from datetime import date, datetime

from freezegun import freeze_time
from test_access_matrix import RolesCase
from warranty_common import WARRANTY, CoverageCase

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user


class LifeCase(RolesCase, CoverageCase):
    def exchange(self, order, serial, replacement, **values):
        """Exchange a serial for another one, by a return as the desk makes it."""
        rma = self.new_rma(order, lots=serial, type_id=self.type_exchange.id, **values)
        self.receive(self.approve(rma))
        rma.with_user(self.specialist).action_create_replacement()
        [picking] = rma.sudo().delivery_ids.filtered(lambda p: p.state != "done")
        self.put_lots(picking.move_ids, replacement)
        self.validate(picking)
        return self.env[WARRANTY].search([("lot_id", "=", replacement.id)])

    def give_back(self, receipt, lot):
        """Send the unit that came in with the receipt back to its owner."""
        picking = self.return_by_hand(receipt.move_ids, 1, validate=False)
        self.put_lots(picking.move_ids, lot)
        self.validate(picking)


class TestOwner(LifeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-01-31 10:00:00"):
            cls.warranty = cls.sold(cls.printer, serials=["OWN-1"])

    def transfer(self, user=None, warranty=None, **values):
        wizard = self.env["aftersales.warranty.transfer"].with_user(user or self.specialist)
        wizard = wizard.with_context(default_warranty_id=(warranty or self.warranty).id)
        wizard.create(
            {
                "partner_id": self.stranger.id,
                "day": "2026-06-01",
                "note": "Bill of sale",
                "proof": "aGVsbG8=",
                "proof_name": "bill.pdf",
                **values,
            }
        ).action_transfer()

    def test_the_warranty_goes_to_the_new_owner(self):
        end = self.warranty.end_date
        self.transfer()
        self.assertEqual((self.warranty.partner_id, self.warranty.end_date), (self.stranger, end))
        old, new = self.warranty.owner_ids.sorted("since")
        self.assertEqual((old.partner_id, old.since), (self.customer, date(2026, 1, 31)))
        self.assertEqual((old.until, new.since), (date(2026, 6, 1),) * 2)
        self.assertEqual((new.partner_id, new.proof_name), (self.stranger, "bill.pdf"))
        [facts] = self.facts(self.warranty, "warranty_transferred")
        self.assertEqual(
            (facts["was"], facts["owner"], facts["proof"]),
            (self.customer.id, self.stranger.id, True),
        )

    def test_the_portal_shows_the_unit_to_its_owner_of_today_without_the_order_of_another(self):
        first = self.new_portal_user("first_owner", self.company_customer)
        second = self.new_portal_user("second_owner", self.stranger)
        seen = self.env[WARRANTY].with_user
        domain = [("id", "=", self.warranty.id)]
        self.assertEqual(seen(first).search_count(domain), 1)
        self.assertFalse(seen(second).search_count(domain))
        self.transfer()
        self.assertFalse(seen(first).search_count(domain))
        self.assertEqual(seen(second).search_count(domain), 1)
        self.assertEqual(
            self.env["aftersales.warranty.coverage"]
            .with_user(second)
            .search_count([("warranty_id", "=", self.warranty.id)]),
            1,
        )
        self.assertFalse(self.warranty._order_of_owner())
        with self.assertRaises(AccessError):
            self.warranty.with_user(second).read(["owner_ids"])

    def test_a_transfer_that_cannot_be_is_refused(self):
        with self.assert_refused("owns this unit already"):
            self.transfer(partner_id=self.customer.id)
        with self.assert_refused("not a day to come"):
            self.transfer(day=fields.Date.add(fields.Date.today(), days=1))
        with self.assert_refused("has had the unit since"):
            self.transfer(day="2026-01-30")

    def test_only_a_specialist_transfers_and_only_what_the_user_may_see(self):
        for user in (self.agent, self.auditor):
            with self.assertRaises(AccessError):
                self.transfer(user=user)
            with self.assert_refused("Only an"):
                self.warranty.with_user(user).action_transfer()
        abroad = self.env["res.company"].create({"name": "Trader Abroad"})
        there = self.new_user("leader", login="leader_abroad")
        there.write({"company_ids": [Command.set(abroad.ids)], "company_id": abroad.id})
        with self.assertRaises(AccessError):
            self.transfer(user=there)
        with self.assertRaises(AccessError):
            self.env["aftersales.warranty.transfer"].with_user(there).with_context(
                default_warranty_id=self.warranty.id
            ).default_get(["warranty_id"])

    def test_a_leader_voids_with_a_reason_and_restores_by_a_correction(self):
        def wizard(user, what, reason):
            model = self.env["aftersales.warranty.void"].with_user(user)
            model.with_context(default_warranty_id=self.warranty.id).create(
                {"what": what, "reason": reason}
            ).action_decide()

        with self.assertRaises(AccessError):
            wizard(self.specialist, "void", "Opened")
        with self.assert_refused("Enter the reason"):
            wizard(self.leader, "void", " ")
        with self.assert_refused("Not possible"):
            wizard(self.leader, "restore", "A mistake")
        wizard(self.leader, "void", "Opened by a stranger")
        self.assertEqual(self.warranty.state, "void")
        self.assertEqual(self.warranty.coverage_ids.state, "void")
        self.assertEqual(
            self.facts(self.warranty, "warranty_voided"), [{"reason": "Opened by a stranger"}]
        )
        with self.assert_refused("Not possible"):
            self.transfer()
        end = self.warranty.end_date
        wizard(self.leader, "restore", "It was another unit")
        self.assertEqual((self.warranty.state, self.warranty.end_date), ("active", end))
        [facts] = self.facts(self.warranty, "corrected")
        self.assertEqual((facts["what"], facts["was"]), ("warranty_void", "Opened by a stranger"))


class TestSuccession(LifeCase):
    def sell_serial(self, name, at, **values):
        with freeze_time(at):
            return self.sold(self.printer, serials=[name], **values)

    def exchanged(self, old, name, at):
        with freeze_time(at):
            replacement = self.new_serials(self.printer, name)
            return self.exchange(old.sale_order_id, old.lot_id, replacement)

    def test_a_replacement_starts_anew_and_the_two_know_each_other(self):
        old = self.sell_serial("OLD", "2026-01-31 10:00:00")
        new = self.exchanged(old, "NEW", "2026-06-15 10:00:00")
        self.assertEqual((new.replaces_id, old.replaced_by_ids), (old, new))
        self.assertEqual((old.state, new.state), ("returned", "active"))
        self.assertEqual(new.end_date, date(2028, 6, 15))
        self.assertEqual(self.facts(new, "warranty_restarted")[0]["replaces"], old.id)
        [facts] = self.known(new)
        self.assertEqual(facts.dates["replacement"], date(2026, 6, 15))
        self.assertEqual(facts.replacements, 1)

    def test_a_replacement_goes_on_where_the_term_says_so(self):
        self.promise(self.printer, {"kind": "unit", "months": 24, "on_exchange": "continue"})
        old = self.sell_serial("OLD", "2026-01-31 10:00:00")
        old._suspend(date(2026, 3, 1), "R")
        old._resume(date(2026, 3, 11))
        new = self.exchanged(old, "NEW", "2026-06-15 10:00:00")
        self.assertEqual((new.start_date, new.end_date), (date(2026, 1, 31), date(2028, 2, 10)))
        self.assertEqual(new.coverage_ids.source, "exchange")

    def test_an_extension_goes_over_to_the_replacement(self):
        old = self.sell_serial("OLD", "2026-01-31 10:00:00")
        with freeze_time("2026-02-10 10:00:00"):
            order = self.new_order(self.extension, 1, aftersales_extends_lot_id=old.lot_id.id)
        new = self.exchanged(old, "NEW", "2026-06-15 10:00:00")
        self.assertEqual((new.months, new.end_date), (36, date(2029, 6, 15)))
        order._action_cancel()
        self.assertEqual((new.months, old.months), (24, 24))

    def test_sold_again_the_second_buyer_has_a_record_of_his_own(self):
        first = self.sell_serial("SECOND", "2026-01-31 10:00:00")
        self.return_by_hand(first.move_id, 1)
        with freeze_time("2026-09-01 10:00:00"):
            second = self.sold(self.printer, serials=first.lot_id, partner=self.stranger)
        self.assertEqual(second.previous_id, first)
        self.assertEqual((first.state, first.partner_id), ("returned", self.customer))
        self.assertEqual((second.state, second.partner_id), ("active", self.stranger))
        self.assertEqual(second.end_date, date(2028, 9, 1))

    def test_second_hand_goods_have_the_rest_where_the_term_says_so(self):
        self.promise(self.printer, {"kind": "unit", "months": 24, "on_resale": "rest"})
        first = self.sell_serial("SECOND", "2026-01-31 10:00:00")
        self.assertEqual(first.end_date, date(2028, 1, 31))
        self.return_by_hand(first.move_id, 1)
        with freeze_time("2026-09-01 10:00:00"):
            second = self.sold(self.printer, serials=first.lot_id, partner=self.stranger)
        self.assertEqual(second.end_date, date(2028, 1, 31))
        self.assertEqual(second.coverage_ids.source, "resale")

    def test_a_serial_that_came_back_past_any_return_is_no_longer_the_first_buyers(self):
        first = self.sell_serial("FOUND", "2026-01-31 10:00:00")
        self.take_in(first.lot_id)
        with freeze_time("2026-09-01 10:00:00"):
            second = self.sold(self.printer, serials=first.lot_id, partner=self.stranger)
        self.assertEqual((first.state, second.state), ("returned", "active"))

    def take_in(self, lot):
        """Let the unit come in by a transfer that knows nothing of its delivery."""
        customers = self.env.ref("stock.stock_location_customers")
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": customers.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": lot.product_id.id,
                            "product_uom_qty": 1,
                            "location_id": customers.id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        self.put_lots(picking.move_ids, lot)
        self.validate(picking)

    def test_goods_that_come_and_go_again_and_again_are_counted_right(self):
        warranty = self.sell_serial("TRAVELLER", "2026-01-31 10:00:00")
        move = warranty.move_id
        for state in ("returned", "active", "returned", "active", "returned"):
            picking = self.return_by_hand(move, 1, validate=False)
            move = picking.move_ids
            self.put_lots(move, warranty.lot_id)
            self.validate(picking)
            self.assertEqual(warranty.state, state)

    def test_a_unit_given_back_keeps_its_warranty(self):
        warranty = self.sell_serial("MINE", "2026-01-31 10:00:00")
        back = self.return_by_hand(warranty.move_id, 1)
        self.give_back(back, warranty.lot_id)
        found = self.env[WARRANTY].search([("lot_id", "=", warranty.lot_id.id)])
        self.assertEqual((found, found.state), (warranty, "active"))


class TestPassport(LifeCase):
    """Done when 2 of issue 5: the whole life of one serial, and the page that tells it."""

    def at(self, when):
        """Let it be that day for the rest of the block."""
        return freeze_time(f"{when} 10:00:00")

    def repair(self, lot, picking, part=None):
        """Return a repair of the unit that came back with the receipt, under way."""
        repair = self.env["repair.order"].create(
            {
                "partner_id": self.customer.id,
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "picking_id": picking.id,
                "picking_type_id": self.warehouse.repair_type_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_uom_qty": 1,
                            "repair_line_type": "add",
                        }
                    )
                ]
                if part
                else [],
            }
        )
        repair.action_validate()
        repair.action_repair_start()
        return repair

    def mend(self, repair):
        repair.move_ids.quantity = 1
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")

    def repaired(self, warranty, began, ended, part=None):
        """Let the unit come back, be repaired and be given back; return the repair."""
        lot = warranty.lot_id
        with self.at(began):
            back = self.return_by_hand(self.last_delivery(lot), 1)
            repair = self.repair(lot, back, part)
            warranty._suspend(fields.Date.today(), repair.name, source=repair)
        with self.at(ended):
            self.mend(repair)
            warranty._resume(fields.Date.today(), source=repair)
            self.give_back(back, lot)
        return repair

    def last_delivery(self, lot):
        moves = self.env["stock.move"].search([("move_line_ids.lot_id", "=", lot.id)])
        return moves.filtered(lambda move: move._aftersales_is_delivery()).sorted("id")[-1]

    def test_the_whole_life_of_one_serial(self):
        heater = self.new_product("Heater", aftersales_warranty_policy="none")
        self.stock_up(heater)
        with self.at("2026-01-31"):
            serial, other = self.new_serials(self.printer, "LIFE-1", "LIFE-2")
            first = self.sold(self.printer, serials=serial)
        with self.at("2026-02-03"):
            first.move_id.picking_id._aftersales_set_received(datetime(2026, 2, 2, 9, 0), "carrier")
        self.assertEqual(first.end_date, date(2028, 2, 2))

        # a fault, and a repair of ten days; the same fault, and another of five
        with self.at("2026-03-01"):
            ticket = self.new_ticket(lot_id=serial.id, sale_order_id=first.sale_order_id.id)
        one = self.repaired(first, "2026-03-02", "2026-03-12", part=heater)
        self.assertEqual((first.state, first.end_date), ("active", date(2028, 2, 12)))
        with self.at("2026-03-12"):
            first._rewarranty(heater, 90, fields.Date.today())
        two = self.repaired(first, "2026-04-01", "2026-04-06")
        self.assertEqual(
            (first.end_date, first.coverage_ids[0].suspended_days), (date(2028, 2, 17), 15)
        )

        # exchanged, and sold second-hand to somebody else
        with self.at("2026-05-04"):
            new = self.exchange(first.sale_order_id, serial, other, ticket_id=ticket.id)
        self.assertEqual((first.state, new.end_date), ("returned", date(2028, 5, 4)))
        with self.at("2026-06-01"):
            second = self.sold(self.printer, serials=serial, partner=self.stranger)
        self.assertEqual(second.previous_id, first)
        with self.at("2026-06-20"):
            second.with_user(self.specialist)._transfer(
                self.company_customer, fields.Date.today(), "Bill of sale"
            )

        stays = first.suspension_ids.sorted("start_date")
        self.assertEqual(
            [(stay.start_date, stay.end_date, stay.source_id) for stay in stays],
            [
                (date(2026, 3, 2), date(2026, 3, 12), one.id),
                (date(2026, 4, 1), date(2026, 4, 6), two.id),
            ],
        )
        self.assert_passport(serial, ticket, one, two, first, second)
        self.check_old_and_new(serial, other, first, new)

    def assert_passport(self, serial, ticket, one, two, first, second):
        entries = serial._aftersales_passport()
        self.assertEqual(entries, sorted(entries, key=lambda entry: entry["at"]))
        told = [(entry["label"], str(entry["day"] or entry["at"].date())) for entry in entries]
        chapters = [
            ("Sold", "2026-01-31"),
            ("Delivered", "2026-01-31"),
            ("Warranty started", "2026-01-31"),
            ("Received by the customer", "2026-02-02"),
            ("Ticket", "2026-03-01"),
            ("Came back", "2026-03-02"),
            ("Repair", "2026-03-02"),
            ("Warranty suspended", "2026-03-02"),
            ("Part put in", "2026-03-12"),
            ("Repaired", "2026-03-12"),
            ("Warranty resumed", "2026-03-12"),
            ("Given back", "2026-03-12"),
            ("Came back", "2026-04-01"),
            ("Given back", "2026-04-06"),
            ("Return requested", "2026-05-04"),
            ("Came back", "2026-05-04"),
            ("Replacement sent", "2026-05-04"),
            ("Replaced by", "2026-05-04"),
            ("Sold", "2026-06-01"),
            ("Delivered", "2026-06-01"),
            ("Sold again", "2026-06-01"),
            ("Warranty transferred", "2026-06-20"),
            ("Owner", "2026-06-20"),
        ]
        for chapter in chapters:
            self.assertIn(chapter, told)
        links = {(entry["model"], entry["id"]) for entry in entries}
        self.assertLessEqual(
            {(record._name, record.id) for record in (ticket, one, two, first, second)}, links
        )
        self.assertTrue(all(self.env[model].browse(id_).exists() for model, id_ in links))

    def check_old_and_new(self, serial, other, first, new):
        page = serial.with_user(self.supervisor)
        self.assertEqual(page.aftersales_owner_id, self.company_customer)
        self.assertEqual(page.aftersales_warranty_id.previous_id, first)
        self.assertIn("Bill of sale", page.aftersales_passport)
        self.assertIn(
            ("Replaces", new.replaces_id.lot_id.name),
            [(entry["label"], entry["detail"]) for entry in other._aftersales_passport()],
        )
        self.assertEqual(other.aftersales_owner_id, self.customer)

    def test_each_reader_sees_what_the_rules_allow(self):
        warranty = self.sold(self.printer, serials=["RULES"])
        lot = warranty.lot_id
        mine = self.new_ticket(lot_id=lot.id)
        others = self.env["aftersales.team"].create({"name": "Others"})
        theirs = self.new_ticket(lot_id=lot.id, team_id=others.id)

        def tickets(user):
            entries = lot.with_user(user)._aftersales_passport()
            return {entry["id"] for entry in entries if entry["model"] == mine._name}

        self.assertEqual(tickets(self.agent), {mine.id})
        self.assertEqual(tickets(self.supervisor), {mine.id, theirs.id})
        self.assertEqual(tickets(self.auditor), {mine.id, theirs.id})
        keeper = new_test_user(self.env, "keeper", groups="stock.group_stock_user")
        entries = lot.with_user(keeper)._aftersales_passport()
        self.assertEqual({entry["model"] for entry in entries}, {"stock.picking", "sale.order"})
        with self.assertRaises(AccessError):
            lot.with_user(keeper).read(["aftersales_passport"])
        outsider = new_test_user(self.env, "plain", groups="base.group_user")
        portal = self.new_portal_user("holder", self.company_customer)
        for user in (outsider, portal):
            with self.assertRaises(AccessError):
                lot.with_user(user)._aftersales_passport()

    def test_another_company_sees_nothing(self):
        warranty = self.sold(self.printer, serials=["FAR"])
        abroad = self.env["res.company"].create({"name": "Trader Abroad"})
        there = self.new_user("supervisor", login="supervisor_abroad")
        there.write({"company_ids": [Command.set(abroad.ids)], "company_id": abroad.id})
        lot = warranty.lot_id.with_user(there)
        try:
            entries = lot._aftersales_passport()
        except AccessError:
            entries = []
        self.assertFalse(entries)

    def test_a_long_life_costs_no_more_queries_than_a_short_one(self):
        def cost(name, count):
            warranty = self.sold(self.printer, serials=[name])
            for number in range(count):
                self.new_ticket(lot_id=warranty.lot_id.id)
                self.repaired(warranty, fields.Date.today(), fields.Date.today())
                self.assertTrue(number >= 0)
            lot = warranty.lot_id.with_user(self.supervisor)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(lot._aftersales_passport())
            return self.env.cr.sql_log_count - before

        cost("WARM", 1)
        self.assertLessEqual(cost("LONG", 5), cost("SHORT", 2))

    def test_it_prints(self):
        warranty = self.sold(self.printer, serials=["PRINT"])
        html, __ = (
            self.env["ir.actions.report"]
            .with_user(self.agent)
            ._render_qweb_html("aftersales_addon.report_unit_passport", warranty.lot_id.ids)
        )
        page = html.decode()
        for expected in ("Unit Passport", "PRINT", "Whole Unit", "Warranty started", "Delivered"):
            self.assertIn(expected, page)

    def test_a_number_without_a_story_has_an_empty_page(self):
        lot = self.new_serials(self.printer, "FRESH").with_user(self.agent)
        self.assertEqual(lot._aftersales_passport(), [])
        self.assertFalse(lot.aftersales_warranty_id)
        self.assertIn("Nothing on record", lot.aftersales_passport)
        self.assertEqual(lot.action_open_aftersales_passport()["res_id"], lot.id)
