from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesEventText(models.Model):
    """Personal text of an event, kept apart so that a person can be forgotten.

    The event keeps the salted hash only: erasing the row erases text and salt, and the
    ledger still verifies.
    """

    _name = "aftersales.event.text"
    _description = "After-Sales Event Text"
    _log_access = False
    _rec_name = "event_id"

    event_id = fields.Many2one(
        comodel_name="aftersales.event",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    salt = fields.Char(required=True, readonly=True)
    text = fields.Text(required=True, readonly=True)

    def write(self, vals):
        if self and vals:
            raise UserError(self.env._("The text of an event cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_erasure(self):
        if not self.env.su:
            raise UserError(self.env._("Personal text is removed by erasing the person."))
