from dataclasses import fields as columns

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

from ...core import rightsrules

# The columns of a policy that its compiled version carries, and those of the version itself.
POLICY_COLUMNS = (
    "code",
    "name",
    "sequence",
    "regime",
    "jurisdiction",
    "territories",
    "customer_class",
    "channels",
    "goods",
    "currency",
)
VERSION_COLUMNS = (
    "number",
    "contract_from",
    "contract_until",
    "source",
    "source_date",
    "quality",
    "reading",
    "other_reading",
)


class AftersalesRightsPolicyVersion(models.Model):
    """What a policy grants for contracts of some time. Released, it never changes again."""

    _name = "aftersales.rights.policy.version"
    _description = "Version of a Rights Policy"
    _inherit = ["aftersales.event.mixin"]
    _order = "policy_id, number desc"
    _rec_name = "number"
    _protected_fields = frozenset({"number", "state", "valid_from"})

    policy_id = fields.Many2one(
        comodel_name="aftersales.rights.policy", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(string="Version", required=True, readonly=True, default=0, copy=False)
    state = fields.Selection(
        selection=[("draft", "Draft"), ("released", "Released")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    valid_from = fields.Datetime(string="Released on", readonly=True, copy=False)
    contract_from = fields.Date(
        string="Contracts from",
        help="It judges what was sold from this day on. Empty: from the beginning.",
    )
    contract_until = fields.Date(
        string="Contracts until",
        help="It judges what was sold until this day. Empty: without end.",
    )
    source = fields.Char(translate=True, help="Where the text comes from.")
    source_date = fields.Date(string="Text of", help="The day of the text it was taken from.")
    quality = fields.Selection(
        selection=list(rightsrules.QUALITIES),
        string="Quality of the Source",
        required=True,
        default="unconfirmed",
    )
    reading = fields.Char(translate=True, help="Where the text is unclear: how it is read here.")
    other_reading = fields.Char(translate=True, help="How it may be read, too.")
    rule_ids = fields.One2many(
        comodel_name="aftersales.rights.rule",
        inverse_name="version_id",
        string="Grants",
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
    _contract_order = models.Constraint(
        "CHECK (contract_until >= contract_from)",
        "The contracts it judges end before they begin: correct the days.",
    )

    @api.depends("policy_id.code", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(policy)s, version %(number)s",
                policy=version.policy_id.code or "",
                number=version.number,
            )

    @api.depends("state", "rule_ids")
    def _compute_release_blocker(self):
        for version in self:
            version.release_blocker = version._cannot_release()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        policies = self.env["aftersales.rights.policy"].browse(
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
        return super(AftersalesRightsPolicyVersion, allowed).create(vals_list)

    def write(self, vals):
        if self and vals.keys() - {"note"}:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse to change what units have been, or may have been, judged by."""
        if released := self.filtered(lambda version: version.state == "released"):
            raise UserError(
                self.env._(
                    "“%(version)s” is released and stays as it is, so that every decision can be"
                    " derived again. Use “Change” to make a new version.",
                    version=released[0].display_name,
                )
            )

    # === COMPILED === #

    @api.model
    @ormcache("version_id", "lang")
    def _compiled(self, version_id, lang):
        """Return a released version with its rows as plain data, texts in that language.

        :rtype: core.rightsrules.Policy
        """
        # sudo: aftersales.rights.* - what holds does not depend on who asks
        version = self.sudo().with_context(lang=lang, active_test=False).browse(version_id)
        policy = version.policy_id
        return rightsrules.Policy(
            policy=policy.id,
            version=version.id,
            rules=tuple(rule._row() for rule in version.rule_ids),
            **plain(policy, POLICY_COLUMNS, rightsrules.Policy),
            **plain(version, VERSION_COLUMNS, rightsrules.Policy),
        )

    # === RELEASE === #

    def _cannot_release(self):
        """Return why the version cannot be put in force, or an empty string."""
        self.ensure_one()
        if self.state == "released":
            return self.env._("This version is in force already.")
        if not self.rule_ids:
            return self.env._("Grant something first: add a line.")
        return ""

    def _release(self):
        """Let the versions judge contracts of their days, from now on."""
        for version in self:
            if reason := version._cannot_release():
                raise ValidationError(reason)
        self._transition().write({"state": "released", "valid_from": fields.Datetime.now()})
        self.flush_recordset(["state"])  # the next draft is held against what is stored
        self.env.registry.clear_cache()
        for version in self:
            version.policy_id._record(
                "policy_changed",
                what="released",
                policy=version.policy_id.code,
                version=version.number,
                rows=len(version.rule_ids),
                note=version.note or "",
            )

    @api.model
    def _release_shipped(self, version_ids):
        """Release what ships where it is still a draft; at every upgrade."""
        versions = self.browse(version_ids)
        versions.filtered(lambda version: version.state == "draft")._release()

    def action_release(self):
        """Put the version in force for contracts of its days."""
        self.ensure_one()
        if reason := self._cannot_release():
            raise UserError(reason)
        self._release()
        return True


def plain(record, names, dataclass):
    """Return columns of a record as plain data takes them: what is empty is its default."""
    defaults = {column.name: column.default for column in columns(dataclass)}
    return {
        name: record[name] if record[name] or isinstance(defaults[name], bool) else defaults[name]
        for name in names
    }
