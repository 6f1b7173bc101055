from odoo import api, fields, models
from odoo.exceptions import UserError

from ..ticket.lock import claim
from .repair_cover import CHARGES

JUDGED = frozenset({"product_id", "repair_line_type", "repair_id"})


class StockMove(models.Model):
    """A part of a repair: who pays for it, and whether the customer agreed."""

    _inherit = "stock.move"

    aftersales_charge = fields.Selection(
        selection=CHARGES, string="Charge", readonly=True, copy=False
    )
    aftersales_charge_reason = fields.Char(string="Why", readonly=True, copy=False)
    aftersales_override = fields.Selection(
        selection=[("free", "Free of Charge"), ("charge", "Charge")],
        string="Decided Otherwise",
        readonly=True,
        copy=False,
    )
    aftersales_override_reason = fields.Char(readonly=True, copy=False)
    aftersales_accepted = fields.Boolean(
        string="Accepted", readonly=True, copy=False, help="The customer agreed to pay for it."
    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._aftersales_check_verdict(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._aftersales_check_verdict(vals)
        more = self._aftersales_accepted_for_less(vals)
        result = super().write(vals)
        # sudo: stock.move - the customer has not agreed to so much
        more.sudo().aftersales_accepted = False
        if "state" in vals:
            self.repair_id._aftersales_note_parts()
        if vals.keys() & JUDGED:
            self.repair_id._aftersales_judge()
        return result

    def _aftersales_check_done(self):
        """Keep goods here that are in repair, also from Odoo's own return button."""
        lines = self.aftersales_rma_line_id.filtered("repair_ids")
        claim(lines)
        for line in lines:
            if problem := line._taken_from_repair_problem():
                raise UserError(problem)
        return super()._aftersales_check_done()

    @api.model
    def _aftersales_check_verdict(self, *vals_list):
        """Who pays is the verdict of the warranty or of a specialist, never of a form."""
        own = {
            "aftersales_charge",
            "aftersales_charge_reason",
            "aftersales_override",
            "aftersales_override_reason",
            "aftersales_accepted",
        }
        if not self.env.su and any(vals.keys() & own for vals in vals_list):
            raise UserError(
                self.env._("Who pays for a part cannot be set by hand: use “Decide Otherwise”.")
            )

    def _aftersales_accepted_for_less(self, vals):
        """Return the accepted parts that become more, or others, by these values."""
        accepted = self.filtered("aftersales_accepted")
        if "product_id" in vals:
            return accepted
        if "product_uom_qty" not in vals:
            return accepted.browse()
        return accepted.filtered(lambda move: move.product_uom_qty < vals["product_uom_qty"])

    def _create_repair_sale_order_line(self):
        ours = self.filtered("repair_id.aftersales_ticket_id")
        # sudo: sale.order.line - a technician adds the part, and need not sell
        super(StockMove, ours.sudo())._create_repair_sale_order_line()
        super(StockMove, self - ours)._create_repair_sale_order_line()
        ours.repair_id._aftersales_judge()
        return None
