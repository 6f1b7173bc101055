from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache


class AftersalesSlaPolicyVersion(models.Model):
    """What a policy promises from some instant on. Released, it never changes again."""

    _name = "aftersales.sla.policy.version"
    _description = "Version of a Response Time Policy"
    _inherit = ["aftersales.policy.version.mixin"]
    _content_fields = ("target_ids.in_use",)

    policy_id = fields.Many2one(
        comodel_name="aftersales.sla.policy", required=True, index=True, ondelete="cascade"
    )
    target_ids = fields.One2many(
        comodel_name="aftersales.sla.target",
        inverse_name="version_id",
        string="Promised",
        copy=True,
    )

    def _promised(self):
        """Return the targets that are in use."""
        return self.target_ids.filtered("in_use")

    @api.model
    @ormcache("version_id")
    def _promises(self, version_id):
        """Return what a released version promises, as plain data.

        :rtype: tuple[core.slapolicy.Promise, ...]
        """
        # sudo: aftersales.sla.policy.version - what holds does not depend on who asks
        promised = self.sudo().browse(version_id or None)._promised()
        return tuple(promised._promise(target.id) for target in promised)

    # === RELEASE === #

    def _lacks_content(self):
        if not self._promised():
            return self.env._("Promise something first: add a line with a time.")
        return super()._lacks_content()

    def _content_facts(self):
        return super()._content_facts() | {"targets": self._promised()._facts()}

    def _release(self, choice="new"):
        """Put the versions in force for new tickets, from now on.

        :param str choice: what was decided about open tickets, for the record
        """
        return super()._release(choice=choice)

    @api.model
    def _release_shipped(self, version_ids):
        """Put what ships in force where nothing of its policy has been yet; at every upgrade."""
        versions = self.browse(version_ids)
        versions.filtered(lambda version: not version.policy_id.current_version_id)._release()

    def action_release(self):
        """Ask what the version means for the tickets that are open, then put it in force."""
        self.ensure_one()
        if reason := self._cannot_release():
            raise UserError(reason)
        if not self.policy_id.current_version_id:
            self._release()
            return True
        return self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_sla_apply_action"
        ) | {"context": {"default_version_id": self.id}}
