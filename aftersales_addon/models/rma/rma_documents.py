from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class AftersalesRma(models.Model):
    """The documents of a return. They are Odoo's own, made in Odoo's own way."""

    _inherit = "aftersales.rma"

    # === FIELDS === #

    refund_ids = fields.One2many(
        comodel_name="account.move",
        inverse_name="aftersales_rma_id",
        string="Credit Notes",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    receipt_ids = fields.Many2many(
        comodel_name="stock.picking",
        string="Receipts",
        compute="_compute_pickings",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    delivery_ids = fields.Many2many(
        comodel_name="stock.picking",
        string="Replacement Deliveries",
        compute="_compute_pickings",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    give_back_ids = fields.Many2many(
        comodel_name="stock.picking",
        string="Goods Given Back",
        compute="_compute_give_back_ids",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    order_ids = fields.Many2many(
        comodel_name="sale.order",
        string="Orders",
        compute="_compute_order_ids",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    receipt_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    delivery_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    give_back_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    refund_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    order_count = fields.Integer(compute="_compute_counts", compute_sudo=True)

    # === COMPUTES === #

    @api.depends("line_ids.move_ids.picking_id")
    def _compute_pickings(self):
        for rma in self:
            moves = rma.line_ids.move_ids
            receipts = moves.filtered(lambda move: move._aftersales_is_receipt())
            rma.receipt_ids = receipts.picking_id
            sent = (moves - receipts).filtered(lambda move: not move._aftersales_is_give_back())
            rma.delivery_ids = sent.picking_id

    @api.depends("line_ids.move_ids.picking_id", "line_ids.found_ids.back_move_ids.picking_id")
    def _compute_give_back_ids(self):
        for rma in self:
            back = rma.line_ids.move_ids.filtered(lambda move: move._aftersales_is_give_back())
            rma.give_back_ids = (back | rma.line_ids.found_ids.back_move_ids).picking_id

    @api.depends("line_ids.order_id")
    def _compute_order_ids(self):
        for rma in self:
            rma.order_ids = rma.line_ids.order_id

    @api.depends("receipt_ids", "delivery_ids", "give_back_ids", "refund_ids", "order_ids")
    def _compute_counts(self):
        for rma in self:
            rma.receipt_count = len(rma.receipt_ids)
            rma.delivery_count = len(rma.delivery_ids)
            rma.give_back_count = len(rma.give_back_ids)
            rma.refund_count = len(rma.refund_ids)
            rma.order_count = len(rma.order_ids)

    # === RECEIPT === #

    def _create_receipts(self):
        """Make one return receipt for each delivery that goods come back from."""
        self.ensure_one()
        waiting = self.line_ids.filtered(lambda line: line._quantity_to_receive())
        delivered = waiting.filtered("move_id")
        (waiting - delivered)._create_receipt_without_order()
        for lines in delivered.grouped(lambda line: line._receipt_group()).values():
            picking = lines.move_id.picking_id
            expected = lines.move_id.move_dest_ids.filtered(
                lambda move: move.state not in ("draft", "done", "cancel")
            )
            receipt = self._return_wizard(picking, lines)._create_return()
            receipt.origin = f"{self.number} ({picking.name})"
            if receipt.partner_id.commercial_partner_id != self.commercial_partner_id:
                receipt.partner_id = self.partner_id  # the goods come from their new owner
            receipt.move_ids.filtered("aftersales_rma_line_id.lot_id")._aftersales_expect()
            # Odoo's wizard has released what earlier returns of this delivery expect.
            expected._aftersales_expect()

    def _return_wizard(self, picking, lines):
        """Return Odoo's return wizard, filled in for these lines of one delivery."""
        # The wizard itself would also return deliveries of an order that are not done.
        if picking.state != "done":
            raise UserError(self.env._("%s is not delivered yet.", picking.name))
        return (
            self.env["stock.return.picking"]
            .with_company(self.company_id)
            .create(self._prepare_return_wizard_values(picking, lines))
        )

    def _prepare_return_wizard_values(self, picking, lines):
        return {
            "picking_id": picking.id,
            "product_return_moves": [
                Command.create(line._prepare_return_line_values()) for line in lines
            ],
        }

    # === REPLACEMENT === #

    def _create_replacements(self):
        """Deliver the same goods again through the procurement of the order's own routes.

        As in Odoo's exchange: the return lowered the delivered quantity of the order line,
        the replacement raises it again, so the customer is charged nothing.
        """
        self.ensure_one()
        now, procurements = fields.Datetime.now(), []
        for line in self._lines_to_send_again():
            values = line._replacement_values()
            procurements.append(
                self.env["stock.rule"].Procurement(
                    line.product_id,
                    line._quantity_to_replace(),
                    line.product_uom_id,
                    values.get("location_final_id") or line.move_id.location_dest_id,
                    line.product_id.display_name,
                    self.number,
                    self.company_id,
                    values
                    | {
                        "aftersales_rma_line_id": line.id,
                        "date_planned": now,
                        "date_deadline": now,
                    },
                )
            )
        self.env["stock.rule"].run(procurements)

    def _lines_to_send_again(self):
        """Return the lines whose very product is sent again."""
        return self.line_ids.filtered(lambda line: line._quantity_to_replace())
