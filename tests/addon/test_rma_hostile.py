"""What somebody may try past the buttons of a return: by RPC, with forged values and contexts."""

from rma_common import SalesCase

from odoo.fields import Command


class TestForgedValues(SalesCase):
    def forged(self, **line):
        order = self.sell_and_deliver(self.kettle, 2)
        return (
            self.env["aftersales.rma"]
            .with_user(self.agent)
            .create(
                {
                    "partner_id": self.customer.id,
                    "type_id": self.type_refund.id,
                    "reason_id": self.reason.id,
                    "line_ids": [
                        Command.create({"move_id": self.delivered(order).id, "quantity": 1, **line})
                    ],
                }
            )
        )

    def test_line_of_a_new_return_brings_no_result_along(self):
        for name in (
            "settled_quantity",
            "not_coming_quantity",
            "kept_charged_quantity",
            "received_quantity",
            "credited_quantity",
            "claimed_quantity",
        ):
            with self.subTest(name), self.assert_refused("by hand"):
                self.forged(**{name: 1})

    def test_ticket_brings_no_decision_on_its_returns_along(self):
        order = self.sell_and_deliver(self.kettle, 2)
        rma = self.new_rma(order)
        ticket = rma.ticket_id.with_user(self.agent)
        with self.assert_refused("by hand"):
            ticket.write(
                {"priority": "2", "rma_ids": [Command.update(rma.id, {"decision": "approved"})]}
            )
        values = {
            "type_id": self.type_refund.id,
            "reason_id": self.reason.id,
            "decision": "approved",
            "line_ids": [Command.create({"move_id": self.delivered(order).id, "quantity": 1})],
        }
        with self.assert_refused("by hand"):
            ticket.create(
                {
                    "name": "Forged",
                    "partner_id": self.customer.id,
                    "rma_ids": [Command.create(values)],
                }
            )

    def test_inspection_brings_no_result_of_its_return_along(self):
        rma = self.approve(self.new_rma(self.sell_and_deliver(self.kettle, 2)))
        self.receive(rma)
        with self.assert_refused("by hand"):
            self.env["aftersales.inspection"].with_user(self.specialist).create(
                {
                    "rma_line_id": rma.line_ids.id,
                    "grade": "a",
                    "disposed_quantity": 1,
                }
            )
