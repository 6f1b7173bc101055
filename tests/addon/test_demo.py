"""The demo data, loaded as `--with-demo` does it, in English, within the test's transaction.

One load for the whole class: it tells five months of a trader's life and takes half a minute.
"""

import itertools

from odoo.tests import TransactionCase
from odoo.tools import mute_logger

from odoo.addons.aftersales_addon.core import catalogue as events
from odoo.addons.aftersales_addon.demo import cases, people, phrases, returns
from odoo.addons.aftersales_addon.models.rma.rma import STATES
from odoo.addons.aftersales_addon.models.ticket.ticket import CHANNELS


class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets_before = cls.env["aftersales.ticket"].search([])
        cls.orders_before = cls.env["sale.order"].search([])
        # Odoo announces at INFO which mails a gateway took.
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            cls.env["res.company"]._aftersales_load_demo()
        cls.tickets = cls.env["aftersales.ticket"].search([]) - cls.tickets_before
        cls.orders = cls.env["sale.order"].search([]) - cls.orders_before
        cls.rmas = cls.tickets.rma_ids

    def demo(self, model):
        """Return the records of a model that the demo has named."""
        named = self.env["ir.model.data"].search(
            [("module", "=", "aftersales_demo"), ("model", "=", model)]
        )
        return self.env[model].browse(named.mapped("res_id"))

    # === WHAT THERE IS === #

    def test_the_trader_is_as_large_as_promised(self):
        self.assertEqual(len(self.demo("product.product")), 12)
        customers = self.demo("res.partner").filtered(lambda partner: not partner.parent_id)
        self.assertEqual(len(customers), 30)
        self.assertEqual(len(self.orders), 60)
        self.assertEqual(len(self.tickets), 84)

    def test_every_order_is_delivered_and_most_are_invoiced(self):
        self.assertEqual(set(self.orders.mapped("state")), {"sale"})
        delivered = self.orders.filtered(
            lambda order: any(move._aftersales_is_delivery() for move in order.order_line.move_ids)
        )
        self.assertEqual(delivered, self.orders)
        invoiced = self.orders.filtered(lambda order: "posted" in order.invoice_ids.mapped("state"))
        self.assertGreater(len(invoiced), 50)
        self.assertLess(len(invoiced), 60)

    def test_serials_lots_and_plain_goods_carry_warranties(self):
        warranties = self.orders.order_line.move_ids.aftersales_warranty_ids
        tracked = set(warranties.product_id.mapped("tracking"))
        self.assertEqual(tracked, {"serial", "lot", "none"})
        self.assertTrue({"active", "expired", "returned"} <= set(warranties.mapped("state")))

    def test_every_stage_channel_category_and_priority_has_tickets(self):
        stages = self.env["aftersales.stage"].search([])
        self.assertEqual(self.tickets.stage_id, stages)
        self.assertEqual(set(self.tickets.mapped("channel")), {key for key, __ in CHANNELS})
        self.assertEqual(set(self.tickets.mapped("priority")), {"0", "1", "2", "3"})
        categories = {
            self.env.ref(f"aftersales_addon.category_{key}") for key in people.CATEGORY_TEAMS
        }
        self.assertEqual(set(self.tickets.category_id), categories)
        self.assertEqual(len(self.tickets.team_id), 3)
        reasons = set(self.tickets.mapped("cancel_reason")) - {False}
        self.assertEqual(reasons, {"spam", "duplicate", "withdrawn", "mistake"})

    def test_returns_are_in_every_state(self):
        self.assertEqual(set(self.rmas.mapped("state")), {key for key, __ in STATES})
        notes = self.rmas.sudo().refund_ids
        self.assertEqual(set(notes.mapped("state")), {"draft", "posted"})
        self.assertTrue(any(self.rmas.line_ids.mapped("replaced_quantity")))
        partly = self.rmas.line_ids.filtered(
            lambda line: line.received_quantity and line.open_receipt_quantity
        )
        self.assertTrue(partly)

    def test_customers_have_rated_from_one_to_five(self):
        ratings = self.tickets.sudo().rating_ids.filtered("consumed")
        self.assertEqual(set(ratings.mapped("rating")), {1, 2, 3, 4, 5})
        self.assertTrue(any(ratings.mapped("feedback")))

    def test_promised_times_are_met_missed_excused_paused_and_running(self):
        clocks = self.tickets.sla_clock_ids
        self.assertTrue(
            {"running", "paused", "fulfilled", "cancelled"} <= set(clocks.mapped("state"))
        )
        self.assertTrue(
            {"late", "running", "paused", "met", "missed"} <= set(self.tickets.mapped("sla_state"))
        )
        self.assertIn("promised_time", clocks.mapped("metric"))
        self.assertTrue(clocks.filtered("excused"))
        self.assertFalse(clocks.filtered("problem"))
        found = self.env["aftersales.investigation"].search([("ticket_id", "in", self.tickets.ids)])
        self.assertEqual(set(found.mapped("state")), {"open", "closed"})
        self.assertTrue(clocks.alert_ids)

    def test_something_waits_for_everybody(self):
        self.assertTrue(
            self.tickets.filtered(
                lambda t: t.priority == "3" and t.state == "new" and not t.user_id
            )
        )
        self.assertTrue(self.tickets.filtered("awaits_reply"))
        self.assertTrue(self.tickets.filtered("origin_ticket_id"))
        self.assertTrue(self.tickets.filtered("reopen_count"))
        self.assertEqual(
            set(self.tickets.activity_ids.mapped("state")), {"overdue", "today", "planned"}
        )

    def test_the_tour_finds_its_ticket(self):
        contact = self.env["res.users"].search([("login", "=", "carla.customer")]).partner_id
        ticket = self.tickets.filtered(
            lambda t: t.partner_id == contact and t.state == "in_progress"
        )
        self.assertEqual(len(ticket), 1)
        self.assertEqual(ticket.lot_id.name, "L200-262060", "the README names this serial")
        self.assertEqual(ticket.lot_id.aftersales_warranty_ids.state, "active")
        self.assertEqual(ticket.user_id.login, "sara.specialist")
        self.assertFalse(ticket.rma_ids)
        self.assertEqual(ticket.sale_order_id.invoice_status, "invoiced")

    # === HOW IT GOT THERE === #

    def test_events_are_on_record_in_the_order_they_happened(self):
        recorded = (
            self.env["aftersales.event"]
            .sudo()
            .search([("ticket", "in", self.tickets.ids)], order="ticket, id")
        )
        self.assertTrue(set(recorded.mapped("type")) <= set(events.TYPES))
        for earlier, later in itertools.pairwise(recorded):
            if earlier.ticket == later.ticket:
                self.assertLessEqual(earlier.occurred_at, later.occurred_at)

    def test_nothing_happens_in_the_future(self):
        now = self.env.cr.now()
        self.assertLessEqual(max(self.tickets.mapped("opened_at")), now)
        self.assertLessEqual(max(self.tickets.message_ids.mapped("date")), now)
        self.assertEqual(self.tickets.sorted("opened_at"), self.tickets.sorted("id"))

    def test_no_mail_is_left_to_be_sent(self):
        self.assertFalse(self.env["mail.mail"].search([("state", "=", "outgoing")]))
        self.assertEqual(set(self.env["aftersales.outbox"].search([]).mapped("state")), {"sent"})
        self.assertFalse(
            self.env["mail.notification"].search(
                [("notification_status", "in", ("ready", "process", "exception"))]
            )
        )

    def test_time_is_given_back(self):
        created = self.env["res.partner"].create({"name": "Now"}).create_date
        self.assertEqual(created, self.env.cr.now())

    def test_a_second_load_adds_nothing(self):
        self.env["res.company"]._aftersales_load_demo()
        self.assertEqual(
            self.env["aftersales.ticket"].search_count([]), 84 + len(self.tickets_before)
        )

    # === THE TABLES === #

    def test_every_text_exists_in_both_languages(self):
        for case in (*cases.CASES, *returns.RETURNS):
            for english, chinese in zip(case.en, case.zh, strict=True):
                self.assertEqual(bool(english), bool(chinese), case.en[0])
        pairs = [
            pair
            for name in dir(phrases)
            if name.isupper()
            for pair in _pairs(getattr(phrases, name))
        ]
        for english, chinese in (*pairs, *cases.FOLLOW_UPS, *people.CUSTOMERS.values()):
            self.assertEqual(bool(english), bool(chinese), english)
        addresses = [row.email for pair in people.CUSTOMERS.values() for row in pair]
        self.assertTrue(all(address.endswith(".example") for address in addresses))


def _pairs(table):
    """Return the (English, Chinese) pairs of a table of phrases, however it is nested."""
    if isinstance(table, dict):
        return [pair for rows in table.values() for pair in _pairs(rows)]
    if isinstance(table, list):
        return [pair for row in table for pair in _pairs(row)]
    if table and isinstance(table[0], tuple):
        return list(table)
    return [table] if len(table) == 2 else []
