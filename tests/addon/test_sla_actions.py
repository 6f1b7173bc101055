"""What people do that response times depend on: hand over, call, promise, excuse, restart, wait."""

from datetime import timedelta

from sla_common import START, SlaCase

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form


class ActionCase(SlaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        cls.new_policy(
            "All",
            targets=(
                {"metric": "promised_time", "clock_time": "always"},
                {
                    "metric": "resolution",
                    "amount": 8,
                    "unit": "hours",
                    "clock_time": "always",
                    "reopen": "restart",
                },
            ),
            first_response=1800,
            expert_contact=600,
        )
        cls.expert = cls.new_user("agent", login="test_expert", name="Eva Expert")
        cls.experts = cls.env["aftersales.team"].create(
            {
                "name": "Experts",
                "alias_name": "test-experts",
                "member_ids": [Command.link(cls.expert.id)],
            }
        )
        cls.team.expert_team_id = cls.experts
        cls.customer.tz = "Asia/Shanghai"

    def mails(self, ticket, kind):
        return self.env["aftersales.outbox"].search(
            [("ticket_id", "=", ticket.id), ("kind", "=", kind)]
        )

    def wizard(self, action, user, **values):
        """Fill in the wizard that an action opens, as its form does."""
        wizards = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        with Form(wizards) as form:
            for name, value in values.items():
                setattr(form, name, value)
        return form.record


class TestHandOver(ActionCase):
    def hand_over(self, ticket, user=None, **values):
        ticket = ticket.with_user(user or self.agent)
        return self.wizard(
            ticket.action_hand_over(), user or self.agent, **values
        ).action_hand_over()

    def test_expert_has_ten_minutes_from_the_hand_over(self):
        ticket = self.opened(self.agent)
        with self.at(minutes=5):
            self.hand_over(ticket)
        self.assertEqual(ticket.team_id, self.experts)
        self.assertFalse(ticket.user_id)
        clock = self.clock(ticket, "expert_contact")
        self.assertEqual(clock.due_at, START + timedelta(minutes=15))
        event = self.events(ticket).filtered(lambda event: event.type == "handed_over")
        self.assertEqual(event._facts(), {"team": self.experts.id, "user": False, "seconds": 600})
        self.assertTrue(event.public)

    def test_agent_gives_away_a_ticket_he_may_not_see_any_more(self):
        ticket = self.opened()
        action = self.hand_over(ticket)
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent).check_access("read")
        self.assertEqual(action["res_model"], "aftersales.ticket")
        self.assertEqual(action["target"], "main")

    def test_customer_is_told_the_waiting_time_in_his_own_zone_and_language(self):
        ticket = self.opened(self.agent)
        with self.at(minutes=5):
            self.hand_over(ticket)
        mail = self.mails(ticket, "handover")
        self.assertEqual(mail.recipient_email, "ann@bright.example")
        self.assertIn("within 10 minutes", mail.body_html)
        self.assertIn("Monday, March 2, 2026, 5:15", mail.body_html)  # 9:15 UTC
        self.assertIn("China Standard Time", mail.body_html)

    def test_each_hand_over_is_told_once(self):
        ticket = self.opened(self.supervisor)
        self.hand_over(ticket, self.supervisor)
        self.hand_over(ticket, self.supervisor, team_id=self.team)
        keys = self.mails(ticket, "handover").mapped("key")
        self.assertEqual(len(set(keys)), 2)
        self.assertEqual(len(self.clock(ticket, "expert_contact")), 1, "the first goes on")

    def test_expert_is_told_with_the_note_that_the_customer_never_reads(self):
        ticket = self.opened(self.agent)
        self.hand_over(ticket, note="Smells of smoke <b>")
        note = ticket.message_ids.filtered(lambda message: "smoke" in (message.body or ""))
        self.assertIn("&lt;b&gt;", note.body)
        self.assertTrue(note.is_internal or note.subtype_id.internal)
        self.assertEqual(note.notified_partner_ids, self.expert.partner_id)
        self.assertNotIn("smoke", self.mails(ticket, "handover").body_html)

    def test_person_can_take_over(self):
        ticket = self.opened(self.agent)
        self.hand_over(ticket, user_id=self.expert)
        self.assertEqual(ticket.user_id, self.expert)

    def test_without_a_target_the_customer_is_told_no_time(self):
        self.env["aftersales.sla.policy"].search([]).active = False
        ticket = self.opened(self.agent)
        self.hand_over(ticket)
        self.assertIn("as soon as possible", self.mails(ticket, "handover").body_html)

    def test_nobody_or_who_cannot_work_on_it_is_refused_clearly(self):
        ticket = self.opened(self.agent).with_user(self.agent)
        nobody, team = self.env["res.users"], self.env["aftersales.team"]
        with self.assertRaisesRegex(UserError, "Choose the team or the person"):
            ticket._hand_over(team, nobody)
        portal = self.env["res.users"].create(
            {
                "name": "P",
                "login": "p",
                "group_ids": [Command.set([self.env.ref("base.group_portal").id])],
            }
        )
        with self.assertRaisesRegex(UserError, "cannot take over"):
            ticket._hand_over(self.experts, portal)
        other = self.env["res.company"].create({"name": "Other"})
        foreign = team.create({"name": "Foreign", "company_id": other.id})
        with self.assertRaisesRegex(UserError, "another company"):
            ticket.sudo()._hand_over(foreign, nobody)
        ticket.sudo().action_resolve()
        with self.assertRaisesRegex(UserError, "has ended"):
            ticket._hand_over(self.experts, nobody)

    def test_agent_of_another_team_cannot_hand_over(self):
        ticket = self.opened(team_id=self.experts.id)
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent)._hand_over(self.team, self.env["res.users"])


