from datetime import date, tzinfo
from decimal import Decimal
from functools import cache
from itertools import chain as joined
from typing import NamedTuple

import pytz

from odoo import api, models
from odoo.tools import float_repr

from ...core.rightsfacts import YES, Facts

_OF_A_DELIVERY = ("aftersales_rma_line_id", "date", "origin_returned_move_id", "sale_line_id")
_OF_A_SALE = (
    "currency_id",
    "order_id",
    "price_total",
    "product_id",
    "product_uom_id",
    "product_uom_qty",
)
_OF_A_WARRANTY = (
    "end_date",
    "installed_on",
    "lot_id",
    "move_id",
    "received_on",
    "registered_on",
    "replaces_id",
)


class Unit(NamedTuple):
    """Goods that rights are asked for: those of a delivery, or just a product of somebody."""

    company: models.BaseModel
    partner: models.BaseModel
    product: models.BaseModel
    lot: models.BaseModel
    move: models.BaseModel


class Shared(NamedTuple):
    """What the units of one product share that one customer has from one company."""

    zone: tzinfo
    today: date
    serial: bool
    columns: dict  # of :class:`core.rightsfacts.Facts`


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
        """Return what is read for all units together, and what is found once for many of them."""
        chains = self._chains(units)
        # sudo: stock.move, product.product - days and amounts of what the desk works on
        moves = self.env["stock.move"].sudo().union(*joined.from_iterable(chains.values()))
        moves.aftersales_rma_line_id.fetch(["lot_id"])
        lines = moves.sale_line_id
        lines.fetch(_OF_A_SALE)
        lines.order_id.fetch(["date_order", "aftersales_sales_channel", "partner_shipping_id"])
        products = self.env["product.product"].sudo().union(*{unit.product for unit in units})
        goods = products.categ_id._aftersales_goods()
        return {
            "chains": chains,
            "invoices": self._invoice_days(lines),
            "received": cache(lambda move: move._aftersales_received_on()),
            "warranties": self._warranties(moves),
            "first": self._first_deliveries(units, chains),
            "shared": cache(lambda *of: self._shared(*of, goods)),
            "place": cache(self._place),
            "currency": cache(lambda currency: (currency.name, currency.decimal_places)),
        }

    @api.model
    def _chains(self, units):
        """Return the deliveries behind each unit by the id of its own, the oldest first.

        What a delivery replaced, or gave back, came with an earlier one: rights count from there.

        :rtype: dict[int, list[stock.move]]
        """
        chains = {unit.move.id: [unit.move] for unit in units if unit.move}
        growing = list(chains.values())
        while growing:
            # sudo: stock.move - days and links of what the desk works on
            oldest = self.env["stock.move"].sudo().union(*(chain[0] for chain in growing))
            oldest.fetch(_OF_A_DELIVERY)
            growing = [chain for chain in growing if self._grow(chain)]
        return chains

    @api.model
    def _grow(self, chain):
        """Put the delivery before the oldest one of a chain in front; return whether there is one."""
        if before := self._before(chain[0]):
            chain.insert(0, before)
        return bool(before)

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
        warranties = self.env["aftersales.warranty"].sudo()
        found = warranties.search_fetch([("move_id", "in", moves.ids)], _OF_A_WARRANTY)
        return {(warranty.move_id.id, warranty.lot_id.id): warranty for warranty in found}

    @api.model
    def _lots(self, unit, chain):
        """Return the serials of a unit: the one that was sold, then those given for it."""
        if len(chain) < 2:  # nearly all: nothing was given for it
            return [unit.lot] if unit.lot else []
        replaced = (move.aftersales_rma_line_id.lot_id for move in chain[1:])
        return list(dict.fromkeys(lot for lot in (*replaced, unit.lot) if lot))

    @api.model
    def _first_deliveries(self, units, chains):
        """Return when each lot first went to a customer: what was sold before is used."""
        lots = self.env["stock.lot"].union(
            *(lot for unit in units for lot in self._lots(unit, chains.get(unit.move.id, ())))
        )
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
        shared = read["shared"](unit.company, unit.partner, unit.product)
        chain = read["chains"].get(unit.move.id, [])
        line = chain[0].sale_line_id if chain else self.env["sale.order.line"]
        order = line.order_id
        now, today = matter.pop("now", None), matter.pop("today", None)
        if not today:
            today = self._day(now, shared.zone) if now else shared.today
        dates = self._dates(unit, chain, line, read, shared.zone)
        if claimed_at := matter.pop("claimed_at", None):
            dates["claim"] = dates["defect_found"] = self._day(claimed_at, shared.zone)
        dates |= matter.pop("dates", {})
        shipped_to = order.partner_shipping_id or unit.move.picking_id.partner_id
        known = {
            **shared.columns,
            "today": today,
            "dates": dates,
            "channel": order.aftersales_sales_channel or "",
            "age": shared.columns["age"] or self._age(unit, chain, shared.serial, read),
            "repairs": self._repairs(unit, read),
            **read["place"](shipped_to, unit.partner),
            **self._price(line, read),
            **self._replaced(unit, chain, dates, read, shared.zone),
        }
        exclusions = known["exclusions"] | matter.pop("exclusions", {})
        return Facts(**known | matter | {"exclusions": exclusions})

    @api.model
    def _shared(self, company, partner, product, goods):
        """Return what units share.

        :param dict goods: the kind of goods by category
        :rtype: Shared
        """
        zone, template = self._zone(company, partner), product.product_tmpl_id
        kind = template.aftersales_goods or goods.get(product.categ_id)
        nature = template.aftersales_exclusion
        columns = {
            "customer_class": self._customer_class(partner),
            "goods": kind or ("service" if product.type == "service" else ""),
            "age": "used" if template.aftersales_used else "",
            "exclusions": {nature: YES} if nature else {},
            "workdays": self.env["resource.calendar"]._aftersales_workdays(
                company.resource_calendar_id.id, company.id
            ),
        }
        today = self._day(self.env.cr.now(), zone)
        return Shared(zone, today, product.tracking == "serial", columns)

    @api.model
    def _zone(self, company, partner):
        name = partner.tz or company.partner_id.tz or self.env.user.tz or "UTC"
        return pytz.timezone(name)

    @api.model
    def _day(self, instant, zone):
        """Return the calendar day of a naive UTC instant in a time zone."""
        return pytz.utc.localize(instant.replace(tzinfo=None)).astimezone(zone).date()

    @api.model
    def _dates(self, unit, chain, line, read, zone):
        """Return the days of the unit's life by event; what nobody knows is left out."""
        if not chain:
            return {}
        first = chain[0]
        sold_at = line.order_id.date_order
        delivered = self._day(first.date, zone)
        ordered = self._day(sold_at, zone) if sold_at else None
        warranty = self._warranty(unit, chain, read)
        # rights count from the receipt of the unit that was sold, not of the one given for it
        sold = warranty._first_of_exchanges()
        received = sold.received_on or read["received"](first)
        days = {
            "contract": ordered,
            "order": ordered,
            "invoice": read["invoices"].get(line.id),
            "customer_sale": ordered,
            "ship": delivered,
            "delivery": received,
            "receipt": received,
            "ownership": received,
            "installation": sold.installed_on,
            "registration": sold.registered_on,
            "warranty_end": warranty.end_date,
        }
        return {event: day for event, day in days.items() if day}

    @api.model
    def _replaced(self, unit, chain, dates, read, zone):
        """Return how often the unit was replaced, and when the customer got the last one."""
        replaced = [move for move in chain[1:] if not move.origin_returned_move_id]
        if not replaced:
            return {}
        last, claim = replaced[-1], dates.get("claim")
        warranty = read["warranties"].get((last.id, unit.lot.id))
        received = (warranty and warranty.received_on) or read["received"](last)
        if claim and self._day(last.date, zone) <= claim < received:
            received = claim  # who complains of the goods has them, however long the way is
        dates.setdefault("replacement", received)
        return {"replacements": len(replaced), "replaced_on": received}

    @api.model
    def _customer_class(self, partner):
        if not partner:
            return ""
        return "business" if partner.commercial_partner_id.is_company else "consumer"

    @api.model
    def _place(self, shipped_to, partner):
        """Return the country, and the state in it, that the goods went to."""
        partner = next((one for one in (shipped_to, partner) if one.country_id), partner.browse())
        country = partner.country_id.code or ""
        state = partner.state_id.code
        return {"country": country, "state": f"{country}-{state}" if country and state else ""}

    @api.model
    def _age(self, unit, chain, serial, read):
        """Return whether the goods were sold as new: not if somebody had had them before."""
        if not chain:
            return ""
        first = next((read["first"].get(lot.id) for lot in self._lots(unit, chain)), None)
        return "used" if serial and first and first < chain[0].date else "new"

    @api.model
    def _price(self, line, read):
        """Return what was paid for one unit, with tax."""
        if not (quantity := line.product_uom_qty):
            return {}
        sold_by, own = line.product_uom_id, line.product_id.uom_id
        if sold_by != own:
            quantity = sold_by._compute_quantity(quantity, own, round=False)
        name, places = read["currency"](line.currency_id)
        return {"price": Decimal(float_repr(line.price_total / quantity, places)), "currency": name}

    @api.model
    def _warranty(self, unit, chain, read):
        """Return the warranty of the unit as it was handed over last."""
        found = (read["warranties"].get((move.id, unit.lot.id)) for move in reversed(chain))
        return next(filter(None, found), self.env["aftersales.warranty"])

    @api.model
    def _repairs(self, unit, read):
        return ()
