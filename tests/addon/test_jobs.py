"""T69: a job that has died is noticed by the others, named on the pages, and asked about once."""

from datetime import timedelta

from test_outbox import OutboxCase

from odoo import fields
from odoo.tools import mute_logger

NAMES = ("close_resolved", "intake", "outbox")


class JobsCase(OutboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.beats = cls.env["aftersales.heartbeat"]
        cls.beats.search([]).unlink()
        cls.crons = cls.beats._jobs()
        for name in cls.crons:
            cls.beat(name, minutes=1)

    @classmethod
    def beat(cls, name, **ago):
        """Let the job have worked last at a time gone by."""
        cls.beats._write_row(name, last_success_at=fields.Datetime.now() - timedelta(**ago))

    def row(self, name):
        self.env.invalidate_all()
        return self.beats.search([("name", "=", name)])

    def state(self, name):
        return self.row(name).state

    def asked(self, name):
        """Return who is asked about the job."""
        return self.row(name).activity_ids.user_id


class TestHeartbeat(JobsCase):
    def test_each_job_beats(self):
        """Also those that are added one day: a job nobody hears of would raise an alarm for ever."""
        self.beats.search([]).unlink()
        self.env.flush_all()
        for name, cron in self.crons.items():
            with self.subTest(name), self.enter_registry_test_mode(), self.mock_mail_gateway():
                self.assertTrue(cron.method_direct_trigger())
                self.env.invalidate_all()
                self.assertTrue(self.beats._last(name))
        self.assertLessEqual(set(NAMES), set(self.crons))

    def test_job_is_late_after_two_of_its_intervals(self):
        for name, works, late in (
            ("close_resolved", {"minutes": 115}, {"minutes": 125}),
            # of a minute each: what waits for a slow mail server is no dead job
            ("outbox", {"minutes": 9}, {"minutes": 11}),
        ):
            with self.subTest(name):
                self.beat(name, **works)
                self.assertEqual(self.state(name), "works")
                self.beat(name, **late)
                self.assertEqual(self.state(name), "late")

    def test_job_that_never_worked_is_late_in_time(self):
        self.row("outbox").unlink()
        self.beats._enlist()
        self.env.cr.execute("UPDATE ir_cron SET create_date = now() AT TIME ZONE 'UTC'")
        self.assertEqual(self.state("outbox"), "works")
        self.env.cr.execute("UPDATE ir_cron SET create_date = create_date - interval '1 day'")
        self.assertEqual(self.state("outbox"), "late")

    def test_job_that_odoo_switched_off_is_named_as_such(self):
        cron = self.crons["outbox"]
        job = {
            "id": cron.id,
            "cron_name": cron.name,
            "active": True,
            "failure_count": 4,
            "first_failure_date": fields.Datetime.now() - timedelta(days=8),
        }
        with mute_logger("odoo.addons.base.models.ir_cron"):
            self.env["ir.cron"]._update_failure_count(job, "failed")
        self.env.invalidate_all()
        self.assertFalse(cron.active)
        self.assertEqual(self.state("outbox"), "stopped")
        self.assertIn("switched the job off", self.row("outbox").advice)
        cron.active = True
        self.beats._beat("outbox")
        cron.active = False
        self.assertEqual(self.state("outbox"), "off")

    def test_deleted_job_is_missed(self):
        self.crons["intake"].unlink()
        self.assertEqual(self.state("intake"), "missing")


class TestWatching(JobsCase):
    def test_living_job_asks_the_supervisors_about_a_dead_one_once(self):
        for dead, alive in (("outbox", "intake"), ("intake", "outbox")):
            with self.subTest(dead=dead):
                self.beat(dead, hours=1)
                self.beat(alive, minutes=1)
                self.beats._beat(alive)
                self.assertIn(self.supervisor, self.asked(dead))
                self.assertNotIn(self.leader, self.asked(dead))
                count = len(self.row(dead).activity_ids)
                self.row(dead).activity_ids[:1].action_feedback()
                self.beats._beat(alive)
                self.assertEqual(len(self.row(dead).activity_ids), count - 1)
                self.assertFalse(self.row(alive).activity_ids)

    def test_alarm_ends_with_its_reason(self):
        self.beat("outbox", hours=1)
        self.beats._beat("intake")
        self.assertTrue(self.asked("outbox"))
        self.beats._beat("outbox")
        self.beats._beat("intake")
        self.assertFalse(self.asked("outbox"))
        self.beat("outbox", hours=1)
        self.beats._beat("intake")
        self.assertTrue(self.asked("outbox"))

    def test_alarm_is_written_in_the_language_of_who_reads_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["aftersales_addon"], ["zh_CN"])
        self.supervisor.lang = "zh_CN"
        self.beat("outbox", hours=1)
        self.beats._watch()
        [activity] = self.row("outbox").activity_ids.filtered(
            lambda activity: activity.user_id == self.supervisor
        )
        self.assertNotIn("does not work", activity.summary)
        self.assertNotIn("administrator", activity.note)

    def test_jobs_that_were_down_together_say_nothing_of_each_other(self):
        for name in NAMES:
            self.beat(name, hours=5)
        self.beats._beat("intake")
        self.assertFalse(self.asked("outbox"))
        self.beats._beat("intake")
        self.assertTrue(self.asked("outbox"))

    def test_daily_job_of_odoo_notices_that_all_are_dead(self):
        for name in NAMES:
            self.beat(name, hours=5)
        self.beats._gc_silence()
        self.assertTrue(all(self.asked(name) for name in NAMES))

    def test_copy_for_tests_alarms_nobody(self):
        self.env["ir.config_parameter"].set_param("database.is_neutralized", "true")
        self.beat("outbox", hours=5)
        self.beats._watch()
        self.assertFalse(self.asked("outbox"))
        self.assertFalse(self.env["aftersales.mail.health"].create({}).troubled_jobs)

    def test_page_names_a_dead_job_although_no_job_is_left_to_tell(self):
        page = self.env["aftersales.mail.health"].with_user(self.supervisor).create({})
        self.assertFalse(page.troubled_jobs)
        self.beat("outbox", hours=5)
        self.env.invalidate_all()
        self.assertIn("send what is due: Does Not Run. Ask an admin", page.troubled_jobs)


