"""A vendor with terms, goods bought from him, sold, failed, returned and inspected."""

from rma_common import SalesCase

from odoo.fields import Command


class ClaimCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create({"name": "Fine Parts", "is_company": True})
        cls.pump = cls.new_product("Pump", list_price=100, purchase_method="receive")
        cls.motor = cls.new_product("Motor", tracking="serial", list_price=200)
        cls.terms = cls.new_terms(cls.pump), cls.new_terms(cls.motor)

    @classmethod
    def new_terms(cls, product, vendor=None, **values):
        return cls.env["product.supplierinfo"].create(
            {
                "partner_id": (vendor or cls.vendor).id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "price": 33.33,
                "aftersales_claim_months": 12,
                "aftersales_claim_days": 30,
                "aftersales_labour_rate": 45,
                **values,
            }
        )

    @classmethod
    def buy(cls, product, quantity=1, *, serials=(), vendor=None, bill=True, price=33.33, **values):
        """Return a purchase order whose goods are here, billed or not."""
        order = cls.env["purchase.order"].create(
            {
                "partner_id": (vendor or cls.vendor).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        order.button_confirm()
        move = order.picking_ids.move_ids
        if serials:
            move.move_line_ids = [Command.clear()] + [
                Command.create(move._prepare_move_line_vals(quantity=1) | {"lot_name": serial})
                for serial in serials
            ]
        else:
            move.quantity = quantity
        cls.validate(order.picking_ids)
        if bill:
            order.action_create_invoice()
            order.invoice_ids.invoice_date = "2026-01-01"
            order.invoice_ids.action_post()
        return order

    @classmethod
    def sell(cls, product, quantity=1, serials=None):
        """Sell what was bought, without adding to the stock."""
        order = cls.new_order(product, quantity)
        cls.deliver(order, serials)
        return order

    @classmethod
    def inspect(cls, rma, **values):
        """Find the goods of a return faulty, and send them to the vendor."""
        return (
            cls.env["aftersales.inspection"]
            .with_user(cls.specialist)
            .create(
                [
                    {
                        "rma_line_id": line.id,
                        "grade": "d",
                        "fault_found": True,
                        "disposal": "vendor",
                        **values,
                    }
                    for line in rma.line_ids
                ]
            )
            .with_env(cls.env)
        )

    @classmethod
    def take_back_faulty(cls, order, quantity=1, lots=None, **values):
        rma = cls.approve(cls.new_rma(order, quantity, lots=lots))
        cls.receive(rma)
        cls.inspect(rma, **values)
        return rma

    @classmethod
    def claim(cls, rma, **values):
        """Return the claims that a specialist opens for what the return sends to the vendor."""
        rma.with_user(cls.specialist).action_claim()
        claims = rma.sudo().vendor_claim_ids
        if values:
            claims.with_user(cls.specialist).write(values)
        return claims

    @classmethod
    def accepted(cls, claim):
        mine = claim.with_user(cls.specialist)
        mine.action_send()
        mine.action_accept()
        return claim

    @classmethod
    def send_back(cls, claim):
        claim.with_user(cls.specialist).action_return()
        picking = claim.move_ids.picking_id.filtered(lambda p: p.state not in ("done", "cancel"))
        cls.validate(picking)
        return picking
