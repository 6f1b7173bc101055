"""What of a return is printed and sent: the slip, and what was found."""

import base64

from portal_common import PortalCase
from rma_common import SalesCase

from odoo.fields import Command

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SLIP = "aftersales_addon.report_rma_slip"
INSPECTION = "aftersales_addon.report_inspection"


class TestReturnDocuments(PortalCase, SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.partner_id = cls.env["res.partner"].create(
            {"name": "Returns Desk", "street": "Dock 7", "city": "Harbour"}
        )
        cls.order = cls.sell_and_deliver(cls.printer, serials=["PRN-7"])
        cls.lot = cls.env["stock.lot"].search([("name", "=", "PRN-7")])
        cls.rma = cls.new_rma(
            cls.order,
            lots=cls.lot,
            type_id=cls.env.ref("aftersales_addon.rma_type_inspection").id,
        )

    def printed(self, report, user=None, rma=None):
        reports = self.env["ir.actions.report"].with_user(user or self.agent)
        page, __ = reports._render_qweb_html(report, (rma or self.rma).ids)
        return page.decode()

    def inspect(self, **values):
        return (
            self.env["aftersales.inspection"]
            .with_user(self.specialist)
            .create(
                {
                    "rma_line_id": self.rma.line_ids.id,
                    "grade": "c",
                    "fault_found": True,
                    "note": "Burnt fuse",
                    **values,
                }
            )
        )

    def test_slip_says_where_to_send_which_goods(self):
        self.approve(self.rma)
        page = self.printed(SLIP)
        for expected in (self.rma.number, "Returns Desk", "Dock 7", "PRN-7", "barcode"):
            self.assertIn(expected, page)

    def test_slip_of_what_is_not_approved_tells_to_send_nothing(self):
        page = self.printed(SLIP)
        self.assertIn("Please do not send anything", page)
        self.assertNotIn("Returns Desk", page)

    def test_slip_leaves_out_what_has_come_back(self):
        self.approve(self.rma)
        self.receive(self.rma)
        self.assertNotIn("PRN-7", self.printed(SLIP))
        self.assertNotIn("Quantity", self.printed(SLIP), "a table without goods")
        self.assertIn("Please do not send anything", self.printed(SLIP))

    def test_slip_names_what_is_still_to_come(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.sell_and_deliver(self.kettle, 24)
        rma = self.new_rma(order, 2)
        rma.line_ids.uom_id = dozen
        self.receive(self.approve(rma), 12)
        self.assertRegex(self.printed(SLIP, rma=rma), r"1\.00</span>\s*<span>Dozens")
        rma.with_user(self.specialist).action_close_rest()
        self.assertIn("Please do not send anything", self.printed(SLIP, rma=rma))

    def test_slip_is_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.rma.reason_id.with_context(lang="zh_CN").name = "有故障"
        self.customer.lang = "zh_CN"
        self.approve(self.rma)
        self.assertIn("有故障", self.printed(SLIP))

    def test_inspection_report_shows_findings_and_photos_and_no_other_file(self):
        self.approve(self.rma)
        self.receive(self.rma)
        files = [("burnt.png", PIXEL, "image/png"), ("list.html", b"<b>x</b>", "text/html")]
        self.inspect(
            attachment_ids=[
                Command.create({"name": name, "raw": raw, "mimetype": mimetype})
                for name, raw, mimetype in files
            ]
        )
        page = self.printed(INSPECTION)
        for expected in ("Burnt fuse", "C: worn or damaged", "data:image/png;base64"):
            self.assertIn(expected, page)
        self.assertNotIn("text/html;base64", page)

    def test_customer_gets_the_slip_in_the_conversation(self):
        self.approve(self.rma)
        self.rma.with_user(self.agent).action_send_slip()
        message = self.rma.ticket_id.message_ids.sorted("id")[-1]
        self.assertEqual(message.attachment_ids.mapped("name"), [f"{self.rma.number}.pdf"])
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertFalse(message.is_internal)

    def test_slip_is_not_sent_before_approval_nor_without_an_address(self):
        with self.assert_refused("“Requested” by now"):
            self.rma.with_user(self.agent).action_send_slip()
        self.approve(self.rma)
        self.rma.ticket_id.partner_email = False
        with self.assert_refused("no e-mail address"):
            self.rma.with_user(self.agent).action_send_slip()

    def test_customer_prints_the_slip_and_reads_what_was_found(self):
        self.approve(self.rma)
        self.env.flush_all()
        self.log_in(self.owner)
        page = f"/my/tickets/{self.rma.ticket_id.id}"
        documents = f"{page}/returns/{self.rma.id}"
        self.assertIn(f"{documents}/slip", self.get(page).text)
        self.assertEqual(self.get(f"{documents}/slip").status_code, 200)
        self.assertEqual(self.get(f"{documents}/inspection").status_code, 303)
        self.receive(self.rma)
        self.inspect()
        self.env.flush_all()
        self.assertIn("What we found", self.text_of(self.get(page)))
        self.assertIn("Burnt fuse", self.get(f"{documents}/inspection").text)

    def test_return_of_another_ticket_is_not_printed_even_for_its_customer(self):
        self.approve(self.rma)
        self.env.flush_all()
        self.log_in(self.owner)
        url = f"/my/tickets/{self.ticket.id}/returns/{self.rma.id}/slip"
        self.assertEqual(self.get(url).status_code, 404)
        self.assertEqual(self.get(url.replace(str(self.rma.id), "2147483648")).status_code, 404)
