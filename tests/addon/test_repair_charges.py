"""Who pays for a repair: the warranty line by line, the customer's answer, a specialist's word."""

import re

from dateutil.relativedelta import relativedelta
from repair_common import RepairCase

from odoo import fields, http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user

SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class TestRepairCharges(RepairCase):
    def test_covered_parts_and_labour_cost_nothing_and_say_why(self):
        repair, __ = self.new_repair()
        part = self.put_in(repair, self.board, 2)
        self.assertEqual(part.aftersales_charge, "covered")
        self.assertRegex(part.aftersales_charge_reason, "Covered by the warranty until")
        order = self.quote(repair, send=False, labour_id=self.labour.id, labour_quantity=1.5)
        self.assertEqual(order.amount_total, 0)
        self.assertEqual(order.order_line.mapped("price_unit"), [0, 0])
        self.assertEqual(order.order_line.mapped("aftersales_charge"), ["covered", "covered"])
        self.assertTrue(repair.under_warranty)
        self.start(repair)

    def test_what_is_not_covered_is_charged_to_the_cent(self):
        repair, __ = self.new_repair(expired=True)
        part = self.put_in(repair, self.board, 2)
        self.assertEqual(part.aftersales_charge, "charged")
        self.assertRegex(part.aftersales_charge_reason, "The warranty ended on")
        order = self.quote(repair, labour_id=self.labour.id, labour_quantity=1.5)
        self.assertEqual(order.amount_total, 250.80)  # 2 x 80.40 + 1.5 x 60
        self.assertFalse(repair.under_warranty)
        order.action_confirm()
        self.mend(repair)
        order.order_line.filtered(lambda line: line.product_id == self.labour).qty_delivered = 1.5
        invoice = self.invoice(order)
        self.assertEqual((invoice.amount_total, invoice.state), (250.80, "posted"))

    def test_some_covered_some_not(self):
        repair, __ = self.new_repair()
        part, broken = self.put_in(repair, self.board), self.put_in(repair, self.cover_part, 2)
        self.override(repair, "charge", parts=broken, reason="Dropped by the customer")
        order = self.quote(repair)
        self.assertEqual(order.amount_total, 39.98)
        self.assertFalse(repair.under_warranty)
        lines = {line.product_id: line for line in order.order_line}
        self.assertEqual(lines[self.board].aftersales_charge, "covered")
        self.assertEqual(lines[self.cover_part].aftersales_charge_reason, "Dropped by the customer")
        self.assertRegex(repair.with_user(self.technician).aftersales_start_blocker, "not accepted")
        self.assertEqual(part.aftersales_charge, "covered")

    def test_a_covered_line_stays_free_when_its_quantity_changes(self):
        repair, __ = self.new_repair()
        part = self.put_in(repair, self.board)
        order = self.quote(repair, send=False)
        part.with_user(self.technician).product_uom_qty = 3
        self.assertEqual((order.order_line.product_uom_qty, order.amount_total), (3, 0))
        order.action_update_prices()
        self.assertEqual(order.amount_total, 0)
        with self.assertRaisesRegex(ValidationError, "costs the customer nothing"):
            order.order_line.price_unit = 50

    def test_taxes_and_discounts_of_the_price_list_hold(self):
        tax = self.env["account.tax"].create({"name": "20 %", "amount": 20, "type_tax_use": "sale"})
        self.board.taxes_id = tax
        repair, __ = self.new_repair(expired=True)
        self.put_in(repair, self.board)
        order = self.quote(repair)
        self.assertEqual((order.amount_untaxed, order.amount_total), (80.40, 96.48))

    def test_the_day_of_the_claim_decides_not_that_of_the_repair(self):
        repair, rma = self.new_repair()
        self.expire(rma.order_ids)
        self.assertEqual(self.put_in(repair, self.board).aftersales_charge, "charged")
        order = self.sold_printer("SN-2")
        later = self.received(order, lots=self.delivered(order).lot_ids)
        self.warranty(order)._transition().received_on = later.create_date.date() - relativedelta(
            months=24
        )
        self.assertEqual(self.put_in(self.repair(later), self.board).aftersales_charge, "covered")

    def warranty(self, order):
        return self.env["aftersales.warranty"].search([("sale_order_id", "=", order.id)])

    def cover(self, order, **values):
        """Let the warranty of the order cover one more thing."""
        return (
            self.env["aftersales.warranty.coverage"]
            ._transition()
            .create(
                {
                    "warranty_id": self.warranty(order).id,
                    "months": 36,
                    "start_event": "receipt",
                    "source": "product",
                    **values,
                }
            )
        )

    def test_each_cover_pays_for_what_it_names(self):
        order = self.sold_printer()
        warranty = self.warranty(order)
        warranty._transition().received_on = fields.Date.today() - relativedelta(months=30)
        self.board.aftersales_part_class = "electronics"
        self.cover(order, kind="part", part_class="electronics")
        repair = self.repair(self.received(order, lots=self.delivered(order).lot_ids))
        board, cover = self.put_in(repair, self.board), self.put_in(repair, self.cover_part)
        self.assertEqual((board.aftersales_charge, cover.aftersales_charge), ("covered", "charged"))
        sale = self.quote(repair, send=False, labour_id=self.labour.id, visit_id=self.visit.id)
        self.assertEqual(sale.amount_total, 124.99)  # the cover 19.99, labour 60, visit 45
        self.cover(order, kind="labour")
        repair._aftersales_judge()
        self.assertEqual(sale.amount_total, 64.99)
        self.cover(order, kind="on_site")
        repair._aftersales_judge()
        self.assertEqual(sale.amount_total, 19.99)

    def test_a_cover_of_the_unit_pays_no_visit(self):
        repair, __ = self.new_repair()
        self.put_in(repair, self.board)
        sale = self.quote(repair, send=False, labour_id=self.labour.id, visit_id=self.visit.id)
        self.assertEqual(sale.amount_total, 45)
        line = sale.order_line.filtered(lambda line: line.product_id == self.visit)
        self.assertRegex(line.aftersales_charge_reason, "does not cover visits")

    def test_a_void_warranty_pays_nothing_and_says_why(self):
        repair, _rma = self.new_repair()
        warranty = repair.aftersales_warranty_id
        warranty._transition().write(
            {"voided_on": fields.Date.today(), "void_reason": "Opened by somebody else"}
        )
        part = self.put_in(repair, self.board)
        self.assertEqual(part.aftersales_charge, "charged")
        self.assertRegex(part.aftersales_charge_reason, "Opened by somebody else")

    # === OVERRIDE ===

    def override(self, repair, decision, parts=None, services=None, user=None, reason="Goodwill"):
        wizard = self.ask(repair, "override", user, decision=decision, reason=reason)
        wizard.part_ids = parts if parts is not None else wizard.part_ids
        wizard.service_ids = services if services is not None else wizard.service_ids
        wizard.action_override()

    def test_a_specialist_gives_a_part_free_for_a_reason_on_record(self):
        repair, rma = self.new_repair(expired=True)
        part = self.put_in(repair, self.board)
        order = self.quote(repair, labour_id=self.labour.id)
        self.override(repair, "free")
        self.assertEqual((part.aftersales_charge, order.amount_total), ("goodwill", 0))
        event = self.events(rma.ticket_id)[-1]
        self.assertEqual((event.type, event.actor), ("override", self.specialist.id))
        facts = event._facts()
        self.assertEqual((facts["rule"], facts["decision"]), ("repair_charge", "free"))
        self.assertEqual(facts["reason"], "Goodwill")
        self.override(repair, "warranty")
        self.assertEqual((part.aftersales_charge, order.amount_total), ("charged", 140.40))

    def test_nobody_else_decides_otherwise(self):
        repair, __ = self.new_repair(expired=True)
        self.put_in(repair, self.board)
        for user in (self.agent, self.technician, self.auditor):
            with self.subTest(user.login), self.assertRaises(UserError):
                repair.with_user(user)._aftersales_override(
                    "free", "x", repair.move_ids, self.env["sale.order.line"]
                )
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.ask(repair, "override", user, reason="x")
        with self.assert_refused("Enter the reason"):
            self.override(repair, "free", reason=" ")

    def test_parts_of_another_repair_are_not_decided_with_it(self):
        repair, __ = self.new_repair(expired=True)
        other, __ = self.new_repair("SN-2", expired=True)
        foreign = self.put_in(other, self.board)
        self.override(repair, "free", parts=foreign)
        self.assertEqual(foreign.aftersales_charge, "charged")

    # === WAITING FOR THE CUSTOMER ===

    def test_work_on_what_is_charged_waits_for_the_customer(self):
        repair, rma = self.new_repair(expired=True)
        self.put_in(repair, self.board)
        for user in (self.technician, self.specialist):
            with self.assert_refused("send the customer a quotation first"):
                self.start(repair, user)
        with self.assert_refused("quotation first"):
            repair.with_user(self.technician).action_repair_start()
        order = self.quote(repair)
        with self.assert_refused("not accepted quotation"):
            self.start(repair)
        self.assertEqual(order.state, "sent")
        order.action_confirm()
        self.assertEqual(repair.state, "confirmed")
        self.start(repair)
        self.assertEqual(
            self.event_types(rma.ticket_id)[-3:],
            ["quotation_sent", "quotation_accepted", "repair_started"],
        )

    def test_a_part_added_after_the_agreement_waits_again(self):
        repair, rma = self.new_repair(expired=True)
        self.put_in(repair, self.board)
        self.quote(repair).action_confirm()
        self.start(repair)
        late = self.put_in(repair, self.cover_part)
        with self.assert_refused("added after the customer agreed"):
            self.finish(repair)
        self.override(repair, "accepted", parts=late, reason="Agreed on the phone")
        self.finish(repair)
        self.assertEqual(repair.sale_order_id.amount_total, 100.39)
        self.assertIn("override", self.event_types(rma.ticket_id))

    def test_more_of_an_accepted_part_waits_again(self):
        repair, __ = self.new_repair(expired=True)
        part = self.put_in(repair, self.board)
        self.quote(repair).action_confirm()
        part.with_user(self.technician).product_uom_qty = 2
        with self.assert_refused("added after"):
            self.start(repair)

    def test_an_agreement_by_phone_accepts_the_quotation(self):
        repair, __ = self.new_repair(expired=True)
        self.put_in(repair, self.board)
        order = self.quote(repair)
        self.override(repair, "accepted", reason="Ann said yes on the phone")
        self.assertEqual(order.state, "sale")
        self.start(repair)

    def test_the_quotation_goes_out_as_a_mail_of_the_ticket(self):
        repair, rma = self.new_repair(expired=True)
        self.put_in(repair, self.board)
        order = self.quote(repair, user=self.technician)
        mail = self.env["aftersales.outbox"].search(
            [("ticket_id", "=", rma.ticket_id.id), ("kind", "=", "quotation")]
        )
        self.assertEqual((len(mail), mail.recipient_email), (1, "ann@bright.example"))
        self.assertIn(order.name, mail.body_html)
        self.assertIn(f"/my/orders/{order.id}?access_token={order.access_token}", mail.body_html)
        self.assertRegex(mail.body_html, r"80\.40")

    def test_without_an_address_no_quotation_is_sent(self):
        repair, rma = self.new_repair(expired=True)
        self.put_in(repair, self.board)
        self.customer.email = rma.ticket_id.partner_email = False
        repair.invalidate_recordset()
        self.assertRegex(repair.with_user(self.specialist).aftersales_quote_blocker, "e-mail")

    def test_a_salesman_cancelling_a_draft_declines_nothing(self):
        repair, rma = self.new_repair(expired=True)
        self.put_in(repair, self.board)
        self.quote(repair, send=False)._action_cancel()
        self.assertNotIn("quotation_declined", self.event_types(rma.ticket_id))
        self.assertEqual(repair.state, "draft")
        order = self.quote(repair)
        self.assertEqual((order.state, order.amount_total), ("sent", 80.40))

    def test_order_of_other_goods_is_left_alone(self):
        order = self.sell_and_deliver(self.kettle)
        self.assertFalse(order.order_line.aftersales_charge)
        order._action_cancel()


