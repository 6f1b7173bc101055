from odoo import models


class AftersalesRma(models.Model):
    _inherit = "aftersales.rma"

    def _prepare_return_wizard_values(self, picking, lines):
        """Receive drop-shipped goods where they are to come back to; by itself Odoo asks the vendor."""
        values = super()._prepare_return_wizard_values(picking, lines)
        warehouse = lines[:1]._dropship_warehouse()
        return values | {"aftersales_receipt_type_id": warehouse.in_type_id.id}
