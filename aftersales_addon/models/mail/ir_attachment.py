from odoo import api, models

from ..ticket.event_mixin import Source


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        """Unpack nothing that came by mail: a small archive can hold gigabytes."""
        source = self.env.context.get("aftersales_source")
        if isinstance(source, Source) and source == "mail":
            return None
        return super()._index(bin_data, file_type, checksum=checksum)
