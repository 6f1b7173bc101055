from odoo import fields, models


class RepairOrder(models.Model):
    """What of a repair is printed: what was wrong, what was done, who pays, how long it lasts."""

    _inherit = "repair.order"

    # === PREDICATE === #

    def _aftersales_cannot_print(self):
        """Return why the customer gets no report yet, or an empty string."""
        self.ensure_one()
        if self.state == "done" or self._aftersales_was_declined():
            return ""
        if self.state == "cancel":
            return self.env._("The repair was cancelled.")
        return self.env._("The repair has not ended: this is what is on record so far.")

    def _aftersales_was_declined(self):
        """Return whether nothing was repaired because the customer did not want to pay."""
        return self.state == "cancel" and bool(self._aftersales_last_event("quotation_declined"))

    def _aftersales_last_event(self, *types):
        # sudo: aftersales.event - whoever may read the repair may read what happened to it
        events = self.env["aftersales.event"].sudo()
        domain = [("model", "=", self._name), ("record", "=", self.id), ("type", "in", types)]
        return events.search(domain, order="id desc", limit=1)

    # === WHAT IS PRINTED === #

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Repair Report %s", self.name)

    def _aftersales_printed(self):
        """Return the repair as its customer reads it, with the names of all it speaks of."""
        self.ensure_one()
        self.check_access("read")
        # sudo: stock.*, sale.order, aftersales.* - who may read the repair may print what it says
        return self.sudo().with_context(lang=self.partner_id.lang or self.env.lang)

    def _aftersales_customer_zone(self):
        return self.aftersales_ticket_id._customer_zone().zone

    def _aftersales_outcome(self):
        """Return what came of the repair, in the customer's words."""
        if self._aftersales_was_declined():
            return self.env._("Not repaired, as you wished: you get the unit back as it is")
        if self.state != "done":
            return dict(self._fields["state"]._description_selection(self.env))[self.state]
        if self.aftersales_result == "failed":
            return self.env._("We could not repair it")
        return self.env._("Repaired")

    def _aftersales_complaint(self):
        """Return what the customer said was wrong."""
        rma = self.aftersales_rma_id
        return rma.note or self.aftersales_ticket_id.name or ""

    def _aftersales_cause(self):
        """Return the root cause that was recorded of these goods, or an empty string."""
        inspection = self.aftersales_rma_line_id.inspection_ids.filtered("cause")[:1]
        holder = inspection or self.aftersales_fault_code_id
        return dict(holder._fields["cause"]._description_selection(self.env)).get(holder.cause, "")

    def _aftersales_repairer(self):
        """Return the name of who did the work: who ended the repair, else who answers for it."""
        ended = self._aftersales_last_event("repair_done", "repair_failed")
        by_user = ended.actor_model == "res.users"
        user = self.user_id or self.env["res.users"].browse(by_user and ended.actor).exists()
        return user.name or ""

    def _aftersales_given_back_at(self):
        """Return when the goods left for the customer after the repair, or nothing."""
        line = self.aftersales_rma_line_id
        moves = line._receipts().returned_move_ids.filtered(
            lambda move: move.state == "done" and move._aftersales_is_delivery()
        )
        return max(moves.mapped("date"), default=False)

    def _aftersales_portal_values(self):
        """Return what the portal says of each repair beside its report, in sudo."""
        return [
            {
                "id": repair.id,
                "number": repair.name,
                "product": repair.product_id.name,
                "serial": repair.lot_id.name or "",
                "outcome": repair._aftersales_outcome(),
            }
            for repair in self
        ]

    # === WORK === #

    def _aftersales_work(self):
        """Return the parts and services of the repair, as the customer is told about them.

        :return: dicts of ``what``, ``name``, ``serials``, ``quantity``, ``uom`` and ``charge``, and
            ``amount`` without taxes, None for what is not charged
        :rtype: list[dict]
        """
        parts = self.move_ids.filtered(lambda m: m.repair_line_type and m.state != "cancel")
        order = self.sale_order_id
        services = order.order_line.filtered(
            lambda line: line.product_id.aftersales_service and line.product_uom_qty
        )
        return [self._aftersales_part_row(move) for move in parts] + [
            self._aftersales_service_row(line)
            for line in (services if order.state != "cancel" else ())
        ]

    def _aftersales_part_row(self, move):
        put_in = move.repair_line_type == "add"
        return {
            "what": self.env._("Put in") if put_in else self.env._("Taken out"),
            "name": move.product_id.with_context(display_default_code=False).display_name,
            "serials": move.lot_ids.mapped("name"),
            "quantity": move.quantity if move.state == "done" else move.product_uom_qty,
            "uom": move.product_uom,
            "charge": self._aftersales_charge_words("part", move) if put_in else "",
            "amount": self._aftersales_amount(move, move.sale_line_id) if put_in else None,
        }

    def _aftersales_service_row(self, line):
        kind = line.product_id.aftersales_service
        return {
            "what": dict(
                line.product_id._fields["aftersales_service"]._description_selection(self.env)
            )[kind],
            "name": line.product_id.with_context(display_default_code=False).display_name,
            "serials": [],
            "quantity": line.product_uom_qty,
            "uom": line.product_uom_id,
            "charge": self._aftersales_charge_words(kind, line),
            "amount": self._aftersales_amount(line, line),
        }

    def _aftersales_amount(self, item, order_line):
        return order_line.price_subtotal if item.aftersales_charge == "charged" else None

    def _aftersales_charge_words(self, kind, item):
        """Return who pays for a part or service, and by which coverage, for the customer to read.

        The verdict is the one on record; only the name of the coverage is looked up for it, as
        the reason beside it is in the language of whoever judged.
        """
        if item.aftersales_charge != "covered":
            charges = dict(item._fields["aftersales_charge"]._description_selection(self.env))
            return charges.get(item.aftersales_charge, "")
        day = self._aftersales_claim_day()
        coverages = self._aftersales_coverages(kind, item.product_id).filtered(
            lambda coverage: (
                coverage.source != "repair" or (coverage.start_date and coverage.start_date <= day)
            )
        )
        running = coverages.filtered(lambda coverage: coverage._holds_on(day)).sorted("end_date")
        if not running:
            return self.env._("Covered by the warranty")
        return self.env._("Covered by the warranty: %s", running[-1].display_name)

    # === WARRANTY === #

    def _aftersales_warranty_is_over(self):
        """Return whether the term has run out; a unit that is still with us counts like any."""
        end = self.aftersales_warranty_id.end_date
        return bool(end) and end < self._aftersales_day(fields.Datetime.now())

    def _aftersales_days_added(self):
        """Return by how many days this repair moved the end of the warranty."""
        stops = self.aftersales_warranty_id.suspension_ids.filtered(
            lambda stop: (stop.source_model, stop.source_id) == (self._name, self.id)
        )
        return sum((stop.end_date - stop.start_date).days for stop in stops.filtered("end_date"))

    def _aftersales_part_coverages(self):
        """Return the new coverages of the parts that this repair put in."""
        __, end = self._aftersales_span()
        return self.aftersales_warranty_id.coverage_ids.filtered(
            lambda coverage: (
                coverage.source == "repair" and coverage.from_date == end and not coverage.ended_on
            )
        )
