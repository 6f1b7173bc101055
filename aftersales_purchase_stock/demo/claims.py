"""What the trader of the demo claims from the vendors of goods that came back: told after its
months, through the module's own methods, as the specialist of the demo.
"""

from odoo import Command, fields

from odoo.addons.aftersales_addon.demo.clock import Clock, simulated
from odoo.addons.aftersales_addon.demo.loader import demo_language
from odoo.addons.aftersales_addon.demo.people import ZONE
from odoo.addons.aftersales_addon.models.ticket.event_mixin import Source

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
    user = env["res.users"].search([("login", "=", SPECIALIST)])
    if not user or env["aftersales.vendor.claim"].search_count([]):
        return
    language = demo_language(env)
    env = env(
        user=1,
        su=True,
        context={"lang": language, "allowed_company_ids": user.company_id.ids},
    )
    zh = language == "zh_CN"
    env.ref("base.module_aftersales_purchase_stock")._update_translations([language])
    lines = env["aftersales.rma.line"].search(
        [
            ("company_id", "=", user.company_id.id),
            ("state", "=", "received"),
            ("outcome", "in", ("refund", "exchange")),
        ],
        order="id desc",
        limit=len(STEPS),
    )
    clock = Clock(ZONE["zh" if zh else "en"], fields.Datetime.now())
    with simulated(env.cr, clock):
        clock.instant = clock.before(clock.end, 9 * 3)
        _name_vendors(env, lines.product_id, zh)
        mine = env(
            user=user.id,
            su=False,
            context={**env.context, "tz": user.tz, "aftersales_source": Source("web")},
        )
        claims = _claim(mine, lines, zh)
        for claim, steps in zip(claims, STEPS, strict=False):
            for days, step in enumerate(steps):
                clock.instant = clock.before(clock.end, 9 * (2 - days))
                getattr(claim, step)()
        env.cr.flush()


def _name_vendors(env, products, zh):
    """Give each product a vendor with terms."""
    partners = env["res.partner"].create(
        [{"name": names[zh], "is_company": True} for names in VENDORS]
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


def _claim(env, lines, zh):
    """Note what was found, and return the claims that follow from it."""
    env["aftersales.inspection"].create(
        [
            {
                "rma_line_id": line.id,
                "grade": "d",
                "fault_found": True,
                "fault_code_id": env.ref("aftersales_addon.fault_code_f10").id,
                "disposal": "vendor",
                "note": found[zh],
            }
            for line, found in zip(lines, FOUND, strict=False)
        ]
    )
    returns = lines.rma_id.with_env(env)
    returns.action_claim()
    claims = returns.vendor_claim_ids
    claims.write({"note": TOLD[zh]})
    return claims
