from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import ormcache

from ...core import rightsrules


class Held(NamedTuple):
    """A released version that a company put in force, and the goods it is limited to (ids)."""

    policy: rightsrules.Policy
    products: frozenset = frozenset()
    categories: frozenset = frozenset()


class AftersalesRightsPolicy(models.Model):
    """Where a policy is in force, and which version of it judges a unit."""

    _inherit = "aftersales.rights.policy"

    activate_blocker = fields.Char(compute="_compute_blockers")
    deactivate_blocker = fields.Char(compute="_compute_blockers")

    @api.depends("company_ids", "version_ids.state")
    @api.depends_context("uid", "company")
    def _compute_blockers(self):
        for policy in self:
            policy.activate_blocker = policy._cannot_activate()
            policy.deactivate_blocker = policy._cannot_deactivate()

    # === ACTIVATION === #

    def _cannot_activate(self):
        """Return why the policy cannot be put in force at the current company, or nothing."""
        self.ensure_one()
        if reason := self._not_administrator():
            return reason
        if self.env.company in self.company_ids:
            return self.env._("The policy is in force already.")
        if not self.current_version_id:
            return self.env._("Release a version first: a draft grants nothing.")
        return self._other_company()

    def _cannot_deactivate(self):
        self.ensure_one()
        if reason := self._not_administrator():
            return reason
        if self.env.company not in self.company_ids:
            return self.env._("The policy is not in force here.")
        return self._other_company()

    def _other_company(self):
        if self.company_id and self.company_id != self.env.company:
            return self.env._("The policy belongs to %s.", self.company_id.name)
        return ""

    def _not_administrator(self):
        if self.env.su or self.env.user.has_group("aftersales_addon.group_administrator"):
            return ""
        return self.env._("Only an after-sales administrator can do this: ask one.")

    def action_activate(self):
        """Let the policies judge what the current company sold."""
        self._refuse_because("_cannot_activate")
        self._set_in_force(True)

    def action_deactivate(self):
        """Take the policies out of force at the current company; decisions stay as they are."""
        self._refuse_because("_cannot_deactivate")
        self._set_in_force(False)

    def _refuse_because(self, predicate):
        for policy in self:
            if reason := getattr(policy, predicate)():
                raise UserError(
                    self.env._("%(policy)s: %(reason)s", policy=policy.code, reason=reason)
                )

    def _set_in_force(self, in_force):
        company = self.env.company
        change = Command.link(company.id) if in_force else Command.unlink(company.id)
        # sudo: aftersales.rights.policy - a template is nobody's; the predicate allowed just this
        policies = self.sudo()._transition()
        policies.write({"company_ids": [change]})
        policies._record(
            "policy_changed",
            what="activated" if in_force else "deactivated",
            policy=lambda policy: policy.code,
            version=lambda policy: policy.current_version_id.number,
            quality=lambda policy: policy.current_version_id.quality or "",
        )

    # === MATCHING === #

    @api.model
    @ormcache("company_id", "lang")
    def _compiled(self, company_id, lang):
        """Return what is in force at a company, in a language: every released version.

        :rtype: tuple[Held, ...]
        """
        # sudo: aftersales.rights.policy - what holds does not depend on who asks
        policies = self.sudo().with_context(lang=lang, active_test=True)
        policies = policies.search([("company_ids", "in", [company_id])])
        versions = policies.version_ids.filtered(lambda version: version.state == "released")
        return tuple(
            Held(
                version._compiled(version.id, lang),
                frozenset(version.policy_id.product_ids.ids),
                frozenset(version.policy_id.product_category_ids.ids),
            )
            for version in versions.sorted(lambda one: (one.policy_id.sequence, one.policy_id.id))
        )

    @api.model
    def _any_in_force(self, company):
        return bool(self._compiled(company.id, self.env.lang or "en_US"))

    @api.model
    def _holding(self, company, product, contract):
        """Return the versions that judge a product sold on that day, one for each policy.

        :param contract: the day of the contract, or None where nobody knows it
        :rtype: tuple[core.rightsrules.Policy, ...]
        """
        path = {int(part) for part in (product.categ_id.parent_path or "").split("/") if part}
        judging = {}
        for held in self._compiled(company.id, self.env.lang or "en_US"):
            if held.products and product.id not in held.products:
                continue
            if held.categories and not held.categories & path:
                continue
            policy = held.policy
            if contract and (
                (policy.contract_from and contract < policy.contract_from)
                or (policy.contract_until and contract > policy.contract_until)
            ):
                continue
            last = judging.get(policy.policy)
            if not last or last.number < policy.number:
                judging[policy.policy] = policy
        return tuple(judging.values())
