from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _aftersales_load_demo_dropships(self):
        """Let the trader of the demo sell what its vendor delivers; for the demo data."""
        # Read only where it is needed: no company carries the demo's texts in its memory.
        from .dropships import load

        load(self.env)
