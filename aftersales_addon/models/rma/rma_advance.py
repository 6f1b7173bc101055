from datetime import timedelta

from odoo import api, fields, models

from . import quantity as quantities
from .rma import UNDER_WAY
from .rma_flow import ACTIONS, SPECIALIST

ACTIONS["charge_kept"] = (UNDER_WAY, SPECIALIST)
GOODS_AWAITED = "aftersales_addon.mail_activity_type_goods_awaited"
WHEN = [("receipt", "When the Goods Are Back"), ("approval", "At Once, in Advance")]


class AftersalesRmaType(models.Model):
    _inherit = "aftersales.rma.type"

    replace_when = fields.Selection(
        selection=WHEN,
        string="Replacement Is Sent",
        required=True,
        default="receipt",
        help="In advance: the return stays open until the goods are back, or are charged.",
    )
    advance_days = fields.Integer(
        string="Goods Back within (days)",
        default=14,
        help="After a replacement in advance: then somebody is reminded to ask for the goods.",
    )

    _advance_sane = models.Constraint(
        "CHECK (COALESCE(advance_days, 0) BETWEEN 0 AND 3650)",
        "The goods are back within 0 to 3650 days.",
    )


class AftersalesRma(models.Model):
    """The replacement may be sent before the goods are back; goods that never come are charged."""

    _inherit = "aftersales.rma"

    replace_when = fields.Selection(
        selection=WHEN,
        string="Replacement Is Sent",
        compute="_compute_advance",
        store=True,
        precompute=True,
    )
    advance_days = fields.Integer(
        string="Goods Back within (days)", compute="_compute_advance", store=True, precompute=True
    )
    charge_kept_blocker = fields.Char(compute="_compute_blockers")

    @api.depends("type_id")
    def _compute_advance(self):
        for rma in self:
            rma.replace_when = rma.type_id.replace_when
            rma.advance_days = rma.type_id.advance_days

    @api.depends("line_ids.kept_charged_quantity")
    def _compute_state(self):
        return super()._compute_state()

    def _state_of_documents(self):
        lines = self.line_ids
        charged = all(
            line.product_uom_id.compare(line.kept_charged_quantity, line.product_quantity) >= 0
            for line in lines
        )
        # Nothing comes back any more: there is no receipt to wait for.
        if lines and charged and not any(lines.mapped("open_replacement_quantity")):
            return "done"
        return super()._state_of_documents()

    # === PREDICATES === #

    def _cannot_charge_kept(self):
        if not any(line._ahead_quantity() for line in self.line_ids):
            return self.env._("Nothing was sent in advance that is not back.")
        return ""

    def _cannot_replace(self):
        lines = self.line_ids
        ordered = any(line.replaced_quantity + line.open_replacement_quantity for line in lines)
        if ordered and not any(line._quantity_to_replace() for line in lines):
            return self.env._("The replacement exists: the warehouse sends it.")
        return super()._cannot_replace()

    def _cannot_close_rest(self):
        if any(line._ahead_quantity() for line in self.line_ids):
            return self.env._(
                "The replacement was sent already: charge the goods that do not come back."
            )
        return super()._cannot_close_rest()

    # === ACTIONS === #

    def action_charge_kept(self):
        """Charge what was replaced in advance and does not come back."""
        for rma in self._begin("charge_kept"):
            ahead = rma.line_ids.filtered(lambda line: line._ahead_quantity())
            receipts = rma._open_moves().filtered(lambda move: move._aftersales_is_receipt())
            (receipts & ahead.move_ids)._action_cancel()
            kept = {line: line._ahead_quantity() for line in ahead}
            for line, quantity in kept.items():
                line._charge_kept(quantity)
            rma._remind_of_goods()
            rma._record(
                "note",
                what="kept_goods_charged",
                number=rma.number,
                lines=[
                    {"line": line.id, "quantity": quantities.text(self.env, quantity)}
                    for line, quantity in kept.items()
                ],
            )

    # === BUSINESS === #

    def _remind_of_goods(self):
        """Remind somebody of goods that were replaced in advance, until they are back."""
        # sudo: mail.activity - whom to remind does not depend on who acts
        for rma in self.sudo().filtered(lambda one: one.replace_when == "approval"):
            reminders = rma.activity_search([GOODS_AWAITED])
            if not any(line._ahead_quantity() for line in rma.line_ids):
                reminders.unlink()
            elif not reminders:
                ticket = rma.ticket_id
                user = rma.user_id or ticket.user_id or ticket.team_id.leader_id
                user = user or self.env.ref("base.user_admin")
                own = rma.with_context(lang=user.lang, mail_activity_quick_update=True)
                due = fields.Date.context_today(rma) + timedelta(days=rma.advance_days)
                own.activity_schedule(GOODS_AWAITED, date_deadline=due, user_id=user.id)


class AftersalesRmaLine(models.Model):
    _inherit = "aftersales.rma.line"

    kept_charged_quantity = fields.Float(
        string="Kept and Charged",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Was replaced in advance, did not come back and is charged.",
    )

    _kept_sane = models.Constraint(
        """CHECK (kept_charged_quantity IS NULL
               OR (kept_charged_quantity >= 0 AND kept_charged_quantity < 1e9))""",
        "What is charged cannot be negative.",
    )

    def _is_protected(self, name):
        return name == "kept_charged_quantity" or super()._is_protected(name)

    def _is_in_advance(self):
        """Return whether the replacement need not wait for the goods."""
        rma = self.rma_id
        return (
            rma.replace_when == "approval"
            and rma.receive_goods
            and rma.decision == "approved"
            and self.outcome == "exchange"
        )

    def _quantity_owed(self):
        owed = super()._quantity_owed()
        if not self._is_in_advance():
            return owed
        asked = self.product_quantity - self.not_coming_quantity + self.kept_charged_quantity
        return max(owed, asked)

    def _quantity_due(self):
        # One replacement was for goods that the customer keeps and pays.
        return super()._quantity_due() + self.kept_charged_quantity

    def _planned(self):
        plan = super()._planned()
        if self._is_in_advance():
            inspected = self.inspection_ids.filtered(lambda row: row.outcome == "exchange")
            rest = self._rounded(self._quantity_owed() - self.inspected_quantity)
            plan["exchange"] = sum(inspected.mapped("quantity")) + rest
        return plan

    def _ahead_quantity(self):
        """Return what was sent in advance for goods that are neither back nor charged."""
        if not self._is_in_advance():
            return 0
        back = self.received_quantity + self.kept_charged_quantity
        return self._rounded(self.replaced_quantity - back)

    def _is_settled(self):
        return super()._is_settled() and not self._ahead_quantity()

    def _charge_kept(self, quantity):
        """Let the order charge goods that the customer keeps besides their replacement.

        Other goods, sent instead, are a line of the order already.
        """
        self.ensure_one()
        line = self._transition()
        line.not_coming_quantity += quantity
        line.kept_charged_quantity += quantity
        order_line = self.sale_line_id
        order_line._aftersales_deliver_again()
        if order_line and not self.exchange_product_id:
            kept = self.product_uom_id._compute_quantity(
                quantity, order_line.product_uom_id, rounding_method="HALF-UP"
            )
            # Odoo takes no less than was delivered, not even where the quantity is raised.
            order_line.product_uom_qty = max(
                order_line.product_uom_qty + kept, order_line.qty_delivered
            )
