from odoo import api, fields, models
from odoo.exceptions import UserError

from . import quantity as quantities


class AftersalesRmaFound(models.Model):
    """Something else than announced lay in the parcel: another product, serial or lot.

    It counts for nothing until a specialist accepts it for the goods announced, or it is
    given back.
    """

    _name = "aftersales.rma.found"
    _description = "Found Instead"
    _inherit = ["aftersales.event.mixin"]
    _order = "id desc"
    _rec_name = "product_id"
    _check_company_auto = True
    _protected_fields = frozenset(
        {"rma_line_id", "move_id", "product_id", "lot_id", "quantity", "accepted"}
    )

    rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line",
        string="Announced",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    rma_id = fields.Many2one(related="rma_line_id.rma_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(
        related="rma_line_id.company_id", store=True, precompute=True, index=True
    )
    move_id = fields.Many2one(
        comodel_name="stock.move",
        string="Receipt",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    product_id = fields.Many2one(
        comodel_name="product.product", required=True, readonly=True, ondelete="restrict"
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot", string="Serial/Lot Number", readonly=True, ondelete="restrict"
    )
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the product's own unit of measure."
    )
    accepted = fields.Boolean(readonly=True, help="Counts as the goods announced.")
    back_move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="aftersales_found_id",
        string="Given Back by",
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    state = fields.Selection(
        selection=[
            ("pending", "To Decide"),
            ("accepted", "Accepted"),
            ("giving_back", "Giving Back"),
            ("given_back", "Given Back"),
        ],
        compute="_compute_state",
        store=True,
    )
    accept_blocker = fields.Char(compute="_compute_blockers")
    give_back_blocker = fields.Char(compute="_compute_blockers")

    @api.depends("accepted", "back_move_ids.state")
    def _compute_state(self):
        for found in self:
            moves = found.back_move_ids.filtered(lambda move: move.state != "cancel")
            if found.accepted:
                found.state = "accepted"
            elif not moves:
                found.state = "pending"
            else:
                done = all(move.state == "done" for move in moves)
                found.state = "given_back" if done else "giving_back"

    @api.depends("state", "rma_id.state")
    @api.depends_context("uid")
    def _compute_blockers(self):
        for found in self:
            found.accept_blocker = found._cannot_decide(accept=True)
            found.give_back_blocker = found._cannot_decide()

    # === PREDICATES === #

    def _cannot_decide(self, accept=False):
        """Return why this cannot be accepted or given back now, or an empty string."""
        self.ensure_one()
        if self.state != "pending":
            label = dict(self._fields["state"]._description_selection(self.env))[self.state]
            return self.env._("Not possible: this is “%s” by now.", label)
        if reason := self.rma_id._cannot("decide_found"):
            return reason
        # sudo: stock.move, product.product - who may decide need not read the warehouse
        return self.sudo()._accept_problem() if accept else ""

    def _accept_problem(self):
        """Return why it cannot stand for the goods announced, or an empty string."""
        line = self.rma_line_id
        if self.product_id != line.product_id:
            return self.env._(
                "%(found)s is another product than %(announced)s: give it back.",
                found=self.product_id.display_name,
                announced=line.product_id.display_name,
            )
        if line._quantity_awaited() < self.quantity:
            return self.env._("The goods announced have all come: give this back.")
        return ""

    # === ACTIONS === #

    def action_accept(self):
        """Count what was found as the goods announced."""
        for found in self._begin(accept=True):
            line = found.rma_line_id
            if found._is_swap():
                # The customer mixed up two of ours: the return goes on with the one that came.
                line._swap_lot(found.lot_id)
            found._transition().accepted = True
            line.sale_line_id._aftersales_deliver_again()
            found._record_decision("accepted")

    def action_give_back(self):
        """Let the warehouse send back what nobody announced."""
        for found in self._begin():
            found.rma_id._create_give_back(
                found.move_id.picking_id,
                [found._prepare_return_line_values()],
                {found.move_id: {found.lot_id: found.quantity}},
            )
            found._record_decision("given_back")

    def _begin(self, accept=False):
        """Take the decision for us alone, check it, and return the records for the system."""
        self.check_access("read")
        self.rma_id._begin("decide_found")
        self.invalidate_recordset(["state"])
        for found in self:
            if reason := found._cannot_decide(accept=accept):
                raise UserError(reason)
        # sudo: aftersales.rma.found, stock.* - after the predicate, on the user's behalf
        return self.sudo()

    # === BUSINESS === #

    def _is_swap(self):
        """Return whether we delivered the serial that came, with the one announced.

        Of goods without a delivery, what came is what the customer meant.
        """
        line = self.rma_line_id
        if not line.move_id:
            return bool(self.lot_id) and line.product_quantity == self.quantity
        key = (line.move_id.id, self.lot_id.id)
        delivered = line.move_id._aftersales_delivered()
        claims = line.move_id._aftersales_claims()
        return line.product_quantity == self.quantity and (
            line.product_uom_id.compare(delivered.get(key, 0), claims.get(key, 0) + self.quantity)
            >= 0
        )

    def _prepare_return_line_values(self):
        move = self.move_id
        return {
            "move_id": move.id,
            "product_id": self.product_id.id,
            "quantity": self.product_id.uom_id._compute_quantity(
                self.quantity, move.product_uom, rounding_method="HALF-UP"
            ),
            "to_refund": move.to_refund,
            "aftersales_found_id": self.id,
        }

    @api.model
    def _note(self, vals_list):
        """Put on record what came instead of the goods announced."""
        founds = self._transition().create(vals_list).with_env(self.env)
        founds._record(
            "note",
            what="found_instead",
            number=lambda found: found.rma_id.number,
            line=lambda found: found.rma_line_id.id,
            product=lambda found: found.product_id.id,
            lots=lambda found: [found.lot_id.name or ""],
            quantity=lambda found: quantities.text(self.env, found.quantity),
        )

    def _record_decision(self, now):
        self._record(
            "corrected",
            what="rma_found",
            now=now,
            number=self.rma_id.number,
            line=self.rma_line_id.id,
            product=self.product_id.id,
            lot=self.lot_id.name or "",
            quantity=quantities.text(self.env, self.quantity),
        )

    def _event_ticket(self):
        return self.rma_id.ticket_id
