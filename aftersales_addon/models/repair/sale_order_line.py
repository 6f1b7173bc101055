from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .repair_cover import CHARGES, FREE


class SaleOrderLine(models.Model):
    """A line of a repair's quotation: what the warranty covers costs nothing, and says so."""

    _inherit = "sale.order.line"

    aftersales_charge = fields.Selection(
        selection=CHARGES, string="Charge", readonly=True, copy=False
    )
    aftersales_charge_reason = fields.Char(string="Why", readonly=True, copy=False)
    aftersales_override = fields.Selection(
        selection=[("free", "Free of Charge"), ("charge", "Charge")],
        string="Decided Otherwise",
        readonly=True,
        copy=False,
    )
    aftersales_override_reason = fields.Char(readonly=True, copy=False)

    @api.constrains("price_unit", "aftersales_charge")
    def _check_aftersales_free(self):
        for line in self:
            free = line.aftersales_charge in FREE
            if free and not line.currency_id.is_zero(line.price_unit):
                raise ValidationError(
                    self.env._(
                        "%(product)s costs the customer nothing (%(reason)s): use “Decide"
                        " Otherwise” on the repair before you charge it.",
                        product=line.product_id.display_name,
                        reason=line.aftersales_charge_reason,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._aftersales_check_verdict(*vals_list)
        lines = super().create(vals_list)
        services = lines.filtered("product_id.aftersales_service")
        # sudo: repair.order - a salesman adds labour; the verdict does not depend on who
        services.order_id.sudo().repair_order_ids._aftersales_judge()
        return lines

    def write(self, vals):
        self._aftersales_check_verdict(vals)
        return super().write(vals)

    @api.model
    def _aftersales_check_verdict(self, *vals_list):
        own = {
            "aftersales_charge",
            "aftersales_charge_reason",
            "aftersales_override",
            "aftersales_override_reason",
        }
        if not self.env.su and any(vals.keys() & own for vals in vals_list):
            raise UserError(
                self.env._("Who pays cannot be set by hand: use “Decide Otherwise” on the repair.")
            )

    # === BUSINESS === #

    def _aftersales_charge_as(self, charge, reason):
        """Let these lines cost nothing, or their price again."""
        values = {"aftersales_charge": charge, "aftersales_charge_reason": reason}
        if charge in FREE:
            self.write(values | {"price_unit": 0.0, "technical_price_unit": 0.0})
            return
        # A new line had no verdict yet: Odoo may have given it no price because of the others.
        priced = self.filtered(
            lambda line: (
                line.aftersales_charge in FREE or not (line.aftersales_charge or line.price_unit)
            )
        )
        self.write(values)
        priced.with_context(force_price_recomputation=True)._compute_price_unit()

    def _reset_price_unit(self):
        if self.aftersales_charge in FREE:
            self.update({"price_unit": 0.0, "technical_price_unit": 0.0})
            return None
        return super()._reset_price_unit()
