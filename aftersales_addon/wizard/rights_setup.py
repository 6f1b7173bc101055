from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class AftersalesRightsSetup(models.TransientModel):
    """Which law applies where the company sells: shows the templates, puts the chosen in force."""

    _name = "aftersales.rights.setup"
    _description = "Which Law Applies Where You Sell?"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company
    )
    country_ids = fields.Many2many(
        comodel_name="res.country",
        string="Countries You Sell In",
        default=lambda self: self.env.company.country_id,
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.rights.setup.line",
        inverse_name="setup_id",
        string="Templates",
        compute="_compute_line_ids",
        store=True,
        precompute=True,
        readonly=False,
    )
    agreed = fields.Boolean(
        string="These are templates, not legal advice: I have had those I choose checked.",
    )

    @api.depends("country_ids", "company_id")
    def _compute_line_ids(self):
        for setup in self:
            setup.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {"policy_id": policy.id, "chosen": setup.company_id in policy.company_ids}
                    )
                    for policy in setup._templates()
                ),
            ]

    def _templates(self):
        """Return the templates of the chosen countries, and those that hold anywhere."""
        codes = set(self.country_ids.mapped("code"))
        templates = self.env["aftersales.rights.policy"].search(
            [("template", "=", True), ("version_ids.state", "=", "released")]
        )
        return templates.filtered(
            lambda policy: not policy.territories or codes & policy._country_codes()
        )

    def action_apply(self):
        """Put in force at the company what is chosen, and take out what no longer is."""
        self.ensure_one()
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Choose one of your companies."))
        lines = self.with_company(self.company_id).line_ids
        chosen = lines.filtered("chosen").policy_id
        starting = chosen.filtered(lambda policy: not policy.in_force)
        if starting and not self.agreed:
            raise UserError(
                self.env._(
                    "These are templates, not legal advice. Have them checked, then tick that you"
                    " have."
                )
            )
        starting.action_activate()
        (lines.policy_id - chosen).filtered("in_force").action_deactivate()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_rights_policy_action"
        )
        return action | {"target": "main"}


class AftersalesRightsSetupLine(models.TransientModel):
    """One template, with where it comes from and how good the source is."""

    _name = "aftersales.rights.setup.line"
    _description = "Template of a Rights Policy"
    _order = "id"

    setup_id = fields.Many2one(
        comodel_name="aftersales.rights.setup", required=True, ondelete="cascade", index=True
    )
    policy_id = fields.Many2one(
        comodel_name="aftersales.rights.policy", required=True, ondelete="cascade"
    )
    chosen = fields.Boolean(string="In Force")
    code = fields.Char(related="policy_id.code")
    name = fields.Char(related="policy_id.name")
    regime = fields.Selection(related="policy_id.regime")
    jurisdiction = fields.Char(related="policy_id.jurisdiction")
    goods = fields.Selection(related="policy_id.goods")
    source = fields.Char(related="policy_id.current_version_id.source")
    source_date = fields.Date(related="policy_id.current_version_id.source_date")
    quality = fields.Selection(related="policy_id.current_version_id.quality")
    reading = fields.Char(related="policy_id.current_version_id.reading")
