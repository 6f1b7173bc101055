import ast
from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models

from ...core import slapolicy
from .clock import epoch
from .target import METRICS

MATCHED_BY = frozenset(
    {"company_id", "team_id", "category_id", "priority", "product_id", "partner_id", "channel"}
)


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

    # === FIELDS === #

    sla_version_id = fields.Many2one(
        comodel_name="aftersales.sla.policy.version",
        string="Response Times",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
    )
    sla_targets = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Targets and working times in force, as “target:snapshot”.",
    )
    sla_clock_ids = fields.One2many(
        comodel_name="aftersales.sla.clock",
        inverse_name="ticket_id",
        string="Clocks",
        groups="base.group_user",
    )
    sla_state = fields.Selection(
        selection=[
            ("late", "Late"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("pending", "Cannot Be Counted"),
            ("missed", "Missed"),
            ("met", "Met"),
        ],
        string="Response Time",
        compute="_compute_sla",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    sla_metric = fields.Selection(
        selection=METRICS,
        string="Due Next",
        compute="_compute_sla",
        store=True,
        groups="base.group_user",
    )
    sla_due_at = fields.Datetime(
        string="Due",
        compute="_compute_sla",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )

    # === COMPUTES === #

    @api.depends("sla_clock_ids.state", "sla_clock_ids.due_at", "sla_clock_ids.breached_at")
    def _compute_sla(self):
        """Show the clock that is due first; where none runs, how it went."""
        for ticket in self:
            # sudo: aftersales.sla.clock - the same for everybody
            clocks = ticket.sudo().sla_clock_ids
            clocks = clocks.filtered(lambda clock: not clock._is_only_measured()) or clocks
            by_state = clocks.grouped("state")
            running = by_state.get("running", clocks.browse()).sorted("due_at")
            still = by_state.get("paused") or by_state.get("pending") or clocks.browse()
            ended = by_state.get("fulfilled", clocks.browse())
            shown = running[:1] or still[:1]
            ticket.sla_metric = shown.metric
            ticket.sla_due_at = running[:1].due_at
            if running:
                ticket.sla_state = "late" if any(running.mapped("breached_at")) else "running"
            elif still:
                ticket.sla_state = still[0].state
            elif ended:
                ticket.sla_state = "missed" if any(ended.mapped("breached_at")) else "met"
            else:
                ticket.sla_state = False

    # === CRUD === #

    @api.model
    def _is_protected(self, name):
        return name in ("sla_version_id", "sla_targets") or super()._is_protected(name)

    @api.model_create_multi
    def create(self, vals_list):
        with self._clocks_held():
            return super().create(vals_list)

    def _first_events(self):
        return super()._first_events() + self._attach_policies("created")

    def write(self, vals):
        with self._clocks_held():
            return super().write(vals)

    def _record_changes(self, before):
        result = super()._record_changes(before)
        changed = self.filtered(lambda t: any(t[name] != before[t][name] for name in MATCHED_BY))
        changed._record_together(changed._attach_policies("reclassified", before))
        return result

    # === POLICIES === #

    def _sla_facts(self, with_tags=True):
        """Return what policies ask of the ticket.

        :rtype: core.slapolicy.Facts
        """
        self.ensure_one()
        # sudo: res.partner, product.product - what holds does not depend on who asks
        ticket = self.sudo()
        partners = (ticket.partner_id | ticket.commercial_partner_id) if with_tags else ()
        return slapolicy.Facts(
            company=ticket.company_id.id,
            team=ticket.team_id.id,
            category=ticket.category_id.id,
            priority=ticket.priority,
            product=ticket.product_id.id,
            product_category=ticket.product_id.categ_id.id,
            channel=ticket.channel,
            tags=frozenset(tag for partner in partners for tag in partner.category_id.ids),
        )

    def _fits(self, domain):
        """Return whether the ticket fulfils the further conditions of a policy or a step.

        They are judged alike for everybody, in whichever language, zone and companies.
        """
        ticket = self.with_env(self.env(user=SUPERUSER_ID, context={}, su=True))
        ticket = ticket.with_company(ticket.company_id)
        return bool(ticket.filtered_domain(ast.literal_eval(domain)))

    def _attach_policies(self, why, before=None):
        """Let the policy that fits each ticket now hold for it; the caller records it.

        A ticket keeps the version it has as long as the same policy fits.

        :param why: what made it necessary, for the record
        :param before: the values of the watched fields before the change, by ticket
        :return: what is to be recorded of it, as :meth:`_record_together` takes it
        """
        # sudo: aftersales.ticket - what holds does not depend on who asks
        tickets = self.sudo()
        wanted = tickets._policy_targets(before)
        changed = defaultdict(tickets.browse)
        for ticket, (rule, version, keys) in wanted.items():
            if " ".join(keys) != (ticket.sla_targets or ""):
                changed[rule, version, keys] |= ticket
        happened = []
        for (rule, version, keys), some in changed.items():
            modes = {t: t._carry_over(version, keys, before and before[t]) for t in some}
            some._transition().write(
                {"sla_version_id": version, "sla_targets": " ".join(keys) or False}
            )
            facts = {
                "why": why,
                "policy": rule.policy if rule else False,
                "version": version,
                "targets": list(keys),
                "modes": modes.get,
            }
            happened.append((some, "sla_attached", facts))
        return happened

    def _policy_targets(self, before=None):
        """Return for each ticket the rule that holds or None, the id of its version or False, and
        its targets as ``target:snapshot``.

        :rtype: dict[aftersales.ticket, tuple[core.slapolicy.Rule | None, int | bool, tuple[str, ...]]]
        """
        versions = self.env["aftersales.sla.policy.version"]
        rules = self.env["aftersales.sla.policy"]._match(self)
        now = epoch(fields.Datetime.now())
        held = {}
        for ticket, rule in rules.items():
            current = ticket.sla_version_id.id
            if rule and current not in (version for __, version in rule.versions):
                current = rule.version_at(now)
            held[ticket] = current if rule else False
        promises = {version: versions._promises(version) for version in set(held.values())}
        pairs = {
            (promise.target, ticket): (
                ticket._hours(promise.hours, promise.calendar),
                ticket.company_id,
            )
            for ticket, version in held.items()
            for promise in promises[version]
        }
        snapshots = self.env["aftersales.sla.calendar"]._snapshots(set(pairs.values()))
        return {
            ticket: (
                rules[ticket],
                version,
                tuple(
                    ticket._kept_key(promise, before)
                    or f"{promise.target}:{snapshots[pairs[promise.target, ticket]].id or 0}"
                    for promise in promises[version]
                ),
            )
            for ticket, version in held.items()
        }

    def _hours(self, which, calendar_id):
        """Return the working hours that count for the ticket: None round the clock, empty if broken.

        :param str which: ``team``, ``always``, or ``calendar`` for the one given
        """
        self.ensure_one()
        if which == "always":
            return None
        if which == "team":
            return self.team_id.resource_calendar_id or self.company_id.resource_calendar_id
        return self.env["resource.calendar"].browse(calendar_id or None)

    def _kept_key(self, promise, before):
        """Return the target with the working time it is counted in already, if that stays."""
        self.ensure_one()
        places = ("company_id", "team_id") if promise.hours == "team" else ("company_id",)
        if before and any(before[self][name] != self[name] for name in places):
            return None
        return self._keys().get(promise.target)

    def _keys(self):
        """Return ``target:snapshot`` of what holds, by the id of the target."""
        self.ensure_one()
        keys = (self.sla_targets or "").split()
        return {int(key.partition(":")[0]): key for key in keys}

    def _carry_over(self, version, keys, before):
        """Return how what was counted is carried over to each new target.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        versions = self.env["aftersales.sla.policy.version"]
        old = {promise.metric: promise for promise in versions._promises(self.sla_version_id.id)}
        modes = {}
        for promise, key in zip(versions._promises(version), keys, strict=True):
            previous = old.get(promise.metric)
            if not before or not previous:
                modes[key] = slapolicy.RETROACTIVE
                continue
            urgency = slapolicy.severity(
                before["priority"], self.priority, previous.seconds, promise.seconds
            )
            modes[key] = {1: promise.on_raise, -1: promise.on_lower}.get(urgency, slapolicy.FORWARD)
        return modes
