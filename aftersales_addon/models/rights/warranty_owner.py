from odoo import fields, models


class AftersalesWarrantyOwner(models.Model):
    """Who owned the goods, from when to when, and how that is known."""

    _name = "aftersales.warranty.owner"
    _description = "Owner of a Unit"
    _inherit = ["aftersales.event.mixin"]
    _order = "since desc, id desc"
    _rec_name = "partner_id"
    _protected_fields = frozenset(
        {"warranty_id", "partner_id", "since", "until", "note", "proof", "proof_name"}
    )

    warranty_id = fields.Many2one(
        comodel_name="aftersales.warranty", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="warranty_id.company_id", store=True, precompute=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Owner", required=True, index=True, ondelete="restrict"
    )
    since = fields.Date()
    until = fields.Date()
    note = fields.Char(string="How We Know")
    proof = fields.Binary(attachment=True)
    proof_name = fields.Char(string="File Name")
