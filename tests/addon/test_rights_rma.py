"""Rights in front of whoever decides on a return, and binding for the decision."""

import json
from functools import partial

from rights_common import MONEY_BACK, TWO_YEARS, RightsCase

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form


class TestRightsRma(RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.changed_mind = cls.env.ref("aftersales_addon.reason_changed_mind")

    def request(self, move, reason=None, **values):
        return self.new_rma(
            move.sale_line_id.order_id,
            reason_id=(reason or self.reason).id,
            lots=move.move_line_ids.lot_id or None,
            **values,
        )

    def test_without_a_policy_in_force_nothing_is_decided_or_asked(self):
        rma = self.request(self.sold(self.chinese))
        self.assertFalse(rma.line_ids.rights_decision_ids)
        self.assertFalse(rma.lacks_right)
        self.approve(rma)
        self.assertEqual(rma.state, "approved")

    def test_each_line_is_decided_at_the_request(self):
        self.put_in_force("cn_cpl_24", "cn_cpl_25")
        rma = self.request(self.sold(self.chinese, days_ago=5))
        [decision] = rma.line_ids.rights_decision_ids
        self.assertEqual(json.loads(decision.facts)["fault"], "yes")
        self.assertEqual((decision.answer, decision.ticket_id), ("owed", rma.ticket_id))
        self.assertIn("Owed: ", rma.rights_text)
        self.assertIn("day 5 of 7", rma.rights_html)

    def test_the_right_is_told_in_the_language_of_whoever_reads_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["aftersales_addon"], ["zh_CN"])
        self.put_in_force("cn_cpl_24")
        rma = self.request(self.sold(self.chinese, days_ago=5))
        self.assertIn("Owed: ", rma.rights_text)
        told = rma.with_context(lang="zh_CN").rights_text
        self.assertTrue(told.startswith("应予"), told)
        self.assertNotIn("Art.", told)

    def test_another_reason_is_decided_anew_and_the_old_decision_stays(self):
        self.put_in_force("cn_cpl_24", "cn_cpl_25")
        rma = self.request(self.sold(self.chinese, days_ago=5))
        rma.with_user(self.agent).reason_id = self.changed_mind
        decisions = rma.line_ids.rights_decision_ids
        self.assertEqual(decisions.mapped("answer"), ["conditional", "owed"])
        self.assertIn("whether the goods are intact", rma.rights_text)

    def test_the_request_shows_the_right_before_anything_is_asked_for(self):
        self.put_in_force("cn_cpl_24")
        move = self.sold(self.chinese, days_ago=3)
        request = self.env["aftersales.rma.request"].with_user(self.agent)
        form = Form(
            request.with_context(
                default_partner_id=self.chinese.id,
                default_sale_order_id=move.sale_line_id.order_id.id,
            )
        )
        form.type_id, form.reason_id = self.type_refund, self.reason
        with form.line_ids.edit(0) as line:
            self.assertFalse(line.rights_text)
            line.quantity = 1
        with form.line_ids.edit(0) as line:
            self.assertIn("Owed: ", line.rights_text)
        self.assertFalse(self.decisions.search([("product_id", "=", self.kettle.id)]))

    def test_what_is_owed_is_approved_and_the_choice_is_on_record(self):
        self.put_in_force("cn_cpl_24")
        rma = self.approve(self.request(self.sold(self.chinese)))
        decision = rma.line_ids.rights_decision_ids
        self.assertEqual((decision.choice, decision.override), ("refund", False))
        self.assertEqual(decision.chosen_version_id.policy_id.code, "CN-CPL-24")
        self.assertEqual(decision.chosen_by_id, self.specialist)

    def test_what_no_right_covers_is_approved_as_goodwill_with_a_reason(self):
        self.new_policy(TWO_YEARS)
        rma = self.request(self.sold(self.chinese))
        self.assertTrue(rma.lacks_right)
        with self.assert_refused("No right to “Refund”"):
            self.approve(rma)
        with self.assert_refused("Only an"):
            rma.with_user(self.agent).action_goodwill()
        action = rma.with_user(self.specialist).action_goodwill()
        wizard = self.env["aftersales.rights.goodwill"].with_user(self.specialist)
        wizard = wizard.with_context(**action["context"]).create({"reason": " "})
        with self.assert_refused("Say why"):
            wizard.action_approve()
        wizard.reason = "A customer of many years"
        wizard.action_approve()
        self.assertEqual((rma.state, rma.goodwill_reason), ("approved", wizard.reason))
        decision = rma.line_ids.rights_decision_ids
        self.assertEqual((decision.choice, decision.override), ("goodwill", True))
        event = self.events(rma.ticket_id).filtered(lambda event: event.type == "override")
        self.assertEqual(event._facts()["reason"], "A customer of many years")
        self.assertEqual(event.actor, self.specialist.id)

    def test_what_a_right_covers_needs_no_goodwill(self):
        self.put_in_force("cn_cpl_24")
        rma = self.request(self.sold(self.chinese))
        with self.assert_refused("simply approve it"):
            rma.with_user(self.specialist).action_goodwill()
        with self.assertRaises(UserError):
            rma.with_user(self.specialist).write({"goodwill_reason": "x"})

    def test_another_outcome_that_no_right_covers_needs_a_reason_after_the_approval_too(self):
        self.new_policy(TWO_YEARS)
        rma = self.request(self.sold(self.chinese))
        line = rma.line_ids.with_user(self.specialist)
        line.outcome = "repair"
        self.approve(rma)
        with self.assert_refused("No right to “Refund”.*on the line"):
            line.outcome = "refund"
        with self.assert_refused("No right to “Refund”"):
            line.sudo().outcome = "refund"
        with self.assert_refused("Only an"):
            rma.line_ids.with_user(self.agent).action_give()
        self.assertEqual((line.outcome, rma.refund), ("repair", False))
        action = line.action_give()
        wizard = self.env["aftersales.rights.goodwill"].with_user(self.specialist)
        wizard = wizard.with_context(**action["context"]).create({"reason": "Waits too long"})
        with self.assert_refused("Choose what the customer gets"):
            wizard.action_approve()
        wizard.write({"outcome": "refund", "reason": " "})
        with self.assert_refused("Say why"):
            wizard.action_approve()
        wizard.reason = "Waits too long"
        wizard.action_approve()
        self.assertEqual((line.outcome, rma.refund, rma.state), ("refund", True, "approved"))
        event = self.events(rma.ticket_id).filtered(lambda event: event.type == "override")
        facts = event._facts()
        self.assertEqual(
            (facts["reason"], facts["was"], facts["now"], event.actor),
            ("Waits too long", "repair", "refund", self.specialist.id),
        )
        line.outcome = "repair"  # what a right covers, and what is no remedy, needs no reason
        line.outcome = "return"

    def came_back_for_repair(self, quantity=1):
        """Return the line of a return that only a repair is owed on, and a way to inspect it."""
        self.new_policy(TWO_YEARS)
        rma = self.request(self.sold(self.chinese, quantity=quantity), quantity=quantity)
        rma.line_ids.with_user(self.specialist).outcome = "repair"
        self.receive(self.approve(rma))
        line = rma.line_ids
        inspections = self.env["aftersales.inspection"].with_user(self.specialist)
        return line, partial(self._inspect, inspections, line)

    @staticmethod
    def _inspect(inspections, line, **values):
        return inspections.create(
            {"rma_line_id": line.id, "grade": "d", "disposal": "scrap", **values}
        )

    def overrides(self, line):
        events = self.events(line.rma_id.ticket_id)
        return [event._facts() for event in events if event.type == "override"]

    def test_inspection_ends_in_what_no_right_covers_only_for_a_reason_on_record(self):
        line, inspect = self.came_back_for_repair()
        for reason in (False, "", " "):
            with self.subTest(reason), self.assert_refused("No right to “Refund”.*why"):
                inspect(outcome="refund", goodwill_reason=reason)
        inspection = inspect(outcome="refund", goodwill_reason="No parts to be had")
        self.assertTrue(inspection.lacks_right)
        [facts] = self.overrides(line)
        self.assertEqual(
            (facts["reason"], facts["was"], facts["now"], facts["decisions"]),
            ("No parts to be had", "repair", "refund", line.rights_decision_ids.ids),
        )
        with self.assert_refused("No right to “Refund”"):
            inspection.goodwill_reason = ""
        inspection.goodwill_reason = "A customer of many years"
        self.assertEqual(
            [facts["reason"] for facts in self.overrides(line)],
            ["No parts to be had", "A customer of many years"],
        )

    def test_inspection_that_is_changed_to_what_no_right_covers_needs_the_reason_too(self):
        line, inspect = self.came_back_for_repair()
        inspection = inspect(outcome="repair", disposal="customer")
        self.assertFalse(inspection.lacks_right)
        with self.assert_refused("No right to “Refund”"):
            inspection.write({"outcome": "refund", "disposal": "scrap"})
        self.assertEqual((inspection.outcome, self.overrides(line)), ("repair", []))
        # what is no remedy, or nothing at all, takes nothing that a right would have to cover
        inspection.write({"outcome": "none", "disposal": "scrap"})
        inspection.write({"outcome": "return", "disposal": "customer"})

    def test_reason_is_locked_with_the_documents_and_a_note_is_not(self):
        self.new_policy(TWO_YEARS)
        move = self.sold(self.chinese)
        self.invoice(move.sale_line_id.order_id)
        rma = self.request(move)
        rma.line_ids.with_user(self.specialist).outcome = "repair"
        self.receive(self.approve(rma))
        inspections = self.env["aftersales.inspection"].with_user(self.specialist)
        inspection = self._inspect(
            inspections, rma.line_ids, outcome="refund", goodwill_reason="No parts to be had"
        )
        self.refund(rma)
        with self.assertRaises(UserError):
            inspection.goodwill_reason = "Another one, afterwards"
        # one from before reasons were asked for
        self.env.cr.execute("UPDATE aftersales_inspection SET goodwill_reason = NULL")
        self.env.invalidate_all()
        form = Form(inspection)
        form.note = "A photo was added"
        self.assertEqual(form.save().note, "A photo was added")

    def test_inspection_shows_at_once_that_no_right_covers_what_is_chosen(self):
        line, __ = self.came_back_for_repair()
        inspections = self.env["aftersales.inspection"].with_user(self.specialist)
        form = Form(inspections.with_context(default_rma_line_id=line.id))
        self.assertEqual((form.outcome, form.lacks_right), ("repair", False))
        form.outcome = "refund"
        form.disposal = "scrap"
        form.grade = "d"
        self.assertTrue(form.lacks_right)
        with self.assertRaises(AssertionError):
            form.save()
        form.goodwill_reason = "No parts to be had"
        self.assertEqual(form.save().outcome, "refund")

    def test_reason_for_one_outcome_of_an_inspection_is_none_for_another(self):
        line, inspect = self.came_back_for_repair()
        inspection = inspect(outcome="refund", goodwill_reason="No parts to be had")
        with self.assert_refused("No right to “.*why"):
            inspection.write({"outcome": "reduction", "disposal": "customer"})
        reason = {"goodwill_reason": "Has to have one tomorrow"}
        inspection.write({"outcome": "reduction", "disposal": "customer"} | reason)
        reasons = [facts["reason"] for facts in self.overrides(line)]
        self.assertEqual(reasons, ["No parts to be had", "Has to have one tomorrow"])

    def test_form_asks_anew_for_the_reason_when_another_outcome_is_chosen(self):
        line, inspect = self.came_back_for_repair()
        inspection = inspect(outcome="refund", goodwill_reason="No parts to be had")
        with Form(inspection) as form:
            form.outcome = "reduction"
            self.assertFalse(form.goodwill_reason)
            form.goodwill_reason = "Has to have one tomorrow"
        self.assertEqual(len(self.overrides(line)), 2)

    def test_more_goods_given_as_goodwill_are_on_record(self):
        line, inspect = self.came_back_for_repair(2)
        inspection = inspect(outcome="refund", goodwill_reason="No parts to be had", quantity=1)
        inspection.quantity = 2
        given = [(facts["reason"], facts["quantity"]) for facts in self.overrides(line)]
        self.assertEqual(given, [("No parts to be had", q) for q in ("1.00", "2.00")])

    def test_inspection_of_what_was_approved_as_goodwill_asks_no_second_time(self):
        self.new_policy(TWO_YEARS)
        rma = self.request(self.sold(self.chinese))
        rma.with_user(self.specialist)._approve_goodwill("A customer of many years")
        self.receive(rma)
        inspections = self.env["aftersales.inspection"].with_user(self.specialist)
        self.assertFalse(self._inspect(inspections, rma.line_ids, outcome="refund").lacks_right)

    def test_goodwill_for_one_line_is_no_reason_for_the_next(self):
        self.new_policy(TWO_YEARS)
        rma = self.request(self.sold(self.chinese))
        rma.with_user(self.specialist)._approve_goodwill("A customer of many years")
        line = rma.line_ids.with_user(self.specialist)
        with self.assert_refused("No right to “"):
            line.outcome = "reduction"
        line._give("reduction", "Keeps it for less")
        self.assertEqual(rma.goodwill_reason, "A customer of many years")

    def test_without_a_policy_in_force_the_outcome_is_simply_chosen(self):
        rma = self.approve(self.request(self.sold(self.chinese)))
        line = rma.line_ids.with_user(self.specialist)
        with self.assert_refused("simply choose"):
            line.action_give()
        line.outcome = "exchange"

    def test_what_the_law_owes_is_refused_only_with_an_article(self):
        self.put_in_force("cn_cpl_24")
        rma = self.request(self.sold(self.chinese)).with_user(self.specialist)
        with self.assert_refused("Name the article"):
            rma._refuse("No")
        wizard = self.env["aftersales.rma.refuse"].with_user(self.specialist)
        wizard = wizard.create({"rma_ids": rma.ids, "reason": "It fell into water"})
        self.assertIn("Owed", wizard.owed)
        with self.assert_refused("Name the article"):
            wizard.action_refuse_rmas()
        wizard.article = "Art. 24, damage by the customer"
        wizard.action_refuse_rmas()
        self.assertEqual(rma.state, "refused")
        decision = rma.sudo().line_ids.rights_decision_ids
        self.assertEqual(
            (decision.choice, decision.override, decision.article, decision.chosen_by_id),
            ("refused", True, "Art. 24, damage by the customer", self.specialist),
        )
        event = self.events(rma.sudo().ticket_id).filtered(lambda event: event.type == "override")
        self.assertEqual(event._facts()["article"], "Art. 24, damage by the customer")

    def test_no_job_refuses_what_the_law_owes(self):
        self.put_in_force("cn_cpl_24")
        rma = self.request(self.sold(self.chinese))
        robot = rma.with_user(self.env.ref("base.user_root")).with_context(aftersales_article="x")
        with self.assert_refused("only a person refuses"):
            robot._refuse("Too late")
        self.assertEqual(rma.state, "requested")

    def test_what_nothing_owes_is_refused_without_an_article(self):
        self.new_policy(TWO_YEARS)
        rma = self.request(self.sold(self.chinese))
        rma.with_user(self.specialist)._refuse("Only repair is covered")
        self.assertEqual(rma.state, "refused")
        self.assertFalse(rma.line_ids.rights_decision_ids.override)

    def test_facts_given_on_the_line_are_what_the_approval_goes_by(self):
        self.put_in_force("cn_cpl_25")
        rma = self.request(self.sold(self.chinese), self.changed_mind)
        action = rma.line_ids.with_user(self.agent).action_check_rights()
        check = self.env["aftersales.rights.check"].with_user(self.agent).browse(action["res_id"])
        self.assertEqual((check.rma_line_id, check.fault), (rma.line_ids, "no"))
        check.intact = "no"
        check.action_record()
        self.assertTrue(rma.lacks_right)
        with self.assert_refused("No right"):
            self.approve(rma)

    def charged(self, reason, *rows):
        """Return whether the customer pays for the way back, with a policy of these rows."""
        self.type_refund.write({"freight_payer": "customer", "freight_amount": 7})
        if rows:
            self.new_policy(*rows)
        return self.request(self.sold(self.chinese), reason).charge_fee

    def test_way_back_costs_the_customer_nothing_where_the_right_says_so(self):
        self.assertFalse(self.charged(self.changed_mind, {**MONEY_BACK, "freight": "seller"}))

    def test_way_back_is_the_customers_where_the_right_says_so(self):
        self.assertTrue(self.charged(self.reason, {**MONEY_BACK, "freight": "customer"}))

    def test_way_back_goes_by_the_reason_where_no_right_says_who_pays(self):
        self.assertTrue(self.charged(self.changed_mind))
        self.assertFalse(self.charged(self.reason, MONEY_BACK))
        self.assertTrue(self.charged(self.changed_mind))

    def test_another_reason_brings_another_right_and_another_payer(self):
        faulty = {**MONEY_BACK, "needs": "fault", "freight": "seller"}
        no_reason = {**MONEY_BACK, "freight": "customer"}
        self.assertTrue(self.charged(self.changed_mind, faulty, no_reason))
        rma = self.env["aftersales.rma"].search([], order="id desc", limit=1)
        rma.with_user(self.agent).reason_id = self.reason
        self.assertFalse(rma.charge_fee)

    def test_goods_without_an_order_are_judged_and_approved_as_goodwill(self):
        """No date is known: nothing is found, and that is said."""
        self.put_in_force("cn_cpl_24", "cn_cpl_25")
        goods = {"product_id": self.kettle.id, "provenance": "Bought from a dealer"}
        rma = self.new_rma(
            self.env["sale.order"].new({"partner_id": self.chinese.id}),
            partner_id=self.chinese.id,
            move=self.env["stock.move"],
            type_id=self.type_exchange.id,
            line_ids=[Command.create(goods)],
        )
        [decision] = rma.line_ids.rights_decision_ids
        self.assertFalse(decision.move_id)
        self.assertTrue(rma.rights_text)
        action = rma.line_ids.with_user(self.agent).action_check_rights()
        self.assertEqual(action["res_model"], "aftersales.rights.check")
        if rma.lacks_right:
            with self.assertRaisesRegex(UserError, "No right to"):
                self.approve(rma)
            rma.with_user(self.specialist)._approve_goodwill("A customer of many years")
        else:
            self.approve(rma)
        self.assertEqual(rma.state, "approved")

    def test_several_lines_are_decided_together(self):
        self.put_in_force("cn_cpl_24")
        move = self.sold(self.chinese, self.printer, serials=["SN-1", "SN-2"], quantity=2)
        rma = self.request(move)
        self.assertEqual(len(rma.line_ids.rights_decision_ids), 2)
        self.assertIn("SN-1: ", rma.rights_text)

    def test_portal_reads_no_decision_of_its_return(self):
        self.put_in_force("cn_cpl_24")
        rma = self.request(self.sold(self.chinese))
        portal = self.env["res.users"].create(
            {
                "name": "Li",
                "login": "li-portal",
                "partner_id": self.chinese.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        mine = rma.with_user(portal)
        self.assertEqual(mine.state, "requested")
        for name in ("rights_text", "rights_html"):
            with self.assertRaises(AccessError):
                mine.read([name])
        with self.assertRaises(AccessError):
            mine.line_ids.read(["rights_decision_ids"])
