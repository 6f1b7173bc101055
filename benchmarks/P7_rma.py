"""P7: a return of two pieces from the request to the posted credit note, ours and OCA's in turns.

Request, confirm, receive, refund, post: the same steps on the same order, delivered and invoiced, at a
desk that has sold this product and taken it back before.
Ours belongs to a ticket with promised times, and has an inspection; OCA's `rma` and `rma_sale` have
neither, so what they take is a figure of its own. Every round is rolled back.
AFTERSALES_STOCK_DATABASE is where OCA's is installed.
"""

import os
import statistics
from functools import partial

from desks import environment, fetched, install, measured
from harness import figure

from odoo.fields import Command
from odoo.tools import config

OCA = ("rma", "rma_sale")
STEPS = ("request", "confirm", "receive", "refund", "post")
ALL_STEPS = ("ticket", "request", "confirm", "receive", "inspect", "refund", "post")
RETURNS, ROUNDS, WARM_UP = 5, 11, 1


class Desk:
    """A database, and how a return goes through its hands there, step by step."""

    name = ""

    def __init__(self, database):
        self.database = database
        self.product_id = self.partner_id = None

    def open(self):
        """Keep goods in stock, and take one return, for good: no desk is measured on its first day."""
        with environment(self.database, commit=True) as env:
            self.partner_id = (
                env["res.partner"].create({"name": "Ann", "email": "ann@outside.example"}).id
            )
            self.product_id = self.stocked(env).id
            self.go_through(self.orders(env)[:1], STEPS, lambda step, work: work())
        return self

    def go_through(self, orders, steps, measure):
        """Take returns from their orders through the steps, each done for all of them.

        :param measure: is called with each step and what does it
        """
        matters = list(orders) if "ticket" in steps else [self.ticket(order) for order in orders]
        for step in steps:
            results = []
            measure(step, partial(self.take, step, matters, results))
            matters = results if step in ("ticket", "request") else matters

    def take(self, step, matters, results):
        results.extend(getattr(self, step)(matter) for matter in matters)

    def ticket(self, order):
        """Return what a return is requested on: the order, where there is no ticket."""
        return order

    def environment(self):
        return environment(self.database)

    def stocked(self, env):
        product = env["product.product"].create(
            {
                "name": "Lamp",
                "is_storable": True,
                "list_price": 40,
                "invoice_policy": "delivery",
                "taxes_id": [Command.clear()],
            }
        )
        warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 1000)
        return product

    def orders(self, env):
        """Return confirmed orders over five pieces each, delivered and invoiced."""
        line = Command.create({"product_id": self.product_id, "product_uom_qty": 5})
        orders = env["sale.order"].create(
            [{"partner_id": self.partner_id, "order_line": [line]} for __ in range(RETURNS)]
        )
        orders.action_confirm()
        for order in orders:
            self.validate(order.picking_ids)
            order._create_invoices().action_post()
        return orders

    def validate(self, picking):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()


class Ours(Desk):
    name = "ours"

    def ticket(self, order):
        return order.env["aftersales.ticket"].create(
            {
                "name": "Lamp is dark",
                "partner_id": order.partner_id.id,
                "sale_order_id": order.id,
                "product_id": self.product_id,
            }
        )

    def request(self, ticket):
        env, order = ticket.env, ticket.sale_order_id
        return env["aftersales.rma"].create(
            {
                "ticket_id": ticket.id,
                "type_id": env.ref("aftersales_addon.rma_type_refund").id,
                "reason_id": env.ref("aftersales_addon.reason_defective").id,
                "line_ids": [
                    Command.create({"move_id": order.order_line.move_ids.id, "quantity": 2})
                ],
            }
        )

    def confirm(self, rma):
        rma.action_approve()

    def receive(self, rma):
        self.validate(rma.receipt_ids)

    def inspect(self, rma):
        rma.env["aftersales.inspection"].create({"rma_line_id": rma.line_ids.id, "grade": "b"})

    def refund(self, rma):
        rma.action_create_refund()

    def post(self, rma):
        rma.refund_ids.action_post()
        rma.env.flush_all()
        assert rma.state == "done", rma.state


class Peer(Desk):
    name = "OCA rma_sale"

    def request(self, order):
        env, line = order.env, order.order_line
        return env["rma"].create(
            {
                "partner_id": order.partner_id.id,
                "order_id": order.id,
                "picking_id": line.move_ids.picking_id.id,
                "move_id": line.move_ids.id,
                "product_id": line.product_id.id,
                "product_uom_qty": 2,
                "product_uom": line.product_uom_id.id,
                "operation_id": env.ref("rma.rma_operation_refund").id,
            }
        )

    def confirm(self, rma):
        rma.action_confirm()

    def receive(self, rma):
        self.validate(rma.reception_move_id.picking_id)

    def refund(self, rma):
        rma.action_refund()

    def post(self, rma):
        rma.refund_id.action_post()
        rma.env.flush_all()
        assert rma.state == "refunded", rma.state


def one_round(desk, steps):
    """Return the milliseconds and queries that a return takes, by step."""
    found = {}
    with desk.environment() as env:

        def measure(step, work):
            env.flush_all()
            env.transaction.clear()  # each step is taken by somebody else, on another day
            seconds, queries = measured(env, work)
            found[step] = 1000 * seconds / RETURNS, queries / RETURNS

        desk.go_through(desk.orders(env), steps, measure)
    return found


def report(what, rounds):
    """Print the medians of each step and of the whole; return the whole's."""
    rounds = rounds[WARM_UP:]
    for step in rounds[0]:
        median = statistics.median(figures[step][0] for figures in rounds)
        figure("P7", f"{what}, {step}", median, "ms")
    totals = sorted(sum(ms for ms, __ in figures.values()) for figures in rounds)
    median = statistics.median(totals)
    figure("P7", f"{what}, all steps, median", median, "ms a return")
    figure("P7", f"{what}, all steps, fastest round", totals[0], "ms a return")
    figure("P7", f"{what}, all steps, slowest round", totals[-1], "ms a return")
    queries = sum(queries for __, queries in rounds[-1].values())
    figure("P7", f"{what}, queries", queries, "a return")
    return median


def main():
    config.parse_config(["--config", os.environ["AFTERSALES_CONFIG"]])
    desks = {"ours": (Ours(config["db_name"][0]).open(), STEPS)}
    desks["ours with ticket and inspection"] = (desks["ours"][0], ALL_STEPS)
    if fetched(*OCA, folder="peers-rma"):
        peer = Peer(os.environ["AFTERSALES_STOCK_DATABASE"])
        install(peer.database, *OCA)
        desks["OCA rma_sale"] = (peer.open(), STEPS)
    else:
        print("OCA is absent: its packages could not be installed from the index.", flush=True)
    rounds = {what: [] for what in desks}
    for __ in range(WARM_UP + ROUNDS):
        for what, (desk, steps) in desks.items():  # in turns, so that both meet the same weather
            rounds[what].append(one_round(desk, steps))
    medians = {what: report(what, found) for what, found in rounds.items()}
    if "OCA rma_sale" in medians:
        faster = medians["OCA rma_sale"] / medians["ours"]
        what = "request on a ticket to credit note, OCA / ours"
        figure("P7", what, faster, "x", bound=1, at_least=True)
        with_ticket = statistics.median(
            sum(ms for step, (ms, __) in figures.items() if step != "inspect")
            for figures in rounds["ours with ticket and inspection"][WARM_UP:]
        )
        faster = medians["OCA rma_sale"] / with_ticket
        figure("P7", "the same, the ticket opened for it counted, too", faster, "x")


if __name__ == "__main__":
    main()
