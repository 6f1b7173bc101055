from odoo import models
from odoo.http import request


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        for order in self:
            order._aftersales_repairs()._aftersales_accepted(order._aftersales_actor())
        return result

    def _action_cancel(self):
        asked = self.filtered(lambda order: order.state == "sent")
        agreed = self.filtered(lambda order: order.state == "sale")
        result = super()._action_cancel()
        for order in asked | agreed:
            order._aftersales_repairs()._aftersales_declined(order._aftersales_actor())
        return result

    def _aftersales_repairs(self):
        """Return the open repairs of ours that the order is the quotation of."""
        # sudo: repair.order - the customer's answer takes effect, whoever gives it
        return (
            self.sudo()
            .repair_order_ids._ours()
            .filtered(lambda repair: repair.state not in ("done", "cancel"))
        )

    def _aftersales_actor(self):
        """Return whose answer it is: who is logged in, though the portal acts for the system.

        By the link of the mail nobody is logged in: it is the customer's.
        """
        user = request.env.user if request else self.env.user
        return self.partner_id if user._is_public() else user
