from odoo import api, models
from odoo.fields import Domain


class StockMove(models.Model):
    """Goods that belong to a customer move as the customer's, wherever they lie meanwhile."""

    _inherit = "stock.move"

    def _aftersales_owner(self):
        """Return whose goods the move is to take for a return, empty for those of the company."""
        # sudo: aftersales.* - the warehouse need not read returns
        move = self.sudo()
        lines = (
            move.aftersales_rma_line_id
            | move.aftersales_inspection_id.rma_line_id
            | move.aftersales_found_id.rma_line_id
        )
        if not lines:
            return self.env["res.partner"]
        theirs = move.location_id.usage == "customer" or move._aftersales_is_give_back()
        if not theirs and not move.aftersales_inspection_id:
            return self.env["res.partner"]  # a replacement from our stock
        return lines[:1]._goods_owner()

    def _prepare_move_line_vals(self, quantity=None, reserved_quant=None):
        values = super()._prepare_move_line_vals(quantity=quantity, reserved_quant=reserved_quant)
        if not reserved_quant and (owner := self._aftersales_owner()):
            values["owner_id"] = owner.id
        return values

    def _update_reserved_quantity_vals(
        self, need, location_id, lot_id=None, package_id=None, owner_id=None, strict=True
    ):
        if not strict and not owner_id:
            owner_id = self._aftersales_owner()
        return super()._update_reserved_quantity_vals(
            need, location_id, lot_id, package_id, owner_id, strict
        )


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _get_gather_domain(
        self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False
    ):
        """Promise to nobody else what a customer has sent in for repair or exchange."""
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id, package_id, owner_id, strict
        )
        if strict or owner_id:
            return domain
        # sudo: aftersales.rma - whose goods these are, whoever reserves
        returns = self.env["aftersales.rma"].sudo()
        owners = returns._search(
            [("line_ids", "any", [("move_id", "=", False), ("product_id", "=", product_id.id)])]
        ).subselect("partner_id")
        return domain & (Domain("owner_id", "=", False) | Domain("owner_id", "not in", owners))
