"""What the customer gets in writing about a repair: what was wrong, done, charged and promised."""

from datetime import timedelta

from portal_common import PortalCase
from repair_common import RepairCase

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import format_date, mute_logger

REPORT = "aftersales_addon.report_repair"
OF_RETURN = "aftersales_addon.report_rma_repairs"


class TestRepairReport(PortalCase, RepairCase):
    def printed(self, record, report=REPORT, user=None):
        """Return what one reads on the printed report."""
        reports = self.env["ir.actions.report"].with_user(user or self.agent)
        page, __ = reports._render_qweb_html(report, record.ids)
        page = page.decode()
        return self.text_of(type("Page", (), {"text": page}))

    def mended(self, **values):
        """Return a repair under warranty that has put in two boards, and its return."""
        repair, rma = self.new_repair(**values)
        rma.note = "Does not print any more"
        self.put_in(repair, self.board, 2)
        self.mend(repair, self.fault)
        return repair, rma

    def test_report_says_what_was_wrong_done_and_promised(self):
        repair, rma = self.new_repair()
        rma.note = "Does not print any more"
        serial = self.new_serials(self.printer, "SPARE-1")
        part = self.put_in(repair, self.printer)
        self.put_lots(part, serial)
        repair._transition().aftersales_promised_at = "2027-03-04 10:00:00"
        self.mend(repair, self.fault)
        text = self.printed(repair)
        for expected in (
            repair.name,
            "SN-1",
            rma.number,
            rma.ticket_id.number,
            "Does not print any more",
            self.fault.display_name,
            "Repaired",
            "SPARE-1",
            "Promised for",
            "Days in repair 0",
            "Repair no. 1 of this unit",
            "Work done by Tim Technician",
            "Covered by the warranty: Whole Unit",
            "You pay nothing for this repair",
        ):
            self.assertIn(expected, text)
        self.assertNotIn("not ended", text)

    def test_report_says_who_pays_for_what(self):
        repair, __ = self.new_repair(expired=True)
        given, charged = self.put_in(repair, self.cover_part), self.put_in(repair, self.board, 2)
        wizard = self.ask(repair, "override", decision="free", reason="He is a friend")
        wizard.part_ids = given
        wizard.action_override()
        order = self.quote(repair, labour_id=self.labour.id, labour_quantity=1.5)
        order.action_confirm()
        self.mend(repair)
        self.assertEqual(charged.aftersales_charge, "charged")
        text = self.printed(repair)
        self.assertIn("To pay, taxes included: $ 250.80", text.replace("\xa0", " "))
        for expected in ("Labour", "Free of Charge", "Charged", "160.80", "90.00", order.name):
            self.assertIn(expected, text)
        self.assertNotIn("He is a friend", text)
        self.assertNotIn("pay nothing", text)
        self.assertIn("The warranty of the unit ended on", text)

    def test_report_says_until_when_unit_and_parts_are_covered_now(self):
        repair, __ = self.mended()
        warranty = repair.aftersales_warranty_id
        # the repair took five days
        stop = warranty.suspension_ids
        stop._transition().start_date = fields.Date.today() - timedelta(days=5)
        text = self.printed(repair)
        part_end = fields.Date.today() + timedelta(days=30)
        self.assertIn(f"lasts until {format_date(self.env, warranty.end_date)}", text)
        self.assertIn("the days added for this are 5", text)
        self.assertIn(f"Board until {format_date(self.env, part_end)}", text)

    def test_failed_repair_says_so_but_not_what_the_desk_wrote(self):
        repair, __ = self.new_repair()
        self.put_in(repair, self.board)
        self.start(repair)
        repair.with_user(self.technician)._aftersales_fail("Customer has ruined it")
        text = self.printed(repair)
        self.assertIn("We could not repair it", text)
        self.assertIn("No part was changed", text)
        self.assertNotIn("ruined", text)

    def test_declined_repair_says_that_the_unit_goes_back_as_it_is(self):
        repair, rma = self.new_repair(expired=True)
        self.put_in(repair, self.board)
        self.quote(repair)._action_cancel()
        rma.with_user(self.specialist).action_give_back()
        back = rma.line_ids.move_ids.picking_id.filtered(lambda picking: picking.state != "done")
        self.validate(back)
        text = self.printed(repair)
        self.assertIn("Not repaired, as you wished", text)
        self.assertIn("there is nothing to pay for it", text)
        self.assertIn("Sent back to you", text)

    def test_open_repair_is_printed_as_such(self):
        repair, rma = self.new_repair()
        self.assertIn("The repair has not ended", self.printed(repair))
        self.assertIn("Nothing has been repaired yet", self.printed(rma, OF_RETURN))

    def test_repair_cancelled_by_mistake_is_no_matter_of_the_customer(self):
        repair, rma = self.new_repair()
        repair.with_user(self.technician).action_aftersales_cancel()
        self.assertIn("The repair was cancelled", self.printed(repair))
        self.assertFalse(rma._portal_values()["repairs"])

    def test_return_prints_each_of_its_repairs(self):
        order = self.sell_and_deliver(self.printer, 2, serials=["SN-1", "SN-2"])
        rma = self.received(order, lots=self.delivered(order).lot_ids)
        for repair in self.repair(rma):
            self.mend(repair)
        text = self.printed(rma, OF_RETURN)
        self.assertEqual(text.count("Repair Report"), 2)
        for serial in ("SN-1", "SN-2"):
            self.assertIn(serial, text)

    def test_report_is_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.fault.with_context(lang="zh_CN").name = "主板损坏"
        self.customer.lang = "zh_CN"
        repair, __ = self.mended()
        text = self.printed(repair)
        self.assertIn("主板损坏", text)

    def test_workshop_without_our_roles_prints_it_and_others_do_not(self):
        repair, rma = self.mended()
        self.assertIn("SN-1", self.printed(repair, user=self.technician))
        plain = new_test_user(self.env, "plain", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.printed(repair, user=plain)
        with self.assertRaises(AccessError):
            self.printed(rma, OF_RETURN, user=plain)

    def test_staff_of_another_company_do_not_print_it(self):
        repair, rma = self.mended()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.new_user(
            "specialist",
            login="elsewhere",
            company_ids=[Command.set(company.ids)],
            company_id=company.id,
        )
        for record, report in ((repair, REPORT), (rma, OF_RETURN)):
            with self.assertRaises(AccessError):
                self.printed(record, report, user=stranger)

    # === PORTAL === #

    def test_customer_downloads_it_once_the_repair_has_ended(self):
        repair, rma = self.new_repair()
        page = f"/my/tickets/{rma.ticket_id.id}"
        url = f"{page}/repairs/{repair.id}"
        self.env.flush_all()
        self.log_in(self.owner)
        self.assertNotIn(url, self.get(page).text)
        self.assertEqual(self.get(url).status_code, 303)
        self.mend(repair)
        self.env.flush_all()
        self.assertIn(url, self.get(page).text)
        report = self.get(url)
        self.assertEqual(report.status_code, 200)
        self.assertIn("SN-1", report.text)
        self.assertIn("Repair_Report", report.headers["Content-Disposition"])
        self.assertEqual(report.headers["Cache-Control"], "no-store")

    def test_repair_on_site_is_on_the_page_without_a_return(self):
        order = self.sold_printer()
        ticket = self.new_ticket()
        repair = ticket._create_repair(self.printer, self.delivered(order).lot_ids)
        self.mend(repair)
        self.env.flush_all()
        self.log_in(self.owner)
        page = self.get(f"/my/tickets/{ticket.id}")
        self.assertIn(f"/my/tickets/{ticket.id}/repairs/{repair.id}", page.text)
        self.assertIn("Repaired", self.text_of(page))

    @mute_logger("odoo.http")
    def test_nobody_else_downloads_it(self):
        repair, rma = self.mended()
        url = f"/my/tickets/{rma.ticket_id.id}/repairs/{repair.id}"
        token = self.other_ticket._portal_ensure_token()
        self.env.flush_all()
        self.log_in(self.other)
        self.assertEqual(self.get(url).status_code, 404)
        own = f"/my/tickets/{self.other_ticket.id}/repairs/{repair.id}"
        self.assertEqual(self.get(own).status_code, 404)
        self.log_in()
        self.assertIn("/web/login", self.get(url).headers["Location"])
        self.assertEqual(self.get(url, access_token=token).status_code, 404)
        link = rma.ticket_id._portal_ensure_token()
        self.env.flush_all()
        self.assertEqual(self.get(url, access_token=link).status_code, 200)

    def test_ids_that_are_no_repairs_are_not_found(self):
        self.log_in(self.owner)
        for number in ("0", "2147483648", "99999999999999999999"):
            url = f"/my/tickets/{self.ticket.id}/repairs/{number}"
            self.assertEqual(self.get(url).status_code, 404)
