"""Two people at once: real sessions on cursors of their own, and what they leave is committed.

The data stay in the database of the run: events cannot be deleted, and nothing else counts them.
"""

import threading
import uuid

from profiles import profile
from rma_common import SalesCase

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

ROUNDS = profile(3, 1000)


class TestRmaRaces(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def committed(self, work):
        """Return what ``work(env)`` returns, committed."""
        with self.registry.cursor() as cr:
            return work(Environment(cr, SUPERUSER_ID, {}))

    def race(self, *works):
        """Let sessions work at once; each has read the database before any of them writes.

        :return: for each its result, or the message it was refused with
        """
        start = threading.Barrier(len(works))
        results = [None] * len(works)

        def session(number, work):
            with self.registry.cursor() as cr:
                env = Environment(cr, SUPERUSER_ID, {})
                cr.execute("SELECT 1")  # from here on this session sees the database of now
                start.wait()
                try:
                    results[number] = retrying(lambda: work(env), env)
                except UserError as refusal:
                    cr.rollback()
                    results[number] = str(refusal)

        threads = [
            threading.Thread(target=session, args=(number, work))
            for number, work in enumerate(works)
        ]
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return results

    # === DATA === #

    def shop(self, env):
        """Return the helpers of the other tests, on data of this race alone."""
        shop = type("Shop", (SalesCase,), {})
        shop.env = env
        shop.agent = shop.specialist = env.user
        shop.warehouse = env["stock.warehouse"].search(
            [("company_id", "=", env.company.id)], limit=1
        )
        shop.category = env["product.category"].create({"name": "Race"})
        shop.customer = env["res.partner"].create({"name": f"Race {uuid.uuid4()}"})
        shop.type_refund = env.ref("aftersales_addon.rma_type_refund")
        shop.reason = env.ref("aftersales_addon.reason_defective")
        return shop

    def delivered_order(self, quantity=5):
        """Return the ids of an order with goods at the customer, and of its delivery."""

        def work(env):
            shop = self.shop(env)
            product = shop.new_product(f"Race {uuid.uuid4()}", list_price=10)
            order = shop.sell_and_deliver(product, quantity)
            ticket = env["aftersales.ticket"].create(
                {"name": "Race", "partner_id": shop.customer.id}
            )
            return order.id, shop.delivered(order).id, ticket.id

        return self.committed(work)

    def request(self, move_id, ticket_id, quantity):
        def work(env):
            return (
                env["aftersales.rma"]
                .create(
                    {
                        "ticket_id": ticket_id,
                        "type_id": env.ref("aftersales_addon.rma_type_refund").id,
                        "reason_id": env.ref("aftersales_addon.reason_defective").id,
                        "line_ids": [(0, 0, {"move_id": move_id, "quantity": quantity})],
                    }
                )
                .id
            )

        return work

    def same_action(self, rma_id, action):
        return lambda env: getattr(env["aftersales.rma"].browse(rma_id), action)()

    # === RACES === #

    def test_two_desks_cannot_claim_the_same_goods(self):
        for __ in range(ROUNDS):
            _order, move_id, ticket_id = self.delivered_order(5)
            other = self.committed(
                lambda env, ticket_id=ticket_id: (
                    env["aftersales.ticket"].browse(ticket_id).copy().id
                )
            )
            results = self.race(
                self.request(move_id, ticket_id, 3),
                self.request(move_id, other, 3),
            )
            refused = [result for result in results if isinstance(result, str)]
            self.assertEqual(len(refused), 1, results)
            self.assertIn("can still be returned", refused[0])
            claimed = self.committed(
                lambda env, move_id=move_id: sum(
                    env["aftersales.rma.line"]
                    .search([("move_id", "=", move_id)])
                    .mapped("claimed_quantity")
                )
            )
            self.assertEqual(claimed, 3)

    def test_a_session_that_read_before_cannot_claim_after(self):
        """The other session has committed: there is nothing left to wait for, only to notice."""
        _order, move_id, ticket_id = self.delivered_order(5)
        other = self.committed(lambda env: env["aftersales.ticket"].browse(ticket_id).copy().id)
        with self.registry.cursor() as cr, mute_logger("odoo.sql_db"):
            env = Environment(cr, SUPERUSER_ID, {})
            cr.execute("SELECT 1 FROM aftersales_rma_line LIMIT 1")
            self.committed(self.request(move_id, ticket_id, 3))
            with self.assertRaisesRegex(UserError, "can still be returned"):
                retrying(lambda: self.request(move_id, other, 3)(env), env)
            cr.rollback()

    def test_two_specialists_approve_once(self):
        for __ in range(ROUNDS):
            _order, move_id, ticket_id = self.delivered_order(2)
            rma_id = self.committed(self.request(move_id, ticket_id, 2))
            results = self.race(*[self.same_action(rma_id, "action_approve")] * 2)
            self.assertEqual(sum(isinstance(result, str) for result in results), 1, results)
            receipts = self.committed(
                lambda env, rma_id=rma_id: len(env["aftersales.rma"].browse(rma_id).receipt_ids)
            )
            self.assertEqual(receipts, 1)

    def test_two_specialists_refund_once(self):
        for __ in range(ROUNDS):
            _order, move_id, ticket_id = self.delivered_order(2)
            rma_id = self.committed(self.request(move_id, ticket_id, 2))

            def receive(env, rma_id=rma_id):
                rma = env["aftersales.rma"].browse(rma_id)
                rma.action_approve()
                self.shop(env).receive(rma)

            self.committed(receive)
            results = self.race(*[self.same_action(rma_id, "action_create_refund")] * 2)
            self.assertEqual(sum(isinstance(result, str) for result in results), 1, results)
            credited = self.committed(
                lambda env, rma_id=rma_id: sum(
                    env["aftersales.rma"]
                    .browse(rma_id)
                    .refund_ids.invoice_line_ids.mapped("quantity")
                )
            )
            self.assertEqual(credited, 2)

    def received_rma(self, kind, quantity=2):
        """Return the id of a return of that type whose goods are back."""
        _order, move_id, ticket_id = self.delivered_order(quantity)
        rma_id = self.committed(self.request(move_id, ticket_id, quantity))

        def receive(env):
            rma = env["aftersales.rma"].browse(rma_id)
            rma.type_id = env.ref(f"aftersales_addon.{kind}")
            rma.action_approve()
            self.shop(env).receive(rma)

        self.committed(receive)
        return rma_id

    def test_two_specialists_inspect_the_same_goods_once(self):
        def inspect(rma_id):
            return lambda env: (
                env["aftersales.inspection"]
                .create(
                    {
                        "rma_line_id": env["aftersales.rma"].browse(rma_id).line_ids.id,
                        "grade": "a",
                        "quantity": 2,
                    }
                )
                .id
            )

        for __ in range(ROUNDS):
            rma_id = self.received_rma("rma_type_inspection")
            results = self.race(*[inspect(rma_id)] * 2)
            self.assertEqual(sum(isinstance(result, str) for result in results), 1, results)
            inspected = self.committed(
                lambda env, rma_id=rma_id: (
                    env["aftersales.rma"].browse(rma_id).line_ids.inspected_quantity
                )
            )
            self.assertEqual(inspected, 2)

    def test_two_specialists_give_back_once(self):
        def make_ready(env, rma_id):
            line = env["aftersales.rma"].browse(rma_id).line_ids
            env["aftersales.inspection"].create(
                {"rma_line_id": line.id, "grade": "a", "quantity": 2, "outcome": "return"}
            )

        for __ in range(ROUNDS):
            rma_id = self.received_rma("rma_type_inspection")
            self.committed(lambda env, rma_id=rma_id: make_ready(env, rma_id))
            results = self.race(*[self.same_action(rma_id, "action_give_back")] * 2)
            self.assertEqual(sum(isinstance(result, str) for result in results), 1, results)
            under_way = self.committed(
                lambda env, rma_id=rma_id: (
                    env["aftersales.rma"].browse(rma_id).line_ids.open_give_back_quantity
                )
            )
            self.assertEqual(under_way, 2)

    def test_approving_and_refusing_at_once_ends_in_one_decision(self):
        for __ in range(ROUNDS):
            _order, move_id, ticket_id = self.delivered_order(2)
            rma_id = self.committed(self.request(move_id, ticket_id, 2))
            results = self.race(
                self.same_action(rma_id, "action_approve"),
                lambda env, rma_id=rma_id: env["aftersales.rma"].browse(rma_id)._refuse("No"),
            )
            self.assertEqual(sum(isinstance(result, str) for result in results), 1, results)
            events = self.committed(
                lambda env, rma_id=rma_id: env["aftersales.event"].search_count(
                    [
                        ("model", "=", "aftersales.rma"),
                        ("record", "=", rma_id),
                        ("type", "in", ("rma_approved", "rma_refused")),
                    ]
                )
            )
            self.assertEqual(events, 1)
