"""Two people at once: real sessions on cursors of their own, and what they leave is committed.

The data stay in the database of the run: events cannot be deleted, and nothing else counts them.
"""

import json
import subprocess
import sys
import threading
import uuid
from pathlib import Path

from profiles import profile
from rma_common import SalesCase

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name
from odoo.tools import config, mute_logger

ROUNDS = profile(3, 1000)


class RaceCase(BaseCase):
    """Sessions of their own, and what they need to meet over."""

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

    def receipt_of(self, rma_id):
        """Return the transfer by which the approved return comes in, ready to be validated."""

        def work(env):
            receipts = env["aftersales.rma"].browse(rma_id).receipt_ids
            receipts.move_ids.picked = True
            return receipts.id

        return self.committed(work)

    def by_hand(self, move_id, quantity):
        """Return a transfer back that Odoo's own button made, ready to be validated."""

        def work(env):
            move = env["stock.move"].browse(move_id)
            shop = self.shop(env)
            picking = shop.return_by_hand(move, quantity, validate=False)
            picking.move_ids.quantity = quantity
            picking.move_ids.picked = True
            return picking.id

        return self.committed(work)

    def back(self, move_id):
        """Return how much of the delivery came back, by SQL."""
        with self.registry.cursor() as cr:
            cr.execute(
                """
                SELECT COALESCE(SUM(line.quantity_product_uom), 0)
                  FROM stock_move_line line JOIN stock_move move ON move.id = line.move_id
                 WHERE move.state = 'done' AND move.origin_returned_move_id = %s
                """,
                [move_id],
            )
            return cr.fetchone()[0]

    def validate(self, picking_id):
        return lambda env: env["stock.picking"].browse(picking_id).button_validate() and None


class TestRmaRaces(RaceCase):
    def test_two_desks_cannot_claim_the_same_goods(self):
        """T57. Peers: same unit returned twice (draft+draft, concurrent)."""
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

    def test_odoos_own_return_and_ours_never_bring_back_more_than_was_delivered(self):
        """T57, T59: two keepers validate at once, each a transfer that would be fine alone."""
        for __ in range(ROUNDS):
            _order, move_id, ticket_id = self.delivered_order(5)
            rma_id = self.committed(self.request(move_id, ticket_id, 3))
            self.committed(self.same_action(rma_id, "action_approve"))
            transfers = self.receipt_of(rma_id), self.by_hand(move_id, 3)
            results = self.race(*map(self.validate, transfers))
            self.assertEqual(sum(isinstance(result, str) for result in results), 1, results)
            self.assertEqual(self.back(move_id), 3)

    def test_request_and_odoos_own_return_at_once_leave_one_of_them(self):
        """T57: what comes back by Odoo's button meanwhile can be asked for no more."""
        for __ in range(ROUNDS):
            _order, move_id, ticket_id = self.delivered_order(5)
            picking_id = self.by_hand(move_id, 3)
            self.committed(
                lambda env, picking_id=picking_id: (
                    env["stock.picking"].browse(picking_id).move_ids.write({"product_uom_qty": 1})
                )
            )
            results = self.race(self.request(move_id, ticket_id, 3), self.validate(picking_id))
            approved = self.committed(self.try_approve(results[0]))
            self.assertEqual(self.back(move_id), 3)
            self.assertTrue(isinstance(results[0], str) or "can still be returned" in approved)

    def try_approve(self, rma_id):
        def work(env):
            try:
                env["aftersales.rma"].browse(rma_id).action_approve()
            except UserError as refusal:
                env.cr.rollback()
                return str(refusal)
            return ""

        return work if not isinstance(rma_id, str) else lambda env: ""

    def test_claims_count_in_every_state_a_return_can_be_in(self):
        """T57: requested, approved, done and cancelled returns; two sessions ask for what is left."""
        for state, left in (("requested", 2), ("approved", 2), ("done", 2), ("cancelled", 5)):
            with self.subTest(state=state):
                _order, move_id, ticket_id = self.delivered_order(5)
                rma_id = self.committed(self.request(move_id, ticket_id, 3))
                for action in {"cancelled": ("action_cancel",)}.get(state, ("action_approve",)):
                    if state != "requested":
                        self.committed(self.same_action(rma_id, action))
                if state == "done":
                    self.committed(self.validate(self.receipt_of(rma_id)))
                    self.committed(self.same_action(rma_id, "action_create_refund"))
                    self.committed(
                        lambda env, rma_id=rma_id: (
                            env["aftersales.rma"].browse(rma_id).refund_ids.action_post()
                        )
                    )
                results = self.race(*[self.request(move_id, ticket_id, left)] * 2)
                refused = [result for result in results if isinstance(result, str)]
                self.assertEqual(len(refused), 1, results)

    def test_cancelling_and_receiving_at_once_ends_in_one_of_them(self):
        """T59: goods that came back are never on a return that was cancelled."""
        for __ in range(ROUNDS):
            _order, move_id, ticket_id = self.delivered_order(2)
            rma_id = self.committed(self.request(move_id, ticket_id, 2))
            self.committed(self.same_action(rma_id, "action_approve"))
            self.race(
                self.same_action(rma_id, "action_cancel"), self.validate(self.receipt_of(rma_id))
            )
            state = self.committed(
                lambda env, rma_id=rma_id: env["aftersales.rma"].browse(rma_id).state
            )
            self.assertEqual(state, "received" if self.back(move_id) else "cancelled")

    def test_double_submit_of_the_form_makes_one_return(self):
        """T58: a double click, or the button again after the browser's back."""
        for __ in range(ROUNDS):
            order_id, move_id, ticket_id = self.delivered_order(5)

            def fill_in(env, order_id=order_id, ticket_id=ticket_id):
                wizard = env["aftersales.rma.request"].create(
                    {
                        "ticket_id": ticket_id,
                        "partner_id": env["aftersales.ticket"].browse(ticket_id).partner_id.id,
                        "sale_order_id": order_id,
                        "type_id": env.ref("aftersales_addon.rma_type_refund").id,
                        "reason_id": env.ref("aftersales_addon.reason_defective").id,
                    }
                )
                wizard.line_ids.quantity = 2
                return wizard.id

            form_id = self.committed(fill_in)

            def submit(env, form_id=form_id):
                return env["aftersales.rma.request"].browse(form_id).action_request()["res_id"]

            results = self.race(submit, submit)
            self.assertEqual(results[0], results[1])
            self.assertEqual(self.committed(submit), results[0])
            made = self.committed(
                lambda env, move_id=move_id: env["aftersales.rma.line"].search_count(
                    [("move_id", "=", move_id)]
                )
            )
            self.assertEqual(made, 1)

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
        """T59: one winner, and the loser is told."""
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


