from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesRma(models.Model):
    """Credit notes for kits: the whole price for a whole kit, and its share for a component.

    Odoo says a kit is delivered as long as it is complete. What the customer pays follows the
    value of what is back; the quantity on the credit note follows the kits that Odoo no longer
    counts as delivered, so that the order is not charged or credited again for them.
    """

    _inherit = "aftersales.rma"

    has_kits = fields.Boolean(compute="_compute_has_kits")

    @api.depends("line_ids.kit_id")
    def _compute_has_kits(self):
        for rma in self:
            rma.has_kits = bool(rma.line_ids.kit_id)

    @api.model
    def _prepare_credit_line_values(self, invoice_line, parts):
        order_line = parts[0][0].sale_line_id
        if not parts[0][0]._units_per_kit():
            return super()._prepare_credit_line_values(invoice_line, parts)
        amount = self._kit_amount(order_line, invoice_line, parts)
        quantity = self._kits_to_uncharge(order_line) or 1
        price = invoice_line._aftersales_entered(1)
        return {
            "quantity": quantity,
            "price_unit": invoice_line.price_unit * amount / (price * quantity) if price else 0,
        }

    @api.model
    def _kit_amount(self, order_line, invoice_line, parts):
        """Return what these components are credited with: the last of a kit take all that is left."""
        credited = order_line.invoice_lines._aftersales_crediting()
        credited = credited.filtered(
            lambda line: line.move_id.reversed_entry_id == invoice_line.move_id
        )
        charged = order_line.invoice_lines.filtered(
            lambda line: line.move_id == invoice_line.move_id
        )
        left = sum(line._aftersales_entered() for line in charged) - sum(
            line._aftersales_entered() * line._aftersales_standing() for line in credited
        )
        if self._is_rest_of_kits(order_line, charged, credited, parts):
            return left
        shares = order_line._aftersales_kit_shares()
        kits = sum(shares[line.product_id] * quantity for line, quantity in parts)
        in_unit = order_line.product_id.uom_id._compute_quantity(
            kits, invoice_line.product_uom_id, round=False
        )
        currency = invoice_line.currency_id
        return min(currency.round(invoice_line._aftersales_entered(in_unit)), left)

    @api.model
    def _is_rest_of_kits(self, order_line, charged, credited, parts):
        """Return whether nothing of the kits that were charged is left to credit afterwards."""
        left = dict.fromkeys(order_line._aftersales_kit(), 0)
        for line in charged:
            for product, units in line._aftersales_components(order_line).items():
                left[product] += units
        for line in credited:
            for product, units in line._aftersales_components(order_line).items():
                left[product] -= units * line._aftersales_standing()
        for line, quantity in parts:
            left[line.product_id] -= quantity
        return all(product.uom_id.compare(units, 0) <= 0 for product, units in left.items())

    @api.model
    def _kits_to_uncharge(self, order_line):
        """Return how many kits are charged that are not complete any more."""
        return max(order_line.qty_invoiced - order_line.qty_delivered, 0)

    @api.model
    def _prepare_goods(self, shares, outcome="refund"):
        lines = super()._prepare_goods(shares, outcome)
        kits = {invoice_line for line, invoice_line, __ in shares if line._units_per_kit()}
        return lines + [
            self._prepare_balance(credit_line)
            for credit_line in lines
            if credit_line.invoice_line in kits
            and not self._kits_to_uncharge(credit_line.invoice_line.sale_line_ids)
        ]

    @api.model
    def _prepare_balance(self, credit_line):
        """Return what takes back the quantity of a line, when the order was credited with it before."""
        values = credit_line.values
        name = self.env._("%s: its quantity is credited already", values["name"])
        copied = "product_id", "product_uom_id", "account_id", "tax_ids", "sale_line_ids"
        return credit_line._replace(
            values={key: values[key] for key in copied}
            | {"name": name, "quantity": -values["quantity"], "price_unit": 0},
            credits=(),
        )

    def _check_refund(self, refund):
        result = super()._check_refund(refund)
        for line in self.line_ids.filtered(lambda line: line._units_per_kit()):
            credited = line.credited_quantity + line.draft_credit_quantity
            if line.product_uom_id.compare(credited, line._quantity_done()) > 0:
                self._refuse_kit_refund(refund, line.product_id)
            added = refund.invoice_line_ids.filtered(
                lambda invoice_line, line=line: (
                    invoice_line.product_id == line.sale_line_id.product_id
                    and invoice_line.price_subtotal > 0
                    and not self.env["aftersales.rma.credit"].search_count(
                        [("credit_line_id", "=", invoice_line.id)], limit=1
                    )
                )
            )
            if added:
                self._refuse_kit_refund(refund, added[0].product_id)
        return result

    def _refuse_kit_refund(self, refund, product):
        raise UserError(
            self.env._(
                "%(refund)s credits more of %(product)s than came back on %(number)s. Lower the"
                " amount, or delete the credit note and make it again from the return.",
                refund=refund.display_name,
                product=product.display_name,
                number=self.number,
            )
        )
