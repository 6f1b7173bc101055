"""A ticket on its way through the stages."""

from datetime import timedelta

from common import ServiceCase

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError


class TestTicketFlow(ServiceCase):
    def test_ticket_starts_new_with_number_and_event(self):
        ticket = self.new_ticket()
        self.assertEqual(ticket.state, "new")
        self.assertTrue(ticket.number)
        self.assertEqual(self.event_types(ticket), ["ticket_created", "sla_attached"])

    def test_category_gives_team_and_priority_through_its_parents(self):
        parent = self.env["aftersales.category"].create(
            {"name": "Fault", "team_id": self.team.id, "priority": "3"}
        )
        child = parent.create({"name": "Smoke", "parent_id": parent.id})
        ticket = self.env["aftersales.ticket"].create({"name": "Smokes", "category_id": child.id})
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.priority, "3")

    def test_ticket_without_any_configuration_is_still_taken_in(self):
        ticket = self.env["aftersales.ticket"].create({"name": "Help"})
        self.assertEqual((ticket.priority, ticket.state), ("1", "new"))

    def test_taking_a_ticket_assigns_and_begins_it(self):
        ticket = self.new_ticket()
        ticket.with_user(self.agent).action_assign_to_me()
        self.assertEqual((ticket.user_id, ticket.state), (self.agent, "in_progress"))
        self.assertEqual(
            self.event_types(ticket),
            ["ticket_created", "sla_attached", "assigned", "stage_changed"],
        )

    def test_each_step_leaves_its_event_in_order(self):
        ticket = self.new_ticket().with_user(self.agent)
        ticket.action_assign_to_me()
        ticket._ask_customer("<p>Does the lamp blink?</p>")
        ticket.action_resume()
        ticket.priority = "3"
        ticket.action_resolve()
        ticket.action_close()
        self.assertEqual(
            self.event_types(ticket),
            [
                "ticket_created",
                "sla_attached",
                "assigned",
                "stage_changed",
                "agent_reply",
                "stage_changed",
                "waiting",
                "stage_changed",
                "resumed",
                "priority_changed",
                "sla_attached",
                "stage_changed",
                "resolved",
                "stage_changed",
                "closed",
                "survey_planned",
            ],
        )
        self.assertEqual(self.events(ticket)[-1].real_user, self.agent.id)

    def test_waiting_takes_the_reason_its_stage_proposes(self):
        ticket = self.new_ticket()
        ticket.stage_id = self.env.ref("aftersales_addon.stage_waiting_supplier")
        self.assertEqual(ticket.waiting_reason, "supplier")
        ticket.action_resume()
        self.assertFalse(ticket.waiting_reason)

    def test_closed_ticket_cannot_wait(self):
        ticket = self.new_ticket()
        ticket.action_resolve()
        ticket.action_close()
        with self.assertRaisesRegex(UserError, "cannot become"):
            ticket.action_wait()

    def test_new_ticket_cannot_be_closed_unresolved(self):
        ticket = self.new_ticket()
        with self.assertRaisesRegex(UserError, "cannot become"):
            ticket.action_close()
        self.assertTrue(ticket.close_blocker)

    def test_cancelling_needs_a_reason(self):
        ticket = self.new_ticket()
        with self.assertRaisesRegex(UserError, "reason"):
            ticket.stage_id = self.env.ref("aftersales_addon.stage_cancelled")
        wizard = self.env["aftersales.ticket.cancel"].create(
            {"ticket_ids": ticket.ids, "cancel_reason": "spam"}
        )
        wizard.action_cancel_tickets()
        self.assertEqual((ticket.state, ticket.cancel_reason), ("cancelled", "spam"))
        self.assertEqual(self.events(ticket)[-1]._facts(), {"reason": "spam"})

    def test_reopening_clears_the_closing_date_and_counts(self):
        ticket = self.new_ticket()
        ticket.action_resolve()
        ticket.action_close()
        ticket.with_user(self.agent).sudo(False).action_reopen()
        self.assertFalse(ticket.closed_at or ticket.resolved_at)
        self.assertEqual((ticket.state, ticket.reopen_count), ("in_progress", 1))
        self.assertIn("reopened", self.event_types(ticket))

    def test_agent_reopens_within_the_window_only_a_leader_later(self):
        ticket = self.new_ticket(user_id=self.agent.id)
        ticket.action_resolve()
        ticket.action_close()
        self.make_older(ticket, days=self.team.reopen_days + 1)
        with self.assertRaisesRegex(UserError, "team leader"):
            ticket.with_user(self.agent).action_reopen()
        ticket.with_user(self.leader).action_reopen()
        self.assertEqual(ticket.state, "in_progress")

    def test_results_cannot_be_written_by_hand(self):
        ticket = self.new_ticket().with_user(self.agent)
        for name in ("number", "resolved_at", "closed_at", "reopen_count", "first_reply_at"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "by hand"):
                ticket.write({name: ticket.create_date if name.endswith("_at") else 5})

    def test_results_cannot_be_created_by_hand(self):
        with self.assertRaisesRegex(UserError, "by hand"):
            self.new_ticket(self.agent, closed_at=fields.Datetime.now())

    def test_results_that_follow_from_other_fields_cannot_be_written(self):
        ticket = self.new_ticket().with_user(self.agent)
        for values in ({"state": "closed"}, {"commercial_partner_id": self.stranger.id}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "by hand"):
                ticket.write(values)

    def test_defaults_of_a_caller_set_no_results(self):
        past = fields.Datetime.now() - timedelta(days=30)
        tickets = self.env["aftersales.ticket"].with_context(
            default_opened_at=past, default_closed_at=past, default_reopen_count=7
        )
        ticket = tickets.with_user(self.agent).create({"name": "Help", "team_id": self.team.id})
        self.assertGreater(ticket.opened_at, past)
        self.assertFalse(ticket.closed_at or ticket.reopen_count)

    def test_ticket_starts_open_and_a_waiting_one_says_for_whom(self):
        for stage in ("resolved", "closed", "cancelled"):
            with self.subTest(stage), self.assertRaisesRegex(UserError, "earlier stage"):
                self.new_ticket(stage_id=self.env.ref(f"aftersales_addon.stage_{stage}").id)
        waiting = self.new_ticket(
            stage_id=self.env.ref("aftersales_addon.stage_waiting_customer").id
        )
        self.assertEqual(waiting.waiting_reason, "customer")
        self.assertEqual(self.event_types(waiting), ["ticket_created", "waiting", "sla_attached"])

    def test_open_ticket_cannot_be_hidden_in_the_archive(self):
        ticket = self.new_ticket()
        with self.assertRaisesRegex(UserError, "not lost"):
            ticket.action_archive()

    def test_archiving_an_ended_ticket_is_put_on_record(self):
        ticket = self.new_ticket()
        ticket._move_to("cancelled", cancel_reason="spam")
        ticket.action_archive()
        self.assertEqual(self.events(ticket)[-1]._facts(), {"what": "archived"})

    def test_ticket_is_never_deleted(self):
        ticket = self.new_ticket()
        with self.assertRaisesRegex(UserError, "never deleted"):
            ticket.unlink()

    def test_closing_job_closes_silent_tickets_only(self):
        silent, fresh, open_ = (self.new_ticket() for __ in range(3))
        (silent | fresh).action_resolve()
        self.make_older(silent, days=self.team.close_after_days + 1)
        self.run_closing_job()
        self.assertEqual((silent | fresh | open_).mapped("state"), ["closed", "resolved", "new"])
        self.assertEqual(
            self.events(silent).filtered(lambda e: e.type == "closed")._facts(),
            {"reason": "silence"},
        )

    def test_closing_job_leaves_what_the_customer_has_answered(self):
        ticket = self.new_ticket()
        ticket.action_resolve()
        self.make_older(ticket, days=self.team.close_after_days + 1)
        ticket._transition().last_customer_message_at = fields.Datetime.now()
        self.run_closing_job()
        self.assertEqual(ticket.state, "resolved")

    def test_team_that_never_closes_keeps_its_tickets(self):
        self.team.close_after_days = 0
        ticket = self.new_ticket()
        ticket.action_resolve()
        self.make_older(ticket, days=400)
        self.run_closing_job()
        self.assertEqual(ticket.state, "resolved")

    def test_write_of_the_same_stage_records_nothing(self):
        ticket = self.new_ticket()
        before = self.event_types(ticket)
        ticket.write({"stage_id": ticket.stage_id.id, "priority": ticket.priority})
        self.assertEqual(self.event_types(ticket), before)

    def test_creation_and_ending_of_a_batch_cost_few_queries(self):
        values = [
            {"name": f"Case {n}", "team_id": self.team.id, "partner_id": self.customer.id}
            for n in range(100)
        ]
        tickets = self.env["aftersales.ticket"]
        tickets.create(values[:2]).action_resolve()  # caches warm
        self.env.flush_all()
        with self.assertQueryCount(330):  # three a ticket are Odoo's, for the followers
            created = tickets.create(values)
            self.env.flush_all()
        with self.assertQueryCount(220):  # two a ticket are Odoo's, for the tracking
            created.action_resolve()
            self.env.flush_all()
        with self.assertQueryCount(360):  # and one more for the rating that its mail links to
            created.action_close()
            self.env.flush_all()

    # === HELPERS === #

    def make_older(self, ticket, days):
        past = fields.Datetime.now() - timedelta(days=days)
        ticket._transition().write(
            {name: past for name in ("resolved_at", "closed_at") if ticket[name]}
        )

    def run_closing_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            job = self.env.ref("aftersales_addon.ir_cron_close_resolved")
            self.assertTrue(job.method_direct_trigger())
        self.env.invalidate_all()


