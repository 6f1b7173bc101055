"""The countdown in a real browser: it counts by itself, in working time, with one timer."""

from pathlib import Path

from common import ServiceCase

from odoo.fields import Command
from odoo.tests import HttpCase

SCRIPT = (Path(__file__).parent / "tours" / "countdown.js").read_text()


class TestCountdown(HttpCase, ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["aftersales.sla.policy"].search([]).active = False
        policy = cls.env["aftersales.sla.policy"].create(
            {
                "name": "Five minutes",
                "company_ids": False,
                "version_ids": [
                    Command.create(
                        {
                            "target_ids": [
                                Command.create(
                                    {"amount": 5, "unit": "minutes", "clock_time": "always"}
                                )
                            ]
                        }
                    )
                ],
            }
        )
        policy.version_ids._release()
        for name in ("Printer is dead", "Kettle leaks"):
            cls.new_ticket(name=name, user_id=cls.agent.id)

    def test_a_list_counts_down_and_says_when_it_is_late(self):
        self.browser_js(
            "/odoo/my-tickets",
            code=SCRIPT,
            ready="document.querySelectorAll('.o_sla_countdown').length === 2",
            login=self.agent.login,
            timeout=60,
        )
