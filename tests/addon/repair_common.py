"""Helpers to repair: a workshop beside the service desk, parts and services it charges."""

from rma_common import SalesCase

from odoo.fields import Command
from odoo.tests import new_test_user


class RepairCase(SalesCase):
    """A desk with a workshop: a technician without any of our roles, a part, labour, a visit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician = new_test_user(
            cls.env(context={**cls.env.context, "no_reset_password": True}),
            "test_technician",
            groups="base.group_user,stock.group_stock_user",
            name="Tim Technician",
        ).with_env(cls.env)
        cls.type_repair = cls.env.ref("aftersales_addon.rma_type_repair")
        cls.fault = cls.env.ref("aftersales_addon.fault_code_f10")
        cls.other_fault = cls.env.ref("aftersales_addon.fault_code_f20")
        cls.board = cls.new_product("Board", list_price=80.40)
        cls.cover_part = cls.new_product("Cover", list_price=19.99)
        cls.stock_up(cls.board)
        cls.stock_up(cls.cover_part)
        cls.labour = cls.new_service("Labour", "labour", 60)
        cls.visit = cls.new_service("Visit", "on_site", 45)

    @classmethod
    def new_service(cls, name, kind, price):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "aftersales_service": kind,
                "list_price": price,
                "taxes_id": [Command.clear()],
            }
        )

    @classmethod
    def new_warehouse(cls, steps):
        """Return a warehouse whose receipts and deliveries take that many steps."""
        names = {
            1: ("one_step", "ship_only"),
            2: ("two_steps", "pick_ship"),
            3: ("three_steps", "pick_pack_ship"),
        }
        reception, delivery = names[steps]
        return cls.env["stock.warehouse"].create(
            {
                "name": f"House of {steps}",
                "code": f"WH{steps}",
                "reception_steps": reception,
                "delivery_steps": delivery,
            }
        )

    @classmethod
    def received(cls, order, **values):
        """Return an approved return for repair whose goods have come in."""
        rma = cls.approve(cls.new_rma(order, **{"type_id": cls.type_repair.id, **values}))
        cls.receive(rma)
        return rma

    @classmethod
    def sold_printer(cls, serial="SN-1", expired=False, **values):
        """Return the order of a printer with its serial, whose warranty has ended or not."""
        order = cls.sell_and_deliver(cls.printer, serials=[serial], **values)
        if expired:
            cls.expire(order)
        return order

    @classmethod
    def expire(cls, order):
        warranties = cls.env["aftersales.warranty"].search([("sale_order_id", "=", order.id)])
        warranties._transition().received_on = "2020-01-01"

    @classmethod
    def repair(cls, rma, user=None):
        """Make the repairs of the return, and return the open ones."""
        rma.with_user(user or cls.specialist).action_create_repair()
        return rma.repair_ids.filtered(lambda repair: repair.state not in ("done", "cancel"))

    @classmethod
    def new_repair(cls, serial="SN-1", expired=False):
        """Return the repair of a printer that came back, and its return."""
        order = cls.sold_printer(serial, expired)
        rma = cls.received(order, lots=cls.delivered(order).lot_ids)
        return cls.repair(rma), rma

    @classmethod
    def put_in(cls, repair, product, quantity=1, user=None):
        """Let the technician put a part into the repair."""
        return (
            cls.env["stock.move"]
            .with_user(user or cls.technician)
            .create(
                {
                    "repair_id": repair.id,
                    "repair_line_type": "add",
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "company_id": repair.company_id.id,
                }
            )
            .with_env(cls.env)
        )

    @classmethod
    def start(cls, repair, user=None):
        repair.with_user(user or cls.technician).action_aftersales_start()

    @classmethod
    def finish(cls, repair, user=None):
        repair.with_user(user or cls.technician).action_aftersales_finish()

    @classmethod
    def mend(cls, repair, fault=None):
        """Start and finish the repair, of this fault."""
        if fault:
            repair.with_user(cls.technician)._aftersales_describe("yes", fault)
        cls.start(repair)
        cls.finish(repair)

    @classmethod
    def ask(cls, repair, model, user=None, **values):
        """Return what opens for the user when something is asked about the repair."""
        return (
            cls.env[f"aftersales.repair.{model}"]
            .with_user(user or cls.specialist)
            .with_context(default_repair_id=repair.id)
            .create(values)
        )

    @classmethod
    def quote(cls, repair, send=True, user=None, **values):
        """Make the quotation of the repair, send it, and return the order."""
        wizard = cls.ask(repair, "quote", user, **{"labour_id": False, "visit_id": False, **values})
        if send:
            wizard.action_send()
        else:
            wizard.action_quote()
        return repair.sale_order_id

    @classmethod
    def on_hand(cls, product, location, lot=None):
        """Return how much of the product lies in that place and below."""
        return cls.env["stock.quant"]._get_available_quantity(
            product, location, lot_id=lot, allow_negative=True
        )
