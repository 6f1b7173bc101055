"""What the documents of an order say, read by SQL: no field of ours is asked for a quantity.

Only the links of ours are followed (which transfer or credit note belongs to which return), since
Odoo's documents have no other.
"""

from collections import defaultdict
from dataclasses import dataclass, field

MOVED = """
    SELECT move.id, move.sale_line_id, move.origin_returned_move_id AS origin,
           move.aftersales_rma_line_id AS rma_line, line.lot_id, line.product_id AS product,
           product.tracking = 'serial' AS serial,
           came.usage = 'customer' AS back, went.usage = 'customer' AS out,
           line.quantity_product_uom AS quantity,
           EXISTS (SELECT FROM aftersales_rma_found found
                    WHERE found.move_id IN (move.id, move.origin_returned_move_id)
                      AND found.lot_id = line.lot_id) AS found
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
UNDER_WAY = """
    SELECT move.aftersales_rma_line_id AS rma_line,
           came.usage = 'customer' AS back, origin.id IS NULL AS first_time
      FROM stock_move move
      JOIN stock_location came ON came.id = move.location_id
      JOIN aftersales_rma_line line ON line.id = move.aftersales_rma_line_id
      JOIN sale_order_line sold ON sold.id = line.sale_line_id
 LEFT JOIN stock_move origin ON origin.id = move.origin_returned_move_id
     WHERE move.state NOT IN ('done', 'cancel') AND sold.order_id = %s
"""
FOUND = """
    SELECT line.rma_id AS rma, BOOL_AND(move.state = 'done') AS gone
      FROM aftersales_rma_found found
      JOIN aftersales_rma_line line ON line.id = found.rma_line_id
      JOIN sale_order_line sold ON sold.id = line.sale_line_id
 LEFT JOIN stock_move move ON move.aftersales_found_id = found.id AND move.state <> 'cancel'
     WHERE NOT COALESCE(found.accepted, FALSE) AND sold.order_id = %s
  GROUP BY found.id, line.rma_id
"""
LENT = """
    SELECT loaner.rma_id AS rma, BOOL_OR(came.usage = 'customer' AND move.state = 'done') AS back
      FROM aftersales_loaner loaner
      JOIN stock_move move ON move.aftersales_loaner_id = loaner.id AND move.state <> 'cancel'
      JOIN stock_location came ON came.id = move.location_id
     WHERE loaner.rma_id IN (
           SELECT rma_id FROM aftersales_rma_line
             JOIN sale_order_line sold ON sold.id = sale_line_id WHERE sold.order_id = %s)
  GROUP BY loaner.id, loaner.rma_id
"""
# A credit note takes off what an invoice adds; a document over a difference has lines of both kinds.
CHARGED = """
    SELECT line.id, link.order_line_id AS sale_line_id, entry.move_type, entry.state,
           entry.aftersales_rma_id AS rma, given.outcome,
           CASE entry.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
               * line.quantity * own.factor / product_unit.factor AS quantity,
           CASE entry.move_type WHEN 'out_refund' THEN -1 ELSE 1 END * line.price_subtotal AS amount
      FROM account_move_line line
      JOIN account_move entry ON entry.id = line.move_id
      JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = line.id
      JOIN product_product variant ON variant.id = line.product_id
      JOIN product_template product ON product.id = variant.product_tmpl_id
      JOIN uom_uom own ON own.id = line.product_uom_id
      JOIN uom_uom product_unit ON product_unit.id = product.uom_id
 LEFT JOIN (SELECT DISTINCT credit_line_id, outcome FROM aftersales_rma_credit) given
        ON given.credit_line_id = line.id
     WHERE line.display_type = 'product' AND entry.state <> 'cancel'
       AND link.order_line_id IN (SELECT id FROM sale_order_line WHERE order_id = %s)
"""
GIVEN = """
    SELECT DISTINCT line.id, rma_line.sale_line_id, credit.outcome,
           CASE credit.outcome WHEN 'reduction' THEN rma_line.id END AS rma_line,
           CASE entry.move_type WHEN 'out_refund' THEN 1 ELSE -1 END * line.price_subtotal AS amount
      FROM account_move_line line
      JOIN account_move entry ON entry.id = line.move_id
      JOIN aftersales_rma_credit credit ON credit.credit_line_id = line.id
      JOIN aftersales_rma_line rma_line ON rma_line.id = credit.rma_line_id
      JOIN sale_order_line sold ON sold.id = rma_line.sale_line_id
     WHERE entry.state = 'posted' AND sold.order_id = %s
"""
# One line of a credit note may be for several serials: each has its part of it.
PARTS = """
    SELECT credit_line_id, rma_line_id,
           quantity / SUM(quantity) OVER (PARTITION BY credit_line_id) AS part
      FROM aftersales_rma_credit
     WHERE outcome IN ('refund', 'exchange') AND credit_line_id IN (
           SELECT link.invoice_line_id FROM sale_order_line_invoice_rel link
             JOIN sale_order_line sold ON sold.id = link.order_line_id WHERE sold.order_id = %s)
