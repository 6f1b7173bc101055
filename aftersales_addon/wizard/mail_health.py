from datetime import timedelta

from odoo import api, fields, models

INCOMING = (
    "fetched",
    "ticket",
    "reply",
    "duplicate",
    "automatic",
    "bounce",
    "quarantine",
    "waiting",
)
OUTGOING = ("planned", "sent", "failed", "unknown", "cancelled", "waiting")


class AftersalesMailHealth(models.TransientModel):
    """The figures of the mail on one page: what came, what left, and whether the jobs work."""

    _name = "aftersales.mail.health"
    _description = "Mail at a Glance"

    days = fields.Selection(
        selection=[("1", "Last 24 Hours"), ("7", "Last 7 Days"), ("30", "Last 30 Days")],
        string="Period",
        required=True,
        default="7",
    )
    in_fetched = fields.Integer(string="Fetched", compute="_compute_figures")
    in_ticket = fields.Integer(string="New Tickets", compute="_compute_figures")
    in_reply = fields.Integer(string="Replies", compute="_compute_figures")
    in_duplicate = fields.Integer(string="Duplicates", compute="_compute_figures")
    in_automatic = fields.Integer(string="Automatic Mails", compute="_compute_figures")
    in_bounce = fields.Integer(string="Delivery Failures", compute="_compute_figures")
    in_quarantine = fields.Integer(string="Quarantine", compute="_compute_figures")
    in_waiting = fields.Integer(string="Being Processed", compute="_compute_figures")
    in_undecided = fields.Integer(string="To Decide", compute="_compute_figures")
    out_planned = fields.Integer(string="Planned", compute="_compute_figures")
    out_sent = fields.Integer(string="Sent", compute="_compute_figures")
    out_failed = fields.Integer(string="Failed", compute="_compute_figures")
    out_unknown = fields.Integer(string="Unknown", compute="_compute_figures")
    out_cancelled = fields.Integer(string="Cancelled", compute="_compute_figures")
    out_waiting = fields.Integer(string="Waiting", compute="_compute_figures")
    out_late = fields.Integer(string="Late", compute="_compute_figures")
    oldest_waiting = fields.Datetime(string="Waiting Since", compute="_compute_figures")
    last_processed = fields.Datetime(string="Incoming Last Checked", compute="_compute_figures")
    last_sent = fields.Datetime(string="Outgoing Last Checked", compute="_compute_figures")

    @api.depends("days")
    def _compute_figures(self):
        intake, outbox = self.env["aftersales.intake"], self.env["aftersales.outbox"]
        beats = self.env["aftersales.heartbeat"]
        health = outbox._health()
        undecided = intake.search_count([("state", "=", "quarantine"), ("rejected", "=", False)])
        for page in self:
            since = fields.Datetime.now() - timedelta(days=int(page.days))
            came = intake._figures([("received_at", ">=", since)])
            left = outbox._figures([("planned_at", ">=", since)])
            page.update({f"in_{name}": came[name] for name in INCOMING})
            page.update({f"out_{name}": left[name] for name in OUTGOING})
            page.in_undecided = undecided
            page.out_late = health["late"]
            page.oldest_waiting = health["oldest_waiting"]
            page.last_processed = beats._last("intake")
            page.last_sent = health["last_success"]

    def _compute_display_name(self):
        self.display_name = self.env._("Mail at a Glance")

    @api.model
    def _open(self):
        """Return the action that shows the page, of a record so that nothing asks to be saved."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mail at a Glance"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_undecided(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_intake_action"
        )
