"""Where other RMA modules fail, as their users wrote it, and had no test here yet."""

from psycopg2 import IntegrityError
from rma_common import SalesCase

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

MADE_BY_SETUP = ("stock.picking.type", "stock.route", "stock.rule", "stock.location", "ir.sequence")


class TestWherePeersFail(SalesCase):
    def test_no_sum_of_returns_refunds_more_than_was_delivered(self):
        """Peers: fifteen refunded of five delivered."""
        order = self.sell_and_deliver(self.kettle, 5)
        rma = self.approve(self.new_rma(order, 5))
        self.receive(rma)
        self.refund(rma)
        for quantity in (1, 5, 10):
            with self.assert_refused("0.00 can still be returned"):
                self.new_rma(order, quantity)
        order.order_line.qty_delivered_method = "manual"
        with self.assert_refused("can still be returned"):
            self.new_rma(order, 1)
        refunds = order.order_line.invoice_lines.filtered(
            lambda line: line.move_type == "out_refund"
        )
        self.assertEqual(sum(refunds.mapped("quantity")), 5)

    def test_deleted_credit_note_of_goods_that_stay_is_no_receipt(self):
        """Peers: "received" after its deletion without any receipt; delete of refund without receipt."""
        goodwill = self.env["aftersales.rma.type"].create(
            {"name": "Keep and refund", "receive_goods": False, "refund": True}
        )
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.approve(self.new_rma(order, 1, type_id=goodwill.id))
        self.refund(rma, post=False).unlink()
        self.assertEqual((rma.state, rma.line_ids.received_quantity), ("approved", 0))
        self.refund(rma)
        self.assertEqual(rma.state, "done")

    def test_receipt_is_there_again_after_cancelling_and_asking_anew(self):
        """Peers: cancel/draft/confirm gives a receipt again."""
        order = self.sell_and_deliver(self.kettle, 2)
        first = self.approve(self.new_rma(order, 2))
        first.with_user(self.agent).action_cancel()
        second = self.approve(self.new_rma(order, 2))
        self.assertEqual(second.receipt_ids.state, "assigned")
        self.receive(second)
        self.assertEqual((second.state, first.state), ("received", "cancelled"))

    def test_templates_that_somebody_made_by_hand_break_nothing(self):
        """Peers: a mail template without external id breaking the confirmation."""
        templates = self.env["mail.template"].search([("model", "=like", "aftersales.%")])
        templates |= self.env.company.stock_mail_confirmation_template_id
        copies = self.env["mail.template"].concat(*(template.copy() for template in templates))
        self.assertFalse(any(copies.get_external_id().values()))
        self.env.company.stock_move_email_validation = True
        self.env.company.stock_mail_confirmation_template_id = copies[-1:]
        own = templates - self.env.ref("stock.mail_template_data_delivery_confirmation")
        self.env["ir.model.data"].search(
            [("model", "=", "mail.template"), ("res_id", "in", own.ids)]
        ).unlink()
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 2), 2))
        self.receive(rma)
        self.refund(rma)
        self.assertEqual(rma.state, "done")

    def test_documents_are_of_the_company_of_the_return(self):
        """Peers: grouping by the user's company."""
        mine = self.env.company
        other = self.env["res.company"].create({"name": "Elsewhere"})
        order = self.sell_and_deliver(self.kettle, 2)
        self.stock_up(self.kettle)
        both = {"company_ids": [Command.set((mine | other).ids)], "company_id": other.id}
        self.specialist.write(both)
        specialist = self.specialist.with_company(other)
        at_home = {"allowed_company_ids": [other.id, mine.id]}
        for kind in (self.type_refund, self.type_exchange):
            rma = self.new_rma(order, 1, type_id=kind.id)
            desk = rma.with_user(specialist).with_context(**at_home)
            desk.action_approve()
            self.receive(rma)
            if kind == self.type_refund:
                desk.action_create_refund()
            else:
                desk.action_create_replacement()
            documents = rma.sudo().receipt_ids | rma.sudo().delivery_ids
            self.assertEqual((documents.company_id | rma.sudo().refund_ids.company_id), mine)

    def test_customer_asks_for_a_return_by_a_ticket_and_not_past_it(self):
        """Peers: foreign partner/sale line/product/picking in portal RMA request; a portal request
        on somebody else's order, product or picking."""
        order = self.sell_and_deliver(self.kettle, 2)
        theirs = self.sell_and_deliver(self.kettle, 2, partner=self.stranger)
        ann = new_test_user(
            self.env, "ann_portal", groups="base.group_portal", partner_id=self.customer.id
        )
        for source in (order, theirs):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.new_rma(source, 1, user=ann)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.env["aftersales.rma.request"].with_user(ann).create(
                    {
                        "partner_id": source.partner_id.id,
                        "sale_order_id": source.id,
                        "reason_id": self.reason.id,
                    }
                )

    def test_who_has_no_right_to_the_return_reads_no_credit_note_by_it(self):
        """Peers: user without RMA rights reads no credit note."""
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 2), 2))
        self.receive(rma)
        refund = self.refund(rma)
        nobody = new_test_user(self.env, "nobody", groups="base.group_user")
        for record, name in ((rma, "number"), (rma, "refund_ids"), (refund, "amount_total")):
            with self.assertRaises(AccessError):
                record.with_user(nobody).read([name])
        with self.assertRaises(AccessError):
            rma.with_user(self.agent).read(["refund_ids"])

    def test_nothing_of_the_warehouse_is_made_that_an_uninstall_would_leave(self):
        """Peers: uninstall leaves no orphan picking type, route or sequence; orphans after
        uninstalling."""

        def setup():
            return {
                name: self.env[name].with_context(active_test=False).search([])
                for name in MADE_BY_SETUP
            }

        before = setup()
        self.stock_up(self.kettle)
        order = self.sell_and_deliver(self.kettle, 2)
        for kind in (self.type_refund, self.type_exchange):
            rma = self.approve(self.new_rma(order, 1, type_id=kind.id))
            self.receive(rma)
        for name, records in setup().items():
            self.assertEqual(records, before[name])
        ours = before["ir.sequence"].filtered(
            lambda sequence: (sequence.code or "").startswith("aftersales.")
        )
        self.assertTrue(all(ours.get_external_id().values()), "not deleted with the module")

    def test_what_was_archived_or_cancelled_meanwhile_does_not_strand_the_return(self):
        """T62: product and customer archived, order cancelled, serial deleted, between two steps."""
        serials = self.new_serials(self.printer, "GONE")
        order = self.sell_and_deliver(self.printer, 1, serials=serials, price_unit=300)
        rma = self.approve(self.new_rma(order, lots=serials))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            serials.unlink()
        self.customer.action_archive()
        self.printer.product_tmpl_id.action_archive()
        order._action_cancel()
        if rma.sudo().receipt_ids.state == "cancel":  # with its order, by Odoo
            rma.with_user(self.specialist).action_create_receipt()
        self.receive(rma)
        self.assertEqual(self.refund(rma).amount_total, 300)
        self.assertEqual((rma.state, rma.line_ids.lot_id.name), ("done", "GONE"))
