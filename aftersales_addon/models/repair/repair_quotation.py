from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import formatLang

TEMPLATE = "aftersales_addon.mail_template_repair_quotation"


class RepairOrder(models.Model):
    """The quotation is Odoo's own order of the repair; the customer answers in Odoo's portal."""

    _inherit = "repair.order"

    def _aftersales_quote(self, services=()):
        """Make the quotation of the repair, or complete the one there is.

        :param services: (product, quantity) of labour and visits to add
        """
        repair = self._aftersales_begin("quote")
        order = repair.sale_order_id
        if order.state == "cancel":
            order.action_draft()
        elif not order:
            repair.action_create_sale_order()
            order = repair.sale_order_id
            # what the portal offers to accept has to be signed or paid
            order.require_signature = order.require_signature or not order.require_payment
        if order.state == "sent" and services:
            order.action_draft()
        order.order_line = [
            Command.create({"product_id": product.id, "product_uom_qty": quantity})
            for product, quantity in services
        ]
        repair._aftersales_judge()

    def _aftersales_send_quotation(self):
        """Send the customer the quotation, as a mail of the ticket with the link to answer."""
        repair = self._aftersales_begin("quote")
        order = repair.sale_order_id
        if not order.order_line:
            raise UserError(self.env._("The quotation is empty: add parts or services first."))
        if order.state == "draft":
            order.action_quotation_sent()
        event = self._record(
            "quotation_sent",
            number=repair.name,
            order=order.name,
            amount=str(order.amount_total),
            currency=order.currency_id.name,
        )
        ticket = repair.aftersales_ticket_id.with_context(
            aftersales_quotation={
                "number": order.name,
                "amount": formatLang(
                    self.env(context={"lang": order.partner_id.lang}),
                    order.amount_total,
                    currency_obj=order.currency_id,
                ),
                "url": order.get_base_url() + order.get_portal_url(),
            }
        )
        ticket._plan_notice("quotation", TEMPLATE, {ticket: f"quotation:{order.id}:{event.id}"})

    # === THE CUSTOMER'S ANSWER === #

    def _aftersales_accepted(self, actor):
        """The customer has accepted the quotation: the parts may be ordered and put in."""
        self._aftersales_parts().write({"aftersales_accepted": True})
        self._record(
            "quotation_accepted",
            actor=actor,
            number=lambda repair: repair.name,
            order=lambda repair: repair.sale_order_id.name,
        )
        self._action_repair_confirm()

    def _aftersales_accepted_by_word(self, parts):
        order = self.sale_order_id
        if order.state in ("draft", "sent"):
            order.action_confirm()
        parts.write({"aftersales_accepted": True})

    def _aftersales_declined(self, actor):
        """The customer has declined: only what costs nothing goes on, the rest is given back."""
        self._record(
            "quotation_declined",
            actor=actor,
            number=lambda repair: repair.name,
            order=lambda repair: repair.sale_order_id.name,
        )
        declined = self._aftersales_parts().filtered(
            lambda move: move.aftersales_charge == "charged"
        )
        declined._action_cancel()
        over = self.filtered(
            lambda repair: repair.state in ("draft", "confirmed") and not repair._aftersales_parts()
        )
        over.action_repair_cancel()
        over.aftersales_rma_line_id._give_back_unrepaired()
