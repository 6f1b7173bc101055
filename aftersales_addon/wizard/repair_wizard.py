from odoo import api, fields, models


class AftersalesRepairWizard(models.AbstractModel):
    """What is asked about one repair: of nobody who may not read it."""

    _name = "aftersales.repair.wizard"
    _description = "Question About a Repair"

    repair_id = fields.Many2one(comodel_name="repair.order", required=True, readonly=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self.env["repair.order"].browse(values.get("repair_id")).check_access("read")
        return values

    @api.constrains("repair_id")
    def _check_repair(self):
        # sudo: off - checks run with all rights, the question is asked of the one who answers
        self.sudo(False).repair_id.check_access("read")
