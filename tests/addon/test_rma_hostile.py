"""What somebody may try past the buttons of a return: by RPC, with forged values and contexts."""

from rma_common import SalesCase

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user


class TestForgedValues(SalesCase):
    def forged(self, **line):
        order = self.sell_and_deliver(self.kettle, 2)
        return (
            self.env["aftersales.rma"]
            .with_user(self.agent)
            .create(
                {
                    "partner_id": self.customer.id,
                    "type_id": self.type_refund.id,
                    "reason_id": self.reason.id,
                    "line_ids": [
                        Command.create({"move_id": self.delivered(order).id, "quantity": 1, **line})
                    ],
                }
            )
        )

    def test_line_of_a_new_return_brings_no_result_along(self):
        for name in (
            "settled_quantity",
            "not_coming_quantity",
            "kept_charged_quantity",
            "received_quantity",
            "credited_quantity",
            "claimed_quantity",
        ):
            with self.subTest(name), self.assert_refused("by hand"):
                self.forged(**{name: 1})

    def test_ticket_brings_no_decision_on_its_returns_along(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.new_rma(order)
        ticket = rma.ticket_id.with_user(self.agent)
        with self.assert_refused("by hand"):
            ticket.write(
                {"priority": "2", "rma_ids": [Command.update(rma.id, {"decision": "approved"})]}
            )
        values = {
            "type_id": self.type_refund.id,
            "reason_id": self.reason.id,
            "decision": "approved",
            "line_ids": [Command.create({"move_id": self.delivered(order).id, "quantity": 1})],
        }
        with self.assert_refused("by hand"):
            ticket.create(
                {
                    "name": "Forged",
                    "partner_id": self.customer.id,
                    "rma_ids": [Command.create(values)],
                }
            )

    def test_inspection_brings_no_result_of_its_return_along(self):
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 2)))
        self.receive(rma)
        with self.assert_refused("by hand"):
            self.env["aftersales.inspection"].with_user(self.specialist).create(
                {
                    "rma_line_id": rma.line_ids.id,
                    "grade": "a",
                    "disposed_quantity": 1,
                }
            )


