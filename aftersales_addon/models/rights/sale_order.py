from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    aftersales_warranty_count = fields.Integer(
        string="Warranty Count",
        compute="_compute_aftersales_warranty_count",
        compute_sudo=False,
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    def _compute_aftersales_warranty_count(self):
        counts = dict(
            self.env["aftersales.warranty"]._read_group(
                [("sale_order_id", "in", self.ids)], ["sale_order_id"], ["__count"]
            )
        )
        for order in self:
            order.aftersales_warranty_count = counts.get(order, 0)

    def action_open_aftersales_warranties(self):
        """Show the warranties that the deliveries of the order started."""
        self.ensure_one()
        return self.env["aftersales.warranty"]._action_list(
            [("sale_order_id", "=", self.id)], self.env._("Warranties of %s", self.name)
        )

    # === EXTENDED WARRANTIES === #

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or next(
            filter(None, (line._aftersales_extension_problem() for line in self.order_line)), False
        )

    def _action_confirm(self):
        result = super()._action_confirm()
        self.order_line._aftersales_sync_extensions()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self.order_line._aftersales_sync_extensions()
        return result
