from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import quantity as quantities
from .rma import UNDER_WAY
from .rma_flow import ACTIONS, SPECIALIST
from .rma_next_step import NEXT_STEPS
from .rma_refund import CreditLine

ACTIONS["bill_exchange"] = (UNDER_WAY, SPECIALIST)
NEXT_STEPS["bill_exchange"] = "action_bill_exchange"

WISHED = {"exchange_product_id", "exchange_quantity"}
PRICED = {"exchange_agreed", "exchange_price"}


class AftersalesRma(models.Model):
    """Goods are exchanged for other goods, and the customer pays or gets the difference.

    The other goods are a new line of the original order, delivered and charged as any line of
    it. One document credits what came back, as it was invoiced, and charges what was sent.
    """

    _inherit = "aftersales.rma"

    bill_exchange_blocker = fields.Char(compute="_compute_blockers")
    exchange_other = fields.Boolean(compute="_compute_exchange_other")

    @api.depends("line_ids.exchange_product_id")
    def _compute_exchange_other(self):
        for rma in self:
            rma.exchange_other = bool(rma.line_ids.exchange_product_id)

    @api.depends("line_ids.exchange_credited_quantity", "line_ids.sale_line_id.qty_to_invoice")
    def _compute_state(self):
        return super()._compute_state()

    @api.depends(
        "line_ids.exchange_product_id",
        "line_ids.exchange_credited_quantity",
        "line_ids.draft_exchange_quantity",
        "line_ids.replaced_quantity",
    )
    @api.depends_context("uid")
    def _compute_blockers(self):
        return super()._compute_blockers()

    @api.depends(
        "line_ids.exchange_product_id",
        "line_ids.exchange_quantity",
        "line_ids.exchange_agreed",
        "line_ids.exchange_price",
    )
    def _compute_goods_value(self):
        return super()._compute_goods_value()

    def _is_step(self, action):
        if action == "bill_exchange":
            return self.state in UNDER_WAY and self.exchange_other
        return super()._is_step(action)

    # === PREDICATES === #

    def _cannot_replace(self):
        waiting = self.line_ids.filtered(lambda line: line._quantity_to_replace())
        problems = (line._exchange_problem() for line in waiting)
        return super()._cannot_replace() or next(filter(None, problems), "")

    def _cannot_bill_exchange(self):
        lines = self.line_ids.filtered("exchange_line_ids")
        if not lines:
            return self.env._("No other goods were sent: the replacement comes first.")
        if any(lines.mapped("draft_exchange_quantity")):
            return self.env._("The document is a draft: accounting checks and posts it.")
        if not any(line._quantity_to_credit_exchange() for line in lines):
            return self.env._("Nothing is left to credit: send or receive the goods first.")
        if not self._refund_plan("_quantity_to_credit_exchange"):
            problem = next(filter(None, (line._settle_problem() for line in lines)), "")
            return problem or self.env._(
                "What came back is not charged: invoice the order, it charges what the customer"
                " has now."
            )
        if any(line._exchange_to_deliver() for line in lines):
            return self.env._(
                "The other goods are charged when they are delivered: the warehouse sends them"
                " first."
            )
        return ""

    # === ACTIONS === #

    def action_bill_exchange(self):
        """Make the draft invoice or credit note over the difference of an exchange."""
        for rma in self._begin("bill_exchange"):
            rma._bill_exchange()

    # === BUSINESS === #

    def _bill_exchange(self):
        """Credit what came back and charge what was sent, on one document for each invoice."""
        self.ensure_one()
        plan = self._refund_plan("_quantity_to_credit_exchange")
        for invoice, shares in self._by_invoice(plan).items():
            returned = self.line_ids.browse().union(*(line for line, __, __ in shares))
            sent = returned.exchange_line_ids.filtered(lambda line: line.qty_to_invoice > 0)
            goods = self._prepare_goods(shares, "exchange")
            document = self._reverse(invoice, goods + self._prepare_sent(sent))
            if document.currency_id.compare_amounts(document.amount_total, 0) < 0:
                document.reversed_entry_id = False
                document.action_switch_move_type()

    @api.model
    def _prepare_sent(self, sent):
        """Return the lines that charge what was sent instead, on a document that credits.

        :rtype: list[CreditLine]
        """
        return [
            CreditLine(line._prepare_invoice_line(quantity=-line.qty_to_invoice)) for line in sent
        ]

    def _create_replacements(self):
        """Order other goods, where the customer wants others."""
        for line in self.line_ids.filtered("exchange_product_id"):
            if line._quantity_to_replace():
                line._order_exchange()
        return super()._create_replacements()

    def _lines_to_send_again(self):
        return super()._lines_to_send_again().filtered(lambda line: not line.exchange_product_id)

    def _decide(self, decision, **vals):
        if decision == "cancelled":
            for line in self.line_ids.exchange_line_ids:
                line.product_uom_qty = line.qty_delivered
        return super()._decide(decision, **vals)


