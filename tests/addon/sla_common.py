"""What the tests of response times share: a calendar round the clock, a policy, a hand on the clock."""

from datetime import datetime, timedelta

from common import ServiceCase
from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command

START = datetime(2026, 3, 2, 9, 0)  # a Monday, UTC


class SlaCase(ServiceCase):
    """A policy of one target each, round the clock; the shipped ones are out of the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["aftersales.sla.policy"].search([]).active = False
        cls.policy = cls.new_policy(resolution=8 * 3600)

    @classmethod
    def new_policy(cls, name="Promises", release=True, targets=(), **seconds):
        """Return a policy in force that promises the seconds of each metric, round the clock."""
        lines = [
            {"metric": metric, "amount": amount / 60, "unit": "minutes", "clock_time": "always"}
            for metric, amount in seconds.items()
        ]
        policy = cls.env["aftersales.sla.policy"].create(
            {
                "name": name,
                "company_ids": False,
                "version_ids": [
                    Command.create(
                        {"target_ids": [Command.create(line) for line in (*lines, *targets)]}
                    )
                ],
            }
        )
        if release:
            with freeze_time(START - timedelta(days=1)):
                policy.version_ids._release()
        return policy

    def at(self, **after):
        """A context in which the wall clock stands so long after the start."""
        return freeze_time(START + timedelta(**after))

    def opened(self, user=None, after=None, **values):
        """Return a ticket opened at the start."""
        with self.at(**(after or {})):
            return self.new_ticket(user, **values)

    def clock(self, ticket, metric="resolution", instance=1):
        return ticket.sudo().sla_clock_ids.filtered(
            lambda clock: clock.metric == metric and clock.instance == instance
        )

    def sweep(self, **after):
        with self.at(**after):
            self.env["aftersales.sla.clock"]._check_ticket(
                self.env["aftersales.sla.clock"]
                .search([("next_check", "<=", fields.Datetime.now())])
                .ticket_id
            )