class TestContact(ActionCase):
    def log(self, ticket, user=None, **values):
        user = user or self.agent
        self.wizard(ticket.with_user(user).action_log_contact(), user, **values).action_log()

    def test_call_that_reached_the_customer_is_the_first_response(self):
        ticket = self.opened(self.agent)
        with self.at(minutes=20):
            self.log(ticket, minutes=4.5, note="Told her to restart")
        clock = self.clock(ticket, "first_response")
        self.assertEqual((clock.state, clock.elapsed), ("fulfilled", 1200))
        logged = self.events(ticket).filtered(lambda event: event.type == "call_logged")
        self.assertEqual(logged._facts()["outcome"], "reached")
        self.assertEqual(logged._facts()["seconds"], 270)
        self.assertEqual(logged._personal()["text"], "Told her to restart")
        self.assertIn("contact_made", self.event_types(ticket))
        self.assertFalse(ticket.awaits_reply)

    def test_call_that_reached_nobody_stops_nothing(self):
        ticket = self.opened(self.agent)
        with self.at(minutes=20):
            self.log(ticket, reached=False)
        self.assertEqual(self.clock(ticket, "first_response").state, "running")
        self.assertNotIn("contact_made", self.event_types(ticket))
        self.assertFalse(ticket.last_reply_at)

    def test_expert_clock_stops_when_the_expert_calls_not_when_another_does(self):
        ticket = self.opened(self.agent)
        with self.at():
            ticket._hand_over(self.experts, self.expert)
        with self.at(minutes=3):
            ticket.with_user(self.supervisor)._log_contact()
        self.assertEqual(self.clock(ticket, "expert_contact").state, "running")
        with self.at(minutes=9):
            self.log(ticket, self.expert)
        clock = self.clock(ticket, "expert_contact")
        self.assertEqual((clock.state, clock.breached_at), ("fulfilled", False))

    def test_contact_is_back_dated_by_the_rules_of_the_record(self):
        ticket = self.opened(self.agent)
        with self.at(minutes=40):
            ticket.with_user(self.agent)._log_contact(at=START + timedelta(minutes=28))
            with self.assertRaisesRegex(UserError, "a supervisor has to record"):
                ticket.with_user(self.agent)._log_contact(at=START + timedelta(minutes=5))
            with self.assertRaisesRegex(UserError, "has not happened yet"):
                ticket.with_user(self.agent)._log_contact(at=START + timedelta(minutes=50))
            with self.assertRaisesRegex(UserError, "before the ticket was opened"):
                ticket.with_user(self.supervisor)._log_contact(
                    at=START - timedelta(minutes=5), reason="Forgotten"
                )
            ticket.with_user(self.supervisor)._log_contact(
                at=START + timedelta(minutes=5), reason="The network was down"
            )
        clock = self.clock(ticket, "first_response")
        self.assertEqual((clock.state, clock.elapsed), ("fulfilled", 300))

    def test_wizard_asks_for_the_reason_of_a_late_entry_only(self):
        ticket = self.opened(self.agent)
        action = ticket.with_user(self.supervisor).action_log_contact()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        with self.at(minutes=40), Form(wizards) as form:
            self.assertFalse(form.is_late)
            form.at = START
            self.assertTrue(form.is_late)
            form.reason = "Forgotten"

    def test_length_of_a_contact_is_believable(self):
        ticket = self.opened(self.agent)
        for minutes in (-1, 1441):
            with self.subTest(minutes), self.assertRaisesRegex(UserError, "24 hours"):
                self.log(ticket, minutes=minutes)

    def test_agent_of_another_team_cannot_log(self):
        ticket = self.opened(team_id=self.experts.id)
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent)._log_contact()


