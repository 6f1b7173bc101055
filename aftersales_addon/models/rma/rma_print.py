from markupsafe import Markup

from odoo import fields, models

from .rma import UNDER_WAY

SLIP = "aftersales_addon.action_report_rma_slip"


class AftersalesRma(models.Model):
    """What of a return is printed: the slip that travels with the goods, and what was found."""

    _inherit = "aftersales.rma"

    send_slip_blocker = fields.Char(compute="_compute_blockers")

    # === PREDICATES === #

    def _cannot_print_slip(self):
        """Return why the customer gets no slip for the goods, or an empty string."""
        self.ensure_one()
        if not self.receive_goods:
            return self.env._("No goods come back with this type of return.")
        if self.state not in UNDER_WAY:
            return self.env._("There is a slip once the return is approved, while goods come back.")
        return "" if self._slip_lines() else self.env._("The goods are here already.")

    def _cannot_send_slip(self):
        if not self.ticket_id.partner_email:
            return self.env._("The customer has no e-mail address: print the slip instead.")
        return self._cannot_print_slip()

    # === ACTIONS === #

    def action_send_slip(self):
        """Send the customer the slip with what to do, in the conversation of the ticket."""
        for rma in self._begin("send_slip"):
            lang = rma.partner_id.lang or self.env.lang
            rma.with_context(lang=lang)._send_slip()

    def _send_slip(self):
        slip, __ = self.env["ir.actions.report"]._render_qweb_pdf(SLIP, self.ids)
        self.ticket_id.message_post(
            body=Markup("<p>{}</p><p>{}</p>").format(
                self.env._("Your return %s is approved.", self.number),
                self.env._(
                    "Please print the attached slip, put it into the parcel, and send the goods"
                    " to the address on it."
                ),
            ),
            attachments=[(f"{self._get_report_base_filename()}.pdf", slip)],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    # === WHAT IS PRINTED === #

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.number

    def _printed(self):
        """Return the return as its customer reads it, with the names of all that it speaks of."""
        self.ensure_one()
        self.check_access("read")
        # sudo: stock.*, sale.order - whoever may read the return may print what it says
        return self.sudo().with_context(lang=self.partner_id.lang or self.env.lang)

    def _return_address(self):
        """Return where the goods go: the warehouse that expects them, else the company."""
        self.ensure_one()
        receipts = self.receipt_ids.filtered(lambda picking: picking.state != "cancel")
        warehouse = receipts.picking_type_id.warehouse_id[:1]
        return warehouse.partner_id or self.company_id.partner_id

    def _slip_lines(self):
        """Return the goods that are still to come."""
        return self.line_ids.filtered(lambda line: line._quantity_awaited())


class AftersalesRmaLine(models.Model):
    _inherit = "aftersales.rma.line"

    def _slip_quantity(self):
        """Return how much is still to come, in the unit that it was asked for in."""
        return self.product_uom_id._compute_quantity(self._quantity_awaited(), self.uom_id)
