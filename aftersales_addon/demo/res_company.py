from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _aftersales_load_demo(self):
        """Fill the main company with a trader's months; called by the demo data alone."""
        # Read only where it is needed: no company carries the demo's texts in its memory.
        from .loader import load

        load(self.env)
