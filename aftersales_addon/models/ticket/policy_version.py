from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class AftersalesPolicyVersionMixin(models.AbstractModel):
    """A numbered version of a policy: a draft is edited, and released it never changes again.

    The model adds ``policy_id``, whose policy has ``version_ids``, and what its versions hold.
    """

    _name = "aftersales.policy.version.mixin"
    _description = "Version of a Policy"
    _inherit = ["aftersales.event.mixin"]
    _order = "policy_id, number desc"
    _rec_name = "number"
    _protected_fields = frozenset({"number", "state", "valid_from"})
    _content_fields = ()  # what a version holds, as far as its release depends on it

    number = fields.Integer(string="Version", required=True, readonly=True, default=0, copy=False)
    state = fields.Selection(
        selection=[("draft", "Draft"), ("released", "Released")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    valid_from = fields.Datetime(string="Released on", readonly=True, copy=False)
    note = fields.Char(
        string="Why", copy=False, help="Why the policy was changed; on record for auditors."
    )
    release_blocker = fields.Char(compute="_compute_release_blocker")

    _number_uniq = models.UniqueIndex("(policy_id, number)", "This version exists already.")
    _draft_uniq = models.UniqueIndex(
        "(policy_id) WHERE state = 'draft'", "This policy has a draft already: edit that one."
    )

    @api.depends("policy_id.display_name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(policy)s, version %(number)s",
                policy=version._policy_label(),
                number=version.number,
            )

    @api.depends(lambda self: ("state", *self._content_fields))
    def _compute_release_blocker(self):
        for version in self:
            version.release_blocker = version._cannot_release()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        policies = [vals["policy_id"] for vals in vals_list if vals.get("policy_id")]
        last = dict(
            self._read_group([("policy_id", "in", policies)], ["policy_id"], ["number:max"])
        )
        numbers = {policy.id: number for policy, number in last.items()}
        for vals in vals_list:
            self._check_protected(name for name, value in vals.items() if value)
            number = numbers.get(vals.get("policy_id"), 0) + 1
            numbers[vals.get("policy_id")] = vals["number"] = number
        allowed = self._without_result_defaults()._transition()
        return super(AftersalesPolicyVersionMixin, allowed).create(vals_list)

    def write(self, vals):
        if self and vals.keys() - {"note"}:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse to change what somebody has been, or may have been, judged by."""
        if released := self.filtered(lambda version: version.state == "released"):
            raise UserError(
                self.env._(
                    "“%(version)s” is released and stays as it is, so that whatever was judged by"
                    " it can be judged again. Use “Change” to make a new version.",
                    version=released[0].display_name,
                )
            )

    # === RELEASE === #

    def _cannot_release(self):
        """Return why the version cannot be put in force, or an empty string."""
        self.ensure_one()
        if self.state == "released":
            return self.env._("This version is in force already.")
        return self._lacks_content()

    def _release(self, **facts):
        """Put the versions in force, from now on.

        :param facts: more of the decision, for the record
        """
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
                policy=version._policy_label(),
                version=version.number,
                note=version.note or "",
                **version._content_facts(),
                **facts,
            )

    # === WHAT THE MODEL SAYS OF ITS OWN === #

    def _policy_label(self):
        """Return what events call the policy."""
        return self.policy_id.name or ""

    def _lacks_content(self):
        """Return what is missing before the version can be put in force, or an empty string."""
        return ""

    def _content_facts(self):
        """Return what of the version's content is put on record at its release."""
        return {}
