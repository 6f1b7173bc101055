"""Why a promise was broken: asked by the breach itself, and filed only with its cause."""

from sla_wall import WallCase

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

CAUSE = {"cause": "process", "step": "answer"}


class InvestigationCase(WallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise()

    def late(self, count=1, **values):
        """Return tickets whose first answer is late, swept."""
        tickets = self.env["aftersales.ticket"].create(
            [
                {
                    "name": f"Lamp {number}",
                    "team_id": self.team.id,
                    "user_id": self.agent.id,
                    **values,
                }
                for number in range(count)
            ]
        )
        self.later(minutes=61)
        self.sweep()
        return tickets

    def investigations(self, tickets):
        return self.env["aftersales.investigation"].search(
            [("ticket_id", "in", tickets.ids)], order="id"
        )


class TestOpening(InvestigationCase):
    def test_breach_opens_one_in_its_transaction(self):
        ticket = self.late()
        investigation = self.investigations(ticket)
        self.assertRecordValues(
            investigation,
            [
                {
                    "metric": "first_response",
                    "state": "open",
                    "team_id": self.team.id,
                    "agent_id": self.agent.id,
                    "clock_ids": self.clock(ticket).ids,
                    "cause": False,
                }
            ],
        )
        self.assertEqual(
            investigation.opened_at,
            self.events(ticket).filtered(lambda e: e.type == "sla_breached").recorded_at,
        )

    def test_breach_that_does_not_come_to_be_opens_none(self):
        ticket = self.new_ticket()
        self.later(minutes=61)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            ticket._settle_clocks(until=1772442100)
            self.assertTrue(self.investigations(ticket))
            raise UserError("no")
        self.assertFalse(self.investigations(ticket))

    def test_breach_noticed_by_an_answer_opens_one_as_well(self):
        ticket = self.new_ticket(user_id=self.agent.id)
        self.later(minutes=61)
        ticket.with_user(self.agent).message_post(
            body="Sorry", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(len(self.investigations(ticket)), 1)

    def test_second_instance_joins_the_one_that_is_open(self):
        self.promise(metric="next_response", minutes=30, sequence=0, category_ids=[])
        ticket = self.new_ticket(user_id=self.agent.id, partner_id=self.customer.id)
        for __ in range(2):
            ticket._record("customer_message", actor=self.customer)
            self.later(minutes=31)
            ticket._record("agent_reply", actor=self.agent)
            self.later(minutes=1)
        investigation = self.investigations(ticket)
        self.assertEqual(investigation.metric, "next_response")
        self.assertEqual(investigation.clock_ids.mapped("instance"), [1, 2])

    def test_breach_after_closing_opens_another(self):
        self.promise(metric="next_response", minutes=30, sequence=0)
        ticket = self.new_ticket(user_id=self.agent.id)
        for __ in range(2):
            ticket._record("customer_message", actor=self.customer)
            self.later(minutes=31)
            ticket._record("agent_reply", actor=self.agent)
            self.later(minutes=1)
            investigation = self.investigations(ticket)[-1]
            investigation.write(CAUSE)
            investigation.action_close()
        self.assertEqual(
            [inv.clock_ids.mapped("instance") for inv in self.investigations(ticket)], [[1], [2]]
        )

    def test_many_breaches_cost_the_same_for_each_and_tell_nobody(self):
        """No mail, no activity, no follower; the queries grow with the tickets alone."""
        counts = {}
        for number in (5, 25):
            tickets = self.env["aftersales.ticket"].create(
                [{"name": "Lamp", "team_id": self.team.id, "user_id": self.agent.id}] * number
            )
            mails = self.env["mail.mail"].search_count([])
            self.later(minutes=61)
            before = self.env.cr.sql_log_count
            self.sweep()
            counts[number] = self.env.cr.sql_log_count - before
            investigations = self.investigations(tickets)
            self.assertEqual(len(investigations), number)
            self.assertFalse(investigations.message_ids)
            self.assertFalse(investigations.message_follower_ids)
            self.assertFalse(investigations.activity_ids)
            self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertLess(counts[25], 6 * counts[5])
        self.assertLess(counts[25] / 25, 60)

    def test_only_a_breach_opens_one(self):
        vals = {"ticket_id": self.new_ticket().id, "metric": "resolution"}
        for user in (self.agent, self.leader, self.administrator):
            with self.assertRaises(UserError):
                self.env["aftersales.investigation"].with_user(user).create(vals)


class TestClosing(InvestigationCase):
    def setUp(self):
        super().setUp()
        self.tickets = self.late(3)
        self.mine = self.investigations(self.tickets).with_user(self.leader)

    def test_it_is_not_filed_without_cause_and_step(self):
        one = self.mine[0]
        with self.assertRaisesRegex(UserError, "cause"):
            one.action_close()
        one.cause = "person"
        with self.assertRaisesRegex(UserError, "step"):
            one.action_close()
        one.step = "intake"
        one.action_close()
        self.assertRecordValues(one, [{"state": "closed", "closed_by_id": self.leader.id}])
        self.assertIn("investigation_closed", self.event_types(one.ticket_id))

    def test_no_side_door_files_it(self):
        """T31: neither a write by RPC nor an import sets the state."""
        for user in (self.leader, self.supervisor, self.administrator):
            one = self.mine[0].with_user(user)
            with self.assertRaisesRegex(UserError, "by hand"):
                one.write({"state": "closed"})
            with self.assertRaisesRegex(UserError, "by hand"):
                one.write({**CAUSE, "state": "closed", "closed_by_id": user.id})
            result = one.browse().load([".id", "state"], [[str(one.id), "closed"]])
            self.assertTrue(result["messages"])
            self.assertEqual(one.state, "open")

    def test_several_of_one_cause_are_closed_together(self):
        self.mine.write(CAUSE)
        self.mine.action_close()
        self.assertEqual(set(self.mine.mapped("state")), {"closed"})
        for ticket in self.tickets:
            self.assertEqual(self.event_types(ticket).count("investigation_closed"), 1)

    def test_one_without_its_cause_keeps_all_open_and_is_named(self):
        self.mine[:2].write(CAUSE)
        with self.assertRaisesRegex(UserError, self.tickets[2].number):
            self.mine.action_close()
        self.assertEqual(set(self.mine.mapped("state")), {"open"})

    def test_closed_one_stays_as_it_is(self):
        self.mine.write(CAUSE)
        self.mine.action_close()
        for vals in ({"cause": "customer"}, {"step": False}, {"note": "no"}):
            with self.assertRaisesRegex(UserError, "re-open"):
                self.mine[0].write(vals)
        with self.assertRaises(UserError):
            self.mine[0].action_close()
        with self.assertRaises(UserError):
            self.mine[0].with_user(self.administrator).unlink()

    def test_reopening_needs_a_reason_that_goes_on_record(self):
        one = self.mine[0]
        one.write(CAUSE)
        one.action_close()
        action = one.action_reopen()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.leader)
            .with_context(**action["context"])
            .create({"reason": "The carrier was not the cause"})
        )
        wizard.action_reopen_investigation()
        self.assertRecordValues(one, [{"state": "open", "closed_at": False}])
        event = self.events(one.ticket_id).filtered(lambda e: e.type == "corrected")
        self.assertEqual(event._facts()["reason"], "The carrier was not the cause")
        self.assertEqual(event.actor, self.leader.id)

    def test_open_one_is_not_opened_again(self):
        with self.assertRaises(UserError):
            self.mine[0].action_reopen()


