from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_addon.models.ticket.lock import claim as alone

SPECIALIST = "aftersales_addon.group_specialist"
OPEN = {"sent", "accepted", "credited"}

# What can be done: in which states. All of it is a specialist's.
ACTIONS = {
    "send": {"draft"},
    "accept": {"sent"},
    "refuse": {"sent"},
    "cancel": {"draft", "sent"},
    "return": OPEN,
    "credit": {"accepted"},
    "settle": {"accepted"},
}


class AftersalesVendorClaim(models.Model):
    _inherit = "aftersales.vendor.claim"

    send_blocker = fields.Char(compute="_compute_blockers")
    accept_blocker = fields.Char(compute="_compute_blockers")
    refuse_blocker = fields.Char(compute="_compute_blockers")
    cancel_blocker = fields.Char(compute="_compute_blockers")
    return_blocker = fields.Char(compute="_compute_blockers")
    credit_blocker = fields.Char(compute="_compute_blockers")
    settle_blocker = fields.Char(compute="_compute_blockers")

    @api.depends(
        "state", "partner_id", "refuse_reason", "returned_quantity", "open_return_quantity"
    )
    @api.depends_context("uid")
    def _compute_blockers(self):
        for claim in self:
            for action in ACTIONS:
                claim[f"{action}_blocker"] = claim._cannot(action)

    # === PREDICATES === #

    def _cannot(self, action):
        """Return why the action is not possible now for this user, or an empty string."""
        self.ensure_one()
        if self.state not in ACTIONS[action]:
            labels = dict(self._fields["state"]._description_selection(self.env))
            return self.env._("Not possible: the claim is “%s” by now.", labels.get(self.state, ""))
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            # sudo: res.groups - the name of the role, to say whom to ask
            name = self.env.ref(SPECIALIST).sudo().name
            return self.env._("Only an %s can do this: ask a colleague who is one.", name)
        # sudo: stock.*, purchase.*, account.move - who may decide need not read them
        return getattr(self.sudo(), f"_cannot_{action}")()

    def _cannot_send(self):
        if not self.partner_id:
            return self.env._(
                "Nobody is known who delivered %s: choose the vendor.",
                self.product_id.display_name,
            )
        return self._over_inspected() or self._over_received()

    def _cannot_accept(self):
        return ""

    def _cannot_refuse(self):
        if not self.refuse_reason:
            return self.env._("Enter first why the vendor refuses.")
        return ""

    def _cannot_cancel(self):
        if self.returned_quantity:
            return self.env._("The goods went back to the vendor already.")
        return ""

    def _cannot_return(self):
        if self._went_straight():
            return self.env._("The customer sent the goods straight to the vendor.")
        if not self._quantity_to_return():
            return self.env._("The transfer exists: the warehouse sends the goods to the vendor.")
        return self._whereabouts_problem()

    def _cannot_credit(self):
        if self.draft_credit_amount:
            return self.env._("The credit note is a draft: accounting checks and posts it.")
        if self.return_goods and not self._went_straight() and self._quantity_left_here():
            return self.env._("The vendor wants the goods back first: return them.")
        if not self._credit_plan() and not self._labour_to_credit():
            return self.env._(
                "The vendor has not billed these goods, or has credited them already. If no bill"
                " is to come, close the claim without a credit note."
            )
        return ""

    def _cannot_settle(self):
        if self.draft_credit_amount:
            return self.env._("The credit note is a draft: accounting checks and posts it.")
        if self._sent_back() > 0:
            return ""  # the vendor wants neither the goods nor the claim
        if not self.credited_amount and (self._credit_plan() or self._labour_to_credit()):
            return self.env._("The goods are billed: make the credit note.")
        if not self._went_straight() and self._quantity_left_here():
            return self.env._("The goods are still here: return them to the vendor first.")
        return ""

    # === ACTIONS === #

    def action_send(self):
        """Put on record that the vendor was told."""
        for claim in self._begin("send"):
            claim._check_not_over_received()
            claim._decide("sent", sent_at=fields.Datetime.now())

    def action_accept(self):
        """Put on record that the vendor pays."""
        for claim in self._begin("accept"):
            claim._decide("accepted")

    def action_refuse(self):
        """Put on record that the vendor does not pay, and why."""
        for claim in self._begin("refuse"):
            claim._decide("refused", reason=claim.refuse_reason)

    def action_cancel(self):
        """Withdraw the claim; transfers to the vendor that wait are cancelled with it."""
        for claim in self._begin("cancel"):
            claim._open_moves()._action_cancel()
            claim._decide("cancelled")

    def action_return(self):
        """Ask the warehouse to send the goods back to the vendor."""
        for claim in self._begin("return"):
            claim._create_return()

    def action_credit(self):
        """Make the draft of the vendor's credit note, from the bill."""
        for claim in self._begin("credit"):
            claim._create_credit()

    def action_settle(self):
        """Close a claim for which the vendor credits nothing more, or never billed the goods."""
        for claim in self._begin("settle"):
            claim._transition().write({"settled": True, "settled_amount": claim.credited_amount})
            claim._record_claim("settled")

    def action_open_returns(self):
        """Show the transfers to the vendor."""
        return self.env["aftersales.rma"]._action_documents(
            self.move_ids.picking_id, self.env._("Returns to the Vendor")
        )

    def action_open_credits(self):
        """Show the vendor's credit notes, to those who may read them."""
        return self.env["aftersales.rma"]._action_documents(
            self.credit_line_ids.move_id, self.env._("Vendor Credit Notes")
        )

    # === BUSINESS === #

    def _begin(self, action):
        """Take the decision on these claims for us alone, check it, and return them.

        The result acts for the system: the same predicate has just allowed it to the user.
        """
        self.check_access("write")
        alone(self, wait=False)
        self.flush_recordset()
        # sudo: stock.move - locked, not shown
        alone(self.sudo().receipt_move_id)
        for claim in self:
            if reason := claim._cannot(action):
                raise UserError(
                    self.env._("%(claim)s: %(reason)s", claim=claim.number, reason=reason)
                )
        # sudo: aftersales.vendor.claim, stock.*, account.move - after the predicate, for the user
        return self.sudo()

    def _decide(self, decision, sent_at=None, **facts):
        vals = {
            "decision": decision,
            "decided_by_id": self.env.uid,
            "decided_at": fields.Datetime.now(),
        }
        self._transition().write(vals | ({"sent_at": sent_at} if sent_at else {}))
        self._record_claim(decision, **facts)

    def _open_moves(self):
        return self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
