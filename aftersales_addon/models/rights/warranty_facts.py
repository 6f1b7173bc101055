from odoo import models


class AftersalesWarranty(models.Model):
    """What is known of a unit's life, for whoever judges what is owed on it."""

    _inherit = "aftersales.warranty"

    def _rights_facts(self):
        """Return the dates and the stays in repair of each warranty, as plain data.

        The days are the customer's calendar days, under the names of
        ``core.rightsrules.EVENTS``; what has not happened, or is not known, is left out.
        ``receipt`` is the day of ``received_on``, told or assumed. ``replacement`` is when this
        unit was handed over for another one, ``replacements`` how many times that has happened
        in its line. Repairs are those that stopped the clock: ``start``, ``end`` (None while it
        lasts), ``why`` and the record behind it as ``(model, id)``.

        :rtype: dict[aftersales.warranty, dict]
        """
        # sudo: aftersales.warranty and the documents behind it - days only, for records the
        # caller may read
        warranties = self.sudo()
        return {
            warranty.sudo(False).with_env(self.env): {
                "dates": {event: day for event, day in warranty._life_dates().items() if day},
                "repairs": [
                    {
                        "start": stop.start_date,
                        "end": stop.end_date or None,
                        "why": stop.why,
                        "source": (stop.source_model, stop.source_id)
                        if stop.source_model
                        else None,
                    }
                    for stop in warranty.suspension_ids
                ],
                "replacements": warranty._replacements(),
            }
            for warranty in warranties
        }

    def _life_dates(self):
        """Return the days of the unit's life by event, None for what has not happened."""
        self.ensure_one()
        move, order = self.move_id, self.sale_order_id
        shipped = move and move._aftersales_local_day(move.date)
        ordered = order and move._aftersales_local_day(order.date_order)
        return {
            **self._core_dates(),
            "contract": ordered,
            "order": ordered,
            "ship": shipped,
            "delivery": self.received_on,
            "replacement": self.replaces_id and self.received_on,
            "warranty_end": self.end_date,
        }

    def _replacements(self):
        """Return how many units were exchanged, one after the other, before this one."""
        count, unit = 0, self.replaces_id
        while unit:
            count, unit = count + 1, unit.replaces_id
        return count

    def _first_of_exchanges(self):
        """Return the warranty of the unit that was sold, before any was given for another."""
        # sudo: aftersales.warranty - the way back to it, for the days of its life
        first = self.sudo()
        while first.replaces_id:
            first = first.replaces_id
        return first
