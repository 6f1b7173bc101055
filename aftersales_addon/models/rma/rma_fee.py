from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .rma_flow import SPECIALIST
from .rma_refund import CreditLine

PAYERS = [("company", "We Do"), ("customer", "The Customer")]
PRODUCTS = {
    "restocking": ("aftersales_fee_product_id", "aftersales_addon.product_restocking_fee"),
    "freight": ("aftersales_freight_product_id", "aftersales_addon.product_return_freight"),
}


class AftersalesRmaType(models.Model):
    _inherit = "aftersales.rma.type"

    fee_percent = fields.Float(
        string="Restocking Fee (%)", help="Of what is credited for the goods."
    )
    fee_fixed = fields.Float(
        string="Fixed Fee",
        help="Once for each return, in the currency of the company.",
    )
    freight_payer = fields.Selection(
        selection=PAYERS,
        string="Who Pays the Way Back",
        required=True,
        default="company",
    )
    freight_amount = fields.Float(
        string="Freight",
        help="What the customer pays for the way back, once for each return, in the currency of"
        " the company.",
    )

    _fees_sane = models.Constraint(
        """CHECK (COALESCE(fee_percent, 0) BETWEEN 0 AND 100
              AND COALESCE(fee_fixed, 0) BETWEEN 0 AND 1e9
              AND COALESCE(freight_amount, 0) BETWEEN 0 AND 1e9)""",
        "A fee is between 0 and 100 %, and no amount is negative.",
    )


class AftersalesRma(models.Model):
    """What the customer is charged for a return: lines of their own on its credit note."""

    _inherit = "aftersales.rma"

    # What the type says on the day of the request: editing the type does not change the past.
    fee_percent = fields.Float(
        string="Restocking Fee (%)", compute="_compute_fees", store=True, precompute=True
    )
    fee_fixed = fields.Float(
        string="Fixed Fee", compute="_compute_fees", store=True, precompute=True
    )
    freight_payer = fields.Selection(
        selection=PAYERS,
        string="Who Pays the Way Back",
        compute="_compute_fees",
        store=True,
        precompute=True,
    )
    freight_amount = fields.Float(
        string="Freight",
        compute="_compute_fees",
        store=True,
        precompute=True,
    )
    charge_fee = fields.Boolean(
        string="Charge Fee and Freight",
        compute="_compute_charge_fee",
        store=True,
        precompute=True,
        readonly=False,
        help="Not where the goods are faulty, or the customer has a right that costs them nothing.",
    )

    @api.depends("type_id")
    def _compute_fees(self):
        for rma in self:
            kind = rma.type_id
            rma.fee_percent = kind.fee_percent
            rma.fee_fixed = kind.fee_fixed
            rma.freight_payer = kind.freight_payer
            rma.freight_amount = kind.freight_amount if kind.freight_payer == "customer" else 0

    @api.depends("fee_percent", "fee_fixed", "freight_amount", "reason_id")
    def _compute_charge_fee(self):
        for rma in self:
            any_fee = rma.fee_percent or rma.fee_fixed or rma.freight_amount
            rma.charge_fee = bool(any_fee) and not rma._seller_bears_costs()

    def _seller_bears_costs(self):
        """Return whether the customer's return has to be free of charge."""
        self.ensure_one()
        return self.reason_id.is_fault

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if any("charge_fee" in vals for vals in vals_list):
            self._check_may_waive()
        return super().create(vals_list)

    def write(self, vals):
        if "charge_fee" not in vals:
            return super().write(vals)
        changed = self.filtered(lambda rma: rma.charge_fee != bool(vals["charge_fee"]))
        if changed:
            self._check_may_waive()
        for rma in changed.filtered(lambda rma: rma.state in ("done", "refused", "cancelled")):
            raise UserError(self.env._("%s has ended: its fees stay as they are.", rma.number))
        result = super().write(vals)
        changed._record(
            "override",
            rule="return_fee",
            number=lambda rma: rma.number,
            charged=bool(vals["charge_fee"]),
        )
        return result

    def _check_may_waive(self):
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            raise UserError(self._needs_group(SPECIALIST))

    # === CREDIT NOTE === #

    def _prepare_refund(self, invoice, shares):
        lines = super()._prepare_refund(invoice, shares)
        return lines + self._prepare_fees(invoice, lines)

    def _prepare_fees(self, invoice, lines):
        """Return the lines that charge fee and freight for these lines of goods.

        Each has the taxes of the goods that it is charged for. Together they never take more
        than what is credited for the goods.

        :rtype: list[CreditLine]
        """
        if not self.charge_fee or not self.receive_goods:
            return []
        left, result = {}, []
        for values, charged, __ in lines:
            discount = 1 - values.get("discount", 0) / 100
            base = values["quantity"] * values["price_unit"] * discount
            left[charged.tax_ids] = left.get(charged.tax_ids, 0) + base
        for kind, amount in self._fees(invoice.currency_id, sum(left.values())).items():
            for taxes, share in self._share_out(amount, left, invoice.currency_id).items():
                left[taxes] -= share
                values = self._prepare_fee_line_values(invoice, kind, taxes, share)
                result.append(CreditLine(values))
        return result

    def _fees(self, currency, base):
        """Return the amounts in the currency of the credit note, by kind; ``base`` is the goods'.

        :rtype: dict[str, float]
        """
        earlier = self.refund_ids.filtered(lambda move: move.state != "cancel")
        lines = earlier.invoice_line_ids.filtered(lambda line: line._aftersales_standing())
        charged = lines.product_id
        fixed = {
            "restocking": self.fee_fixed,
            "freight": self.freight_amount,
        }
        fees = {
            kind: self.currency_id._convert(
                amount, currency, self.company_id, fields.Date.context_today(self)
            )
            for kind, amount in fixed.items()
            if amount and self._fee_product(kind) not in charged
        }
        if self.fee_percent:
            fees["restocking"] = fees.get("restocking", 0) + base * self.fee_percent / 100
        return dict(sorted(fees.items(), reverse=True))

    @api.model
    def _share_out(self, amount, left, currency):
        """Return the amount by the taxes of the goods, in proportion, and no more than is left.

        :param dict left: what may still be charged, by taxes
        """
        total = sum(left.values())
        rest = amount = currency.round(min(amount, total))
        shares = {}
        for taxes, part in left.items():
            share = currency.round(amount * part / total) if total else 0
            shares[taxes] = share = min(share, rest, part)
            rest -= share
        for taxes, part in left.items():  # what rounding has left over
            more = min(rest, part - shares[taxes])
            shares[taxes] += more
            rest -= more
        return {taxes: share for taxes, share in shares.items() if not currency.is_zero(share)}

    def _prepare_fee_line_values(self, invoice, kind, taxes, amount):
        product = self._fee_product(kind).with_context(lang=invoice.partner_id.lang)
        return {
            "name": f"{product.display_name} ({self.number})",
            "product_id": product.id,
            "quantity": 1,
            "price_unit": -amount,
            "tax_ids": [Command.set(taxes.ids)],
        }

    def _fee_product(self, kind):
        name, xmlid = PRODUCTS[kind]
        product = self.company_id[name] or self.env.ref(xmlid, raise_if_not_found=False)
        if not product:
            raise UserError(
                self.env._("Choose in the settings of After-Sales which product stands for fees.")
            )
        return product
