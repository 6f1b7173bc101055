from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    aftersales_extends_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Extends the Warranty of",
        domain="[('order_id', '=', order_id), ('product_type', '=', 'consu')]",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        check_company=True,
        help="The goods of this order whose warranty goes on longer. Empty: the only goods there"
        " are.",
    )
    aftersales_extends_lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Extends the Warranty of Serial",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        check_company=True,
        help="A unit that the customer has already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.order_id.state == "sale")._aftersales_sync_extensions()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {
            "product_uom_qty",
            "aftersales_extends_line_id",
            "aftersales_extends_lot_id",
        }:
            self._aftersales_sync_extensions()
        return result

    # === INVOICE === #

    def _aftersales_invoiced_on(self):
        """Return the day of the first invoice that charges the line, or False."""
        posted = self.invoice_lines.filtered(
            lambda line: line.parent_state == "posted" and line.move_type == "out_invoice"
        )
        return min(posted.move_id.mapped("invoice_date"), default=False)

    def _aftersales_follow_invoices(self):
        """Let the warranties that wait for the invoice start."""
        if not self:
            return
        warranties = self.env["aftersales.warranty"].search([("sale_line_id", "in", self.ids)])
        warranties._happened(
            "invoice", {w: w.sale_line_id._aftersales_invoiced_on() for w in warranties}
        )

    # === EXTENDED WARRANTIES === #

    def _aftersales_extensions(self):
        """Return the lines that sell more months of warranty."""
        return self.filtered(lambda line: line.product_id.aftersales_extends_warranty_months)

    def _aftersales_extended_line(self):
        """Return the line of the goods that this one extends, if that is plain."""
        self.ensure_one()
        if self.aftersales_extends_line_id:
            return self.aftersales_extends_line_id
        goods = self.order_id.order_line.filtered(
            lambda line: line.product_id.type == "consu" and not line.display_type
        )
        return goods if len(goods) == 1 else goods.browse()

    def _aftersales_extension_problem(self):
        """Return why the order cannot be confirmed with this line, or an empty string."""
        self.ensure_one()
        if not self._aftersales_extensions():
            return ""
        name = self.product_id.display_name
        if lot := self.aftersales_extends_lot_id:
            if self._aftersales_warranty_of_lot():
                return ""
            return self.env._(
                "%(extension)s: %(serial)s has no warranty that could be extended.",
                extension=name,
                serial=lot.display_name,
            )
        goods = self._aftersales_extended_line()
        if not goods:
            return self.env._(
                "%s: say on the order line which goods or which serial number it extends.", name
            )
        if self.product_uom_qty != goods.product_uom_qty:
            return self.env._(
                "%(extension)s extends %(goods)s: order as many of it as of the goods.",
                extension=name,
                goods=goods.product_id.display_name,
            )
        return ""

    def _aftersales_warranty_of_lot(self):
        """Return the warranties of the named serial numbers that their owners still have."""
        # sudo: aftersales.warranty - sales staff need not see warranties to sell an extension
        return (
            self.env["aftersales.warranty"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", self.aftersales_extends_lot_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("voided_on", "=", False),
                    "|",
                    ("covered_quantity", ">", 0),
                    ("suspended_since", "!=", False),
                ]
            )
        )

    def _aftersales_is_owed(self):
        """Return whether the extension is ordered, and not refunded."""
        self.ensure_one()
        posted = self.invoice_lines.filtered(lambda line: line.parent_state == "posted")
        refunds = posted.filtered(lambda line: line.move_type == "out_refund")
        charged = sum((posted - refunds).mapped("quantity")) - sum(refunds.mapped("quantity"))
        refunded = refunds and self.product_uom_id.compare(charged, 0) <= 0
        return self.order_id.state == "sale" and self.product_uom_qty > 0 and not refunded

    def _aftersales_sync_extensions(self):
        """Let the warranties follow what of these lines is owed: extend them, or end that."""
        # sudo: aftersales.warranty - follows from order and invoice, whoever works on them
        lines = self.sudo()._aftersales_extensions()
        if not lines:
            return
        # sudo: aftersales.warranty.coverage - the order makes it, whoever sells
        coverages = self.env["aftersales.warranty.coverage"].sudo()
        existing = coverages.search([("sale_line_id", "in", lines.ids)])
        owed = lines.filtered(lambda line: line._aftersales_is_owed())
        existing.filtered(lambda c: not c.ended_on and c.sale_line_id not in owed)._end(
            fields.Date.context_today(self), "refunded"
        )
        existing.filtered(lambda c: c.ended_on and c.sale_line_id in owed)._end(False, "ordered")
        known = {(coverage.warranty_id, coverage.sale_line_id) for coverage in existing}
        coverages._transition().create(
            [
                line._prepare_aftersales_extension_values(warranty)
                for line, warranties in owed._aftersales_extended_warranties().items()
                for warranty in warranties
                if (warranty, line) not in known
            ]
        )._record_extended()

    def _aftersales_extended_warranties(self):
        """Return which warranties each of these lines extends.

        :rtype: dict[sale.order.line, aftersales.warranty]
        """
        by_lot = self._aftersales_warranty_of_lot().grouped("lot_id")
        goods = {line: line._aftersales_extended_line() for line in self}
        of_goods = self.env["aftersales.warranty"].search(
            [
                ("sale_line_id", "in", self.browse().union(*goods.values()).ids),
                ("replaced_by_ids", "=", False),
                ("next_ids", "=", False),
            ]
        )
        by_line = of_goods.grouped("sale_line_id")
        none = of_goods.browse()
        return {
            line: by_lot.get(line.aftersales_extends_lot_id, none)
            if line.aftersales_extends_lot_id
            else by_line.get(goods[line], none)
            for line in self
        }

    def _prepare_aftersales_extension_values(self, warranty):
        self.ensure_one()
        day = fields.Datetime.context_timestamp(self, self.order_id.date_order).date()
        return {
            "warranty_id": warranty.id,
            "layer": "extended",
            "months": self.product_id.aftersales_extends_warranty_months,
            "start_event": "base_end",
            "from_date": day,
            "source": "sale",
            "sale_line_id": self.id,
        }
