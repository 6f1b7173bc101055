"""A unit is lent, not sold: it comes back before the matter ends, and is out once at a time."""

from datetime import timedelta

from rma_common import SalesCase

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

TAKE_BACK = "aftersales_addon.mail_activity_type_loaner"


class LoanerCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lent = cls.new_serials(cls.printer, "LENT-1")
        cls.ticket = cls.new_ticket(cls.agent)

    def plan(self, user=None, **values):
        return (
            self.env["aftersales.loaner"]
            .with_user(user or self.specialist)
            .create(
                {
                    "ticket_id": self.ticket.id,
                    "product_id": self.printer.id,
                    "lot_id": self.lent.id,
                    **values,
                }
            )
        )

    def transfer(self, loaner):
        pickings = loaner.sudo().move_ids.picking_id
        return pickings.filtered(lambda p: p.state not in ("done", "cancel"))

    def hand_out(self, loaner):
        loaner.action_hand_out()
        self.validate(self.transfer(loaner))
        return loaner

    def take_back(self, loaner):
        loaner.action_take_back()
        self.validate(self.transfer(loaner))


class TestLoaner(LoanerCase):
    def test_out_and_back_with_the_very_unit_on_record(self):
        loaner = self.plan(condition_out="Scratch on the lid")
        self.assertEqual((loaner.state, loaner.partner_id), ("draft", self.customer))
        loaner.action_hand_out()
        self.assertEqual(loaner.state, "handing_out")
        self.assertEqual(self.transfer(loaner).move_line_ids.lot_id, self.lent)
        self.validate(self.transfer(loaner))
        self.assertEqual((loaner.state, self.lent.location_id.usage), ("out", "customer"))
        self.assertEqual(self.event_types(self.ticket)[-1], "loaner_out")
        loaner.action_take_back()
        self.assertEqual(loaner.state, "coming_back")
        self.validate(self.transfer(loaner))
        self.assertEqual((loaner.state, self.lent.location_id.usage), ("back", "internal"))
        event = self.events(self.ticket)[-1]
        self.assertEqual((event.type, event._facts()["number"]), ("loaner_back", "LENT-1"))

    def test_lent_unit_starts_no_warranty_and_cannot_be_returned_as_sold(self):
        loaner = self.hand_out(self.plan())
        move = loaner.sudo().move_ids
        self.assertFalse(self.env["aftersales.warranty"].search([("lot_id", "=", self.lent.id)]))
        with self.assert_refused("has not been delivered"):
            self.new_rma(
                self.env["sale.order"],
                move=move,
                lots=self.lent,
                partner_id=self.customer.id,
                ticket_id=self.ticket.id,
            )
        request = self.env["aftersales.rma.request"].create(
            {"partner_id": self.customer.id, "reason_id": self.reason.id}
        )
        self.assertNotIn(move, request.line_ids.move_id)

    def test_ticket_does_not_end_while_it_is_out(self):
        loaner = self.hand_out(self.plan())
        with self.assert_refused("LENT-1.*take it back first"):
            self.ticket.with_user(self.agent).action_resolve()
        self.take_back(loaner)
        self.ticket.with_user(self.agent).action_resolve()

    def test_return_is_not_done_while_it_is_out(self):
        order = self.sell_and_deliver(self.kettle)
        rma = self.new_rma(order, ticket_id=self.ticket.id)
        loaner = self.hand_out(self.plan(rma_id=rma.id))
        for action in ("action_cancel", "action_refuse"):
            with self.subTest(action), self.assert_refused("take it back first"):
                getattr(rma.with_user(self.specialist), action)()
        self.receive(self.approve(rma))
        self.refund(rma)
        self.assertNotEqual(rma.state, "done")
        self.take_back(loaner)
        self.assertEqual(rma.state, "done")

    def test_nothing_is_lent_for_a_return_that_was_given_up(self):
        order = self.sell_and_deliver(self.kettle, 2)
        for action in ("_refuse", "action_cancel"):
            rma = self.new_rma(order, ticket_id=self.ticket.id)
            loaner = self.plan(rma_id=rma.id)
            getattr(rma.with_user(self.specialist), action)(*("No",)[: action == "_refuse"])
            with self.subTest(action), self.assert_refused("refused or cancelled"):
                loaner.action_hand_out()
        loaner.rma_id = False
        self.hand_out(loaner)

    def test_cancelled_transfer_leaves_it_here(self):
        loaner = self.plan()
        loaner.action_hand_out()
        self.transfer(loaner).action_cancel()
        self.assertEqual(loaner.state, "draft")
        self.hand_out(loaner)

    def test_return_by_odoos_own_button_brings_it_back(self):
        loaner = self.hand_out(self.plan())
        self.return_by_hand(loaner.sudo().move_ids, 1)
        self.assertEqual(loaner.state, "back")

    def test_unit_that_the_warehouse_gave_instead_is_the_one_lent(self):
        other = self.new_serials(self.printer, "LENT-2")
        loaner = self.plan()
        loaner.action_hand_out()
        self.transfer(loaner).move_line_ids.lot_id = other
        self.validate(self.transfer(loaner))
        self.assertEqual(loaner.lot_id, other)

    def test_other_unit_than_the_one_lent_is_not_taken_back_for_it(self):
        loaner = self.hand_out(self.plan())
        own = self.new_serials(self.printer, "OWN-1")
        self.sell_and_deliver(self.printer, 1, serials=own)
        loaner.action_take_back()
        picking = self.transfer(loaner)
        self.put_lots(picking.move_ids, own)
        with self.assert_refused("OWN-1"):
            self.validate(picking)

    def test_goods_without_serials_are_lent_as_well(self):
        self.stock_up(self.kettle, 1)
        loaner = self.hand_out(self.plan(product_id=self.kettle.id, lot_id=False))
        self.assertEqual(loaner.state, "out")
        self.take_back(loaner)
        self.assertEqual(loaner.state, "back")

    def test_reminder_on_the_day_it_is_due(self):
        due = fields.Date.today() + timedelta(days=5)
        loaner = self.hand_out(self.plan(due_back=due))
        activity = loaner.activity_search([TAKE_BACK])
        self.assertEqual(activity.date_deadline, due)
        loaner.due_back = due + timedelta(days=2)
        self.assertEqual(loaner.activity_search([TAKE_BACK]).date_deadline, due + timedelta(days=2))
        self.take_back(loaner)
        self.assertFalse(loaner.activity_search([TAKE_BACK]))

    def test_late_ones_are_found(self):
        loaner = self.hand_out(self.plan())
        self.assertFalse(loaner.is_late)
        loaner.due_back = fields.Date.today() - timedelta(days=1)
        self.assertTrue(loaner.is_late)
        self.assertIn(loaner, loaner.search([("is_late", "=", True)]))

    def test_merged_ticket_gives_its_loaner_away(self):
        target = self.new_ticket(self.agent)
        loaner = self.hand_out(self.plan())
        self.ticket._merge_into(target)
        self.assertEqual(loaner.ticket_id, target)


