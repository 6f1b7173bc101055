"""Public holidays and make-up days from a file, into the working hours."""

import base64
from datetime import date, datetime

from sla_common import SlaCase

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.aftersales_addon.core import holidays

FEED = """BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:20260303
DTEND;VALUE=DATE:20260305
SUMMARY:节日 休
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20260307
SUMMARY:节日 班（周二）
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20260308
SUMMARY:节日 补班
END:VEVENT
END:VCALENDAR
"""


class TestCalendarImport(SlaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Shanghai",
                "tz": "UTC",
                "attendance_ids": [
                    Command.create(
                        {
                            "name": day,
                            "dayofweek": day,
                            "hour_from": 8,
                            "hour_to": 12 if day == "1" else 16.5,
                            "day_period": "morning",
                        }
                    )
                    for day in "01234"
                ],
            }
        )

    def wizard(self, text=FEED, user=None, **values):
        data = text if isinstance(text, bytes) else text.encode()
        return (
            self.env["aftersales.calendar.import"]
            .with_user(user or self.administrator)
            .create(
                {
                    "resource_calendar_id": self.calendar.id,
                    "file": base64.b64encode(data),
                    **values,
                }
            )
        )

    def days(self):
        exceptions = self.calendar.aftersales_exception_ids.sorted("date")
        return [(day.date.isoformat(), day.hours or "") for day in exceptions]

    def test_preview_shows_the_days_and_stores_nothing(self):
        wizard = self.wizard()
        wizard.action_preview()
        self.assertEqual(wizard.state, "checked")
        self.assertEqual(
            [(line.date.day, line.hours or "", line.change) for line in wizard.line_ids],
            [(3, "", "new"), (4, "", "new"), (7, "8:00-12:00", "new"), (8, "8:00-16:30", "new")],
        )
        self.assertFalse(self.days())

    def test_make_up_day_takes_the_hours_of_the_weekday_it_stands_for(self):
        self.wizard(weekday="4").action_import()
        self.assertEqual(
            self.days(),
            [
                ("2026-03-03", ""),
                ("2026-03-04", ""),
                ("2026-03-07", "8:00-12:00"),  # the feed names Tuesday
                ("2026-03-08", "8:00-16:30"),
            ],
        )

    def test_importing_again_changes_nothing_twice(self):
        self.wizard().action_import()
        stored = self.calendar.aftersales_exception_ids
        before = [(day.id, day.write_date) for day in stored]
        wizard = self.wizard()
        wizard.action_import()
        self.assertEqual((wizard.new_count, wizard.changed_count, wizard.same_count), (0, 0, 4))
        self.assertEqual([(day.id, day.write_date) for day in stored], before)

    def test_what_the_file_says_otherwise_replaces_the_day(self):
        self.wizard().action_import()
        wizard = self.wizard("date,name,hours\n2026-03-03,节日 休,10-12\n2026-03-09,New,\n")
        wizard.action_preview()
        self.assertEqual((wizard.new_count, wizard.changed_count), (1, 1))
        wizard.action_import()
        self.assertEqual(len(self.days()), 5)
        self.assertEqual(self.days()[0], ("2026-03-03", "10-12"))

    def test_imported_days_count_for_new_tickets(self):
        self.team.resource_calendar_id = self.calendar
        self.policy.active = False
        self.new_policy(
            targets=({"metric": "resolution", "amount": 9, "unit": "hours", "clock_time": "team"},)
        )
        self.wizard().action_import()
        ticket = self.opened()  # Monday 9:00; the 3rd and 4th are off
        self.assertEqual(self.clock(ticket).due_at, datetime(2026, 3, 5, 9, 30))

    def test_weekday_without_hours_is_refused_with_the_line(self):
        with self.assertRaisesRegex(UserError, "Line 11: .*Saturday"):
            self.wizard(weekday="5").action_preview()

    def test_two_week_calendar_gives_the_hours_of_that_week(self):
        self.calendar.switch_calendar_type()
        odd = self.calendar.attendance_ids.filtered(
            lambda line: line.week_type == "1" and line.dayofweek == "0" and not line.display_type
        )
        odd.hour_to = 10
        day = date(2026, 3, 7)
        week = self.calendar.attendance_ids.get_week_type(day)
        expected = "8:00-10:00" if week == 1 else "8:00-16:30"
        self.assertEqual(self.calendar._aftersales_hours_as_on(0, day), expected)

    def test_faults_name_the_line_and_what_to_do(self):
        cases = {
            "date,name\n2026-01-01,A\n32/1/2026,B\n": "Line 3: .*Write 2026-12-31.*32/1/2026",
            "": "empty",
            b"PK\x00\x01": "text file",
            "日期\n".encode("gb18030"): "Characters",
            "name\nA\n": "Line 1: .*“date”",
            FEED.replace("20260303", "20260303T080000"): "Line 3: .*whole day",
        }
        for content, words in cases.items():
            with self.subTest(content), self.assertRaisesRegex(UserError, words):
                self.wizard(content).action_preview()

    def test_only_an_administrator_imports(self):
        with self.assertRaises(AccessError):
            self.wizard(user=self.supervisor)
        wizard = self.wizard()
        for method in ("action_preview", "action_import"):
            with self.subTest(method), self.assertRaisesRegex(UserError, "administrator"):
                getattr(wizard.with_user(self.supervisor).sudo(), method)()

    def test_every_fault_has_its_words(self):
        told = holidays.ImportFault.__doc__.split("Codes:")[1]
        codes = [word.strip("`.,\n ") for word in told.split(",")]
        wizards = self.env["aftersales.calendar.import"]
        for code in codes:
            self.assertTrue(wizards._fault_words(code), code)
