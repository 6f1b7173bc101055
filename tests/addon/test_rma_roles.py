"""Who does what of a return: the desk without stock and books, both of them without the desk.

Every step is taken by the one whose work it is, with no other rights than those of that work.
"""

from rma_common import SalesCase

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user


class RoleCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(
            cls.env, "keeper", groups="base.group_user,stock.group_stock_user"
        )
        cls.bookkeeper = new_test_user(
            cls.env, "bookkeeper", groups="base.group_user,account.group_account_invoice"
        )
        names = ("refund", "exchange", "inspection", "reduction", "repair")
        cls.types = {name: cls.env.ref(f"aftersales_addon.rma_type_{name}") for name in names}
        cls.types["return"] = cls.env["aftersales.rma.type"].create(
            {"name": "Have a look", "receive_goods": True, "outcome": "return"}
        )

    def ask(self, kind, quantity=1, product=None, serials=None):
        """Return a return that an agent asked for by the form, and a specialist has in hand."""
        order = self.sell_and_deliver(product or self.kettle, 3, serials=serials, price_unit=50)
        self.stock_up(self.kettle)
        agent = self.env["aftersales.rma.request"].with_user(self.agent)
        form = Form(agent.with_context(default_sale_order_id=order.id))
        form.partner_id = self.customer.with_user(self.agent)
        form.sale_order_id = order.with_user(self.agent)
        form.type_id = kind
        form.reason_id = self.reason
        with form.line_ids.edit(0) as line:
            line.quantity = quantity
        rma = self.env["aftersales.rma"].browse(form.save().action_request()["res_id"])
        self.env.invalidate_all()  # nothing that another was shown is shown to the next
        return rma.with_user(self.specialist)

    def keep(self, pickings):
        """Let the keeper take the transfers, as they stand in the list of the warehouse."""
        pickings = pickings.sudo().filtered(lambda p: p.state not in ("done", "cancel"))
        self.env.invalidate_all()
        mine = pickings.with_user(self.keeper).sudo(False)
        mine.read(["name", "origin", "state", "move_ids"])
        mine.move_ids.picked = True
        mine.button_validate()
        self.env.invalidate_all()

    def book(self, rma):
        refund = rma.sudo().refund_ids.filtered(lambda move: move.state == "draft")
        self.env.invalidate_all()
        mine = refund.with_user(self.bookkeeper).sudo(False)
        mine.read(["name", "ref", "amount_total", "invoice_line_ids"])
        mine.action_post()
        self.env.invalidate_all()

    def receive_all(self, rma):
        rma.action_approve()
        self.keep(rma.sudo().receipt_ids)

    def assert_ended(self, rma):
        self.env.invalidate_all()
        self.assertEqual(rma.state, "done")
        form = Form(rma)  # what the desk sees in the end, with its own rights
        self.assertEqual(form.state, "done")
        self.assertTrue(rma.ticket_id.with_user(self.agent).read(["number", "rma_count"]))


