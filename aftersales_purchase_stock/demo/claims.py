"""What the trader of the demo claims from the vendors of goods that came back: told after its
months, through the module's own methods, as the specialist of the demo.
"""

from odoo import Command

from odoo.addons.aftersales_addon.demo.sequel import Sequel

SPECIALIST = "sara.specialist"
# English and Chinese.
VENDORS = (
    ("Northlight Components Ltd", "深圳市北光电子元件有限公司"),
    ("Pearl River Appliances", "佛山市珠江电器制造有限公司"),
    ("Bay Electronics", "东莞市湾区电子有限公司"),
)
FOUND = (
    ("No current on the main board: a cold solder joint. A fault of the maker.", "主板不通电：虚焊，属制造缺陷。"),
    ("The motor stalls after a minute: its bearing was never greased.", "电机运转一分钟后停转：轴承出厂未加润滑脂。"),
    ("The housing is cracked at the moulding seam.", "外壳沿合模线开裂。"),
)  # fmt: skip
TOLD = (
    "Our customer's unit failed within your term. Photos and the inspection report are attached.",
    "客户的产品在贵方质保期内发生故障，随附照片和质检报告。",
)
STEPS = (("action_send", "action_accept"), ("action_send",), ())  # of the first claim, the next ...
SHARE_OF_PRICE, MONTHS, DAYS, LABOUR_RATE = 0.6, 24, 60, 40


def load(env):
    """Inspect goods that came back, and claim them from their vendors."""
    trader = Sequel.of_demo(env, "aftersales_purchase_stock")
    if not trader or env["aftersales.vendor.claim"].search_count([]):
        return
    lines = trader.env["aftersales.rma.line"].search(
        [
            ("company_id", "=", trader.company.id),
            ("state", "=", "received"),
            ("outcome", "in", ("refund", "exchange")),
        ],
        order="id desc",
        limit=len(STEPS),
    )
    with trader.told():
        trader.days_ago(3)
        _name_vendors(trader, lines.product_id)
        claims = _claim(trader, lines)
        for claim, steps in zip(claims, STEPS, strict=False):
            for days, step in enumerate(steps):
                trader.days_ago(2 - days)
                getattr(claim, step)()


def _name_vendors(trader, products):
    """Give each product a vendor with terms."""
    partners = trader.env["res.partner"].create(
        [{"name": trader.text(names), "is_company": True} for names in VENDORS]
    )
    for product, partner in zip(products, partners, strict=False):
        product.seller_ids = [
            Command.create(
                {
                    "partner_id": partner.id,
                    "price": partner.currency_id.round(product.list_price * SHARE_OF_PRICE),
                    "aftersales_claim_months": MONTHS,
                    "aftersales_claim_start": "sale",  # the demo bought nothing: there is no receipt
                    "aftersales_claim_days": DAYS,
                    "aftersales_labour_rate": LABOUR_RATE,
                }
            )
        ]


def _claim(trader, lines):
    """Note what was found, and return the claims that follow from it."""
    env = trader.as_user(SPECIALIST)
    env["aftersales.inspection"].create(
        [
            {
                "rma_line_id": line.id,
                "grade": "d",
                "fault_found": True,
                "fault_code_id": env.ref("aftersales_addon.fault_code_f10").id,
                "disposal": "vendor",
                "note": trader.text(found),
            }
            for line, found in zip(lines, FOUND, strict=False)
        ]
    )
    returns = lines.rma_id.with_env(env)
    returns.action_claim()
    claims = returns.vendor_claim_ids
    claims.write({"note": trader.text(TOLD)})
    return claims
