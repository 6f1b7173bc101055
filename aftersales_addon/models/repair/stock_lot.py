from collections import defaultdict

from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _aftersales_repairs(self):
        """Return the repairs of each serial or lot, the earliest first.

        :return: lot -> facts as in ``repair.order._aftersales_facts``
        :rtype: dict[stock.lot, list[tuple[date, date | None, int, bool | None, str]]]
        """
        # sudo: repair.order - the history of the unit, whoever asks
        repairs = self.env["repair.order"].sudo().search([("lot_id", "in", self.ids)])
        result = defaultdict(list)
        for repair, facts in repairs.sorted("id")._aftersales_facts().items():
            result[repair.lot_id].append(facts)
        return {lot: sorted(result[lot], key=lambda facts: facts[0]) for lot in self}
