from odoo import api, fields, models
from odoo.exceptions import UserError

from ..ticket.lock import claim
from ..ticket.ticket_flow import OPEN as OPEN_TICKET
from .repair_order import OPEN


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

    repair_ids = fields.One2many(
        comodel_name="repair.order",
        inverse_name="aftersales_ticket_id",
        string="Repairs",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    repair_count = fields.Integer(compute="_compute_repair_count", compute_sudo=True)
    create_repair_blocker = fields.Char(compute="_compute_create_repair_blocker")

    @api.depends("repair_ids")
    def _compute_repair_count(self):
        counts = dict(
            self.env["repair.order"]._read_group(
                [("aftersales_ticket_id", "in", self.ids)], ["aftersales_ticket_id"], ["__count"]
            )
        )
        for ticket in self:
            ticket.repair_count = counts.get(ticket._origin, 0)

    @api.depends("repair_ids.state")
    def _compute_blockers(self):
        return super()._compute_blockers()

    @api.depends("state", "partner_id")
    @api.depends_context("uid", "lang")
    def _compute_create_repair_blocker(self):
        for ticket in self:
            ticket.create_repair_blocker = ticket._cannot_create_repair()

    # === PREDICATES === #

    def _cannot_create_repair(self):
        """Return why no repair can be opened from the ticket, or an empty string."""
        self.ensure_one()
        if self.state not in OPEN_TICKET:
            return self.env._("The ticket has ended: re-open it before you repair something.")
        if not self.partner_id:
            return self.env._("Enter the customer on the ticket first.")
        return ""

    def _blocking_reasons(self):
        reasons = super()._blocking_reasons()
        # sudo: repair.order - an open repair blocks, whoever may see it
        repairs = self.sudo().repair_ids.filtered(lambda repair: repair.state in OPEN)
        if repairs:
            reasons.append(
                self.env._(
                    "Repair %s is still open: finish or cancel it first.",
                    ", ".join(repairs.mapped("name")),
                )
            )
        return reasons

    def _move_work_orders(self, target):
        result = super()._move_work_orders(target)
        # sudo: repair.order - they go with their ticket, or with its return
        repairs = self.sudo().repair_ids.filtered(lambda r: not r.aftersales_rma_line_id)
        repairs._transition().aftersales_ticket_id = target
        return result

    # === ACTIONS === #

    def action_create_repair(self):
        """Ask which unit is repaired, where the customer has it or carried in."""
        return self._open_wizard("aftersales.repair.create", self.env._("Repair"))

    def action_open_repairs(self):
        """Show the repairs of the ticket."""
        self.ensure_one()
        return self.env["aftersales.rma"]._action_documents(
            self.repair_ids, self.env._("Repairs of %s", self.number)
        )

    # === BUSINESS === #

    def _create_repair(self, product, lot, quantity=1, place="on_site"):
        """Open a repair of goods that stay the customer's and are on no return.

        :param product: the ``product.product`` to repair
        :param lot: its ``stock.lot``, empty for goods without
        :param str place: ``on_site``, or ``workshop`` for what was carried in
        """
        self.ensure_one()
        self.check_access("write")
        claim(self)
        if reason := self._cannot_create_repair():
            raise UserError(reason)
        return (
            # sudo: repair.order - an agent asks for the repair, the workshop has the rights
            self.env["repair.order"]
            .sudo()
            ._transition()
            .create(self._prepare_repair_values(product, lot, quantity, place))
            .with_env(self.env)
        )

    def _prepare_repair_values(self, product, lot, quantity, place):
        # sudo: stock.warehouse, stock.location - whose rights the workshop has
        warehouse = (
            self.sudo()
            .env["stock.warehouse"]
            .search([("company_id", "=", self.company_id.id)], limit=1)
        )
        partner = self.sudo().partner_id.with_company(self.company_id)
        location = lot.sudo().location_id or partner.property_stock_customer
        return {
            "aftersales_ticket_id": self.id,
            "aftersales_place": place,
            "aftersales_received_at": place == "workshop" and fields.Datetime.now(),
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_qty": quantity,
            "lot_id": lot.id,
            "picking_type_id": warehouse.repair_type_id.id,
            "product_location_src_id": location.id,
            "product_location_dest_id": location.id,
            "user_id": False,
        }

    # === PORTAL === #

    def _portal_repairs(self):
        """Return the ended repairs that are on no return, as one tells the customer about them."""
        # sudo: repair.order - whoever may read the ticket may see what became of the unit
        repairs = self.sudo().repair_ids.filtered(
            lambda repair: not (repair.aftersales_rma_id or repair._aftersales_cannot_print())
        )
        return repairs.sorted("id")._aftersales_portal_values()
