from collections import defaultdict

from odoo import api, models

from ...core.rightsfacts import Repair


class AftersalesRightsFacts(models.AbstractModel):
    """The repairs of a unit, as rights count them."""

    _inherit = "aftersales.rights.facts"

    @api.model
    def _read(self, units):
        read = super()._read(units)
        return read | {"repairs": self._read_repairs(units, read["chains"])}

    @api.model
    def _read_repairs(self, units, chains):
        """Return the repairs of all units together, by serial or by delivery."""
        # sudo: repair.order - the history of the unit, whoever asks
        orders = self.env["repair.order"].sudo()
        lots = {lot.id for unit in units for lot in self._lots(unit, chains.get(unit.move.id, ()))}
        moves = {move.id for chain in chains.values() for move in chain}
        found = orders.search(
            [
                "|",
                ("lot_id", "in", list(lots)),
                "&",
                ("lot_id", "=", False),
                ("aftersales_rma_line_id.move_id", "in", list(moves)),
            ]
        )
        result = defaultdict(list)
        for repair, facts in found.sorted("id")._aftersales_facts().items():
            start, end, parts_days, success, fault = facts
            key = repair.lot_id or repair.aftersales_rma_line_id.move_id
            fact = Repair(
                start,
                end,
                success=success,
                fault=fault,
                part=repair._aftersales_part_replaced(),
                parts_days=parts_days,
                late_days=repair._aftersales_days_late(),
            )
            result[key].append((repair, fact))
        return result

    @api.model
    def _repairs(self, unit, read):
        """Return the repairs that the customer of the unit had to bear, the earliest first."""
        if not read["repairs"]:
            return ()
        chain = read["chains"].get(unit.move.id, ())
        keys = self._lots(unit, chain) or chain  # a replacement takes back no repair that was made
        customer = unit.partner.commercial_partner_id
        facts = [
            fact
            for key in keys
            for repair, fact in read["repairs"].get(key, ())
            if not customer or repair.partner_id.commercial_partner_id == customer
        ]
        return tuple(sorted(facts, key=lambda fact: fact.start))
