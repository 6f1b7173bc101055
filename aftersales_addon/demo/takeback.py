"""Returns, step by step: the specialist decides and inspects, the warehouse receives and sends, the
workshop repairs, accounting posts.
"""

from datetime import timedelta

from . import returns
from .promising import Promising


class TakingBack(Promising):
    """What is done about the return of a matter; part of the service desk."""

    def request_return(self, matter, kind="refund"):
        unit = matter.warranty
        request = self.prepare_return(matter, kind, unit.sale_order_id)
        line = request.line_ids.filtered(lambda line: line.move_id == unit.move_id)[:1]
        line.quantity = matter.case.quantity
        matter.rma = request._create_rma()

    def prepare_return(self, matter, kind, order):
        """Return the dialog, in which nobody has entered yet what comes back."""
        return self.as_user(matter.agent)["aftersales.rma.request"].create(
            {
                "ticket_id": matter.ticket.id,
                "partner_id": matter.contact.id,
                "sale_order_id": order.id,
                "lot_id": matter.warranty.lot_id.id,
                "type_id": self.env.ref(f"aftersales_addon.rma_type_{kind}").id,
                "reason_id": self.env.ref(f"aftersales_addon.reason_{matter.case.reason}").id,
                "note": matter.report,
            }
        )

    def rma_as(self, login, matter):
        return self.as_user(login)["aftersales.rma"].browse(matter.rma.id)

    def approve_return(self, matter):
        """Approve what a right covers, and as goodwill what none does."""
        rma = self.rma_as("sara.specialist", matter)
        if rma.goodwill_blocker:
            rma.action_approve()
        else:
            rma._approve_goodwill(self.trade.text(returns.GOODWILL))

    def refuse_return(self, matter, reason):
        rma = self.rma_as("sara.specialist", matter)
        rma.with_context(aftersales_article=self.trade.text(returns.ARTICLE))._refuse(reason)

    def cancel_return(self, matter):
        self.rma_as(matter.agent, matter).action_cancel()

    def receive_goods(self, matter, quantity=None):
        receipts = matter.rma.sudo().receipt_ids  # sudo: only to find them
        self._validate(receipts, quantity)

    def _validate(self, pickings, quantity=None):
        pickings = pickings.filtered(lambda picking: picking.state not in ("done", "cancel"))
        if quantity:
            pickings.with_env(self.as_user("will.warehouse")).move_ids.quantity = quantity
        self.trade.send(pickings)

    def refund(self, matter, post=True):
        self.rma_as("sara.specialist", matter).action_create_refund()
        if post:
            refunds = matter.rma.sudo().refund_ids  # sudo: only to find them
            self.trade.post(refunds)

    def order_replacement(self, matter):
        self.rma_as("sara.specialist", matter).action_create_replacement()

    def send_replacement(self, matter):
        self._validate(matter.rma.sudo().delivery_ids)  # sudo: only to find them

    def inspect(self, matter, code, outcome, disposal="customer"):
        """Note what was found on what came back."""
        found = code != "f00"
        self.as_user("sara.specialist")["aftersales.inspection"].create(
            {
                "rma_line_id": matter.rma.sudo().line_ids[:1].id,  # sudo: only to find it
                "grade": "c" if found else "a",
                "fault_found": found,
                "fault_code_id": self.env.ref(f"aftersales_addon.fault_code_{code}").id,
                "note": matter.solution,
                "outcome": outcome,
                "disposal": disposal,
            }
        )

    def give_back(self, matter):
        self.rma_as("sara.specialist", matter).action_give_back()

    def send_back(self, matter):
        self._validate(matter.rma.sudo().give_back_ids)  # sudo: only to find them

    def reduce_price(self, matter, share):
        """Let the customer keep the goods for a part of the price less."""
        rma = self.rma_as("sara.specialist", matter)
        for line in rma.line_ids:
            order_line = line.sudo().sale_line_id  # sudo: the price paid
            line.reduction_price = order_line.currency_id.round(order_line.price_unit * share)
        self.approve_return(matter)
        rma.action_create_reduction()
        refunds = matter.rma.sudo().refund_ids  # sudo: only to find them
        self.trade.post(refunds)

    # === REPAIR === #

    def repair_as(self, login, matter):
        # sudo: repair.order - only to find them
        return self.as_user(login)["repair.order"].browse(matter.rma.sudo().repair_ids.ids)

    def start_repair(self, matter, days):
        self.rma_as("sara.specialist", matter).action_create_repair()
        repair = self.repair_as("sara.specialist", matter)
        repair.action_aftersales_start()
        repair._aftersales_promise(self.clock.instant + timedelta(days=days))

    def finish_repair(self, matter):
        self.repair_as("sara.specialist", matter).action_aftersales_finish()

    def lend(self, matter, product):
        """Hand out a unit of ours while the customer's is here."""
        product = self.trade.products[product]
        loaner = self.as_user("sara.specialist")["aftersales.loaner"].create(
            {"rma_id": matter.rma.id, "product_id": product.id, "lot_id": self._spare(product).id}
        )
        loaner.action_hand_out()
        self._validate(loaner.sudo().move_ids.picking_id)  # sudo: only to find them

    def _spare(self, product):
        """Return the serial number of a unit that lies in stock."""
        stocked = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
            ],
            order="id desc",
            limit=1,
        )
        return stocked.lot_id
