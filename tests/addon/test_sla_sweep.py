"""The sweep finds what is due and climbs its ladders: each step once, for whom it concerns (T63, T66, T69).

What happens when it is killed, or runs twice at once, is shown in tests/sla.
"""

from datetime import timedelta

from psycopg2 import errors
from sla_wall import WallCase

from odoo import fields
from odoo.fields import Command
from odoo.tools import mute_logger

HALF = {"moment": "percent", "amount": 50, "action": "activity", "audience": "assignee"}
BEFORE = {"moment": "before", "amount": 10, "action": "activity", "audience": "leader"}
DUE = {"moment": "after", "amount": 0, "action": "activity", "audience": "leader"}
SWEEP_LOG = "odoo.addons.aftersales_addon.models.sla.clock_sweep"


class SweepCase(WallCase):
    def taken(self, ticket):
        """Return the names of the steps taken for the ticket, in the order they were."""
        alerts = self.env["aftersales.sla.alert"].search(
            [("ticket_id", "=", ticket.id)], order="id"
        )
        return alerts.step_id.mapped("name")

    def server_action(self, code):
        return self.env["ir.actions.server"].create(
            {
                "name": "Test",
                "model_id": self.env["ir.model"]._get_id("aftersales.ticket"),
                "state": "code",
                "code": code,
            }
        )


