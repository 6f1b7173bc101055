from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_duration

from ..core import slapolicy, worktime
from ..models.sla.calendar import ALWAYS
from ..models.sla.clock import epoch, instant
from ..models.sla.target import NAMED_INSTANT
from ..models.ticket.category import PRIORITIES
from ..models.ticket.ticket import CHANNELS

ASKED = ("company_id", "team_id", "category_id", "priority", "product_id", "partner_id", "channel")


class AftersalesSlaProbe(models.TransientModel):
    """Which policy would hold: asked of the same predicates that judge real tickets."""

    _name = "aftersales.sla.probe"
    _description = "Which Policy Would Match?"

    ticket_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        string="Existing Ticket",
        help="Ask for this ticket as it is now, instead of describing one.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(comodel_name="aftersales.team")
    category_id = fields.Many2one(comodel_name="aftersales.category")
    priority = fields.Selection(selection=PRIORITIES)
    product_id = fields.Many2one(comodel_name="product.product")
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer")
    channel = fields.Selection(selection=CHANNELS, default="phone")
    policy_id = fields.Many2one(comodel_name="aftersales.sla.policy", compute="_compute_result")
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends("ticket_id", *ASKED)
    def _compute_result(self):
        for probe in self:
            facts = probe._answer()
            probe.policy_id = facts["policy"]
            probe.result = self.env["ir.qweb"]._render("aftersales_addon.sla_probe_result", facts)

    def _compute_display_name(self):
        self.display_name = self.env._("Which Policy Would Match?")

    # === BUSINESS === #

    def _ticket(self):
        """Return the ticket that is asked about, or one as described that is never stored.

        What is left empty is what a new ticket would get: the team of the category, for instance.
        """
        self.ensure_one()
        if self.ticket_id:
            self.ticket_id.check_access("read")
            return self.ticket_id
        described = {name: self[name] for name in ASKED if self[name]}
        values = {
            name: value.id if isinstance(value, models.BaseModel) else value
            for name, value in described.items()
        }
        company = self.company_id or self.env.company
        return self.env["aftersales.ticket"].with_company(company).new({"name": "?", **values})

    def _answer(self):
        """Return what the page shows: the policy that holds, its times, what speaks against others.

        :return: dict with ``policy``, ``ticket``, ``promises`` and ``others``
        """
        ticket = self._ticket()
        policies = self.env["aftersales.sla.policy"]
        held, others, now = policies, [], epoch(fields.Datetime.now())
        facts = ticket._sla_facts()
        mine = {policy.id: policy for policy in policies.search([])}
        for rule in policies._rules():
            policy = mine.get(rule.policy, policies)
            against = self._against(rule, facts, ticket, now)
            if not against and not held:
                # sudo: aftersales.sla.policy - what holds is told, whoever may edit it
                held = policies.sudo().browse(rule.policy)
                version = held.version_ids.browse(rule.version_at(now))
            elif policy:
                others.append((policy.name, against or self.env._("An earlier policy fits.")))
        return {
            "policy": held.with_env(self.env),
            "policy_name": held.display_name,
            "version": held and version.number,
            "ticket": ticket,
            "promises": [self._promise(target, ticket, now) for target in version._promised()]
            if held
            else [],
            "others": others,
        }

    @api.model
    def _against(self, rule, facts, ticket, now):
        """Return in words what first speaks against a policy, or an empty string."""
        if not rule.version_at(now):
            return self.env._("Nothing of it is in force yet.")
        criterion = slapolicy.mismatch(rule, facts)
        if criterion:
            return self._criteria()[criterion]
        if not self.env["aftersales.sla.policy"]._accepts(rule, ticket):
            return self.env._("Its further conditions are not fulfilled.")
        return ""

    @api.model
    def _criteria(self):
        """Return the words for each criterion of :func:`core.slapolicy.mismatch`."""
        return {
            "company": self.env._("It is for other companies."),
            "team": self.env._("It is for other teams."),
            "category": self.env._("It is for other categories."),
            "priority": self.env._("It is for another priority."),
            "product": self.env._("It is for other products."),
            "product category": self.env._("It is for other product categories."),
            "channel": self.env._("It is for another channel."),
            "tag": self.env._("It is for customers with other tags."),
        }

    @api.model
    def _promise(self, target, ticket, now):
        """Return one promise as shown: metric, time, in which hours, and due when counted from now."""
        calendar = ticket._hours(target.clock_time, target.resource_calendar_id.id)
        labels = dict(target._fields["clock_time"]._description_selection(self.env))
        promise = {
            "metric": dict(target._fields["metric"]._description_selection(self.env))[
                target.metric
            ],
            "time": format_duration(target.seconds / 3600) if target.seconds else "",
            "hours": calendar.name if calendar else labels["always"],
            "due": False,
            "problem": "",
        }
        if target.metric in NAMED_INSTANT or not target.seconds:
            return promise | {"time": "", "problem": self.env._("at the time agreed")}
        if calendar is not None and not calendar:
            return promise | {
                "hours": "",
                "problem": self.env._("cannot be counted: there are no working hours"),
            }
        hours = (
            ALWAYS
            if calendar is None
            else calendar._working_time(calendar.id, ticket.company_id.id)
        )
        try:
            due = hours and hours.plan_at(now, target.seconds)
        except worktime.CalendarError:
            due = None
        if due is None:
            problem = calendar._cannot_count() or self.env._("the hours never suffice")
            return promise | {"problem": self.env._("cannot be counted: %s", problem)}
        return promise | {"due": instant(due)}

    # === ACTIONS === #

    def action_open_policy(self):
        """Open the policy that holds."""
        self.ensure_one()
        if not self.policy_id:
            raise UserError(self.env._("No policy holds: there is none to open."))
        return self.policy_id.get_formview_action()
