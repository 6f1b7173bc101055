from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

SAMPLE = 20


class AftersalesWarrantyBackfill(models.TransientModel):
    """Warranties for what was delivered before the module came: looked at first, then made."""

    _name = "aftersales.warranty.backfill"
    _description = "Warranties for Past Deliveries"
    _batch_size = 1000

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    from_date = fields.Date(
        string="Delivered since",
        required=True,
        default=lambda self: fields.Date.subtract(fields.Date.context_today(self), years=2),
    )
    state = fields.Selection(
        selection=[("draft", "Period"), ("checked", "Dry Run"), ("done", "Done")],
        default="draft",
        readonly=True,
    )
    move_count = fields.Integer(string="Deliveries Looked at", readonly=True)
    warranty_count = fields.Integer(string="Warranties", readonly=True)
    active_count = fields.Integer(string="Still Running Today", readonly=True)
    no_term_count = fields.Integer(string="Without a Warranty Term", readonly=True)
    no_customer_count = fields.Integer(string="Without a Customer", readonly=True)
    again_count = fields.Integer(string="Given Back after a Return", readonly=True)
    existing_count = fields.Integer(string="With a Warranty Already", readonly=True)
    line_ids = fields.One2many(
        comodel_name="aftersales.warranty.backfill.line",
        inverse_name="wizard_id",
        string="Examples of Warranties",
        readonly=True,
    )

    # === ACTIONS === #

    def action_check(self):
        """Count what would be made and what not, without making anything."""
        self.ensure_one()
        self._check_rights()
        counts, samples = self._run(create=False)
        self.line_ids.unlink()
        self.write(
            counts
            | {
                "state": "checked",
                "line_ids": [Command.create(values) for values in samples],
            }
        )
        return self._reopen()

    def action_create_warranties(self):
        """Make the warranties; what has one already is left as it is."""
        self.ensure_one()
        self._check_rights()
        if self.state != "checked":
            raise UserError(self.env._("Look at the dry run first: press “Check”."))
        counts, __ = self._run(create=True)
        self.write(counts | {"state": "done"})
        return self._reopen()

    # === BUSINESS === #

    def _check_rights(self):
        if not self.env.user.has_group("aftersales_addon.group_administrator"):
            raise UserError(
                self.env._(
                    "Only an after-sales administrator can make warranties for past deliveries."
                )
            )

    def _get_delivery_domain(self):
        return [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "done"),
            ("date", ">=", self.from_date),
            ("location_dest_id.usage", "=", "customer"),
            ("location_id.usage", "!=", "customer"),
        ]

    def _run(self, create):
        """Go through the deliveries in batches.

        :return: the counts by field name, and values of some example lines
        """
        # sudo: stock.move - an administrator of after-sales need not be one of the warehouse
        moves = self.env["stock.move"].sudo()
        counts, samples, last = defaultdict(int), [], 0
        counts.update(dict.fromkeys(self._count_fields(), 0))
        while batch := moves.search(
            [*self._get_delivery_domain(), ("id", ">", last)], order="id", limit=self._batch_size
        ):
            last = batch[-1].id
            values = self._missing_values(batch, counts)
            samples += self._prepare_samples(values[: SAMPLE - len(samples)])
            if create:
                self.env["aftersales.warranty"]._start(values)
            self.env.flush_all()
            self.env.invalidate_all()  # a long history does not have to fit into memory
        return dict(counts), samples

    @api.model
    def _count_fields(self):
        return [
            "move_count",
            "warranty_count",
            "active_count",
            "no_term_count",
            "no_customer_count",
            "again_count",
            "existing_count",
        ]

    def _missing_values(self, moves, counts):
        """Return the values of the warranties that the moves should have and have not."""
        values, left_out = moves._aftersales_warranty_values()
        # sudo: aftersales.warranty - to see what exists, whatever the rules of the user
        warranties = self.env["aftersales.warranty"].sudo()
        existing = {
            (move.id, lot.id)
            for move, lot in warranties._read_group(
                [("move_id", "in", moves.ids)], ["move_id", "lot_id"]
            )
        }
        missing = [vals for vals in values if (vals["move_id"], vals["lot_id"]) not in existing]
        today = fields.Date.context_today(self)
        counts["move_count"] += len(moves)
        counts["warranty_count"] += len(missing)
        spans = self._spans(missing)
        counts["active_count"] += sum(span.end >= today for span in spans if span)
        counts["existing_count"] += len(values) - len(missing)
        for reason, skipped in left_out.items():
            counts[f"{reason}_count"] += len(skipped)
        return missing

    @api.model
    def _prepare_samples(self, values):
        names = ("partner_id", "product_id", "lot_id", "move_id", "quantity")
        return [
            {name: vals[name] for name in names}
            | ({"start_date": span.start, "end_date": span.end} if span else {})
            for vals, span in zip(values, self._spans(values), strict=True)
        ]

    @api.model
    def _spans(self, values):
        """Return the days of the first coverage of each warranty to be made, None if it waits."""
        spans = self.env["aftersales.warranty"]._spans_of_values
        return [spans(vals)[0] for vals in values]

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Warranties for Past Deliveries"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
