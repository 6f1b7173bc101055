from odoo import api, models
from odoo.exceptions import UserError
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
        sequence = self.sudo().search(
            [("code", "=", code), ("company_id", "in", [company.id, False])],
            order="company_id",
            limit=1,
        )
        if not sequence:
            raise UserError(
                self.env._(
                    "There is no number sequence “%(code)s”: an administrator can create it under"
                    " Settings › Technical › Sequences.",
                    code=code,
                )
            )
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