class TestPoison(JobsCase):
    def test_ticket_that_cannot_be_closed_keeps_no_other_open(self):
        """T69: the rest is closed, the job is fully done, and its leader is asked once."""
        tickets = self.env["aftersales.ticket"].create(
            [
                {"name": f"No {number}", "partner_id": self.customer.id, "team_id": self.team.id}
                for number in range(20)
            ]
        )
        self.team.close_after_days = 1
        tickets.action_resolve()
        poison = tickets[7]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE aftersales_ticket SET resolved_at = resolved_at - interval '2 days'"
            " WHERE id IN %s",
            [tickets._ids],
        )
        self.env.cr.execute(f"""
            CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'no'; END $$;
            CREATE TRIGGER poison BEFORE UPDATE OF state ON aftersales_ticket FOR EACH ROW
                WHEN (NEW.id = {poison.id}) EXECUTE FUNCTION poison()
        """)
        for __ in range(2):
            with (
                self.enter_registry_test_mode(),
                self.mock_mail_gateway(),
                mute_logger(
                    "odoo.sql_db", "odoo.addons.aftersales_addon.models.ticket.ticket_flow"
                ),
            ):
                self.assertTrue(self.crons["close_resolved"].method_direct_trigger())
            self.env.invalidate_all()
            self.assertEqual(set((tickets - poison).mapped("state")), {"closed"})
            self.assertEqual(poison.state, "resolved")
            self.assertEqual(poison.activity_ids.user_id, self.leader)
            self.assertEqual(len(poison.activity_ids), 1)
        self.assertEqual(self.state("close_resolved"), "works")
        self.assertFalse(self.crons["close_resolved"].failure_count)
