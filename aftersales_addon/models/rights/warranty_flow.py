from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...core import warranty as core
from ..ticket.lock import claim

AGENT = "aftersales_addon.group_agent"
SPECIALIST = "aftersales_addon.group_specialist"
LEADER = "aftersales_addon.group_leader"

# What can be done by hand: in which states, and by whom.
ALIVE = {"pending", "active", "suspended", "expired"}
ACTIONS = {
    "date": (ALIVE, AGENT),
    "transfer": (ALIVE, SPECIALIST),
    "void": (ALIVE, LEADER),
    "restore": ({"void"}, LEADER),
}
FIELDS = {
    "receipt": "received_on",
    "invoice": "invoiced_on",
    "installation": "installed_on",
    "registration": "registered_on",
}


class AftersalesWarranty(models.Model):
    """What happens to a warranty: each method here puts its event on record."""

    _inherit = "aftersales.warranty"

    date_blocker = fields.Char(compute="_compute_blockers")
    transfer_blocker = fields.Char(compute="_compute_blockers")
    void_blocker = fields.Char(compute="_compute_blockers")
    restore_blocker = fields.Char(compute="_compute_blockers")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_blockers(self):
        for warranty in self:
            for action in ACTIONS:
                warranty[f"{action}_blocker"] = warranty._cannot(action)

    # === PREDICATES === #

    def _cannot(self, action):
        """Return why the action is not possible now for this user, or an empty string."""
        self.ensure_one()
        states, group = ACTIONS[action]
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            return self.env._("Not possible: the warranty is “%s”.", labels[self.state])
        if not self.env.su and not self.env.user.has_group(group):
            # sudo: res.groups - the name of the role, to say whom to ask
            name = self.env.ref(group).sudo().name
            return self.env._("Only an %s can do this: ask a colleague who is one.", name)
        return ""

    def _begin(self, action):
        """Take the decision on these warranties for us alone, check it, and return them.

        The result acts for the system: the same predicate has just allowed it to the user.
        """
        self.check_access("read")
        self.flush_recordset()
        claim(self)
        self.invalidate_recordset()
        for warranty in self:
            if reason := warranty._cannot(action):
                raise UserError(
                    self.env._("%(unit)s: %(reason)s", unit=warranty.display_name, reason=reason)
                )
        # sudo: aftersales.warranty - after the predicate, on the user's behalf
        return self.sudo()

    # === ACTIONS === #

    def action_enter_date(self):
        """Ask when the goods were received, installed or registered."""
        self._begin("date")
        return self._action_ask("aftersales.warranty.date", self.env._("Enter a Date"))

    def action_transfer(self):
        """Ask who the new owner is."""
        self._begin("transfer")
        return self._action_ask("aftersales.warranty.transfer", self.env._("New Owner"))

    def action_void(self):
        """Ask why the warranty is void."""
        self._begin("void")
        return self._action_ask(
            "aftersales.warranty.void", self.env._("Void Warranty"), default_what="void"
        )

    def action_restore(self):
        """Ask why the warranty holds after all."""
        self._begin("restore")
        return self._action_ask(
            "aftersales.warranty.void", self.env._("Restore Warranty"), default_what="restore"
        )

    def _action_ask(self, model, name, **context):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_warranty_id": self.id, **context},
        }

    # === START === #

    def _happened(self, event, days, **why):
        """Put on record on which day a start event happened; the coverages follow.

        :param str event: a key of ``FIELDS``
        :param days: one day for all, or ``{warranty: day}``; a day that is known is left alone
        :param why: more facts for the event, such as who says so
        """
        name = FIELDS[event]
        # sudo: aftersales.warranty - follows from a document, whoever made it
        warranties = self.sudo()
        if not isinstance(days, dict):
            days = dict.fromkeys(warranties, days)
        changed = warranties.filtered(lambda w: days.get(w) and w[name] != days[w])
        claim(changed)
        before = {warranty: warranty._days() for warranty in changed}
        started = {warranty: warranty.start_date for warranty in changed}
        for day, same in changed.grouped(days.get).items():
            same._transition()[name] = day
        facts = {"event": event, "on": lambda w: days[w].isoformat(), **why}
        begun = changed.filtered(lambda w: w.start_date and not started[w])
        begun._record_started(**facts)
        rest = changed - begun
        if event == "invoice":  # it is on record itself, and most warranties do not hang on it
            rest = rest.filtered(lambda w: w._days() != before[w])
        rest._record("corrected", what="warranty_dates", **facts, **self._term_facts())
        return changed

    def _days(self):
        """Return the days of every coverage, to see whether they have moved."""
        self.ensure_one()
        return [(coverage.start_date, coverage.end_date) for coverage in self.coverage_ids]

    # === REPAIR === #

    def _suspend(self, at, why, source=None):
        """Stop the clocks from a day on, because the unit is in repair.

        Nothing happens to what is over or void, nor twice for the same repair.

        :param date at: the first day in repair, of the customer's calendar
        :param str why: in a word, for the people who read the record: the number of the repair
        :param source: the record that stops it, a ``repair.order``; the same one resumes it
        :return: the warranties that were stopped
        """
        # sudo: aftersales.warranty - follows from a repair, whoever works on it
        warranties = self.sudo().filtered(
            lambda w: not w.voided_on and any(c._runs_on(at) for c in w.coverage_ids)
        )
        claim(warranties)
        warranties -= warranties._open_suspensions(source).warranty_id
        warranties.env["aftersales.warranty.suspension"]._transition().create(
            [
                {
                    "warranty_id": warranty.id,
                    "start_date": at,
                    "why": why,
                    "source_model": source._name if source else False,
                    "source_id": source.id if source else False,
                }
                for warranty in warranties
            ]
        )
        warranties._record("warranty_suspended", at=at.isoformat(), why=why, **_source(source))
        return warranties.with_env(self.env)

    def _resume(self, at, source=None):
        """Let the clocks run again from a day on: the end moves by the days in repair.

        :param source: the record that stopped them; without one, whatever stopped them ends
        :return: the warranties that run again
        """
        # sudo: aftersales.warranty - as in ``_suspend``
        warranties = self.sudo()
        claim(warranties)
        stops = warranties._open_suspensions(source, every=not source)
        for start, same in stops.grouped("start_date").items():
            same._transition().end_date = max(at, start)
        resumed = stops.warranty_id
        resumed._record(
            "warranty_resumed",
            at=at.isoformat(),
            days=lambda w: w._suspended_days(),
            **_source(source),
            **self._term_facts(),
        )
        return resumed.with_env(self.env)

    def _open_suspensions(self, source, every=False):
        domain = [("warranty_id", "in", self.ids), ("end_date", "=", False)]
        if not every:
            domain += [
                ("source_model", "=", source._name if source else False),
                ("source_id", "=", source.id if source else False),
            ]
        return self.env["aftersales.warranty.suspension"].search(domain)

    def _suspended_days(self):
        self.ensure_one()
        return max(self._main_coverages().mapped("suspended_days"), default=0)

    def _rewarranty(self, part, days, start):
        """Promise that a part lasts which a repair put in, beside what covers the unit.

        :param part: the ``product.product``, or its name
        :param int days: how long
        :param date start: the day the customer has the unit back
        :return: the new coverages
        """
        name = part if isinstance(part, str) else part.display_name
        # sudo: aftersales.warranty.coverage - follows from a repair, whoever worked on it
        warranties = self.sudo()
        coverages = (
            warranties.env["aftersales.warranty.coverage"]
            ._transition()
            .create(
                [
                    {
                        "warranty_id": warranty.id,
                        "kind": "part",
                        "part_class": name,
                        "days": days,
                        "start_event": "date",
                        "from_date": start,
                        "source": "repair",
                    }
                    for warranty in warranties
                ]
            )
        )
        coverages._record_extended()
        return coverages.with_env(self.env)

    # === OWNER, VOID === #

    def _transfer(self, partner, on, note="", proof=None, proof_name=""):
        """Let the unit belong to somebody else from a day on; the warranty goes with it."""
        for warranty in self._begin("transfer"):
            if problem := warranty._transfer_problem(partner, on):
                raise UserError(problem)
            was = warranty.partner_id
            warranty._transition("aftersales.warranty.owner").write(
                {
                    "partner_id": partner.id,
                    "owner_ids": [
                        *(
                            Command.update(owner.id, {"until": on})
                            for owner in warranty.owner_ids
                            if not owner.until
                        ),
                        Command.create(
                            {
                                "partner_id": partner.id,
                                "since": on,
                                "note": note,
                                "proof": proof,
                                "proof_name": proof_name,
                            }
                        ),
                    ],
                }
            )
            warranty._record(
                "warranty_transferred",
                on=on.isoformat(),
                owner=partner.id,
                was=was.id,
                proof=bool(proof),
                text=note,
            )

    def _transfer_problem(self, partner, on):
        """Return why the unit cannot pass to this owner on that day, or an empty string."""
        if partner == self.partner_id:
            return self.env._("%s owns this unit already.", partner.display_name)
        if on > fields.Date.context_today(self):
            return self.env._("Enter the day on which the unit changed hands: not a day to come.")
        since = max(self.owner_ids.filtered("since").mapped("since"), default=on)
        if on < since:
            return self.env._("The owner of today has had the unit since %s.", since)
        return ""

    def _void(self, reason):
        """Let the warranty be void from today on, for a reason that stays on record."""
        warranties = self._begin("void")
        today = fields.Date.context_today(self)
        warranties._transition().write({"voided_on": today, "void_reason": reason})
        warranties._record("warranty_voided", reason=reason)

    def _restore(self, reason):
        """Let a void warranty hold again: it was a mistake, and the record says so."""
        warranties = self._begin("restore")
        was = {warranty: warranty.void_reason for warranty in warranties}
        warranties._transition().write({"voided_on": False, "void_reason": False})
        warranties._record(
            "corrected", what="warranty_void", was=lambda w: was[w] or "", reason=reason
        )

    # === TOOLS === #

    @api.model
    def _spans_of_values(self, vals):
        """Return the days of each coverage of a warranty that is still to be made."""
        coverages = self.env["aftersales.warranty.coverage"]
        return core.settle(
            [coverages._core_of_values(values) for __, __, values in vals["coverage_ids"]],
            {event: vals.get(name) or None for event, name in FIELDS.items()},
        )

    def _core_dates(self):
        self.ensure_one()
        return {event: self[name] or None for event, name in FIELDS.items()}

    def _core_stops(self):
        self.ensure_one()
        # sudo: aftersales.warranty.suspension - what the days of the cover are made of
        return [core.Stop(s.start_date, s.end_date or None) for s in self.sudo().suspension_ids]


def _source(source):
    return {"source": [source._name, source.id]} if source else {}
