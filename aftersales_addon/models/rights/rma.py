from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..rma import rma_flow
from ..rma.rma import UNDER_WAY
from .rma_line import REMEDIES_OF

# To approve what no right covers is an action of its own, with a reason.
rma_flow.ACTIONS["goodwill"] = ({"requested"}, rma_flow.SPECIALIST)
# So is to change one's mind for the better once it is approved.
rma_flow.ACTIONS["give"] = (UNDER_WAY, rma_flow.SPECIALIST)


class AftersalesRma(models.Model):
    """What the customer may ask for stands in front of whoever decides, and binds the decision.

    Nothing is refused by itself: where the law owes something, a person refuses, by name, with
    reason and article. Nothing is given without a right but with a reason.
    """

    _inherit = "aftersales.rma"

    goodwill_reason = fields.Char(string="Approved as Goodwill", readonly=True, copy=False)
    goodwill_blocker = fields.Char(compute="_compute_blockers")
    give_blocker = fields.Char(compute="_compute_blockers")
    rights_html = fields.Html(
        string="Rights",
        compute="_compute_rights",
        sanitize=False,
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    rights_text = fields.Text(
        string="What Is Owed",
        compute="_compute_rights",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    lacks_right = fields.Boolean(compute="_compute_lacks_right", compute_sudo=True)

    @api.depends("line_ids.rights_decision_ids", "line_ids.outcome", "decision")
    @api.depends_context("lang")
    def _compute_rights(self):
        for rma in self:
            decisions = {line: line._rights_decision() for line in rma.line_ids}
            made = {line: decision for line, decision in decisions.items() if decision}
            several = len(rma.line_ids) > 1
            rma.rights_text = "\n".join(
                f"{line.lot_id.name or line.product_id.display_name}: {line.rights_text}"
                if several
                else line.rights_text
                for line in made
            )
            rma.rights_html = rma.env["ir.qweb"]._render(
                "aftersales_addon.rights_of_return",
                {"decisions": [(line.display_name, made[line].answer_html) for line in made]},
            )

    @api.depends("line_ids.rights_decision_ids", "line_ids.outcome")
    def _compute_charge_fee(self):
        decided = self.filtered(lambda rma: rma._origin and rma.decision != "requested")
        for rma in decided:
            rma.charge_fee = rma.charge_fee  # what is found later changes no decision
        return super(AftersalesRma, self - decided)._compute_charge_fee()

    def _seller_bears_costs(self):
        """Go by the rights that are proposed, where they say who pays the freight."""
        # sudo: aftersales.rights.decision - what was decided, whoever asked for the return
        payers = {line._freight_payer() for line in self.sudo().line_ids} - {""}
        return "seller" in payers if payers else super()._seller_bears_costs()

    @api.depends("line_ids.rights_decision_ids", "line_ids.outcome")
    def _compute_lacks_right(self):
        for rma in self:
            rma.lacks_right = any(line._lacks_right() for line in rma.line_ids)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        rmas = super().create(vals_list)
        # only now is it decided on the lines; Odoo keeps what it computed before them
        open_to_rights = [
            rma.id for rma, vals in zip(rmas, vals_list, strict=True) if "charge_fee" not in vals
        ]
        self.env.add_to_compute(self._fields["charge_fee"], rmas.browse(open_to_rights))
        return rmas

    def write(self, vals):
        result = super().write(vals)
        if "reason_id" in vals:
            self.line_ids._decide_rights()
        return result

    def _is_protected(self, name):
        return name == "goodwill_reason" or super()._is_protected(name)

    # === PREDICATES === #

    def _cannot_approve(self):
        return super()._cannot_approve() or self._rights_problem()

    def _rights_problem(self):
        """Return what is asked for without a right, or an empty string."""
        if self.goodwill_reason:
            return ""
        labels = dict(self.line_ids._fields["outcome"]._description_selection(self.env))
        for line in self.line_ids.filtered(lambda line: line._lacks_right()):
            return self.env._(
                "No right to “%(outcome)s” was found for %(unit)s. Look under “Is This Covered?”"
                " whether a fact is missing, or approve it as goodwill, with a reason.",
                outcome=labels.get(line.outcome, ""),
                unit=line.lot_id.name or line.product_id.display_name,
            )
        return ""

    def _cannot_goodwill(self):
        problem = self._rights_problem()
        if not problem:
            return self.env._("A right covers it, or no policy is in force: simply approve it.")
        blocker = self._cannot_approve()
        return "" if blocker == problem else blocker

    def _cannot_give(self):
        if not any(line._rights_decision() for line in self.line_ids):
            return self.env._("No policy is in force: simply choose the outcome.")
        return ""

    def _cannot_refuse(self):
        user = self.env.user
        person = user.id != SUPERUSER_ID and user.has_group(rma_flow.SPECIALIST)
        if not person and any(line._owed_by_law() for line in self.line_ids):
            return self.env._(
                "The law may owe this: only a person refuses it, with reason and article."
            )
        return super()._cannot_refuse()

    # === ACTIONS === #

    def action_goodwill(self):
        """Ask for the reason, then approve what no right covers."""
        self._begin("goodwill")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Approve as Goodwill"),
            "res_model": "aftersales.rights.goodwill",
            "view_mode": "form",
            "target": "new",
            "context": {"default_rma_ids": self.ids},
        }

    # === BUSINESS === #

    def _approve_goodwill(self, reason):
        """Approve what no right covers, for a reason that stays on record."""
        for rma in self._begin("goodwill"):
            rma._transition().write({"goodwill_reason": reason})
            rma._record(
                "override",
                rule="rights",
                reason=reason,
                decisions=lambda rma: [line._rights_decision().id for line in rma.line_ids],
                lines=lambda rma: rma._lines_text(),
            )
        return self.action_approve()

    def _refuse(self, reason):
        """Refuse; what the law owes only with the article that takes the right away."""
        article = (self.env.context.get("aftersales_article") or "").strip()
        owed = {
            rma: [right for line in rma.line_ids for right in line._owed_by_law()] for rma in self
        }
        for rma, rights in owed.items():
            if rights and not article:
                raise UserError(
                    self.env._(
                        "%(return)s: the law may owe this (%(policies)s). Name the article by which"
                        " you refuse it.",
                        **{"return": rma.number},
                        policies=", ".join(sorted({right["policy"] for right in rights})),
                    )
                )
        result = super()._refuse(reason)
        for rma in self.filtered(lambda rma: owed[rma]):
            rma._record(
                "override",
                rule="rights",
                reason=reason,
                article=article,
                refused=sorted({f"{right['policy']} {right['row']}" for right in owed[rma]}),
            )
        return result

    def _decide(self, decision, **vals):
        """Put on record, with each decision on rights, what a person made of it."""
        result = super()._decide(decision, **vals)
        for rma in self if decision in ("approved", "refused") else ():
            for line in rma.line_ids:
                rma._choose_for(line, decision, vals.get("refuse_reason") or "")
        return result

    def _choose_for(self, line, decision, reason):
        made = line._rights_decision()
        if not made or made.choice:
            return
        if decision == "refused":
            made._choose(
                "refused",
                reason=reason,
                article=self.env.context.get("aftersales_article") or "",
                override=bool(line._owed_by_law()),
            )
            return
        remedies = REMEDIES_OF.get(line.outcome, set())
        right = made._grants(remedies)
        made._choose(
            next((one for one in right["remedies"] if one in remedies), "goodwill")
            if right
            else "goodwill",
            right,
            reason="" if right else self.goodwill_reason,
            override=not right,
        )
