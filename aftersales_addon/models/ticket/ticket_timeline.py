from odoo import fields, models
from odoo.fields import Domain

from ...core import catalogue


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

    timeline = fields.Html(
        compute="_compute_timeline",
        sanitize=False,
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
        help="What happened, in order, from the ticket's events.",
    )

    def _compute_timeline(self):
        for ticket in self:
            ticket.timeline = self.env["ir.qweb"]._render(
                "aftersales_addon.ticket_timeline", {"entries": ticket._timeline(), "staff": True}
            )

    def _timeline(self, public=False):
        """Return what happened as plain entries, newest first.

        :param bool public: only what the customer may see
        :return: list of dicts: ``type``, ``label``, ``detail``, ``facts``, ``who``, ``at``
            (naive UTC)
        """
        self.ensure_one()
        self.check_access("read")
        domain = Domain("ticket", "=", self.id)
        if public:
            domain &= Domain("public", "=", True)
        # sudo: aftersales.event - whoever may read the ticket may read its history
        events = self.env["aftersales.event"].sudo().search(domain)
        labels = dict(events._fields["type"]._description_selection(self.env))
        return [
            {
                "type": event.type,
                "label": labels[event.type],
                "detail": self._event_detail(event),
                "facts": event._facts(),
                "who": event._personal().get("actor", ""),
                "at": event.occurred_at,
                "public": event.type in catalogue.PUBLIC,
            }
            for event in events
        ]

    def _event_detail(self, event):
        """Return the one line that says what an event was about, in the reader's language."""
        facts, text = event._facts(), event._personal().get("text", "")
        match event.type:
            case "ticket_created":
                return self._selection_label("channel", facts["channel"])
            case "waiting" | "resumed":
                return self._selection_label("waiting_reason", facts["reason"])
            case "cancelled":
                return self._selection_label("cancel_reason", facts["reason"])
            case "closed":
                return self.env._("No answer for some days") if facts["reason"] == "silence" else ""
            case "priority_changed":
                return self._selection_label("priority", facts["to"])
            case "stage_changed":
                return facts["stage"]
            case "classified":
                changed = facts["changes"]
                names = [name if name in self._fields else f"{name}_id" for name in changed]
                return ", ".join(self._fields[name]._description_string(self.env) for name in names)
            case "rma_requested":  # its reason is an id
                return text or facts["number"]
            case "survey_answered":
                return f"{facts['rating']}/5 {text}".strip()
        return text or facts.get("reason") or facts.get("number") or ""

    def _selection_label(self, name, value):
        return dict(self._fields[name]._description_selection(self.env)).get(value, value or "")
