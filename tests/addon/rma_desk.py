"""What the desk decides for the returns of one order, at random, within and beyond its rights."""

from rma_life import LifeCase
from rma_oracle import Documents

from odoo.fields import Command

OUTCOMES = ("refund", "exchange", "return", "reduction", "repair")
ENDED = {"done", "refused", "cancelled"}


class DeskCase(LifeCase):
    # === WHAT THE DESK DOES === #

    def act_request(self, source):
        """Ask for a return of one delivery or of two, on a ticket that is there or a new one."""
        moves = self.order.order_line.move_ids.filtered(lambda m: m._aftersales_is_delivery())
        if not moves:
            return None
        chosen = source.sample(moves.ids, min(len(moves), source.choice((1, 1, 2))))
        lines = [vals for move in moves.browse(chosen) for vals in self.lines_of(source, move)]
        tickets = self.tickets().ids if source.random() < 0.3 else []
        rma = self.new_rma(
            self.order,
            user=source.choice(self.desk),
            type_id=source.choice(self.types).id,
            reason_id=source.choice(self.reasons).id,
            ticket_id=source.choice(tickets or [False]),
            line_ids=[Command.create(vals) for vals in lines],
        )
        if rma.type_id.outcome == "exchange" and source.random() < 0.5:
            self.act_wish(source)
        return f"{rma.number} {rma.type_id.name} {sum(rma.line_ids.mapped('quantity')):g}"

    def act_ahead(self, source):
        """Ask for a return whose replacement goes out at once, before the goods are back."""
        moves = self.order.order_line.move_ids.filtered(lambda m: m._aftersales_is_delivery())
        if not moves:
            return None
        rma = self.new_rma(
            self.order,
            user=self.specialist,
            type_id=self.env.ref("aftersales_addon.rma_type_advance").id,
            line_ids=[
                Command.create(vals) for vals in self.lines_of(source, self.some(source, moves))
            ],
        ).with_user(self.specialist)
        rma.action_approve()
        rma.action_create_replacement()
        for picking in rma.sudo().delivery_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        ):
            self.hand_over(source, picking)
        return f"{rma.number} {sum(rma.line_ids.mapped('replaced_quantity')):g}"

    def lines_of(self, source, move):
        lots, most = [False], max(1, int(move.quantity))
        if move.product_id.tracking != "none":
            lots = move.move_line_ids.lot_id.ids
        if move.product_id.tracking == "serial":
            lots, most = source.sample(lots, source.randint(1, len(lots))), 1
        quantity = source.randint(1, most)
        return [{"move_id": move.id, "lot_id": lot, "quantity": quantity} for lot in lots]

    def act_change(self, source):
        rma = self.some(source, self.rmas("requested"), source.choice(self.desk))
        if not rma:
            return None
        if source.random() < 0.5:
            rma.write(
                {
                    "type_id": source.choice(self.types).id,
                    "reason_id": source.choice(self.reasons).id,
                }
            )
        else:
            rma.line_ids[:1].quantity = source.randint(1, 6)
        return f"{rma.number} {rma.type_id.name}"

    def act_approve(self, source):
        return self.decide(source, "approve")

    def act_refuse(self, source):
        rma = self.some(source, self.rmas(), source.choice(self.desk))
        rma._refuse("No")
        return ", ".join(rma.mapped("number"))

    def act_cancel(self, source):
        return self.decide(source, "cancel")

    def act_receive_again(self, source):
        return self.decide(source, "receive", "action_create_receipt")

    def act_refund(self, source):
        return self.decide(source, "refund", "action_create_refund")

    def act_settle(self, source):
        return self.decide(source, "settle")

    def act_replace(self, source):
        return self.decide(source, "replace", "action_create_replacement")

    def act_reduce(self, source):
        for line in self.rmas("requested", "approved", "received", "inspected").line_ids:
            if line.outcome == "reduction" and not line.reduction_price and source.random() < 0.7:
                line.with_user(self.specialist).reduction_price = source.choice((1, 9.99, 20))
        return self.decide(source, "reduce", "action_create_reduction")

    def act_repair(self, source):
        """Order a repair, or let the workshop finish or cancel one that is open."""
        repairs = self.rmas().repair_ids.filtered(lambda r: r.state not in ("done", "cancel"))
        if not repairs or source.random() < 0.4:
            return self.decide(source, "create_repair")
        repair = self.some(source, repairs)
        if source.random() < 0.2:
            repair.with_user(self.keeper).action_repair_cancel()
            return "cancelled"
        return self.mend(repair)

    def mend(self, repair):
        repair = repair.with_user(self.keeper)
        if repair.state == "draft":
            repair.action_validate()
        if repair.state == "confirmed":
            repair.action_repair_start()
        if repair.state != "under_repair":  # the goods are not here
            return None
        repair.action_repair_end()
        return f"{repair.name} {repair.state}"

    def act_give_back(self, source):
        return self.decide(source, "give_back")

    def act_close_rest(self, source):
        return self.decide(source, "close_rest")

    def act_dispose(self, source):
        return self.decide(source, "dispose")

    def act_outcome(self, source):
        line = self.some(source, self.rmas().line_ids, source.choice(self.desk))
        line.outcome = source.choice(OUTCOMES)
        return line.outcome

    def act_wish(self, source):
        """Wish for other goods instead, at the price of the list or at an agreed one."""
        line = self.some(source, self.rmas().line_ids, source.choice(self.desk))
        if not line or line.product_id == self.pot:
            return None
        values = {"exchange_product_id": self.pot.id, "exchange_quantity": source.randint(1, 3)}
        if source.random() < 0.3:
            values |= {"exchange_agreed": True, "exchange_price": source.choice((0, 9.99, 33.33))}
        line.write(values)
        return f"{line.exchange_quantity:g} {self.pot.name}"

    def act_bill(self, source):
        return self.decide(source, "bill_exchange")

    def act_charge_kept(self, source):
        return self.decide(source, "charge_kept")

    def act_waive(self, source):
        rma = self.some(source, self.rmas().filtered("charge_fee"), source.choice(self.desk))
        rma.charge_fee = False
        return ", ".join(rma.mapped("number"))

    def act_inspect(self, source):
        lines = self.rmas("approved", "received", "inspected").line_ids
        line = self.some(source, lines.filtered("received_quantity"), source.choice(self.desk))
        if not line:
            return None
        inspection = (
            self.env["aftersales.inspection"]
            .with_user(line.env.user)
            .create(
                {
                    "rma_line_id": line.id,
                    "quantity": source.randint(1, max(1, int(line.received_quantity))),
                    "grade": source.choice("abcd"),
                    "outcome": source.choice((*OUTCOMES, "none")),
                    "disposal": source.choice(("restock", "scrap", "customer")),
                }
            )
        )
        return f"{inspection.quantity:g} {inspection.outcome}, {inspection.disposal}"

    def act_inspect_again(self, source):
        """Take an inspection back, or come to another end."""
        done = self.rmas().line_ids.inspection_ids
        inspection = self.some(source, done, source.choice(self.desk))
        if not inspection:
            return None
        if source.random() < 0.5:
            inspection.unlink()
            return "deleted"
        inspection.write({"outcome": source.choice(OUTCOMES), "quantity": source.randint(1, 3)})
        return f"{inspection.quantity:g} {inspection.outcome}"

    def act_found(self, source):
        founds = self.rmas().line_ids.found_ids.filtered(lambda found: found.state == "pending")
        found = self.some(source, founds, source.choice(self.desk))
        if not found:
            return None
        how = source.choice(("action_accept", "action_give_back"))
        getattr(found, how)()
        return how

    def decide(self, source, name, action=None):
        rmas = self.rmas().with_user(source.choice((*self.desk, self.specialist)))
        live = rmas.filtered(lambda rma: not rma._cannot(name))
        rma = self.some(source, live if live and source.random() < 0.9 else rmas)
        if not rma:
            return None
        getattr(rma, action or f"action_{name}")()
        return ", ".join(rma.mapped("number"))

    # === THE TICKET, AND WHAT IS LENT === #

    def tickets(self):
        return self.rmas().ticket_id.sorted("id")

    def act_merge(self, source):
        tickets = self.tickets()
        if len(tickets) < 2:
            return None
        loser, target = tickets.browse(source.sample(tickets.ids, 2))
        loser.with_user(self.leader)._merge_into(target)
        return f"{loser.number} into {target.number}"

    def act_resolve(self, source):
        """Resolve a ticket, which open returns and loaners forbid, or take it up again."""
        ticket = self.some(source, self.tickets(), self.leader)
        if not ticket:
            return None
        if ticket.state == "resolved":
            ticket.action_resume()
            return "resumed"
        states = self.rmas().filtered(lambda rma: rma.ticket_id == ticket).mapped("state")
        ticket.action_resolve()
        self.assertLessEqual({*states}, ENDED, "resolved before its returns")
        self.assertFalse(Documents(self.order).lent & {*ticket.rma_ids.ids})
        return ticket.number

    def act_lend(self, source):
        """Lend a unit, take one back, or let the warehouse do either."""
        if transfers := self.lent_transfers():
            return self.hand_over(source, self.some(source, transfers))
        loaners = self.rmas().loaner_ids
        if out := loaners.filtered(lambda loaner: loaner.state == "out"):
            self.some(source, out, self.specialist).action_take_back()
            return "announced"
        rma = self.some(source, self.rmas(), source.choice(self.desk))
        if not rma:
            return None
        planned = loaners.filtered(lambda loaner: loaner.state == "draft")[:1]
        loaner = planned.with_user(rma.env.user) or self.env["aftersales.loaner"].with_user(
            rma.env.user
        ).create(
            {
                "rma_id": rma.id,
                "product_id": self.printer.id,
                "lot_id": source.choice(self.to_lend).id,
            }
        )
        loaner.action_hand_out()
        return loaner.display_name

    def act_order_more(self, source):
        line = self.some(source, self.order.order_line, self.seller)
        line.product_uom_qty += 1
        return f"{line.product_uom_qty:g} {line.product_id.name}"
