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
    out_held = fields.Integer(compute="_compute_figures")
    backup_at = fields.Char(compute="_compute_figures")
    troubled_jobs = fields.Text(compute="_compute_troubled_jobs")
    last_processed = fields.Datetime(string="Incoming Last Checked", compute="_compute_figures")
    last_sent = fields.Datetime(string="Outgoing Last Checked", compute="_compute_figures")

    @api.depends("days")
    def _compute_figures(self):
        intake, outbox = self.env["aftersales.intake"], self.env["aftersales.outbox"]
        beats = self.env["aftersales.heartbeat"]
        health, held = outbox._health(), outbox._held()
        undecided = intake.search_count([("state", "=", "quarantine"), ("rejected", "=", False)])
        for page in self:
            since = fields.Datetime.now() - timedelta(days=int(page.days))
            came = intake._figures([("received_at", ">=", since)])
            left = outbox._figures([("planned_at", ">=", since)])
            page.update({f"in_{name}": came[name] for name in INCOMING})
            page.update({f"out_{name}": left[name] for name in OUTGOING})
            page.in_undecided = undecided
            page.out_late = health["late"]
            page.out_held = len(held)
            page.backup_at = held[:1].server_reply
            page.oldest_waiting = health["oldest_waiting"]
            page.last_processed = beats._last("intake")
            page.last_sent = health["last_success"]

    @api.depends_context("lang")
    def _compute_troubled_jobs(self):
        """Look for oneself: were all jobs dead, none of them would tell."""
        jobs = self.env["aftersales.heartbeat"]._troubled()
        states = dict(jobs._fields["state"]._description_selection(self.env))
        self.troubled_jobs = "\n".join(
            f"{beat.job}: {states[beat.state]}. {beat.advice}" for beat in jobs
        )

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

    def action_send_held(self):
        """Send what a backup brought and nobody knows whether it has left."""
        self.env["aftersales.outbox"]._held()._release()

    def action_open_held(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_outbox_action"
        )
        return action | {"context": {"search_default_held": 1}}

    def action_open_undecided(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_addon.aftersales_intake_action"
        )
