"""A tea set: sold as one, delivered as four cups and a pot."""

from rma_common import SalesCase

from odoo.fields import Command


class KitCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cup = cls.new_product("Cup", list_price=10)
        cls.pot = cls.new_product("Pot", list_price=40)
        cls.tea_set = cls.new_kit("Tea Set", {cls.cup: 4, cls.pot: 1}, list_price=99.99)

    @classmethod
    def new_kit(cls, name, components, **values):
        kit = cls.new_product(name, is_storable=False, **values)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": product.id, "product_qty": quantity})
                    for product, quantity in components.items()
                ],
            }
        )
        return kit

    @classmethod
    def sell_kit(cls, quantity=1, *, kit=None, invoice=True, **line):
        """Return an order of kits that are with the customer, invoiced or not."""
        kit = kit or cls.tea_set
        for product in cls.env["mrp.bom"].search([]).bom_line_ids.product_id:
            if product.tracking == "none" and not product.is_kits:
                cls.stock_up(product)
        order = cls.new_order(kit, quantity, **line)
        cls.deliver(order)
        if invoice:
            cls.invoice(order)
        return order

    @classmethod
    def moves(cls, order, *products):
        """Return the deliveries of these components, in their order."""
        return cls.delivered(order).sorted(lambda move: products.index(move.product_id))

    @classmethod
    def return_components(cls, order, quantities, **values):
        """Request a return of so much of each component."""
        moves = {move.product_id: move for move in cls.delivered(order)}
        return cls.new_rma(
            order,
            line_ids=[
                Command.create({"move_id": moves[product].id, "quantity": quantity})
                for product, quantity in quantities.items()
            ],
            **values,
        )

    @classmethod
    def take_back(cls, order, quantities, **values):
        """Let components come back, and refund them."""
        rma = cls.approve(cls.return_components(order, quantities, **values))
        cls.receive(rma)
        cls.refund(rma)
        return rma

    def assert_credited(self, rma, *amounts):
        self.assertEqual(
            [round(refund.amount_untaxed, 2) for refund in rma.sudo().refund_ids.sorted("id")],
            list(amounts),
        )
        self.assertEqual(rma.state, "done")
