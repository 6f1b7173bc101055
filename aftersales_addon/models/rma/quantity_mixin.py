from odoo import api, models

from . import quantity as quantities


class AftersalesQuantityMixin(models.AbstractModel):
    """Whatever people enter as a quantity is a number that makes sense before it is stored."""

    _name = "aftersales.quantity.mixin"
    _description = "Entered Quantity"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_checked_quantity(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_checked_quantity(vals))

    @api.model
    def _with_checked_quantity(self, vals):
        if "quantity" not in vals:
            return vals
        return vals | {"quantity": quantities.checked(self.env, vals["quantity"])}
