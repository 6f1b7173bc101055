from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.rma import quantity as quantities
from ..models.rma.rma_line_no_order import WITHOUT_ORDER
from ..models.ticket.lock import claim

SHOWN = 80  # delivered lines offered; an order or a serial number narrows them down


class AftersalesRmaRequest(models.TransientModel):
    """What of the deliveries to a customer comes back: pick, choose why, done."""

    _name = "aftersales.rma.request"
    _description = "Return or Exchange"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company
    )
    ticket_id = fields.Many2one(comodel_name="aftersales.ticket", readonly=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", required=True)
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Order",
        domain="[('state', '=', 'sale'), ('company_id', '=', company_id),"
        " ('partner_id', 'child_of', partner_id)]",
    )
    lot_id = fields.Many2one(comodel_name="stock.lot", string="Serial/Lot Number")
    type_id = fields.Many2one(
        comodel_name="aftersales.rma.type",
        required=True,
        domain="[('company_id', 'in', (False, company_id))]",
        default=lambda self: self.env["aftersales.rma.type"].search([], limit=1),
    )
    type_description = fields.Char(related="type_id.description")
    reason_id = fields.Many2one(
        comodel_name="aftersales.reason",
        required=True,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    note = fields.Text(string="What the Customer Says")
    rma_id = fields.Many2one(comodel_name="aftersales.rma", string="Return", readonly=True)
    line_ids = fields.One2many(
        comodel_name="aftersales.rma.request.line",
        inverse_name="request_id",
        string="Goods",
        compute="_compute_line_ids",
        store=True,
        precompute=True,
        readonly=False,
    )
    goods_ids = fields.One2many(
        comodel_name="aftersales.rma.request.goods",
        inverse_name="request_id",
        string="Goods without an Order",
    )
    goods_problem = fields.Char(compute="_compute_goods_problem")

    @api.depends("type_id", "goods_ids")
    def _compute_goods_problem(self):
        for request in self:
            kind = request.type_id
            fits = kind.receive_goods and kind.outcome in WITHOUT_ORDER
            request.goods_problem = (
                self.env._(
                    "“%s” does not suit goods without an order, since nothing was charged for them:"
                    " choose a type with a receipt that ends in a repair, an exchange for the same"
                    " product, or giving them back.",
                    kind.name,
                )
                if request.goods_ids and kind and not fits
                else ""
            )

    @api.depends("partner_id", "sale_order_id", "lot_id", "company_id")
    def _compute_line_ids(self):
        for request in self:
            units = request._delivered_units() if request.partner_id else []
            request.line_ids = [Command.clear(), *(Command.create(values) for values in units)]

    def _get_delivery_domain(self):
        """Return which deliveries are offered: those to this customer, in this company."""
        partner = self.partner_id.commercial_partner_id
        order = self.sale_order_id
        by_customer = Domain("sale_line_id.order_id.partner_id", "child_of", partner.ids) | (
            Domain("sale_line_id", "=", False)
            & Domain("picking_id.partner_id", "child_of", partner.ids)
        )
        # goods that somebody else had bought, with their warranty
        by_customer |= Domain("aftersales_warranty_ids.commercial_partner_id", "in", partner.ids)
        domain = by_customer & Domain(
            [
                ("company_id", "in", (self.company_id & self.env.companies).ids),
                ("state", "=", "done"),
                ("location_dest_id.usage", "=", "customer"),
                ("location_id.usage", "!=", "customer"),
                ("aftersales_loaner_id", "=", False),
            ]
        )
        # what a return gave back comes with the delivery that it came with first
        domain &= ~Domain("origin_returned_move_id.location_id.usage", "=", "customer")
        if order:
            domain &= Domain("sale_line_id.order_id", "=", order._origin.id)
        if self.lot_id:
            domain &= Domain("move_line_ids.lot_id", "=", self.lot_id._origin.id)
        return domain

    def _delivered_units(self):
        """Return the values of a line for each serial, lot or plain line that was delivered."""
        # sudo: stock.move, sale.order - the desk picks from what its own customer got
        moves = self.env["stock.move"].sudo()
        moves = moves.search(self._get_delivery_domain(), order="date desc, id desc", limit=SHOWN)
        claims, owners, units = moves._aftersales_claims(), moves._aftersales_new_owners(), []
        customer = self.partner_id.commercial_partner_id
        for (move, lot), delivered in moves._aftersales_units().items():
            if self.lot_id and lot != self.lot_id._origin:
                continue
            owner = owners.get((move.id, lot.id)) or move._aftersales_customer()
            if owner.commercial_partner_id != customer._origin:
                continue
            claimed = claims.get((move.id, lot.id or None), 0)
            units.append(
                {
                    "move_id": move.id,
                    "product_id": move.product_id.id,
                    "lot_id": lot.id,
                    "order_id": move.sale_line_id.order_id.id,
                    "delivered_on": move.date,
                    "delivered_quantity": delivered,
                    "returnable_quantity": max(
                        move.product_id.uom_id.round(delivered - claimed), 0
                    ),
                    "quantity": 0,
                }
            )
        return sorted(units, key=lambda unit: unit["delivered_on"], reverse=True)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_checked_lines(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_checked_lines(vals))

    @api.model
    def _with_checked_lines(self, vals):
        return vals | {
            name: quantities.checked_commands(self.env, vals[name])
            for name in ("line_ids", "goods_ids")
            if vals.get(name)
        }

    # === ACTIONS === #

    @api.model
    def _action_open(self, **values):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return or Exchange"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{name}": value for name, value in values.items() if value},
        }

    def action_request(self):
        """Open the return and show it."""
        self.ensure_one()
        claim(self)  # a second click waits here, and then finds what the first has opened
        self.rma_id = rma = self.rma_id or self._create_rma()
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.rma",
            "res_id": rma.id,
            "view_mode": "form",
        }

    def _create_rma(self):
        lines = self.line_ids.filtered("quantity")
        if not lines and not self.goods_ids:
            raise UserError(
                self.env._(
                    "Enter how much comes back, at least for one of the delivered goods, or add"
                    " goods without an order."
                )
            )
        return self.env["aftersales.rma"].create(self._prepare_rma_values(lines))

    def _prepare_rma_values(self, lines):
        return {
            "ticket_id": self.ticket_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "type_id": self.type_id.id,
            "reason_id": self.reason_id.id,
            "note": self.note,
            "line_ids": [
                Command.create(values)
                for values in (
                    *(line._prepare_rma_line_values() for line in lines),
                    *self.goods_ids._prepare_rma_line_values(),
                )
            ],
        }
