import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core import catalogue


class AftersalesEvent(models.Model):
    """One thing that happened, recorded once and never changed.

    It is what clocks are computed from, what the timelines show, and the ledger that
    auditors verify. ``ticket``, ``record`` and the actors are plain integers without
    foreign keys: an event outlives whatever it speaks of.
    """

    _name = "aftersales.event"
    _description = "After-Sales Event"
    _order = "occurred_at desc, id desc"
    _rec_name = "type"
    _log_access = False  # an event has its own instants and actors, and no later writer

    occurred_at = fields.Datetime(string="Happened on", required=True, readonly=True)
    recorded_at = fields.Datetime(string="Recorded on", required=True, readonly=True)
    type = fields.Selection(
        selection=list(catalogue.TYPES.items()), string="Event", required=True, readonly=True
    )
    payload = fields.Text(string="Facts", required=True, readonly=True)
    ticket = fields.Integer(string="Ticket ID", readonly=True, aggregator=None)
    model = fields.Char(required=True, readonly=True)
    record = fields.Integer(string="Record ID", required=True, readonly=True, aggregator=None)
    actor_model = fields.Char(required=True, readonly=True)
    actor = fields.Integer(string="Actor ID", required=True, readonly=True, aggregator=None)
    real_user = fields.Integer(string="Real User ID", required=True, readonly=True, aggregator=None)
    source = fields.Selection(
        selection=list(catalogue.SOURCES.items()), required=True, readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    public = fields.Boolean(string="Shown to Customer", readonly=True)
    text_hash = fields.Char(readonly=True, help="Salted SHA-256 of the personal text")
    text_ids = fields.One2many(
        comodel_name="aftersales.event.text", inverse_name="event_id", readonly=True
    )

    _ticket_idx = models.Index("(ticket, occurred_at, id)")
    _record_idx = models.Index("(model, record)")

    def init(self):
        """Let PostgreSQL itself refuse what the ORM refuses, whoever asks."""
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION aftersales_event_append_only() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'after-sales events are append-only: % refused', TG_OP;
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS append_only ON aftersales_event;
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON aftersales_event
                FOR EACH STATEMENT EXECUTE FUNCTION aftersales_event_append_only();
        """)
        return super().init()

    @api.model_create_multi
    def create(self, vals_list):
        if vals_list and not self.env.su:
            raise UserError(self.env._("Events are recorded by the system as they happen."))
        return super().create(vals_list)

    def write(self, vals):
        if self and vals:
            raise UserError(
                self.env._("An event cannot be changed. Record a correction on the ticket instead.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(self.env._("An event cannot be deleted."))

    def _facts(self):
        """Return the payload of one event as a dict."""
        self.ensure_one()
        return json.loads(self.payload)

    def _personal(self):
        """Return the personal texts of one event as a dict, empty once they are erased."""
        self.ensure_one()
        # sudo: aftersales.event.text - whoever may read the event may read its text
        text = self.sudo().text_ids.text
        return json.loads(text) if text else {}
