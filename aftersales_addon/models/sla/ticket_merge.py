from odoo import models


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

    def _merge_facts(self):
        """The clocks of the ticket that goes on start as early as those of the merged one."""
        # sudo: aftersales.sla.clock - a clock is the same for everybody
        clocks = self.sudo().sla_clock_ids.filtered(
            lambda clock: clock.state in ("running", "paused")
        )
        starts = {
            metric: min(same.mapped("started_at"))
            for metric, same in clocks.grouped("metric").items()
        }
        return super()._merge_facts() | {"starts": starts}
