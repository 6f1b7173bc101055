"""The form by which a customer opens a request."""

import re

from portal_common import PortalCase

from odoo import api
from odoo.exceptions import ConcurrencyError
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000050001a5f645400000000049454e44ae426082"
)


class TestPortalForm(PortalCase):
    def setUp(self):
        super().setUp()
        self.log_in(self.owner)

    def test_form_opens_a_ticket_and_acknowledges_it(self):
        response, ticket = self.new_tickets(about=f"unit-{self.unit.id}")
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "Kettle leaks",
                    "channel": "portal",
                    "partner_id": self.customer.id,
                    "category_id": self.category.id,
                    "priority": "2",
                    "state": "new",
                    "product_id": self.deluxe.id,
                    "lot_id": self.unit.lot_id.id,
                    "company_id": self.env.company.id,
                }
            ],
        )
        self.assertTrue(ticket.team_id)
        self.assertIn("below.<br>Since", ticket.description.replace("<br/>", "<br>"))
        self.assertIn(f"/my/tickets/{ticket.id}?", response.headers["Location"])
        created = self.events(ticket)[0]
        self.assertEqual((created.type, created.source), ("ticket_created", "portal"))
        mail = self.env["aftersales.outbox"].search([("ticket_id", "=", ticket.id)])
        self.assertRecordValues(mail, [{"kind": "acknowledgement", "state": "planned"}])

    def test_page_after_sending_shows_what_was_sent(self):
        response, __ = self.new_tickets(files=[("files", ("leak.png", PNG, "image/png"))])
        page = self.url_open(response.headers["Location"])
        for expected in ("We have received your request", "Water runs out below", "leak.png"):
            self.assertIn(expected, self.text_of(page))

    def test_order_can_be_picked(self):
        __, ticket = self.new_tickets(about=f"order-{self.order.id}")
        self.assertEqual(ticket.sale_order_id, self.order)

    def test_same_form_sent_twice_makes_one_ticket(self):
        key = "a" * 32
        first, ticket = self.new_tickets(form_key=key)
        second, nothing = self.new_tickets(form_key=key, name="Changed after going back")
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual((len(ticket), len(nothing)), (1, 0))
        self.assertEqual(
            len(self.env["aftersales.outbox"].search([("ticket_id", "=", ticket.id)])), 1
        )

    def test_key_of_another_customer_leads_nowhere(self):
        key = "b" * 32
        self.new_tickets(form_key=key)
        self.log_in(self.other)
        __, ticket = self.new_tickets(form_key=key)
        self.assertEqual(ticket.partner_id, self.other_customer)

    def test_form_without_key_still_opens_a_ticket(self):
        for key in ("", "<script>", "x" * 5000):
            self.assertEqual(len(self.new_tickets(form_key=key)[1]), 1)

    def test_fields_that_are_not_of_the_form_are_ignored(self):
        closed = self.env["aftersales.stage"].search([("meaning", "=", "closed")], limit=1)
        __, ticket = self.new_tickets(
            stage_id=closed.id,
            partner_id=self.other_customer.id,
            user_id=self.agent.id,
            priority="0",
            company_id=999,
            team_id=999,
            access_token="known",
            number="X1",
            channel="phone",
            form_key_id=1,
            closed_at="2020-01-01",
            origin_ticket_id=1,
            message_follower_ids=str(self.other_customer.id),
            warranty_end="2099-01-01",
        )
        self.assertRecordValues(
            ticket,
            [
                {
                    "state": "new",
                    "partner_id": self.customer.id,
                    "user_id": False,
                    "priority": "2",
                    "channel": "portal",
                    "closed_at": False,
                    "origin_ticket_id": False,
                }
            ],
        )
        self.assertNotEqual(ticket.access_token, "known")
        self.assertNotEqual(ticket.number, "X1")
        self.assertNotIn(self.other_customer, ticket.message_partner_ids)

    @mute_logger("odoo.addons.aftersales_addon.controllers.portal_form")
    def test_what_is_not_ones_own_is_refused_with_a_sentence(self):
        hidden = self.env["aftersales.category"].create({"name": "Gone", "active": False})
        for values, sentence in (
            ({"about": f"unit-{self.other_unit.id}"}, "could not find this unit or order"),
            ({"about": f"order-{self.other_order.id}"}, "could not find this unit or order"),
            ({"about": "unit-2147483647"}, "could not find this unit or order"),
            ({"about": "unit-99999999999999"}, "could not find this unit or order"),
            ({"about": "ticket-1"}, "could not find this unit or order"),
            ({"category": hidden.id}, "Please choose what we can do for you"),
            ({"category": "1 or 1=1"}, "Please choose what we can do for you"),
        ):
            with self.subTest(values=values):
                response, ticket = self.new_tickets(**values)
                self.assertFalse(ticket)
                self.assertEqual(response.status_code, 200 if "about" in values else 422)
                self.assertIn(sentence, self.text_of(response))
                self.assertNotIn("KET-999", response.text)
                self.assertNotIn(self.other_order.name, response.text)

    def test_invalid_form_comes_back_with_what_was_typed(self):
        response, ticket = self.new_tickets(name=" ", description='Tea & "biscuits"\0')
        self.assertFalse(ticket)
        text = self.text_of(response)
        self.assertIn("Please say in a few words what it is about", text)
        self.assertIn('Tea & "biscuits"', text)
        response, ticket = self.new_tickets(name="x" * 201)
        self.assertFalse(ticket)
        self.assertIn("under 200 characters", self.text_of(response))

    def test_form_that_failed_once_can_be_sent_again(self):
        response, __ = self.new_tickets(name="")
        key = re.search(r'name="form_key" value="([0-9a-f]+)"', response.text)[1]
        self.assertEqual(len(self.new_tickets(form_key=key)[1]), 1)

    def test_empty_post_is_answered_with_the_form(self):
        response = self.post("/my/tickets/new", {})
        self.assertEqual(response.status_code, 422)

    def test_file_in_the_place_of_a_text_is_ignored(self):
        data = {key: value for key, value in self.form().items() if key != "name"}
        response = self.post("/my/tickets/new", data, {"name": ("a.txt", b"x")})
        self.assertEqual(response.status_code, 422)

    def test_attachments_become_the_tickets_own_and_stay_private(self):
        __, ticket = self.new_tickets(
            files=[
                ("files", ("leak.png", PNG, "image/png")),
                ("files", ("page.html", b"<html><script>alert(1)</script></html>", "text/html")),
            ]
        )
        files = self.env["ir.attachment"].search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )
        self.assertEqual(files, ticket._portal_attachments())
        self.assertEqual(set(files.mapped("public")), {False})
        by_name = dict(zip(files.mapped("name"), files.mapped("mimetype"), strict=True))
        self.assertEqual(by_name["leak.png"], "image/png")
        self.assertEqual([m for name, m in by_name.items() if "html" in name], ["text/plain"])
        self.log_in(self.other)
        self.assertEqual(self.get(f"/web/content/{files[0].id}").status_code, 404)

    def test_too_many_or_too_large_files_are_refused_in_words(self):
        many = [("files", (f"{number}.png", PNG, "image/png")) for number in range(11)]
        response, ticket = self.new_tickets(files=many)
        self.assertFalse(ticket)
        self.assertIn("at most 10 files", self.text_of(response))
        self.patch_limit(10)
        response, ticket = self.new_tickets(files=[("files", ("big.png", PNG, "image/png"))])
        self.assertFalse(ticket)
        self.assertIn("“big.png” is larger than", self.text_of(response))

    def patch_limit(self, size):
        from odoo.addons.aftersales_addon.controllers import portal_form

        self.patch(portal_form, "MAX_FILE_SIZE", size)

    def test_help_for_a_unit_opens_the_form_with_it(self):
        page = self.get("/my/tickets/new", unit=self.unit.id).text
        self.assertRegex(page, f'<option[^>]*value="unit-{self.unit.id}"[^>]*selected')
        self.assertIn("Kettle Deluxe · KET-001", page)
        self.assertNotIn("KET-999", page)

    @mute_logger("odoo.addons.aftersales_addon.controllers.portal_form")
    def test_unit_of_somebody_else_is_not_chosen(self):
        page = self.get("/my/tickets/new", unit=self.other_unit.id)
        self.assertIn("could not find this unit", self.text_of(page))
        self.assertNotIn("KET-999", page.text)

    def test_customer_who_owns_nothing_can_ask_as_well(self):
        self.log_in(self.new_portal_user("sam", self.stranger))
        self.assertEqual(self.get("/my/tickets/new").status_code, 200)
        self.assertEqual(len(self.new_tickets()[1]), 1)


class TestFormRace(TransactionCase):
    def test_second_of_two_simultaneous_submissions_waits_for_the_first(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            values = {"name": "Sent twice at once", "partner_email": "race@sender.example"}
            tickets = [
                api.Environment(cr, api.SUPERUSER_ID, {})["aftersales.ticket"]
                for cr in (first, second)
            ]
            self.assertTrue(tickets[0]._open_once("race", values))
            with self.assertRaises(ConcurrencyError):  # which makes Odoo try again
                tickets[1]._open_once("race", values)
            first.rollback()
            second.rollback()
