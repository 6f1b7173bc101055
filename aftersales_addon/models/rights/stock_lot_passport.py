from datetime import datetime, time

from odoo import fields, models
from odoo.tools import format_date

from .warranty import STATES

STAFF = "aftersales_addon.group_agent,aftersales_addon.group_auditor"
RMA_EVENTS = [
    "rma_requested",
    "rma_approved",
    "rma_refused",
    "inspected",
    "refund_posted",
    "replacement_sent",
]


class StockLot(models.Model):
    """The passport of a unit: who has it, what is covered, and everything that happened to it.

    Each part is read with the rights of the reader: what somebody may not see is not in theirs.
    """

    _inherit = "stock.lot"

    aftersales_owner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Owner",
        compute="_compute_aftersales_cover",
        compute_sudo=False,
        groups=STAFF,
    )
    aftersales_warranty_id = fields.Many2one(
        comodel_name="aftersales.warranty",
        string="Warranty",
        compute="_compute_aftersales_cover",
        compute_sudo=False,
        groups=STAFF,
    )
    aftersales_warranty_state = fields.Selection(
        selection=STATES,
        string="Warranty Status",
        compute="_compute_aftersales_cover",
        compute_sudo=False,
        groups=STAFF,
    )
    aftersales_coverage_ids = fields.Many2many(
        comodel_name="aftersales.warranty.coverage",
        string="Coverage",
        compute="_compute_aftersales_cover",
        compute_sudo=False,
        groups=STAFF,
    )
    aftersales_passport = fields.Html(
        string="Life of the Unit",
        compute="_compute_aftersales_passport",
        compute_sudo=False,
        sanitize=False,
        groups=STAFF,
    )

    def _compute_aftersales_cover(self):
        """Look up the warranty that holds today; goods that came back have no owner."""
        by_lot = (
            self.env["aftersales.warranty"]
            .search([("lot_id", "in", self.ids)], order="id desc")
            .grouped("lot_id")
        )
        for lot in self:
            warranty = by_lot.get(lot, self.env["aftersales.warranty"])[:1]
            lot.aftersales_warranty_id = warranty
            lot.aftersales_warranty_state = warranty.state
            owned = lot.product_id.tracking == "serial" and warranty.state != "returned"
            lot.aftersales_owner_id = warranty.partner_id if owned else False
            lot.aftersales_coverage_ids = warranty.coverage_ids

    def _compute_aftersales_passport(self):
        for lot in self:
            lot.aftersales_passport = self.env["ir.qweb"]._render(
                "aftersales_addon.unit_passport_timeline",
                {"entries": lot._aftersales_passport(), "links": True},
            )

    # === THE LIFE OF A UNIT === #

    def _aftersales_passport(self):
        """Return everything that happened to the unit and that the reader may see, in order.

        :return: dicts of ``at`` (naive UTC), ``day`` (date, where only the day is known, else
            None), ``kind``, ``label``, ``detail``, and ``model`` and ``id`` of the record
        """
        self.ensure_one()
        self.check_access("read")
        entries = [
            *self._passport_transfers(),
            *self._passport_warranties(),
            *self._passport_tickets(),
            *self._passport_returns(),
            *self._passport_repairs(),
        ]
        return sorted(entries, key=lambda entry: (entry["at"], entry["kind"], entry["id"]))

    def _passport_entry(self, kind, when, label, record, detail=""):
        """Return one entry; a day without a time stands at its end, after what caused it."""
        instant = isinstance(when, datetime)
        return {
            "at": when if instant else datetime.combine(when, time.max),
            "day": None if instant else when,
            "kind": kind,
            "label": label,
            "detail": detail or "",
            "model": record._name,
            "id": record.id,
        }

    def _passport_readable(self, model, domain, order="id"):
        """Return the records of a domain that the reader may see, none without the right."""
        records = self.env[model]
        return records.search(domain, order=order) if records.has_access("read") else records

    def _passport_transfers(self):
        """Return the sales, deliveries, receipts by the customer, and what came back."""
        moves = self._passport_readable(
            "stock.move", [("move_line_ids.lot_id", "=", self.id), ("state", "=", "done")]
        )
        # sudo: stock.move - only which orders they belong to; the reader's rules decide right here
        orders = self._passport_readable(
            "sale.order", [("id", "in", moves.sudo().sale_line_id.order_id.ids)]
        )
        for order in orders:
            yield self._passport_entry(
                "1_sale",
                order.date_order,
                self.env._("Sold"),
                order,
                f"{order.name} · {order.partner_id.display_name}",
            )
        for move in moves:
            label, document = self._passport_move_label(move), move.picking_id or move
            if label:
                yield self._passport_entry(
                    "2_move", move.date, label, document, document.display_name
                )
            received = document == move.picking_id and document.aftersales_received_at
            if received:
                yield self._passport_entry(
                    "3_received", received, self.env._("Received by the customer"), document
                )

    def _passport_move_label(self, move):
        to_customer = move.location_dest_id.usage == "customer"
        if to_customer == (move.location_id.usage == "customer"):
            return ""
        if not to_customer:
            return self.env._("Came back")
        if move.origin_returned_move_id:
            return self.env._("Given back")
        return self.env._("Delivered")

    def _passport_warranties(self):
        """Return what the events of the warranties say, who owned the unit, and exchanges."""
        warranties = self._passport_readable("aftersales.warranty", [("lot_id", "=", self.id)])
        if not warranties:
            return
        by_id = {warranty.id: warranty for warranty in warranties}
        for event in self._passport_events(warranties._name, by_id):
            label, detail = self._passport_warranty_text(event)
            yield self._passport_entry(
                "4_warranty", event.occurred_at, label, by_id[event.record], detail
            )
        for owner in warranties.owner_ids.filtered("since"):
            yield self._passport_entry(
                "5_owner",
                owner.since,
                self.env._("Owner"),
                owner.warranty_id,
                " · ".join(filter(None, (owner.partner_id.display_name, owner.note))),
            )
        exchanges = [(new, new.replaces_id, True) for new in warranties if new.replaces_id]
        exchanges += [(new, new, False) for new in warranties.replaced_by_ids]
        for new, other, is_new in exchanges:
            label = self.env._("Replaces") if is_new else self.env._("Replaced by")
            name = other.lot_id.name or other.product_id.display_name
            yield self._passport_entry("5_exchange", new.received_on, label, other, name)

    def _passport_warranty_text(self, event):
        facts, label = event._facts(), self._passport_event_label(event)
        match facts.get("what"), facts.get("now"):
            case "sold_again", _:
                return self.env._("Sold again"), ""
            case "warranty_pending", _:
                return self.env._("Warranty not started yet"), ""
            case "warranty_void", _:
                label = self.env._("Warranty restored")
            case "warranty_extension", "ended":
                label = self.env._("Extension of the warranty refunded")
            case (("warranty_extension" | "warranty_dates"), _):
                label = self.env._("Warranty counted again")
        words = [facts.get(name) for name in ("part", "why", "reason")] + [self._until(facts)]
        return label, " · ".join(filter(None, words))

    def _until(self, facts):
        end = facts.get("end")
        if not end:
            return ""
        return self.env._("until %s", format_date(self.env, end))

    def _passport_tickets(self):
        for ticket in self._passport_readable("aftersales.ticket", [("lot_id", "=", self.id)]):
            yield self._passport_entry(
                "6_ticket",
                ticket.opened_at,
                self.env._("Ticket"),
                ticket,
                f"{ticket.number} · {ticket.name}",
            )

    def _passport_returns(self):
        """Return what the events of the returns say; the goods themselves are transfers."""
        lines = self._passport_readable("aftersales.rma.line", [("lot_id", "=", self.id)])
        rmas = {rma.id: rma for rma in lines.rma_id}
        for event in self._passport_events("aftersales.rma", rmas, RMA_EVENTS):
            rma = rmas[event.record]
            yield self._passport_entry(
                "7_rma", event.occurred_at, self._passport_event_label(event), rma, rma.number
            )

    def _passport_events(self, model, ids, types=None):
        # sudo: aftersales.event - whoever may read the record may read its history
        events = self.env["aftersales.event"].sudo()
        domain = [("model", "=", model), ("record", "in", list(ids))]
        if types:
            domain.append(("type", "in", types))
        return events.search(domain, order="id")

    def _passport_event_label(self, event):
        return dict(event._fields["type"]._description_selection(self.env))[event.type]

    def _passport_repairs(self):
        """Return the repairs of the unit with the parts put in, and the units it is a part of."""
        repairs = self._passport_readable(
            "repair.order", [("lot_id", "=", self.id), ("state", "!=", "cancel")]
        )
        for repair in repairs:
            begun = repair.schedule_date
            yield self._passport_entry("8_repair", begun, self.env._("Repair"), repair, repair.name)
            for part in repair.move_ids.filtered(lambda move: move.state == "done"):
                label = {
                    "add": self.env._("Part put in"),
                    "remove": self.env._("Part taken out"),
                    "recycle": self.env._("Part taken out"),
                }[part.repair_line_type]
                yield self._passport_entry(
                    "9_part",
                    part.date,
                    label,
                    repair,
                    " · ".join([part.product_id.display_name, *part.lot_ids.mapped("name")]),
                )
            if repair.state == "done" and repair.move_id:
                yield self._passport_entry(
                    "9_repaired", repair.move_id.date, self.env._("Repaired"), repair, repair.name
                )
