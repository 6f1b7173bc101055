from odoo import api, fields, models

from ..ticket.event_mixin import Source


class StockPicking(models.Model):
    _inherit = "stock.picking"

    aftersales_rma_ids = fields.Many2many(
        comodel_name="aftersales.rma",
        string="After-Sales Returns",
        compute="_compute_aftersales_rma_ids",
        compute_sudo=False,
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    @api.depends("move_ids.aftersales_rma_line_id")
    def _compute_aftersales_rma_ids(self):
        for picking in self:
            # sudo: aftersales.rma - the links; what the user may not see is left out right after
            rmas = picking.sudo().move_ids.aftersales_rma_line_id.rma_id
            picking.aftersales_rma_ids = rmas.sudo(False)._filtered_access("read")

    def message_post_with_source(self, source_ref, *, render_values=None, **kwargs):
        """Log what a return receipt comes from: of a note that tells nobody, nobody is told."""
        if not isinstance(self.env.context.get("aftersales_log_origin"), Source):
            return super().message_post_with_source(
                source_ref, render_values=render_values, **kwargs
            )
        return self._message_log_with_view(source_ref, render_values=render_values)

    def action_open_aftersales_rmas(self):
        """Show the returns that the transfer belongs to."""
        self.ensure_one()
        return self.env["aftersales.rma"]._action_list(
            self.aftersales_rma_ids, self.env._("Returns of %s", self.name)
        )