"""
FEES = """
    SELECT entry.aftersales_rma_id AS rma, line.product_id AS product,
           -SUM(line.price_subtotal) AS amount
      FROM account_move_line line
      JOIN account_move entry ON entry.id = line.move_id
 LEFT JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = line.id
     WHERE entry.state = 'posted' AND entry.move_type = 'out_refund'
       AND line.display_type = 'product'
       AND line.product_id IS NOT NULL AND link.invoice_line_id IS NULL
       AND entry.aftersales_rma_id IN (
           SELECT rma_id FROM aftersales_rma_line
             JOIN sale_order_line sold ON sold.id = sale_line_id WHERE sold.order_id = %s)
  GROUP BY entry.aftersales_rma_id, line.product_id
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
    draft_credited: float = 0
    draft_invoices: int = 0
    refunded_by_ours: float = 0
    exchanged_by_ours: float = 0
    invoiced_amount: float = 0
    credited_amount: float = 0
    given_by_ours: float = 0  # an amount


@dataclass
class Done:
    """What was done for one line of a return."""

    received: float = 0
    replaced: float = 0
    given_back: float = 0
    credited: float = 0
    exchanged: float = 0  # credited against other goods
    not_charged: float = 0


def rows(env, query, *arguments):
    env.cr.execute(query, arguments)
    names = [column.name for column in env.cr.description]
    return [dict(zip(names, row, strict=True)) for row in env.cr.fetchall()]


class Documents:
    """The documents of one order, as they are now."""

    def __init__(self, order):
        self.deliveries, self.lines = defaultdict(Delivery), defaultdict(OrderLine)
        self.returns = defaultdict(Done)  # by line of a return, and lot
        self.sent = defaultdict(float)  # by line of a return, and product
        self.credited = defaultdict(float)  # by line of a return
        self.exchanged = defaultdict(float)  # against other goods
        self.parts = defaultdict(list)  # of lines of credit notes, by line of a return
        self.credited_by_rma = defaultdict(float)  # by order line and return, drafts too
        self.draft_exchanges = set()  # returns and order lines
        self.reduced = defaultdict(float)  # an amount by line of a return
        self.fees = {}  # an amount by return and product
        self.strays = []  # came back from nowhere
        self.family = {}  # move -> the delivery that it is of
        env = order.env
        env.flush_all()
        for row in rows(env, MOVED, order.id):
            self._add_transfer(row)
        for row in rows(env, PARTS, order.id):
            self.parts[row["credit_line_id"]].append((row["rma_line_id"], row["part"]))
        for row in rows(env, CHARGED, order.id):
            self._add_charge(row)
        for row in rows(env, GIVEN, order.id):
            self.lines[row["sale_line_id"]].given_by_ours += row["amount"]
            if row["rma_line"]:
                self.reduced[row["rma_line"]] += row["amount"]
        for row in rows(env, FEES, order.id):
            self.fees[row["rma"], row["product"]] = row["amount"]
        under_way = rows(env, UNDER_WAY, order.id)
        self.awaited = {row["rma_line"] for row in under_way if row["back"]}
        self.to_send = {
            row["rma_line"] for row in under_way if not row["back"] and row["first_time"]
        }
        self.undecided = {row["rma"] for row in rows(env, FOUND, order.id) if not row["gone"]}
        self.lent = {row["rma"] for row in rows(env, LENT, order.id) if not row["back"]}

    def of(self, line):
        """Return what was done for a line of a return.

        A receipt counts for a line with the lot that the line announces, or with another that
        somebody accepted for it; what is not charged is a decision, and has no document.
        """
        told = self.returns[line.id, line.lot_id.id or None]
        accepted = line.found_ids.filtered(lambda f: f.accepted and f.lot_id != line.lot_id)
        replaced = self.sent[line.id, line.product_id.id]
        if other := line.exchange_product_id:
            each = line.product_quantity / line.exchange_quantity
            replaced += self.sent[line.id, other.id] * each
        return Done(
            received=told.received + sum(accepted.mapped("quantity")),
            replaced=replaced,
            given_back=sum(
                self.returns[line.id, lot.id or None].given_back
                for lot in (line.lot_id, *(accepted.lot_id - line.lot_id))
            ),
            credited=self.credited[line.id],
            exchanged=self.exchanged[line.id],
            not_charged=line.settled_quantity,
        )

    def _add_transfer(self, row):
        told = self.returns[row["rma_line"], row["lot_id"]]
        told.received += row["quantity"] if row["back"] else 0
        told.given_back += row["quantity"] if row["out"] and row["origin"] else 0
        if row["out"] and not row["origin"]:
            self.sent[row["rma_line"], row["product"]] += row["quantity"]
        line, done, lot = self.lines[row["sale_line_id"]], row["quantity"], row["lot_id"]
        family = self.family.setdefault(row["id"], self.family.get(row["origin"], row["id"]))
        # What came instead of the goods announced need not be of that delivery.
        delivery = Delivery() if row["found"] else self.deliveries[family]
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
        line, quantity, amount = self.lines[row["sale_line_id"]], row["quantity"], row["amount"]
        posted, key = row["state"] == "posted", (row["rma"], row["sale_line_id"])
        if row["move_type"] == "out_invoice" and not posted:
            line.draft_invoices += 1
        if quantity >= 0:
            line.invoiced += quantity if posted else 0
            line.invoiced_amount += amount if posted else 0
            return
        self.credited_by_rma[row["sale_line_id"], row["rma"]] -= quantity
        if not posted:
            line.draft_credited -= quantity
            if row["outcome"] == "exchange":
                self.draft_exchanges.add(key)
            return
        line.credited -= quantity
        line.credited_amount -= amount
        given = self.exchanged if row["outcome"] == "exchange" else self.credited
        for rma_line, part in self.parts[row["id"]]:
            given[rma_line] -= quantity * part
        if row["outcome"] == "exchange":
            line.exchanged_by_ours -= quantity
        elif row["rma"]:
            line.refunded_by_ours -= quantity
