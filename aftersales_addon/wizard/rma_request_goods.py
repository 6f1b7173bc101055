from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.ticket.lock import claim


class AftersalesRmaRequestGoods(models.TransientModel):
    """Goods that came to the customer without an order of ours, and are sent in all the same."""

    _name = "aftersales.rma.request.goods"
    _description = "Goods without an Order"
    _inherit = ["aftersales.quantity.mixin"]

    request_id = fields.Many2one(
        comodel_name="aftersales.rma.request", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="request_id.company_id")
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        domain="[('type', '=', 'consu'), ('company_id', 'in', (False, company_id))]",
    )
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Known Number",
        domain="[('product_id', '=', product_id), ('company_id', 'in', (False, company_id))]",
        help="A serial or lot number that we have on file already.",
    )
    lot_name = fields.Char(
        string="Serial/Lot Number",
        compute="_compute_lot_name",
        store=True,
        readonly=False,
        help="As it is on the goods. A number that is new to us is put on file.",
    )
    quantity = fields.Float(string="Comes In", digits="Product Unit", required=True, default=1)
    uom_id = fields.Many2one(related="product_id.uom_id")
    provenance = fields.Char(
        string="Where It Comes From",
        required=True,
        help="For example: bought from a dealer, before this database began, a gift.",
    )

    @api.depends("lot_id", "product_id")
    def _compute_lot_name(self):
        for goods in self:
            known = (
                goods.lot_id if goods.lot_id.product_id == goods.product_id else goods.lot_id[:0]
            )
            goods.lot_name = known.name or goods.lot_name

    # === BUSINESS === #

    def _prepare_rma_line_values(self):
        """Return the values of a return line for each of the goods."""
        lots = self._lots()
        return [
            {
                "product_id": goods.product_id.id,
                "lot_id": lots[goods].id,
                "quantity": goods.quantity,
                "provenance": (goods.provenance or "").strip(),
            }
            for goods in self
        ]

    def _lots(self):
        """Return the serial or lot of each of the goods, on file or put there now.

        :rtype: dict[aftersales.rma.request.goods, stock.lot]
        """
        # sudo: stock.lot, product.product - the desk enters the number that the goods have
        lots, company = self.env["stock.lot"].sudo(), self.request_id.company_id
        result = dict.fromkeys(self, lots)
        tracked = self.filtered(lambda goods: goods.tracking in ("serial", "lot"))
        wanted = {goods: (goods.product_id, goods._number()) for goods in tracked}
        domain = [
            ("product_id", "in", tracked.product_id.ids),
            ("name", "in", [name for __, name in wanted.values()]),
            ("company_id", "in", (False, *company.ids)),
        ]
        found = lots.search(domain, order="company_id, id").grouped(_number_of)
        new = dict.fromkeys(unit for unit in wanted.values() if unit not in found)
        if new:
            # two desks that enter the same number: the second finds the lot of the first
            claim(lots.product_id.union(*(product for product, __ in new)))
            found |= lots.create(
                [
                    {"product_id": product.id, "name": name, "company_id": company.id}
                    for product, name in new
                ]
            ).grouped(_number_of)
        return result | {goods: found[unit][:1] for goods, unit in wanted.items()}

    def _number(self):
        if name := (self.lot_name or "").strip():
            return name
        raise UserError(
            self.env._("Enter the serial or lot number of %s.", self.product_id.display_name)
        )


def _number_of(lot):
    return lot.product_id, lot.name
