from odoo import Command, api, models
from odoo.exceptions import UserError


class AftersalesRma(models.Model):
    """Credit notes for kits: the whole price for a whole kit, and its share for a component.

    Odoo says a kit is delivered as long as it is complete. What the customer pays follows the
    value of what is back; the quantity on the credit note follows the kits that Odoo no longer
    counts as delivered, so that the order is not charged or credited again for them.
    """

    _inherit = "aftersales.rma"

    @api.model
    def _prepare_credit_line_values(self, invoice_line, credit_line, parts):
        order_line = parts[0][0].sale_line_id
        if not parts[0][0]._units_per_kit():
            return super()._prepare_credit_line_values(invoice_line, credit_line, parts)
        amount = self._kit_amount(order_line, invoice_line, credit_line, parts)
        quantity = self._kits_to_uncharge(order_line, credit_line) or 1
        price = invoice_line._aftersales_entered(1)
        return {
            "quantity": quantity,
            "price_unit": invoice_line.price_unit * amount / (price * quantity) if price else 0,
        }

    @api.model
    def _kit_amount(self, order_line, invoice_line, credit_line, parts):
        """Return what these components are credited with: the last of a kit take all that is left."""
        credited = order_line.invoice_lines.filtered(
            lambda line: (
                line.move_type == "out_refund"
                and line.parent_state != "cancel"
                and line.move_id.reversed_entry_id == invoice_line.move_id
                and line != credit_line
            )
        )
        charged = order_line.invoice_lines.filtered(
            lambda line: line.move_id == invoice_line.move_id
        )
        left = sum(line._aftersales_entered() for line in charged) - sum(
            line._aftersales_entered() for line in credited
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
        for lines, sign in ((charged, 1), (credited, -1)):
            for line in lines:
                for product, units in line._aftersales_components(order_line).items():
                    left[product] += sign * units
        for line, quantity in parts:
            left[line.product_id] -= quantity
        return all(product.uom_id.compare(units, 0) <= 0 for product, units in left.items())

    @api.model
    def _kits_to_uncharge(self, order_line, credit_lines):
        """Return how many kits are charged, these credit lines apart, that are not complete any more."""
        kits = order_line.qty_invoiced - order_line.qty_delivered
        kits += sum(
            line.product_uom_id._compute_quantity(line.quantity, order_line.product_uom_id)
            for line in credit_lines
        )
        return max(kits, 0)

    def _limit_refund(self, invoice, refund, shares):
        result = super()._limit_refund(invoice, refund, shares)
        credits = self.env["aftersales.rma.credit"].search(
            [("credit_line_id", "in", refund.invoice_line_ids.ids), ("outcome", "=", "refund")]
        )
        for credit_line, made in credits.grouped("credit_line_id").items():
            line = made.rma_line_id[0]
            if not line._units_per_kit():
                continue
            made.kit_amount = credit_line.price_subtotal
            if not self._kits_to_uncharge(line.sale_line_id, credit_line):
                self._balance_kits(refund, credit_line)
        return result

    @api.model
    def _balance_kits(self, refund, credit_line):
        """Take back the quantity of a credit line, when the order was credited with it before."""
        refund.invoice_line_ids = [
            Command.create(
                {
                    "name": self.env._("%s: its quantity is credited already", credit_line.name),
                    "product_id": credit_line.product_id.id,
                    "product_uom_id": credit_line.product_uom_id.id,
                    "quantity": -credit_line.quantity,
                    "price_unit": 0,
                    "account_id": credit_line.account_id.id,
                    "tax_ids": [Command.set(credit_line.tax_ids.ids)],
                    "sale_line_ids": [Command.set(credit_line.sale_line_ids.ids)],
                }
            )
        ]

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