class TestRmaWorkers(RaceCase):
    """Two workers: processes with a registry, caches and connections of their own."""

    def setUp(self):
        super().setUp()
        script = str(Path(__file__).with_name("rma_worker.py"))
        command = [sys.executable, script, config["config"], get_db_name()]
        self.workers = [
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
            )
            for __ in range(2)
        ]
        for worker in self.workers:
            self.addCleanup(worker.communicate, timeout=60)
            self.assertEqual(self.answer(worker), "ready")

    def answer(self, worker):
        return json.loads(worker.stdout.readline())

    def at_once(self, *orders):
        for worker, order in zip(self.workers, orders, strict=True):
            worker.stdin.write(json.dumps(order) + "\n")
            worker.stdin.flush()
        return [self.answer(worker) for worker in self.workers]

    def test_two_workers_never_bring_back_more_than_was_delivered(self):
        """T57, T59: approval, transfers and credit notes, each ordered from both workers."""
        for __ in range(ROUNDS):
            _order, move_id, ticket_id = self.delivered_order(5)
            rma_id = self.committed(self.request(move_id, ticket_id, 3))
            refused = self.at_once(*[("aftersales.rma", [rma_id], "action_approve")] * 2)
            self.assertEqual(len(list(filter(None, refused))), 1, refused)
            transfers = self.receipt_of(rma_id), self.by_hand(move_id, 3)
            refused = self.at_once(
                *(("stock.picking", [picking], "button_validate") for picking in transfers)
            )
            self.assertEqual(len(list(filter(None, refused))), 1, refused)
            self.assertEqual(self.back(move_id), 3)
            refused = self.at_once(*[("aftersales.rma", [rma_id], "action_create_refund")] * 2)
            credits = self.committed(
                lambda env, rma_id=rma_id: len(env["aftersales.rma"].browse(rma_id).refund_ids)
            )
            self.assertLessEqual(credits, 1, refused)
