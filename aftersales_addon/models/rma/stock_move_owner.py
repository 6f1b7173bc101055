from odoo import api, models
from odoo.fields import Domain

from .rma import UNDER_WAY
from .rma_type import TO_CUSTOMER


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
        move = self.with_context(aftersales_without_customers_units=self._aftersales_leaves())
        return super(StockMove, move)._update_reserved_quantity_vals(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _aftersales_leaves(self):
        """Return whether goods leave the company with the move, for something else than a return."""
        to = self.location_final_id or self.location_dest_id
        # sudo: aftersales.rma.line - the warehouse need not read what the transfer is for
        return not self.sudo().aftersales_rma_line_id and to.usage not in ("internal", "transit")

    def _aftersales_customers_unit_problem(self):
        """Return whose own unit would be sold to somebody with these moves, or an empty string."""
        out = self.filtered(
            lambda move: move.location_dest_id.usage == "customer" and move._aftersales_leaves()
        )
        serials = out.move_line_ids.lot_id.filtered(lambda lot: lot.product_id.tracking == "serial")
        if not serials:
            return ""
        # sudo: aftersales.rma.line - whose unit it is, whoever keeps the warehouse
        lines = self.env["aftersales.rma.line"].sudo()
        line = lines.search(
            [*lines._customers_unit_domain(), ("lot_id", "in", serials.ids)], limit=1
        )
        if not line:
            return ""
        return self.env._(
            "%(unit)s is %(customer)s's own and goes back with return %(number)s: choose another"
            " serial number.",
            unit=line.lot_id.name,
            customer=line.rma_id.partner_id.display_name,
            number=line.rma_id.number,
        )


class AftersalesRmaLine(models.Model):
    _inherit = "aftersales.rma.line"

    @api.model
    def _customers_unit_domain(self):
        """Return which lines brought in a unit that stays the customer's: it is to go back."""
        back = list(TO_CUSTOMER)
        return Domain(
            [
                ("lot_id.product_id.tracking", "=", "serial"),
                ("rma_id.state", "in", list(UNDER_WAY)),
                ("received_quantity", ">", 0),
                ("given_back_quantity", "=", 0),
                "|",
                ("inspection_ids.outcome", "in", back),
                "&",
                ("inspection_ids", "=", False),
                ("outcome", "in", back),
            ]
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
        serial = product_id.tracking == "serial"
        if serial and self.env.context.get("aftersales_without_customers_units"):
            # sudo: aftersales.rma.line - as below
            lines = self.env["aftersales.rma.line"].sudo()
            units = lines._search(
                lines._customers_unit_domain() & Domain("product_id", "=", product_id.id)
            )
            domain &= Domain("lot_id", "not in", units.subselect("lot_id"))
        # sudo: aftersales.rma - whose goods these are, whoever reserves
        returns = self.env["aftersales.rma"].sudo()
        owners = returns._search(
            [("line_ids", "any", [("move_id", "=", False), ("product_id", "=", product_id.id)])]
        ).subselect("partner_id")
        return domain & (Domain("owner_id", "=", False) | Domain("owner_id", "not in", owners))
