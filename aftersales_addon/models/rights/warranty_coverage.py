from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core import warranty as core
from .warranty import STATES

KINDS = [
    ("unit", "Whole Unit"),
    ("part", "Parts"),
    ("labour", "Labour"),
    ("on_site", "On-site Service"),
]
START_EVENTS = [
    ("receipt", "Customer's Receipt"),
    ("invoice", "Invoice"),
    ("installation", "Installation"),
    ("registration", "Registration"),
]
# What the days of a coverage are made of: the fields of ``core.warranty.Coverage``.
CORE_FIELDS = (
    "start_event",
    "months",
    "days",
    "carried_days",
    "kind",
    "part_class",
    "from_date",
)


class AftersalesWarrantyCoverage(models.Model):
    """One thing that a warranty covers: the unit, a class of parts, labour, visits.

    Start, end and days in repair are what ``core.warranty.settle`` makes of the facts on record.
    """

    _name = "aftersales.warranty.coverage"
    _description = "Warranty Coverage"
    _inherit = ["aftersales.event.mixin"]
    _order = "layer, id"  # not by the warranty: its own order hangs on what is computed here
    _check_company_auto = True
    _protected_fields = frozenset(
        {
            "warranty_id",
            "kind",
            "part_class",
            "layer",
            "months",
            "days",
            "carried_days",
            "start_event",
            "from_date",
            "ended_on",
            "source",
            "sale_line_id",
        }
    )

    warranty_id = fields.Many2one(
        comodel_name="aftersales.warranty", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="warranty_id.company_id", store=True, precompute=True)
    kind = fields.Selection(selection=KINDS, string="Covers", required=True, default="unit")
    part_class = fields.Char(string="Which Parts")
    layer = fields.Selection(
        selection=[("base", "Base"), ("extended", "Extended")], required=True, default="base"
    )
    months = fields.Integer(aggregator=None)
    days = fields.Integer(aggregator=None)
    carried_days = fields.Integer(
        string="Days Carried over",
        aggregator=None,
        help="Days in repair under the record that this one continues.",
    )
    start_event = fields.Selection(
        selection=[*START_EVENTS, ("date", "Date"), ("base_end", "End of the Base")],
        string="Starts with",
        required=True,
    )
    from_date = fields.Date(
        string="From", help="The day it starts, for an extension the day it was bought."
    )
    ended_on = fields.Date(string="Ended", help="Refunded or cancelled on that day.")
    source = fields.Selection(
        selection=[
            ("product", "Product"),
            ("category", "Product Category"),
            ("sale", "Sold Extension"),
            ("repair", "Repair"),
            ("exchange", "Exchanged Unit"),
            ("resale", "Buyer Before"),
        ],
        required=True,
    )
    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Sold as",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    start_date = fields.Date(string="Start", compute="_compute_span", store=True)
    end_date = fields.Date(string="End", compute="_compute_span", store=True)
    suspended_days = fields.Integer(
        string="Days in Repair", compute="_compute_span", store=True, aggregator=None
    )
    suspended_since = fields.Date(string="In Repair since", compute="_compute_span", store=True)
    days_left = fields.Integer(compute="_compute_state", aggregator=None)
    state = fields.Selection(
        selection=[*STATES, ("ended", "Refunded")],
        string="Status",
        compute="_compute_state",
    )

    _term_sane = models.Constraint(
        "CHECK (months BETWEEN 0 AND 1200 AND days BETWEEN 0 AND 36600 AND months + days > 0)",
        "A warranty lasts between 1 day and 1200 months.",
    )
    _carried_days_sane = models.Constraint(
        "CHECK (carried_days BETWEEN 0 AND 36600)",
        "The days in repair of the record before cannot be negative.",
    )
    _extension_uniq = models.UniqueIndex(
        "(warranty_id, sale_line_id) WHERE sale_line_id IS NOT NULL",
        "This order line extends the warranty already.",
    )

    def init(self):
        """Give the warranties of an earlier version the one coverage that they are."""
        self.env.cr.execute(
            SQL("""
            INSERT INTO aftersales_warranty_coverage
                   (warranty_id, company_id, kind, layer, months, days, carried_days, start_event,
                    source, start_date, end_date, suspended_days, create_uid, write_uid,
                    create_date, write_date)
            SELECT warranty.id, warranty.company_id, 'unit', 'base', warranty.months, 0, 0,
                   'receipt', 'product', warranty.start_date, warranty.end_date, 0,
                   warranty.create_uid, warranty.write_uid, warranty.create_date,
                   warranty.write_date
              FROM aftersales_warranty warranty
             WHERE warranty.start_date IS NOT NULL AND warranty.received_on IS NULL
               AND NOT EXISTS (SELECT FROM aftersales_warranty_coverage coverage
                                WHERE coverage.warranty_id = warranty.id)
            """)
        )
        self.env.cr.execute(
            SQL("""
            UPDATE aftersales_warranty warranty SET received_on = warranty.start_date
              FROM aftersales_warranty_coverage coverage
             WHERE coverage.warranty_id = warranty.id AND warranty.received_on IS NULL
               AND coverage.start_event = 'receipt' AND warranty.start_date IS NOT NULL
            """)
        )
        return super().init()

    # === COMPUTES === #

    @api.depends("kind", "part_class", "end_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for coverage in self:
            coverage.display_name = coverage.part_class or kinds.get(coverage.kind, "")

    @api.depends(
        "warranty_id.received_on",
        "warranty_id.invoiced_on",
        "warranty_id.installed_on",
        "warranty_id.registered_on",
        "warranty_id.suspension_ids.start_date",
        "warranty_id.suspension_ids.end_date",
        "warranty_id.coverage_ids.kind",
        "warranty_id.coverage_ids.part_class",
        "warranty_id.coverage_ids.layer",
        "warranty_id.coverage_ids.months",
        "warranty_id.coverage_ids.days",
        "warranty_id.coverage_ids.carried_days",
        "warranty_id.coverage_ids.start_event",
        "warranty_id.coverage_ids.from_date",
        "warranty_id.coverage_ids.ended_on",
    )
    def _compute_span(self):
        for warranty in self.warranty_id:
            coverages = warranty.coverage_ids.sorted(lambda c: (c.layer, c.id or 0))
            spans = core.settle(
                [coverage._core() for coverage in coverages],
                warranty._core_dates(),
                warranty._core_stops(),
            )
            for coverage, span in zip(coverages, spans, strict=True):
                if coverage not in self:
                    continue
                coverage.start_date = span and span.start
                coverage.end_date = span and span.end
                coverage.suspended_days = span.stopped_days if span else 0
                coverage.suspended_since = span and span.stopped_since

    @api.depends(
        "end_date",
        "ended_on",
        "suspended_since",
        "warranty_id.covered_quantity",
        "warranty_id.voided_on",
    )
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for coverage in self:
            since = coverage.suspended_since
            coverage.state = (
                "ended"
                if coverage.ended_on
                else coverage.warranty_id._state_on(today, coverage.end_date, since)
            )
            coverage.days_left = (
                0
                if coverage.state in ("ended", "void")
                else core.days_left(coverage.end_date, today, since or None)
            )

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        raise UserError(self.env._("A warranty is on record and is never deleted."))

    # === TOOLS === #

    def _core(self):
        """Return the coverage as plain data."""
        self.ensure_one()
        values = {name: self[name] for name in CORE_FIELDS}
        return self._core_of_values(values | {"ended": bool(self.ended_on)})

    @api.model
    def _core_of_values(self, values):
        """Return a coverage as plain data, from values for ``create``."""
        return core.Coverage(
            **{
                name: value
                for name, value in values.items()
                if value and name in (*CORE_FIELDS, "ended")
            }
        )

    @api.model
    def _prepare_values_of_terms(self, terms, how="", before=None):
        """Return the values of what a delivery promises.

        :param list terms: the ``core.warranty.Term`` of the product
        :param str how: ``exchange`` or ``resale``, and the warranty ``before`` this one
        """
        values = []
        for term in terms:
            left = before and term.goes_on(how) and before._coverage_of(term)
            values.append(
                left._prepare_continued_values(how) if left else self._prepare_term_values(term)
            )
        if how == "exchange":
            extended = before.coverage_ids.filtered(
                lambda coverage: coverage.layer == "extended" and not coverage.ended_on
            )
            values += [coverage._prepare_continued_values(how) for coverage in extended]
        return values

    @api.model
    def _prepare_term_values(self, term):
        names = ("kind", "part_class", "months", "start_event", "source")
        return {name: getattr(term, name) for name in names}

    def _prepare_continued_values(self, source):
        """Return the values of a coverage that goes on with what is left of this one.

        :param str source: ``exchange`` or ``resale``
        """
        self.ensure_one()
        values = {
            name: self[name]
            for name in ("kind", "part_class", "layer", "months", "days", "start_event")
        }
        values |= {"from_date": self.from_date, "carried_days": self.suspended_days}
        if self.layer == "base" and self.start_date:
            values |= {"start_event": "date", "from_date": self.start_date}
        if self.sale_line_id:
            return values | {"source": "sale", "sale_line_id": self.sale_line_id.id}
        return values | {"source": source}

    def _runs_on(self, day):
        """Return whether a repair on that day stops the clock of this coverage."""
        self.ensure_one()
        return not self.ended_on and (not self.end_date or day <= self.end_date)

    def _holds_on(self, day):
        """Return whether a fault of that day is covered; what has not started covers nothing."""
        self.ensure_one()
        begun = self.layer == "base" or (self.start_date and self.start_date <= day)
        return bool(self.end_date and begun) and self._runs_on(day)

    def _record_extended(self):
        """Put on record what these coverages add, each on its warranty."""
        self._record_on_warranty(
            "warranty_extended",
            covers=lambda c: c.kind,
            part=lambda c: c.part_class or "",
            days=lambda c: c.days,
            start=lambda c: fields.Date.to_string(c.start_date) or "",
            end=lambda c: fields.Date.to_string(c.end_date) or "",
        )

    def _end(self, on, why):
        """End extensions that were refunded or cancelled, or let them hold again (no day)."""
        self._transition().ended_on = on
        self._record_on_warranty(
            "corrected",
            what=lambda c: "warranty_extension",
            now=lambda c: "ended" if on else "owed",
            why=lambda c: why,
        )

    def _record_on_warranty(self, event_type, **facts):
        """Record one event for each coverage, all those of different warranties at once."""
        facts |= {
            "coverage": lambda c: c.id,
            "months": lambda c: c.months,
            "sale_line": lambda c: c.sale_line_id.id,
        }
        left = self
        while left:
            first = {coverage.warranty_id: coverage for coverage in reversed(left)}
            left.warranty_id._record(
                event_type,
                **{
                    name: lambda w, fact=fact, first=first: fact(first[w])
                    for name, fact in facts.items()
                },
            )
            left -= left.browse().union(*first.values())
