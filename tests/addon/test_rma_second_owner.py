"""A unit changed hands, with its warranty: who may return it now, and what for."""

from repair_common import RepairCase

from odoo import fields
from odoo.tests import Form


class SecondOwnerCase(RepairCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type_return = cls.env["aftersales.rma.type"].create(
            {"name": "Have a look", "receive_goods": True, "outcome": "return"}
        )
        cls.order = cls.sold_printer("HANDS-1")
        cls.lot = cls.delivered(cls.order).lot_ids
        cls.owner = cls.env["res.partner"].create({"name": "Olga Owner"})
        cls.pass_on(cls.owner)

    @classmethod
    def pass_on(cls, partner):
        warranty = cls.env["aftersales.warranty"].search([("lot_id", "=", cls.lot.id)])
        warranty.with_user(cls.specialist)._transfer(
            partner, fields.Date.context_today(warranty), "Bill of sale seen"
        )

    def ask(self, partner, kind=None, **values):
        return self.new_rma(
            self.order,
            lots=self.lot,
            partner_id=partner.id,
            type_id=(kind or self.type_repair).id,
            **values,
        )

    def offered(self, partner):
        """Return the units that the form offers for this customer."""
        wizard = self.env["aftersales.rma.request"].with_user(self.agent)
        request = wizard.new({"partner_id": partner.id, "company_id": self.env.company.id})
        return [unit["lot_id"] for unit in request._delivered_units()]


class TestSecondOwner(SecondOwnerCase):
    def test_who_owns_it_today_returns_it_and_nobody_else(self):
        rma = self.ask(self.owner)
        self.assertEqual(rma.ticket_id.partner_id, self.owner)
        rma.with_user(self.agent).action_cancel()
        with self.assert_refused("belongs to a new owner"):
            self.ask(self.customer)
        with self.assert_refused("were not delivered to Sam Stranger"):
            self.ask(self.stranger)

    def test_the_form_offers_it_to_its_owner_alone(self):
        self.assertEqual(self.offered(self.owner), self.lot.ids)
        self.assertEqual(self.offered(self.customer), [])
        self.assertEqual(self.offered(self.stranger), [])
        self.pass_on(self.customer)
        self.assertEqual(self.offered(self.owner), [])
        self.assertEqual(self.offered(self.customer), self.lot.ids)

    def test_units_that_stayed_are_still_the_buyers(self):
        order = self.sell_and_deliver(self.printer, 2, serials=["STAY", "GOES"])
        stays, goes = self.delivered(order).lot_ids.sorted("name", reverse=True)
        self.assertEqual(goes.name, "GOES")
        warranty = self.env["aftersales.warranty"].search([("lot_id", "=", goes.id)])
        today = fields.Date.context_today(warranty)
        warranty.with_user(self.specialist)._transfer(self.owner, today, "Seen")
        self.new_rma(order, lots=stays)
        with self.assert_refused("GOES belongs to a new owner"):
            self.new_rma(order, lots=goes)
        self.new_rma(order, lots=goes, partner_id=self.owner.id, type_id=self.type_repair.id)

    def test_form_to_the_end_of_a_repair(self):
        form = Form(self.env["aftersales.rma.request"].with_user(self.agent))
        form.partner_id = self.owner.with_user(self.agent)
        form.type_id, form.reason_id = self.type_repair, self.reason
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.lot_id, self.lot)
            line.quantity = 1
        rma = self.env["aftersales.rma"].browse(form.save().action_request()["res_id"])
        self.receive(self.approve(rma))
        self.assertEqual(rma.receipt_ids.partner_id, self.owner)
        repair = self.repair(rma)
        self.assertEqual(repair.aftersales_warranty_id.partner_id, self.owner)
        self.mend(repair)
        rma.with_user(self.specialist).action_give_back()
        self.assertEqual(rma.give_back_ids.partner_id, self.owner)
        self.validate(rma.give_back_ids)
        self.assertEqual((rma.state, self.order.order_line.qty_delivered), ("done", 1))

    def test_exchange_goes_to_the_new_owner_whose_it_is(self):
        [new] = self.new_serials(self.printer, "HANDS-2")
        rma = self.ask(self.owner, self.type_exchange)
        self.receive(self.approve(rma))
        rma.with_user(self.specialist).action_create_replacement()
        delivery = rma.delivery_ids
        self.assertEqual(delivery.partner_id, self.owner)
        self.put_lots(delivery.move_ids, new)
        self.validate(delivery)
        self.assertEqual((rma.state, self.order.order_line.qty_delivered), ("done", 1))
        self.assertEqual(self.order.order_line.qty_to_invoice, 0)
        warranty = self.env["aftersales.warranty"].search([("lot_id", "=", new.id)])
        self.assertEqual(warranty.partner_id, self.owner)
        self.assertEqual(warranty.replaces_id.lot_id, self.lot)
        # and comes back from the new owner, not from the buyer of the first one
        replaced = delivery.move_ids
        with self.assert_refused("were not delivered"):
            self.new_rma(self.order, move=replaced, lots=new, type_id=self.type_repair.id)
        values = {"partner_id": self.owner.id, "type_id": self.type_repair.id}
        self.assertTrue(self.new_rma(self.order, move=replaced, lots=new, **values))

    def test_the_buyers_money_is_not_the_owners(self):
        reduction = self.env.ref("aftersales_addon.rma_type_reduction")
        for kind in (self.type_refund, reduction):
            with self.subTest(kind=kind.name), self.assert_refused("a credit note would go to the"):
                self.ask(self.owner, kind)
        rma = self.ask(self.owner, self.type_exchange)
        with self.assert_refused("a credit note would go to the"):
            rma.with_user(self.specialist).line_ids.exchange_product_id = self.kettle
        self.receive(self.approve(rma))
        with self.assert_refused("a credit note would go to the"):
            self.env["aftersales.inspection"].with_user(self.specialist).create(
                {"rma_line_id": rma.line_ids.id, "grade": "a", "outcome": "refund"}
            )

    def test_owner_who_says_it_was_bought_elsewhere_is_told_of_the_delivery(self):
        goods = {"product_id": self.printer.id, "lot_id": self.lot.id, "provenance": "A friend"}
        with self.assert_refused("choose that delivery"):
            self.ask(self.owner, line_ids=[fields.Command.create(goods)])
