"""What the tests of rights share: countries, their customers, and policies in force."""

from datetime import datetime, timedelta

from rma_common import SalesCase

from odoo.fields import Command


class RightsCase(SalesCase):
    """A consumer in China, one in Germany; nothing is in force before a test says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.aftersales_sales_channel = "distance"
        cls.policies = cls.env["aftersales.rights.policy"]
        cls.decisions = cls.env["aftersales.rights.decision"]
        cls.chinese = cls.new_consumer("Li Wei", "base.cn", "Asia/Shanghai")
        cls.german = cls.new_consumer("Hanna Roth", "base.de", "Europe/Berlin")

    @classmethod
    def new_consumer(cls, name, country, tz):
        return cls.env["res.partner"].create(
            {"name": name, "country_id": cls.env.ref(country).id, "tz": tz}
        )

    @classmethod
    def template(cls, name):
        return cls.env.ref(f"aftersales_addon.rights_policy_{name}")

    @classmethod
    def put_in_force(cls, *names):
        """Put shipped templates in force at the company, as an administrator does."""
        templates = cls.policies.union(*(cls.template(name) for name in names))
        templates.with_user(cls.administrator).action_activate()
        return templates

    @classmethod
    def new_policy(cls, *rows, user=None, release=True, contract_from=None, **values):
        """Return a policy of the company's own with these rows."""
        policy = cls.policies.with_user(user or cls.administrator).create(
            {"code": "OWN", "name": "Our terms", "regime": "commercial", **values}
        )
        version = policy.draft_version_id
        version.contract_from = contract_from
        version.rule_ids = [
            Command.create({"code": f"row-{number}", "name": f"Row {number}", **row})
            for number, row in enumerate(rows, 1)
        ]
        if release:
            version.action_release()
        return policy.with_env(cls.env)

    @classmethod
    def sold(cls, partner, product=None, days_ago=2, serials=None, **values):
        """Return the delivery of something that was ordered and delivered so many days ago."""
        order = cls.sell_and_deliver(
            product or cls.kettle, partner=partner, serials=serials, invoice=False, **values
        )
        move = cls.delivered(order)
        cls.backdate(move, days_ago)
        return move

    @classmethod
    def backdate(cls, move, days_ago):
        instant = datetime.now().replace(microsecond=0) - timedelta(days=days_ago)
        move.date = instant
        move.move_line_ids.date = instant
        move.sale_line_id.order_id.date_order = instant
        warranty = cls.env["aftersales.warranty"].search([("move_id", "in", move.ids)])
        return warranty

    @classmethod
    def judge(cls, move, **matter):
        """Return what is owed on the goods of a delivery."""
        facts = cls.env["aftersales.rights.facts"]
        units = [facts._unit(move, lot) for lot in move.move_line_ids.lot_id or [None]]
        return cls.decisions._judge(units, [matter] * len(units))[0]

    def owed(self, move, **matter):
        """Return what is owed as (policy, row), the most favourable first."""
        decision = self.judge(move, **matter).decision
        return [(one.policy.code, one.rule.code) for one in decision.owed]


TWO_YEARS = {
    "start": "receipt",
    "value": 2,
    "unit": "year",
    "remedy": "repair",
    "remedy_2": "exchange",
    "chooser": "seller",
    "needs": "fault",
    "article": "No. 3",
}
MONEY_BACK = {
    "start": "receipt",
    "value": 30,
    "remedy": "refund",
    "chooser": "customer",
    "needs": "none",
    "article": "No. 1",
}