class TestLoanerRefused(LoanerCase):
    def test_a_unit_is_out_once(self):
        first, second = self.plan(), self.plan(ticket_id=self.new_ticket(self.agent).id)
        first.action_hand_out()
        with self.assert_refused("lent to somebody already"):
            second.action_hand_out()
        self.validate(self.transfer(first))
        with self.assert_refused("lent to somebody already"):
            second.action_hand_out()
        self.take_back(first)
        self.hand_out(second)

    def test_the_database_refuses_it_as_well(self):
        first, second = self.plan(), self.plan()
        first.action_hand_out()
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(Exception, "lot_uniq"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE aftersales_loaner SET state = 'out' WHERE id = %s", [second.id]
            )

    def test_what_is_not_free_in_stock_is_not_lent(self):
        order = self.new_order(self.printer, 1)  # reserves the only one
        self.assertEqual(order.picking_ids.move_line_ids.lot_id, self.lent)
        with self.assert_refused("promised to nobody"):
            self.plan().action_hand_out()
        self.deliver(order)
        with self.assert_refused("is not in stock"):
            self.plan().action_hand_out()

    def test_serial_is_chosen_and_fits_the_product(self):
        with self.assert_refused("Choose the serial"):
            self.plan(lot_id=False).action_hand_out()
        with self.assert_refused("is no serial or lot of"):
            self.plan(product_id=self.kettle.id)

    def test_what_is_out_cannot_be_rewritten_or_deleted(self):
        loaner = self.hand_out(self.plan())
        with self.assert_refused("stays as it is"):
            loaner.lot_id = self.new_serials(self.printer, "LENT-2")
        with self.assert_refused("by hand"):
            loaner.state = "back"
        with self.assert_refused("stays on record"):
            loaner.unlink()
        with self.assert_refused("With the Customer"):
            loaner.action_hand_out()

    def test_ended_ticket_lends_nothing(self):
        self.ticket.with_user(self.agent).action_resolve()
        self.ticket.with_user(self.agent).action_close()
        with self.assert_refused("has ended"):
            self.plan()

    def test_return_of_another_ticket_is_refused(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle))
        with self.assertRaises(UserError):
            self.plan(rma_id=rma.id)

    def test_roles(self):
        loaner = self.plan()
        portal = new_test_user(
            self.env, "ann", groups="base.group_portal", partner_id=self.customer.id
        )
        for user in (self.agent, self.auditor, portal):
            with self.subTest(user.name):
                with self.assertRaises(AccessError):
                    loaner.with_user(user).action_hand_out()
                with self.assertRaises(AccessError):
                    self.plan(user=user)
        self.assertIn("Specialist", loaner.with_user(self.agent).hand_out_blocker)

    def test_other_company_sees_and_lends_nothing(self):
        loaner = self.plan()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.new_user(
            "supervisor",
            login="elsewhere",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.env["aftersales.loaner"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            loaner.with_user(other).action_hand_out()
        with self.assertRaises(AccessError):
            self.plan(user=other)

    def test_warehouse_user_without_our_app_hands_out_and_takes_in(self):
        keeper = new_test_user(self.env, "keeper", groups="base.group_user,stock.group_stock_user")
        loaner = self.plan()
        loaner.action_hand_out()
        for expected in ("out", "back"):
            picking = self.transfer(loaner).with_user(keeper)
            picking.move_ids.picked = True
            picking.button_validate()
            self.assertEqual(loaner.state, expected)
            if expected == "out":
                loaner.action_take_back()
        self.assertEqual(self.events(self.ticket)[-1].real_user, keeper.id)
