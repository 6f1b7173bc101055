"""What happened is recorded once, in order, and stays as it was."""

import json
from datetime import timedelta
from decimal import Decimal

import psycopg2
from common import ServiceCase

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.aftersales_addon.core import ledger
from odoo.addons.aftersales_addon.models.ticket.lock import claim


class TestEventStore(ServiceCase):
    def test_event_tells_who_what_when_and_by_which_way(self):
        ticket = self.new_ticket(self.agent, channel="phone")
        event = self.events(ticket)[0]
        self.assertRecordValues(
            event,
            [
                {
                    "type": "ticket_created",
                    "model": "aftersales.ticket",
                    "record": ticket.id,
                    "ticket": ticket.id,
                    "actor_model": "res.users",
                    "actor": self.agent.id,
                    "real_user": self.agent.id,
                    "source": "rpc",
                    "public": True,
                    "company_id": ticket.company_id.id,
                }
            ],
        )
        self.assertEqual(event._facts()["channel"], "phone")
        self.assertEqual(event._personal(), {"actor": "Agent", "text": ticket.name})

    def test_payload_is_canonical(self):
        ticket = self.new_ticket()
        event = ticket._record(
            "note", b=Decimal("1.50"), a=fields.Datetime.to_datetime("2026-03-01 09:30:00"), c="é"
        )
        self.assertEqual(event.payload, '{"a":"2026-03-01T09:30:00Z","b":"1.50","c":"é"}')

    def test_orm_refuses_change_and_deletion_even_with_sudo(self):
        event = self.events(self.new_ticket())[0]
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            event.type = "note"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            event.unlink()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            event.text_ids.text = "{}"

    def test_empty_recordsets_are_accepted(self):
        events = self.env["aftersales.event"]
        self.assertTrue(events.write({"type": "note"}))
        self.assertTrue(events.unlink())
        self.assertFalse(events.create([]))

    def test_nobody_writes_events_past_the_recording_method(self):
        values = {"type": "closed", "payload": "{}"}
        for user in (self.agent, self.administrator, self.auditor):
            with self.subTest(user.name), self.assertRaises(UserError):
                self.env["aftersales.event"].with_user(user).create(values)

    def test_postgresql_refuses_change_deletion_and_truncation(self):
        event = self.events(self.new_ticket())[0]
        self.env.flush_all()
        for statement in (
            f"UPDATE aftersales_event SET payload = '{{}}' WHERE id = {event.id}",
            f"DELETE FROM aftersales_event WHERE id = {event.id}",
            "TRUNCATE aftersales_event CASCADE",
        ):
            with (
                self.subTest(statement.split()[0]),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(psycopg2.Error, "append-only"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)

    def test_erasing_the_text_leaves_the_event_provable(self):
        event = self.events(self.new_ticket())[0]
        text, salt = event.text_ids.text, event.text_ids.salt
        self.assertEqual(event.text_hash, ledger.salted_hash(salt, text))
        event.text_ids.sudo().unlink()
        self.assertEqual(event._personal(), {})
        self.assertTrue(event.text_hash)
        self.assertNotIn("Printer", event.payload)

    def test_a_batch_is_recorded_with_one_insert(self):
        tickets = self.env["aftersales.ticket"].create(
            [{"name": f"Case {n}", "team_id": self.team.id} for n in range(50)]
        )
        self.env.flush_all()
        with self.assertQueryCount(6):
            events = tickets._record("note", number=lambda ticket: ticket.number)
        self.assertEqual(events.mapped("record"), tickets.ids)
        self.assertEqual(
            [json.loads(event.payload)["number"] for event in events], tickets.mapped("number")
        )

    def test_what_is_recorded_together_stays_in_order(self):
        ticket, other = self.new_ticket(), self.new_ticket()
        events = ticket._record_together(
            [
                (ticket, "note", {"what": "first", "text": "one"}),
                (ticket | other, "note", {"what": lambda record: record.number}),
                (ticket.browse(), "note", {}),
            ]
        )
        self.assertEqual(events.mapped("record"), [ticket.id, ticket.id, other.id])
        self.assertEqual(
            [event._facts()["what"] for event in events.sorted("id")],
            ["first", ticket.number, other.number],
        )
        self.assertEqual([event._personal()["text"] for event in events], ["one", "", ""])

    def test_ticket_is_claimed_once_until_its_claim_is_undone(self):
        ticket = self.new_ticket()

        def queries():
            before = self.env.cr.sql_log_count
            claim(ticket)
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(), 0, "nobody else can see what we have just created")
        self.env.cr.cache.clear()  # as if somebody else had opened it
        self.assertEqual([queries(), queries()], [1, 0])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            raise UserError("undone")
        self.assertEqual([queries(), queries()], [1, 0])

    def test_future_and_old_instants_are_refused(self):
        ticket, now = self.new_ticket().with_user(self.agent), fields.Datetime.now()
        with self.assertRaisesRegex(UserError, "not happened yet"):
            ticket._record("note", occurred_at=now + timedelta(hours=1))
        with self.assertRaisesRegex(UserError, "supervisor"):
            ticket._record("note", occurred_at=now - timedelta(hours=1))

    def test_supervisor_backdates_with_a_reason(self):
        ticket = self.new_ticket().with_user(self.supervisor)
        past = fields.Datetime.now() - timedelta(hours=1)
        with self.assertRaisesRegex(UserError, "reason"):
            ticket._record("note", occurred_at=past)
        event = ticket._record("note", occurred_at=past, reason="system was down")
        self.assertEqual(event.occurred_at, past)
        self.assertGreater(event.recorded_at, past)

    def test_source_cannot_be_forged_by_a_caller(self):
        ticket = self.new_ticket().with_context(
            aftersales_source="mail", aftersales_transition=True
        )
        self.assertEqual(ticket._record("note").source, "rpc")
        with self.assertRaisesRegex(UserError, "by hand"):
            ticket.number = "X"

    def test_agents_read_history_on_the_ticket_only(self):
        ticket = self.new_ticket()
        with self.assertRaises(AccessError):
            self.events(ticket).with_user(self.agent).sudo(False).read(["type"])
        self.assertIn("Ticket opened", ticket.with_user(self.agent).timeline)

    def test_public_timeline_leaves_internal_steps_out(self):
        ticket = self.new_ticket().with_user(self.agent)
        ticket.action_assign_to_me()
        ticket.message_post(body="for us only", subtype_xmlid="mail.mt_note")
        ticket.message_post(
            body="for the customer", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        types = [entry["type"] for entry in ticket._timeline(public=True)]
        self.assertEqual(types, ["agent_reply", "ticket_created"])
