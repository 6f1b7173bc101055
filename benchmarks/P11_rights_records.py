"""P11: what is owed on 10,000 units, from the records: facts read through the ORM, then decided.

One hundred orders of one hundred serials each, delivered and invoiced, judged by the Chinese, European
and British templates together with a policy of our own. Nothing but the number of units grows: the
queries of one and of all are counted.
"""

import time

from harness import figure, median_seconds, odoo_env

from odoo.fields import Command

ORDERS, SERIALS = 100, 100
TEMPLATES = (
    "cn_cpl_24",
    "cn_cpl_25",
    "cn_cpl_23",
    "cn_3b_general",
    "cn_zhejiang",
    "eu_withdrawal",
    "eu_conformity",
    "uk_cra",
    "uk_distance",
    "com_standard_24",
)


def deliver(env):
    """Return the deliveries of the serials, half of them to China, half to Germany."""
    customers = env["res.partner"].create(
        [
            {"name": "Li Wei", "country_id": env.ref("base.cn").id, "tz": "Asia/Shanghai"},
            {"name": "Hanna Roth", "country_id": env.ref("base.de").id, "tz": "Europe/Berlin"},
        ]
    )
    product = env["product.product"].create(
        {
            "name": "Lamp",
            "type": "consu",
            "is_storable": True,
            "tracking": "serial",
            "list_price": 100,
            "categ_id": env["product.category"]
            .create({"name": "Lamps", "aftersales_goods": "appliance"})
            .id,
        }
    )
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    moves = env["stock.move"]
    for number in range(ORDERS):
        lots = env["stock.lot"].create(
            [{"name": f"P11-{number}-{one}", "product_id": product.id} for one in range(SERIALS)]
        )
        for lot in lots:
            env["stock.quant"]._update_available_quantity(
                product, warehouse.lot_stock_id, 1, lot_id=lot
            )
        order = env["sale.order"].create(
            {
                "partner_id": customers[number % 2].id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": SERIALS})
                ],
            }
        )
        order.action_confirm()
        [move] = order.picking_ids.move_ids
        move.move_line_ids = [Command.clear()] + [
            Command.create(move._prepare_move_line_vals(quantity=1) | {"lot_id": lot.id})
            for lot in lots
        ]
        move.picked = True
        order.picking_ids.with_context(skip_backorder=True).button_validate()
        moves |= move
    return moves


def judge(env, units):
    """Decide for all units as a process does that has none of them at hand."""
    env.flush_all()
    env.invalidate_all()
    return env["aftersales.rights.decision"]._judge(units, [{"fault": "yes"}] * len(units))


def queries(env, units):
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    env["aftersales.rights.decision"]._judge(units)
    return env.cr.sql_log_count - before


def main():
    with odoo_env() as env:
        for name in TEMPLATES:
            env.ref(f"aftersales_addon.rights_policy_{name}").action_activate()
        facts = env["aftersales.rights.facts"]
        moves = deliver(env)
        units = [facts._unit(move, line.lot_id) for move in moves for line in move.move_line_ids]
        figure("P11", "policies in force", len(TEMPLATES), "policies")
        judged = judge(env, units)  # the policies are compiled once
        answers = {one.decision.answer for one in judged}
        figure("P11", f"units that have an answer, of {len(units)}", len(judged), "units")
        figure("P11", f"different answers ({', '.join(sorted(answers))})", len(answers), "answers")
        figure(
            "P11",
            f"{len(units)} units from the records",
            median_seconds(lambda: judge(env, units)),
            "s",
            bound=2,
        )
        started = time.perf_counter()
        env["aftersales.rights.facts"]._facts(units)
        figure("P11", "of it, reading facts that are at hand", time.perf_counter() - started, "s")
        one = median_seconds(lambda: judge(env, units[:1]))
        figure("P11", "one unit from the records", one * 1000, "ms", bound=10)
        figure("P11", "queries for one unit", queries(env, units[:1]), "queries")
        figure("P11", f"queries for {len(units)} units", queries(env, units), "queries")


if __name__ == "__main__":
    main()
