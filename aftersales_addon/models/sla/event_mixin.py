from contextlib import contextmanager

from odoo import api, models

from ...core import slafold

# What moves a clock. A breach was noticed by the clock itself, and moves nothing.
RELEVANT = frozenset(slafold.HANDLERS) | {"sla_attached"}
CLOCKWORK = RELEVANT - {"sla_breached"}
_HELD = "aftersales_held_clocks"  # in the cursor's cache: ids of tickets, while clocks are held


class AftersalesEventMixin(models.AbstractModel):
    _inherit = "aftersales.event.mixin"

    @api.model
    def _record_together(self, happened):
        """Record, and let the clocks follow what has happened."""
        events = super()._record_together(happened)
        tickets = self.env["aftersales.ticket"]
        for event_type, some in events.filtered("ticket").grouped("type").items():
            if event_type in CLOCKWORK:
                concerned = tickets.browse(set(some.mapped("ticket")))
                tickets |= concerned._measured_by(slafold.ALONE.get(event_type))
        if tickets:
            tickets._settle_clocks()
        return events

    @contextmanager
    def _clocks_held(self):
        """Settle the clocks once for all that is recorded inside, not after every event."""
        cache = self.env.cr.cache
        if _HELD in cache:
            yield
            return
        held = cache[_HELD] = set()
        try:
            yield
        finally:
            intact = cache.pop(_HELD, None) is held
        tickets = self.env["aftersales.ticket"].browse(sorted(held))
        # What was undone inside takes the note away, and maybe some of the tickets.
        (tickets if intact else tickets.exists())._settle_clocks()

    def _are_held(self):
        """Return whether the clocks of these tickets will be settled later, and see to it."""
        held = self.env.cr.cache.get(_HELD)
        if held is None:
            return False
        held.update(self.ids)
        return True
