import ast
import logging

from psycopg2 import DatabaseError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import ormcache

from ...core import slapolicy
from ..ticket.category import PRIORITIES
from ..ticket.ticket import CHANNELS
from .clock import epoch

_logger = logging.getLogger(__name__)


class AftersalesSlaPolicy(models.Model):
    """Which response times are promised for which tickets: the first policy in order that fits.

    What is promised lies in versions: one that has judged a ticket never changes again.
    """

    _name = "aftersales.sla.policy"
    _description = "Response Time Policy"
    _inherit = ["aftersales.event.mixin"]
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_ids = fields.Many2many(
        comodel_name="res.company",
        relation="aftersales_sla_policy_company_rel",
        string="Companies",
        default=lambda self: self.env.company,
        # Without the last of what it is for, a policy would hold for everything.
        ondelete="restrict",
        help="Empty: tickets of every company.",
    )
    team_ids = fields.Many2many(comodel_name="aftersales.team", string="Teams", ondelete="restrict")
    category_ids = fields.Many2many(
        comodel_name="aftersales.category",
        string="Categories",
        ondelete="restrict",
        help="With everything below them.",
    )
    priority = fields.Selection(selection=PRIORITIES)
    product_ids = fields.Many2many(
        comodel_name="product.product", string="Products", ondelete="restrict"
    )
    product_category_ids = fields.Many2many(
        comodel_name="product.category",
        string="Product Categories",
        ondelete="restrict",
        help="With everything below them.",
    )
    partner_tag_ids = fields.Many2many(
        comodel_name="res.partner.category",
        string="Customer Tags",
        ondelete="restrict",
        help="The customer, or the company behind, has one of these tags.",
    )
    channel = fields.Selection(selection=CHANNELS)
    domain = fields.Char(string="Further Conditions", default="[]")
    version_ids = fields.One2many(
        comodel_name="aftersales.sla.policy.version", inverse_name="policy_id", string="Versions"
    )
    current_version_id = fields.Many2one(
        comodel_name="aftersales.sla.policy.version",
        string="In Force",
        compute="_compute_versions",
    )
    draft_version_id = fields.Many2one(
        comodel_name="aftersales.sla.policy.version", compute="_compute_versions"
    )
    target_ids = fields.One2many(
        comodel_name="aftersales.sla.target", string="Promised", compute="_compute_versions"
    )

    # === COMPUTES === #

    @api.depends("version_ids.state", "version_ids.valid_from", "version_ids.target_ids")
    def _compute_versions(self):
        now = fields.Datetime.now()
        for policy in self:
            released = policy.version_ids.filtered(lambda version: version.state == "released")
            in_force = released.filtered(lambda version: version.valid_from <= now)
            policy.current_version_id = in_force.sorted("valid_from")[-1:]
            policy.target_ids = policy.current_version_id.target_ids
            policy.draft_version_id = (policy.version_ids - released)[-1:]

    # === CONSTRAINTS === #

    @api.constrains("domain")
    def _check_domain(self):
        tickets = self.env["aftersales.ticket"]
        for policy in self.filtered("domain"):
            try:
                tickets.new({}).filtered_domain(ast.literal_eval(policy.domain))
                Domain(ast.literal_eval(policy.domain)).validate(tickets)
            except Exception as error:  # whatever a person may type
                raise ValidationError(
                    self.env._(
                        "The further conditions of “%(policy)s” cannot be understood: %(error)s",
                        policy=policy.name,
                        error=error,
                    )
                ) from error

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(
            [{"version_ids": [Command.create({})], **vals} for vals in vals_list]
        )
        self.env.registry.clear_cache()
        policies._record("policy_changed", what="created", policy=lambda policy: policy.name)
        return policies

    def write(self, vals):
        result = super().write(vals)
        if self and vals.keys() - {"version_ids"}:
            self.env.registry.clear_cache()
            self._record(
                "policy_changed",
                what="edited",
                policy=lambda policy: policy.name,
                fields=sorted(vals),
            )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        """Events speak of the targets of every version that was in force."""
        if used := self.filtered(lambda policy: "released" in policy.version_ids.mapped("state")):
            raise UserError(
                self.env._(
                    "“%(policy)s” has been in force and stays on record: archive it instead.",
                    policy=used[0].name,
                )
            )

    def unlink(self):
        self.env.registry.clear_cache()
        self.version_ids.filtered(lambda version: version.state == "draft").unlink()
        return super().unlink()

    def copy_data(self, default=None):
        return [
            {
                **vals,
                "name": self.env._("%(policy)s (copy)", policy=policy.name),
                "version_ids": [
                    Command.create(version) for version in policy._latest_version().copy_data()
                ]
                or [Command.create({})],
            }
            for policy, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _event_company(self):
        return self.company_ids[:1] or self.env.company

    # === MATCHING === #

    @api.model
    @ormcache()
    def _rules(self):
        """Return all active policies in order, as plain rules.

        :rtype: tuple[core.slapolicy.Rule, ...]
        """
        # sudo: aftersales.sla.policy - what holds does not depend on who asks
        policies = self.sudo().with_context(active_test=True).search([])
        return tuple(policy._rule() for policy in policies)

    def _rule(self):
        """Return the policy as a plain rule; what is archived still limits what it holds for."""
        self.ensure_one()
        self = self.with_context(active_test=False)
        below = {}
        for name in ("category_ids", "product_category_ids"):
            chosen = self[name]
            below[name] = chosen.search([("id", "child_of", chosen.ids)]) if chosen else chosen
        versions = self.version_ids.filtered(lambda version: version.state == "released")
        return slapolicy.Rule(
            policy=self.id,
            versions=tuple(
                (epoch(version.valid_from), version.id) for version in versions.sorted("valid_from")
            ),
            companies=frozenset(self.company_ids.ids),
            teams=frozenset(self.team_ids.ids),
            categories=frozenset(below["category_ids"].ids),
            priority=self.priority or "",
            products=frozenset(self.product_ids.ids),
            product_categories=frozenset(below["product_category_ids"].ids),
            channel=self.channel or "",
            tags=frozenset(self.partner_tag_ids.ids),
            domain=self.domain if self.domain not in (False, "", "[]") else "",
        )

    @api.model
    def _match(self, tickets):
        """Return for each ticket the rule that holds for it now, or None.

        :rtype: dict[aftersales.ticket, core.slapolicy.Rule | None]
        """
        rules = self._rules()
        now = epoch(fields.Datetime.now())
        with_tags = any(rule.tags for rule in rules)
        return {
            ticket: next(
                (
                    rule
                    for rule in slapolicy.candidates(rules, ticket._sla_facts(with_tags), now)
                    if self._accepts(rule, ticket)
                ),
                None,
            )
            for ticket in tickets
        }

    @api.model
    def _accepts(self, rule, ticket):
        """Return whether the further conditions of a rule hold; what cannot be judged does not.

        Its fields may be gone with their module: that stops no intake.
        """
        try:
            return not rule.domain or ticket._fits(rule.domain)
        except DatabaseError:
            raise
        except Exception:  # whatever a condition can raise
            _logger.exception("The further conditions of policy %s cannot be judged", rule.policy)
            return False

    # === ACTIONS === #

    def _latest_version(self):
        return self.version_ids[:1]

    def action_new_version(self):
        """Open a draft with what is in force, to be edited and released."""
        self.ensure_one()
        if not self.draft_version_id:
            self._latest_version().copy() or self.version_ids.create({"policy_id": self.id})
        return self.draft_version_id.get_formview_action()
