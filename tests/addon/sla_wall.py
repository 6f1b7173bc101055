"""What the tests of response times share: a clock on the wall that we set, and promises."""

from datetime import timedelta

from common import ServiceCase
from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command

# A Monday before the module was installed: what it ships promises nothing yet.
START = "2026-03-02 08:00:00"


class WallCase(ServiceCase):
    """A desk at eight on a Monday, UTC; time stands still unless a test lets it pass."""

    @classmethod
    def setUpClass(cls):
        cls.wall = cls.enterClassContext(freeze_time(START))
        super().setUpClass()

    def setUp(self):
        super().setUp()
        self.wall.move_to(START)

    def later(self, **delta):
        """Let time pass: ``later(minutes=5)``."""
        self.wall.tick(timedelta(**delta))

    @staticmethod
    def at(hours=0, minutes=0, seconds=0):
        """Return the naive UTC instant so long after the start."""
        delta = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return fields.Datetime.to_datetime(START) + delta

    @classmethod
    def promise(cls, *steps, metric="first_response", minutes=60, sequence=1, **values):
        """Put a policy in force for the team, round the clock; return its one target.

        :param steps: values of the steps of its ladder
        :param values: of the policy, and those that begin with ``target_`` of the target
        """
        target = {
            "metric": metric,
            "amount": minutes,
            "unit": "minutes",
            "clock_time": "always",
            "escalation_ids": [
                Command.create({"sequence": 10 * number, "name": f"Step {number}", **step})
                for number, step in enumerate(steps, 1)
            ],
            **{
                name.removeprefix("target_"): values.pop(name)
                for name in list(values)
                if name.startswith("target_")
            },
        }
        policy = cls.env["aftersales.sla.policy"].create(
            {
                "name": f"Within {minutes} minutes",
                "sequence": sequence,
                "team_ids": [Command.link(cls.team.id)],
                "version_ids": [Command.create({"target_ids": [Command.create(target)]})],
                **values,
            }
        )
        policy.version_ids._release()
        return policy.version_ids.target_ids

    def clock(self, ticket, metric="first_response"):
        """Return the latest clock of that metric."""
        clocks = ticket.sla_clock_ids.filtered(lambda clock: clock.metric == metric)
        return clocks.sorted("instance")[-1:]

    def sweep(self):
        """Run the job as its scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.assertTrue(
                self.env.ref("aftersales_addon.ir_cron_sla_sweep").method_direct_trigger()
            )
        self.env.invalidate_all()
