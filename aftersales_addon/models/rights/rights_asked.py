"""“Is this covered?” is asked where the question comes up: each record says which unit it speaks of."""

from odoo import models


class AftersalesWarranty(models.Model):
    _inherit = "aftersales.warranty"

    def action_check_rights(self):
        """Show what is owed on the unit today."""
        self.ensure_one()
        self.check_access("read")
        return self.env["aftersales.rights.check"]._action_open(
            move=self.move_id,
            lot=self.lot_id,
            product=self.product_id,
            partner=self.partner_id,
            company=self.company_id,
        )


class StockLot(models.Model):
    _inherit = "stock.lot"

    def action_check_rights(self):
        """Show what is owed on the serial, as it was delivered last."""
        self.ensure_one()
        self.check_access("read")
        return self.env["aftersales.rights.check"]._action_open(
            moves=self._aftersales_deliveries(), lot=self, product=self.product_id
        )

    def _aftersales_deliveries(self):
        """Return the moves that took the serial to a customer, the newest first."""
        lines = self.env["stock.move.line"].search(
            [
                ("lot_id", "in", self.ids),
                ("state", "=", "done"),
                ("company_id", "in", self.env.companies.ids),
                ("location_dest_id.usage", "=", "customer"),
                ("location_id.usage", "!=", "customer"),
            ],
            order="date desc, id desc",
        )
        return lines.move_id


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_check_rights(self):
        """Show what is owed on what the order delivered."""
        self.ensure_one()
        self.check_access("read")
        return self.env["aftersales.rights.check"]._action_open(
            moves=self._aftersales_deliveries(), partner=self.partner_id, company=self.company_id
        )

    def _aftersales_deliveries(self):
        """Return the moves that took goods of the order to the customer, the newest first."""
        # sudo: stock.move - which of them the caller may read is checked where they are shown
        moves = self.sudo().order_line.move_ids
        deliveries = moves.filtered(lambda move: move._aftersales_is_delivery())
        return deliveries.sorted("date", reverse=True).sudo(False)


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

    def action_check_rights(self):
        """Show what is owed on what the ticket is about: its serial, else its order's goods."""
        self.ensure_one()
        self.check_access("read")
        moves = (self.lot_id or self.sale_order_id)._aftersales_deliveries()
        if self.product_id:
            moves = moves.filtered(lambda move: move.product_id == self.product_id) or moves
        return self.env["aftersales.rights.check"]._action_open(
            ticket=self,
            moves=moves,
            lot=self.lot_id,
            product=self.product_id or moves[:1].product_id,
            partner=self.partner_id,
            company=self.company_id,
        )
