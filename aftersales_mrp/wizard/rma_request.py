from odoo import Command, api, fields, models

from odoo.addons.aftersales_addon.models.rma import quantity as quantities


class AftersalesRmaRequest(models.TransientModel):
    _inherit = "aftersales.rma.request"

    kit_ids = fields.One2many(
        comodel_name="aftersales.rma.request.kit",
        inverse_name="request_id",
        string="Kits",
        compute="_compute_kit_ids",
        store=True,
        precompute=True,
        readonly=False,
    )

    @api.depends("partner_id", "sale_order_id", "lot_id", "company_id")
    def _compute_kit_ids(self):
        for request in self:
            by_kit = request.line_ids.filtered("kit_line_id").grouped("kit_line_id")
            request.kit_ids = [
                Command.clear(),
                *(
                    Command.create(request._prepare_kit_values(order_line, lines))
                    for order_line, lines in by_kit.items()
                ),
            ]

    @api.model
    def _prepare_kit_values(self, order_line, lines):
        """Return the values of a kit: complete as often as its scarcest component allows."""
        complete = [
            sum(same.mapped("returnable_quantity")) / same[0].kit_units
            for same in lines.grouped("product_id").values()
        ]
        # sudo: sale.order.line - which components belong to the kit, also those that are gone
        missing = len(complete) < len(order_line.sudo()._aftersales_kit())
        return {
            "sale_line_id": order_line.id,
            "product_id": lines[0].kit_id.id,
            "returnable_quantity": 0 if missing else int(min(complete) + 1e-9),
            "quantity": 0,
        }

    def _delivered_units(self):
        """Say of each delivered component which kit it belongs to."""
        units = super()._delivered_units()
        # sudo: stock.move, sale.order.line - the desk picks from what its own customer got
        moves = self.env["stock.move"].sudo().browse(unit["move_id"] for unit in units)
        kits = {line: line._aftersales_kit() for line in moves.filtered("bom_line_id").sale_line_id}
        for unit, move in zip(units, moves, strict=True):
            if share := kits.get(move.sale_line_id, {}).get(move.product_id):
                unit |= {
                    "kit_line_id": move.sale_line_id.id,
                    "kit_id": move.sale_line_id.product_id.id,
                    "kit_units": share,
                }
        return units

    @api.model
    def _with_checked_lines(self, vals):
        vals = super()._with_checked_lines(vals)
        if not vals.get("kit_ids"):
            return vals
        return vals | {"kit_ids": quantities.checked_commands(self.env, vals["kit_ids"])}

    @api.onchange("kit_ids")
    def _onchange_kit_ids(self):
        """Fill in the components of the kits that come back as a whole."""
        for kit in self.kit_ids.filtered(lambda kit: kit.quantity or kit.filled):
            wanted = quantities.checked(self.env, kit.quantity)
            lines = self.line_ids.filtered(
                lambda line, kit=kit: line.kit_line_id == kit.sale_line_id
            )
            for same in lines.grouped("product_id").values():
                left = wanted * same[0].kit_units
                for line in same:
                    line.quantity = max(min(left, line.returnable_quantity), 0)
                    left -= line.quantity
            kit.filled = bool(kit.quantity)
            if kit.quantity > kit.returnable_quantity:
                return self._warn_incomplete(kit)

    def _warn_incomplete(self, kit):
        return {
            "warning": {
                "title": self.env._("Not that many complete kits"),
                "message": self.env._(
                    "Only %(left)s of %(kit)s can come back complete: what there is was filled in.",
                    left=quantities.text(self.env, kit.returnable_quantity),
                    kit=kit.product_id.display_name,
                ),
            }
        }
