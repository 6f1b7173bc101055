from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    aftersales_ticket_count = fields.Integer(
        string="Tickets",
        compute="_compute_aftersales_ticket_count",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    def _compute_aftersales_ticket_count(self):
        """Count the tickets of each contact with those of its own contacts below it."""
        # active_test: an archived colleague's tickets still are the company's
        below = self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self.ids)], ["parent_id"]
        )
        counts = dict(
            self.env["aftersales.ticket"]._read_group(
                [("partner_id", "in", below.ids)], ["partner_id"], ["__count"]
            )
        )
        self.aftersales_ticket_count = 0
        for partner, count in counts.items():
            while partner:
                if partner in self:
                    partner.aftersales_ticket_count += count
                partner = partner.with_context(prefetch_fields=False).parent_id

    def action_open_aftersales_tickets(self):
        """Open the tickets of the contact and of the contacts below it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_ticket_action"
        )
        action["domain"] = [("partner_id", "child_of", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
