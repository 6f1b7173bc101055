from odoo import api, fields, models

from ..rma.rma import UNDER_WAY
from ..rma.rma_flow import ACTIONS, SPECIALIST

ACTIONS["create_repair"] = (UNDER_WAY, SPECIALIST)


class AftersalesRma(models.Model):
    """The repairs of a return: one for each unit or line that is to be repaired."""

    _inherit = "aftersales.rma"

    repair_ids = fields.Many2many(
        comodel_name="repair.order",
        string="Repairs",
        compute="_compute_repair_ids",
        compute_sudo=False,
        groups="aftersales_addon.group_agent,aftersales_addon.group_auditor",
    )
    repair_count = fields.Integer(compute="_compute_repair_count", compute_sudo=True)
    create_repair_blocker = fields.Char(compute="_compute_blockers")

    @api.depends("line_ids.repair_ids")
    def _compute_repair_ids(self):
        repairs = self.env["repair.order"].search([("aftersales_rma_id", "in", self.ids)])
        by_rma = repairs.grouped("aftersales_rma_id")
        for rma in self:
            rma.repair_ids = by_rma.get(rma)

    @api.depends("line_ids.repair_ids")
    def _compute_repair_count(self):
        counts = dict(
            self.env["repair.order"]._read_group(
                [("aftersales_rma_id", "in", self.ids)], ["aftersales_rma_id"], ["__count"]
            )
        )
        for rma in self:
            rma.repair_count = counts.get(rma, 0)

    # === PREDICATES === #

    def _cannot_create_repair(self):
        lines = self.line_ids
        if any(line._quantity_to_repair() for line in lines):
            return ""
        if any(line._under_repair() for line in lines):
            return self.env._("The repair exists: the workshop starts and finishes it.")
        if not any(line._planned()["repair"] for line in lines):
            if self.inspect and any(line._left_to_inspect() for line in lines):
                return self.env._("The goods have to be inspected first.")
            if not any(lines.mapped("received_quantity")):
                return self.env._("Nothing has come back yet: the repair follows the receipt.")
            return self.env._("Nothing of this return is to be repaired.")
        return self.env._("Everything that was to be repaired is repaired.")

    def _is_step(self, action):
        if action == "create_repair":
            return not self.create_repair_blocker
        return super()._is_step(action)

    # === ACTIONS === #

    def action_create_repair(self):
        """Make one repair for each unit or line that is to be repaired and has none."""
        for rma in self._begin("create_repair"):
            lines = rma.line_ids.filtered(lambda line: line._quantity_to_repair())
            values = [line._prepare_repair_values() for line in lines]
            # sudo: repair.order - after the predicate, on the behalf of who may decide
            self.env["repair.order"].sudo()._transition().create(values)
        return self.action_open_repairs()

    def action_open_repairs(self):
        """Show the repairs of the return."""
        self.ensure_one()
        return self._action_documents(self.repair_ids, self.env._("Repairs"))

    # === WHAT IS PRINTED === #

    def _printed_repairs(self):
        """Return the repairs that the report on the return speaks of: those that have ended."""
        self.ensure_one()
        self.check_access("read")
        # sudo: repair.order - whoever may read the return may print what became of its goods
        repairs = self.sudo().line_ids.repair_ids
        return repairs.filtered(lambda repair: not repair._aftersales_cannot_print()).sorted("id")

    def _portal_values(self):
        return super()._portal_values() | {
            "repairs": self._printed_repairs()._aftersales_portal_values()
        }
