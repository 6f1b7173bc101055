from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from .event_mixin import BACKDATE_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_scope = fields.Selection(
        selection=[
            ("own", "Their own tickets and those nobody has taken"),
            ("team", "All tickets of their teams"),
            ("all", "All tickets"),
        ],
        string="Agents See",
    )
    aftersales_backdate_minutes = fields.Integer(
        string="Back-dating (minutes)",
    )

    aftersales_mail_authserv_id = fields.Char(
        string="Your Mail Server", config_parameter="aftersales_addon.mail_authserv_id"
    )
    aftersales_mail_retention_days = fields.Integer(
        string="Keep Mails as They Came (days)",
        config_parameter="aftersales_addon.mail_retention_days",
        default=90,
    )
    aftersales_outbox_retention_days = fields.Integer(
        string="Keep What Was Sent (days)",
        config_parameter="aftersales_addon.outbox_retention_days",
        default=180,
    )

    @api.constrains("aftersales_mail_retention_days", "aftersales_outbox_retention_days")
    def _check_retention(self):
        for settings in self:
            if (
                min(
                    settings.aftersales_mail_retention_days,
                    settings.aftersales_outbox_retention_days,
                )
                < 1
            ):
                raise ValidationError(
                    self.env._("Mails have to be kept for one day at least: enter 1 or more days.")
                )

    @api.model
    def get_values(self):
        implied = self.env.ref("aftersales_addon.group_agent").implied_ids
        scope = next(
            (name for name in ("all", "team") if self._aftersales_scope_group(name) in implied),
            "own",
        )
        return super().get_values() | {
            "aftersales_scope": scope,
            "aftersales_backdate_minutes": self.env["aftersales.event.mixin"]._backdate_minutes(),
        }

    def set_values(self):
        result = super().set_values()
        # kept as text: Odoo forgets a parameter that is 0
        self.env["ir.config_parameter"].set_param(
            BACKDATE_PARAMETER, str(max(self.aftersales_backdate_minutes, 0))
        )
        commands = [
            Command.unlink(self._aftersales_scope_group(name).id) for name in ("team", "all")
        ]
        if self.aftersales_scope in ("team", "all"):
            commands.append(Command.link(self._aftersales_scope_group(self.aftersales_scope).id))
        self.env.ref("aftersales_addon.group_agent").implied_ids = commands
        return result

    @api.model
    def _aftersales_scope_group(self, name):
        return self.env.ref(f"aftersales_addon.group_scope_{name}")
