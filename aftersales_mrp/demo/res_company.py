from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _aftersales_load_demo_kits(self):
        """Let the trader of the demo sell sets, and take parts of them back; for the demo data."""
        # Read only where it is needed: no company carries the demo's texts in its memory.
        from .kits import load

        load(self.env)