class TestWhoMay(InvestigationCase):
    def setUp(self):
        super().setUp()
        self.one = self.investigations(self.late())
        self.one.write(CAUSE)

    def test_leaders_supervisors_and_auditors_read_it(self):
        for user in (self.leader, self.supervisor, self.administrator, self.auditor):
            self.assertEqual(self.one.with_user(user).cause, "process")

    def test_agent_does_not_even_see_that_there_is_one(self):
        with self.assertRaises(AccessError):
            self.env["aftersales.investigation"].with_user(self.agent).search_count([])

    def test_leader_of_another_team_does_not_read_it(self):
        other = self.new_user("leader", login="other leader", name="Other")
        self.env["aftersales.team"].create({"name": "Other", "leader_id": other.id})
        found = self.env["aftersales.investigation"].with_user(other).search([])
        self.assertNotIn(self.one, found)

    def test_another_company_does_not_read_it(self):
        company = self.env["res.company"].create({"name": "Other Ltd"})
        stranger = self.new_user(
            "supervisor",
            login="stranger",
            name="Stranger",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        investigations = self.env["aftersales.investigation"].with_user(stranger)
        self.assertFalse(investigations.search_count([]))
        self.assertFalse(investigations._read_group([], ["cause"], ["__count"]))

    def test_auditor_changes_nothing(self):
        one = self.one.with_user(self.auditor)
        with self.assertRaises(AccessError):
            one.cause = "person"
        with self.assertRaises(AccessError):
            one.action_close()
        self.one.action_close()
        with self.assertRaises(AccessError):
            one.action_reopen()
        self.assertEqual(self.one.state, "closed")
