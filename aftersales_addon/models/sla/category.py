from odoo import api, models


class AftersalesCategory(models.Model):
    """A policy holds for everything below the categories it names."""

    _inherit = "aftersales.category"

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        if categories.parent_id:
            self.env.registry.clear_cache()
        return categories

    def write(self, vals):
        result = super().write(vals)
        if "parent_id" in vals:
            self.env.registry.clear_cache()
        return result


class ProductCategory(models.Model):
    """The same for products."""

    _inherit = "product.category"

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        if categories.parent_id:
            self.env.registry.clear_cache()
        return categories

    def write(self, vals):
        result = super().write(vals)
        if "parent_id" in vals:
            self.env.registry.clear_cache()
        return result
