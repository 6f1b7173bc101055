import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from .event_mixin import Source

_logger = logging.getLogger(__name__)

TO_DO = "mail.mail_activity_data_todo"
OPEN = ("new", "in_progress", "waiting")

# From where a ticket may go to where. A ticket may change the stage within one meaning.
TRANSITIONS = {
    "new": {"in_progress", "waiting", "resolved", "cancelled"},
    "in_progress": {"new", "waiting", "resolved", "cancelled"},
    "waiting": {"new", "in_progress", "resolved", "cancelled"},
    "resolved": {"new", "in_progress", "waiting", "closed"},
    "closed": {"in_progress"},
    "cancelled": {"in_progress"},
}


class AftersalesTicket(models.Model):
    _inherit = "aftersales.ticket"

    _watched_fields = frozenset(
        {
            "stage_id",
            "user_id",
            "company_id",
            "team_id",
            "priority",
            "channel",
            "category_id",
            "product_id",
            "lot_id",
            "sale_order_id",
            "partner_id",
            "waiting_reason",
            "active",
        }
    )

    resolve_blocker = fields.Char(compute="_compute_blockers")
    close_blocker = fields.Char(compute="_compute_blockers")
    cancel_blocker = fields.Char(compute="_compute_blockers")
    reopen_blocker = fields.Char(compute="_compute_blockers")

    @api.depends("state")
    def _compute_blockers(self):
        for ticket in self:
            ticket.resolve_blocker = ticket._cannot_move("resolved")
            ticket.close_blocker = ticket._cannot_move("closed")
            ticket.cancel_blocker = ticket._cannot_move("cancelled")
            ticket.reopen_blocker = ticket._cannot_move("in_progress")

    # === PREDICATES === #

    def _cannot_move(self, meaning):
        """Return why the ticket cannot go to a stage of that meaning, or an empty string."""
        self.ensure_one()
        if meaning == self.state:
            return ""
        if meaning not in TRANSITIONS[self.state]:
            labels = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "A ticket that is “%(from)s” cannot become “%(to)s”.",
                **{"from": labels[self.state], "to": labels[meaning]},
            )
        if meaning in ("resolved", "closed", "cancelled"):
            return "\n".join(self._blocking_reasons())
        return self._cannot_reopen() if self.state in ("closed", "cancelled") else ""

    def _blocking_reasons(self):
        """Return what has to be finished before the ticket can be resolved or cancelled.

        :rtype: list[str]
        """
        self.ensure_one()
        return []

    def _cannot_reopen(self):
        if self._within_reopen_window() or self.env.su:
            return ""
        if self.env.user.has_group("aftersales_addon.group_leader"):
            return ""
        return self.env._(
            "The re-open window of %(days)s days is over: open a follow-up ticket, or ask a"
            " team leader.",
            days=self._reopen_days(),
        )

    def _reopen_days(self):
        return self.team_id.reopen_days if self.team_id else 14

    def _within_reopen_window(self):
        """Return whether an answer still re-opens the ticket."""
        self.ensure_one()
        window = timedelta(days=self._reopen_days())
        return not self.closed_at or fields.Datetime.now() <= self.closed_at + window

    def _is_over(self):
        """Return whether the ticket takes no more answers from its customer."""
        return self.state == "cancelled" or (
            self.state == "closed" and not self._within_reopen_window()
        )

    # === STAGE CHANGES === #

    def _check_stage_change(self, stage, vals):
        """Refuse a stage that cannot be entered, before anything is written."""
        for ticket in self:
            if reason := ticket._cannot_move(stage.meaning):
                raise UserError(
                    self.env._("%(ticket)s: %(reason)s", ticket=ticket.number, reason=reason)
                )
            if stage.meaning == "cancelled" and not (
                vals.get("cancel_reason") or ticket.cancel_reason
            ):
                raise UserError(
                    self.env._(
                        "Use the Cancel button: it asks for the reason, which goes on record."
                    )
                )

    @api.model
    def _check_first_stage(self, vals):
        """Let a new ticket start open; one that starts waiting says for whom."""
        stage_id = vals.get("stage_id") or self.env.context.get("default_stage_id")
        stage = self.env["aftersales.stage"].browse(stage_id)
        if stage.meaning in ("resolved", "closed", "cancelled"):
            raise UserError(
                self.env._(
                    "Open the ticket in an earlier stage, then use its buttons, so that each"
                    " step is put on record."
                )
            )
        if stage.meaning == "waiting" and not vals.get("waiting_reason"):
            vals["waiting_reason"] = stage.waiting_reason or "customer"

    def _check_ended(self):
        if self.filtered(lambda ticket: ticket.state not in ("closed", "cancelled")):
            raise UserError(
                self.env._("Close or cancel a ticket before archiving it, so that it is not lost.")
            )

    @api.model
    def _entry_values(self, stage):
        """Return the values that a ticket takes when its meaning becomes the stage's."""
        meaning, now = stage.meaning, fields.Datetime.now()
        values = {"waiting_reason": False, "closed_at": False}
        if meaning == "waiting":
            values["waiting_reason"] = stage.waiting_reason or "customer"
        if meaning == "resolved":
            values["resolved_at"] = now
        elif meaning in ("closed", "cancelled"):
            values["closed_at"] = now
        else:
            values |= {"resolved_at": False, "cancel_reason": False}
        return values

    def _watched_values(self):
        return {name: self[name] for name in self._watched_fields} | {"state": self.state}

    def _first_events(self):
        """Return what is on record of new tickets, as :meth:`_record_together` takes it."""
        waiting = self.filtered(lambda ticket: ticket.state == "waiting")
        return [
            (self, "ticket_created", self._created_facts()),
            (self.filtered("user_id"), "assigned", self._assigned_facts()),
            (waiting, "waiting", self._waiting_facts()),
        ]

    @api.model
    def _created_facts(self):
        return {
            "actor": lambda ticket: ticket._author(),
            "actor_name": lambda ticket: ticket._author_name(),
            "channel": lambda ticket: ticket.channel,
            "number": lambda ticket: ticket.number,
            "priority": lambda ticket: ticket.priority,
            "team": lambda ticket: ticket.team_id.id,
            "category": lambda ticket: ticket.category_id.id,
            "product": lambda ticket: ticket.product_id.id,
            "stage": lambda ticket: ticket.stage_id.id,
            "meaning": lambda ticket: ticket.state,
            "text": lambda ticket: ticket.name,
        }

    def _record_changes(self, before):
        """Record what a write changed, and let each change of meaning take its effect."""
        changed = {
            name: self.filtered(lambda t, name=name: t[name] != before[t][name])
            for name in (*self._watched_fields, "state")
        }
        self._record_classified(changed, before)
        changed["priority"]._record(
            "priority_changed",
            **{"from": lambda t: before[t]["priority"], "to": lambda t: t.priority},
        )
        changed["user_id"]._record("assigned", **self._assigned_facts())
        changed["active"]._record(
            "corrected", what=lambda t: "unarchived" if t.active else "archived"
        )
        changed["stage_id"]._record(
            "stage_changed",
            **{
                "from": lambda t: before[t]["stage_id"].id,
                "to": lambda t: t.stage_id.id,
                "from_meaning": lambda t: before[t]["state"],
                "to_meaning": lambda t: t.state,
                "stage": lambda t: t.stage_id.name,
            },
        )
        for meaning, tickets in changed["state"].grouped("state").items():
            getattr(tickets, f"_enter_{meaning}")(before)
        waiting = changed["waiting_reason"] - changed["state"]
        waiting = waiting.filtered(lambda t: t.state == "waiting")
        waiting._record("waiting", **self._waiting_facts())

    def _record_classified(self, changed, before):
        names = (
            "company_id",
            "team_id",
            "category_id",
            "product_id",
            "lot_id",
            "sale_order_id",
            "partner_id",
            "channel",
        )
        tickets = self.browse().union(*(changed[name] for name in names))
        tickets._record(
            "classified",
            changes=lambda t: {
                name.removesuffix("_id"): [_fact(before[t][name]), _fact(t[name])]
                for name in names
                if t in changed[name]
            },
        )

    @api.model
    def _assigned_facts(self):
        return {
            "user": lambda t: t.user_id.id,
            "team": lambda t: t.team_id.id,
            "text": lambda t: t.user_id.name or "",
        }

    @api.model
    def _waiting_facts(self):
        return {"reason": lambda t: t.waiting_reason}

    def _enter_new(self, before):
        self._enter_in_progress(before)

    def _enter_in_progress(self, before):
        paused = self.filtered(lambda t: before[t]["state"] == "waiting")
        paused._record("resumed", reason=lambda t: before[t]["waiting_reason"])
        self._record_reopened(before)

    def _enter_waiting(self, before):
        self._record_reopened(before)
        self._record("waiting", **self._waiting_facts())

    def _enter_resolved(self, before):
        self._record("resolved")

    def _enter_closed(self, before):
        reason = self.env.context.get("aftersales_close_reason")
        self._record("closed", reason=str(reason) if isinstance(reason, Source) else "staff")
        self._tell_closed()

    def _enter_cancelled(self, before):
        self._record("cancelled", reason=lambda t: t.cancel_reason)

    def _record_reopened(self, before):
        ended = self.filtered(lambda t: before[t]["state"] not in OPEN)
        for count, tickets in ended.grouped("reopen_count").items():
            tickets._transition().reopen_count = count + 1
        restart = self.env.context.get("aftersales_restart")
        afresh = {"restart": str(restart)} if isinstance(restart, Source) else {}
        ended._record("reopened", was=lambda t: before[t]["state"], **afresh)
        ended._forget_closing()

    def _move_to(self, meaning, **vals):
        """Move the tickets to the first stage of that meaning that their team uses."""
        stages = self.env["aftersales.stage"].search([("meaning", "=", meaning)])
        for team, tickets in self.grouped("team_id").items():
            tickets.write({"stage_id": stages._first(meaning, team).id, **vals})

    # === ACTIONS === #

    def action_assign_to_me(self):
        """Take the tickets; those not yet begun are begun."""
        self.write({"user_id": self.env.uid})
        self.filtered(lambda ticket: ticket.state == "new")._move_to("in_progress")

    def action_resume(self):
        self._move_to("in_progress")

    def action_resolve(self):
        self._move_to("resolved")

    def action_close(self):
        self._move_to("closed")

    def action_reopen(self):
        self._move_to("in_progress")

    def action_cancel(self):
        """Ask for the reason, then cancel."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel Ticket"),
            "res_model": "aftersales.ticket.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_ids": self.ids},
        }

    # === CLOSING === #

    @api.model
    def _cron_close_resolved(self):
        """Close what was resolved and stayed without an answer for the days of its team."""
        teams = self.env["aftersales.team"].search([("close_after_days", ">", 0)])
        now = fields.Datetime.now()
        for days, same in teams.grouped("close_after_days").items():
            self._close_silent(
                [
                    ("state", "=", "resolved"),
                    ("team_id", "in", same.ids),
                    ("resolved_at", "<=", now - timedelta(days=days)),
                ]
            )
        self.env["aftersales.heartbeat"]._beat("close_resolved")

    def _is_silent(self):
        """Return whether the customer has said nothing since the ticket was resolved."""
        last = self.last_customer_message_at
        return not last or not self.resolved_at or last <= self.resolved_at

    def _close_silent(self, domain):
        cron, last, batch = self.env["ir.cron"], 0, 100
        while tickets := self.search([*domain, ("id", ">", last)], order="id", limit=batch):
            last = tickets[-1].id
            ready = tickets.try_lock_for_update().filtered(
                lambda t: t._is_silent() and not t._cannot_move("closed")
            )
            ready.with_context(aftersales_close_reason=Source("silence"))._close_or_split()
            remaining = self.search_count([*domain, ("id", ">", last)])
            if not cron._commit_progress(len(tickets), remaining=remaining):
                break

    def _close_or_split(self):
        """Close the tickets, one by one where one of them cannot be; its leader is asked then."""
        try:
            with self.env.cr.savepoint():
                self._move_to("closed")
        except (OperationalError, ConcurrencyError):
            raise  # no ticket's fault: the job is tried again
        except Exception as error:  # whatever a ticket, or what others hang on it, can raise
            if len(self) > 1:
                for ticket in self:
                    ticket._close_or_split()
            else:
                self._ask_to_close(error)

    def _ask_to_close(self, error):
        """Ask once for a person to close the ticket, which the job cannot."""
        _logger.warning("Ticket %s could not be closed: %s", self.number, error)
        user = self.team_id.leader_id or self.user_id or self.env.ref("base.user_admin")
        own = self.with_context(lang=user.lang, mail_activity_quick_update=True)
        summary = own.env._("Close this ticket by hand: it could not be closed by itself")
        if not own.activity_search([TO_DO], additional_domain=[("summary", "=", summary)]):
            own.activity_schedule(TO_DO, summary=summary, note=str(error), user_id=user.id)


def _fact(value):
    """Return the value of a field as an event keeps it: the id of a record."""
    return value.id if isinstance(value, models.BaseModel) else value
