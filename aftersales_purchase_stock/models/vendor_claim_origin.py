from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_addon.models.rma import quantity as quantities
from odoo.addons.aftersales_addon.models.ticket.lock import claim as alone

TRACED = 40  # receipts of a product that are looked at, the latest first


class AftersalesVendorClaim(models.Model):
    """Which vendor the goods came from, on what terms, and what they cost."""

    _inherit = "aftersales.vendor.claim"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Vendor",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Who delivered this very lot, or the product last; else its first vendor.",
    )
    receipt_move_id = fields.Many2one(
        comodel_name="stock.move",
        string="Receipt from the Vendor",
        compute="_compute_receipt_move_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    purchase_line_id = fields.Many2one(
        comodel_name="purchase.order.line",
        string="Purchase Order Line",
        compute="_compute_receipt_move_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    purchase_name = fields.Char(string="Purchase Order", compute="_compute_purchase_name")

    claim_months = fields.Integer(
        string="Term (Months)",
        compute="_compute_terms",
        store=True,
        precompute=True,
        aggregator=None,
    )
    claim_days = fields.Integer(
        string="Claim within (Days)",
        compute="_compute_terms",
        store=True,
        precompute=True,
        aggregator=None,
    )
    return_goods = fields.Boolean(
        string="Vendor Wants Goods Back", compute="_compute_terms", store=True, precompute=True
    )
    term_start = fields.Date(
        string="Term Starts", compute="_compute_terms", store=True, precompute=True
    )
    failed_on = fields.Date(
        compute="_compute_failed_on",
        store=True,
        precompute=True,
        readonly=False,
        help="When the customer told us of it.",
    )
    term_end = fields.Date(
        string="Term Ends",
        compute="_compute_deadline",
        store=True,
        precompute=True,
        help="Failures up to this day are the vendor's.",
    )
    deadline = fields.Date(
        string="Claim by",
        compute="_compute_deadline",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The last day on which the vendor has to hear of it.",
    )
    term_warning = fields.Char(compute="_compute_term_warning")

    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_price", store=True, precompute=True
    )
    price_unit = fields.Float(
        string="Price Paid",
        compute="_compute_price",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Untaxed, for one unit of the product: as billed, else as ordered, else by the vendor's"
        " price list.",
    )
    labour_hours = fields.Float(string="Our Work (Hours)")
    labour_rate = fields.Monetary(
        string="Labour per Hour",
        compute="_compute_labour_rate",
        store=True,
        precompute=True,
        readonly=False,
        aggregator="avg",
    )
    amount_goods = fields.Monetary(
        string="Goods", compute="_compute_amounts", store=True, precompute=True
    )
    amount_labour = fields.Monetary(
        string="Labour", compute="_compute_amounts", store=True, precompute=True
    )
    amount_total = fields.Monetary(
        string="Claimed", compute="_compute_amounts", store=True, precompute=True
    )

    # === ORIGIN === #

    @api.depends("inspection_id")
    def _compute_partner_id(self):
        for claim in self:
            receipt = claim._find_receipt()
            # sudo: purchase.order, product.supplierinfo - the desk need not read purchasing
            seller = claim.sudo().product_id.seller_ids.filtered(
                lambda seller, claim=claim: (
                    seller.company_id in (claim.company_id, self.env["res.company"])
                )
            )[:1]
            order = receipt.purchase_line_id.order_id
            claim.partner_id = claim.partner_id or order.partner_id or seller.partner_id

    @api.depends("inspection_id", "partner_id")
    def _compute_receipt_move_id(self):
        for claim in self:
            receipt = claim._find_receipt(claim.partner_id)
            claim.receipt_move_id = receipt
            claim.purchase_line_id = receipt.purchase_line_id

    def _compute_purchase_name(self):
        for claim in self.sudo():  # sudo: purchase.order - its name
            claim.purchase_name = claim.purchase_line_id.order_id.name

    def _get_receipt_domain(self, vendor):
        domain = Domain(
            [
                ("state", "=", "done"),
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", self.product_id.id),
                ("location_id.usage", "=", "supplier"),
                ("purchase_line_id", "!=", False),
            ]
        )
        if self.lot_id:
            domain &= Domain("move_line_ids.lot_id", "=", self.lot_id.id)
        if vendor:
            domain &= Domain(
                "purchase_line_id.order_id.partner_id",
                "child_of",
                vendor.commercial_partner_id.ids,
            )
        return domain

    def _find_receipt(self, vendor=None):
        """Return the receipt the goods came by: of this very lot, else the last before the sale.

        One that other claims have used up is passed over for the one before it.
        """
        if not self.product_id:
            return self.env["stock.move"].sudo()
        # sudo: stock.move, purchase.order - where goods come from, for desks without purchasing
        moves = self.env["stock.move"].sudo()
        delivery = self.sudo().rma_line_id.move_id
        if delivery.purchase_line_id and delivery.location_id.usage == "supplier":
            return delivery  # straight from the vendor to the customer
        if not delivery and not self.lot_id:
            return moves  # goods without an order: nobody knows who sold them
        domain = self._get_receipt_domain(vendor)
        before = domain & Domain("date", "<=", delivery.date) if delivery.date else domain
        order, wanted = "date desc, id desc", self.quantity or self.inspection_id._left_to_claim()
        receipts = moves.search(before, order=order, limit=TRACED)
        receipts = receipts or moves.search(domain, order=order, limit=TRACED)
        for receipt in receipts:
            had = sum(receipt._aftersales_units().values())
            left = had - self.sudo()._taken_from(receipt, besides=self._origin)
            if self.product_id.uom_id.compare(left, wanted) >= 0:
                return receipt
        return receipts[:1]

    # === TERMS === #

    def _seller(self):
        """Return the vendor's price list row for the product, which has the terms of claims."""
        # sudo: product.supplierinfo - the desk need not read purchase prices
        vendor = self.partner_id.commercial_partner_id
        return (
            self.sudo()
            .product_id.seller_ids.filtered(
                lambda seller: (
                    seller.partner_id.commercial_partner_id == vendor
                    and seller.company_id in (self.company_id, self.env["res.company"])
                    and seller.product_id in (self.product_id, self.env["product.product"])
                )
            )
            .sorted(lambda seller: not seller.product_id)[:1]
        )

    @api.depends("partner_id", "receipt_move_id")
    def _compute_terms(self):
        for claim in self:
            seller = claim._seller()
            claim.claim_months = seller.aftersales_claim_months
            claim.claim_days = seller.aftersales_claim_days
            claim.return_goods = seller.aftersales_return_goods if seller else True
            from_sale = seller.aftersales_claim_start == "sale"
            # sudo: stock.move - its date
            move = claim.sudo().rma_line_id.move_id if from_sale else claim.receipt_move_id.sudo()
            claim.term_start = claim._local_date(move.date)

    @api.depends("inspection_id")
    def _compute_failed_on(self):
        for claim in self:
            claim.failed_on = claim.failed_on or claim._local_date(claim.rma_id.create_date)

    def _local_date(self, instant):
        """Return the day of an instant where our company is."""
        if not instant:
            return False
        zone = self.company_id.partner_id.tz or self.env.user.tz or "UTC"
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), instant).date()

    @api.depends("term_start", "claim_months", "claim_days", "failed_on")
    def _compute_deadline(self):
        for claim in self:
            has_term = claim.term_start and claim.claim_months
            claim.term_end = has_term and claim.term_start + relativedelta(
                months=claim.claim_months
            )
            claim.deadline = claim.term_end
            if claim.failed_on and claim.claim_days:
                claim.deadline = claim.failed_on + timedelta(days=claim.claim_days)

    @api.depends("state", "deadline", "term_end", "failed_on")
    def _compute_term_warning(self):
        for claim in self:
            claim.term_warning = claim._term_problem() if claim.state == "draft" else False

    def _term_problem(self):
        """Return why the vendor may refuse for being late; a claim out of goodwill stays possible."""
        today = fields.Date.context_today(self)
        if self.term_end and self.failed_on and self.failed_on > self.term_end:
            return self.env._(
                "The vendor's term ended on %s, before the goods failed: this is a request for"
                " goodwill.",
                fields.Date.to_string(self.term_end),
            )
        if self.deadline and today > self.deadline:
            return self.env._(
                "The vendor had to hear of it by %s.", fields.Date.to_string(self.deadline)
            )
        return False

    # === AMOUNTS === #

    def _price_row(self):
        """Return the row of the vendor's price list for this quantity, on the day of the sale."""
        # sudo: product.supplierinfo, stock.move - the desk need not read purchase prices
        claim = self.sudo()
        if not claim.partner_id:
            return claim._seller()
        seller = claim.product_id.with_company(claim.company_id)._select_seller(
            partner_id=claim.partner_id,
            quantity=claim.quantity,
            date=claim._local_date(claim.rma_line_id.move_id.date),
            uom_id=claim.product_uom_id,
        )
        return seller or claim._seller()

    @api.depends("purchase_line_id", "partner_id", "company_id", "quantity")
    def _compute_price(self):
        for claim in self:
            if not claim.product_id:
                claim.currency_id, claim.price_unit = claim.company_id.currency_id, 0
                continue
            # sudo: purchase.order, account.move - what was paid, for desks without purchasing
            line = claim._bill_lines()[:1] or claim.purchase_line_id.sudo()
            seller, product = claim._price_row(), claim.sudo().product_id
            source = line or seller
            claim.currency_id = source.currency_id or claim.company_id.currency_id
            if line:
                price, taxes = line.price_unit * (1 - line.discount / 100), line.tax_ids
            else:
                price = seller.price_discounted  # of the product's own unit
                taxes = product.supplier_taxes_id._filter_taxes_by_company(claim.company_id)
            taxes = taxes.with_context(round=False, round_base=False)
            untaxed = taxes.compute_all(price, claim.currency_id, product=product)
            uom = line.product_uom_id or product.uom_id
            claim.price_unit = uom._compute_price(untaxed["total_excluded"], product.uom_id)

    @api.depends("partner_id", "currency_id")
    def _compute_labour_rate(self):
        for claim in self:
            seller = claim._seller()
            claim.labour_rate = 0
            if seller.aftersales_labour_rate and claim.currency_id:
                claim.labour_rate = seller.currency_id._convert(
                    seller.aftersales_labour_rate,
                    claim.currency_id,
                    claim.company_id,
                    claim.failed_on or fields.Date.context_today(claim),
                )

    @api.depends("quantity", "price_unit", "labour_hours", "labour_rate", "currency_id")
    def _compute_amounts(self):
        for claim in self:
            currency = claim.currency_id or self.env.company.currency_id
            claim.amount_goods = currency.round(claim.quantity * claim.price_unit)
            claim.amount_labour = currency.round(claim.labour_hours * claim.labour_rate)
            claim.amount_total = claim.amount_goods + claim.amount_labour

    # === NEVER MORE THAN RECEIVED === #

    @api.constrains("inspection_id", "quantity", "partner_id")
    def _check_not_over_received(self):
        """Refuse to claim more than was inspected, or than the vendor delivered."""
        claims = self.sudo()  # sudo: stock.move - sums over every claim, whoever may see them
        claims.flush_recordset()
        alone(claims.inspection_id)
        alone(claims.receipt_move_id)
        for claim in claims:
            if problem := claim._over_inspected() or claim._over_received():
                raise ValidationError(problem)

    def _over_inspected(self):
        inspection = self.inspection_id
        if self.product_uom_id.compare(inspection._claimed(), inspection.quantity) > 0:
            return self.env._(
                "%(quantity)s of %(product)s were inspected there: no more than that can be"
                " claimed from the vendor.",
                quantity=quantities.text(self.env, inspection.quantity),
                product=self.product_id.display_name,
            )
        return ""

    def _over_received(self):
        """Return what is claimed beyond what the receipt, or the lot, brought; or nothing."""
        receipt = self.receipt_move_id
        if not receipt:
            return ""
        units = receipt._aftersales_units()
        for lots in (None, self.lot_id) if self.lot_id else (None,):
            had = sum(qty for (__, lot), qty in units.items() if lots is None or lot == lots)
            taken = self._taken_from(receipt, lots)
            if self.product_uom_id.compare(taken, had) > 0:
                return self.env._(
                    "%(vendor)s delivered %(had)s of %(product)s there, and %(taken)s would be"
                    " claimed or returned of it. Look at the other claims of this receipt.",
                    vendor=self.partner_id.display_name,
                    had=quantities.text(self.env, had),
                    product=self.product_id.display_name,
                    taken=quantities.text(self.env, taken),
                )
        return ""

    @api.model
    def _taken_from(self, receipt, lot=None, besides=()):
        """Return what of a receipt is claimed, or went back to the vendor without a claim."""
        domain = [
            ("id", "not in", [claim.id for claim in besides]),
            ("receipt_move_id", "=", receipt.id),
            ("decision", "not in", ("refused", "cancelled")),
        ]
        claims = self.search(domain + ([("lot_id", "=", lot.id)] if lot else []))
        by_hand = receipt.returned_move_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and not move.aftersales_vendor_claim_id
                and not move.aftersales_rma_line_id
                and move.location_dest_id.usage == "supplier"
            )
        )
        if lot:
            lines = by_hand.move_line_ids.filtered(lambda line: line.lot_id == lot)
            back = sum(lines.mapped("quantity_product_uom"))
        else:
            back = sum(move._aftersales_amount() for move in by_hand)
        return sum(claims.mapped("quantity")) + back