class TestLadder(SweepCase):
    def test_each_step_is_taken_at_its_time_and_once(self):
        """T66"""
        self.promise(HALF, BEFORE, DUE)
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(minutes=29, seconds=59)
        self.sweep()
        self.assertFalse(self.taken(ticket))
        self.later(seconds=1)
        self.sweep()
        self.sweep()
        self.assertEqual(self.taken(ticket), ["Step 1"])
        self.assertEqual(ticket.activity_ids.user_id, self.agent)
        self.later(minutes=20)
        self.sweep()
        self.assertEqual(self.taken(ticket), ["Step 1", "Step 2"])
        self.later(minutes=10, seconds=1)
        for __ in range(3):
            self.sweep()
        self.assertEqual(self.taken(ticket), ["Step 1", "Step 2", "Step 3"])
        self.assertEqual(len(ticket.activity_ids), 3)
        self.assertEqual(self.event_types(ticket).count("escalated"), 3)
        self.assertEqual(self.event_types(ticket).count("sla_breached"), 1)
        self.assertFalse(any(self.clock(ticket).alert_ids.mapped("late")))
        self.assertFalse(self.clock(ticket).next_check)

    def test_exactly_when_due_is_in_time(self):
        """Rule 8"""
        self.promise(DUE)
        ticket = self.new_ticket()
        self.later(minutes=60)
        self.sweep()
        self.assertFalse(self.clock(ticket).breached_at)
        self.later(seconds=1)
        self.sweep()
        self.assertEqual(self.clock(ticket).breached_at, self.at(hours=1))

    def test_database_itself_refuses_to_take_a_step_again(self):
        """T66: the unique index, not good luck."""
        self.promise(HALF)
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(minutes=30)
        self.sweep()
        again = self.clock(ticket).alert_ids.copy_data()
        with self.assertRaises(errors.UniqueViolation), mute_logger("odoo.sql_db"):
            self.env["aftersales.sla.alert"].create(again)

    def test_what_was_missed_is_made_up_for_once_and_marked_late(self):
        """T66, S7: nobody swept for three days."""
        target = self.promise(HALF, BEFORE, DUE)
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(days=3)
        self.sweep()
        self.sweep()
        clock = self.clock(ticket)
        self.assertEqual(self.taken(ticket), ["Step 1", "Step 2", "Step 3"])
        self.assertRecordValues(
            clock.alert_ids.sorted("id"),
            [
                {
                    "step_id": step.id,
                    "planned_at": self.at(minutes=minutes),
                    "taken_at": fields.Datetime.now(),
                    "late": True,
                }
                for step, minutes in zip(target.escalation_ids, (30, 50, 60), strict=True)
            ],
        )
        self.assertEqual(clock.breached_at, self.at(hours=1))
        self.assertEqual(self.event_types(ticket).count("sla_breached"), 1)

    def test_missed_step_keeps_its_time_when_the_clock_changed_since(self):
        """Handed to somebody else two days later: the step was due when it was due."""
        self.promise(HALF)
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(days=2)
        ticket.user_id = self.leader
        self.later(seconds=1)
        self.sweep()
        self.assertRecordValues(
            self.clock(ticket).alert_ids, [{"planned_at": self.at(minutes=30), "late": True}]
        )

    def test_wall_clock_that_jumps_back_takes_no_step_twice(self):
        """T66"""
        self.promise(HALF, DUE)
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(hours=5)
        self.sweep()
        self.later(hours=-5)
        for __ in range(3):
            self.sweep()
            self.later(minutes=31)
        self.assertEqual(self.taken(ticket), ["Step 1", "Step 2"])
        self.assertEqual(self.clock(ticket).breached_at, self.at(hours=1))

    def test_missed_steps_are_taken_in_the_order_of_their_times(self):
        self.promise({**DUE, "amount": 30}, HALF, BEFORE)
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(days=1)
        self.sweep()
        self.assertEqual(self.taken(ticket), ["Step 2", "Step 3", "Step 1"])

    def test_ladder_of_a_promise_counts_the_time_on_the_wall(self):
        """A promised instant has no working time, whatever the hours of its target."""
        hours = self.env["resource.calendar"].create({"name": "Office"})
        self.promise(
            {**HALF, "amount": 90},
            metric="promised_time",
            target_clock_time="calendar",
            target_resource_calendar_id=hours.id,
        )
        ticket = self.new_ticket(user_id=self.agent.id)
        ticket._promise(self.at(hours=100))
        self.assertEqual(self.clock(ticket, "promised_time").next_check, self.at(hours=90))
        self.later(hours=90)
        self.sweep()
        self.assertEqual(
            self.clock(ticket, "promised_time").alert_ids.planned_at, self.at(hours=90)
        )

    def test_step_that_the_working_hours_never_reach_holds_up_nothing(self):
        line = {"name": "An hour", "dayofweek": "0", "hour_from": 8, "hour_to": 9}
        hours = self.env["resource.calendar"].create(
            {"name": "Mondays", "tz": "UTC", "attendance_ids": [Command.create(line)]}
        )
        self.promise(
            {**DUE, "amount": 525600},
            target_clock_time="calendar",
            target_resource_calendar_id=hours.id,
        )
        ticket = self.new_ticket(user_id=self.agent.id)
        self.assertEqual(self.clock(ticket).next_check, self.at(hours=1, seconds=1))
        self.later(days=1)
        self.sweep()
        self.assertRecordValues(
            self.clock(ticket),
            [{"breached_at": self.at(hours=1), "next_check": False, "problem": False}],
        )

    def test_paused_clock_climbs_nothing_and_goes_on_afterwards(self):
        self.promise(HALF, DUE, metric="resolution")
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(minutes=10)
        self.wait_for_customer(ticket)
        self.assertFalse(self.clock(ticket, "resolution").next_check)
        self.later(days=2)
        self.sweep()
        self.assertFalse(self.taken(ticket))
        ticket._move_to("in_progress")
        self.later(minutes=20)
        self.sweep()
        self.assertEqual(self.taken(ticket), ["Step 1"])
        self.assertFalse(self.clock(ticket, "resolution").breached_at)

    def test_ended_clock_climbs_nothing(self):
        self.promise(HALF, DUE, metric="resolution")
        solved, dropped = self.new_ticket(), self.new_ticket()
        self.later(minutes=10)
        solved.action_resolve()
        dropped.write(
            {
                "stage_id": self.env["aftersales.stage"]
                .search([("meaning", "=", "cancelled")], limit=1)
                .id,
                "cancel_reason": "spam",
            }
        )
        self.later(days=1)
        self.sweep()
        self.assertFalse(self.taken(solved) + self.taken(dropped))
        self.assertEqual(self.clock(solved, "resolution").state, "fulfilled")
        self.assertEqual(self.clock(dropped, "resolution").state, "cancelled")

    def test_step_whose_condition_fails_is_on_record_and_does_nothing(self):
        self.promise({**HALF, "domain": "[('priority', '=', '3')]"})
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(minutes=30)
        self.sweep()
        self.assertFalse(ticket.activity_ids)
        self.assertIn("condition", self.clock(ticket).alert_ids.outcome)

    def test_answer_before_the_sweep_ends_the_clock_on_time(self):
        self.promise(DUE)
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(minutes=60)
        ticket.with_user(self.agent).message_post(
            body="On our way", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.later(hours=1)
        self.sweep()
        self.assertEqual(self.clock(ticket).state, "fulfilled")
        self.assertFalse(self.clock(ticket).breached_at)
        self.assertFalse(self.taken(ticket))


class TestAudience(SweepCase):
    def told(self, ticket, minutes=60, seconds=1):
        """Return who has got an activity when the time is over."""
        self.later(minutes=minutes, seconds=seconds)
        self.sweep()
        return ticket.activity_ids.user_id

    def test_nobody_assigned_is_the_leaders_matter(self):
        self.promise({**DUE, "audience": "assignee"})
        self.assertEqual(self.told(self.new_ticket()), self.leader)

    def test_archived_agent_is_the_leaders_matter(self):
        """T63"""
        self.promise({**DUE, "audience": "assignee"})
        ticket = self.new_ticket(user_id=self.agent.id)
        self.agent.active = False
        self.assertEqual(self.told(ticket), self.leader)

    def test_team_without_leader_is_the_supervisors_matter(self):
        """T63"""
        self.promise({**DUE, "audience": "assignee"})
        ticket = self.new_ticket(user_id=self.agent.id)
        (self.agent | self.leader).active = False
        told = self.told(ticket)
        self.assertIn(self.supervisor, told)
        self.assertNotIn(self.env.ref("base.user_root"), told)
        self.assertNotIn(self.agent, told)

    def test_agent_of_another_company_is_not_told(self):
        self.promise({**DUE, "audience": "users", "user_ids": [Command.link(self.agent.id)]})
        ticket = self.new_ticket()
        other = self.env["res.company"].create({"name": "Other Ltd"})
        self.agent.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertEqual(self.told(ticket), self.leader)

    def test_experts_are_those_of_the_team_that_is_named(self):
        expert = self.new_user("agent", login="expert", name="Expert")
        self.team.expert_team_id = self.env["aftersales.team"].create(
            {"name": "Experts", "member_ids": [Command.link(expert.id)]}
        )
        self.promise({**DUE, "audience": "expert"})
        self.assertEqual(self.told(self.new_ticket()), expert)

    def test_whole_team_and_whole_group(self):
        auditors = self.env.ref("aftersales_addon.group_auditor")
        self.promise(
            {**DUE, "audience": "team"},
            {**DUE, "audience": "group", "group_id": auditors.id},
        )
        self.assertEqual(self.told(self.new_ticket()), self.team.member_ids | auditors.all_user_ids)

    def test_who_is_notified_sees_it_in_odoo(self):
        self.promise({**DUE, "action": "notify", "audience": "leader"})
        ticket = self.new_ticket()
        self.told(ticket)
        notice = self.env["mail.message"].search(
            [("message_type", "=", "user_notification"), ("res_id", "=", ticket.id)]
        )
        self.assertIn("late", notice.subject)
        self.assertEqual(notice.notified_partner_ids, self.leader.partner_id)
        self.assertEqual(self.clock(ticket).alert_ids.outcome, self.leader.name)


class TestEffects(SweepCase):
    def test_raised_priority_brings_the_policy_that_fits(self):
        self.promise({**HALF, "action": "raise"}, {**DUE, "amount": 5}, sequence=2)
        urgent = self.promise(DUE, minutes=40, sequence=1, priority="2")
        ticket = self.new_ticket(priority="1")
        self.later(minutes=30)
        self.sweep()
        self.assertEqual(ticket.priority, "2")
        self.assertEqual(ticket.sla_version_id, urgent.version_id)
        self.assertRecordValues(
            self.clock(ticket), [{"target_id": urgent.id, "due_at": self.at(minutes=40)}]
        )
        self.assertEqual(self.taken(ticket), ["Step 1"])
        self.later(minutes=10, seconds=1)
        self.sweep()
        self.assertEqual(self.taken(ticket), ["Step 1", "Step 1"])
        self.assertEqual(self.clock(ticket).breached_at, self.at(minutes=40))

    def test_ladder_that_a_change_puts_behind_the_clock_is_climbed_at_once(self):
        """Judged from the start in the hours of the new policy: that is when they should have been."""
        line = {"name": "Late", "dayofweek": "0", "hour_from": 9, "hour_to": 12}
        hours = self.env["resource.calendar"].create(
            {"name": "Mondays", "tz": "UTC", "attendance_ids": [Command.create(line)]}
        )
        self.promise(metric="resolution", minutes=1440, sequence=2)
        self.promise(
            HALF,
            DUE,
            metric="resolution",
            sequence=1,
            priority="3",
            target_clock_time="calendar",
            target_resource_calendar_id=hours.id,
        )
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(hours=2, minutes=20)
        ticket.priority = "3"
        self.sweep()
        self.assertEqual(self.taken(ticket), ["Step 1", "Step 2"])
        clock = self.clock(ticket, "resolution")
        planned = set(clock.alert_ids.mapped("planned_at"))
        self.assertEqual(planned, {self.at(hours=1, minutes=30), self.at(hours=2)})
        self.assertEqual(clock.breached_at, self.at(hours=2))
        self.assertFalse(clock.next_check)

    def test_step_that_changes_the_policy_ends_the_ladder_it_stood_on(self):
        """After days without a sweep, the ladder that no longer holds is not climbed to its end."""
        self.promise({**HALF, "action": "raise"}, DUE, sequence=2)
        self.promise(metric="resolution", minutes=6000, sequence=1, priority="2")
        ticket = self.new_ticket(priority="1")
        self.later(days=2)
        self.sweep()
        self.assertEqual(self.taken(ticket), ["Step 1"])
        self.assertEqual(self.clock(ticket).state, "cancelled")

    def test_step_that_ends_the_clock_ends_its_ladder(self):
        action = self.server_action("record.action_resolve()")
        self.promise(
            {**HALF, "action": "server", "server_action_id": action.id}, DUE, metric="resolution"
        )
        ticket = self.new_ticket()
        self.later(days=1)
        self.sweep()
        self.assertEqual(self.taken(ticket), ["Step 1"])
        self.assertEqual(self.clock(ticket, "resolution").state, "fulfilled")
        self.assertFalse(self.clock(ticket, "resolution").problem)

    def test_reassigned_ticket_counts_for_its_new_owner(self):
        self.promise({**HALF, "action": "reassign", "audience": "leader"})
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(minutes=30)
        self.sweep()
        self.assertEqual(ticket.user_id, self.leader)
        self.assertEqual(self.clock(ticket).user_id, self.leader)
        self.assertIn("assigned", self.event_types(ticket))

    def test_mail_is_planned_once_for_each_person_and_must_arrive(self):
        self.promise({**DUE, "action": "mail", "audience": "leader"})
        ticket = self.new_ticket()
        self.later(minutes=61)
        self.sweep()
        self.sweep()
        mail = self.env["aftersales.outbox"].search(
            [("ticket_id", "=", ticket.id), ("kind", "=", "escalation")]
        )
        self.assertRecordValues(
            mail,
            [{"state": "planned", "guarantee": "least", "recipient_email": self.leader.email}],
        )
        self.assertIn("Step 1", mail.subject)
        self.assertIn("is late", mail.body_html)
        self.assertFalse(mail.mail_message_id)

    def test_mail_that_cannot_be_written_is_made_up_for(self):
        """The step is not taken without its mail: it is put off, and says why."""
        template = self.env.ref("aftersales_addon.mail_template_escalation")
        subject = template.subject
        # As after a field was removed: what is typed is tried before it is saved.
        self.patch(self.registry["mail.template"], "_check_can_be_rendered", lambda *a, **k: None)
        template.subject = "{{ object.no_such_field }}"
        self.promise({**DUE, "action": "mail", "audience": "leader"})
        ticket = self.new_ticket()
        self.later(minutes=61)
        with mute_logger(SWEEP_LOG, "odoo.addons.mail.models.mail_render_mixin"):
            self.sweep()
        self.assertFalse(self.taken(ticket))
        self.assertTrue(self.clock(ticket).problem)
        template.subject = subject
        self.later(minutes=15)
        self.sweep()
        self.assertEqual(self.taken(ticket), ["Step 1"])
        self.assertTrue(self.env["aftersales.outbox"].search([("ticket_id", "=", ticket.id)]))

    def test_server_action_has_the_ticket(self):
        action = self.server_action("records.write({'name': 'Escalated'})")
        self.promise({**DUE, "action": "server", "server_action_id": action.id})
        ticket = self.new_ticket()
        self.later(minutes=61)
        self.sweep()
        self.assertEqual(ticket.name, "Escalated")


class TestPoison(SweepCase):
    def test_ticket_that_cannot_be_checked_stops_no_other(self):
        """T69"""
        action = self.server_action("if record.name == 'Poison':\n    raise UserError('Boom')")
        self.promise(HALF, {**DUE, "action": "server", "server_action_id": action.id})
        names = ["First", "Poison", "Last"]
        tickets = [self.new_ticket(name=name, user_id=self.agent.id) for name in names]
        self.later(hours=2)
        with mute_logger(SWEEP_LOG):
            self.sweep()
        first, poison, last = tickets
        for ticket in (first, last):
            self.assertEqual(self.taken(ticket), ["Step 1", "Step 2"])
            self.assertTrue(self.clock(ticket).breached_at)
        clock = self.clock(poison)
        self.assertFalse(self.taken(poison))  # all or nothing
        self.assertFalse(poison.activity_ids)
        self.assertIn("Boom", clock.problem)
        self.assertEqual(clock.next_check, fields.Datetime.now() + timedelta(minutes=15))
        self.assertEqual(self.env["aftersales.heartbeat"]._last("sla_sweep"), fields.Datetime.now())

    def test_poison_is_tried_again_and_done_when_it_is_mended(self):
        action = self.server_action("raise UserError('Boom')")
        self.promise({**DUE, "action": "server", "server_action_id": action.id})
        ticket = self.new_ticket()
        self.later(minutes=61)
        with mute_logger(SWEEP_LOG):
            self.sweep()
        action.code = "pass"
        self.later(minutes=14)
        self.sweep()
        self.assertFalse(self.taken(ticket))
        self.later(minutes=1)
        self.sweep()
        self.assertEqual(self.taken(ticket), ["Step 1"])
        self.assertRecordValues(
            self.clock(ticket), [{"problem": False, "breached_at": self.at(hours=1)}]
        )
        self.assertTrue(self.clock(ticket).alert_ids.late)

    def test_ticket_that_keeps_failing_is_late_all_the_same(self):
        """A ladder that is broken hides no breach: it is found when the answer comes."""
        action = self.server_action("raise UserError('Boom')")
        self.promise({**DUE, "action": "server", "server_action_id": action.id})
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(minutes=61)
        with mute_logger(SWEEP_LOG):
            self.sweep()
        ticket.with_user(self.agent).message_post(
            body="Sorry", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertRecordValues(
            self.clock(ticket), [{"state": "fulfilled", "breached_at": self.at(hours=1)}]
        )


class TestWaking(SweepCase):
    def test_sweep_is_woken_when_a_clock_is_due_soon(self):
        self.promise({**DUE, "moment": "before", "amount": 59.5})
        job = self.env.ref("aftersales_addon.ir_cron_sla_sweep")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        self.new_ticket()
        woken = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]) - triggers
        self.assertEqual(woken.mapped("call_at"), [self.at(seconds=30)])

    def test_clock_that_is_due_later_wakes_nobody(self):
        self.promise(HALF)
        job = self.env.ref("aftersales_addon.ir_cron_sla_sweep")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])
        self.new_ticket()
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)]), before
        )
