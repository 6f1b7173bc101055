"""What the trader of the demo sells as a set, and which parts of it come back."""

from odoo import Command

from odoo.addons.aftersales_addon.demo.sequel import Sequel

KIT = ("Home Office Set", "居家办公套装"), 149
# English, Chinese, price, how many in a set.
PARTS = (
    ("USB-C Dock, Nine Ports", "九合一 USB-C 扩展坞", 89, 1),
    ("HDMI Cable 2 m", "2 米 HDMI 数据线", 12, 2),
    ("Laptop Stand, Aluminium", "铝合金笔记本支架", 49, 1),
)
CODE = "HOS"
IN_STOCK = 20
ONE_PART = (
    ("The dock of the set gets hot", "套装里的扩展坞发烫"),
    (
        "The dock gets hot and drops the monitor after ten minutes. The stand and the cables are fine.",
        "扩展坞发烫，用十分钟显示器就断开。支架和数据线没有问题。",
    ),
    (
        "The dock is here. You get back its part of the price of the set.",
        "扩展坞已收到，已按其在套装价格中的份额退款。",
    ),
)
WHOLE_SET = (
    ("One set too many", "多订了一套"),
    (
        "We ordered a set for each of two desks, and one of them is not used any more.",
        "我们为两张办公桌各订了一套，其中一张已经不用了，想退掉一套。",
    ),
    ("", ""),
)


def load(env):
    """Sell two customers the set: a part comes back from one, and all of it from the other."""
    trader = Sequel.of_demo(env, "aftersales_mrp")
    if not trader or env["product.product"].search_count([("default_code", "=", CODE)]):
        return
    with trader.told():
        trader.days_ago(12)
        kit, parts = _set_up(trader)
        one, two = (
            trader.sell(trader.of("res.partner", key), kit, quantity)
            for key, quantity in (("weber", 1), ("lakeside", 2))
        )
        trader.days_ago(11)
        for order in (one, two):
            trader.send(order.picking_ids)
            trader.charge(order)
        trader.days_ago(5)
        part = trader.request_return(one, {parts[0]: 1}, ONE_PART)
        trader.approve(part)
        trader.days_ago(3)
        whole = {product: in_set for product, (*__, in_set) in zip(parts, PARTS, strict=True)}
        whole = trader.request_return(two, whole, WHOLE_SET, reason="changed_mind")
        trader.days_ago(2)
        trader.approve(whole)
        trader.refund(part)


def _set_up(trader):
    """Return the set and its parts, which lie in stock."""
    name, price = KIT
    values = {
        "type": "consu",
        "invoice_policy": "delivery",
        "categ_id": trader.of("product.category", "accessories").id,
    }
    kit, *parts = trader.env["product.product"].create(
        [
            {"name": trader.text(name), "default_code": CODE, "list_price": price} | values,
            *(
                {"name": trader.text(names), "list_price": price, "is_storable": True} | values
                for *names, price, __ in PARTS
            ),
        ]
    )
    trader.env["mrp.bom"].create(
        {
            "product_tmpl_id": kit.product_tmpl_id.id,
            "type": "phantom",
            "bom_line_ids": [
                Command.create({"product_id": part.id, "product_qty": in_set})
                for part, (*__, in_set) in zip(parts, PARTS, strict=True)
            ],
        }
    )
    trader.count(dict.fromkeys(parts, IN_STOCK))
    return kit, parts
