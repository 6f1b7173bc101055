from odoo import api, models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _next_batch(self, code, company, count):
        """Return ``count`` next numbers of the sequence ``code`` in one query.

        :param str code: as for :meth:`next_by_code`
        :param company: the company whose own sequence is preferred to the shared one
        :rtype: list[str]
        """
        # sudo: ir.sequence - a number is drawn on behalf of whoever opens the record
        sequences = self.sudo().with_context(active_test=False)
        # An archived sequence goes on, a deleted one starts anew: a mail must get in.
        sequence = sequences.search(
            [("code", "=", code), ("company_id", "in", [company.id, False])],
            order="active desc, company_id",
            limit=1,
        ) or sequences.create({"name": code, "code": code, "padding": 5, "company_id": False})
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [sequence.next_by_id() for __ in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [sequence.get_next_char(number) for [number] in rows]
