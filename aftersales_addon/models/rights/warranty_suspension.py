from odoo import fields, models


class AftersalesWarrantySuspension(models.Model):
    """A stay in repair, during which the clocks of a warranty stand still."""

    _name = "aftersales.warranty.suspension"
    _description = "Warranty in Repair"
    _inherit = ["aftersales.event.mixin"]
    _order = "start_date, id"
    _rec_name = "why"
    _protected_fields = frozenset(
        {"warranty_id", "start_date", "end_date", "why", "source_model", "source_id"}
    )

    warranty_id = fields.Many2one(
        comodel_name="aftersales.warranty", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="warranty_id.company_id", store=True, precompute=True)
    start_date = fields.Date(string="From", required=True)
    end_date = fields.Date(string="To", help="Empty while the repair lasts.")
    why = fields.Char(required=True)
    source_model = fields.Char()
    source_id = fields.Many2oneReference(model_field="source_model", string="Repair")

    _days_in_order = models.Constraint(
        "CHECK (end_date >= start_date)",
        "A repair cannot end before it starts.",
    )
    _open_uniq = models.UniqueIndex(
        "(warranty_id, COALESCE(source_model, ''), COALESCE(source_id, 0)) WHERE end_date IS NULL",
        "The warranty stands still for this repair already.",
    )
