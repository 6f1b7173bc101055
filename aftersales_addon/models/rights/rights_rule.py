from dataclasses import fields as columns

from odoo import api, fields, models

from ...core import rightsrules
from .rights_policy_version import plain

COLUMNS = tuple(column.name for column in columns(rightsrules.Rule))


class AftersalesRightsRule(models.Model):
    """One line of a version: a right, a burden of proof, an exclusion, a duty or a cost.

    Its columns are those of :class:`core.rightsrules.Rule`, where they are explained.
    """

    _name = "aftersales.rights.rule"
    _description = "Line of a Rights Policy"
    _order = "version_id, sequence, id"

    version_id = fields.Many2one(
        comodel_name="aftersales.rights.policy.version",
        required=True,
        index=True,
        ondelete="cascade",
    )
    state = fields.Selection(related="version_id.state")
    code = fields.Char(required=True)
    name = fields.Char(string="What It Says", required=True, translate=True)
    kind = fields.Selection(selection=list(rightsrules.KINDS), required=True, default="right")
    sequence = fields.Integer(default=10)
    article = fields.Char(translate=True)

    start = fields.Selection(selection=list(rightsrules.EVENTS), string="From")
    start_2 = fields.Selection(selection=list(rightsrules.EVENTS), string="Or, Where Later")
    start_3 = fields.Selection(selection=list(rightsrules.EVENTS), string="Or Later Still")
    opens_after = fields.Integer(
        string="Opens After (days)", aggregator=None, help="Days from the start until it opens."
    )
    value = fields.Integer(string="Lasts", aggregator=None, help="0: without a last day.")
    used_value = fields.Integer(
        string="Used Goods",
        aggregator=None,
        help="Lasts so long instead for used goods, where a shorter term was agreed.",
    )
    unit = fields.Selection(selection=list(rightsrules.UNITS), required=True, default="day")
    until = fields.Selection(
        selection=list(rightsrules.EVENTS),
        help="It lasts until then where that is later.",
    )
    unless = fields.Selection(
        selection=list(rightsrules.EVENTS),
        help="Only while this has not happened.",
    )
    roll = fields.Boolean(
        string="Moves to a Working Day",
        help="A last day on a weekend or public holiday moves to the next working day.",
    )
    usage_limit = fields.Integer(aggregator=None, help="Whichever comes first.")
    usage_unit = fields.Selection(selection=list(rightsrules.USAGE_UNITS))

    remedy = fields.Selection(selection=list(rightsrules.REMEDIES))
    remedy_2 = fields.Selection(selection=list(rightsrules.REMEDIES), string="Second Remedy")
    remedy_3 = fields.Selection(selection=list(rightsrules.REMEDIES), string="Third Remedy")
    remedy_4 = fields.Selection(selection=list(rightsrules.REMEDIES), string="Fourth Remedy")
    chooser = fields.Selection(selection=list(rightsrules.CHOOSERS), string="Who Chooses")
    needs = fields.Selection(selection=list(rightsrules.NEEDS))
    fault_class = fields.Selection(selection=list(rightsrules.FAULT_CLASSES), string="Fault")
    part_class = fields.Selection(selection=list(rightsrules.PART_CLASSES), string="Part")
    same_fault = fields.Boolean(help="Only the fault of the last repair.")
    not_minor = fields.Boolean(
        string="Not for a Minor Fault", help="That it is minor the seller has to prove."
    )
    condition = fields.Selection(selection=list(rightsrules.CONDITIONS))
    condition_fails = fields.Boolean(help="The line asks that the condition does not hold.")
    min_price = fields.Integer(
        string="Price from", aggregator=None, help="In the currency of the policy."
    )
    counter = fields.Selection(selection=list(rightsrules.COUNTERS))
    counter_min = fields.Integer(string="At Least", aggregator=None)

    pause = fields.Selection(
        selection=list(rightsrules.PAUSES), string="During Repair", required=True, default="none"
    )
    repair_adds = fields.Integer(
        string="A Repair Adds (months)", aggregator=None, help="Once, however many repairs."
    )
    restart = fields.Boolean(
        string="Starts Again", help="A replacement starts the term and the counters again."
    )

    freight = fields.Selection(selection=list(rightsrules.FREIGHT), string="Freight Paid By")
    presumption = fields.Boolean(
        default=True, help="The policy's burden of proof serves this right."
    )
    exclusion = fields.Selection(selection=list(rightsrules.EXCLUSIONS))
    duty = fields.Selection(selection=list(rightsrules.DUTIES))
    party = fields.Selection(
        selection=list(rightsrules.PARTIES), help="Who has to prove, do or pay."
    )
    waits = fields.Boolean(string="May Wait", help="For the goods, or for proof of their dispatch.")
    cost = fields.Selection(selection=list(rightsrules.COSTS))
    rate = fields.Integer(
        aggregator=None,
        help="Of a cost, or of the fee for use that a right carries, in hundredths of a percent"
        " for each 1000 km: 50 is 0.5 %.",
    )

    reading = fields.Char(translate=True, help="Where the text is unclear: how it is read here.")
    other_reading = fields.Char(translate=True, help="How it may be read, too.")

    _code_uniq = models.UniqueIndex(
        "(version_id, code)", "Two lines of a version cannot have the same code."
    )
    _amounts_sane = models.Constraint(
        "CHECK (value BETWEEN 0 AND 36500 AND used_value BETWEEN 0 AND 36500"
        " AND opens_after BETWEEN 0 AND 36500 AND usage_limit >= 0 AND counter_min >= 0"
        " AND repair_adds BETWEEN 0 AND 1200 AND rate BETWEEN 0 AND 10000 AND min_price >= 0)",
        "Numbers cannot be negative, nor longer than a century.",
    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.version_id._check_draft()
        return rules

    def write(self, vals):
        self.version_id._check_draft()
        result = super().write(vals)
        self.version_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        self.version_id._check_draft()

    # === COMPILED === #

    def _row(self):
        """Return the line as plain data.

        :rtype: core.rightsrules.Rule
        """
        self.ensure_one()
        return rightsrules.Rule(**plain(self, COLUMNS, rightsrules.Rule))