class TestPromise(ActionCase):
    def promise(self, ticket, **after):
        ticket.with_user(self.agent)._promise(START + timedelta(**after), "About the part")

    def test_promise_is_told_shown_and_counted(self):
        ticket = self.opened(self.agent)
        with self.at(minutes=1):
            action = ticket.with_user(self.agent).action_promise()
            at = START + timedelta(hours=2)
            self.wizard(action, self.agent, at=at, note="About the part").action_promise()
        self.assertEqual(ticket.promised_at, at)
        self.assertEqual(self.clock(ticket, "promised_time").due_at, at)
        mail = self.mails(ticket, "promise")
        self.assertIn("Monday, March 2, 2026, 7:00", mail.body_html)
        self.assertIn("About the part", mail.body_html)
        event = self.events(ticket).filtered(lambda event: event.type == "promise_given")
        self.assertEqual((event._facts(), event.public), ({"at": "2026-03-02T11:00:00Z"}, True))

    def test_only_a_time_to_come_is_promised(self):
        ticket = self.opened(self.agent)
        with self.at(hours=1):
            for after in (timedelta(), timedelta(hours=1)):
                with self.subTest(after), self.assertRaisesRegex(UserError, "time to come"):
                    ticket._promise(START + after)
            with self.assertRaisesRegex(UserError, "five years"):
                ticket._promise(START + timedelta(days=3000))
            ticket.action_resolve()
            with self.assertRaisesRegex(UserError, "has ended"):
                self.promise(ticket, hours=2)

    def test_kept_promise_is_on_record_once(self):
        ticket = self.opened(self.agent)
        with self.at(minutes=1):
            self.promise(ticket, hours=2)
        with self.at(hours=2):
            ticket.with_user(self.agent)._log_contact()
            ticket.with_user(self.agent)._log_contact()
        types = self.event_types(ticket)
        self.assertEqual((types.count("promise_kept"), types.count("promise_broken")), (1, 0))
        self.assertFalse(ticket.promised_at)

    def test_broken_promise_is_on_record_once(self):
        ticket = self.opened(self.agent)
        with self.at(minutes=1):
            self.promise(ticket, hours=2)
        self.sweep(hours=3)
        with self.at(hours=4):
            ticket.with_user(self.agent).action_resolve()
        types = self.event_types(ticket)
        self.assertEqual((types.count("promise_kept"), types.count("promise_broken")), (0, 1))
        self.assertFalse(ticket.promised_at)

    def test_later_promise_takes_the_place_of_an_open_one(self):
        ticket = self.opened(self.agent)
        with self.at(minutes=1):
            self.promise(ticket, hours=2)
        with self.at(minutes=30):
            self.promise(ticket, hours=5)
        first, second = self.clock(ticket, "promised_time"), self.clock(ticket, "promised_time", 2)
        self.assertEqual((first.state, second.state), ("cancelled", "running"))
        self.assertEqual(ticket.promised_at, START + timedelta(hours=5))
        self.assertEqual(len(self.mails(ticket, "promise")), 2)

    def test_promise_is_not_written_by_hand(self):
        ticket = self.opened(self.agent).with_user(self.agent)
        with self.assertRaisesRegex(UserError, "by hand"):
            ticket.promised_at = START


