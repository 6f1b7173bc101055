from odoo import api, fields, models
from odoo.tools import format_date

from .repair_order import OPEN

CHARGES = [
    ("covered", "Covered"),
    ("goodwill", "Free of Charge"),
    ("charged", "Charged"),
]
FREE = ("covered", "goodwill")


class RepairOrder(models.Model):
    """Who pays: the warranty decides part by part and service by service, a specialist overrules.

    The verdict stands on the part or order line with its reason, so that nobody has to work it
    out again. It is given when the line is made, and again before work starts.
    """

    _inherit = "repair.order"

    aftersales_cover = fields.Char(
        string="Coverage",
        compute="_compute_aftersales_cover",
        compute_sudo=True,
        help="What the warranty says of the unit as a whole.",
    )

    @api.depends("aftersales_warranty_id", "aftersales_ticket_id")
    @api.depends_context("lang")
    def _compute_aftersales_cover(self):
        for repair in self:
            ours = bool(repair.aftersales_ticket_id)
            repair.aftersales_cover = repair._aftersales_covers("part")[1] if ours else ""

    def _aftersales_claim_day(self):
        """Return the day on which the fault was reported: the warranty is judged by it.

        Who reports a fault in time does not lose the warranty while we take our time.
        """
        self.ensure_one()
        asked = self.aftersales_rma_line_id.rma_id.create_date
        asked = asked or self.aftersales_ticket_id.opened_at
        return self._aftersales_day(asked or fields.Datetime.now())

    def _aftersales_covers(self, kind, product=None):
        """Return whether the warranty of the unit pays, and why or why not.

        :param str kind: ``part``, ``labour`` or ``on_site``
        :param product: the part or service
        :rtype: tuple[bool, str]
        """
        self.ensure_one()
        warranty, day = self.aftersales_warranty_id, self._aftersales_claim_day()
        if not warranty:
            return False, self.env._("No warranty is on record for this unit.")
        if warranty.voided_on:
            return False, self.env._("The warranty is void: %s", warranty.void_reason)
        coverages = self._aftersales_coverages(kind, product)
        running = coverages.filtered(lambda coverage: coverage._holds_on(day)).sorted("end_date")
        if running:
            return True, self.env._(
                "Covered by the warranty until %(date)s (%(what)s).",
                date=format_date(self.env, running[-1].end_date),
                what=running[-1].display_name,
            )
        if over := coverages.filtered("end_date").sorted("end_date")[-1:]:
            return False, self.env._(
                "The warranty ended on %s.", format_date(self.env, over.end_date)
            )
        return False, {
            "part": self.env._("The warranty does not cover this part."),
            "labour": self.env._("The warranty does not cover labour."),
            "on_site": self.env._("The warranty does not cover visits on site."),
        }[kind]

    def _aftersales_coverages(self, kind, product=None):
        """Return what of the warranty speaks of a part, of labour, or of visits.

        A cover of the whole unit mends it free of charge, labour included, unless labour has a
        cover of its own; somebody comes for it only where visits are covered.
        """
        live = self.aftersales_warranty_id.coverage_ids.filtered(lambda c: not c.ended_on)
        if kind == "part":
            names = product.product_tmpl_id._aftersales_part_names() if product else set()
            return live.filtered(
                lambda c: (
                    c.kind == "unit"
                    or (c.kind == "part" and (c.part_class or "").casefold() in names)
                )
            )
        own = live.filtered(lambda c: c.kind == kind)
        if kind == "labour":
            return own or live.filtered(lambda c: c.kind == "unit")
        return own

    # === VERDICT === #

    def _aftersales_judge(self):
        """Say of each part and service of the open repairs whether the customer pays for it."""
        # sudo: stock.move, sale.order.line, aftersales.warranty - the verdict does not depend on
        # who adds the part
        for repair in self._ours().filtered(lambda repair: repair.state in OPEN).sudo():
            parts = repair._aftersales_parts()
            for (charge, reason), moves in parts.grouped(repair._aftersales_part_verdict).items():
                moves.filtered(
                    lambda move, verdict=(charge, reason): (
                        (move.aftersales_charge, move.aftersales_charge_reason) != verdict
                    )
                ).write({"aftersales_charge": charge, "aftersales_charge_reason": reason})
            repair._aftersales_judge_lines()
            if repair.under_warranty != (free := repair._aftersales_parts_are_free(parts)):
                repair._transition().under_warranty = free

    def _aftersales_parts(self):
        """Return the parts that are still to be put in."""
        return self.move_ids.filtered(
            lambda move: move.repair_line_type == "add" and move.state not in ("done", "cancel")
        )

    def _aftersales_parts_are_free(self, parts):
        """Return what Odoo calls under warranty: no part of the repair is charged."""
        if parts:
            return all(move.aftersales_charge in FREE for move in parts)
        return self._aftersales_covers("part")[0]

    def _aftersales_part_verdict(self, move):
        return self._aftersales_verdict("part", move)

    def _aftersales_verdict(self, kind, line):
        """Return the charge of a part or order line, and its reason.

        :rtype: tuple[str, str]
        """
        if line.aftersales_override:
            charge = "goodwill" if line.aftersales_override == "free" else "charged"
            return charge, line.aftersales_override_reason
        covered, reason = self._aftersales_covers(kind, line.product_id)
        return ("covered" if covered else "charged"), reason

    def _aftersales_judge_lines(self):
        """Let the order lines of the repair follow: what is covered costs nothing."""
        order = self.sale_order_id
        if order.state == "cancel":
            return
        verdicts = {}
        for line in order.order_line:
            if part := line.move_ids.filtered(lambda move: move.repair_id == self)[:1]:
                if part.state not in ("done", "cancel"):
                    verdicts[line] = part.aftersales_charge, part.aftersales_charge_reason
            elif kind := line.product_id.aftersales_service:
                customer = self.with_context(lang=self.partner_id.lang)
                verdicts[line] = customer._aftersales_verdict(kind, line)
        judged = order.order_line.browse(line.id for line in verdicts)
        for (charge, reason), lines in judged.grouped(verdicts.get).items():
            lines._aftersales_charge_as(charge, reason)

    # === WHAT THE CUSTOMER HAS TO AGREE TO === #

    def _aftersales_charge_problem(self):
        """Return which agreement of the customer work has to wait for, or an empty string."""
        self.ensure_one()
        parts = self._aftersales_parts().filtered(
            lambda move: move.aftersales_charge == "charged" and not move.aftersales_accepted
        )
        order = self.sale_order_id
        services = order.order_line.filtered(
            lambda line: line.aftersales_charge == "charged" and line.product_uom_qty
        )
        if not parts and (not services or order.state == "sale"):
            return ""
        names = ", ".join((parts.product_id or services.product_id).mapped("display_name"))
        if not order:
            return self.env._(
                "%s is not covered: send the customer a quotation first, or let a specialist"
                " decide otherwise.",
                names,
            )
        if order.state == "cancel":
            return self.env._("The customer has declined %s: take the part out.", names)
        if order.state == "sale":
            return self.env._(
                "%s was added after the customer agreed: ask again, then note the answer.", names
            )
        return self.env._(
            "%(parts)s is not covered, and the customer has not accepted quotation %(order)s yet.",
            parts=names,
            order=order.name,
        )

    # === OVERRIDE === #

    def _aftersales_override(self, decision, reason, parts, lines):
        """Decide otherwise than the warranty does, for a reason that goes on record.

        :param str decision: ``free``, ``charge``, ``warranty`` (back to what the warranty says) or
            ``accepted`` (the customer has agreed, on the phone or in writing)
        :param parts: the ``stock.move`` concerned
        :param lines: the ``sale.order.line`` of services concerned
        """
        repair = self._aftersales_begin("override")
        # sudo: stock.move, sale.order.line - those of this repair only, after the predicate
        parts = parts.sudo().filtered(lambda move: move.repair_id == repair)
        own = repair.sale_order_id.order_line.filtered("product_id.aftersales_service")
        lines = lines.sudo() & own
        if decision == "accepted":
            repair._aftersales_accepted_by_word(parts)
        else:
            kept = decision in ("free", "charge")
            values = {
                "aftersales_override": decision if kept else False,
                "aftersales_override_reason": reason if kept else False,
            }
            parts.write(values)
            lines.write(values)
            repair._aftersales_judge()
        self._record(
            "override",
            rule="repair_charge",
            decision=decision,
            number=repair.name,
            products=(parts.product_id | lines.product_id).ids,
            reason=reason,
        )
