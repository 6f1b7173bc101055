from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core import rightsfacts

# Which remedies of the law an outcome of a return gives.
REMEDIES_OF = {
    "refund": {"refund"},
    "exchange": {"exchange"},
    "repair": {"repair", "part"},
    "reduction": {"reduction"},
}


class AftersalesRmaLine(models.Model):
    """What the customer may ask for on the goods of the line."""

    _inherit = "aftersales.rma.line"

    rights_decision_ids = fields.One2many(
        comodel_name="aftersales.rights.decision",
        inverse_name="rma_line_id",
        string="Decisions on Rights",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    rights_text = fields.Char(
        string="Right",
        compute="_compute_rights_text",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    @api.depends("rights_decision_ids.facts")
    @api.depends_context("lang")
    def _compute_rights_text(self):
        for line in self:
            decision = line._rights_decision()
            line.rights_text = decision and decision._in_short()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._decide_rights()
        return lines

    def write(self, vals):
        approved = {
            line: line.outcome
            for line in self
            if "outcome" in vals and line.rma_id.decision == "approved"
        }
        result = super().write(vals)
        if vals.keys() & {"move_id", "product_id", "lot_id"}:
            self._decide_rights()
        for line, outcome in approved.items():
            if line.outcome != outcome:
                line._check_covered(outcome)
        return result

    # === DECIDING === #

    def _rights_decision(self):
        """Return the newest decision on the line, or none where no policy is in force."""
        self.ensure_one()
        # sudo: aftersales.rights.decision - of a line that the caller may read
        return self.sudo().rights_decision_ids[:1]

    def _decide_rights(self):
        """Decide what is owed on the lines of undecided returns, and keep it with them."""
        policies = self.env["aftersales.rights.policy"]
        # sudo: aftersales.rma, stock.move - days of what is returned, whoever asks for it
        lines = self.sudo().filtered(
            lambda line: (
                line.rma_id.decision == "requested" and policies._any_in_force(line.company_id)
            )
        )
        if not lines:
            return
        decisions = lines.env["aftersales.rights.decision"]
        judged = decisions._judge(
            [line._rights_unit() for line in lines], [line._rights_matter() for line in lines]
        )
        decisions._store(
            judged,
            [{"rma_line_id": line.id, "ticket_id": line.rma_id.ticket_id.id} for line in lines],
        )
        lines.invalidate_recordset(["rights_decision_ids", "rights_text"])

    def _rights_unit(self):
        self.ensure_one()
        return self.env["aftersales.rights.facts"]._unit(
            self.move_id,
            self.lot_id,
            product=self.product_id,
            partner=self.rma_id.partner_id,
            company=self.company_id,
        )

    def _rights_matter(self):
        """Return what the return says of the goods, as columns of the facts."""
        self.ensure_one()
        return {
            "fault": rightsfacts.YES if self.rma_id.reason_id.is_fault else rightsfacts.NO,
            "claimed_at": self.rma_id.create_date or self.env.cr.now(),
        }

    def _rights_check_values(self):
        """Return what “Is This Covered?” starts from on this line."""
        self.ensure_one()
        matter, unit = self._rights_matter(), self._rights_unit()
        facts = self.env["aftersales.rights.facts"]
        return {
            "rma_line_id": self.id,
            "ticket_id": self.rma_id.ticket_id.id,
            "fault": matter["fault"],
            "claimed_on": facts._day(matter["claimed_at"], facts._zone(unit.company, unit.partner)),
        }

    # === AFTER THE APPROVAL === #

    def _check_covered(self, approved):
        """Let what no right covers take the place of what was approved only for a reason.

        :param str approved: the outcome before
        """
        self.ensure_one()
        if not self._lacks_right():
            return
        reason = (self.env.context.get("aftersales_goodwill") or "").strip()
        if not reason:
            raise UserError(
                self.env._(
                    "No right to “%(outcome)s” was found for %(unit)s. Give it as goodwill, with a"
                    " reason: the button for it is on the line.",
                    **self._goodwill_facts(self.outcome),
                )
            )
        self._record_goodwill(reason, was=approved, now=self.outcome)

    def _goodwill_facts(self, outcome):
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        return {
            "outcome": labels[outcome],
            "unit": self.lot_id.name or self.product_id.display_name,
        }

    def _record_goodwill(self, reason, was, now, **facts):
        """Put on record that the customer gets what no right covers, and why."""
        self._record(
            "override",
            rule="rights",
            reason=reason,
            number=self.rma_id.number,
            line=self.id,
            was=was,
            now=now,
            decisions=[self._rights_decision().id],
            **facts,
        )

    def action_give(self):
        """Ask for the outcome that no right covers, and for the reason."""
        self.ensure_one()
        self.rma_id._begin("give")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give as Goodwill"),
            "res_model": "aftersales.rights.goodwill",
            "view_mode": "form",
            "target": "new",
            "context": {"default_rma_ids": self.rma_id.ids, "default_line_id": self.id},
        }

    def _give(self, outcome, reason):
        """Let the customer get this instead of what was approved, for a reason on record."""
        self.ensure_one()
        self.rma_id._begin("give")
        self.with_context(aftersales_goodwill=reason).outcome = outcome

    # === WHAT THE DECISION MEANS === #

    def _lacks_right(self, outcome=None):
        """Return whether a decision was made, and nothing in it gives what the line asks for.

        :param str outcome: asked for instead
        """
        self.ensure_one()
        decision = self._rights_decision()
        remedies = REMEDIES_OF.get(outcome or self.outcome)
        return bool(decision and remedies and not decision._grants(remedies))

    def _freight_payer(self):
        """Return who pays the freight by the right to what the line asks for, or an empty string.

        :rtype: str: a key of ``core.rightsrules.FREIGHT``
        """
        self.ensure_one()
        decision, remedies = self._rights_decision(), REMEDIES_OF.get(self.outcome, set())
        right = decision._grants(remedies) if decision else None
        return (right or {}).get("freight", "")

    def _owed_by_law(self):
        """Return the rights by law that a refusal of the line would refuse.

        :rtype: list[dict]
        """
        self.ensure_one()
        decision = self._rights_decision()
        return decision._owes_by_law(REMEDIES_OF.get(self.outcome, set())) if decision else []

    def action_check_rights(self):
        """Show what is owed on the goods, and what would change it."""
        self.ensure_one()
        self.check_access("read")
        return self.env["aftersales.rights.check"]._action_open(
            line=self,
            move=self.move_id,
            lot=self.lot_id,
            product=self.product_id,
            partner=self.rma_id.partner_id,
            company=self.company_id,
        )
