from odoo import api, fields, models


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

    rma_ids = fields.One2many(
        comodel_name="aftersales.rma", inverse_name="ticket_id", string="Returns"
    )
    rma_count = fields.Integer(compute="_compute_rma_count")

    @api.depends("rma_ids")
    def _compute_rma_count(self):
        counts = dict(
            self.env["aftersales.rma"]._read_group(
                [("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"]
            )
        )
        for ticket in self:
            ticket.rma_count = counts.get(ticket._origin, 0)

    @api.depends("rma_ids.state")
    def _compute_blockers(self):
        return super()._compute_blockers()

    @api.constrains("partner_id", "company_id")
    def _check_customer_of_returns(self):
        # sudo: aftersales.rma - compared, not shown
        self.sudo().rma_ids._check_ticket()

    def _open_rmas(self):
        """Return the returns of the tickets that are not done, refused or cancelled."""
        # sudo: aftersales.rma - an open return blocks, whoever may see it
        return self.sudo().rma_ids.filtered(
            lambda rma: rma.state not in ("done", "refused", "cancelled")
        )

    def _blocking_reasons(self):
        reasons = super()._blocking_reasons()
        if rmas := self._open_rmas():
            reasons.append(
                self.env._(
                    "Return %s is still open: finish or cancel it first.",
                    ", ".join(rmas.mapped("number")),
                )
            )
        return reasons

    def _move_work_orders(self, target):
        # sudo: aftersales.rma - returns go with their ticket, whoever may see them
        self.sudo().rma_ids._transition().ticket_id = target
        return super()._move_work_orders(target)

    def action_open_rmas(self):
        """Show the returns of the ticket."""
        self.ensure_one()
        return self.env["aftersales.rma"]._action_list(
            self.rma_ids, self.env._("Returns of %s", self.number)
        )

    def action_request_rma(self):
        """Ask what comes back."""
        self.ensure_one()
        return self.env["aftersales.rma.request"]._action_open(
            ticket_id=self.id,
            partner_id=self.partner_id.id,
            company_id=self.company_id.id,
            sale_order_id=self.sale_order_id.id,
            lot_id=self.lot_id.id,
        )

    def _portal_returns(self):
        """Return the returns of the ticket, as one tells the customer about them."""
        # sudo: aftersales.rma - whoever may read the ticket may see what became of its goods
        return [rma._portal_values() for rma in self.sudo().rma_ids]
