"""What a customer owns in the portal, and how a unit is registered there."""

from datetime import timedelta

from portal_common import PortalCase
from warranty_common import CoverageCase

from odoo import fields
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

NEUTRAL = "We could not register this serial number automatically"


class TestPortalUnits(PortalCase, CoverageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.promise(
            cls.printer,
            {"kind": "unit", "months": 12, "start_event": "registration"},
            {"kind": "labour", "months": 6},
        )
        cls.new = cls.sold(cls.printer, serials=["PRN-1"])
        # it left us ten days ago
        cls.new.move_id.date = fields.Datetime.now() - timedelta(days=10)
        cls.foreign = cls.sold(cls.printer, serials=["PRN-9"], partner=cls.other_customer)
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.log_in(self.owner)

    def register(self, serial, day=None):
        self.env.flush_all()
        data = {"serial": serial, "day": (day or self.today).isoformat()}
        response = self.post("/my/units/register", data)
        self.env.invalidate_all()
        return response

    def days_ago(self, days):
        return self.today - timedelta(days=days)

    # === LIST === #

    def test_list_says_what_is_covered_until_when(self):
        text = self.text_of(self.get("/my/units"))
        for expected in (
            "PRN-1",
            "The whole unit: starts when you register the unit",
            "Labour: until",
        ):
            self.assertIn(expected, text)
        self.assertNotIn("PRN-9", text)

    def test_unit_that_waits_for_it_leads_to_its_registration(self):
        url = f"/my/units/register?unit={self.new.id}"
        self.assertIn(url, self.get("/my/units").text)
        self.assertIn('value="PRN-1"', self.get(url).text)
        foreign = self.get(f"/my/units/register?unit={self.foreign.id}")
        self.assertEqual(foreign.status_code, 200)
        self.assertNotIn("PRN-9", foreign.text)

    # === REGISTRATION === #

    def test_registration_starts_the_warranty(self):
        response = self.register("PRN-1", self.days_ago(3))
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.new.registered_on, self.days_ago(3))
        cover = self.new.coverage_ids.filtered(lambda c: c.kind == "unit")
        self.assertEqual(cover.start_date, self.days_ago(3))
        [facts] = self.facts(self.new, "warranty_started")
        self.assertEqual((facts["event"], facts["by"]), ("registration", "customer"))
        event = self.env["aftersales.event"].search(
            [("model", "=", self.new._name), ("record", "=", self.new.id)], order="id desc", limit=1
        )
        self.assertEqual((event.actor, event.source), (self.owner.id, "portal"))
        page = self.text_of(self.url_open(response.headers["Location"]))
        self.assertIn("Your unit is registered", page)
        self.assertNotIn("starts when you register", page)

    def test_colleague_may_register_what_the_company_owns(self):
        self.log_in(self.colleague)
        self.register("PRN-1")
        self.assertEqual(self.new.registered_on, self.today)

    def test_registered_twice_the_first_day_stays(self):
        self.register("PRN-1", self.days_ago(3))
        response = self.register("PRN-1")
        self.assertIn(
            "registered already", self.text_of(self.url_open(response.headers["Location"]))
        )
        self.assertEqual(self.new.registered_on, self.days_ago(3))
        self.assertEqual(len(self.facts(self.new, "warranty_started")), 1)

    def test_day_to_come_is_refused_whoever_owns_the_unit(self):
        answers = set()
        for serial in ("PRN-1", "PRN-9", "NO-SUCH"):
            response = self.register(serial, self.days_ago(-2))
            self.assertEqual(response.status_code, 422)
            self.assertIn("not in the future", self.text_of(response))
            answers.add(self.anonymous(response, serial))
        self.assertEqual(len(answers), 1)
        self.assertFalse((self.new | self.foreign).filtered("registered_on"))

    def test_day_before_the_sale_is_refused(self):
        response = self.register("PRN-1", self.days_ago(11))
        self.assertEqual(response.status_code, 422)
        self.assertIn("cannot have been before that", self.text_of(response))
        self.assertFalse(self.new.registered_on)

    @mute_logger("odoo.addons.aftersales_addon.controllers.portal_units")
    def test_unknown_serial_and_anothers_get_the_very_same_answer(self):
        stock = self.new_serials(self.printer, "PRN-5")
        answers = set()
        for serial in ("PRN-9", "NO-SUCH", stock.name, self.other_unit.lot_id.name):
            for day in (self.today, self.days_ago(400)):
                response = self.register(serial, day)
                self.assertEqual(response.status_code, 200)
                self.assertIn(NEUTRAL, self.text_of(response))
                if day == self.today:
                    answers.add(self.anonymous(response, serial))
        self.assertEqual(len(answers), 1)
        self.assertFalse(self.foreign.registered_on)

    def anonymous(self, response, serial):
        """Return the whole page without the serial and what every page has of its own."""
        text = response.text.replace(serial, "SERIAL")
        for name in ("csrf_token", "form_key"):
            for quote in ('"', "'"):
                head, *parts = text.split(f"{name}{quote}")
                text = head + "".join(part.partition(">")[2] for part in parts)
        return self.without_token(text)

    def without_token(self, text):
        head, __, tail = text.partition("csrf_token:")
        return head + tail.partition(",")[2] if tail else text

    @mute_logger("odoo.addons.aftersales_addon.controllers.portal_units")
    def test_what_people_have_to_decide_becomes_a_request_when_it_is_sent(self):
        before = self.env["aftersales.ticket"].search_count([])
        page = self.register("PRN-9")
        self.assertEqual(self.env["aftersales.ticket"].search_count([]), before)
        self.assertIn('action="/my/tickets/new"', page.text)
        self.assertIn("Please register my unit PRN-9", page.text)
        __, ticket = self.new_tickets(name="Please register my unit PRN-9")
        self.assertRecordValues(
            ticket, [{"lot_id": False, "product_id": False, "partner_id": self.customer.id}]
        )

    def test_void_or_returned_unit_is_a_matter_of_people(self):
        self.new.with_user(self.leader)._void("Opened")
        with mute_logger("odoo.addons.aftersales_addon.controllers.portal_units"):
            self.assertIn(NEUTRAL, self.text_of(self.register("PRN-1")))
        self.assertFalse(self.new.registered_on)

    def test_bad_input_is_refused_with_a_sentence(self):
        for data in (
            {"serial": "", "day": self.today.isoformat()},
            {"serial": "x" * 101, "day": self.today.isoformat()},
            {"serial": "PRN-1", "day": ""},
            {"serial": "PRN-1", "day": "yesterday"},
            {"serial": "PRN-1\0%", "day": "0000-00-00"},
            {},
        ):
            with self.subTest(**data):
                response = self.post("/my/units/register", data)
                self.assertEqual(response.status_code, 422)
                self.assertIn("Please look at what is marked", self.text_of(response))
        self.env.invalidate_all()
        self.assertFalse(self.new.registered_on)

    @mute_logger("odoo.addons.aftersales_addon.controllers.portal_units")
    def test_wildcards_find_nothing(self):
        for serial in ("%", "PRN-_", "PRN%"):
            self.assertIn(NEUTRAL, self.text_of(self.register(serial)))
        self.assertFalse(self.new.registered_on)

    def test_public_has_to_log_in(self):
        self.log_in()
        for url in ("/my/units", "/my/units/register"):
            self.assertIn("/web/login", self.get(url).headers["Location"])
        with mute_logger("odoo.http"):
            self.assertNotEqual(self.register("PRN-1").status_code, 200)
        self.assertFalse(self.new.registered_on)

    def test_registration_is_not_reached_by_rpc(self):
        self.log_in(self.owner)
        params = {"model": self.new._name, "method": "_register_unit", "kwargs": {}}
        params["args"] = [self.new.ids, self.today.isoformat()]
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request("/web/dataset/call_kw", params)
        self.env.invalidate_all()
        self.assertFalse(self.new.registered_on)
