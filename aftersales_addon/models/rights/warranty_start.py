from odoo import Command, api, models


class AftersalesWarranty(models.Model):
    """How a warranty comes to be: with a delivery, for the unit or the buyer that it follows."""

    _inherit = "aftersales.warranty"

    @api.model
    def _start(self, vals_list):
        """Create the warranties that ``stock.move._aftersales_warranty_values`` describes.

        Values without coverages but with ``start_date`` and ``months`` mean one coverage of the
        whole unit from that day on.
        """
        if not vals_list:
            return self.browse()
        # sudo: aftersales.warranty - the delivery makes it, whoever validates the delivery
        warranties = (
            self.sudo()
            ._transition("aftersales.warranty.coverage", "aftersales.warranty.owner")
            .create([self._complete_values(vals) for vals in vals_list])
        )
        warranties._record_replacements()
        # sudo: sale.order.line - extensions that were sold with the goods
        orders = warranties.sale_line_id.order_id
        orders.order_line._aftersales_sync_extensions()
        return warranties.with_env(self.env)

    @api.model
    def _complete_values(self, vals):
        vals = dict(vals)
        start, months = vals.pop("start_date", None), vals.pop("months", None)
        vals.pop("end_date", None)
        if start and "coverage_ids" not in vals:
            vals["received_on"] = start
            vals["coverage_ids"] = [
                Command.create({"start_event": "receipt", "months": months, "source": "product"})
            ]
        owner = {"partner_id": vals["partner_id"], "since": vals.get("received_on")}
        return {"owner_ids": [Command.create(owner)], **vals}

    def _record_started(self, **more):
        self._record(
            "warranty_started",
            start=lambda w: w.start_date.isoformat(),
            end=lambda w: w.end_date.isoformat(),
            months=lambda w: w.months,
            **self._unit_facts(),
            **more,
        )

    def _record_replacements(self):
        exchanged = self.filtered("replaces_id")
        exchanged._record(
            "warranty_restarted",
            replaces=lambda w: w.replaces_id.id,
            **self._term_facts(),
        )
        self.filtered("previous_id").previous_id._record(
            "note", what="sold_again", next=lambda w: w.next_ids.ids
        )

    # === WHAT IT FOLLOWS === #

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

    def _first_of_exchanges(self):
        """Return the warranty of the unit that was sold, before any was given for another."""
        # sudo: aftersales.warranty - the way back to it, for the days of its life
        first = self.sudo()
        while first.replaces_id:
            first = first.replaces_id
        return first

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
