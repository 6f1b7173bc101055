from odoo import api, models

from ..ticket.event_mixin import Source


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        """Unpack nothing that came by mail: a small archive can hold gigabytes."""
        source = self.env.context.get("aftersales_source")
        by_mail = isinstance(source, Source) and source == "mail"
        if by_mail or file_type == "message/rfc822":
            return None
        return super()._index(bin_data, file_type, checksum=checksum)
