from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache


class AftersalesSlaPolicyVersion(models.Model):
    """What a policy promises from some instant on. Released, it never changes again."""

    _name = "aftersales.sla.policy.version"
    _description = "Version of a Response Time Policy"
    _inherit = ["aftersales.event.mixin"]
    _order = "policy_id, number desc"
    _rec_name = "number"
    _protected_fields = frozenset({"number", "state", "valid_from"})

    policy_id = fields.Many2one(
        comodel_name="aftersales.sla.policy", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(string="Version", required=True, readonly=True, default=0, copy=False)
    state = fields.Selection(
        selection=[("draft", "Draft"), ("released", "Released")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    valid_from = fields.Datetime(readonly=True, copy=False)
    target_ids = fields.One2many(
        comodel_name="aftersales.sla.target",
        inverse_name="version_id",
        string="Promised",
        copy=True,
    )
    note = fields.Char(
        string="Why", copy=False, help="Why the policy was changed; on record for auditors."
    )
    release_blocker = fields.Char(compute="_compute_release_blocker")

    _number_uniq = models.UniqueIndex("(policy_id, number)", "This version exists already.")
    _draft_uniq = models.UniqueIndex(
        "(policy_id) WHERE state = 'draft'", "This policy has a draft already: edit that one."
    )

    @api.depends("policy_id.name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(policy)s, version %(number)s",
                policy=version.policy_id.name or "",
                number=version.number,
            )

    @api.depends("state", "target_ids.in_use")
    def _compute_release_blocker(self):
        for version in self:
            version.release_blocker = version._cannot_release()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        policies = self.env["aftersales.sla.policy"].browse(
            vals["policy_id"] for vals in vals_list if vals.get("policy_id")
        )
        last = dict(
            self._read_group([("policy_id", "in", policies.ids)], ["policy_id"], ["number:max"])
        )
        numbers = {policy.id: number for policy, number in last.items()}
        for vals in vals_list:
            self._check_protected(name for name, value in vals.items() if value)
            number = numbers.get(vals.get("policy_id"), 0) + 1
            numbers[vals.get("policy_id")] = vals["number"] = number
        allowed = self._without_result_defaults()._transition()
        return super(AftersalesSlaPolicyVersion, allowed).create(vals_list)

    def write(self, vals):
        if self and vals.keys() - {"note"}:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse to change what tickets have been, or may have been, judged by."""
        if released := self.filtered(lambda version: version.state == "released"):
            raise UserError(
                self.env._(
                    "“%(version)s” is in force and stays as it is, so that every ticket can be"
                    " judged by what was promised. Use “Change” to make a new version.",
                    version=released[0].display_name,
                )
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

    def _cannot_release(self):
        """Return why the version cannot be put in force, or an empty string."""
        self.ensure_one()
        if self.state == "released":
            return self.env._("This version is in force already.")
        if not self._promised():
            return self.env._("Promise something first: add a line with a time.")
        return ""

    def _release(self, choice="new"):
        """Put the versions in force for new tickets, from now on.

        :param str choice: what was decided about open tickets, for the record
        """
        for version in self:
            if reason := version._cannot_release():
                raise ValidationError(reason)
        now = fields.Datetime.now()
        self._transition().write({"state": "released", "valid_from": now})
        self.flush_recordset(["state"])  # the next draft is held against what is stored
        self.env.registry.clear_cache()
        for version in self:
            version.policy_id._record(
                "policy_changed",
                what="released",
                policy=version.policy_id.name,
                version=version.number,
                targets=version._promised()._facts(),
                note=version.note or "",
                choice=choice,
            )

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
