"""The list of a customer's returns in the portal."""

from portal_common import PortalCase
from rma_common import SalesCase

from odoo.fields import Command


class TestPortalReturns(PortalCase, SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sell_and_deliver(cls.printer, serials=["PRN-7"])
        cls.lot = cls.env["stock.lot"].search([("name", "=", "PRN-7")])
        cls.rma = cls.new_rma(cls.order, lots=cls.lot)
        cls.ended = cls.new_rma(cls.sell_and_deliver(cls.kettle, 2), 2)
        cls.ended.with_user(cls.agent).action_cancel()
        cls.foreign = cls.new_rma(cls.sell_and_deliver(cls.kettle, partner=cls.other_customer))
        cls.env.flush_all()

    def listed(self, user=None, **params):
        """Return what one reads on the list."""
        self.env.flush_all()
        self.log_in(user or self.owner)
        response = self.get("/my/returns", **params)
        self.assertEqual(response.status_code, 200)
        return self.text_of(response)

    def test_list_says_which_goods_and_where_they_stand(self):
        text = self.listed()
        for expected in (
            self.rma.number,
            self.rma.ticket_id.number,
            "1 × Printer · PRN-7",
            "2 × Kettle",
            "We are checking it",
            "Cancelled",
        ):
            self.assertIn(expected, text)
        self.approve(self.rma)
        self.assertIn("Approved: please send the goods back", self.listed())

    def test_colleague_sees_the_same_and_other_customers_do_not(self):
        self.assertIn(self.rma.number, self.listed(self.colleague))
        text = self.listed(self.other)
        self.assertNotIn(self.rma.number, text)
        self.assertIn(self.foreign.number, text)
        self.assertNotIn(self.foreign.number, self.listed())

    def test_employee_who_is_a_customer_sees_the_own_ones_only(self):
        self.assertNotIn(self.rma.number, self.listed(self.administrator_with_password()))

    def administrator_with_password(self):
        self.administrator.sudo().password = self.administrator.login
        return self.administrator

    def test_row_leads_to_the_return_on_the_page_of_its_request(self):
        self.log_in(self.owner)
        page = self.get("/my/returns").text
        url = f"/my/tickets/{self.rma.ticket_id.id}"
        self.assertIn(f'href="{url}#return-{self.rma.id}"', page)
        self.assertIn(f'id="return-{self.rma.id}"', self.get(url).text)

    def test_filters_and_search_find_what_they_name(self):
        cases = [
            ({"filterby": "open"}, True, False),
            ({"filterby": "ended"}, False, True),
            ({"search": self.rma.number}, True, False),
            ({"search": "prn-7"}, True, False),
            ({"search": "Kettle"}, False, True),
            ({"search": self.ended.ticket_id.number}, False, True),
            ({"search": "\0", "filterby": "no-such", "sortby": "no-such"}, True, True),
        ]
        for params, first, second in cases:
            with self.subTest(**params):
                text = self.listed(**params)
                self.assertEqual(self.rma.number in text, first)
                self.assertEqual(self.ended.number in text, second)

    def test_search_finds_nothing_of_another_customer(self):
        for words in (self.foreign.number, self.foreign.ticket_id.number):
            text = self.listed(search=words)
            self.assertIn("Nothing found for", text)
            self.assertNotIn("Kettle", text)

    def test_list_is_sorted_and_paged(self):
        values = {
            "partner_id": self.customer.id,
            "type_id": self.type_refund.id,
            "reason_id": self.reason.id,
            "ticket_id": self.ticket.id,
        }
        move = self.delivered(self.sell_and_deliver(self.kettle, 30))
        rmas = self.env["aftersales.rma"].create(
            [
                {**values, "line_ids": [Command.create({"move_id": move.id, "quantity": 1})]}
                for __ in range(20)
            ]
        )
        first = self.listed()
        self.assertLess(first.index(rmas[-1].number), first.index(rmas[0].number))
        self.assertNotIn(self.rma.number, first)
        self.assertIn(self.rma.number, self.text_of(self.get("/my/returns/page/2")))
        self.assertIn(self.rma.number, self.listed(sortby="oldest"))

    def test_empty_list_says_what_to_do(self):
        self.foreign.with_user(self.agent).action_cancel()
        self.assertIn("There are no returns here", self.listed(self.other, filterby="open"))
        nobody = self.new_portal_user("sam", self.stranger)
        self.log_in(nobody)
        page = self.get("/my/returns")
        self.assertIn("You have not sent anything back", self.text_of(page))
        self.assertIn("/my/tickets/new", page.text)

    def test_home_counts_what_is_under_way(self):
        self.log_in(self.owner)
        self.assertIn("/my/returns", self.get("/my/home").text)
        for counter, expected in (("aftersales_return_count", 1), ("aftersales_unit_count", 3)):
            counts = self.make_jsonrpc_request("/my/counters", {"counters": [counter]})
            self.assertEqual(counts[counter], expected)

    def test_public_has_to_log_in(self):
        self.log_in()
        self.assertIn("/web/login", self.get("/my/returns").headers["Location"])
