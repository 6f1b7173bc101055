from odoo import api, fields, models
from odoo.exceptions import UserError

from ..ticket.lock import claim
from . import quantity as quantities
from .rma import UNDER_WAY

AGENT, SPECIALIST = "aftersales_addon.group_agent", "aftersales_addon.group_specialist"

# What can be done: in which states, and by whom.
ACTIONS = {
    "approve": ({"requested"}, SPECIALIST),
    "refuse": ({"requested"}, SPECIALIST),
    "cancel": ({"requested", "approved"}, AGENT),
    "receive": (UNDER_WAY, SPECIALIST),
    "decide": ({"requested"} | UNDER_WAY, SPECIALIST),
    "inspect": (UNDER_WAY, SPECIALIST),
    "inspect_again": (UNDER_WAY | {"done"}, SPECIALIST),
    "refund": (UNDER_WAY, SPECIALIST),
    "settle": (UNDER_WAY, SPECIALIST),
    "send_slip": (UNDER_WAY, AGENT),
    "replace": (UNDER_WAY, SPECIALIST),
}
CLAIMING = {"approve", "receive"}  # asks how much of the deliveries others bring back


class AftersalesRma(models.Model):
    _inherit = "aftersales.rma"

    decide_blocker = fields.Char(compute="_compute_blockers")
    approve_blocker = fields.Char(compute="_compute_blockers")
    refuse_blocker = fields.Char(compute="_compute_blockers")
    cancel_blocker = fields.Char(compute="_compute_blockers")
    receive_blocker = fields.Char(compute="_compute_blockers")
    inspect_blocker = fields.Char(compute="_compute_blockers")
    inspect_again_blocker = fields.Char(compute="_compute_blockers")
    refund_blocker = fields.Char(compute="_compute_blockers")
    settle_blocker = fields.Char(compute="_compute_blockers")
    replace_blocker = fields.Char(compute="_compute_blockers")

    @api.depends(
        "state",
        "line_ids.claimed_quantity",
        "line_ids.open_receipt_quantity",
        "line_ids.open_replacement_quantity",
        "line_ids.open_give_back_quantity",
        "line_ids.draft_credit_quantity",
        "line_ids.draft_reduction_quantity",
        "line_ids.settled_quantity",
        "line_ids.reduction_price",
        "line_ids.repaired_quantity",
        "line_ids.inspection_ids.disposal_quantity_left",
        "line_ids.found_ids.state",
    )
    @api.depends_context("uid")
    def _compute_blockers(self):
        for rma in self:
            for action in ACTIONS:
                rma[f"{action}_blocker"] = rma._cannot(action)

    # === PREDICATES === #

    def _cannot(self, action):
        """Return why the action is not possible now for this user, or an empty string."""
        self.ensure_one()
        states, group = ACTIONS[action]
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "Not possible: the return is “%s” by now.", labels.get(self.state, "")
            )
        if not self.env.su and not self.env.user.has_group(group):
            return self._needs_group(group)
        # sudo: stock.*, account.move - who may decide need not read warehouse or accounting
        return getattr(self.sudo(), f"_cannot_{action}")()

    def _needs_group(self, group):
        # sudo: res.groups - the name of the role, to say whom to ask
        name = self.env.ref(group).sudo().name
        return self.env._("Only an %s can do this: ask a colleague who is one.", name)

    def _cannot_approve(self):
        lines = self.line_ids
        if not lines:
            return self.env._("There are no goods on this return: add a line first.")
        return lines._claim_problem() or (lines._receipt_problem() if self.receive_goods else "")

    def _cannot_decide(self):
        return ""

    def _cannot_refuse(self):
        return ""

    def _cannot_cancel(self):
        if any(line.received_quantity > line.given_back_quantity for line in self.line_ids) or any(
            found.state != "given_back" for found in self.line_ids.found_ids
        ):
            return self.env._(
                "Goods have come back already: finish the return, or let the warehouse send"
                " them out again."
            )
        if self._open_refunds() or any(
            line.credited_quantity or line.reduced_quantity for line in self.line_ids
        ):
            return self.env._("There is a credit note: accounting has to delete it first.")
        if any(self.line_ids.mapped("replaced_quantity")):
            return self.env._("The replacement has been sent already.")
        return ""

    def _cannot_receive(self):
        if not self.receive_goods:
            return self.env._("No goods come back with this type of return.")
        if not any(line._quantity_to_receive() for line in self.line_ids):
            return self.env._("The receipt exists: the warehouse validates it when the goods come.")
        return self.line_ids._claim_problem() or self.line_ids._receipt_problem()

    def _cannot_inspect(self):
        if not self.receive_goods:
            return self.env._("No goods come back with this type of return.")
        if not any(self.line_ids.mapped("received_quantity")):
            return self.env._("Nothing has come back yet: inspect the goods when they are here.")
        if not any(line._left_to_inspect() for line in self.line_ids):
            return self.env._("Everything that came back is inspected.")
        return ""

    def _cannot_inspect_again(self):
        return ""

    def _waits_for_inspection(self):
        return self.inspect and any(line._left_to_inspect() for line in self.line_ids)

    def _cannot_refund(self):
        if not self.refund:
            return self.env._("This return does not end in a refund.")
        if not any(line._quantity_to_settle() for line in self.line_ids):
            return self._why_nothing_to_credit()
        if self._refund_plan():
            return ""
        return next(filter(None, (line._refund_problem() for line in self.line_ids)), "")

    def _why_nothing_to_credit(self):
        if self.receive_goods and not any(self.line_ids.mapped("received_quantity")):
            return self.env._("Nothing has come back yet: the refund follows the receipt.")
        if self._waits_for_inspection():
            return self.env._("The goods are not inspected yet: the inspection decides.")
        if any(self.line_ids.mapped("draft_credit_quantity")):
            return self.env._("The credit note is a draft: accounting checks and posts it.")
        return self.env._("Everything that came back is refunded.")

    def _cannot_settle(self):
        """Closing without a credit note is for goods that nobody was or will be charged for."""
        if not self.refund:
            return self.env._("This return does not end in a refund.")
        waiting = self.line_ids.filtered(lambda line: line._quantity_to_settle())
        if not waiting:
            return self._why_nothing_to_credit()
        if self._refund_plan():
            return self.env._("These goods were invoiced: make the credit note.")
        return next(filter(None, (line._settle_problem() for line in waiting)), "")

    def _cannot_replace(self):
        if not self.replace:
            return self.env._("Nothing is sent again with this return.")
        if any(line._quantity_to_replace() for line in self.line_ids):
            return ""
        if self.receive_goods and not any(self.line_ids.mapped("received_quantity")):
            return self.env._("Nothing has come back yet: the replacement follows the receipt.")
        if self._waits_for_inspection():
            return self.env._("The goods are not inspected yet: the inspection decides.")
        return self.env._("The replacement exists: the warehouse sends it.")

    def _open_refunds(self):
        # sudo: account.move - whether there is a draft, not what it says
        return self.sudo().refund_ids.filtered(lambda move: move.state == "draft")

    # === ACTIONS === #

    def action_approve(self):
        """Approve the return and announce the goods to the warehouse."""
        for rma in self._begin("approve"):
            rma._decide("approved")
            rma._record("rma_approved", lines=rma._lines_text(), **rma._approval_facts())
            if rma.receive_goods:
                rma._create_receipts()

    def action_refuse(self):
        """Ask for the reason, then refuse."""
        self._begin("refuse")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse Return"),
            "res_model": "aftersales.rma.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_rma_ids": self.ids},
        }

    def action_cancel(self):
        """Cancel the return; receipts that wait for the goods are cancelled with it."""
        for rma in self._begin("cancel"):
            was = rma.state
            rma._open_moves()._action_cancel()
            rma._decide("cancelled")
            rma._record("corrected", what="rma", number=rma.number, was=was, now="cancelled")

    def action_create_receipt(self):
        """Make the receipt again that somebody cancelled or deleted."""
        for rma in self._begin("receive"):
            rma._create_receipts()

    def action_inspect(self):
        """Ask what was found on the goods that are next."""
        self._begin("inspect")
        self.ensure_one()
        line = self.line_ids.filtered(lambda line: line._left_to_inspect())[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Inspect %s", line.display_name),
            "res_model": "aftersales.inspection",
            "view_mode": "form",
            "target": "new",
            "context": {"default_rma_line_id": line.id},
        }

    def action_create_refund(self):
        """Make the draft credit notes for what came back and was invoiced."""
        for rma in self._begin("refund"):
            rma._create_refunds()

    def action_settle(self):
        """Close without a credit note what was never charged."""
        for rma in self._begin("settle"):
            for line in rma.line_ids:
                line._transition().settled_quantity += line._quantity_to_settle()
            rma._record(
                "note", what="settled_without_credit_note", lines=lambda rma: rma._lines_text()
            )

    def action_create_replacement(self):
        """Order the replacement from the warehouse, free of charge."""
        for rma in self._begin("replace"):
            rma._create_replacements()

    def action_open_ticket(self):
        """Show the ticket that the return belongs to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.ticket",
            "res_id": self.ticket_id.id,
            "view_mode": "form",
        }

    def action_open_orders(self):
        """Show the orders that the goods come from."""
        return self._action_documents(self.order_ids, self.env._("Orders"))

    def action_open_receipts(self):
        """Show the return receipts."""
        return self._action_documents(self.receipt_ids, self.env._("Receipts"))

    def action_open_deliveries(self):
        """Show the deliveries of the replacement."""
        return self._action_documents(self.delivery_ids, self.env._("Replacements"))

    def action_open_refunds(self):
        """Show the credit notes, to those who may read them."""
        return self._action_documents(self.refund_ids, self.env._("Credit Notes"))

    @api.model
    def _action_documents(self, records, name):
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": records._name,
            "domain": [("id", "in", records.ids)],
            "view_mode": "list,form",
            "context": {"create": False},
        }
        if len(records) == 1:
            action |= {"view_mode": "form", "res_id": records.id}
        return action

    @api.model
    def _action_list(self, rmas, name):
        """Return the action that shows these returns, or the only one."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_rma_action"
        )
        action |= {
            "display_name": name,
            "domain": [("id", "in", rmas.ids)],
            "context": {"create": False},
        }
        if len(rmas) == 1:
            action |= {"view_mode": "form", "views": [(False, "form")], "res_id": rmas.id}
        return action

    # === BUSINESS === #

    def _begin(self, action):
        """Take the decision on these returns for us alone, check it, and return them.

        The result acts for the system: the same predicate has just allowed it to the user.
        """
        self.check_access("write")
        claim(self, wait=False)
        self.flush_recordset()
        # sudo: sale.order.line, stock.move, stock.lot - locked, not shown
        lines = self.sudo().line_ids
        claim(lines.sale_line_id)
        if action in CLAIMING:
            lines._claim_goods()
        for rma in self:
            if reason := rma._cannot(action):
                raise UserError(
                    self.env._("%(return)s: %(reason)s", **{"return": rma.number, "reason": reason})
                )
        # sudo: aftersales.rma, stock.*, account.move - after the predicate, on the user's behalf
        return self.sudo()

    def _decide(self, decision, **vals):
        self._transition().write(
            {
                "decision": decision,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                **vals,
            }
        )

    def _refuse(self, reason):
        """Refuse for a reason, which the customer reads."""
        for rma in self._begin("refuse"):
            rma._decide("refused", refuse_reason=reason)
            rma._record("rma_refused", reason=reason)

    def _open_moves(self):
        """Return the receipts and replacements that are still under way."""
        moves = self.line_ids.move_ids
        return moves.filtered(lambda move: move.state not in ("done", "cancel"))

    # === RECORD === #

    def _record_request_changed(self, before):
        changed = {
            rma: {name: [old, rma[name].id] for name, old in values.items() if old != rma[name].id}
            for rma, values in before.items()
        }
        self.filtered(lambda rma: changed[rma])._record(
            "corrected",
            what="rma_request",
            number=lambda rma: rma.number,
            changes=lambda rma: changed[rma],
        )

    def _lines_text(self):
        """Return the lines as events keep them: ids and exact quantities."""
        return [
            {
                "line": line.id,
                "product": line.product_id.id,
                "lot": line.lot_id.id,
                "quantity": quantities.text(self.env, line.product_quantity),
            }
            for line in self.line_ids
        ]
