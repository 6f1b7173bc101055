"""What a customer sees of his requests and does with them."""

from portal_common import PortalCase
from rma_common import SalesCase

from odoo import fields


class TestPortalLists(PortalCase):
    def test_list_shows_what_the_company_owns_and_nothing_else(self):
        for user in (self.owner, self.colleague):
            self.log_in(user)
            text = self.text_of(self.get("/my/tickets"))
            for expected in (self.ticket.number, "Printer does not start", "KET-001", "Received"):
                self.assertIn(expected, text)
            self.assertNotIn("Secret matter", text)

    def test_employee_sees_in_the_portal_only_what_is_his_own(self):
        self.log_in(self.supervisor)
        self.assertNotIn("Secret matter", self.get("/my/tickets", filterby="all").text)

    def test_list_is_found_by_number_subject_and_serial(self):
        second = self.new_ticket(name="Lid broken")
        self.log_in(self.owner)
        for search, found, not_found in (
            (self.ticket.number, self.ticket, second),
            ("lid", second, self.ticket),
            ("KET-001", self.ticket, second),
        ):
            text = self.text_of(self.get("/my/tickets", search=search))
            self.assertIn(found.number, text)
            self.assertNotIn(not_found.name, text)
        self.assertIn("Nothing found", self.text_of(self.get("/my/tickets", search="KET-999")))

    def test_search_goes_through_ended_requests_too(self):
        self.move(self.ticket, "resolved", "closed")
        self.log_in(self.owner)
        self.assertIn(self.ticket.number, self.get("/my/tickets", search="printer").text)

    def test_filter_tells_open_from_ended(self):
        ended = self.new_ticket(name="Long over")
        self.move(ended, "resolved", "closed")
        self.log_in(self.owner)
        self.assertNotIn("Long over", self.get("/my/tickets").text)
        self.assertIn("Long over", self.get("/my/tickets", filterby="ended").text)
        both = self.get("/my/tickets", filterby="all", sortby="reply").text
        self.assertTrue("Long over" in both and self.ticket.name in both)

    def test_unknown_parameters_do_no_harm(self):
        self.log_in(self.owner)
        for params in (
            {"filterby": "x"},
            {"sortby": "x; drop"},
            {"search": "%_'\\"},
            {"page": "x"},
        ):
            self.assertEqual(self.get("/my/tickets", **params).status_code, 200)

    def test_long_list_has_pages(self):
        for number in range(21):
            self.new_ticket(name=f"Matter {number}")
        self.log_in(self.owner)
        self.assertNotIn(self.ticket.name, self.get("/my/tickets").text)
        self.assertIn(self.ticket.name, self.get("/my/tickets/page/2").text)

    def test_home_counts_open_requests_and_units(self):
        self.log_in(self.owner)
        self.assertIn("/my/tickets", self.get("/my").text)
        counters = ["aftersales_ticket_count", "aftersales_unit_count"]
        self.assertEqual(
            self.make_jsonrpc_request("/my/counters", {"counters": counters}),
            dict.fromkeys(counters, 1),
        )

    def test_units_show_warranty_and_lead_to_the_form(self):
        self.log_in(self.colleague)
        page = self.get("/my/units")
        for expected in ("Kettle Deluxe", "KET-001", "Under warranty"):
            self.assertIn(expected, self.text_of(page))
        self.assertNotIn("KET-999", page.text)
        self.assertIn(f"/my/tickets/new?unit={self.unit.id}", page.text)


