from odoo import api, models
from odoo.exceptions import AccessError

from ...core import mailrules


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Store mail for after-sales before anything can go wrong with it; leave the rest alone."""
        intake = self.env["aftersales.intake"]
        message = intake._as_bytes(message)
        claim = intake._takes(message, model)
        if claim.ours:
            self._check_hands_over()
        result, strayed = False, []
        try:
            if claim.others or not claim.ours:
                result = super(
                    MailThread, self.with_context(aftersales_strayed=strayed)
                ).message_process(
                    model,
                    message,
                    custom_values=custom_values,
                    save_original=save_original,
                    strip_attachments=strip_attachments,
                    thread_id=thread_id,
                )
        finally:  # whatever another app does with its copy
            if claim.ours or strayed:
                options = {"custom_values": custom_values, "thread_id": thread_id}
                options = options if model == "aftersales.ticket" else {}
                if strip_attachments:
                    options["strip_attachments"] = True
                aliases = [route[4].id for route in strayed if route[4]]
                if aliases and not claim.ours:
                    options["alias_id"] = aliases[0]
                result = intake._receive(message, claim.company_id, **options)
        return result

    def _check_hands_over(self):
        if not (self.env.su or self.env.user._is_system()):
            raise AccessError(
                self.env._(
                    "Mail is handed over by the mail server: let an administrator set it up."
                )
            )

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """Leave to after-sales what is for it, also where Odoo alone could read that it is."""
        routes = super().message_route(message, message_dict, model, thread_id, custom_values) or []
        strayed = self.env.context.get("aftersales_strayed")
        if not isinstance(strayed, list):
            return routes
        ours = [route for route in routes if route[0] == "aftersales.ticket"]
        if ours:
            self._check_hands_over()
            strayed.extend(ours)
        return [route for route in routes if route not in ours]

    @api.model
    def _detect_is_bounce(self, message, message_dict):
        """A customer may write about a failed delivery: for us only the daemon's report is one."""
        if self.env.context.get("aftersales_intake"):
            return mailrules.bounce_candidate(list(message.items()))
        return super()._detect_is_bounce(message, message_dict)
