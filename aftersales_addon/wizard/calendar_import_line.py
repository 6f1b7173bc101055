from odoo import fields, models


class AftersalesCalendarImportLine(models.TransientModel):
    _name = "aftersales.calendar.import.line"
    _description = "Day to be Imported"
    _order = "date, id"

    wizard_id = fields.Many2one(
        comodel_name="aftersales.calendar.import", required=True, ondelete="cascade", index=True
    )
    date = fields.Date()
    name = fields.Char(string="Occasion")
    worked = fields.Boolean()
    hours = fields.Char(help="Empty: nobody works, it is a holiday.")
    change = fields.Selection(
        selection=[("new", "New"), ("changed", "Changed"), ("same", "As it is")]
    )
