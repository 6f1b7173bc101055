"""What the desk tells by itself: planned once, sent by a job, in the hands of supervisors when in doubt.

What the sender does on the wire, and when it is killed, is shown in tests/mail/test_outbox_smtp.py.
"""

from datetime import timedelta

from test_mail_intake import MailIntakeCase

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tools import mute_logger

from odoo.addons.aftersales_addon.core.delivery import Outcome
from odoo.addons.aftersales_addon.models.mail import outbox_forget


class OutboxCase(MailIntakeCase):
    def mails(self, ticket, **values):
        domain = [
            ("ticket_id", "=", ticket.id),
            *((key, "=", value) for key, value in values.items()),
        ]
        return self.env["aftersales.outbox"].search(domain, order="id")

    def acknowledged(self, **values):
        ticket = self.new_ticket(**values)
        ticket._acknowledge()
        return self.mails(ticket)

    def closed(self, **values):
        ticket = self.new_ticket(**values)
        ticket.action_resolve()
        ticket.action_close()
        return ticket

    def plan(self, kind, tickets, *keys):
        return self.env["aftersales.outbox"]._plan(
            kind,
            self.env.ref(f"aftersales_addon.mail_template_{kind}"),
            tickets,
            dict(zip(tickets, keys, strict=True)),
            tickets._recipients(),
        )

    def conclude(self, mails, state, fault="refused", **values):
        mails._conclude(Outcome(state, fault, **values))
        mails._settle_now()

    def run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.mock_mail_gateway():
            self.assertTrue(self.env.ref("aftersales_addon.ir_cron_outbox").method_direct_trigger())
        self.env.invalidate_all()


class TestTemplates(OutboxCase):
    def test_every_template_can_be_written_about_any_ticket(self):
        """An upgrade saves them, and Odoo tries each on a ticket that happens to be there."""
        ticket = self.new_ticket()
        records = {"aftersales.ticket": ticket, "aftersales.sla.clock": ticket.sla_clock_ids}
        for template in self.env["mail.template"].search([("model", "in", list(records))]):
            for name in ("subject", "body_html"):
                with self.subTest(template.name, field=name):
                    texts = template._render_field(name, records[template.model].ids)
                    self.assertTrue(texts and all(texts.values()))