class TestPortalTicket(PortalCase):
    def page(self, ticket=None, **params):
        return self.text_of(self.get(f"/my/tickets/{(ticket or self.ticket).id}", **params))

    def act(self, action, ticket=None, **values):
        response = self.post(f"/my/tickets/{(ticket or self.ticket).id}/{action}", values)
        self.env.invalidate_all()
        return response

    def test_head_tells_the_status_in_words(self):
        self.log_in(self.owner)
        self.assertIn("Received", self.page())
        self.move(self.ticket, "waiting")
        self.assertIn("We are waiting for your answer", self.page())
        self.move(self.ticket, "resolved")
        self.assertIn("Please tell us whether it works for you", self.page())
        self.move(self.ticket, "closed")
        self.assertIn("Not solved after all? Tell us until", self.page())

    def test_every_status_has_words_for_the_customer(self):
        for state, __ in self.ticket._fields["state"]._description_selection(self.env):
            for reason, __ in self.ticket._fields["waiting_reason"]._description_selection(
                self.env
            ):
                ticket = self.env["aftersales.ticket"].new({"waiting_reason": reason})
                ticket.stage_id = self.env["aftersales.stage"].search(
                    [("meaning", "=", state)], limit=1
                )
                self.assertTrue(all(ticket._portal_status().values()))

    def test_confirming_closes_and_is_on_record(self):
        for user, token in ((self.colleague, None), (None, "link")):
            ticket = self.new_ticket()
            values = {"access_token": ticket._portal_ensure_token()} if token else {}
            self.log_in(user)
            response = self.act("solved", ticket, **values)
            self.assertEqual(response.status_code, 303)
            self.assertEqual(ticket.state, "closed")
            confirmed = self.events(ticket).filtered(lambda e: e.type == "confirmed_by_customer")
            partner = user.partner_id if user else self.customer
            self.assertEqual((confirmed.actor_model, confirmed.actor), ("res.partner", partner.id))
            self.assertEqual(confirmed.source, "portal")

    def test_second_click_on_solved_changes_nothing(self):
        self.log_in(self.owner)
        self.act("solved")
        steps = self.event_types(self.ticket)
        self.assertIn("notice=solved", self.act("solved").headers["Location"])
        self.assertEqual(self.event_types(self.ticket), steps)

    def test_what_blocks_closing_is_shown_beside_the_button(self):
        reason = "The return R00001 is still open."
        self.patch(type(self.ticket), "_blocking_reasons", lambda ticket: [reason])
        self.log_in(self.owner)
        self.assertIn(reason, self.page())
        self.assertIn("notice=blocked", self.act("solved").headers["Location"])
        self.assertEqual(self.ticket.state, "new")

    def test_not_solved_takes_it_up_again_with_the_words(self):
        self.move(self.ticket, "resolved", "closed")
        self.log_in(self.owner)
        self.act("not_solved", words="Still <b>leaking</b>")
        self.assertEqual(self.ticket.state, "in_progress")
        message = self.ticket.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertEqual(message.author_id, self.customer)
        self.assertIn("Still &lt;b&gt;leaking", message.body)
        self.assertIn("reopened", self.event_types(self.ticket))

    def test_not_solved_needs_words(self):
        self.move(self.ticket, "resolved")
        self.log_in(self.owner)
        self.assertIn("notice=empty", self.act("not_solved", words="  ").headers["Location"])
        self.assertEqual(self.ticket.state, "resolved")

    def test_reopening_ends_with_the_window(self):
        self.end_days_ago(self.ticket, 15)
        self.log_in(self.owner)
        self.assertIn("notice=blocked", self.act("not_solved", words="Hello").headers["Location"])
        self.assertEqual(self.ticket.state, "closed")
        text = self.page()
        self.assertIn("Open a follow-up", text)
        self.assertNotIn("It is solved", text)

    def test_follow_up_is_one_linked_ticket(self):
        self.end_days_ago(self.ticket, 15)
        self.log_in(self.owner)
        values = {"words": "It leaks again", "form_key": "0" * 32}
        first = self.act("follow_up", **values)
        self.assertEqual(
            self.act("follow_up", **values).headers["Location"], first.headers["Location"]
        )
        follow_up = self.ticket.follow_up_ids
        self.assertEqual(len(follow_up), 1)
        self.assertRecordValues(
            follow_up,
            [
                {
                    "partner_id": self.customer.id,
                    "lot_id": self.unit.lot_id.id,
                    "channel": "portal",
                    "team_id": self.team.id,
                    "state": "new",
                }
            ],
        )
        self.assertIn("It leaks again", follow_up.description)

    def test_follow_up_by_link_leads_to_its_page(self):
        token = self.ticket._portal_ensure_token()
        self.end_days_ago(self.ticket, 15)
        self.log_in()
        response = self.act("follow_up", words="It leaks again", access_token=token)
        self.assertEqual(self.get(response.headers["Location"]).status_code, 200)
        self.assertIn(f"/my/tickets/{self.ticket.follow_up_ids.id}?", response.headers["Location"])

    def test_staff_cannot_confirm_for_the_customer(self):
        self.log_in(self.supervisor)
        self.assertNotIn("It is solved", self.page())
        self.assertEqual(self.act("solved").status_code, 404)
        self.assertEqual(self.ticket.state, "new")

    def test_what_a_customer_posts_is_always_a_message(self):
        ticket = self.ticket
        ticket.user_id = self.agent
        self.wait_for_customer(ticket)
        self.reply(ticket, "Hello", ticket._portal_ensure_token(), message_type="notification")
        self.assertEqual(ticket.state, "in_progress")
        self.assertIn("customer_message", self.event_types(ticket))

    def test_reply_wakes_a_waiting_ticket(self):
        for user, token in ((self.owner, None), (self.colleague, None), (None, "link")):
            ticket = self.new_ticket()
            self.move(ticket, "waiting")
            token = token and ticket._portal_ensure_token()
            self.env.flush_all()
            self.log_in(user)
            self.reply(ticket, "Here is the serial", token)
            self.assertEqual(ticket.state, "in_progress")
            self.assertEqual(self.event_types(ticket)[-3:-1], ["customer_message", "stage_changed"])

    def test_unknown_sender_replies_by_his_link(self):
        ticket = self.new_ticket(partner_id=False, partner_email="new@sender.example")
        self.move(ticket, "waiting")
        token = ticket._portal_ensure_token()
        self.env.flush_all()
        self.log_in()
        self.reply(ticket, "It is me", token)
        self.assertEqual(ticket.state, "in_progress")
        message = ticket.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertFalse(message.author_id)
        self.assertIn("new@sender.example", message.email_from)

    def test_page_is_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self.env.flush_all()
        self.log_in()
        token = self.ticket._portal_ensure_token()
        response = self.get(f"/my/tickets/{self.ticket.id}", access_token=token)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/fr/my/tickets/", response.headers["Location"])
        self.assertIn('"lang": "fr_FR"', self.get(response.headers["Location"]).text)

    def test_last_update_counts_what_the_customer_sees(self):
        event = self.events(self.ticket)[0]
        self.assertEqual(self.ticket._last_public_events(), {self.ticket.id: event.occurred_at})
        self.assertLessEqual(event.occurred_at, fields.Datetime.now())


