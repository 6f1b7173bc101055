from dataclasses import fields as columns

from odoo import api, fields, models
from odoo.exceptions import UserError
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
    _inherit = ["aftersales.policy.version.mixin"]
    _content_fields = ("rule_ids",)

    policy_id = fields.Many2one(
        comodel_name="aftersales.rights.policy", required=True, index=True, ondelete="cascade"
    )
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

    _contract_order = models.Constraint(
        "CHECK (contract_until >= contract_from)",
        "The contracts it judges end before they begin: correct the days.",
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

    def _policy_label(self):
        return self.policy_id.code or ""

    def _lacks_content(self):
        if not self.rule_ids:
            return self.env._("Grant something first: add a line.")
        return super()._lacks_content()

    def _content_facts(self):
        return super()._content_facts() | {"rows": len(self.rule_ids)}

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
