from odoo import api, models


class AftersalesWarranty(models.Model):
    """What comes after a warranty: that of the unit given for it, or of the next buyer."""

    _inherit = "aftersales.warranty"

    @api.model
    def _predecessors(self, units):
        """Return what the delivered units come after.

        :param units: pairs of a delivery and a lot, empty for goods without serials
        :return: ``("exchange", the warranty of what it replaces)`` or ``("resale", the one of the
            same serial number with the buyer before)`` by pair, for those that have one
        """
        # sudo: aftersales.warranty - the delivery follows them, whoever validates it
        found = self.sudo()._before_resale(units)
        return found | self.sudo()._before_exchange(units)

    def _before_exchange(self, units):
        given_for = {
            (move, lot): (line.move_id._aftersales_first_moves(), line.lot_id)
            for move, lot in units
            if (line := move.aftersales_rma_line_id) and line.move_id
        }
        origins = self.search(
            [("move_id", "in", [move.id for move, __ in given_for.values()])]
        ).grouped(lambda warranty: (warranty.move_id, warranty.lot_id))
        return {
            unit: ("exchange", origins[origin])
            for unit, origin in given_for.items()
            if origin in origins
        }

    def _before_resale(self, units):
        serials = [(move, lot) for move, lot in units if lot.product_id.tracking == "serial"]
        earlier = self.search(
            [("lot_id", "in", [lot.id for __, lot in serials])], order="id desc"
        ).grouped("lot_id")
        found = {}
        for move, lot in serials:
            before = earlier.get(lot, self.browse()).filtered(
                lambda w, move=move: (
                    w.move_id != move
                    and w.company_id == move.company_id
                    and (not w.move_id or w.move_id.date <= move.date)
                )
            )
            if before:
                found[move, lot] = ("resale", before[0])
        return found

    def _coverage_of(self, term):
        """Return the coverage of this warranty that a term of a product speaks of."""
        self.ensure_one()
        return self.coverage_ids.filtered(
            lambda coverage: (
                coverage.layer == "base"
                and coverage.source != "repair"
                and coverage.kind == term.kind
                and (coverage.part_class or "") == term.part_class
            )
        )[:1]
