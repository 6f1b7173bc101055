"""Helpers to sell, deliver, invoice and take back: shared by warranty, RMA and walk tests."""

from contextlib import contextmanager

from common import ServiceCase

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form


class SalesCase(ServiceCase):
    """A desk that has something to sell: a plain product, one with serials, one with lots."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.specialist = cls.new_user("specialist")
        cls.team.member_ids |= cls.specialist
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.category = cls.env["product.category"].create(
            {"name": "Appliances", "aftersales_warranty_months": 24}
        )
        cls.kettle = cls.new_product("Kettle", list_price=40)
        cls.printer = cls.new_product("Printer", tracking="serial", list_price=300)
        cls.toner = cls.new_product("Toner", tracking="lot", list_price=60)
        cls.type_refund = cls.env.ref("aftersales_addon.rma_type_refund")
        cls.type_exchange = cls.env.ref("aftersales_addon.rma_type_exchange")
        cls.reason = cls.env.ref("aftersales_addon.reason_defective")

    @classmethod
    def new_product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "categ_id": cls.category.id,
                "invoice_policy": "delivery",
                "taxes_id": [Command.clear()],
                **values,
            }
        )

    @contextmanager
    def assert_refused(self, message):
        """Expect a message in words to the user, and that nothing was kept."""
        with self.assertRaises(UserError) as refusal:
            yield
        self.assertRegex(str(refusal.exception), message)

    # === SELLING === #

    @classmethod
    def stock_up(cls, product, quantity=100, lot=None, warehouse=None):
        location = (warehouse or cls.warehouse).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product, location, quantity, lot_id=lot)

    @classmethod
    def new_serials(cls, product, *names, quantity=1):
        """Return serials (or lots of ``quantity``) of the product, in stock."""
        lots = cls.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in names]
        )
        for lot in lots:
            cls.stock_up(product, quantity, lot)
        return lots

    @classmethod
    def new_order(cls, product, quantity, *, partner=None, warehouse=None, confirm=True, **line):
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "warehouse_id": (warehouse or cls.warehouse).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            **line,
                        }
                    )
                ],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def sell_and_deliver(
        cls,
        product,
        quantity=1,
        *,
        serials=None,
        partner=None,
        invoice=True,
        warehouse=None,
        **line,
    ):
        """Return a confirmed order whose goods are with the customer, invoiced or not.

        :param serials: records or names of the serials (or the one lot) to hand over
        :param line: more values of the order line, such as ``price_unit`` or ``discount``
        """
        if serials and not hasattr(serials, "_name"):
            serials = cls.new_serials(product, *serials)
        elif not serials and product.tracking == "none":
            cls.stock_up(product, quantity, warehouse=warehouse)
        order = cls.new_order(product, quantity, partner=partner, warehouse=warehouse, **line)
        cls.deliver(order, serials)
        if invoice:
            cls.invoice(order)
        return order

    @classmethod
    def deliver(cls, order, serials=None):
        """Validate what is open of the order, step by step, with these serials."""
        while pickings := order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")):
            for move in pickings.move_ids:
                if serials and move.product_id == serials.product_id:
                    cls.put_lots(move, serials)
                else:
                    move.quantity = move.product_uom_qty
            cls.validate(pickings)

    @classmethod
    def put_lots(cls, move, lots):
        """Let the move carry these lots, in equal parts of its quantity."""
        share = move.product_qty / len(lots)
        move.move_line_ids.unlink()  # clearing the list would leave what they reserve
        move.move_line_ids = [
            Command.create(move._prepare_move_line_vals(quantity=share) | {"lot_id": lot.id})
            for lot in lots
        ]

    @classmethod
    def validate(cls, pickings):
        """Validate the transfers for the quantities entered; the rest stays open."""
        pickings.move_ids.picked = True
        pickings.with_context(skip_backorder=True).button_validate()

    @classmethod
    def invoice(cls, order, post=True):
        invoice = order._create_invoices()
        if post:
            invoice.action_post()
        return invoice

    # === TAKING BACK === #

    @classmethod
    def delivered(cls, order):
        """Return the moves that took the order's goods to the customer."""
        return order.order_line.move_ids.filtered(lambda move: move._aftersales_is_delivery())

    @classmethod
    def new_rma(cls, order, quantity=1, *, lots=None, user=None, move=None, **values):
        """Request a return of what the order delivered; one line for each lot."""
        move = move or cls.delivered(order)[:1]
        lots = lots or [cls.env["stock.lot"]]
        return (
            cls.env["aftersales.rma"]
            .with_user(user or cls.agent)
            .create(
                {
                    "partner_id": order.partner_id.id,
                    "type_id": cls.type_refund.id,
                    "reason_id": cls.reason.id,
                    "line_ids": [
                        Command.create({"move_id": move.id, "lot_id": lot.id, "quantity": quantity})
                        for lot in lots
                    ],
                    **values,
                }
            )
            .with_env(cls.env)
        )

    @classmethod
    def approve(cls, rma):
        rma.with_user(cls.specialist).action_approve()
        return rma

    @classmethod
    def receive(cls, rma, quantity=None):
        """Let the warehouse take in the open receipts, or ``quantity`` of each line."""
        receipts = rma.sudo().receipt_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        for move in receipts.move_ids if quantity is not None else ():
            move.quantity = quantity
        cls.validate(receipts)
        return receipts

    @classmethod
    def refund(cls, rma, post=True):
        """Make the credit notes of what was received, and post them as accounting does."""
        rma.with_user(cls.specialist).action_create_refund()
        refunds = rma.sudo().refund_ids.filtered(lambda move: move.state == "draft")
        if post:
            refunds.action_post()
        return refunds

    @classmethod
    def return_by_hand(cls, move, quantity, validate=True):
        """Return goods with Odoo's own button, past any RMA."""
        wizard = Form(
            cls.env["stock.return.picking"].with_context(
                active_id=move.picking_id.id,
                active_model="stock.picking",
            )
        ).save()
        wizard.product_return_moves.filtered(lambda line: line.move_id == move).quantity = quantity
        picking = wizard._create_return()
        if validate:
            cls.validate(picking)
        return picking
