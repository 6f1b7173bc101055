from odoo import api, fields, models


class AftersalesWarrantyWizard(models.AbstractModel):
    """What is asked about one warranty: of nobody, not even by its name, who may not read it."""

    _name = "aftersales.warranty.wizard"
    _description = "Question About a Warranty"

    warranty_id = fields.Many2one(comodel_name="aftersales.warranty", required=True, readonly=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self.env["aftersales.warranty"].browse(values.get("warranty_id")).check_access("read")
        return values

    @api.constrains("warranty_id")
    def _check_warranty(self):
        # sudo: off - checks run with all rights, the question is asked of the one who answers
        self.sudo(False).warranty_id.check_access("read")
