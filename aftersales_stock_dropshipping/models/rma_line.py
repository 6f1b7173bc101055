from odoo import api, fields, models

from .rma_type import DESTINATIONS

# Ordered from the vendor, and not yet a transfer.
REQUESTED = ("draft", "sent", "to approve")


class AftersalesRmaLine(models.Model):
    _inherit = "aftersales.rma.line"

    is_dropshipped = fields.Boolean(compute="_compute_is_dropshipped")
    dropship_return = fields.Selection(
        selection=DESTINATIONS,
        string="Comes Back",
        compute="_compute_dropship_return",
        store=True,
        precompute=True,
        readonly=False,
    )
    purchase_line_ids = fields.One2many(
        comodel_name="purchase.order.line",
        inverse_name="aftersales_rma_line_id",
        string="Replacements Ordered from the Vendor",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    @api.depends("move_id")
    def _compute_is_dropshipped(self):
        for line in self.sudo():  # sudo: stock.move - which way the goods went to the customer
            line.is_dropshipped = bool(line.move_id) and line.move_id._is_dropshipped()

    @api.depends("move_id", "rma_id.type_id")
    def _compute_dropship_return(self):
        for line in self:
            line.dropship_return = line.is_dropshipped and line.rma_id.type_id.dropship_return

    @api.depends(
        "purchase_line_ids.product_qty",
        "purchase_line_ids.product_uom_id",
        "purchase_line_ids.state",
    )
    def _compute_moved(self):
        """Count a replacement as under way as soon as it is asked of the vendor."""
        result = super()._compute_moved()
        for line in self:
            for ordered in line.purchase_line_ids.filtered(lambda o: o.state in REQUESTED):
                line.open_replacement_quantity += ordered.product_uom_id._compute_quantity(
                    ordered.product_qty, line.product_id.uom_id, rounding_method="HALF-UP"
                )
        return result

    def write(self, vals):
        if "dropship_return" in vals:
            self._check_undecided()
        return super().write(vals)

    def _receipt_group(self):
        return super()._receipt_group(), self._dropship_warehouse()

    def _dropship_warehouse(self):
        """Return the warehouse that drop-shipped goods come back to, if they do."""
        if not self.is_dropshipped or self.dropship_return == "vendor":
            return self.env["stock.warehouse"]
        return self.order_id.warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
