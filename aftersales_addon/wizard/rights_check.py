from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core import rightsdecision, rightsfacts, rightsrules

ANSWERS = [
    (rightsfacts.UNKNOWN, "Not known"),
    (rightsfacts.YES, "Yes"),
    (rightsfacts.NO, "No"),
]
CONDITIONS = dict(rightsrules.CONDITIONS)
# What can be answered here, by the name of the fact.
COLUMNS = (
    "fault",
    "intact",
    "fault_class",
    "part_class",
    "customer_class",
    "channel",
    "age",
    "km",
    "hours",
)


class AftersalesRightsCheck(models.TransientModel):
    """“Is this covered?”: what is owed on a unit today, and what one more answer would change."""

    _name = "aftersales.rights.check"
    _description = "Is This Covered?"

    company_id = fields.Many2one(comodel_name="res.company", required=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    ticket_id = fields.Many2one(comodel_name="aftersales.ticket", readonly=True)
    rma_line_id = fields.Many2one(
        comodel_name="aftersales.rma.line", string="Return Line", readonly=True
    )
    candidate_ids = fields.Many2many(
        comodel_name="stock.move",
        relation="aftersales_rights_check_move_rel",
        string="Deliveries",
        readonly=True,
    )
    move_id = fields.Many2one(
        comodel_name="stock.move", string="Delivery", domain="[('id', 'in', candidate_ids)]"
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_product_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    lot_candidate_ids = fields.Many2many(related="move_id.lot_ids", string="Serials Delivered")
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial/Lot Number",
        compute="_compute_lot_id",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('id', 'in', lot_candidate_ids)]",
    )
    claimed_on = fields.Date(
        string="Claimed on",
        required=True,
        default=fields.Date.context_today,
        help="The day the customer told us: a right that was claimed in time is kept.",
    )

    # what the records do not know
    fault = fields.Selection(
        selection=ANSWERS, string="Is there a fault?", required=True, default=rightsfacts.UNKNOWN
    )
    intact = fields.Selection(
        selection=ANSWERS,
        string="Are the goods intact?",
        required=True,
        default=rightsfacts.UNKNOWN,
        help="Complete and as they came; trying them out as in a shop does no harm.",
    )
    fault_class = fields.Selection(
        selection=list(rightsrules.FAULT_CLASSES), string="How serious is it?"
    )
    part_class = fields.Selection(
        selection=list(rightsrules.PART_CLASSES), string="Where does it lie?"
    )
    customer_class = fields.Selection(
        selection=list(rightsrules.CUSTOMER_CLASSES), string="Who bought it?"
    )
    channel = fields.Selection(selection=list(rightsrules.CHANNELS), string="How was it sold?")
    age = fields.Selection(selection=list(rightsrules.AGES), string="New or used?")
    km = fields.Integer(string="Kilometres driven")
    hours = fields.Integer(string="Hours of operation")
    exclusion = fields.Selection(
        selection=list(rightsrules.EXCLUSIONS), string="Does anything speak against it?"
    )
    question_ids = fields.One2many(
        comodel_name="aftersales.rights.check.question",
        inverse_name="check_id",
        string="Questions",
    )
    answer = fields.Selection(selection=list(rightsdecision.ANSWERS), readonly=True)
    answer_html = fields.Html(readonly=True, sanitize=False)

    # === COMPUTES === #

    @api.depends("move_id")
    def _compute_lot_id(self):
        """The serial of another delivery is another serial."""
        for check in self:
            lots = check.move_id.lot_ids
            if lots and check.lot_id not in lots:
                check.lot_id = lots[0]

    @api.depends("move_id", "lot_id")
    def _compute_product_id(self):
        for check in self:
            check.product_id = (
                check.move_id.product_id or check.lot_id.product_id or check.product_id
            )

    @api.onchange(
        "move_id",
        "lot_id",
        "product_id",
        "claimed_on",
        "exclusion",
        "question_ids",
        *COLUMNS,
    )
    def _onchange_facts(self):
        """Answer again, and ask what would now decide."""
        [judged] = self._judge()
        self.update(self._answer_values(judged))

    # === ASKING === #

    @api.model
    def _action_open(self, **values):
        """Return the action that shows what is owed on a unit.

        :param values: ``move``, ``lot``, ``product``, ``partner``, ``company``, ``ticket``,
            ``line`` (of a return), ``moves`` (deliveries to choose from); records
        """
        check = self.create(self._prepare_values(**values))
        [judged] = check._judge()
        check.write(check._answer_values(judged))
        return check._reopen()

    @api.model
    def _prepare_values(self, *, line=None, **values):
        moves = values.get("moves") or self.env["stock.move"]
        move = values.get("move") or moves[:1]
        facts = self.env["aftersales.rights.facts"]
        unit = facts._unit(
            move,
            values.get("lot") or move.lot_ids[:1],
            **{name: values.get(name) for name in ("partner", "product", "company")},
        )
        ticket = values.get("ticket") or self.env["aftersales.ticket"]
        told = ticket.create_date or self.env.cr.now()
        vals = {
            "company_id": unit.company.id,
            "partner_id": unit.partner.id,
            "candidate_ids": [Command.set((moves | move).ids)],
            "move_id": move.id,
            "product_id": unit.product.id,
            "lot_id": unit.lot.id,
            "ticket_id": ticket.id,
            "claimed_on": facts._day(told, facts._zone(unit.company, unit.partner)),
        }
        return vals | (line._rights_check_values() if line else {})

    def _judge(self):
        """Return the answer for the unit and what was said of it, as a list of one."""
        self.ensure_one()
        for record in (self.move_id, self.lot_id, self.product_id, self.partner_id):
            record._origin.check_access("read")  # any id may have been sent
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("The unit was sold by a company that is not yours."))
        unit = self.env["aftersales.rights.facts"]._unit(
            self.move_id._origin,
            self.lot_id._origin,
            product=self.product_id._origin,
            partner=self.partner_id._origin,
            company=self.company_id._origin,
        )
        return self.env["aftersales.rights.decision"]._judge([unit], [self._matter()])

    def _matter(self):
        """Return what was said, as columns of the facts; what was not is left to the records."""
        said = {name: self[name] for name in COLUMNS if self[name]}
        conditions = {
            question.name: question.answer
            for question in self.question_ids
            if question.answer != rightsfacts.UNKNOWN
        }
        exclusions = {self.exclusion: rightsfacts.YES} if self.exclusion else {}
        dates = {"claim": self.claimed_on, "defect_found": self.claimed_on}
        return said | {
            "conditions": conditions,
            "exclusions": exclusions,
            "dates": dates if self.claimed_on else {},
        }

    def _answer_values(self, judged):
        """Return the answer, and the questions that are open or answered."""
        decision = judged.decision
        answered = {
            question.name: question.answer
            for question in self.question_ids
            if question.answer != rightsfacts.UNKNOWN
        }
        asked = [name for name in decision.missing if name in CONDITIONS and name not in answered]
        return {
            "answer": decision.answer,
            "answer_html": self.env["aftersales.rights.words"]._html(decision),
            "question_ids": [
                Command.clear(),
                *(
                    Command.create(
                        {"name": name, "answer": answered.get(name, rightsfacts.UNKNOWN)}
                    )
                    for name in [*answered, *asked]
                ),
            ],
        }

    # === ACTIONS === #

    def action_record(self):
        """Put the decision on record, with the facts as they are known now."""
        self.ensure_one()
        if not self.env.user.has_group("aftersales_addon.group_agent"):
            raise UserError(self.env._("Only agents put decisions on record: ask one."))
        for record in (self.ticket_id, self.rma_line_id):
            record.check_access("write")
        link = {"ticket_id": self.ticket_id.id, "rma_line_id": self.rma_line_id.id}
        decision = self.env["aftersales.rights.decision"]._store(self._judge(), [link])
        return {
            "type": "ir.actions.act_window",
            "res_model": decision._name,
            "res_id": decision.id,
            "view_mode": "form",
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Is This Covered?"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class AftersalesRightsCheckQuestion(models.TransientModel):
    """One condition that nobody but the people concerned can tell."""

    _name = "aftersales.rights.check.question"
    _description = "Question About a Unit"
    _order = "id"

    check_id = fields.Many2one(
        comodel_name="aftersales.rights.check", required=True, ondelete="cascade", index=True
    )
    name = fields.Selection(
        selection=list(rightsrules.CONDITIONS), string="Is it so?", required=True
    )
    answer = fields.Selection(selection=ANSWERS, required=True, default=rightsfacts.UNKNOWN)
