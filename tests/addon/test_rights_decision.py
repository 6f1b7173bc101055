"""Decisions: from records to facts, stored with what they were derived from, and derived again."""

import json
from datetime import date, datetime, timedelta

from rights_common import MONEY_BACK, TWO_YEARS, RightsCase

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.aftersales_addon.core import rightsfacts


class TestRightsFacts(RightsCase):
    """What the records say of a unit."""

    def facts(self, move, **matter):
        return self.judge(move, **matter).facts

    def test_dates_are_the_calendar_days_of_the_customer(self):
        move = self.sold(self.chinese)
        move.date = "2026-03-01 20:00:00"  # the 2nd in Shanghai
        move.sale_line_id.order_id.date_order = "2026-02-27 10:00:00"
        facts = self.facts(move)
        self.assertEqual(facts.dates["delivery"], date(2026, 3, 2))
        self.assertEqual(facts.dates["receipt"], date(2026, 3, 2))
        self.assertEqual(facts.dates["order"], date(2026, 2, 27))
        move.sale_line_id.order_id.partner_id.tz = "Europe/Berlin"
        self.assertEqual(self.facts(move).dates["ship"], date(2026, 3, 1))
        move.date = "2026-03-01 20:30:00"  # what is on record changes with what happens only
        self.assertEqual(self.facts(move).dates["delivery"], date(2026, 3, 1))

    def test_the_first_posted_invoice_counts(self):
        move = self.sold(self.chinese)
        self.assertNotIn("invoice", self.facts(move).dates)
        invoice = self.invoice(move.sale_line_id.order_id, post=False)
        invoice.invoice_date = date(2026, 1, 5)
        self.assertNotIn("invoice", self.facts(move).dates)
        invoice.action_post()
        self.assertEqual(self.facts(move).dates["invoice"], date(2026, 1, 5))

    def test_what_nobody_knows_stays_unknown(self):
        move = self.sold(self.chinese)
        facts = self.facts(move)
        self.assertEqual((facts.fault, facts.intact), ("unknown", "unknown"))
        self.assertNotIn("installation", facts.dates)
        self.assertEqual(facts.repairs, ())
        self.chinese.country_id = False
        self.assertEqual(self.facts(move).country, "")

    def test_price_is_what_was_paid_for_one_with_tax(self):
        move = self.sold(self.chinese, price_unit=300, discount=10)
        self.assertEqual(
            (str(self.facts(move).price), self.facts(move).currency), ("270.00", "USD")
        )

    def test_a_serial_that_somebody_had_before_is_used(self):
        serial = self.new_serials(self.printer, "SN-USED")
        first = self.sold(self.german, self.printer, 300, serials=serial)
        self.assertEqual(self.facts(first).age, "new")
        self.return_by_hand(first, 1)
        second = self.sold(self.chinese, self.printer, 3, serials=serial)
        self.assertEqual(self.facts(second).age, "used")

    def test_what_replaces_a_unit_counts_from_the_first_sale(self):
        move = self.sold(self.chinese, days_ago=20)
        rma = self.new_rma(
            move.sale_line_id.order_id, user=self.specialist, type_id=self.type_exchange.id
        )
        self.approve(rma)
        self.receive(rma)
        rma.with_user(self.specialist).action_create_replacement()
        delivery = rma.sudo().delivery_ids
        for new in delivery.move_ids:
            new.quantity = new.product_uom_qty
        self.validate(delivery)
        facts = self.facts(delivery.move_ids)
        self.assertEqual(facts.dates["order"], self.facts(move).dates["order"])
        self.assertEqual(facts.dates["delivery"], self.facts(move).dates["delivery"])
        self.assertEqual(facts.replacements, 1)
        self.assertEqual(facts.replaced_on, facts.dates["replacement"])
        self.assertGreater(facts.replaced_on, facts.dates["delivery"])

    def test_holidays_of_the_company_and_make_up_days_are_known(self):
        calendar = self.company.resource_calendar_id
        self.env["resource.calendar.leaves"].create(
            {
                "name": "National Day",
                "company_id": self.company.id,
                "date_from": datetime(2026, 10, 1),
                "date_to": datetime(2026, 10, 1, 23, 59, 59),
            }
        )
        calendar.aftersales_exception_ids = [
            Command.create({"date": "2026-10-02"}),
            Command.create({"date": "2026-10-10", "hours": "9:00-18:00"}),
        ]
        days = self.facts(self.sold(self.chinese)).workdays
        self.assertIn(date(2026, 10, 2), days.closed)
        self.assertIn(date(2026, 10, 1), days.closed)
        self.assertTrue(days.works(date(2026, 10, 10)))
        self.assertFalse(days.works(date(2026, 10, 11)))

    def test_many_units_cost_as_many_queries_as_one(self):
        self.put_in_force("cn_cpl_24", "cn_cpl_25", "cn_3b_general")
        moves = self.env["stock.move"].union(
            *(self.sold(self.chinese, self.printer, 3, serials=[f"SN-{n}"]) for n in range(9))
        )
        facts = self.env["aftersales.rights.facts"]

        def judge(deliveries):
            units = [facts._unit(move, move.move_line_ids.lot_id) for move in deliveries]
            self.decisions._judge(units)

        judge(moves)
        counts = []
        for some in (moves[:1], moves):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            judge(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


class TestRightsDecision(RightsCase):
    """What is put on record."""

    def decide(self, move, **matter):
        facts = self.env["aftersales.rights.facts"]
        unit = facts._unit(move, move.move_line_ids.lot_id)
        decisions = self.decisions.with_user(self.agent)
        return decisions._store(decisions._judge([unit], [matter]))

    def test_a_decision_keeps_facts_versions_and_result(self):
        self.put_in_force("cn_cpl_24", "cn_cpl_25", "eu_withdrawal")
        move = self.sold(self.chinese)
        decision = self.decide(move, fault="yes", intact="yes")
        self.assertEqual(decision.answer, "owed")
        self.assertEqual(
            set(decision.version_ids.policy_id.mapped("code")), {"CN-CPL-24", "CN-CPL-25"}
        )
        facts = rightsfacts.from_data(json.loads(decision.facts))
        self.assertEqual((facts.country, facts.fault), ("CN", "yes"))
        result = json.loads(decision.result)
        self.assertEqual(result["proposed"]["policy"], "CN-CPL-24")
        self.assertIn("Owed: ", decision.summary)
        self.assertEqual(decision.user_id, self.agent)

    def test_a_decision_is_derived_again_whatever_has_changed_since(self):
        self.put_in_force("cn_cpl_24", "cn_cpl_25", "cn_zhejiang", "cn_3b_general")
        policy = self.new_policy(TWO_YEARS, MONEY_BACK)
        move = self.sold(self.chinese, self.printer, 5, serials=["SN-1"])
        decision = self.decide(move, fault="yes")
        stored = decision.result
        self.assertEqual(decision._rederive(), stored)
        self.template("cn_cpl_24").with_user(self.administrator).action_deactivate()
        policy.with_user(self.administrator).action_new_version()
        policy.draft_version_id.rule_ids.write({"value": 1})
        policy.with_user(self.administrator).draft_version_id.action_release()
        policy.with_user(self.administrator).write({"name": "Renamed", "active": False})
        move.date = datetime.now() - timedelta(days=900)
        self.chinese.country_id = self.env.ref("base.de")
        self.env.invalidate_all()
        self.assertEqual(decision._rederive(), stored)
        self.assertEqual(decision.with_context(lang="en_US")._rederive(), stored)
        self.assertIn("Proposed", decision.answer_html)

    def test_a_decision_is_never_changed_nor_deleted(self):
        self.put_in_force("cn_cpl_24")
        decision = self.decide(self.sold(self.chinese), fault="yes")
        for user in (self.agent, self.administrator, self.auditor, self.env.user):
            mine = decision.with_user(user)
            for vals in ({"result": "{}"}, {"reason": "x"}, {"choice": "refund"}):
                with self.subTest(user=user.login, vals=vals), self.assertRaises(UserError):
                    mine.write(vals)
            with self.subTest(user=user.login), self.assertRaises(UserError):
                mine.unlink()
        with self.assertRaises(UserError):
            decision._transition().write({"result": "{}"})
        decision._choose("refund")
        with self.assertRaises(UserError):
            decision._choose("exchange")
        with self.assertRaises(UserError):
            self.decisions.with_user(self.agent).create(
                {"company_id": self.company.id, "facts": "{}", "result": "{}", "answer": "none"}
            )

    def test_who_sees_decisions(self):
        self.put_in_force("cn_cpl_24")
        decision = self.decide(self.sold(self.chinese), fault="yes")
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = self.new_user(
            "supervisor",
            login="elsewhere",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        domain = [("id", "=", decision.id)]
        self.assertTrue(self.decisions.with_user(self.auditor).search(domain))
        self.assertTrue(decision.with_user(self.auditor).answer_html)
        self.assertFalse(self.decisions.with_user(elsewhere).search(domain))
        portal = self.env["res.users"].create(
            {
                "name": "Li",
                "login": "li-portal",
                "partner_id": self.chinese.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        with self.assertRaises(AccessError):
            self.decisions.with_user(portal).search(domain)

    def test_the_page_shows_days_left_article_freight_and_next_repair(self):
        self.put_in_force("cn_cpl_24", "cn_cpl_25")
        decision = self.decide(self.sold(self.chinese, days_ago=5), fault="yes", intact="yes")
        page = decision.answer_html
        for words in ("day 5 of 7", "Art. 24", "Art. 25", "Freight: The seller", "Proposed"):
            with self.subTest(words):
                self.assertIn(words, page)

    def test_what_is_typed_in_a_policy_is_text_in_the_page(self):
        self.new_policy(TWO_YEARS | {"name": "<script>alert(1)</script>"}, name="<b>x</b>")
        page = self.decide(self.sold(self.chinese), fault="yes").answer_html
        self.assertNotIn("<script>", page)
        self.assertNotIn("<b>x</b>", page)


class TestRightsCheck(RightsCase):
    """“Is this covered?”"""

    def open(self, record, user=None):
        action = record.with_user(user or self.agent).action_check_rights()
        return (
            self.env["aftersales.rights.check"]
            .with_user(user or self.agent)
            .browse(action["res_id"])
        )

    def test_it_is_asked_where_the_question_comes_up(self):
        self.put_in_force("cn_cpl_24", "cn_cpl_25")
        move = self.sold(self.chinese, self.printer, 3, serials=["SN-1"])
        order, lot = move.sale_line_id.order_id, move.move_line_ids.lot_id
        ticket = self.new_ticket(
            self.agent,
            partner_id=self.chinese.id,
            sale_order_id=order.id,
            product_id=self.printer.id,
        )
        warranty = self.env["aftersales.warranty"].search([("move_id", "=", move.id)])
        for record in (order, lot, ticket, warranty):
            with self.subTest(record._name):
                check = self.open(record)
                self.assertEqual(check.move_id, move)
                self.assertEqual(check.product_id, self.printer)
                self.assertEqual(check.answer, "conditional")
                self.assertIn("whether there is a fault", check.answer_html)

    def test_answers_decide_anew_and_can_be_kept(self):
        self.put_in_force("cn_cpl_24", "cn_cpl_25")
        move = self.sold(self.chinese)
        check = self.open(move.sale_line_id.order_id)
        check.intact = "yes"
        check._onchange_facts()
        self.assertEqual(check.answer, "owed")
        check.fault = "yes"
        check._onchange_facts()
        action = check.action_record()
        decision = self.decisions.browse(action["res_id"])
        self.assertEqual(decision.answer, "owed")
        self.assertEqual(json.loads(decision.facts)["fault"], "yes")
        self.assertEqual(decision._rederive(), decision.result)

    def test_a_right_that_was_claimed_in_time_is_kept(self):
        self.put_in_force("cn_cpl_25")
        check = self.open(self.sold(self.chinese, days_ago=30).sale_line_id.order_id)
        check.intact = "yes"
        check._onchange_facts()
        self.assertNotEqual(check.answer, "owed")
        check.claimed_on = date.today() - timedelta(days=25)
        check._onchange_facts()
        self.assertEqual(check.answer, "owed")

    def test_auditor_asks_and_keeps_nothing_on_record(self):
        self.put_in_force("cn_cpl_24")
        check = self.open(self.sold(self.chinese).sale_line_id.order_id, self.auditor)
        self.assertTrue(check.answer_html)
        with self.assert_refused("Only agents"):
            check.action_record()

    def test_a_unit_of_another_company_is_not_judged(self):
        other = self.env["res.company"].create({"name": "Other"})
        check = self.env["aftersales.rights.check"].with_user(self.agent)
        with self.assertRaises(AccessError):
            check.create({"company_id": other.id, "product_id": self.kettle.id})._judge()
