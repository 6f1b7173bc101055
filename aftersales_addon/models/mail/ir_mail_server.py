from odoo import api, models


class IrMailServer(models.Model):
    """A mail server that somebody has put right is tried at once, not hours later."""

    _inherit = "ir.mail_server"

    @api.model_create_multi
    def create(self, vals_list):
        servers = super().create(vals_list)
        self._try_waiting_mails()
        return servers

    def write(self, vals):
        result = super().write(vals)
        self._try_waiting_mails()
        return result

    def _try_waiting_mails(self):
        """Any change may give a mail another server, not only to those that waited for this one."""
        outbox = self.env["aftersales.outbox"]
        outbox._try_waiting()
        outbox._wake_sender()
