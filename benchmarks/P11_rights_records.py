"""P11: what is owed on 10,000 units, from the records: facts read through the ORM, then decided.

A serial that was sold, delivered and invoiced, to China and to Germany, is copied by SQL with its order,
delivery, warranty and line of the invoice, sold on one of sixty days. Ten templates are in force.
All units are read and judged as by a process that has none of them at hand. Units of which the same is known
are judged once: how many are different is a figure, and so is what judging each of them apart takes.
"""

import statistics
import time

from harness import figure, median_seconds, odoo_env, seconds

from odoo.fields import Command

UNITS, DAYS = 10_000, 60
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
# What a unit is made of: each table with the columns that lead to the others, and its days.
TABLES = {
    "sale_order": {},
    "sale_order_line": {"order_id": "sale_order"},
    "account_move_line": {},
    "stock_lot": {},
    "stock_move": {"sale_line_id": "sale_order_line"},
    "stock_move_line": {"move_id": "stock_move", "lot_id": "stock_lot"},
    "aftersales_warranty": {
        "move_id": "stock_move",
        "lot_id": "stock_lot",
        "sale_line_id": "sale_order_line",
        "sale_order_id": "sale_order",
    },
}
DATES = {
    "sale_order": ["date_order"],
    "stock_move": ["date"],
    "stock_move_line": ["date"],
    "aftersales_warranty": ["received_on", "start_date", "end_date"],
}


def sell(env, product, country, tz):
    """Return the delivery of one serial to a consumer in a country, by the tables of ``TABLES``."""
    customer = env["res.partner"].create(
        {"name": f"Consumer in {tz}", "country_id": env.ref(country).id, "tz": tz}
    )
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    lot = env["stock.lot"].create({"name": f"P11 {tz}", "product_id": product.id})
    env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 1, lot_id=lot)
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 1})],
        }
    )
    order.action_confirm()
    [move] = order.picking_ids.move_ids
    move.picked = True
    order.picking_ids.button_validate()
    order._create_invoices().action_post()
    warranty = env["aftersales.warranty"].search([("move_id", "=", move.id)])
    env.flush_all()
    return {
        "sale_order": order.id,
        "sale_order_line": order.order_line.id,
        "account_move_line": order.order_line.invoice_lines.id,
        "stock_lot": lot.id,
        "stock_move": move.id,
        "stock_move_line": move.move_line_ids.id,
        "aftersales_warranty": warranty.id,
    }


def multiply(env, unit, count):
    """Copy what a unit is made of so many times; return the ids of the new deliveries."""
    base = {}
    for table in TABLES:
        env.cr.execute(f"SELECT max(id) FROM {table}")
        base[table] = env.cr.fetchone()[0]
    for table, links in TABLES.items():
        env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name != 'id' AND is_generated = 'NEVER'",
            [table],
        )
        columns = [name for (name,) in env.cr.fetchall()]
        values = [
            f"{base[links[name]]} + n"
            if name in links
            else f"{name} - mod(n, {DAYS}) * interval '1 day'"
            if name in DATES.get(table, ())
            else name
            for name in columns
        ]
        env.cr.execute(
            f"INSERT INTO {table} (id, {', '.join(columns)}) SELECT {base[table]} + n,"
            f" {', '.join(values)} FROM {table} CROSS JOIN generate_series(1, %s) n WHERE id = %s",
            [count, unit[table]],
        )
        env.cr.execute(f"ANALYZE {table}")
    env.cr.execute(
        "INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)"
        " SELECT %s + n, %s + n FROM generate_series(1, %s) n",
        [base["account_move_line"], base["sale_order_line"], count],
    )
    env.cr.execute("ANALYZE sale_order_line_invoice_rel")
    env.invalidate_all()
    return range(base["stock_move"] + 1, base["stock_move"] + count + 1)


def deliver(env):
    """Return the deliveries of all units, half of them to China, half to Germany."""
    category = env["product.category"].create(
        {"name": "Lamps", "aftersales_goods": "appliance", "aftersales_warranty_months": 24}
    )
    product = env["product.product"].create(
        {
            "name": "Lamp",
            "type": "consu",
            "is_storable": True,
            "tracking": "serial",
            "list_price": 100,
            "categ_id": category.id,
        }
    )
    china = sell(env, product, "base.cn", "Asia/Shanghai")
    germany = sell(env, product, "base.de", "Europe/Berlin")
    half = UNITS // 2
    return env["stock.move"].browse([*multiply(env, china, half), *multiply(env, germany, half)])


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
        # The addon is a package only once Odoo has been configured.
        from odoo.addons.aftersales_addon.core.rights import decide

        for name in TEMPLATES:
            env.ref(f"aftersales_addon.rights_policy_{name}").action_activate()
        facts = env["aftersales.rights.facts"]
        moves = deliver(env)
        units = [facts._unit(move, move.move_line_ids.lot_id) for move in moves]
        judged = judge(env, units)  # the policies are compiled once
        owed = sum(one.decision.answer == "owed" for one in judged)
        figure("P11", f"units with {len(TEMPLATES)} policies in force", len(units), "units")
        figure("P11", "of them, something is owed on", owed, "units")
        figure(
            "P11",
            "of them, different in what is known",
            len({one.facts for one in judged}),
            "units",
        )
        started = time.process_time()
        times = seconds(lambda: judge(env, units))
        processor = (time.process_time() - started) / len(times)
        spent = statistics.median(times)
        figure("P11", f"{len(units)} units from the records, all, median", spent, "s", bound=2)
        figure("P11", "the same, fastest round", times[0], "s")
        figure("P11", "the same, slowest round", times[-1], "s")
        figure("P11", "the same, time of the processor alone", processor, "s", bound=2)
        reading = median_seconds(lambda: facts._facts(units))
        figure("P11", "of it, facts from records at hand", reading, "s")
        apart = median_seconds(lambda: [decide(one.policies, one.facts) for one in judged])
        figure("P11", "judging each unit apart, rules only", apart, "s")
        decisions = env["aftersales.rights.decision"]
        one = median_seconds(lambda: decisions._judge(units[:1]), rounds=25)
        figure("P11", "one unit, records at hand", one * 1000, "ms", bound=10)
        one = median_seconds(lambda: judge(env, units[:1]), rounds=25)
        figure("P11", "one unit, nothing at hand", one * 1000, "ms")
        figure("P11", "queries for one unit", queries(env, units[:1]), "queries")
        figure("P11", f"queries for {len(units)} units", queries(env, units), "queries")


if __name__ == "__main__":
    main()
