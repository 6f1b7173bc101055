from odoo import models


class AftersalesInspection(models.Model):
    _inherit = "aftersales.inspection"

    def _moves_goods(self):
        """Leave alone what went straight to the vendor: it is not here to be moved or scrapped."""
        receipts = self._receipts()
        straight = receipts.filtered(lambda move: move.location_dest_id.usage == "supplier")
        return (not receipts or receipts != straight) and super()._moves_goods()
