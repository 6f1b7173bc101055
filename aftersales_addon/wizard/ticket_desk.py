import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

SHOWN = 20  # orders, units and tickets listed beside the form
SHARED_DIGITS = 8  # what a number has in common with and without its country code
MIN_DIGITS = 5  # fewer digits find too many telephones
SPOKEN = {"phone": "call", "walk_in": "visit"}  # who takes it down speaks to the customer


class AftersalesTicketDesk(models.TransientModel):
    """What a clerk fills in during a call: who it is, what it is about, done."""

    _name = "aftersales.ticket.desk"
    _description = "Ticket at the Desk"

    query = fields.Char(
        string="Caller",
        help="Phone number, e-mail address, name, order or serial number.",
    )
    found_partner_ids = fields.Many2many(
        comodel_name="res.partner", compute="_compute_found_partner_ids"
    )
    found_text = fields.Char(compute="_compute_found_partner_ids")
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer")
    partner_name = fields.Char(string="Customer Name")
    partner_phone = fields.Char(string="Phone")
    partner_email = fields.Char(string="E-mail")
    channel = fields.Selection(
        selection=[("phone", "Phone"), ("walk_in", "Walk-in"), ("social", "Social Network")],
        default="phone",
        required=True,
    )
    name = fields.Char(string="Subject")
    description = fields.Html()
    category_id = fields.Many2one(comodel_name="aftersales.category")
    priority = fields.Selection(
        selection=lambda self: (
            self.env["aftersales.ticket"]._fields["priority"]._description_selection(self.env)
        ),
        compute="_compute_from_category",
        store=True,
        readonly=False,
    )
    team_id = fields.Many2one(
        comodel_name="aftersales.team",
        compute="_compute_from_category",
        store=True,
        readonly=False,
    )
    sale_order_id = fields.Many2one(comodel_name="sale.order", domain="[('id', 'in', order_ids)]")
    warranty_id = fields.Many2one(
        comodel_name="aftersales.warranty",
        string="Customer's Unit",
        domain="[('id', 'in', warranty_ids)]",
    )
    order_ids = fields.Many2many(comodel_name="sale.order", compute="_compute_matters")
    warranty_ids = fields.Many2many(comodel_name="aftersales.warranty", compute="_compute_matters")
    open_ticket_ids = fields.Many2many(comodel_name="aftersales.ticket", compute="_compute_matters")

    @api.depends("query")
    def _compute_found_partner_ids(self):
        for desk in self:
            found = desk._find_partners() if desk.query and len(desk.query.strip()) > 2 else None
            desk.found_partner_ids = found
            desk.found_text = desk._describe_found(found)

    def _describe_found(self, found):
        if found is None:
            return False
        if not found:
            return self.env._("Nobody found: fill in the name and a phone number or e-mail.")
        if len(found) == 1:
            return self.env._("Found: %(name)s", name=found.display_name)
        return self.env._("%(count)s customers found: pick one.", count=len(found))

    @api.depends("category_id")
    def _compute_from_category(self):
        own_team = self.env["aftersales.team"]._default_for_user()
        for desk in self:
            desk.team_id = desk.category_id._default_team() or desk.team_id or own_team
            desk.priority = desk.category_id._default_priority() or desk.priority or "1"

    @api.depends("partner_id")
    def _compute_matters(self):
        for desk in self:
            partner = desk.partner_id.commercial_partner_id
            if not partner:
                desk.order_ids = desk.warranty_ids = desk.open_ticket_ids = False
                continue
            of_customer = [("partner_id", "child_of", partner.id)]
            desk.order_ids = desk.order_ids.search(
                [*of_customer, ("state", "=", "sale")], limit=SHOWN
            )
            desk.warranty_ids = desk.warranty_ids.search(of_customer, limit=SHOWN)
            desk.open_ticket_ids = desk.open_ticket_ids.search(
                [
                    ("commercial_partner_id", "=", partner.id),
                    ("state", "not in", ("closed", "cancelled")),
                ],
                limit=SHOWN,
            )

    # === FINDING THE CALLER === #

    @api.onchange("query")
    def _onchange_query(self):
        found = self.found_partner_ids
        if len(found) != 1:
            return
        self.partner_id = found._origin
        text = self.query.strip()
        self.sale_order_id = self._search_orders(text)[:1]
        unit = self._search_lots(text)[:1]
        if unit:
            self.warranty_id = self.env["aftersales.warranty"].search(
                [("lot_id", "=", unit.id), ("partner_id", "child_of", found.ids)], limit=1
            )

    def _find_partners(self):
        """Return the customers that a number, a name or an address leads to."""
        text = self.query.strip()
        exact = (
            self._search_orders(text).partner_id
            | self.env["aftersales.warranty"]
            .search([("lot_id", "in", self._search_lots(text).ids)])
            .partner_id
        )
        if exact:
            return exact
        domain = Domain("email", "ilike", text) | Domain("name", "ilike", text)
        digits = re.sub(r"\D", "", text)
        if len(digits.lstrip("0")) >= MIN_DIGITS:
            domain |= self._phone_domain(digits)
        return self.env["res.partner"].search(domain, limit=SHOWN)

    def _search_orders(self, text):
        return self.env["sale.order"].search(
            [
                ("state", "=", "sale"),
                "|",
                ("name", "=ilike", text),
                ("client_order_ref", "=ilike", text),
            ],
            limit=SHOWN,
        )

    def _search_lots(self, text):
        return self.env["stock.lot"].search([("name", "=ilike", text)], limit=SHOWN)

    @api.model
    def _phone_domain(self, digits):
        """Match telephones by their digits, however they are written."""
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                r"regexp_replace(%s, '\D', '', 'g') LIKE %s",
                model._field_to_sql(alias, "phone", query),
                f"%{digits.lstrip('0')[-SHARED_DIGITS:]}",
            )
        )

    # === SAVING === #

    def action_create(self):
        """Open the ticket and show it."""
        ticket = self._create_ticket()
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.ticket",
            "res_id": ticket.id,
            "view_mode": "form",
        }

    def action_create_and_next(self):
        """Open the ticket and take the next call."""
        self._create_ticket()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_ticket_desk_action"
        )

    def _create_ticket(self):
        self.ensure_one()
        if not self.name:
            raise UserError(self.env._("Please write in a few words what the call is about."))
        if not (self.partner_id or self.partner_phone or self.partner_email):
            raise UserError(
                self.env._(
                    "Please pick the customer, or fill in a phone number or e-mail to call back."
                )
            )
        tickets = self.env["aftersales.ticket"]
        with tickets._clocks_held():
            ticket = tickets.create(self._prepare_ticket_values())
            if how := SPOKEN.get(self.channel):
                ticket._log_contact(how, direction="in")
        return ticket

    def _prepare_ticket_values(self):
        values = {
            "name": self.name,
            "description": self.description,
            "channel": self.channel,
            "category_id": self.category_id.id,
            "priority": self.priority,
            "team_id": self.team_id.id,
            "partner_id": self.partner_id.id,
            "sale_order_id": (self.sale_order_id or self.warranty_id._order_of_owner()).id,
            "lot_id": self.warranty_id.lot_id.id,
            "product_id": self.warranty_id.product_id.id,
        }
        if not self.partner_id:
            values |= {
                name: self[name] for name in ("partner_name", "partner_phone", "partner_email")
            }
        return values
