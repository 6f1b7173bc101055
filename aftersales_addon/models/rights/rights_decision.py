import json
from collections import defaultdict
from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...core import ledger, rights, rightsdata, rightsdecision, rightsfacts, rightsrules


class Judged(NamedTuple):
    """A unit, what is known of it, by which policies it was judged, and the result."""

    unit: tuple
    facts: rightsfacts.Facts
    policies: tuple
    decision: rightsdecision.Decision


class AftersalesRightsDecision(models.Model):
    """What was owed on a unit on some day, from which facts, by which versions of which policies.

    The engine proposes; a person chooses, and says why where nothing is owed, or where what the law
    owes is refused. A decision is never changed: it can be derived again from what it keeps.
    """

    _name = "aftersales.rights.decision"
    _description = "Decision on Rights"
    _inherit = ["aftersales.event.mixin"]
    _order = "id desc"
    _choice_fields = frozenset(
        {
            "choice",
            "chosen_version_id",
            "chosen_row",
            "chosen_by_id",
            "chosen_at",
            "override",
            "reason",
            "article",
        }
    )

    # === FIELDS === #

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial/Lot Number",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    move_id = fields.Many2one(
        comodel_name="stock.move",
        string="Delivery",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    ticket_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line",
        string="Return Line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(comodel_name="res.users", string="Asked by", readonly=True)
    decided_at = fields.Datetime(string="Decided on", readonly=True)
    day = fields.Date(readonly=True, help="The customer's calendar day that it was decided for.")

    facts = fields.Text(required=True, readonly=True)
    version_ids = fields.Many2many(
        comodel_name="aftersales.rights.policy.version",
        relation="aftersales_rights_decision_version_rel",
        string="Judged by",
        readonly=True,
        ondelete="restrict",
    )
    result = fields.Text(required=True, readonly=True)
    answer = fields.Selection(selection=list(rightsdecision.ANSWERS), required=True, readonly=True)
    summary = fields.Text(readonly=True, help="As it was said to whoever asked.")
    answer_html = fields.Html(compute="_compute_answer_html", sanitize=False)

    choice = fields.Selection(
        selection=[*rightsrules.REMEDIES, ("goodwill", "Goodwill"), ("refused", "Refused")],
        string="Chosen",
        readonly=True,
    )
    chosen_version_id = fields.Many2one(
        comodel_name="aftersales.rights.policy.version",
        string="By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    chosen_row = fields.Char(string="Line", readonly=True)
    chosen_by_id = fields.Many2one(comodel_name="res.users", string="Chosen by", readonly=True)
    chosen_at = fields.Datetime(string="Chosen on", readonly=True)
    override = fields.Boolean(
        string="Against the Proposal", readonly=True, help="Somebody decided otherwise."
    )
    reason = fields.Char(readonly=True)
    article = fields.Char(readonly=True, help="By which the right was refused.")

    # === COMPUTES === #

    @api.depends("product_id", "lot_id", "day")
    def _compute_display_name(self):
        for decision in self:
            decision.display_name = self.env._(
                "%(unit)s on %(day)s",
                unit=decision.lot_id.name or decision.product_id.display_name or "",
                day=fields.Date.to_string(decision.day) or "",
            )

    @api.depends("facts", "version_ids")
    @api.depends_context("lang")
    def _compute_answer_html(self):
        for decision in self:
            derived = decision._derive() if decision.facts else None
            decision.answer_html = derived and self.env["aftersales.rights.words"]._html(derived)

    # === CRUD === #

    @api.model
    def _is_protected(self, name):
        return True

    def write(self, vals):
        """Only the choice is added, once."""
        if self and (vals.keys() - self._choice_fields or any(self.mapped("choice"))):
            raise UserError(
                self.env._("A decision stays as it was made. Ask again, to have a new one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        raise UserError(self.env._("A decision is on record and is never deleted."))

    def _event_ticket(self):
        return self.ticket_id

    # === JUDGING === #

    @api.model
    def _judge(self, units, matters=None):
        """Return what is owed on each unit, by what its company has in force; nothing is stored.

        :param units: a list of ``Unit`` of ``aftersales.rights.facts``
        :param matters: as in ``aftersales.rights.facts._facts``
        :rtype: list[Judged]
        """
        known = self.env["aftersales.rights.facts"]._facts(units, matters)
        alike = defaultdict(list)  # the places of the units that the same versions judge
        for place, (unit, facts) in enumerate(zip(units, known, strict=True)):
            contract = facts.dates.get("contract") or facts.dates.get("order")
            alike[unit.company, unit.product, contract].append(place)
        judged = [None] * len(units)
        for sale, places in alike.items():
            holding = self.env["aftersales.rights.policy"]._holding(*sale)
            decisions = rights.decide_many(holding, [known[place] for place in places])
            for place, decision in zip(places, decisions, strict=True):
                judged[place] = Judged(units[place], known[place], holding, decision)
        return judged

    @api.model
    def _store(self, judged, links=None):
        """Put decisions on record.

        :param judged: a list of :class:`Judged`
        :param links: for each, more values, such as ``ticket_id`` or ``rma_line_id``
        """
        words = self.env["aftersales.rights.words"]
        vals_list = []
        for one, more in zip(judged, links or [{}] * len(judged), strict=True):
            facts = rightsdata.trimmed(one.facts)
            holding = rightsdata.holding(one.policies, facts)
            vals_list.append(
                {
                    "company_id": one.unit.company.id,
                    "partner_id": one.unit.partner.id,
                    "product_id": one.unit.product.id,
                    "lot_id": one.unit.lot.id,
                    "move_id": one.unit.move.id,
                    "user_id": self.env.uid,
                    "decided_at": fields.Datetime.now(),
                    "day": facts.today,
                    "facts": ledger.canonical(rightsfacts.as_data(facts)),
                    "version_ids": [Command.set([policy.version for policy in holding])],
                    "result": ledger.canonical(rightsdata.as_data(one.decision)),
                    "answer": one.decision.answer,
                    "summary": words._summary(one.decision),
                    **more,
                }
            )
        # sudo: aftersales.rights.decision - written by nobody but this method
        return self.sudo()._transition().create(vals_list).with_env(self.env)

    def _derive(self):
        """Return the decision as the facts and versions that it keeps give it now.

        :rtype: core.rightsdecision.Decision
        """
        self.ensure_one()
        # sudo: aftersales.rights.policy.version - those it was made by, whoever reads it
        versions = self.sudo().version_ids
        lang = self.env.lang or "en_US"
        policies = [versions._compiled(version.id, lang) for version in versions]
        policies.sort(key=lambda policy: (policy.sequence, policy.policy))
        return rights.decide(policies, rightsfacts.from_data(json.loads(self.facts)))

    def _in_short(self):
        """Return the answer in one sentence, in the reader's language."""
        words = self.env["aftersales.rights.words"]
        return words._summary(self._derive()).partition("\n")[0]

    def _rederive(self):
        """Return the result as stored, derived again: equal, or somebody changed something."""
        return ledger.canonical(rightsdata.as_data(self._derive()))

    # === CHOOSING === #

    def _entitlements(self, *states):
        """Return what the stored result says of each right, those in these states.

        :rtype: list[dict]
        """
        self.ensure_one()
        listed = json.loads(self.result)["entitlements"]
        return [one for one in listed if one["state"] in states]

    def _grants(self, remedies):
        """Return the first right that gives one of the remedies today, or may give it, or None."""
        found = self._entitlements(rightsdecision.OWED) + self._entitlements(
            rightsdecision.CONDITIONAL
        )
        return next((one for one in found if remedies & set(one.get("remedies", ()))), None)

    def _owes_by_law(self, remedies=frozenset()):
        """Return the rights by law that are owed; who refuses them says by which article.

        :param remedies: what was asked for: a right that gives it and depends on a fact counts, too
        :rtype: list[dict]
        """
        self.ensure_one()
        # sudo: aftersales.rights.policy.version - what it was made by, whoever asks
        by_law = {
            version.id
            for version in self.sudo().version_ids
            if version.policy_id.regime in rightsrules.STATUTORY_REGIMES
        }
        owed = self._entitlements(rightsdecision.OWED)
        owed += [
            one
            for one in self._entitlements(rightsdecision.CONDITIONAL)
            if remedies & set(one.get("remedies", ()))
        ]
        return [one for one in owed if one["version"] in by_law]

    def _choose(self, choice, right=None, *, reason="", article="", override=False):
        """Put on record what a person chose."""
        # sudo: aftersales.rights.decision - nobody writes it by hand
        self.sudo()._transition().write(
            {
                "choice": choice,
                "chosen_version_id": right["version"] if right else False,
                "chosen_row": right["row"] if right else False,
                "chosen_by_id": self.env.uid,
                "chosen_at": fields.Datetime.now(),
                "override": override,
                "reason": reason,
                "article": article,
            }
        )
