from odoo import api, fields, models


class AftersalesRepairCreate(models.TransientModel):
    """Which unit of the ticket is repaired: where the customer has it, or carried in."""

    _name = "aftersales.repair.create"
    _description = "Open a Repair"
    _inherit = ["aftersales.ticket.wizard"]

    company_id = fields.Many2one(related="ticket_id.company_id")
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        domain="[('type', '=', 'consu'), ('company_id', 'in', (False, company_id))]",
    )
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial/Lot Number",
        compute="_compute_lot_id",
        store=True,
        readonly=False,
        domain="[('product_id', '=', product_id), ('company_id', 'in', (False, company_id))]",
    )
    place = fields.Selection(
        selection=lambda self: self.env["repair.order"]._aftersales_choices("aftersales_place"),
        required=True,
        default="on_site",
        help="In the workshop: the customer carried the unit in, no return is made for it.",
    )

    @api.depends("ticket_id")
    def _compute_product_id(self):
        for wizard in self:
            wizard.product_id = wizard.ticket_id.product_id or wizard.ticket_id.lot_id.product_id

    @api.depends("product_id")
    def _compute_lot_id(self):
        for wizard in self:
            lot = wizard.ticket_id.lot_id
            wizard.lot_id = lot if lot.product_id == wizard.product_id else False

    def action_create_repair(self):
        """Open the repair, and show it."""
        self.ensure_one()
        repair = self.ticket_id._create_repair(self.product_id, self.lot_id, place=self.place)
        return {
            "type": "ir.actions.act_window",
            "res_model": repair._name,
            "res_id": repair.id,
            "view_mode": "form",
        }
