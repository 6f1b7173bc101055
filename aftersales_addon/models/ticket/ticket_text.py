from odoo import api, models

from ...core import mailtext

# Each stands in the header of a mail sooner or later.
LINES = ("name", "partner_name", "partner_email", "partner_phone")


class AftersalesTicket(models.Model):
    """What anybody writes into a ticket, by whatever channel, is kept as one harmless line.

    With a line end in its subject no mail of the ticket could be sent any more.
    """

    _inherit = "aftersales.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_on_one_line(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(_on_one_line(vals))


def _on_one_line(vals):
    lines = {name: vals[name] for name in LINES if isinstance(vals.get(name), str)}
    return vals | {name: mailtext.clean_line(text) for name, text in lines.items()}