class TestExcuse(ActionCase):
    def breached(self):
        ticket = self.opened(self.agent)
        self.sweep(minutes=31)
        return self.clock(ticket, "first_response")

    def decide(self, clock, user, reason, what="action_excuse"):
        action = getattr(clock.with_user(user), what)()
        wizards = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        wizards.create({"reason": reason}).action_decide()

    def test_excused_breach_stays_a_breach_with_its_reason(self):
        clock = self.breached()
        self.decide(clock, self.leader, "Network down")
        self.assertEqual(clock.excused, "Network down")
        self.assertEqual(clock.breached_at, START + timedelta(minutes=30))
        event = self.events(clock.ticket_id).filtered(lambda event: event.type == "sla_excused")
        self.assertEqual(
            event._facts(), {"metric": "first_response", "instance": 1, "reason": "Network down"}
        )

    def test_excuse_can_be_withdrawn_and_both_are_on_record(self):
        clock = self.breached()
        self.decide(clock, self.leader, "Network down")
        self.decide(clock, self.leader, "It was up", "action_withdraw_excuse")
        self.assertFalse(clock.excused)
        types = self.event_types(clock.ticket_id)
        self.assertEqual((types.count("sla_excused"), types.count("corrected")), (1, 1))
        self.decide(clock, self.leader, "Down after all")
        self.assertEqual(clock.excused, "Down after all")

    def test_excusing_needs_a_breach_a_leader_and_a_reason(self):
        clock = self.breached()
        with self.assertRaises(AccessError):
            self.decide(clock, self.agent, "I was busy")
        with self.assertRaisesRegex(UserError, "team leader"):
            clock.with_user(self.agent)._excuse("I was busy")
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self.decide(clock, self.leader, "  ")
        with self.assertRaisesRegex(UserError, "not late"):
            self.decide(self.clock(clock.ticket_id), self.leader, "Why not")
        self.decide(clock, self.leader, "Network down")
        with self.assertRaisesRegex(UserError, "already"):
            self.decide(clock, self.leader, "Again")
        self.assertTrue(clock.excuse_blocker)
        self.assertFalse(clock.with_user(self.leader).withdraw_blocker)


class TestRestart(ActionCase):
    def solved(self):
        ticket = self.opened(self.agent)
        with self.at(hours=6):
            ticket.action_resolve()
        return ticket

    def test_supervisor_restarts_the_resolution_time_with_a_reason(self):
        ticket = self.solved()
        self.assertFalse(ticket.with_user(self.supervisor).restart_blocker)
        with self.at(hours=30):
            action = ticket.with_user(self.supervisor).action_restart()
            self.wizard(action, self.supervisor, reason="Another fault").action_restart()
        self.assertEqual(ticket.state, "in_progress")
        old, new = self.clock(ticket), self.clock(ticket, instance=2)
        self.assertEqual((old.state, old.elapsed), ("fulfilled", 6 * 3600))
        self.assertEqual(new.due_at, START + timedelta(hours=38))
        event = self.events(ticket).filtered(lambda event: event.type == "reopened")
        self.assertEqual(event._facts()["restart"], "Another fault")

    def test_plain_reopening_goes_on(self):
        ticket = self.solved()
        with self.at(hours=30):
            ticket.action_reopen()
        self.assertEqual(self.clock(ticket).due_at, START + timedelta(hours=32))
        self.assertFalse(self.clock(ticket, instance=2))

    def test_nobody_else_restarts_a_time(self):
        ticket = self.solved()
        with self.assertRaisesRegex(UserError, "Ask a supervisor"):
            ticket.with_user(self.leader)._reopen_afresh("I want to")
        ticket.with_user(self.leader).with_context(aftersales_restart="forged").action_reopen()
        event = self.events(ticket).filtered(lambda event: event.type == "reopened")
        self.assertNotIn("restart", event._facts())

    def test_policy_that_does_not_allow_it_is_named(self):
        self.env["aftersales.sla.policy"].search([]).active = False
        ticket = self.solved()
        self.assertIn("When Re-opened", ticket.with_user(self.supervisor).restart_blocker)
        with self.assertRaisesRegex(UserError, "When Re-opened"):
            ticket.with_user(self.supervisor)._reopen_afresh("Another fault")


