"""Returns, step by step: the specialist decides, the warehouse receives, accounting posts."""

from .promising import Promising


class TakingBack(Promising):
    """What is done about the return of a matter; part of the service desk."""

    def request_return(self, matter, exchange=False):
        case, unit = matter.case, matter.warranty
        request = self.as_user(matter.agent)["aftersales.rma.request"].create(
            {
                "ticket_id": matter.ticket.id,
                "partner_id": matter.contact.id,
                "sale_order_id": unit.sale_order_id.id,
                "lot_id": unit.lot_id.id,
                "type_id": self.env.ref(
                    f"aftersales_addon.rma_type_{'exchange' if exchange else 'refund'}"
                ).id,
                "reason_id": self.env.ref(f"aftersales_addon.reason_{case.reason}").id,
                "note": matter.report,
            }
        )
        line = request.line_ids.filtered(lambda line: line.move_id == unit.move_id)[:1]
        line.quantity = case.quantity
        matter.rma = request._create_rma()

    def rma_as(self, login, matter):
        return self.as_user(login)["aftersales.rma"].browse(matter.rma.id)

    def approve_return(self, matter):
        self.rma_as("sara.specialist", matter).action_approve()

    def refuse_return(self, matter, reason):
        self.rma_as("sara.specialist", matter)._refuse(reason)

    def cancel_return(self, matter):
        self.rma_as(matter.agent, matter).action_cancel()

    def receive_goods(self, matter, quantity=None):
        receipts = matter.rma.sudo().receipt_ids  # sudo: only to find them
        self._validate(receipts, quantity)

    def _validate(self, pickings, quantity=None):
        pickings = self.as_user("will.warehouse")["stock.picking"].browse(pickings.ids)
        pickings = pickings.filtered(lambda picking: picking.state not in ("done", "cancel"))
        for move in pickings.move_ids:
            if quantity:
                move.quantity = quantity
        pickings.move_ids.picked = True
        pickings.with_context(skip_backorder=True).button_validate()

    def refund(self, matter, post=True):
        self.rma_as("sara.specialist", matter).action_create_refund()
        if post:
            refunds = matter.rma.sudo().refund_ids  # sudo: only to find them
            self.as_user("alice.accounting")["account.move"].browse(refunds.ids).action_post()

    def order_replacement(self, matter):
        self.rma_as("sara.specialist", matter).action_create_replacement()

    def send_replacement(self, matter):
        self._validate(matter.rma.sudo().delivery_ids)  # sudo: only to find them
