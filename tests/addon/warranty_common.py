"""Helpers to sell goods whose warranty has terms, extensions and a history."""

import json

from rma_common import SalesCase

from odoo.fields import Command

WARRANTY = "aftersales.warranty"


class CoverageCase(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.tz = cls.env.user.tz = "UTC"
        cls.extension = cls.env["product.product"].create(
            {
                "name": "One More Year",
                "type": "service",
                "list_price": 25,
                "invoice_policy": "order",
                "taxes_id": [Command.clear()],
                "aftersales_extends_warranty_months": 12,
            }
        )

    @classmethod
    def promise(cls, product, *rows):
        """Let the product promise these coverages beside its 24 months."""
        product.write(
            {
                "aftersales_warranty_policy": "own",
                "aftersales_warranty_months": 24,
                "aftersales_warranty_term_ids": [Command.clear()]
                + [Command.create(row) for row in rows],
            }
        )

    @classmethod
    def sold(cls, product=None, quantity=1, **values):
        """Return the warranties of goods that were sold and delivered now."""
        order = cls.sell_and_deliver(product or cls.kettle, quantity, invoice=False, **values)
        return cls.warranties(order)

    @classmethod
    def warranties(cls, order):
        return cls.env[WARRANTY].search([("sale_order_id", "=", order.id)], order="id")

    def facts(self, warranty, event_type):
        """Return the facts of the warranty's events of a type, the oldest first."""
        events = self.env["aftersales.event"].search(
            [("model", "=", WARRANTY), ("record", "in", warranty.ids), ("type", "=", event_type)],
            order="id",
        )
        return [json.loads(event.payload) for event in events]

    def known(self, warranties):
        """Return what rights are judged by, of the unit of each warranty."""
        facts = self.env["aftersales.rights.facts"]
        return facts._facts([facts._unit(one.move_id, one.lot_id) for one in warranties])

    def spans(self, warranty):
        return {c.display_name: (c.start_date, c.end_date) for c in warranty.coverage_ids}