class TestWaitForCustomer(ActionCase):
    def test_ticket_waits_with_the_message_in_one_transaction(self):
        ticket = self.opened(self.agent)
        with self.at(hours=1):
            action = ticket.with_user(self.agent).action_wait()
            self.wizard(action, self.agent, body="<p>Please send a photo</p>").action_send()
        self.assertEqual((ticket.state, ticket.waiting_reason), ("waiting", "customer"))
        clock = self.clock(ticket)
        self.assertEqual((clock.state, clock.elapsed), ("paused", 3600))
        self.assertEqual(self.clock(ticket, "first_response").state, "fulfilled")
        message = ticket.message_ids.filtered(lambda message: "photo" in (message.body or ""))
        self.assertEqual(message.notified_partner_ids, self.customer)
        types = self.event_types(ticket)
        self.assertLess(types.index("agent_reply"), types.index("waiting"))

    def test_dragging_a_card_without_having_written_is_refused_with_what_to_do(self):
        ticket = self.opened(self.agent).with_user(self.agent)
        stage = self.env.ref("aftersales_addon.stage_waiting_customer")
        with self.assertRaisesRegex(UserError, "use “Wait for Customer”"):
            ticket.stage_id = stage
        self.assertEqual(ticket.state, "new")

    def test_reply_as_the_last_word_counts_as_told(self):
        ticket = self.opened(self.agent).with_user(self.agent)
        ticket.message_post(
            body="Please send a photo", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertIsNone(ticket.action_wait())
        self.assertEqual(ticket.state, "waiting")

    def test_internal_note_and_what_the_customer_answered_do_not_count(self):
        ticket = self.opened(self.agent)
        ticket.with_user(self.agent).message_post(
            body="He should send one", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.assertEqual(
            ticket.with_user(self.agent).action_wait()["res_model"], "aftersales.ticket.wait"
        )
        with self.at(minutes=1):
            ticket.with_user(self.agent).message_post(
                body="Please", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        with self.at(minutes=2):
            ticket.message_post(
                body="Here",
                author_id=self.customer.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            with self.assertRaisesRegex(UserError, "Tell the customer first"):
                ticket.stage_id = self.env.ref("aftersales_addon.stage_waiting_customer")

    def test_other_reasons_need_no_message_and_changing_to_the_customer_does(self):
        ticket = self.opened(self.agent).with_user(self.agent)
        ticket.stage_id = self.env.ref("aftersales_addon.stage_waiting_supplier")
        self.assertEqual(ticket.waiting_reason, "supplier")
        with self.assertRaisesRegex(UserError, "Tell the customer first"):
            ticket.waiting_reason = "customer"
        with self.assertRaisesRegex(UserError, "Tell the customer first"):
            ticket.write(
                {
                    "waiting_reason": "customer",
                    "stage_id": self.env.ref("aftersales_addon.stage_waiting_customer").id,
                }
            )

    def test_ticket_created_waiting_needs_no_message(self):
        stage = self.env.ref("aftersales_addon.stage_waiting_customer")
        ticket = self.opened(self.agent, stage_id=stage.id)
        self.assertEqual((ticket.state, self.clock(ticket).state), ("waiting", "paused"))
        ticket.with_user(self.agent).waiting_reason = "customer"

    def test_stranger_is_written_to_by_his_address(self):
        ticket = self.opened(
            self.agent, partner_id=False, partner_name="Zoe", partner_email="zoe@new.example"
        )
        ticket.with_user(self.agent)._ask_customer("<p>Which model?</p>")
        self.assertEqual(ticket.state, "waiting")
        message = ticket.message_ids.filtered(lambda message: "model" in (message.body or ""))
        self.assertEqual(message.outgoing_email_to, "zoe@new.example")

    def test_template_is_the_start_of_the_message(self):
        ticket = self.opened(self.agent)
        action = ticket.with_user(self.agent).action_wait()
        template = self.env.ref("aftersales_addon.mail_template_closed")
        self.wizard(action, self.agent, template_id=template).action_send()
        message = ticket.message_ids.filtered(lambda message: message.message_type == "comment")
        self.assertIn(ticket.number, message.body)

    def test_wizards_tell_nothing_of_tickets_of_other_teams(self):
        ticket = self.opened(team_id=self.experts.id)
        template = self.env.ref("aftersales_addon.mail_template_closed")
        for name, values, field in (
            ("wait", {"template_id": template.id}, "body"),
            ("contact", {}, "partner_phone"),
            ("handover", {}, "team_id"),
        ):
            wizards = self.env[f"aftersales.ticket.{name}"].with_user(self.agent)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(name), self.assertRaises(AccessError):
                wizards.create({"ticket_id": ticket.id, **values}).read([field])

    def test_without_address_or_message_nothing_waits(self):
        ticket = self.opened(self.agent, partner_id=False, partner_name="Zoe").with_user(self.agent)
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            ticket._ask_customer("<p>Which model?</p>")
        with self.assertRaisesRegex(UserError, "Write what you need"):
            ticket._ask_customer("<p><br></p>")
        self.assertEqual(ticket.state, "new")
        ticket._log_contact(note="Asked for the model")
        ticket.action_wait()
        self.assertEqual(ticket.state, "waiting")