class AftersalesRmaLine(models.Model):
    _inherit = "aftersales.rma.line"

    exchange_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Exchanged For",
        index="btree_not_null",
        domain="[('type', '=', 'consu'), ('sale_ok', '=', True), ('id', '!=', product_id)]",
        copy=False,
        ondelete="restrict",
        help="Empty: the same product again.",
    )
    exchange_quantity = fields.Float(
        string="How Much Instead",
        digits="Product Unit",
        compute="_compute_exchange_quantity",
        store=True,
        readonly=False,
        copy=False,
        help="Of the other product, in its own unit, for all goods of this line.",
    )
    exchange_agreed = fields.Boolean(
        string="Agreed Price",
        copy=False,
        help="The other product costs what was agreed. Otherwise the price list says.",
    )
    exchange_price = fields.Monetary(
        string="Price Instead",
        currency_field="currency_id",
        copy=False,
        help="For one unit of the other product, in the currency of the order.",
    )
    exchange_line_ids = fields.One2many(
        comodel_name="sale.order.line",
        inverse_name="aftersales_rma_line_id",
        string="Ordered Instead",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    exchange_credited_quantity = fields.Float(
        string="Credited for the Exchange",
        digits="Product Unit",
        compute="_compute_credited",
        store=True,
    )
    draft_exchange_quantity = fields.Float(
        string="Exchange Drafted", digits="Product Unit", compute="_compute_credited", store=True
    )

    _exchange_sane = models.Constraint(
        """CHECK ((exchange_product_id IS NULL OR exchange_quantity > 0)
              AND (exchange_quantity IS NULL OR exchange_quantity < 1e9)
              AND (exchange_price IS NULL OR exchange_price BETWEEN 0 AND 1e12))""",
        "Enter how much of the other product the customer gets: more than zero, at a price that"
        " is not negative.",
    )

    @api.constrains("exchange_product_id", "outcome")
    def _check_exchange_product(self):
        for line in self.sudo():  # sudo: product.product - compared, not shown
            other = line.exchange_product_id
            if other and (other == line.product_id or other.type != "consu"):
                raise ValidationError(
                    self.env._("Choose other goods than %s.", line.product_id.display_name)
                )
            if other.company_id and other.company_id != line.company_id:
                raise ValidationError(
                    self.env._("%s is a product of another company.", other.display_name)
                )

    @api.depends("exchange_product_id", "product_quantity")
    def _compute_exchange_quantity(self):
        for line in self:
            line.exchange_quantity = line.exchange_product_id and (
                line.exchange_quantity or line.product_quantity
            )

    def _compute_credited(self):
        result = super()._compute_credited()
        for line in self:
            credits = line.credit_ids.filtered(lambda credit: credit.outcome == "exchange")
            line.exchange_credited_quantity = line._credit_sum(credits, "posted")
            line.draft_exchange_quantity = line._credit_sum(credits, "draft")
        return result

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [quantities.checked_values(self.env, vals) for vals in vals_list]
        lines = super().create(vals_list)
        if any(vals.keys() & PRICED for vals in vals_list):
            lines._check_may_price()
        return lines

    def write(self, vals):
        vals = quantities.checked_values(self.env, vals)
        if vals.keys() & (WISHED | PRICED):
            self._check_exchange_free()
        if vals.keys() & PRICED:
            self._check_may_price()
        return super().write(vals)

    def _check_exchange_free(self):
        """Refuse to change what was ordered already; once decided, a specialist changes it."""
        # sudo: sale.order.line - whether the other goods were ordered
        if self.sudo().exchange_line_ids:
            raise UserError(self.env._("The other goods are ordered already: cancel that first."))
        for line in self:
            if line.replaced_quantity or line.open_replacement_quantity:
                raise UserError(
                    self.env._(
                        "%s is sent again already, or on its way: other goods can be chosen only"
                        " before. Cancel its transfer first, if it is not sent.",
                        line.product_id.display_name,
                    )
                )
        if decided := self.rma_id.filtered(lambda rma: rma.decision != "requested"):
            decided._begin("decide")

    def _check_may_price(self):
        rma = self.env["aftersales.rma"]
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            raise UserError(rma._needs_group(SPECIALIST))

    def _goods_value(self):
        return super()._goods_value() + self._given_away()

    def _given_away(self):
        """Return what an agreed price leaves of the list price, in company currency."""
        if not (self.exchange_product_id and self.exchange_agreed):
            return 0
        agreed = self._in_company_currency(self.exchange_price, self.currency_id)
        less = self._list_price(self.exchange_product_id) - agreed
        return max(less, 0) * self.exchange_quantity

    def _decided_facts(self):
        facts = super()._decided_facts()
        if not self.exchange_product_id:
            return facts
        digits = self.currency_id.decimal_places or 2
        agreed = f" {self.exchange_price:.{digits}f}" if self.exchange_agreed else ""
        return facts | {
            "outcome": f"{self.outcome} {self.exchange_product_id.id}"
            f" {quantities.text(self.env, self.exchange_quantity)}{agreed}"
        }

    # === WHAT IS STILL TO DO === #

    def _exchange_problem(self):
        """Return why the other goods cannot be ordered, or an empty string."""
        if not self.exchange_product_id:
            return ""
        order = self.sale_line_id.order_id
        if not order or order.state != "sale":
            return self.env._(
                "%s comes from no order that is in force: refund it, and sell the other goods on"
                " a new order.",
                self.product_id.display_name,
            )
        return ""

    def _quantity_to_credit_exchange(self):
        """Return how much of what came back is still to be credited against other goods."""
        exchanged = min(self._planned()["exchange"], self._quantity_done())
        if not exchanged or not self.exchange_line_ids:
            return 0
        return self._rounded(
            exchanged - self.exchange_credited_quantity - self.draft_exchange_quantity
        )

    def _exchange_to_deliver(self):
        """Return whether other goods are ordered that are charged only when delivered."""
        return any(
            line.product_uom_id.compare(line.product_uom_qty, line.qty_invoiced) > 0
            and line.product_uom_id.compare(line.qty_to_invoice, 0) <= 0
            for line in self.exchange_line_ids
        )

    def _quantity_refundable(self):
        refundable = super()._quantity_refundable()
        exchanged = min(self._planned()["exchange"], self._quantity_done())
        return refundable + exchanged if exchanged and self.exchange_line_ids else refundable

    def _is_settled(self):
        if not super()._is_settled():
            return False
        if not self._quantity_to_credit_exchange() and not self.draft_exchange_quantity:
            return True
        # Not charged any more: the order's own invoice charges what the customer has.
        return not self.draft_exchange_quantity and not (
            self._charged_too_much() or self._settle_problem()
        )

    # === BUSINESS === #

    def _order_exchange(self):
        """Order the other goods on the order that the goods came from, or deliver them again."""
        self.ensure_one()
        other, unit = self.exchange_product_id, self.exchange_product_id.uom_id
        planned = self._planned()["exchange"] * self.exchange_quantity / self.product_quantity
        ordered = sum(
            line.product_uom_id._compute_quantity(line.product_uom_qty, unit)
            for line in self.exchange_line_ids
        )
        missing = unit.round(planned - ordered)
        if unit.compare(missing, 0) > 0:
            values = {
                "order_id": self.sale_line_id.order_id.id,
                "product_id": other.id,
                "product_uom_qty": missing,
                "product_uom_id": unit.id,
                "aftersales_rma_line_id": self.id,
            }
            if self.exchange_agreed:
                values |= {"price_unit": self.exchange_price, "discount": 0}
            self.env["sale.order.line"].create(values)
        else:  # somebody cancelled the transfer
            self.exchange_line_ids._action_launch_stock_rule()
