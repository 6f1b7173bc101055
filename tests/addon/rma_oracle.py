"""What the documents of an order say, read by SQL: no field of ours is asked for a quantity.

Only the links of ours are followed (which transfer or credit note belongs to which return), since
Odoo's documents have no other.
"""

from collections import defaultdict
from dataclasses import dataclass, field

MOVED = """
    SELECT move.id, move.sale_line_id, move.origin_returned_move_id AS origin,
           move.aftersales_rma_line_id AS rma_line, line.lot_id, product.tracking = 'serial' AS serial,
           came.usage = 'customer' AS back, went.usage = 'customer' AS out,
           line.quantity_product_uom AS quantity
      FROM stock_move_line line
      JOIN stock_move move ON move.id = line.move_id
      JOIN product_product variant ON variant.id = move.product_id
      JOIN product_template product ON product.id = variant.product_tmpl_id
      JOIN stock_location came ON came.id = line.location_id
      JOIN stock_location went ON went.id = line.location_dest_id
     WHERE move.state = 'done'
       AND (came.usage = 'customer') <> (went.usage = 'customer')
       AND move.sale_line_id IN (SELECT id FROM sale_order_line WHERE order_id = %s)
  ORDER BY move.id
"""
CHARGED = """
    SELECT link.order_line_id AS sale_line_id, entry.move_type, entry.state,
           entry.aftersales_rma_id AS rma,
           line.quantity * own.factor / product_unit.factor AS quantity,
           line.price_subtotal AS amount
      FROM account_move_line line
      JOIN account_move entry ON entry.id = line.move_id
      JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = line.id
      JOIN product_product variant ON variant.id = line.product_id
      JOIN product_template product ON product.id = variant.product_tmpl_id
      JOIN uom_uom own ON own.id = line.product_uom_id
      JOIN uom_uom product_unit ON product_unit.id = product.uom_id
     WHERE line.display_type = 'product'
       AND link.order_line_id IN (SELECT id FROM sale_order_line WHERE order_id = %s)
"""
CREDITED_BY_OURS = """
    SELECT entry.aftersales_rma_id AS rma, line.product_id AS product, line.price_subtotal AS amount
      FROM account_move_line line
      JOIN account_move entry ON entry.id = line.move_id
     WHERE line.display_type = 'product' AND entry.state = 'posted'
       AND entry.aftersales_rma_id IN (
           SELECT rma_id FROM aftersales_rma_line
             JOIN sale_order_line sold ON sold.id = sale_line_id WHERE sold.order_id = %s)
"""


@dataclass
class Delivery:
    """One transfer to the customer, with what came back of it and went out on that return again."""

    delivered: dict = field(default_factory=lambda: defaultdict(float))  # by lot
    back: dict = field(default_factory=lambda: defaultdict(float))
    again: dict = field(default_factory=lambda: defaultdict(float))
    serial: bool = False

    def with_customer(self, lot):
        return self.delivered[lot] + self.again[lot] - self.back[lot]


@dataclass
class OrderLine:
    """What went out and came back, was charged and credited, for one line of the order."""

    out: float = 0
    back: float = 0
    invoiced: float = 0
    credited: float = 0
    invoiced_amount: float = 0
    credited_amount: float = 0


@dataclass
class Done:
    """What was done for one line of a return, or for all of it."""

    received: float = 0
    replaced: float = 0
    given_back: float = 0
    credited: float = 0
    not_charged: float = 0
    reduced: float = 0  # an amount


def rows(env, query, *arguments):
    env.flush_all()
    env.cr.execute(query, arguments)
    names = [column.name for column in env.cr.description]
    return [dict(zip(names, row, strict=True)) for row in env.cr.fetchall()]


class Documents:
    """The documents of one order, as they are now."""

    def __init__(self, order):
        self.deliveries, self.lines = defaultdict(Delivery), defaultdict(OrderLine)
        self.returns = defaultdict(Done)  # by line of a return
        self.credited = defaultdict(float)  # by return
        self.credited_by_ours = defaultdict(float)  # by order line
        self.reduced = defaultdict(float)  # by return
        self.strays = []  # came back from nowhere
        self.family = {}  # move -> the delivery that it is of
        for row in rows(order.env, MOVED, order.id):
            self._add_transfer(row)
        for row in rows(order.env, CHARGED, order.id):
            self._add_charge(row)
        ours = rows(order.env, CREDITED_BY_OURS, order.id)
        self.amount_by_ours = sum(row["amount"] for row in ours)
        for row in ours:
            self.reduced[row["rma"]] += 0 if row["product"] else row["amount"]

    def of(self, rma):
        """Return what was done for a return, in all its lines.

        A receipt counts for a line with the lot that the line announces, or with another that
        somebody accepted for it; what is not charged is a decision, and has no document.
        """
        done = Done(credited=self.credited[rma.id], reduced=self.reduced[rma.id])
        for line in rma.line_ids:
            accepted = line.found_ids.filtered(
                lambda f, line=line: f.accepted and f.lot_id != line.lot_id
            )
            for name in ("received", "replaced", "given_back"):
                told = getattr(self.returns[line.id, line.lot_id.id or None], name)
                if name == "replaced":  # with any lot
                    told = sum(d.replaced for key, d in self.returns.items() if key[0] == line.id)
                setattr(done, name, getattr(done, name) + told)
            done.received += sum(accepted.mapped("quantity"))
            done.not_charged += line.settled_quantity
        return done

    def _add_transfer(self, row):
        told = self.returns[row["rma_line"], row["lot_id"]]
        told.received += row["quantity"] if row["back"] else 0
        told.replaced += row["quantity"] if row["out"] and not row["origin"] else 0
        told.given_back += row["quantity"] if row["out"] and row["origin"] else 0
        line, done, lot = self.lines[row["sale_line_id"]], row["quantity"], row["lot_id"]
        family = self.family.setdefault(row["id"], self.family.get(row["origin"], row["id"]))
        delivery = self.deliveries[family]
        if row["back"]:
            line.back += done
            delivery.back[lot] += done
            if row["origin"] not in self.family:
                self.strays.append(row)
            return
        line.out += done
        delivery.serial = row["serial"]
        (delivery.delivered if family == row["id"] else delivery.again)[lot] += done

    def _add_charge(self, row):
        line = self.lines[row["sale_line_id"]]
        if row["move_type"] == "out_invoice" and row["state"] == "posted":
            line.invoiced += row["quantity"]
            line.invoiced_amount += row["amount"]
        elif row["move_type"] == "out_refund" and row["state"] == "posted":
            line.credited += row["quantity"]
            line.credited_amount += row["amount"]
            if row["rma"]:
                self.credited[row["rma"]] += row["quantity"]
                self.credited_by_ours[row["sale_line_id"]] += row["quantity"]
