from odoo import models


class AftersalesTicket(models.Model):
    """What the buttons beside a ticket open."""

    _inherit = "aftersales.ticket"

    def action_open_events(self):
        """Open the events of the ticket as they are on record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_event_action"
        )
        return action | {"domain": [("ticket", "=", self.id)]}

    def action_open_follow_ups(self):
        """Open the tickets that go on where this one ended."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_ticket_action"
        )
        return action | {"domain": [("origin_ticket_id", "=", self.id)], "context": {}}

    def action_preview_portal(self):
        """Show the ticket as its customer sees it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.get_portal_url(), "target": "new"}

    def web_save(self, vals, specification, next_id=None):
        """Let a person hand a ticket over to a team whose tickets are not his to read."""
        if not self or next_id or not vals.keys() & {"team_id", "user_id"}:
            return super().web_save(vals, specification, next_id=next_id)
        seen = self.with_context(bin_size=True).web_read(specification)
        self.write(vals)
        if not self.has_access("read"):
            return seen
        return self.with_context(bin_size=True).web_read(specification)