class TestForgedContexts(SalesCase):
    """A caller by RPC sends any context; what is made for them does not take values from it."""

    FORGED = {
        "default_state": "done",
        "default_picked": True,
        "default_quantity": 7,
        "default_product_uom_qty": 7,
        "default_partner_id": 1,
        "default_aftersales_rma_line_id": 1,
    }

    def test_nobody_writes_a_note_on_a_transfer_by_a_forged_context(self):
        picking = self.sell_and_deliver(self.kettle, 1).picking_ids
        before = picking.message_ids
        customer = new_test_user(self.env, "forger", groups="base.group_portal")
        with self.assertRaises(AccessError):
            call_kw(
                self.env["stock.picking"].with_user(customer),
                "message_post_with_source",
                [picking.ids, "mail.message_notification_limit_email"],
                {"render_values": {"email": "forged"}, "context": {"aftersales_log_origin": "log"}},
            )
        self.assertEqual(picking.message_ids, before)

    def test_approval_makes_a_receipt_that_waits(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle, 2))
        rma.with_user(self.specialist).with_context(**self.FORGED).action_approve()
        receipt = rma.sudo().receipt_ids
        self.assertNotIn("done", {*receipt.mapped("state"), *receipt.move_ids.mapped("state")})
        self.assertEqual(receipt.move_ids.product_uom_qty, 1)
        self.assertEqual(rma.state, "approved")

    def test_replacement_is_sent_by_the_warehouse_alone(self):
        rma = self.new_rma(self.sell_and_deliver(self.kettle, 2), type_id=self.type_exchange.id)
        self.receive(self.approve(rma))
        rma.with_user(self.specialist).with_context(**self.FORGED).action_create_replacement()
        moves = rma.sudo().delivery_ids.move_ids
        self.assertNotIn("done", moves.mapped("state"))
        self.assertEqual(rma.line_ids.replaced_quantity, 0)

    def test_refund_is_a_draft_for_accounting(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.new_rma(order)
        self.receive(self.approve(rma))
        rma.with_user(self.specialist).with_context(
            **self.FORGED | {"default_state": "posted", "default_partner_id": self.stranger.id}
        ).action_create_refund()
        refund = rma.sudo().refund_ids
        self.assertEqual(refund.state, "draft")
        self.assertEqual(refund.partner_id, order.partner_invoice_id)
        self.assertEqual(rma.line_ids.credited_quantity, 0)

    def test_loaner_is_handed_out_by_the_warehouse_alone(self):
        self.stock_up(self.kettle)
        loaner = self.env["aftersales.loaner"].create(
            {"ticket_id": self.new_ticket().id, "product_id": self.kettle.id}
        )
        loaner.ticket_id.user_id = False
        loaner.with_user(self.specialist).with_context(**self.FORGED).action_hand_out()
        self.assertEqual(loaner.state, "handing_out")
        self.assertEqual(loaner.move_ids.product_uom_qty, 1)

    def test_inspected_goods_are_moved_by_the_warehouse_alone(self):
        place = self.env["stock.location"].create(
            {"name": "Workshop", "location_id": self.warehouse.lot_stock_id.id}
        )
        self.warehouse.aftersales_refurbish_location_id = place
        rma = self.new_rma(self.sell_and_deliver(self.kettle, 2))
        self.receive(self.approve(rma))
        inspection = self.env["aftersales.inspection"].with_user(self.specialist)
        inspection = inspection.with_context(**self.FORGED, default_move_ids=[]).create(
            {"rma_line_id": rma.line_ids.id, "grade": "b", "disposal": "refurbish", "quantity": 1}
        )
        rma.with_user(self.specialist).with_context(**self.FORGED).action_dispose()
        self.assertNotIn("done", inspection.sudo().move_ids.mapped("state"))
        self.assertEqual(inspection.sudo().move_ids.product_uom_qty, 1)


class TestLimitsAfterApproval(SalesCase):
    """What one role approved, a lower one does not turn into something dearer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"aftersales_specialist_limit": 100, "aftersales_leader_limit": 1000})
        cls.boiler = cls.new_product("Boiler", list_price=2000)

    def wished(self, **values):
        rma = self.new_rma(
            self.sell_and_deliver(self.kettle, price_unit=40), type_id=self.type_exchange.id
        )
        rma.line_ids.with_user(self.specialist).write(
            {"exchange_product_id": self.boiler.id, **values}
        )
        return rma

    def test_price_agreed_far_below_the_list_needs_the_higher_role(self):
        rma = self.wished(exchange_agreed=True, exchange_price=1)
        for user in (self.specialist, self.leader):
            with self.assert_refused("has to approve"):
                rma.with_user(user).action_approve()
        rma.with_user(self.supervisor).action_approve()
        self.assertEqual(rma.state, "approved")

    def test_dearer_goods_at_the_price_list_need_no_higher_role(self):
        rma = self.wished()
        rma.with_user(self.specialist).action_approve()
        self.assertEqual(rma.state, "approved")

    def test_price_agreed_after_the_approval_is_held_to_the_limit(self):
        rma = self.approve(self.wished())
        for values in (
            {"exchange_agreed": True},
            {"exchange_agreed": True, "exchange_price": 1500},
            {"exchange_quantity": 5, "exchange_agreed": True, "exchange_price": 1980},
        ):
            with self.subTest(values), self.assert_refused("has to approve"):
                rma.line_ids.with_user(self.specialist).write(values)
        rma.line_ids.with_user(self.specialist).write(
            {"exchange_agreed": True, "exchange_price": 1990}
        )
        rma.line_ids.with_user(self.supervisor).write({"exchange_price": 5})
        facts = [e._facts() for e in self.events(rma.ticket_id) if e.type == "corrected"]
        self.assertEqual(
            [fact["outcome"].rpartition(" ")[2] for fact in facts[-2:]], ["1990.00", "5.00"]
        )
