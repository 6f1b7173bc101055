from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..ticket.lock import claim

OPEN = ("draft", "confirmed", "under_repair")


class RepairOrder(models.Model):
    """A repair of ours: of goods that came back, or of a unit where the customer has it.

    It stays Odoo's own document. What makes it one of after-sales service is its ticket; a repair
    without one is left as Odoo made it.
    """

    _name = "repair.order"
    _inherit = ["repair.order", "aftersales.event.mixin"]
    _protected_fields = frozenset(
        {
            "aftersales_rma_line_id",
            "aftersales_ticket_id",
            "aftersales_promised_at",
            "aftersales_received_at",
            "aftersales_started_at",
            "aftersales_ended_at",
            "aftersales_parts_since",
            "aftersales_parts_days",
            "aftersales_delay",
            "aftersales_late_days",
            "aftersales_result",
            "aftersales_result_note",
        }
    )

    # === FIELDS === #

    aftersales_rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line",
        string="Return Line",
        compute="_compute_aftersales_rma_line_id",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    aftersales_rma_id = fields.Many2one(
        related="aftersales_rma_line_id.rma_id", string="Return", store=True
    )
    aftersales_ticket_id = fields.Many2one(
        comodel_name="aftersales.ticket",
        string="Ticket",
        compute="_compute_aftersales_ticket_id",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Whose matter the repair is: the ticket of the return, or the one it was asked for in.",
    )
    aftersales_place = fields.Selection(
        selection=[("workshop", "In the Workshop"), ("on_site", "On Site")],
        string="Place",
        default="workshop",
        required=True,
    )
    aftersales_warranty_id = fields.Many2one(
        comodel_name="aftersales.warranty",
        string="Warranty",
        compute="_compute_aftersales_warranty_id",
        store=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    aftersales_fault_found = fields.Selection(
        selection=[("yes", "Yes"), ("no", "No Fault Found")], string="Fault Found", copy=False
    )
    aftersales_fault_code_id = fields.Many2one(
        comodel_name="aftersales.fault.code",
        string="Fault",
        compute="_compute_aftersales_fault_code_id",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    aftersales_promised_at = fields.Datetime(
        string="Promised for", readonly=True, copy=False, index="btree_not_null"
    )
    aftersales_received_at = fields.Datetime(string="Handed In", readonly=True, copy=False)
    aftersales_started_at = fields.Datetime(string="Repair Started", readonly=True, copy=False)
    aftersales_ended_at = fields.Datetime(string="Repair Ended", readonly=True, copy=False)
    aftersales_result = fields.Selection(
        selection=[("repaired", "Repaired"), ("failed", "Failed")],
        string="Result",
        readonly=True,
        copy=False,
        help="A repair that failed has ended as well: the fault is still there.",
    )
    aftersales_result_note = fields.Char(string="Why It Failed", readonly=True, copy=False)

    # === CONSTRAINTS === #

    # The repairs of a serial count at every decision on it.
    _aftersales_lot_idx = models.Index("(lot_id) WHERE lot_id IS NOT NULL")

    @api.constrains("aftersales_rma_line_id", "product_id", "lot_id", "product_qty", "state")
    def _check_aftersales_line(self):
        """Refuse to repair more of a return line than came back, alone at work on the line."""
        # sudo: aftersales.rma.line - sums over every repair, whoever may see them
        lines = self.sudo().aftersales_rma_line_id
        lines.flush_recordset()
        claim(lines)
        # sudo: aftersales.rma.line - compared, whoever may read returns
        for repair in self.sudo().filtered("aftersales_rma_line_id"):
            line = repair.aftersales_rma_line_id
            if (repair.product_id, repair.lot_id) != (line.product_id, line.lot_id):
                raise ValidationError(
                    self.env._("%s came back on another line of the return.", repair.display_name)
                )
        for line in lines:
            if problem := line._repair_problem():
                raise ValidationError(problem)

    @api.constrains("aftersales_ticket_id", "state")
    def _check_aftersales_unit(self):
        """Refuse a second open repair of one serial: a unit is in one place at a time.

        A change of the serial asks in ``write``: while Odoo still computes it, so is the ticket.
        """
        # sudo: repair.order - another repair counts, whoever may see it
        units = self.sudo().filtered(
            lambda repair: (
                repair.aftersales_ticket_id
                and repair.state in OPEN
                and repair.product_id.tracking == "serial"
            )
        )
        claim(units.lot_id)
        # sudo: repair.order - counted over every repair of the units
        groups = self.sudo()._read_group(
            [("lot_id", "in", units.lot_id.ids), ("state", "in", OPEN)], ["lot_id"], ["__count"]
        )
        for lot, count in groups:
            if count > 1:
                raise ValidationError(
                    self.env._("%s is in repair already: finish or cancel that one.", lot.name)
                )

    @api.constrains("aftersales_ticket_id", "partner_id", "company_id")
    def _check_aftersales_ticket(self):
        for repair in self.sudo():  # sudo: aftersales.ticket - compared, not shown
            ticket = repair.aftersales_ticket_id
            if not ticket:
                continue
            customers = ticket.commercial_partner_id, repair.partner_id.commercial_partner_id
            if ticket.company_id != repair.company_id or customers[0] != customers[1]:
                raise ValidationError(
                    self.env._("The repair is for another customer or company than its ticket.")
                )

    # === COMPUTES === #

    @api.depends("picking_id")
    def compute_lot_id(self):
        """Leave out the only lot of a transfer where it is one of other goods that came along."""
        result = super().compute_lot_id()
        for repair in self:
            if repair.lot_id.product_id - repair.product_id:
                repair.lot_id = False
        return result

    @api.depends("picking_id", "product_id", "lot_id")
    def _compute_aftersales_rma_line_id(self):
        """A repair made with Odoo's own button on the receipt belongs to its return as well."""
        for repair in self:
            # sudo: aftersales.rma.line - the workshop need not read returns
            lines = repair.sudo().picking_id.move_ids.aftersales_rma_line_id
            fitting = lines.filtered(
                lambda line, repair=repair: (
                    (line.product_id, line.lot_id) == (repair.product_id, repair.lot_id)
                )
            )
            kept = repair.aftersales_rma_line_id if not repair.picking_id else fitting[:1]
            repair.aftersales_rma_line_id = kept

    @api.depends("aftersales_rma_line_id.rma_id.ticket_id")
    def _compute_aftersales_ticket_id(self):
        for repair in self:
            # sudo: aftersales.rma - the workshop need not read returns
            ticket = repair.sudo().aftersales_rma_line_id.rma_id.ticket_id
            repair.aftersales_ticket_id = ticket or repair.aftersales_ticket_id

    @api.depends("aftersales_rma_line_id", "aftersales_ticket_id", "lot_id", "product_id")
    def _compute_aftersales_warranty_id(self):
        for repair in self:
            repair.aftersales_warranty_id = repair._find_aftersales_warranty()

    @api.depends("aftersales_rma_line_id.inspection_ids.fault_code_id")
    def _compute_aftersales_fault_code_id(self):
        """Start from what the inspection found; the workshop may find something else."""
        for repair in self:
            # sudo: aftersales.inspection - the workshop need not read returns
            inspections = repair.sudo().aftersales_rma_line_id.inspection_ids
            fault = repair.aftersales_fault_code_id or inspections.fault_code_id[:1]
            repair.aftersales_fault_code_id = fault

    def _find_aftersales_warranty(self):
        """Return the warranty of the very unit: by its delivery, else by its serial."""
        self.ensure_one()
        # sudo: aftersales.warranty - whether it covers the unit does not depend on who asks
        warranties = self.env["aftersales.warranty"].sudo()
        line = self.sudo().aftersales_rma_line_id
        domain = [("company_id", "=", self.company_id.id), ("lot_id", "=", self.lot_id.id)]
        if line.move_id:
            domain.append(("move_id", "=", line.move_id.id))
        elif self.lot_id and self.partner_id:
            customer = self.partner_id.commercial_partner_id
            domain.append(("commercial_partner_id", "=", customer.id))
        else:
            return warranties
        return warranties.search(domain, order="start_date desc, id desc", limit=1)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # a copy is made on the repair it copies, whose verdict is not that of the new one
        repairs = super(RepairOrder, self.browse()).create(vals_list)
        repairs._aftersales_check_new()
        repairs._aftersales_judge()
        return repairs

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._aftersales_note_parts()
        if "lot_id" in vals:
            self._check_aftersales_unit()
        if vals.keys() & {"aftersales_warranty_id", "aftersales_rma_line_id", "lot_id"}:
            self._aftersales_judge()
        return result

    def _aftersales_check_new(self):
        if self._ours().filtered(lambda repair: repair.state not in ("draft", "confirmed")):
            raise UserError(
                self.env._("A repair is started and finished by its buttons: create it as new.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_aftersales(self):
        if self.filtered("aftersales_ticket_id"):
            raise UserError(
                self.env._("The repair of a ticket is on record: cancel it instead of deleting.")
            )

    def _is_protected(self, name):
        """Odoo writes its own computed fields: only ours are kept from hands, verdict and state."""
        if name in ("under_warranty", "state"):
            return any(repair.aftersales_ticket_id for repair in self)
        return name in self._protected_fields

    # === TOOLS === #

    def _event_ticket(self):
        # sudo: aftersales.ticket - the workshop need not read tickets
        return self.sudo().aftersales_ticket_id

    @api.model
    def _aftersales_choices(self, name):
        """Return what can be chosen in a field, in the reader's language."""
        return self._fields[name]._description_selection(self.env)

    def _ours(self):
        """Return the repairs that belong to after-sales service."""
        return self.filtered("aftersales_ticket_id")
