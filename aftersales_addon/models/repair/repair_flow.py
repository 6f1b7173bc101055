from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rma.rma_flow import AGENT, SPECIALIST
from ..ticket.lock import claim
from .repair_order import OPEN

WORKSHOP = "stock.group_stock_user"

# What can be done: in which states, and by whom (any of the groups).
ACTIONS = {
    "start": ({"draft", "confirmed"}, (SPECIALIST, WORKSHOP)),
    "finish": ({"under_repair"}, (SPECIALIST, WORKSHOP)),
    "fail": ({"under_repair"}, (SPECIALIST, WORKSHOP)),
    "cancel": ({*OPEN}, (SPECIALIST, WORKSHOP)),
    "quote": ({*OPEN}, (SPECIALIST, WORKSHOP)),
    "override": ({*OPEN}, (SPECIALIST,)),
    "promise": ({*OPEN}, (AGENT,)),
    "describe": ({*OPEN}, (SPECIALIST, WORKSHOP)),
    "delay": ({*OPEN, "done"}, (SPECIALIST,)),
}


class RepairOrder(models.Model):
    """What is done with a repair of ours, by whom, and why not.

    Odoo's own buttons of the workshop and ours for the service desk end in the same methods: a
    specialist without rights in the warehouse can start and finish a repair, too.
    """

    _inherit = "repair.order"

    aftersales_start_blocker = fields.Char(compute="_compute_aftersales_blockers")
    aftersales_finish_blocker = fields.Char(compute="_compute_aftersales_blockers")
    aftersales_fail_blocker = fields.Char(compute="_compute_aftersales_blockers")
    aftersales_cancel_blocker = fields.Char(compute="_compute_aftersales_blockers")
    aftersales_quote_blocker = fields.Char(compute="_compute_aftersales_blockers")
    aftersales_override_blocker = fields.Char(compute="_compute_aftersales_blockers")
    aftersales_promise_blocker = fields.Char(compute="_compute_aftersales_blockers")
    aftersales_describe_blocker = fields.Char(compute="_compute_aftersales_blockers")
    aftersales_delay_blocker = fields.Char(compute="_compute_aftersales_blockers")

    @api.depends(
        "state",
        "aftersales_ticket_id",
        "sale_order_id.state",
        "move_ids.aftersales_charge",
        "move_ids.aftersales_accepted",
        "move_ids.state",
    )
    @api.depends_context("uid", "lang")
    def _compute_aftersales_blockers(self):
        for repair in self:
            for action in ACTIONS:
                reason = repair._aftersales_cannot(action) if repair._ours() else ""
                repair[f"aftersales_{action}_blocker"] = reason

    # === PREDICATES === #

    def _aftersales_cannot(self, action):
        """Return why the action is not possible now for this user, or an empty string."""
        self.ensure_one()
        states, groups = ACTIONS[action]
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "Not possible: the repair is “%s” by now.", labels.get(self.state, "")
            )
        if not self.env.su and not any(map(self.env.user.has_group, groups)):
            # sudo: res.groups - the name of the role, to say whom to ask
            role = self.env.ref(groups[0]).sudo().name
            return self.env._("Only an %s can do this: ask a colleague who is one.", role)
        # sudo: stock.move, sale.order - who may do it need not read warehouse or sales
        return getattr(self.sudo(), f"_aftersales_cannot_{action}")()

    def _aftersales_cannot_start(self):
        return self._aftersales_charge_problem()

    def _aftersales_cannot_finish(self):
        if self.product_id.tracking != "none" and not self.lot_id:
            return self.env._("Enter the serial number of the unit first.")
        return self._aftersales_charge_problem()

    def _aftersales_cannot_fail(self):
        return ""

    def _aftersales_cannot_cancel(self):
        return ""

    def _aftersales_cannot_quote(self):
        if self.sale_order_id.state == "sale":
            return self.env._("The customer has accepted %s already.", self.sale_order_id.name)
        if not self.aftersales_ticket_id._recipients().get(self.aftersales_ticket_id):
            return self.env._("The customer has no e-mail address: enter one first.")
        return ""

    def _aftersales_cannot_override(self):
        return ""

    def _aftersales_cannot_promise(self):
        return self.aftersales_ticket_id._cannot_promise()

    def _aftersales_cannot_describe(self):
        return ""

    def _aftersales_cannot_delay(self):
        if not self.aftersales_days and not self.aftersales_delay:
            return self.env._("The repair has not taken a day yet.")
        return ""

    def _aftersales_begin(self, action):
        """Take these repairs for us alone, check the action, and return them.

        The result acts for the system: the same predicate has just allowed it to the user.
        """
        self.check_access("read")
        claim(self, wait=False)
        self.flush_recordset()
        for repair in self:
            if reason := repair._aftersales_cannot(action):
                raise UserError(
                    self.env._("%(repair)s: %(reason)s", repair=repair.name, reason=reason)
                )
        # sudo: repair.order, stock.*, sale.* - after the predicate, on the user's behalf
        return self.sudo()

    # === ACTIONS === #

    def action_aftersales_start(self):
        """Start the repair: its parts are reserved, the customer sees that it goes on."""
        return self._aftersales_begin("start").action_repair_start()

    def action_aftersales_finish(self):
        """Finish the repair: what was put in is consumed, the unit is whole again."""
        return self._aftersales_begin("finish").action_repair_end()

    def action_aftersales_cancel(self):
        """Cancel the repair; what has been repaired stays on record."""
        return self._aftersales_begin("cancel").action_repair_cancel()

    def action_aftersales_fail(self):
        """Ask why the repair failed."""
        return self._aftersales_ask("fail", "aftersales.repair.fail", self.env._("Failed"))

    def action_aftersales_quote(self):
        """Ask what service is added, then make the quotation and send it."""
        return self._aftersales_ask("quote", "aftersales.repair.quote", self.env._("Quotation"))

    def action_aftersales_override(self):
        """Ask what is decided otherwise, and why."""
        return self._aftersales_ask(
            "override", "aftersales.repair.override", self.env._("Decide Otherwise")
        )

    def action_aftersales_promise(self):
        """Ask which time, then promise it."""
        return self._aftersales_ask(
            "promise", "aftersales.repair.promise", self.env._("Promise a Time")
        )

    def action_aftersales_describe(self):
        """Ask what was found."""
        return self._aftersales_ask(
            "describe", "aftersales.repair.describe", self.env._("What Was Found")
        )

    def action_aftersales_delay(self):
        """Ask whose fault it is that the repair takes so long."""
        return self._aftersales_ask(
            "delay", "aftersales.repair.delay", self.env._("Whose Fault Is the Delay?")
        )

    def action_open_aftersales_ticket(self):
        """Show the ticket of the repair."""
        self.ensure_one()
        return self._aftersales_open(self.aftersales_ticket_id)

    def action_open_aftersales_rma(self):
        """Show the return of the repair."""
        self.ensure_one()
        return self._aftersales_open(self.aftersales_rma_id)

    def _aftersales_open(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    def _aftersales_ask(self, action, model, name):
        self.ensure_one()
        self._aftersales_begin(action)
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_repair_id": self.id},
        }

    # === ODOO'S OWN STEPS === #

    def _action_repair_confirm(self):
        return super(RepairOrder, self._transition())._action_repair_confirm()

    def action_repair_start(self):
        self._ours()._aftersales_begin("start")
        result = super(RepairOrder, self._transition()).action_repair_start()
        self._aftersales_judge()
        self._transition().write({"aftersales_started_at": fields.Datetime.now()})
        self._aftersales_suspend()
        ours = self._ours()
        ours._record("repair_started", **ours._aftersales_event_facts())
        return result

    def action_repair_done(self):
        self._ours()._aftersales_begin("finish")
        moved = self._aftersales_follow_goods()
        result = super(RepairOrder, self._transition()).action_repair_done()
        self._transition().write({"aftersales_ended_at": fields.Datetime.now()})
        self.filtered(lambda r: not r.aftersales_result)._transition().write(
            {"aftersales_result": "repaired"}
        )
        self._aftersales_resume()
        self.filtered(lambda r: r.aftersales_result == "repaired")._aftersales_rewarranty()
        moved._action_assign()  # what waits to be put away may have lost its unit meanwhile
        for result_is, repairs in self._ours().grouped("aftersales_result").items():
            kind = "repair_failed" if result_is == "failed" else "repair_done"
            repairs._record(kind, **repairs._aftersales_event_facts())
        return result

    def action_repair_cancel(self):
        ours = self._ours().filtered(lambda repair: repair.state in OPEN)
        ours._aftersales_begin("cancel")
        was = {repair: repair.state for repair in ours}
        result = super(RepairOrder, self._transition()).action_repair_cancel()
        self.filtered("aftersales_started_at")._aftersales_resume()
        ours._record(
            "corrected",
            what="repair",
            now="cancelled",
            was=was.get,
            number=lambda repair: repair.name,
        )
        return result

    def action_repair_cancel_draft(self):
        result = super(RepairOrder, self._transition()).action_repair_cancel_draft()
        self._transition().write(
            {
                "aftersales_started_at": False,
                "aftersales_ended_at": False,
                "aftersales_result": False,
                "aftersales_result_note": False,
                "aftersales_delay": False,
                "aftersales_late_days": 0,
            }
        )
        return result

    # === BUSINESS === #

    def _aftersales_fail(self, note):
        """End the repair without success: only what was used is consumed.

        :param str note: what stood in the way, for the desk
        """
        repair = self._aftersales_begin("fail")
        unused = repair._aftersales_parts().filtered(lambda move: not move.picked)
        unused._action_cancel()
        repair._transition().write({"aftersales_result": "failed", "aftersales_result_note": note})
        repair.action_repair_end()

    def _aftersales_follow_goods(self):
        """Repair the unit where it lies now: it may have been put away since.

        :return: the transfers that wait for the unit there
        """
        waiting = self.env["stock.move"]
        # sudo: stock.quant, stock.move - where the unit is, whoever repairs it
        for repair in self.sudo().filtered("aftersales_rma_line_id"):
            line = repair.aftersales_rma_line_id
            location = line._goods_location() or repair.product_location_src_id
            if location != repair.product_location_src_id:
                repair.write(
                    {
                        "product_location_src_id": location.id,
                        "product_location_dest_id": location.id,
                    }
                )
            waiting |= line._moves_waiting_for_goods()
        return waiting

    def _aftersales_describe(self, found, fault):
        """Note what was found.

        :param str found: ``yes``, ``no`` or empty
        :param fault: the ``aftersales.fault.code``, or an empty recordset
        """
        self._aftersales_begin("describe").write(
            {"aftersales_fault_found": found, "aftersales_fault_code_id": fault.id}
        )

    def _aftersales_blame(self, delay, days=0):
        """Put on record how many days of the repair are our fault, as some rights ask for it.

        :param str delay: ``ours`` or ``other``
        :param int days: in the repair by our fault, in calendar days
        """
        repair = self._aftersales_begin("delay")
        days = days if delay == "ours" else 0
        if delay == "ours" and not 0 < days <= repair.aftersales_days:
            raise UserError(
                self.env._(
                    "%(repair)s has taken %(days)s days so far: enter how many of them were our"
                    " fault, at least one.",
                    repair=repair.name,
                    days=repair.aftersales_days,
                )
            )
        repair._record(
            "note",
            what="repair_delay",
            number=repair.name,
            was=repair.aftersales_late_days if repair.aftersales_delay else None,
            now=days,
        )
        repair._transition().write({"aftersales_delay": delay, "aftersales_late_days": days})

    def _aftersales_promise(self, at, note=""):
        """Promise the customer to have the unit repaired by an instant, and tell the customer.

        :param datetime at: naive UTC instant
        :param str note: what the customer reads beside it
        """
        repair = self._aftersales_begin("promise")
        # the ticket asks for itself whether this user may promise
        self.aftersales_ticket_id._promise(at, note)
        repair._transition().aftersales_promised_at = at.replace(microsecond=0)

    def _aftersales_event_facts(self):
        return {
            "number": lambda repair: repair.name,
            "product": lambda repair: repair.product_id.id,
            "lot": lambda repair: repair.lot_id.id,
            "fault": lambda repair: repair.aftersales_fault_code_id.code or "",
            "days": lambda repair: repair.aftersales_days,
            "text": lambda repair: repair.aftersales_result_note or "",
        }
