from odoo import Command, api, fields, models

from .rma import UNDER_WAY
from .rma_flow import ACTIONS, SPECIALIST

ACTIONS["dispose"] = (UNDER_WAY | {"done"}, SPECIALIST)


class AftersalesInspection(models.Model):
    """Where inspected goods go: Odoo's own scrap and transfers."""

    _inherit = "aftersales.inspection"

    move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="aftersales_inspection_id",
        string="Transfers",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    disposed_quantity = fields.Float(
        string="Moved",
        digits="Product Unit",
        compute="_compute_disposed",
        store=True,
        help="Scrapped or transferred to where the inspection says.",
    )
    disposal_quantity_left = fields.Float(
        string="To Move",
        digits="Product Unit",
        compute="_compute_disposed",
        store=True,
        help="Not yet scrapped, and on no transfer yet.",
    )

    @api.depends("disposal", "quantity", "move_ids.state", "move_ids.quantity")
    def _compute_disposed(self):
        for inspection in self:
            moves = inspection.move_ids.filtered(lambda move: move.state != "cancel")
            done = moves.filtered(lambda move: move.state == "done")
            inspection.disposed_quantity = sum(move._aftersales_amount() for move in done)
            under_way = sum(move._aftersales_amount() for move in moves)
            left = max(inspection.quantity - under_way, 0) if inspection._moves_goods() else 0
            inspection.disposal_quantity_left = left

    # === PREDICATES === #

    def _moves_goods(self):
        """Return whether the goods go elsewhere than where their receipt takes them."""
        if self.disposal == "restock":
            receipt = self._receipts()[-1:]
            return bool(receipt) and not receipt._aftersales_leads_to_stock()
        return self.disposal in ("scrap", "refurbish")

    def _destination(self):
        if self.disposal == "restock":
            return self._warehouse().lot_stock_id
        return self._warehouse().aftersales_refurbish_location_id

    def _documents_problem(self):
        if problem := super()._documents_problem():
            return problem
        if self.move_ids.filtered(lambda move: move.state != "cancel"):
            return self.env._(
                "The goods of this inspection were scrapped or are on a transfer already."
            )
        return ""

    def _disposal_problem(self):
        """Return why the goods cannot go where the inspection says, or an empty string."""
        if self.disposal == "refurbish" and not self._warehouse().aftersales_refurbish_location_id:
            return self.env._(
                "Choose the location for refurbishing on the warehouse %s first.",
                self._warehouse().name,
            )
        if self.disposal == "scrap" and self._stock_problem():
            return self._stock_problem()
        return ""

    def _stock_problem(self):
        location = self._whereabouts()
        quants = self.env["stock.quant"]._gather(
            self.product_id,
            location,
            lot_id=self.lot_id or None,
            owner_id=self._goods_owner() or None,
        )
        here = sum(quants.mapped("quantity"))
        if self.product_id.is_storable and self.product_uom_id.compare(here, self.quantity) < 0:
            return self.env._(
                "%(product)s is not in %(location)s any more: look where the warehouse has put it.",
                product=self.product_id.display_name,
                location=location.display_name,
            )
        return ""

    # === BUSINESS === #

    def _dispose(self):
        """Scrap or transfer what is to be scrapped, refurbished or put back into stock."""
        for inspection in self:
            if inspection.disposal == "scrap":
                inspection._scrap()
            elif inspection.disposal == "vendor":
                inspection._dispose_vendor()
            elif destination := inspection._destination():
                inspection._transfer(destination)

    def _dispose_vendor(self):
        """Send the goods back to the vendor, by a move with this inspection.

        A bridge to purchasing does it, and says so in ``_moves_goods``.
        """

    def _scrap(self):
        scrap = self.env["stock.scrap"].create(self._prepare_scrap_values())
        self._receipts()._aftersales_stop_onward(self.disposal_quantity_left)
        scrap.do_scrap()
        scrap.move_ids.aftersales_inspection_id = self

    def _prepare_scrap_values(self):
        return {
            "company_id": self.company_id.id,
            "origin": self.rma_id.number,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "owner_id": self._goods_owner().id,
            "scrap_qty": self.disposal_quantity_left,
            "product_uom_id": self.product_uom_id.id,
            "location_id": self._whereabouts().id,
        }

    def _transfer(self, destination):
        """Order an internal transfer of the goods from the warehouse."""
        quantity, source = self.disposal_quantity_left, self._whereabouts()
        self._receipts()._aftersales_stop_onward(quantity)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self._warehouse().int_type_id.id,
                "company_id": self.company_id.id,
                "origin": self.rma_id.number,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "move_ids": [
                    Command.create(
                        {
                            "company_id": self.company_id.id,
                            "product_id": self.product_id.id,
                            "product_uom_qty": quantity,
                            "product_uom": self.product_uom_id.id,
                            "location_id": source.id,
                            "location_dest_id": destination.id,
                            "aftersales_inspection_id": self.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        if self.lot_id:
            picking.move_ids._aftersales_expect_lots({picking.move_ids: {self.lot_id: quantity}})
        else:
            picking.action_assign()

    # === TOOLS === #

    def _goods_owner(self):
        return self.rma_line_id._goods_owner()

    def _receipts(self):
        return self.rma_line_id.move_ids.filtered(
            lambda move: move.state == "done" and move._aftersales_is_receipt()
        )

    def _whereabouts(self):
        receipt = self._receipts().sorted("id")[-1:]
        return receipt._aftersales_whereabouts(self.lot_id)

    def _warehouse(self):
        return self._receipts().picking_type_id.warehouse_id[:1]


class AftersalesRma(models.Model):
    _inherit = "aftersales.rma"

    dispose_blocker = fields.Char(compute="_compute_blockers")
    inspection_ids = fields.One2many(
        comodel_name="aftersales.inspection",
        inverse_name="rma_id",
        string="Inspections",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )

    def _cannot_dispose(self):
        waiting = self.inspection_ids.filtered("disposal_quantity_left")
        if not waiting:
            return self.env._("There is nothing to scrap or to move.")
        return next(filter(None, (inspection._disposal_problem() for inspection in waiting)), "")

    def action_dispose(self):
        """Scrap or move the goods as the inspections say."""
        for rma in self._begin("dispose"):
            waiting = rma.inspection_ids.filtered("disposal_quantity_left")
            waiting._dispose()
            rma._record(
                "note",
                what="disposed",
                number=rma.number,
                inspections=[[inspection.id, inspection.disposal] for inspection in waiting],
            )
