from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ...core import rightsrules


class AftersalesRightsPolicy(models.Model):
    """Which rights a customer has: by law, by the company's own terms, or by a supplier's.

    What it grants lies in versions; a released one never changes again, nor whom the policy
    holds for. What ships is a template: a company puts it in force, or adapts a copy of it.
    """

    _name = "aftersales.rights.policy"
    _description = "Rights Policy"
    _inherit = ["aftersales.event.mixin"]
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]
    _protected_fields = frozenset({"company_ids", "template"})
    # What a decision was made by, besides its version.
    _frozen_fields = frozenset(
        {
            "code",
            "sequence",
            "regime",
            "territories",
            "customer_class",
            "channels",
            "goods",
            "currency",
        }
    )

    # === FIELDS === #

    code = fields.Char(required=True, index="trigram")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    template = fields.Boolean(
        readonly=True,
        copy=False,
        help="Shipped with the software as a start: no legal advice. Have it checked before you"
        " put it in force.",
    )
    template_id = fields.Many2one(
        comodel_name="aftersales.rights.policy",
        string="Adapted from",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        readonly=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        help="Whose policy it is. Empty: a template, open to every company.",
    )
    company_ids = fields.Many2many(
        comodel_name="res.company",
        relation="aftersales_rights_policy_company_rel",
        string="In Force At",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    in_force = fields.Boolean(compute="_compute_in_force", search="_search_in_force")

    # whom it holds for: these columns are those of core.rightsrules.Policy
    regime = fields.Selection(
        selection=list(rightsrules.REGIMES), required=True, default="commercial"
    )
    jurisdiction = fields.Char(translate=True, help="Where it holds, in words.")
    territories = fields.Char(
        help="Codes of countries, or of a country and its state, separated by blanks:"
        " CN, CN-ZJ. Empty: anywhere.",
    )
    country_ids = fields.Many2many(
        comodel_name="res.country",
        string="Countries",
        compute="_compute_country_ids",
        inverse="_inverse_country_ids",
        search="_search_country_ids",
    )
    customer_class = fields.Selection(
        selection=list(rightsrules.CUSTOMER_CLASSES), string="Customers"
    )
    channels = fields.Char(
        string="Sales Channels",
        help="Any of distance, doorstep and store, separated by blanks. Empty: however it was sold.",
    )
    goods = fields.Selection(selection=list(rightsrules.GOODS), string="Kind of Goods")
    currency = fields.Char(size=3, help="Of the prices in its lines, such as USD.")

    # what the company limits it to
    product_ids = fields.Many2many(
        comodel_name="product.product",
        relation="aftersales_rights_policy_product_rel",
        string="Products",
        ondelete="restrict",
    )
    product_category_ids = fields.Many2many(
        comodel_name="product.category",
        relation="aftersales_rights_policy_category_rel",
        string="Product Categories",
        ondelete="restrict",
        help="With everything below them.",
    )

    version_ids = fields.One2many(
        comodel_name="aftersales.rights.policy.version",
        inverse_name="policy_id",
        string="Versions",
    )
    current_version_id = fields.Many2one(
        comodel_name="aftersales.rights.policy.version",
        string="Newest Version",
        compute="_compute_current_version_id",
        store=True,
        index="btree_not_null",
    )
    draft_version_id = fields.Many2one(
        comodel_name="aftersales.rights.policy.version", compute="_compute_versions"
    )
    rule_ids = fields.One2many(
        comodel_name="aftersales.rights.rule", string="Grants", compute="_compute_versions"
    )
    source = fields.Char(related="current_version_id.source")
    quality = fields.Selection(related="current_version_id.quality")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is a policy with this code already."
    )

    # === CONSTRAINTS === #

    @api.constrains("territories", "channels", "currency")
    def _check_words(self):
        """What is misspelt would hold nowhere, and nobody would see it."""
        countries = self.env["res.country"].search([]).mapped("code")
        # sudo: res.currency - names only, of every currency
        currencies = self.env["res.currency"].sudo().with_context(active_test=False)
        known = {
            "channels": {key for key, __ in rightsrules.CHANNELS},
            "currency": set(currencies.search([]).mapped("name")),
        }
        for policy in self:
            words = {name: set((policy[name] or "").split()) - known[name] for name in known}
            words["territories"] = {
                territory
                for territory in (policy.territories or "").split()
                if territory.partition("-")[0] not in countries
            }
            for name, unknown in words.items():
                if unknown:
                    raise ValidationError(
                        self.env._(
                            "%(field)s of “%(policy)s”: %(words)s is not known.",
                            field=self._fields[name]._description_string(self.env),
                            policy=policy.code,
                            words=", ".join(sorted(unknown)),
                        )
                    )

    # === COMPUTES === #

    @api.depends("code", "name")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = f"{policy.code} {policy.name}" if policy.code else policy.name

    @api.depends("company_ids")
    @api.depends_context("company")
    def _compute_in_force(self):
        for policy in self:
            policy.in_force = self.env.company in policy.company_ids

    def _search_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("company_ids", "in" if True in value else "not in", self.env.company.ids)]

    @api.depends("territories")
    def _compute_country_ids(self):
        countries = {country.code: country.id for country in self.env["res.country"].search([])}
        for policy in self:
            policy.country_ids = [
                Command.set(
                    [countries[code] for code in policy._country_codes() if code in countries]
                )
            ]

    def _inverse_country_ids(self):
        """Keep the states of the countries that stay."""
        for policy in self:
            chosen = set(policy.country_ids.mapped("code"))
            listed = (policy.territories or "").split()
            kept = [one for one in listed if one.partition("-")[0] in chosen]
            added = sorted(chosen - {one.partition("-")[0] for one in kept})
            policy.territories = " ".join(kept + added)

    def _search_country_ids(self, operator, value):
        """Find what holds in one of these countries; what holds anywhere is asked for apart."""
        if operator != "in":
            return NotImplemented
        codes = set(self.env["res.country"].browse(value).mapped("code"))
        fitting = self.search([("territories", "!=", False)]).filtered(
            lambda policy: codes & policy._country_codes()
        )
        return [("id", "in", fitting.ids)]

    def _country_codes(self):
        return {territory.partition("-")[0] for territory in (self.territories or "").split()}

    @api.depends("version_ids.state", "version_ids.number")
    def _compute_current_version_id(self):
        for policy in self:
            released = policy.version_ids.filtered(lambda version: version.state == "released")
            policy.current_version_id = released.sorted("number")[-1:]

    @api.depends("version_ids.state", "current_version_id.rule_ids")
    def _compute_versions(self):
        for policy in self:
            drafts = policy.version_ids.filtered(lambda version: version.state == "draft")
            policy.draft_version_id = drafts[:1]
            policy.rule_ids = policy.current_version_id.rule_ids

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Templates come from the system: they belong to no company, and hold nowhere."""
        values = []
        for vals in vals_list:
            if self.env.su and vals.get("template"):
                values.append(vals | {"company_id": False})
            else:
                self._check_protected(name for name, value in vals.items() if value)
                values.append(self._prepare_own(vals))
        allowed = self._without_result_defaults()._transition()
        policies = super(AftersalesRightsPolicy, allowed).create(values).with_env(self.env)
        self.env.registry.clear_cache()
        policies.filtered("company_id")._record(
            "policy_changed", what="created", policy=lambda policy: policy.code
        )
        return policies

    @api.model
    def _prepare_own(self, vals):
        """Return the values of a company's own policy; it holds there once it is released."""
        company_id = vals.get("company_id") or self.env.company.id
        if not self.env.su and company_id not in self.env.companies.ids:
            raise UserError(self.env._("Choose one of your companies."))
        return {"version_ids": [Command.create({})], **vals} | {
            "company_id": company_id,
            "company_ids": [Command.set([company_id])],
        }

    def write(self, vals):
        if self and vals.keys() & self._frozen_fields:
            self._check_not_in_use(vals.keys() & self._frozen_fields)
        result = super().write(vals)
        if self and vals.keys() - {"version_ids"}:
            self.env.registry.clear_cache()
        if self and vals.keys() - {"version_ids", "company_ids"}:
            self._record(
                "policy_changed",
                what="edited",
                policy=lambda policy: policy.code,
                fields=sorted(vals),
            )
        return result

    def _check_not_in_use(self, names):
        if used := self.filtered(lambda policy: "released" in policy.version_ids.mapped("state")):
            raise UserError(
                self.env._(
                    "Decisions were made by “%(policy)s”: %(fields)s stays as it is. Copy the policy"
                    " and change the copy instead.",
                    policy=used[0].code,
                    fields=", ".join(
                        self._fields[name]._description_string(self.env) for name in sorted(names)
                    ),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        if used := self.filtered(lambda policy: "released" in policy.version_ids.mapped("state")):
            raise UserError(
                self.env._(
                    "“%(policy)s” has been in force and stays on record: archive it instead.",
                    policy=used[0].code,
                )
            )

    def unlink(self):
        self.env.registry.clear_cache()
        self.version_ids.filtered(lambda version: version.state == "draft").unlink()
        return super().unlink()

    def copy_data(self, default=None):
        """A copy is the company's own, whatever the original; its version is a draft."""
        return [
            {
                **vals,
                "code": (default or {}).get("code")
                or self.env._("%(policy)s (copy)", policy=policy.code),
                "company_id": self.env.company.id,
                "template_id": policy.id if policy.template else policy.template_id.id,
                "version_ids": [
                    Command.create(version) for version in policy._latest_version().copy_data()
                ]
                or [Command.create({})],
            }
            for policy, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _event_company(self):
        return self.company_id or self.env.company

    # === ACTIONS === #

    def _latest_version(self):
        return self.version_ids[:1]

    def action_new_version(self):
        """Open a draft with what is in force, to be edited and released."""
        self.ensure_one()
        if not self.draft_version_id:
            self._latest_version().copy() or self.version_ids.create({"policy_id": self.id})
        return self.draft_version_id.get_formview_action()

    def action_adapt(self):
        """Open a copy that is the company's own, to be changed and released in its place."""
        self.ensure_one()
        return self.copy().get_formview_action()
