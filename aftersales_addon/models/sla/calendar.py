import hashlib
import json
from functools import lru_cache

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from ...core import ledger, worktime

ALWAYS = worktime.WorkCalendar("UTC", {day: [(0, 24)] for day in range(7)})


class AftersalesSlaCalendar(models.Model):
    """The working time that clocks are counted in, as it was: written once, never changed."""

    _name = "aftersales.sla.calendar"
    _description = "Working Time Snapshot"
    _inherit = ["aftersales.event.mixin"]
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar", readonly=True, index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True, index="btree_not_null")
    content = fields.Text(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)

    _digest_uniq = models.UniqueIndex("(digest)")

    @api.model
    def _snapshots(self, wanted):
        """Return the snapshot of each working time as it is now; none where it is broken.

        :param wanted: pairs of a ``resource.calendar`` (None: round the clock) and a company
        :rtype: dict[tuple[resource.calendar | None, res.company], aftersales.sla.calendar]
        """
        contents = {}
        for calendar, company in wanted:
            always = calendar is None
            hours = ALWAYS if always else calendar._working_time(calendar.id, company.id)
            if hours is not None:
                calendar_id = not always and calendar.id
                company_id = not always and company.id
                content = ledger.canonical(hours.to_data())
                facts = f"{calendar_id}:{company_id}:{content}"
                digest = hashlib.sha256(facts.encode()).hexdigest()
                contents[calendar, company] = {
                    "resource_calendar_id": calendar_id,
                    "company_id": company_id,
                    "content": content,
                    "digest": digest,
                }
        # sudo: aftersales.sla.calendar - written by nobody but this method
        snapshots = self.sudo()
        digests = {vals["digest"]: vals for vals in contents.values()}
        found = {
            snapshot.digest: snapshot
            for snapshot in snapshots.search_fetch([("digest", "in", list(digests))], ["digest"])
        }
        missing = [vals for digest, vals in digests.items() if digest not in found]
        if missing:
            calendars = snapshots.env["resource.calendar"]
            for vals in missing:
                calendar = calendars.browse(vals["resource_calendar_id"] or None)
                vals["name"] = calendar.name or self.env._("Round the Clock")
            found |= {snapshot.digest: snapshot for snapshot in snapshots._store(missing)}
        return {
            pair: found[contents[pair]["digest"]] if pair in contents else snapshots.browse()
            for pair in wanted
        }

    @api.model
    def _store(self, vals_list):
        """Create snapshots; where another session has just done so, Odoo tries all of it again."""
        try:
            with self.env.cr.savepoint():
                return self.create(vals_list)
        except UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error

    def _working_time(self):
        """Return the snapshot as a working time, None for no snapshot.

        :rtype: core.worktime.WorkCalendar | None
        """
        return _counted(self.content) if self else None


@lru_cache(maxsize=256)
def _counted(content):
    """Return the working time of a snapshot; the spans it has built stay with it."""
    return worktime.WorkCalendar.from_data(json.loads(content))
