from odoo import fields, models


class RepairOrder(models.Model):
    """What a repair does to the warranty of its unit: it stands still, and a new part lasts anew."""

    _inherit = "repair.order"

    def _aftersales_suspend(self):
        """Let the warranty stand still from the day the customer is without the unit."""
        # sudo: aftersales.warranty - follows from the repair, whoever works on it
        for repair in self.sudo().filtered("aftersales_warranty_id"):
            start, __ = repair._aftersales_span()
            repair.aftersales_warranty_id._suspend(start, repair.name, source=repair)

    def _aftersales_resume(self):
        """Let the warranty run again: the repair has ended, with success or without, or is off."""
        # sudo: aftersales.warranty - as above
        for repair in self.sudo().filtered("aftersales_warranty_id"):
            __, end = repair._aftersales_span()
            end = end or repair._aftersales_day(fields.Datetime.now())
            repair.aftersales_warranty_id._resume(end, source=repair)

    def _aftersales_rewarranty(self):
        """Promise that each kind of part lasts which the repair put in, for the company's term."""
        # sudo: aftersales.warranty - as above
        for repair in self.sudo().filtered("aftersales_warranty_id"):
            days = repair.company_id.aftersales_part_days
            __, end = repair._aftersales_span()
            parts = repair.move_ids.filtered(
                lambda move: move.repair_line_type == "add" and move.state == "done"
            )
            for product in parts.product_id if days else ():
                repair.aftersales_warranty_id._rewarranty(product, days, end)
