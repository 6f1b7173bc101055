from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import pytz

from odoo import api, models
from odoo.tools import float_repr

from ...core.rightsfacts import YES, Facts


class Unit(NamedTuple):
    """Goods that rights are asked for: those of a delivery, or just a product of somebody."""

    company: models.BaseModel
    partner: models.BaseModel
    product: models.BaseModel
    lot: models.BaseModel
    move: models.BaseModel


class AftersalesRightsFacts(models.AbstractModel):
    """What the records know of units, as the plain facts that rights are decided by.

    The only place where records become facts. Everything is read for all units together: the
    number of queries does not depend on how many they are.
    """

    _name = "aftersales.rights.facts"
    _description = "Facts About Units"

    # === UNITS === #

    @api.model
    def _unit(self, move=None, lot=None, **values):
        """Return one unit; what is not given follows from the delivery, or from the lot."""
        # sudo: stock.*, sale.* - the days and names of what the desk works on
        move = (move or self.env["stock.move"]).sudo()
        lot = (lot or self.env["stock.lot"]).sudo()
        company = values.get("company") or move.company_id or lot.company_id or self.env.company
        partner = values.get("partner") or (move and move._aftersales_customer())
        return Unit(
            company=company.sudo(),
            partner=(partner or self.env["res.partner"]).sudo(),
            product=(values.get("product") or move.product_id or lot.product_id).sudo(),
            lot=lot,
            move=move,
        )

    # === FACTS === #

    @api.model
    def _facts(self, units, matters=None):
        """Return what is known of the units, in their order.

        :param units: a list of :class:`Unit`
        :param matters: for each unit, the :class:`core.rightsfacts.Facts` columns that the matter
            decides (``fault``, ``intact``, ``today`` ...); ``dates`` are added to those known,
            ``claimed_at`` is the instant of the customer's claim
        :rtype: list[core.rightsfacts.Facts]
        """
        read = self._read(units)
        matters = matters or [{}] * len(units)
        return [
            self._facts_of(unit, dict(matter), read)
            for unit, matter in zip(units, matters, strict=True)
        ]

    @api.model
    def _read(self, units):
        """Return what is read for all units together."""
        chains = self._chains(units)
        # sudo: stock.move - days and amounts of what the desk works on
        moves = self.env["stock.move"].sudo().union(*(move for line in chains for move in line))
        lines = moves.sale_line_id
        everyone = self.env["product.category"].union(*(unit.product.categ_id for unit in units))
        warranties = self._warranties(moves)
        return {
            "chains": dict(zip(units, chains, strict=True)),
            "invoices": self._invoice_days(lines),
            "warranties": warranties,
            "lives": self.env["aftersales.warranty"].union(*warranties.values())._rights_facts(),
            "first": self._first_deliveries(units),
            "goods": everyone._aftersales_goods(),
        }

    @api.model
    def _chains(self, units):
        """Return the deliveries behind each unit, the oldest first.

        What a delivery replaced, or gave back, came with an earlier one: rights count from there.
        """
        chains = [[unit.move] if unit.move else [] for unit in units]
        growing = list(chains)
        while growing := [chain for chain in growing if chain and self._before(chain[0])]:
            for chain in growing:
                chain.insert(0, self._before(chain[0]))
        return chains

    @api.model
    def _before(self, move):
        """Return the delivery that the goods, or those they replace, came with before."""
        back = move.origin_returned_move_id
        if back and back.location_id.usage == "customer":
            return back.origin_returned_move_id
        earlier = move.aftersales_rma_line_id.move_id
        return earlier if earlier != move else earlier.browse()

    @api.model
    def _invoice_days(self, lines):
        """Return the day of the first posted invoice by order line."""
        # sudo: account.move.line - days only
        groups = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("sale_line_ids", "in", lines.ids),
                    ("move_type", "=", "out_invoice"),
                    ("parent_state", "=", "posted"),
                ],
                ["sale_line_ids"],
                ["invoice_date:min"],
            )
        )
        return {line.id: day for line, day in groups}

    @api.model
    def _warranties(self, moves):
        """Return the warranty of each delivery and lot."""
        # sudo: aftersales.warranty - days only
        found = self.env["aftersales.warranty"].sudo().search([("move_id", "in", moves.ids)])
        return {(warranty.move_id.id, warranty.lot_id.id): warranty for warranty in found}

    @api.model
    def _first_deliveries(self, units):
        """Return when each lot first went to a customer: what was sold before is used."""
        lots = self.env["stock.lot"].union(*(unit.lot for unit in units))
        # sudo: stock.move.line - days only
        groups = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                [
                    ("lot_id", "in", lots.ids),
                    ("state", "=", "done"),
                    ("location_dest_id.usage", "=", "customer"),
                ],
                ["lot_id"],
                ["date:min"],
            )
        )
        return {lot.id: instant for lot, instant in groups}

    # === ONE UNIT === #

    @api.model
    def _facts_of(self, unit, matter, read):
        zone = self._zone(unit)
        now = matter.pop("now", None) or self.env.cr.now()
        today = matter.pop("today", None) or self._day(now, zone)
        dates = self._dates(unit, read, zone)
        if claimed_at := matter.pop("claimed_at", None):
            dates["claim"] = dates["defect_found"] = self._day(claimed_at, zone)
        dates |= matter.pop("dates", {})
        chain = read["chains"][unit]
        line = chain[0].sale_line_id if chain else self.env["sale.order.line"]
        facts = Facts(
            today=today,
            dates=dates,
            customer_class=self._customer_class(unit),
            channel=line.order_id.aftersales_sales_channel or "",
            goods=self._goods(unit, read),
            age=self._age(unit, chain, read),
            exclusions=self._exclusions(unit),
            repairs=self._repairs(unit, read),
            workdays=self.env["resource.calendar"]._aftersales_workdays(
                unit.company.resource_calendar_id.id, unit.company.id
            ),
            **self._place(unit, line),
            **self._price(line),
            **self._replaced(chain, zone),
        )
        exclusions = facts.exclusions | matter.pop("exclusions", {})
        return replace(facts, exclusions=exclusions, **matter)

    @api.model
    def _zone(self, unit):
        name = unit.partner.tz or unit.company.partner_id.tz or self.env.user.tz or "UTC"
        return pytz.timezone(name)

    @api.model
    def _day(self, instant, zone):
        """Return the calendar day of a naive UTC instant in a time zone."""
        return pytz.utc.localize(instant.replace(tzinfo=None)).astimezone(zone).date()

    @api.model
    def _dates(self, unit, read, zone):
        """Return the days of the unit's life by event; what nobody knows is left out."""
        chain = read["chains"][unit]
        if not chain:
            return {}
        first, last = chain[0], chain[-1]
        order = first.sale_line_id.order_id
        delivered = self._day(first.date, zone)
        ordered = self._day(order.date_order, zone) if order.date_order else None
        warranty = self._warranty(unit, read)
        # rights count from the receipt of the unit that was sold, not of the one given for it
        life = self._life(warranty._first_of_exchanges(), read)["dates"]
        received = life.get("receipt", delivered)
        days = {
            "contract": ordered,
            "order": ordered,
            "invoice": read["invoices"].get(first.sale_line_id.id),
            "customer_sale": ordered,
            "ship": delivered,
            "delivery": received,
            "receipt": received,
            "ownership": received,
            "installation": life.get("installation"),
            "registration": life.get("registration"),
            "warranty_end": warranty.end_date,
        }
        if len(chain) > 1 and last.aftersales_rma_line_id:
            days["replacement"] = warranty.received_on or self._day(last.date, zone)
        return {event: day for event, day in days.items() if day}

    @api.model
    def _replaced(self, chain, zone):
        """Return how often the unit was replaced, and when the customer got the last one."""
        replaced = [move for move in chain[1:] if not move.origin_returned_move_id]
        if not replaced:
            return {}
        return {"replacements": len(replaced), "replaced_on": self._day(replaced[-1].date, zone)}

    @api.model
    def _customer_class(self, unit):
        if not unit.partner:
            return ""
        return "business" if unit.partner.commercial_partner_id.is_company else "consumer"

    @api.model
    def _place(self, unit, line):
        """Return the country, and the state in it, that the goods went to."""
        partner = line.order_id.partner_shipping_id or unit.move.picking_id.partner_id
        partner = next(
            (one for one in (partner, unit.partner) if one.country_id), unit.partner.browse()
        )
        country = partner.country_id.code or ""
        state = partner.state_id.code
        return {"country": country, "state": f"{country}-{state}" if country and state else ""}

    @api.model
    def _goods(self, unit, read):
        own = unit.product.product_tmpl_id.aftersales_goods
        kind = own or read["goods"].get(unit.product.categ_id, "")
        return kind or ("service" if unit.product.type == "service" else "")

    @api.model
    def _age(self, unit, chain, read):
        """Return whether the goods were sold as new: not if somebody had had them before."""
        if unit.product.product_tmpl_id.aftersales_used:
            return "used"
        if not chain:
            return ""
        first = read["first"].get(unit.lot.id)
        serial = unit.product.tracking == "serial"
        return "used" if serial and first and first < chain[0].date else "new"

    @api.model
    def _exclusions(self, unit):
        nature = unit.product.product_tmpl_id.aftersales_exclusion
        return {nature: YES} if nature else {}

    @api.model
    def _price(self, line):
        """Return what was paid for one unit, with tax."""
        if not line.product_uom_qty:
            return {}
        currency = line.currency_id
        price = float_repr(line.price_total / line.product_uom_qty, currency.decimal_places)
        return {"price": Decimal(price), "currency": currency.name}

    @api.model
    def _warranty(self, unit, read):
        """Return the warranty of the unit as it was handed over last."""
        found = (
            read["warranties"].get((move.id, unit.lot.id))
            for move in reversed(read["chains"][unit])
        )
        return next(filter(None, found), self.env["aftersales.warranty"])

    @api.model
    def _life(self, warranty, read):
        return read["lives"].get(warranty, {"dates": {}})

    @api.model
    def _repairs(self, unit, read):
        return ()