class TestPortalReturns(PortalCase, SalesCase):
    def test_return_is_shown_in_words_and_blocks_the_end(self):
        order = self.sell_and_deliver(self.printer, serials=["PRN-1"])
        rma = self.new_rma(order, lots=self.env["stock.lot"].search([("name", "=", "PRN-1")]))
        self.env.flush_all()
        self.log_in(self.owner)
        url = f"/my/tickets/{rma.ticket_id.id}"
        text = self.text_of(self.get(url))
        for expected in (
            rma.number,
            rma.type_id.name,
            "We are checking it",
            "Printer",
            "PRN-1",
            f"Your return {rma.number} is still under way",
        ):
            self.assertIn(expected, text)
        self.approve(rma)
        self.env.flush_all()
        self.assertIn("Approved: please send the goods back", self.text_of(self.get(url)))
        self.post(f"{url}/solved")
        self.env.invalidate_all()
        self.assertNotEqual(rma.ticket_id.state, "closed")

    def test_every_state_of_a_return_has_words(self):
        for state, __ in self.env["aftersales.rma"]._fields["state"].selection:
            rma = self.env["aftersales.rma"].new({"state": state})
            self.assertTrue(rma._portal_status()["label"])

    def test_return_of_another_ticket_is_not_shown(self):
        order = self.sell_and_deliver(self.kettle, partner=self.other_customer)
        rma = self.new_rma(order)
        self.env.flush_all()
        self.log_in(self.owner)
        self.assertNotIn(rma.number, self.get(f"/my/tickets/{self.ticket.id}").text)
