from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _aftersales_load_demo_claims(self):
        """Let the trader of the demo claim from vendors; called by the demo data alone."""
        # Read only where it is needed: no company carries the demo's texts in its memory.
        from .claims import load

        load(self.env)