class TestStages(ServiceCase):
    def test_stage_in_use_keeps_its_meaning(self):
        ticket = self.new_ticket()
        with self.assertRaisesRegex(ValidationError, "has tickets"):
            ticket.stage_id.meaning = "closed"

    def test_stage_with_tickets_cannot_be_archived(self):
        stage = self.env["aftersales.stage"].create({"name": "Bench", "meaning": "in_progress"})
        self.new_ticket(stage_id=stage.id)
        with self.assertRaisesRegex(ValidationError, "move them"):
            stage.active = False

    def test_last_stage_of_a_meaning_stays(self):
        with self.assertRaisesRegex(ValidationError, "Missing"):
            self.env.ref("aftersales_addon.stage_closed").active = False
        with self.assertRaisesRegex(ValidationError, "Missing"):
            self.env.ref("aftersales_addon.stage_closed").unlink()

    def test_team_with_its_own_stage_leaves_others_alone(self):
        own = self.env["aftersales.stage"].create(
            {
                "name": "On the bench",
                "meaning": "in_progress",
                "sequence": 1,
                "team_ids": self.team.ids,
            }
        )
        other_team = self.team.create({"name": "Other"})
        mine, theirs = self.new_ticket(), self.new_ticket(team_id=other_team.id)
        (mine | theirs)._move_to("in_progress")
        self.assertEqual(mine.stage_id, own)
        self.assertNotEqual(theirs.stage_id, own)
        mine.team_id = other_team
        self.assertEqual((mine.state, mine.stage_id), ("in_progress", theirs.stage_id))


