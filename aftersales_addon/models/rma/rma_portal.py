from odoo import models

LOOKS = {
    "requested": ("fa-inbox", "info"),
    "approved": ("fa-truck", "primary"),
    "received": ("fa-wrench", "primary"),
    "inspected": ("fa-wrench", "primary"),
    "done": ("fa-check-circle", "success"),
    "refused": ("fa-ban", "secondary"),
    "cancelled": ("fa-ban", "secondary"),
}


class AftersalesRma(models.Model):
    """A return as its customer sees it in the portal."""

    _inherit = "aftersales.rma"

    def _portal_values(self):
        """Return what one tells the customer about the return and its goods, in sudo."""
        self.ensure_one()
        return {
            "id": self.id,
            "number": self.number,
            "type": self.type_id.name,
            "slip": not self._cannot_print_slip(),
            "inspected": bool(self.line_ids.inspection_ids),
            "status": self._portal_status()["label"],
            "lines": [
                {
                    "product": line.product_id.name,
                    "serial": line.lot_id.name or "",
                    "quantity": f"{line.quantity:g}",
                }
                for line in self.line_ids
            ],
        }

    def _portal_status(self):
        """Return where the return stands, in the customer's words.

        :return: dict: ``label``, ``icon`` and ``color``, as ``aftersales.ticket._portal_status``
        """
        self.ensure_one()
        icon, color = LOOKS[self.state]
        if self.state == "approved" and not self.receive_goods:
            icon = "fa-wrench"
        return {"label": self._portal_label(), "icon": icon, "color": color}

    def _portal_label(self):
        match self.state:
            case "requested":
                return self.env._("We are checking it")
            case "approved" if self.receive_goods:
                return self.env._("Approved: please send the goods back")
            case "approved":
                return self.env._("Approved: we are on it")
            case "received" | "inspected":
                return self.env._("The goods have arrived; we are working on it")
            case "refused":
                reason = self.refuse_reason
                return self.env._("Refused: %s", reason) if reason else self.env._("Refused")
        return dict(self._fields["state"]._description_selection(self.env))[self.state]
