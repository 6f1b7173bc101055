from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import quantity as quantities
from .fault_code import CAUSES
from .rma_type import OUTCOMES, TO_CUSTOMER

DISPOSALS = [
    ("restock", "Back to Stock"),
    ("refurbish", "Refurbish"),
    ("scrap", "Scrap"),
    ("vendor", "Back to the Vendor"),
    ("customer", "Back to the Customer"),
]

# What documents are made from; a note or a photo may be added later.
DECIDING = {"quantity", "grade", "fault_found", "fault_code_id", "cause", "outcome", "disposal"}
PICTURES = {"image/jpeg", "image/png", "image/gif", "image/webp"}


class AftersalesInspection(models.Model):
    """What was found on goods that came back, what the customer gets, where they go.

    An inspection speaks of one unit, or of several in the same condition.
    """

    _name = "aftersales.inspection"
    _description = "Inspection"
    _inherit = ["aftersales.event.mixin"]
    _order = "inspected_at desc, id desc"
    _check_company_auto = True
    _protected_fields = frozenset({"inspected_by_id", "inspected_at"})

    # === FIELDS === #

    rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line",
        string="Goods",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    rma_id = fields.Many2one(
        related="rma_line_id.rma_id", store=True, precompute=True, index=True, string="Return"
    )
    company_id = fields.Many2one(
        related="rma_line_id.company_id", store=True, precompute=True, index=True
    )
    product_id = fields.Many2one(
        related="rma_line_id.product_id", store=True, precompute=True, index=True
    )
    lot_id = fields.Many2one(
        related="rma_line_id.lot_id",
        string="Serial/Lot Number",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="In the product's own unit of measure.",
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    grade = fields.Selection(
        selection=[
            ("a", "A: as new"),
            ("b", "B: light traces of use"),
            ("c", "C: worn or damaged"),
            ("d", "D: not usable"),
        ],
        required=True,
        index=True,
    )
    fault_found = fields.Boolean(help="The fault that the customer named, or another, was found.")
    fault_code_id = fields.Many2one(
        comodel_name="aftersales.fault.code",
        string="Fault",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    cause = fields.Selection(
        selection=CAUSES,
        string="Root Cause",
        compute="_compute_cause",
        store=True,
        precompute=True,
        readonly=False,
    )
    attachment_ids = fields.Many2many(comodel_name="ir.attachment", string="Photos", copy=False)
    note = fields.Text(string="Findings")
    outcome = fields.Selection(
        selection=[*OUTCOMES, ("none", "Nothing: No Claim")],
        compute="_compute_outcome",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="What the customer gets for these goods.",
    )
    disposal = fields.Selection(
        selection=DISPOSALS,
        compute="_compute_disposal",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="Where the goods go.",
    )
    inspected_by_id = fields.Many2one(
        comodel_name="res.users", string="Inspected by", readonly=True, copy=False
    )
    inspected_at = fields.Datetime(string="Inspected on", readonly=True, copy=False)

    locked_text = fields.Char(compute="_compute_locked_text")

    _quantity_sane = models.Constraint(
        "CHECK (quantity > 0 AND quantity < 1e9)", "Enter how much was inspected: more than zero."
    )

    @api.constrains("outcome", "disposal")
    def _check_disposal(self):
        for inspection in self:
            to_customer = inspection.outcome in TO_CUSTOMER
            if to_customer and inspection.disposal != "customer":
                raise ValidationError(
                    self.env._(
                        "These goods go back to the customer: choose “Back to the Customer”."
                    )
                )
            if not to_customer and inspection.disposal == "customer":
                raise ValidationError(
                    self.env._(
                        "The customer cannot get the goods back and a refund or an exchange, too:"
                        " choose the outcome “Given Back as It Is”, or where the goods go."
                    )
                )

    # === COMPUTES === #

    @api.depends("rma_line_id")
    def _compute_quantity(self):
        for inspection in self:
            left = inspection.rma_line_id._left_to_inspect() if inspection.rma_line_id else 0
            inspection.quantity = inspection.quantity or left

    @api.depends("fault_code_id")
    def _compute_cause(self):
        for inspection in self:
            inspection.cause = inspection.fault_code_id.cause

    @api.depends("rma_line_id")
    def _compute_outcome(self):
        for inspection in self:
            inspection.outcome = inspection.outcome or inspection.rma_line_id.outcome

    @api.depends("outcome")
    def _compute_disposal(self):
        for inspection in self:
            if inspection.outcome in TO_CUSTOMER:
                inspection.disposal = "customer"
            elif inspection.disposal in (False, "customer"):
                inspection.disposal = "restock"

    @api.depends("rma_id.state", "outcome", "disposal")
    @api.depends_context("uid")
    def _compute_locked_text(self):
        for inspection in self:
            saved = inspection._origin
            reason = saved and inspection.rma_id._cannot("inspect_again")
            # sudo: stock.move, account.move.line - whether there are documents
            inspection.locked_text = reason or (saved and saved.sudo()._documents_problem()) or ""

    @api.depends("product_id", "lot_id", "rma_id.number")
    def _compute_display_name(self):
        for inspection in self.sudo():  # sudo: product.product, stock.lot - their names
            names = (inspection.rma_id.number, inspection.product_id.display_name)
            inspection.display_name = " ".join(filter(None, (*names, inspection.lot_id.name)))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_protected(name for name, value in vals.items() if value)
            if "quantity" in vals:
                vals["quantity"] = quantities.checked(self.env, vals["quantity"], positive=True)
        lines = self.env["aftersales.rma.line"].browse(
            {vals["rma_line_id"] for vals in vals_list if vals.get("rma_line_id")}
        )
        lines.rma_id._begin("inspect")
        stamp = {"inspected_by_id": self.env.uid, "inspected_at": fields.Datetime.now()}
        inspections = super(AftersalesInspection, self._transition()).create(
            [vals | stamp for vals in vals_list]
        )
        inspections = inspections.with_env(self.env)
        inspections._check_plan()
        inspections._adopt_photos()
        inspections._record_inspected()
        return inspections

    def write(self, vals):
        if "quantity" in vals:
            checked = quantities.checked(self.env, vals["quantity"], positive=True)
            vals = vals | {"quantity": checked}
        if "rma_line_id" in vals and any(
            inspection.rma_line_id.id != vals["rma_line_id"] for inspection in self
        ):
            raise UserError(self.env._("An inspection stays with its goods: delete it instead."))
        deciding = vals.keys() & DECIDING
        if deciding:
            self.rma_id._begin("inspect_again")
            self._check_free()
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_photos()
        if deciding:
            self._check_plan()
            self._record_corrected("changed")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_documents(self):
        self.rma_id._begin("inspect_again")
        self._check_free()
        self._record_corrected("deleted")

    # === ACTIONS === #

    def action_open(self):
        """Show the inspection with its photos."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # === BUSINESS === #

    def _check_free(self):
        """Refuse to change what documents have been made from."""
        # sudo: stock.move, account.move.line - whether there are documents, not what they say
        for inspection in self.sudo():
            if problem := inspection._documents_problem():
                raise UserError(problem)

    def _documents_problem(self):
        """Return why the inspection cannot be changed any more, or an empty string."""
        self.ensure_one()
        if self.rma_line_id._done(under_way=True).get(self.outcome, 0):
            return self.env._(
                "Documents were made from this inspection: delete or cancel them first."
            )
        return ""

    def _check_plan(self):
        """Refuse more than came back, and less than documents have done already."""
        lines = self.sudo().rma_line_id  # sudo: stock.move - sums over all inspections
        lines.flush_recordset()
        for line in lines:
            if problem := line._inspection_problem():
                raise ValidationError(problem)

    def _adopt_photos(self):
        """Let whoever may read the inspection see its photos; take none from elsewhere."""
        for inspection in self:
            photos = inspection.attachment_ids
            photos.check_access("read")
            loose = photos.filtered(lambda photo: not photo.res_id)
            loose.write({"res_model": self._name, "res_id": inspection.id})
            if photos.filtered(
                lambda photo, i=inspection: (photo.res_model, photo.res_id) != (i._name, i.id)
            ):
                raise UserError(self.env._("Upload the photo here: it belongs to something else."))

    def _photos(self):
        """Return the attachments that can be printed as pictures."""
        # sudo: ir.attachment - whoever may read the inspection may see its photos
        return self.sudo().attachment_ids.filtered(
            lambda attachment: attachment.mimetype in PICTURES
        )

    # === RECORD === #

    def _record_inspected(self):
        self._record(
            "inspected",
            number=lambda i: i.rma_id.number,
            line=lambda i: i.rma_line_id.id,
            **self._facts(),
        )

    def _record_corrected(self, now):
        self._record(
            "corrected",
            what="inspection",
            now=now,
            number=lambda i: i.rma_id.number,
            line=lambda i: i.rma_line_id.id,
            **self._facts(),
        )

    def _facts(self):
        return {
            "quantity": lambda i: quantities.text(self.env, i.quantity),
            "grade": lambda i: i.grade,
            "fault": lambda i: i.fault_found,
            "code": lambda i: i.fault_code_id.code or "",
            "cause": lambda i: i.cause or "",
            "outcome": lambda i: i.outcome,
            "disposal": lambda i: i.disposal,
        }

    def _event_ticket(self):
        return self.rma_id.ticket_id