class TestPlanning(OutboxCase):
    def test_what_is_planned_twice_is_planned_once(self):
        mail = self.acknowledged()
        mail.ticket_id._acknowledge()
        self.assertEqual(self.mails(mail.ticket_id), mail)

    def test_two_records_with_one_key_give_one_mail(self):
        tickets = self.new_ticket() | self.new_ticket()
        mail = self.plan("acknowledgement", tickets, "the same", "the same")
        self.assertEqual(mail.ticket_id, tickets[0])
        self.assertIn(tickets[0].number, mail.subject)

    def test_cancelled_mail_makes_room_for_another(self):
        mail = self.acknowledged()
        mail._cancel()
        mail.ticket_id._acknowledge()
        self.assertEqual(self.mails(mail.ticket_id).mapped("state"), ["cancelled", "planned"])

    def test_plan_lives_and_dies_with_its_cause(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            ticket = self.acknowledged().ticket_id
            raise UserError("no")
        self.assertFalse(self.mails(ticket))

    def test_mail_is_seen_on_its_ticket_under_the_id_it_is_sent_with(self):
        mail = self.acknowledged()
        message = mail.mail_message_id
        self.assertIn(message, mail.ticket_id.message_ids)
        self.assertEqual(message.message_id, mail.message_id)
        self.assertEqual(message.partner_ids, self.customer)
        self.assertEqual(mail.reply_to, message.reply_to)
        self.assertIn("catchall@trader.example", mail.reply_to)

    def test_message_id_cannot_be_guessed_from_another(self):
        first, second = (self.acknowledged().message_id.split(".")[0] for __ in range(2))
        self.assertNotEqual(first, second)
        self.assertEqual(len(first), 33)

    def test_answer_to_the_mail_reaches_the_ticket(self):
        mail = self.acknowledged()
        self.assertEqual(self.receive(reply_to_message=mail), mail.ticket_id)

    def test_notice_is_written_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("aftersales_addon.mail_template_acknowledgement")
        template.with_context(lang="fr_FR").subject = "Bien reçu : {{ object.number }}"
        self.customer.lang = "fr_FR"
        self.assertIn("Bien reçu", self.acknowledged().subject)
        self.assertIn("We have received", self.acknowledged(partner_id=self.stranger.id).subject)

    def test_files_of_the_template_go_with_the_mail(self):
        template = self.env.ref("aftersales_addon.mail_template_acknowledgement")
        template.attachment_ids = self.env["ir.attachment"].create(
            {"name": "terms.txt", "raw": b"Terms", "res_model": "mail.template"}
        )
        self.assertEqual(
            self.acknowledged().mail_message_id.attachment_ids.mapped("raw"), [b"Terms"]
        )

    def test_broken_template_is_noted_and_plans_nothing(self):
        template = self.env.ref("aftersales_addon.mail_template_acknowledgement")
        template.subject = "{{ object.no_such_field }}"
        ticket = self.new_ticket()
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            ticket._acknowledge()
        self.assertFalse(self.mails(ticket))
        self.assertIn("could not be written", "".join(ticket.message_ids.mapped("body")))
        template.subject = "Got {{ object.number }}"
        ticket._acknowledge()
        self.assertEqual(len(self.mails(ticket)), 1)

    def test_broken_rating_still_tells_that_the_ticket_is_closed(self):
        self.env.ref("aftersales_addon.mail_template_rating").subject = "{{ object.no_such_field }}"
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            ticket = self.closed()
        self.assertEqual(self.mails(ticket).kind, "closed")

    def test_planning_many_closings_costs_no_query_each(self):
        tickets = self.env["aftersales.ticket"].create(
            [{"name": f"No {number}", "partner_id": self.customer.id} for number in range(102)]
        )
        counts = []
        for batch in (tickets[:2], tickets[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            mails = self.plan("closed", batch, *batch.mapped("number"))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(mails), len(batch))
        print(f"planning 2 mails: {counts[0]} queries, 100 mails: {counts[1]}")
        self.assertLess(counts[1], counts[0] + 20)


class TestStrangers(OutboxCase):
    """T8: whoever forges an address must not make us write to its owner what the forger wants."""

    STRANGER = {
        "partner_id": False,
        "partner_name": "Win a car at evil.example",
        "partner_email": "victim@elsewhere.example",
        "name": "Click evil.example now",
        "description": "<p>Buy at evil.example</p>",
    }

    def test_acknowledgement_to_a_stranger_carries_nothing_the_stranger_wrote(self):
        mail = self.acknowledged(**self.STRANGER)
        self.run_job()
        [sent] = self.emails
        self.assertNotIn("evil.example", sent["message"])
        self.assertNotIn("evil.example", f"{mail.body_html}{mail.subject}{mail.recipient_name}")
        self.assertEqual(sent["smtp_to_list"], ["victim@elsewhere.example"])
        self.assertIn(mail.ticket_id.number, mail.body_html)

    def test_stranger_is_acknowledged_once_a_day(self):
        self.acknowledged(**self.STRANGER)
        for address in ("victim@elsewhere.example", "Victim+1@elsewhere.example"):
            values = self.STRANGER | {"partner_email": address}
            self.assertFalse(self.acknowledged(**values))

    def test_day_does_not_begin_anew_at_midnight(self):
        mail = self.acknowledged(**self.STRANGER)
        yesterday = fields.Date.today() - timedelta(days=1)
        mail._transition().write(
            {
                "key": f"ack:victim@elsewhere.example:{yesterday}",
                "planned_at": fields.Datetime.now() - timedelta(hours=1),
            }
        )
        self.assertFalse(self.acknowledged(**self.STRANGER))
        mail._transition().planned_at = fields.Datetime.now() - timedelta(hours=25)
        self.assertTrue(self.acknowledged(**self.STRANGER))

    def test_known_customer_is_acknowledged_for_each_ticket(self):
        self.assertTrue(self.acknowledged())
        self.assertTrue(self.acknowledged())


class TestClosing(OutboxCase):
    def test_reopened_ticket_is_not_told_to_be_closed(self):
        ticket = self.closed()
        mail = self.mails(ticket)
        self.assertEqual((mail.kind, mail.state), ("rating", "planned"))
        ticket.action_reopen()
        self.assertEqual(mail.state, "cancelled")
        self.assertFalse(mail.mail_message_id)
        self.assertEqual(
            [name for name in self.event_types(ticket) if "survey" in name],
            ["survey_planned", "survey_cancelled"],
        )

    def test_ticket_closed_again_is_told_again(self):
        ticket = self.closed()
        self.mails(ticket)._mark_sent()
        ticket.action_reopen()
        ticket.action_resolve()
        ticket.action_close()
        self.assertEqual(self.mails(ticket).mapped("state"), ["sent", "planned"])

    def test_notice_that_could_not_be_sent_before_the_reopening_is_not_tried_again(self):
        """The mail was in hand at the re-opening, and could not be cancelled."""
        ticket = self.closed()
        mail = self.mails(ticket)
        mail._transition().state = "claimed"
        ticket.action_reopen()
        self.assertEqual(mail.state, "claimed")
        self.conclude(mail, "retry", "busy")
        self.assertEqual(mail.state, "cancelled")

    def test_survey_counts_as_sent_when_it_was(self):
        ticket = self.closed()
        self.assertEqual(self.event_types(ticket)[-1], "survey_planned")
        self.run_job()
        self.assertEqual(self.event_types(ticket)[-1], "survey_sent")
        self.assertEqual(self.event_types(ticket).count("survey_sent"), 1)


class TestSending(OutboxCase):
    def test_mail_leaves_as_the_desks_own(self):
        mail = self.acknowledged()
        self.run_job()
        self.assertEqual(mail.state, "sent")
        self.assertTrue(mail.sent_at)
        [sent] = self.emails
        for header in (
            f"Message-Id: {mail.message_id}",
            "Auto-Submitted: auto-replied",
            "X-Auto-Response-Suppress: All",
            "Reply-To: ",
            "catchall@trader.example",
        ):
            self.assertIn(header, sent["message"])
        self.assertEqual(sent["msg_to"], '"Ann Bright" <ann@bright.example>')
        self.assertEqual(sent["smtp_from"], "bounce@trader.example")
        self.run_job()
        self.assertFalse(self.emails)

    def test_closing_notice_is_automatic_but_no_answer(self):
        self.assertEqual(self.mails(self.closed()).headers["Auto-Submitted"], "auto-generated")

    def test_mail_of_a_dead_worker_is_unknown_or_sent_again_as_its_kind_wants(self):
        once, least = self.acknowledged(), self.acknowledged()
        (once | least)._transition().write({"state": "claimed", "claimed_by": 7})
        least._transition().guarantee = "least"
        with mute_logger("odoo.addons.aftersales_addon.models.mail.outbox_send"):
            self.run_job()
        self.assertEqual((once.state, once.fault), ("unknown", "died"))
        self.assertEqual((least.state, least.attempts), ("planned", 1))

    def test_nothing_is_sent_while_sending_is_off(self):
        mail = self.acknowledged()
        self.env["aftersales.outbox"]._cron_send()
        self.assertEqual(mail.state, "planned")

    def test_copy_of_the_database_sends_nothing(self):
        """T74"""
        planned, claimed, sent = (self.acknowledged() for __ in range(3))
        claimed._transition().state = "claimed"
        sent._transition().state = "sent"
        self.env.flush_all()
        for query in get_neutralization_queries(["aftersales_addon"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertEqual(
            (planned + claimed + sent).mapped("state"), ["cancelled", "cancelled", "sent"]
        )
        self.assertFalse(self.env.ref("aftersales_addon.ir_cron_outbox").active)


class TestAlarm(OutboxCase):
    def test_leader_is_asked_once_for_a_ticket_and_kind(self):
        mail = self.acknowledged()
        self.conclude(mail, "failed", reply="550 no such user")
        activity = mail.ticket_id.activity_ids
        self.assertEqual(activity.user_id, self.leader)
        self.assertIn("550 no such user", activity.note)
        second = self.plan("acknowledgement", mail.ticket_id, "second")
        self.conclude(second, "failed")
        self.assertEqual(second.state, "failed")
        self.assertEqual(mail.ticket_id.activity_ids, activity)
        other = self.plan("closed", mail.ticket_id, "third")
        self.conclude(other, "failed")
        self.assertEqual(len(mail.ticket_id.activity_ids), 2)

    def test_supervisor_is_asked_where_nobody_leads(self):
        self.team.leader_id = False
        mail = self.acknowledged()
        self.conclude(mail, "failed")
        self.assertTrue(
            mail.ticket_id.activity_ids.user_id.has_group("aftersales_addon.group_supervisor")
        )

    def test_alarm_goes_with_its_reason(self):
        mail = self.acknowledged()
        self.conclude(mail, "failed")
        mail.with_user(self.supervisor).action_resend()
        self.assertFalse(mail.ticket_id.activity_ids)

    def test_health_tells_what_is_late(self):
        outbox = self.env["aftersales.outbox"]
        before = outbox._health()["late"]
        mail = self.acknowledged()
        mail._transition().planned_at = fields.Datetime.now() - timedelta(minutes=20)
        health = outbox._health()
        self.assertEqual(health["late"], before + 1)
        self.assertLessEqual(health["oldest_waiting"], mail.planned_at)
        self.run_job()
        self.assertGreaterEqual(
            outbox._health()["last_success"], fields.Datetime.now() - timedelta(minutes=1)
        )

    def test_figures_add_up(self):
        states = ("planned", "claimed", "sent", "failed", "unknown", "cancelled")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        for state in states:
            self.acknowledged()._transition().write({"state": state, "company_id": company.id})
        figures = self.env["aftersales.outbox"]._figures([("company_id", "=", company.id)])
        self.assertEqual(
            figures,
            {"planned": 6, "sent": 1, "failed": 1, "unknown": 1, "cancelled": 1, "waiting": 2},
        )
        everything = self.env["aftersales.outbox"]._figures()
        self.assertEqual(everything.pop("planned"), sum(everything.values()))


class TestDecisions(OutboxCase):
    def setUp(self):
        super().setUp()
        self.mail = self.acknowledged()

    def test_nobody_writes_a_mail_by_hand(self):
        for user in (self.agent, self.supervisor, self.administrator, self.auditor):
            mail = self.mail.with_user(user)
            with self.subTest(user.login):
                with self.assertRaisesRegex(UserError, "cannot be set by hand"):
                    mail.write({"state": "sent"})
                with self.assertRaises(AccessError):
                    mail.unlink()
                with self.assertRaisesRegex(UserError, "cannot be set by hand"):
                    mail.create({"kind": "closed", "key": "x", "recipient_email": "a@b.example"})
        with self.assertRaisesRegex(UserError, "cannot be set by hand"):
            self.mail.write({"recipient_email": "other@elsewhere.example"})

    def test_agent_and_auditor_decide_nothing(self):
        self.conclude(self.mail, "unknown", "cut")
        for action in ("action_resend", "action_confirm", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(self.mail.with_user(self.agent), action)()
            with self.assertRaises(UserError):
                getattr(self.mail.with_user(self.auditor), action)()
        self.assertIn("supervisor", self.mail.with_user(self.auditor).resend_blocker)

    def test_supervisor_says_that_it_arrived(self):
        self.conclude(self.mail, "unknown", "cut")
        self.assertIn("may have arrived", self.mail.error)
        self.mail.with_user(self.supervisor).action_confirm()
        self.assertEqual((self.mail.state, self.mail.error), ("sent", ""))
        event = self.events(self.mail.ticket_id)[-1]
        self.assertEqual((event.type, event._facts()["what"]), ("corrected", "mail_arrived"))

    def test_supervisor_sends_again_under_the_same_id(self):
        number = self.mail.message_id
        self.conclude(self.mail, "failed")
        self.mail.with_user(self.supervisor).action_resend()
        self.assertEqual((self.mail.state, self.mail.attempts), ("planned", 0))
        self.run_job()
        self.assertEqual((self.mail.state, self.mail.message_id), ("sent", number))

    def test_supervisor_cancels_what_waits(self):
        self.mail.with_user(self.supervisor).action_cancel()
        self.assertEqual(self.mail.state, "cancelled")
        self.run_job()
        self.assertFalse(self.emails)

    def test_each_button_says_why_it_cannot_be_used(self):
        mail = self.mail.with_user(self.supervisor)
        self.assertFalse(mail.cancel_blocker)
        self.assertTrue(mail.resend_blocker)
        self.assertTrue(mail.confirm_blocker)
        for action, blocker in (
            ("action_resend", mail.resend_blocker),
            ("action_confirm", mail.confirm_blocker),
        ):
            with self.assertRaisesRegex(UserError, blocker):
                getattr(mail, action)()

    def test_notice_of_a_closing_that_was_undone_cannot_be_sent_again(self):
        ticket = self.closed()
        mail = self.mails(ticket)
        self.conclude(mail, "failed")
        ticket.action_reopen()
        self.assertIn("gone on since", mail.with_user(self.supervisor).resend_blocker)


class TestServerBack(OutboxCase):
    """What waits for a mail server alone is tried when that server is back, not hours later."""

    def setUp(self):
        super().setUp()
        self.server = self.env["ir.mail_server"].create({"name": "Ours", "smtp_host": "localhost"})
        self.later = fields.Datetime.now() + timedelta(hours=8)

    def waiting(self, server, fault="unreachable", server_down=True):
        mail = self.acknowledged()
        mail._transition().write(
            {
                "next_attempt_at": self.later,
                "fault": fault,
                "server_down": server_down,
                "tried_server_id": server.id,
            }
        )
        return mail

    def test_changed_mail_server_is_tried_at_once(self):
        mail, refused = self.waiting(self.server), self.waiting(self.server, "busy", False)
        self.server.smtp_host = "127.0.0.1"
        self.assertLessEqual(mail.next_attempt_at, fields.Datetime.now())
        self.assertEqual(refused.next_attempt_at, self.later)

    def test_new_mail_server_is_tried_at_once(self):
        mail = self.waiting(self.server.browse())
        self.server.copy()
        self.assertLessEqual(mail.next_attempt_at, fields.Datetime.now())

    def test_mail_that_was_taken_brings_those_that_wait_for_the_same_server(self):
        other = self.server.copy()
        same, elsewhere = self.waiting(self.server), self.waiting(other)
        refused = self.waiting(self.server, "timeout", False)
        mail = self.acknowledged()
        mail._transition().mail_server_id = self.server
        self.run_job()
        self.assertEqual((mail.state, same.state), ("sent", "sent"))
        self.assertEqual(elsewhere.next_attempt_at, self.later)
        self.assertEqual(refused.next_attempt_at, self.later)


class TestRetention(OutboxCase):
    def aged(self, days, **values):
        mail = self.acknowledged(**values)
        mail._mark_sent()
        mail._transition().planned_at = fields.Datetime.now() - timedelta(days=days)
        return mail

    def forget(self):
        done = self.env["aftersales.outbox"]._gc_personal()
        self.env.invalidate_all()
        return done

    def test_address_and_text_go_and_the_record_stays(self):
        old, young = self.aged(181), self.aged(179)
        kept = ("key", "kind", "state", "planned_at", "sent_at", "message_id", "ticket_id")
        before = old.read(kept)
        self.forget()
        self.assertEqual(old.read(kept), before)
        self.assertFalse(old.recipient_email or old.recipient_name or old.body_html)
        self.assertTrue(young.recipient_email and young.body_html)

    def test_what_was_forgotten_is_not_sent_again(self):
        old = self.aged(181)
        self.forget()
        old.ticket_id._acknowledge()
        self.assertEqual(self.mails(old.ticket_id), old)
        old._transition().state = "failed"
        self.assertIn("not kept", old.with_user(self.supervisor).resend_blocker)

    def test_what_waits_is_not_forgotten(self):
        mail = self.aged(400)
        mail._transition().state = "planned"
        self.forget()
        self.assertTrue(mail.body_html)

    def test_no_address_stays_in_a_key(self):
        old = self.aged(181, **TestStrangers.STRANGER)
        self.assertIn("victim@", old.key)
        self.forget()
        self.assertNotIn("@", old.key)

    def test_many_are_forgotten_in_batches(self):
        self.patch(outbox_forget, "BATCH", 2)
        mails = self.aged(181) | self.aged(181) | self.aged(181)
        self.assertEqual(self.forget(), (2, True))
        self.assertEqual(self.forget(), (1, False))
        self.assertFalse(any(mails.mapped("recipient_email")))

    def test_administrator_sets_the_days(self):
        settings = self.env["res.config.settings"]
        settings.create({"aftersales_outbox_retention_days": 30}).execute()
        mail = self.aged(31)
        self.forget()
        self.assertFalse(mail.recipient_email)
        for name in ("aftersales_outbox_retention_days", "aftersales_mail_retention_days"):
            for days in (0, -1):
                with self.assertRaisesRegex(UserError, "one day at least"):
                    settings.create({name: days})


class TestRestored(OutboxCase):
    """T74; with real backups in tests/mail/test_outbox_restore.py."""

    def setUp(self):
        super().setUp()
        self.outbox = self.env["aftersales.outbox"]
        self.old = self.acknowledged()
        self.outbox._at_home()

    def restore(self):
        self.env.cr.execute(
            "UPDATE ir_config_parameter SET value = 'elsewhere'"
            " WHERE key = 'aftersales_addon.outbox_home'"
        )

    def test_what_waited_is_held_and_what_is_new_is_sent(self):
        least = self.acknowledged()
        least._transition().guarantee = "least"
        self.env["aftersales.heartbeat"]._beat("outbox")
        backup = self.env["aftersales.heartbeat"]._last("outbox")
        self.restore()
        new = self.acknowledged()
        self.run_job()
        self.assertEqual((self.old + least + new).mapped("state"), ["unknown", "unknown", "sent"])
        self.assertEqual(self.old.fault, "restored")
        self.assertIn("comes from a backup", self.old.error)
        self.assertIn(str(backup), self.old.error)

    def test_number_given_again_makes_another_message_id(self):
        home = self.outbox._at_home()
        ids = {self.old._derived_message_id("a@b.example", place) for place in (home, "x")}
        self.assertEqual(len(ids), 2)

    def test_supervisor_sends_what_is_held_with_one_button(self):
        closed = self.closed()
        moot = self.mails(closed)
        self.restore()
        self.outbox._at_home()
        closed.action_reopen()
        page = self.env["aftersales.mail.health"].with_user(self.supervisor).create({})
        self.assertEqual(page.out_held, len(self.outbox._held()))
        sender = self.env["aftersales.heartbeat"]._of("outbox")
        self.assertIn(self.supervisor, sender.activity_ids.user_id)
        page.action_send_held()
        self.assertEqual((self.old.state, moot.state), ("planned", "cancelled"))
        self.assertFalse(self.outbox._held())
        self.assertFalse(sender.activity_ids)
        self.run_job()
        self.assertEqual(self.old.state, "sent")

    def test_nobody_else_sends_what_is_held(self):
        self.restore()
        self.outbox._at_home()
        for user, error in ((self.auditor, UserError), (self.agent, AccessError)):
            with self.assertRaises(error):
                self.outbox.with_user(user)._held()._release()
        self.assertEqual(self.old.state, "unknown")

    def test_home_names_the_server_and_its_timeline(self):
        self.env.cr.execute("SELECT system_identifier FROM pg_control_system()")
        [identifier] = self.env.cr.fetchone()
        self.assertRegex(self.outbox._at_home(), rf"^{identifier}/\d+/\d+/\d+$")

    def test_database_that_has_never_sent_is_at_home_anywhere(self):
        self.env.cr.execute(
            "DELETE FROM ir_config_parameter WHERE key = 'aftersales_addon.outbox_home'"
        )
        self.outbox._at_home()
        self.assertEqual(self.old.state, "planned")
