from odoo import api, fields, models


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _update_failure_count(self, job, status):
        """Remember when Odoo itself switches off a job of ours that kept failing."""
        super()._update_failure_count(job, status)
        stopped = self.browse(job["id"])
        stopped.invalidate_recordset(["active"])
        if not job["active"] or stopped.active:
            return
        beats = self.env["aftersales.heartbeat"]
        for name, own in beats._jobs().items():
            if own == stopped:
                beats._write_row(name, stopped_at=fields.Datetime.now())
