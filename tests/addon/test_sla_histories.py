"""Random histories of tickets, lived through the ORM by different people: the invariants hold.

The same as tests/core does with events alone; here events come to be by writes, buttons and messages.
1,000 of them in the deep profile.
"""

import random
from datetime import timedelta

from profiles import profile
from sla_wall import WallCase

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.aftersales_addon.core import sla
from odoo.addons.aftersales_addon.models.sla import ticket_clocks

SEED = 20261122
HISTORIES = profile(12, 1_000)
ACTIONS = 14
GAPS = (0, 0, 1, 60, 600, 3600, 3 * 3600, 86400, 3 * 86400)  # seconds


class TestHistories(WallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lines = [
            Command.create({"name": day, "dayofweek": day, "hour_from": 9, "hour_to": 17})
            for day in "01234"
        ]
        cls.office = cls.env["resource.calendar"].create(
            {"name": "Office", "tz": "Europe/Berlin", "attendance_ids": lines}
        )
        cls.team.resource_calendar_id = cls.office
        cls.other_team = cls.env["aftersales.team"].create(
            {"name": "Workshop", "member_ids": [Command.link(cls.agent.id)]}
        )
        for name, priority, sequence, hours in (("Urgent", "3", 1, 2), ("Usual", False, 2, 8)):
            cls.promise_all(name, priority, sequence, hours)
        cls.env["aftersales.sla.policy"].search(
            [("name", "not in", ("Urgent", "Usual"))]
        ).active = False

    @classmethod
    def promise_all(cls, name, priority, sequence, hours):
        """Promise a time for each metric, in turns round the clock and in the team's hours."""
        metrics = dict(cls.env["aftersales.sla.target"]._fields["metric"].selection)
        cls.env["aftersales.sla.policy"].create(
            {
                "name": name,
                "priority": priority,
                "sequence": sequence,
                "version_ids": [
                    Command.create(
                        {
                            "target_ids": [
                                Command.create(
                                    {
                                        "metric": metric,
                                        "amount": hours + number % 3,
                                        "clock_time": ("always", "team")[number % 2],
                                        "reopen": ("continue", "new")[number % 2],
                                    }
                                )
                                for number, metric in enumerate(metrics)
                            ]
                        }
                    )
                ],
            }
        ).version_ids._release()

    # === WHAT HAPPENS === #

    def happen(self, ticket, source):
        """Let something happen, by somebody; what is refused leaves nothing behind."""
        user = source.choice((self.agent, self.leader, self.supervisor, self.administrator))
        name = source.choice(self.actions)
        try:
            with self.env.cr.savepoint():
                getattr(self, f"act_{name}")(ticket.with_user(user), source)
        except (UserError, AccessError):
            name += ", refused"
        self.trail.append((fields.Datetime.to_string(fields.Datetime.now()), name))

    def act_reply(self, ticket, source):
        ticket.message_post(body="Reply", message_type="comment", subtype_xmlid="mail.mt_comment")

    def act_message(self, ticket, source):
        ticket.sudo().message_post(
            body="Question",
            author_id=self.customer.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )

    def act_contact(self, ticket, source):
        at = self.at(seconds=0) if source.random() < 0.1 else None
        ticket._log_contact(reached=source.random() < 0.8, at=at)

    def act_wait(self, ticket, source):
        ticket._log_contact()
        ticket.action_wait()

    def act_move(self, ticket, source):
        ticket.stage_id = source.choice(self.env["aftersales.stage"].search([]))

    def act_go_on(self, ticket, source):
        ticket._move_to("in_progress")

    def act_resolve(self, ticket, source):
        ticket._move_to("resolved")

    def act_cancel(self, ticket, source):
        ticket.write(
            {
                "cancel_reason": "spam",
                "stage_id": self.env.ref("aftersales_addon.stage_cancelled").id,
            }
        )

    def act_priority(self, ticket, source):
        ticket.priority = source.choice("0123")

    def act_team(self, ticket, source):
        ticket.team_id = source.choice((self.team, self.other_team))

    def act_assign(self, ticket, source):
        ticket.user_id = source.choice((self.agent.id, self.leader.id, False))

    def act_hand_over(self, ticket, source):
        ticket._hand_over(self.other_team, self.agent)

    def act_promise(self, ticket, source):
        ticket._promise(ticket.env.cr.now() + timedelta(hours=source.randint(1, 50)))

    def act_sweep(self, ticket, source):
        self.env["aftersales.sla.clock"]._check_ticket(ticket.with_env(self.env))

    def act_several(self, ticket, source):
        """Several changes in one write."""
        ticket.write({"priority": source.choice("0123"), "user_id": self.leader.id})

    @property
    def actions(self):
        return [name.removeprefix("act_") for name in dir(self) if name.startswith("act_")]

    # === WHAT HOLDS === #

    def assert_holds(self, ticket, breached):
        """I6, I7, I9, I10 and what follows from a breach, at this moment."""
        ticket.invalidate_recordset()
        clocks = ticket.sudo().sla_clock_ids
        stored = {
            key: {name: vals[name] for name in ticket_clocks.DERIVED}
            for key, (__, vals) in ticket.sudo()._stored_clocks().items()
        }
        replayed = self.replayed(ticket)
        cancelled = {key for key, vals in stored.items() if vals["cancelled_why"] == "policy"}
        for key in stored.keys() - cancelled | replayed.keys():  # I6
            one, other = stored.get(key, {}), replayed.get(key, {})
            differing = {name for name in one | other if one.get(name) != other.get(name)}
            found = {name: (one.get(name), other.get(name)) for name in differing}
            self.assertFalse(found, f"{key}, after {self.trail}")
        for user in (self.agent, self.administrator, self.env.ref("base.public_user")):
            self.assertEqual(self.replayed(ticket.with_user(user)), replayed)  # I7
        for clock in clocks:
            self.assertEqual(  # I9
                sum(sum(share[2:]) for share in clock.shares or ()), clock.elapsed + clock.paused
            )
            self.assertEqual(clock.state == "running", bool(clock.resumed_at))
            if clock.state != "running":
                self.assertFalse(clock.next_check)
            elif clock.due_at and not clock.breached_at:
                self.assertLessEqual(clock.next_check, clock.due_at + timedelta(seconds=1))
        for clock_id, instant in breached.items():  # I10
            self.assertTrue(clocks.browse(clock_id).breached_at, instant)
        late = clocks.filtered("breached_at")
        breached.update({clock.id: clock.breached_at for clock in late})
        found = self.env["aftersales.investigation"].search([("ticket_id", "=", ticket.id)])
        self.assertEqual(sorted(found.mapped("metric")), sorted(set(late.mapped("metric"))))

    def replayed(self, ticket):
        """Return what a replay of the ticket's events yields, as it would be stored."""
        ticket = ticket.sudo()
        streams = ticket._sla_streams()
        targets = ticket._sla_targets(streams)
        found = {}
        for clock in sla.derive(streams[ticket.id], targets):
            vals = ticket_clocks._clock_values(ticket.id, clock)
            vals["policy_id"] = (
                self.env["aftersales.sla.target"].browse(vals["target_id"]).policy_id.id
            )
            found[ticket.id, clock.metric, clock.instance] = vals
        return found

    def test_invariants_hold_whatever_people_do(self):
        print(f"seed {SEED}, {HISTORIES} histories")
        breaches, states = 0, set()
        for number in range(HISTORIES):
            source = random.Random(f"{SEED}:{number}")
            self.wall.move_to("2026-03-27 08:00:00")  # the weekend that Berlin changes its clocks
            ticket = self.new_ticket(user_id=source.choice((self.agent.id, False)))
            breached, self.trail = {}, []
            with self.subTest(seed=SEED, history=number):
                for __ in range(source.randint(1, ACTIONS)):
                    self.later(seconds=source.choice(GAPS))
                    self.happen(ticket, source)
                    self.assert_holds(ticket, breached)
            breaches += len(breached)
            states |= set(ticket.sudo().sla_clock_ids.mapped("state"))
            self.env.invalidate_all()
        self.assertGreater(breaches, HISTORIES // 2)
        self.assertGreaterEqual(states, {"running", "fulfilled", "paused", "cancelled"})
