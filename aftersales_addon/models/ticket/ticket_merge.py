from odoo import fields, models
from odoo.exceptions import UserError

from .lock import claim
from .ticket_flow import OPEN


class AftersalesTicket(models.Model):
    """Several tickets about one matter become one: what was begun goes on under that one."""

    _inherit = "aftersales.ticket"

    merged_into_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        string="Merged into",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    merged_ticket_ids = fields.One2many(
        comodel_name="aftersales.ticket", inverse_name="merged_into_id", string="Merged Tickets"
    )

    def _is_protected(self, name):
        return name == "merged_into_id" or super()._is_protected(name)

    def _survivor(self):
        """Return the ticket under which this matter goes on: itself, unless it was merged."""
        ticket = self
        while ticket.merged_into_id:
            ticket = ticket.merged_into_id
        return ticket

    # === PREDICATES === #

    def _cannot_move(self, meaning):
        if self.merged_into_id and meaning != self.state:
            return self.env._("This ticket was merged: go on in %s.", self._survivor().display_name)
        return super()._cannot_move(meaning)

    def _cannot_merge(self, target):
        """Return why the ticket cannot be merged into the other, or an empty string."""
        self.ensure_one()
        if self == target:
            return self.env._("A ticket is not merged into itself: choose another.")
        if self.state not in OPEN or target.state not in OPEN:
            return self.env._("Only tickets that are open are merged.")
        if self.company_id != target.company_id:
            return self.env._("%s belongs to another company.", target.display_name)
        if not self.partner_id or self.commercial_partner_id != target.commercial_partner_id:
            return self.env._(
                "%s is of another customer: one customer never reads the other's matter.",
                target.display_name,
            )
        return ""

    # === BUSINESS === #

    def _merge_into(self, target):
        """Go on with the matter of these tickets in another one of the same customer."""
        tickets = self | target
        tickets.check_access("write")
        claim(tickets, wait=False)
        for ticket in self:
            if reason := ticket._cannot_merge(target):
                raise UserError(
                    self.env._("%(ticket)s: %(reason)s", ticket=ticket.number, reason=reason)
                )
        with self._clocks_held():
            facts = {ticket: ticket._merge_facts() for ticket in self}
            self._record("merged", into=target.id, number=target.number)
            self._move_work_orders(target)
            self._move_to("cancelled", cancel_reason="duplicate")
            self._transition().merged_into_id = target
            for ticket in self:
                target._record("merged", **facts[ticket])
        target._take_over(self)

    def _merge_facts(self):
        """Return what the ticket that goes on has to know of this one, for its event."""
        self.ensure_one()
        return {"ticket_merged": self.id, "number": self.number}

    def _move_work_orders(self, target):
        """Let what was begun under these tickets belong to another one."""

    def _take_over(self, tickets):
        """Tell the customers of the merged tickets from now on, and say what came in."""
        self.message_subscribe(tickets.partner_id.ids)
        for ticket in tickets:
            self.message_post(
                body=self.env._(
                    "%s was merged into this ticket. Its conversation stays there.",
                    ticket._get_html_link(title=ticket.display_name),
                )
            )
