from odoo import api, fields, models
from odoo.exceptions import ValidationError

PRIORITIES = [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Urgent")]


class AftersalesCategory(models.Model):
    """What a ticket is about, in a hierarchy; a child inherits what it leaves empty."""

    _name = "aftersales.category"
    _description = "After-Sales Category"
    _parent_name = "parent_id"
    _parent_store = True
    _rec_names_search = ["complete_name", "name"]
    _order = "complete_name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", recursive=True, store=True, string="Full Name"
    )
    parent_id = fields.Many2one(
        comodel_name="aftersales.category",
        string="Parent Category",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="aftersales.category", inverse_name="parent_id", string="Sub-Categories"
    )
    nature = fields.Selection(
        selection=[
            ("fault", "Product Fault"),
            ("usage", "Usage Question"),
            ("return", "Return or Exchange"),
            ("parts", "Parts Enquiry"),
            ("complaint", "Complaint"),
            ("suggestion", "Suggestion"),
            ("visit", "Installation or Visit"),
        ],
        default="usage",
        required=True,
    )
    team_id = fields.Many2one(
        comodel_name="aftersales.team",
        string="Default Team",
        company_dependent=True,
        check_company=True,
        help="Tickets of this category go to this team, company by company. Empty: the team of the"
        " parent category.",
    )
    priority = fields.Selection(
        selection=PRIORITIES,
        string="Default Priority",
        help="Empty: the priority of the parent category.",
    )
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            parent = category.parent_id.complete_name
            category.complete_name = f"{parent} / {category.name}" if parent else category.name

    @api.depends("name", "parent_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Show the way from the root in the reader's language; the stored name only sorts."""
        for category in self:
            names, step = [], category
            while step:
                names.append(step.name or "")
                step = step.parent_id
            category.display_name = " / ".join(reversed(names))

    @api.constrains("parent_id")
    def _check_hierarchy(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category cannot be its own parent."))

    def _default_team(self):
        """Return the nearest team upwards, or an empty recordset."""
        team = self._nearest("team_id") or self.env["aftersales.team"]
        return team.filtered("active")

    def _default_priority(self):
        return self._nearest("priority")

    def _nearest(self, name):
        """Return the first filled value of the field ``name`` on the way to the root."""
        category = self
        while category and not category[name]:
            category = category.parent_id
        return category[name]