class TestRepairAnswer(HttpCase, RepairCase):
    """The customer answers in Odoo's own portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(
            cls.env, "portal_ann", groups="base.group_portal", partner_id=cls.customer.id
        )
        cls.other = new_test_user(cls.env, "portal_otto", groups="base.group_portal")

    def setUp(self):
        super().setUp()
        self.repair_order, self.rma = self.new_repair(expired=True)
        self.part = self.put_in(self.repair_order, self.board)
        self.order = self.quote(self.repair_order)
        self.env.flush_all()

    def answer(self, how, user=None, token=None, **data):
        self.authenticate(user and user.login, user and user.login)
        url = f"/my/orders/{self.order.id}/{how}"
        if how == "accept":
            result = self.make_jsonrpc_request(
                url, {"name": "Ann Bright", "signature": SIGNATURE, "access_token": token}
            )
        else:
            result = self.url_open(
                url,
                data={
                    "csrf_token": http.Request.csrf_token(self),
                    "access_token": token or "",
                    "decline_message": "Too dear",
                },
                allow_redirects=False,
            )
        self.env.invalidate_all()
        return result

    def test_accepted_in_the_portal_the_repair_may_start(self):
        self.answer("accept", self.owner)
        self.assertEqual((self.order.state, self.repair_order.state), ("sale", "confirmed"))
        self.assertTrue(self.part.aftersales_accepted)
        event = self.events(self.rma.ticket_id)[-1]
        self.assertEqual(event.type, "quotation_accepted")
        self.assertEqual((event.actor_model, event.actor), ("res.users", self.owner.id))
        self.mend(self.repair_order)
        self.assertEqual(self.rma.line_ids.repaired_quantity, 1)

    def test_accepted_by_the_link_of_the_mail_it_is_the_customers_answer(self):
        self.answer("accept", token=self.order.access_token)
        event = self.events(self.rma.ticket_id)[-1]
        self.assertEqual(event.type, "quotation_accepted")
        self.assertEqual((event.actor_model, event.actor), ("res.partner", self.customer.id))

    def test_declined_in_the_portal_the_unit_goes_back_as_it_is(self):
        self.answer("decline", self.owner)
        self.assertEqual((self.order.state, self.repair_order.state), ("cancel", "cancel"))
        self.assertEqual(self.rma.line_ids.outcome, "return")
        types = self.event_types(self.rma.ticket_id)
        self.assertIn("quotation_declined", types)
        self.rma.with_user(self.specialist).action_give_back()
        self.validate(self.rma.line_ids.move_ids.picking_id.filtered(lambda p: p.state != "done"))
        self.assertEqual(self.rma.state, "done")

    def test_declined_the_covered_part_is_still_repaired(self):
        covered = self.put_in(self.repair_order, self.cover_part)
        self.repair_order.with_user(self.specialist)._aftersales_override(
            "free", "Known fault", covered, self.env["sale.order.line"]
        )
        self.env.flush_all()
        self.answer("decline", self.owner)
        self.assertEqual((self.part.state, covered.state), ("cancel", "draft"))
        self.assertEqual(self.rma.line_ids.outcome, "repair")
        self.mend(self.repair_order)
        self.assertEqual(self.rma.line_ids.repaired_quantity, 1)

    def test_somebody_elses_answer_counts_for_nothing(self):
        for how in ("accept", "decline"):
            for token in (None, "wrong"):
                self.answer(how, self.other, token)
                self.assertEqual(self.order.state, "sent")

    def test_the_page_says_what_is_free_and_why(self):
        covered = self.put_in(self.repair_order, self.cover_part)
        self.repair_order.with_user(self.specialist)._aftersales_override(
            "free", "A known fault of the maker", covered, self.env["sale.order.line"]
        )
        self.env.flush_all()
        self.authenticate(self.owner.login, self.owner.login)
        page = self.url_open(f"/my/orders/{self.order.id}").text
        self.assertIn("A known fault of the maker", re.sub(r"\s+", " ", page))
