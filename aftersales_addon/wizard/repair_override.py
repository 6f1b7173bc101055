from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesRepairOverride(models.TransientModel):
    """What a specialist decides otherwise than the warranty, and why."""

    _name = "aftersales.repair.override"
    _description = "Decide Otherwise Who Pays for a Repair"
    _inherit = ["aftersales.repair.wizard"]

    decision = fields.Selection(
        selection=[
            ("free", "Free of Charge"),
            ("charge", "The Customer Pays"),
            ("warranty", "As the Warranty Says"),
            ("accepted", "The Customer Agreed (by Phone or in Writing)"),
        ],
        required=True,
        default="free",
    )
    reason = fields.Char(required=True)
    order_id = fields.Many2one(related="repair_id.sale_order_id")
    part_ids = fields.Many2many(
        comodel_name="stock.move",
        string="Parts",
        compute="_compute_lines",
        store=True,
        readonly=False,
        domain="[('repair_id', '=', repair_id), ('repair_line_type', '=', 'add'),"
        " ('state', 'not in', ('done', 'cancel'))]",
    )
    service_ids = fields.Many2many(
        comodel_name="sale.order.line",
        string="Labour and Visits",
        compute="_compute_lines",
        store=True,
        readonly=False,
        domain="[('order_id', '=', order_id), ('product_id.aftersales_service', '!=', False)]",
    )

    @api.depends("repair_id")
    def _compute_lines(self):
        for wizard in self:
            order = wizard.repair_id.sale_order_id
            wizard.part_ids = wizard.repair_id._aftersales_parts()
            wizard.service_ids = order.order_line.filtered("product_id.aftersales_service")

    def action_override(self):
        """Put the decision on record, and let the prices follow."""
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Enter the reason: it goes on record with your name."))
        self.repair_id._aftersales_override(
            self.decision, self.reason.strip(), self.part_ids, self.service_ids
        )
        return {"type": "ir.actions.act_window_close"}
