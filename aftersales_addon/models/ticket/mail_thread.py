from odoo import api, models

from ...core import mailrules
from .event_mixin import Source


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        return [
            self.env["aftersales.ticket"]._route_to_follow_up(route, message, message_dict)
            for route in routes or ()
        ]

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Let tickets know that they are reached by mail, and whether a machine wrote it."""
        if any(route[0] == "aftersales.ticket" for route in routes or ()):
            self = self.with_context(
                aftersales_source=Source("mail"),
                aftersales_automatic=Source(mailrules.automatic_reason(message.items())),
            )
        return super()._message_route_process(message, message_dict, routes)