class TestRoles(RoleCase):
    def test_seller_without_returns_counts_what_was_delivered(self):
        seller = new_test_user(
            self.env, "seller", groups="base.group_user,sales_team.group_sale_salesman_all_leads"
        )
        rma = self.ask(self.types["exchange"])
        rma.action_approve()
        self.env.invalidate_all()
        line = rma.sudo().line_ids.sale_line_id.with_user(seller).sudo(False)
        line._compute_qty_delivered()  # as other modules call it, without more rights
        self.assertEqual(line.qty_delivered, 3)

    def test_desk_has_neither_stock_nor_books(self):
        """The proof is worth nothing if a group of ours brought those rights along."""
        for user in (self.agent, self.specialist):
            for model in ("stock.picking", "account.move", "stock.scrap", "stock.quant"):
                self.assertFalse(self.env[model].with_user(user).has_access("write"), model)
        for user in (self.keeper, self.bookkeeper):
            for model in ("aftersales.rma", "aftersales.rma.line", "aftersales.inspection"):
                self.assertFalse(self.env[model].with_user(user).has_access("read"), model)

    def test_refund(self):
        rma = self.ask(self.types["refund"])
        self.receive_all(rma)
        rma.action_create_refund()
        with self.assertRaises(AccessError):
            rma.sudo().refund_ids.with_user(self.specialist).sudo(False).action_post()
        self.book(rma)
        self.assert_ended(rma)

    def test_exchange(self):
        rma = self.ask(self.types["exchange"])
        self.receive_all(rma)
        rma.action_create_replacement()
        self.keep(rma.sudo().delivery_ids)
        self.assert_ended(rma)

    def test_give_back(self):
        rma = self.ask(self.types["return"])
        self.receive_all(rma)
        rma.action_give_back()
        self.keep(rma.sudo().give_back_ids)
        self.assert_ended(rma)

    def test_warehouse_cancels_what_it_cannot_send_or_will_not_get(self):
        rma = self.ask(self.types["exchange"])
        rma.action_approve()
        rma.sudo().receipt_ids.with_user(self.keeper).sudo(False).action_cancel()
        self.env.invalidate_all()
        rma.action_create_receipt()
        self.keep(rma.sudo().receipt_ids)
        rma.action_create_replacement()
        self.env.invalidate_all()
        rma.sudo().delivery_ids.with_user(self.keeper).sudo(False).action_cancel()
        self.env.invalidate_all()
        rma.action_create_replacement()
        self.keep(rma.sudo().delivery_ids)
        self.assert_ended(rma)

    def test_exchange_for_another_product(self):
        self.stock_up(self.new_product("Pot", list_price=55))
        rma = self.ask(self.types["exchange"])
        pot = self.env["product.product"].search([("name", "=", "Pot")], limit=1)
        rma.line_ids.exchange_product_id = pot.with_user(self.specialist)
        self.receive_all(rma)
        rma.action_create_replacement()
        self.keep(rma.sudo().delivery_ids)
        rma.action_bill_exchange()
        self.book(rma)
        self.assert_ended(rma)

    def test_repair_in_the_workshop(self):
        """The technician is a warehouse user, as Odoo's own repairs want it."""
        rma = self.ask(self.types["repair"])
        self.receive_all(rma)
        rma.action_create_repair()
        for repair in rma.sudo().repair_ids.with_user(self.keeper).sudo(False):
            repair.action_validate()
            repair.action_repair_start()
            repair.action_repair_end()
        self.env.invalidate_all()
        rma.action_give_back()
        self.keep(rma.sudo().give_back_ids)
        self.assert_ended(rma)

    def test_price_reduction(self):
        rma = self.ask(self.types["reduction"])
        rma.line_ids.reduction_price = 5
        rma.action_approve()
        rma.action_create_reduction()
        self.book(rma)
        self.assert_ended(rma)

    def test_inspection_and_scrap(self):
        rma = self.ask(self.types["inspection"])
        self.receive_all(rma)
        action = rma.action_inspect()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.specialist)
            .with_context(**action["context"])
        )
        form.grade = "d"
        form.outcome = "refund"
        form.disposal = "scrap"
        form.save()
        rma.action_dispose()
        rma.action_create_refund()
        self.book(rma)
        self.assert_ended(rma)

    def test_serial_all_the_way(self):
        rma = self.ask(self.types["refund"], product=self.printer, serials=["R1", "R2", "R3"])
        self.receive_all(rma)
        rma.action_create_refund()
        self.book(rma)
        self.assert_ended(rma)

    def test_settle_close_the_rest_and_cancel(self):
        order = self.sell_and_deliver(self.kettle, 3, invoice=False)
        rma = self.new_rma(order, 2).with_user(self.specialist)
        rma.action_approve()
        receipt = rma.sudo().receipt_ids.with_user(self.keeper).sudo(False)
        receipt.move_ids.quantity = 1
        receipt.move_ids.picked = True
        receipt.with_context(skip_backorder=True).button_validate()
        self.env.invalidate_all()
        rma.action_close_rest()
        rma.action_settle()
        self.assert_ended(rma)
        other = self.new_rma(order, 2)
        other.with_user(self.specialist).action_approve()
        other.with_user(self.agent).action_cancel()
        self.assertEqual(other.sudo().receipt_ids.state, "cancel")
