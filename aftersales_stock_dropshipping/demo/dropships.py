"""What the vendor of the demo's trader delivers to the customer, and how it comes back."""

from odoo import Command

from odoo.addons.aftersales_addon.demo.sequel import Sequel

VENDOR = ("Fjord Furniture AS", "宁波峡湾家具有限公司")
DESK = ("Height-Adjustable Desk 160 cm", "160 厘米电动升降桌")
CODE, PRICE, COST = "HAD", 389, 240
DENTED = (
    ("Dent in the table top", "桌面有凹痕"),
    (
        "The table top arrived with a dent at the front edge. We should like another one.",
        "桌面送到时前沿有凹痕，想换一张。",
    ),
    ("", ""),
)
TOO_WIDE = (
    ("The desk is too wide for our niche", "桌子放不进预留位置"),
    (
        "The desk is 20 cm wider than our niche. It is still in its box.",
        "桌子比我们预留的位置宽 20 厘米，还没有拆箱。",
    ),
    (
        "The desk is back in our warehouse, and the money on its way to you.",
        "桌子已回到我们仓库，款项已原路退回。",
    ),
)


def load(env):
    """Sell desks that the vendor delivers: one goes back to him, one came here and is refunded."""
    trader = Sequel.of_demo(env, "aftersales_stock_dropshipping")
    if not trader or env["product.product"].search_count([("default_code", "=", CODE)]):
        return
    with trader.told():
        trader.days_ago(14)
        desk = _set_up(trader)
        dented, too_wide = (
            trader.sell(trader.of("res.partner", key), desk, 1) for key in ("delft", "aurora")
        )
        trader.days_ago(10)
        for order in (dented, too_wide):
            # sudo: purchase.order - the vendor's part, which sales need not see
            purchases = order.sudo()._get_purchase_orders()
            purchases.button_confirm()
            trader.send(purchases.picking_ids)
            trader.charge(order)
        trader.days_ago(7)
        refund = trader.request_return(too_wide, {desk: 1}, TOO_WIDE, reason="changed_mind")
        trader.approve(refund)
        trader.days_ago(3)
        trader.refund(refund)
        exchange = trader.request_return(
            dented, {desk: 1}, DENTED, reason="transport", kind="exchange"
        )
        exchange.rma.line_ids.dropship_return = "vendor"
        trader.days_ago(2)
        trader.approve(exchange)


def _set_up(trader):
    """Return goods that the vendor delivers."""
    vendor = trader.env["res.partner"].create({"name": trader.text(VENDOR), "is_company": True})
    route = trader.env.ref("stock_dropshipping.route_drop_shipping")
    return trader.env["product.product"].create(
        {
            "name": trader.text(DESK),
            "default_code": CODE,
            "type": "consu",
            "categ_id": trader.of("product.category", "accessories").id,
            "is_storable": True,
            "invoice_policy": "delivery",
            "list_price": PRICE,
            "standard_price": COST,
            "route_ids": [Command.set(route.ids)],
            "seller_ids": [Command.create({"partner_id": vendor.id, "price": COST})],
        }
    )
