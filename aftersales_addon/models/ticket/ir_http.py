from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """Let the portal's conversation speak the customer's language: its texts are mail's."""
        return [*super()._get_translation_frontend_modules_name(), "mail"]
