import poplib

from odoo import models

LONGEST_LINE = 2**30  # bytes; the mail is read into memory anyhow


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    def _connect__(self, allow_archived=False):
        """Read lines of any length: Odoo would give up the mailbox at the first long one, for good."""
        poplib._MAXLINE = LONGEST_LINE
        return super()._connect__(allow_archived=allow_archived)
