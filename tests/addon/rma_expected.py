"""The state that a return must have: from what people decided, and from documents read by SQL."""

ROUNDING = 0.005  # of what one line of a credit note gives to several serials


class Expected:
    """What is to be expected of one return, given the documents of its order."""

    def __init__(self, rma, documents):
        self.rma, self.documents = rma, documents
        self.done = {line: documents.of(line) for line in rma.line_ids}

    def state(self):
        rma = self.rma
        if rma.decision != "approved":
            return rma.decision
        state = self._state_of_documents()
        if state == "done" and rma.id in self.documents.lent:
            return "received" if rma.receive_goods else "approved"
        return state

    def _state_of_documents(self):
        rma, lines = self.rma, self.rma.line_ids
        to_send = self.documents.to_send & {*lines.ids}
        if not to_send and all(
            line.kept_charged_quantity >= line.product_quantity for line in lines
        ):
            return "done"
        received = sum(done.received for done in self.done.values())
        if rma.receive_goods and (not received or self.documents.awaited & {*lines.ids}):
            return "approved"
        if rma.id in self.documents.undecided:
            return "received"
        if all(map(self.is_settled, lines)):
            return "done"
        if not rma.receive_goods:
            return "approved"
        inspected = sum(lines.inspection_ids.mapped("quantity"))
        return "inspected" if inspected >= received else "received"

    # === ONE LINE === #

    def is_settled(self, line):
        """Return whether documents did all that was decided for the line."""
        done, came = self.done[line], self.came(line)
        reduced = self.planned(line, "reduction")
        ended = done.credited + done.not_charged + done.replaced + done.given_back
        if not self.rma.receive_goods:  # otherwise they went back as well
            ended += reduced
        due = self.owed(line) - self.planned(line, "none")
        return (
            not (self.rma.inspect and sum(line.inspection_ids.mapped("quantity")) < came)
            and ended >= due - ROUNDING
            and self.is_reduced(line)
            and not self.ahead(line)
            and self.is_billed(line)
        )

    def came(self, line):
        """Return what came back; all that was asked for, where nothing has to come."""
        if self.rma.receive_goods:
            return self.done[line].received
        return line.product_quantity - line.not_coming_quantity

    def owed(self, line):
        """Return for how much the customer is to get something: a replacement of what they paid."""
        return self.came(line) + line.kept_charged_quantity

    def most(self, line):
        """Return for how much the customer may have got something by now."""
        asked = line.product_quantity if self.in_advance(line) else 0
        return max(self.came(line), asked)

    def in_advance(self, line):
        rma = self.rma
        return rma.receive_goods and rma.replace_when == "approval" and line.outcome == "exchange"

    def ahead(self, line):
        """Return what was sent before the goods came, and is not charged."""
        if not self.in_advance(line):
            return 0
        told = self.done[line]
        return max(told.replaced - told.received - line.kept_charged_quantity, 0)

    def planned(self, line, outcome):
        """Return for how much people decided on the outcome: by inspection, else by the line."""
        inspections = line.inspection_ids
        found = sum(inspections.filtered(lambda i: i.outcome == outcome).mapped("quantity"))
        if line.outcome == outcome and (not self.rma.inspect or self.in_advance(line)):
            found += self.owed(line) - sum(inspections.mapped("quantity"))
        return found

    def is_reduced(self, line):
        planned, given = self.planned(line, "reduction"), self.documents.reduced[line.id]
        return not planned or 0 < given >= planned * line.reduction_price - 0.01

    # === EXCHANGED FOR OTHER GOODS === #

    def is_billed(self, line):
        """Return whether what came for other goods is credited, or charged to nobody."""
        if not line.exchange_line_ids:
            return True
        if (self.rma.id, line.sale_line_id.id) in self.documents.draft_exchanges:
            return False
        exchanged = min(self.planned(line, "exchange"), self.came(line))
        return self.done[line].exchanged >= exchanged - ROUNDING or not self.is_charged(
            line.sale_line_id
        )

    def is_charged(self, ordered):
        """Return whether the customer is, or is about to be, charged for goods they do not have."""
        line = self.documents.lines[ordered.id]
        left = line.invoiced - line.credited - line.draft_credited
        if self.rma.receive_goods:
            rmas = ordered.aftersales_return_line_ids.rma_id.filtered(lambda r: not r.receive_goods)
            kept = sum(self.documents.credited_by_rma[ordered.id, rma.id] for rma in rmas)
            left = min(left, left + kept - self.with_customer(ordered))
        later = (
            ordered.product_id.invoice_policy == "order"
            and ordered.qty_to_invoice > 0
            and ordered.product_uom_qty > self.with_customer(ordered)
        )
        return left > 0 or line.draft_invoices > 0 or later

    def with_customer(self, ordered):
        """Return what the order charges: without what was sent in advance of the goods."""
        line = self.documents.lines[ordered.id]
        same = ordered.aftersales_return_line_ids.filtered(
            lambda goods: not goods.exchange_product_id and goods.rma_id.decision == "approved"
        )
        ahead = sum(Expected(goods.rma_id, self.documents).ahead(goods) for goods in same)
        return line.out - line.back - ahead
