"""A clerk takes a call: who it is, what it is about, done."""

from rma_common import SalesCase

from odoo.exceptions import UserError
from odoo.tests import Form


class TestDesk(SalesCase):
    def desk(self, query=None):
        form = Form(self.env["aftersales.ticket.desk"].with_user(self.agent))
        if query:
            form.query = query
        return form

    def test_caller_is_found_by_phone_however_it_is_written(self):
        for query in ("020 7946 0123", "+44 (20) 7946-0123", "79460123"):
            with self.subTest(query):
                self.assertEqual(self.desk(query).partner_id, self.customer)

    def test_caller_is_found_by_mail_address_and_name(self):
        for query in ("ann@bright.example", "Ann Bright"):
            with self.subTest(query):
                self.assertEqual(self.desk(query).partner_id, self.customer)

    def test_caller_is_found_by_serial_number_with_the_unit(self):
        order = self.sell_and_deliver(self.printer, serials=["SN-DESK-1"])
        form = self.desk("sn-desk-1")
        self.assertEqual(form.partner_id, order.partner_id)
        self.assertEqual(form.warranty_id.lot_id.name, "SN-DESK-1")
        form.name = "Prints blank pages"
        ticket = self.env["aftersales.ticket"].browse(form.save().action_create()["res_id"])
        self.assertRecordValues(
            ticket,
            [
                {
                    "lot_id": form.warranty_id.lot_id.id,
                    "product_id": self.printer.id,
                    "sale_order_id": order.id,
                }
            ],
        )

    def test_caller_is_found_by_order_number_with_the_order(self):
        order = self.sell_and_deliver(self.kettle)
        form = self.desk(order.name)
        self.assertEqual((form.partner_id, form.sale_order_id), (order.partner_id, order))

    def test_several_matches_are_left_to_the_clerk(self):
        self.customer.copy({"name": "Ann Bright"})
        form = self.desk("Ann Bright")
        self.assertFalse(form.partner_id)
        self.assertIn("2 customers found", form.found_text)

    def test_nobody_found_says_what_to_do(self):
        self.assertIn("fill in the name", self.desk("no such caller").found_text)

    def test_wildcards_of_sql_find_nobody(self):
        self.assertFalse(self.desk("%%%%").partner_id)

    def test_open_matters_of_the_company_are_shown(self):
        mine = self.new_ticket()
        theirs = self.new_ticket(partner_id=self.stranger.id)
        form = self.desk("ann@bright.example")
        shown = form.open_ticket_ids[:]
        self.assertIn(mine.id, shown.ids)
        self.assertNotIn(theirs.id, shown.ids)

    def test_ticket_is_saved_with_what_was_said(self):
        form = self.desk("ann@bright.example")
        form.name = "Printer is on fire"
        form.category_id = self.env.ref("aftersales_addon.category_fault")
        action = form.save().action_create()
        ticket = self.env["aftersales.ticket"].browse(action["res_id"])
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "Printer is on fire",
                    "partner_id": self.customer.id,
                    "channel": "phone",
                    "priority": "2",
                    "state": "new",
                    "create_uid": self.agent.id,
                }
            ],
        )

    def test_call_that_was_taken_is_a_contact_with_the_customer(self):
        """Who was spoken to is owed no first response any more; who wrote is."""
        for channel, state in (
            ("phone", "fulfilled"),
            ("walk_in", "fulfilled"),
            ("social", "running"),
        ):
            with self.subTest(channel):
                form = self.desk("ann@bright.example")
                form.name, form.channel = "Printer is on fire", channel
                ticket = self.env["aftersales.ticket"].browse(form.save().action_create()["res_id"])
                clock = ticket.sudo().sla_clock_ids.filtered(lambda c: c.metric == "first_response")
                self.assertEqual(clock.state, state)
                spoken = state == "fulfilled"
                self.assertEqual(self.event_types(ticket).count("call_logged"), int(spoken))
                self.assertEqual(bool(ticket.first_reply_at), spoken)

    def test_unknown_caller_is_taken_down_by_number(self):
        form = self.desk()
        form.name, form.partner_name, form.partner_phone = "Help", "Nora", "0171 234567"
        ticket = self.env["aftersales.ticket"].browse(form.save().action_create()["res_id"])
        self.assertRecordValues(
            ticket,
            [
                {
                    "partner_id": False,
                    "partner_name": "Nora",
                    "partner_phone": "0171 234567",
                }
            ],
        )

    def test_empty_form_says_what_is_missing(self):
        desk = self.desk().save()
        with self.assertRaisesRegex(UserError, "what the call is about"):
            desk.action_create()
        desk.name = "Help"
        with self.assertRaisesRegex(UserError, "call back"):
            desk.action_create()

    def test_next_call_starts_with_an_empty_form(self):
        form = self.desk("ann@bright.example")
        form.name = "Help"
        action = form.save().action_create_and_next()
        self.assertEqual(action["res_model"], "aftersales.ticket.desk")
        self.assertFalse(action.get("res_id"))