class TestVisibility(ServiceCase):
    def test_agent_sees_the_own_teams_and_what_nobody_has(self):
        other_team = self.team.create({"name": "Other"})
        mine, theirs = self.new_ticket(), self.new_ticket(team_id=other_team.id)
        seen = self.env["aftersales.ticket"].with_user(self.agent).search([])
        self.assertIn(mine, seen)
        self.assertNotIn(theirs, seen)
        with self.assertRaises(AccessError):
            theirs.with_user(self.agent).read(["name"])

    def test_setting_widens_and_narrows_what_agents_see(self):
        other_team = self.team.create({"name": "Other"})
        theirs = self.new_ticket(team_id=other_team.id)
        taken = self.new_ticket(user_id=self.leader.id)
        settings = self.env["res.config.settings"]
        for scope, expected in (("all", theirs | taken), ("own", taken.browse()), ("team", taken)):
            with self.subTest(scope):
                settings.create({"aftersales_scope": scope}).execute()
                seen = (theirs | taken).with_user(self.agent)._filtered_access("read")
                self.assertEqual(seen, expected)

    def test_handing_a_ticket_to_another_team_saves_it(self):
        other_team = self.team.create({"name": "Other"})
        ticket = self.new_ticket()
        shown = ticket.with_user(self.agent).web_save({"team_id": other_team.id}, {"name": {}})
        self.assertEqual(shown[0]["name"], ticket.name)
        self.assertEqual(ticket.team_id, other_team)
        self.assertFalse(ticket.with_user(self.agent).has_access("read"))

    def test_ticket_keeps_its_company_whoever_sorts_it(self):
        company = self.env["res.company"].create({"name": "Other company"})
        team = self.team.with_company(company).create({"name": "Other", "company_id": company.id})
        self.env["aftersales.team"].search([("company_id", "=", company.id)])
        category = self.env["aftersales.category"].create(
            {"name": "Fault", "team_id": self.team.id}
        )
        ticket = self.env["aftersales.ticket"].create({"name": "Help", "company_id": company.id})
        self.assertEqual(ticket.team_id, team)
        ticket.category_id = category
        self.assertEqual((ticket.team_id, ticket.company_id), (team, company))

    def test_ticket_of_another_company_stays_hidden(self):
        company = self.env["res.company"].create({"name": "Other company"})
        team = self.team.with_company(company).create({"name": "Other", "company_id": company.id})
        theirs = self.env["aftersales.ticket"].create({"name": "Secret", "team_id": team.id})
        self.assertEqual(theirs.company_id, company)
        found = self.env["aftersales.ticket"].with_user(self.supervisor).search([])
        self.assertNotIn(theirs, found)

    def test_team_takes_the_working_hours_of_its_company(self):
        company = self.env["res.company"].create({"name": "Other company"})
        team = self.team.create({"name": "Theirs", "company_id": company.id})
        self.assertEqual(team.resource_calendar_id, company.resource_calendar_id)

    def test_auditor_reads_everything_and_changes_nothing(self):
        ticket = self.new_ticket().with_user(self.auditor)
        self.assertTrue(ticket.read(["name", "timeline"]))
        for attempt in (
            lambda: ticket.write({"name": "changed"}),
            ticket.action_resolve,
            lambda: ticket.message_post(body="hello"),
            lambda: ticket.create({"name": "new"}),
        ):
            with self.assertRaises(AccessError):
                attempt()
