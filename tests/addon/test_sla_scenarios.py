"""The scenarios of the semantics, through the ORM (core has them, too)."""

from datetime import timedelta

from sla_common import START, SlaCase


class TestScenarios(SlaCase):
    def test_a_ticket_gets_its_clock(self):
        ticket = self.opened()
        self.assertRecordValues(
            self.clock(ticket),
            [
                {
                    "state": "running",
                    "started_at": START,
                    "due_at": START + timedelta(hours=8),
                    "breached_at": False,
                }
            ],
        )
        self.assertEqual(ticket.sla_due_at, START + timedelta(hours=8))

    def test_s1_solved_from_hold(self):
        ticket = self.opened()
        with self.at(hours=1):
            ticket._move_to("waiting")
        clock = self.clock(ticket)
        self.assertRecordValues(clock, [{"state": "paused", "due_at": False, "elapsed": 3600}])
        with self.at(hours=49):
            ticket.action_resolve()
        self.assertRecordValues(
            clock, [{"state": "fulfilled", "elapsed": 3600, "breached_at": False}]
        )
