from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    aftersales_warranty_ids = fields.One2many(
        comodel_name="aftersales.warranty",
        inverse_name="lot_id",
        string="Warranties",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    aftersales_warranty_count = fields.Integer(
        string="Warranty Count",
        compute="_compute_aftersales_warranty_count",
        compute_sudo=False,
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    def _compute_aftersales_warranty_count(self):
        counts = dict(
            self.env["aftersales.warranty"]._read_group(
                [("lot_id", "in", self.ids)], ["lot_id"], ["__count"]
            )
        )
        for lot in self:
            lot.aftersales_warranty_count = counts.get(lot, 0)

    def action_open_aftersales_warranties(self):
        """Show the warranties of the serial or lot."""
        self.ensure_one()
        return self.env["aftersales.warranty"]._action_list(
            [("lot_id", "=", self.id)], self.env._("Warranties of %s", self.name)
        )

    def action_open_aftersales_passport(self):
        """Show the whole life of the unit on one page."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.stock_lot_action_passport"
        )
        return action | {
            "display_name": self.env._("Passport of %s", self.name),
            "res_id": self.id,
        }
