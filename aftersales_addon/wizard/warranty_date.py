from datetime import datetime, time

import pytz

from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesWarrantyDate(models.TransientModel):
    _name = "aftersales.warranty.date"
    _description = "Enter a Date of a Warranty"
    _inherit = ["aftersales.warranty.wizard"]

    event = fields.Selection(
        selection=[
            ("receipt", "Received by the customer"),
            ("installation", "Installed"),
            ("registration", "Registered"),
        ],
        string="What Happened",
        required=True,
        default="installation",
    )
    day = fields.Date(string="On", required=True, default=fields.Date.context_today)
    said_by = fields.Selection(
        selection=[("customer", "Customer"), ("carrier", "Carrier"), ("staff", "Staff")],
        string="Told by",
        required=True,
        default="customer",
    )

    def action_enter(self):
        """Put the day on record; what waited for it starts."""
        self.ensure_one()
        warranty = self.warranty_id._begin("date")
        if problem := warranty._day_problem(self.day):
            raise UserError(problem)
        if self.event == "receipt" and warranty.move_id.picking_id:
            # All goods of the delivery arrived together.
            warranty.move_id.picking_id._aftersales_set_received(self._noon(), self.said_by)
        else:
            warranty._happened(self.event, self.day, by=self.said_by)
        return {"type": "ir.actions.act_window_close"}

    def _noon(self):
        """Return an instant of the customer's day, not later than now and not before dispatch."""
        move = self.warranty_id.sudo().move_id  # sudo: stock.move - when the goods left us
        partner = move._aftersales_customer()
        zone = pytz.timezone(partner.tz or self.env.user.tz or "UTC")
        noon = zone.localize(datetime.combine(self.day, time(12))).astimezone(pytz.utc)
        return min(max(noon.replace(tzinfo=None), move.date), fields.Datetime.now())
