"""What the modules beside the app add to the demo, when its months have been told."""

import random
from contextlib import contextmanager
from typing import NamedTuple

from odoo import Command, fields

from . import mails, people
from .clock import Clock, simulated
from .matter import Matter
from .service import Service
from .trader import XMLID_MODULE, Trader, demo_language

SEED = 21


class Call(NamedTuple):
    """A customer who calls about a return."""

    reason: str
    nature: str = "return"
    channel: str = "phone"
    course: str = ""
    product: str = ""


class Sequel(Trader):
    """The trader as the months left it. What happens now, happened some days ago."""

    @classmethod
    def of_demo(cls, env, module):
        """Return the trader, or nothing where there is no demo.

        :param str module: which adds to the story; its words are needed at once
        """
        logins = [user.login for user in people.USERS]
        users = env["res.users"].search([("login", "in", logins)])
        if not users:
            return None
        language = demo_language(env)
        env = env(
            user=1,
            su=True,
            context={
                "lang": language,
                "allowed_company_ids": users.company_id[:1].ids,
                "mail_notify_force_send": False,
                "skip_sms": True,
            },
        )
        # Odoo loads a module's translations after its demo data.
        env.ref(f"base.module_{module}")._update_translations([language])
        zh = language == "zh_CN"
        trader = cls(env, Clock(people.ZONE["zh" if zh else "en"], fields.Datetime.now()), zh)
        trader.users = {user.login: user.with_env(env) for user in users}
        trader.teams["aftersales"] = trader.of("aftersales.team", "aftersales")
        trader.desk = Service(trader, random.Random(SEED))
        return trader

    @contextmanager
    def told(self):
        """Go by the clock of the story, and let no mail of it wait to be sent."""
        last_mail = mails.last(self.env)
        with simulated(self.env.cr, self.clock):
            yield
            mails.end_step(self.env)
        mails.settle(self.env, last_mail)

    def days_ago(self, days):
        """Go to the morning of a working day; those after it are told afterwards."""
        self.env.cr.flush()
        self.clock.instant = self.clock.before(self.clock.end, 9 * days)

    def of(self, model, key):
        """Return the record of the months that the tables call so."""
        name = f"{XMLID_MODULE}.{model.replace('.', '_')}_{key}"
        return self.env.ref(name, raise_if_not_found=False) or self.env[model]

    def sell(self, customer, product, quantity):
        """Return a confirmed order of what the customer wants."""
        orders = self.as_user("sam.sales")["sale.order"]
        order = orders.create(
            {
                "partner_id": customer.id,
                "user_id": orders.env.uid,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                ],
            }
        )
        order.action_confirm()
        return order

    def charge(self, order):
        self.post(order._create_invoices())

    def request_return(self, order, wanted, texts, reason="defective", kind="refund"):
        """Return the matter of a customer who calls, with the return requested.

        :param dict wanted: how much of each product comes back
        :param texts: subject, report and what is said at the end, each in English and Chinese
        """
        matter = Matter(
            Call(reason), map(self.text, texts), order.partner_id, order.partner_id.child_ids[:1],
            self.env["aftersales.warranty"],
        )  # fmt: skip
        matter.ticket = self.desk.open_at_the_desk(matter)
        self.desk.take(matter, matter.agent)
        self.desk.hand_over(matter)
        request = self.desk.prepare_return(matter, kind, order)
        for line in request.line_ids:
            line.quantity = wanted.get(line.product_id.with_env(self.env), 0)
        matter.rma = request._create_rma()
        return matter

    def approve(self, matter):
        self.desk.approve_return(matter)
        self.desk.wait(matter, reason="carrier")

    def refund(self, matter):
        """Take the goods in, give the money back, and say so."""
        self.desk.receive_goods(matter)
        self.desk.resume(matter)
        self.desk.refund(matter)
        self.desk.reply(matter, matter.solution)
        self.desk.resolve(matter)

    def count(self, quantities):
        """Count goods that lie in stock.

        :param dict quantities: how much there is of each product
        """
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.env["stock.quant"].with_context(inventory_mode=True).create(
            [
                {
                    "product_id": product.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "inventory_quantity": quantity,
                }
                for product, quantity in quantities.items()
            ]
        ).action_apply_inventory()
