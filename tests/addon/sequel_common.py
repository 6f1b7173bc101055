"""The trader of the demo before its months: people and customers, for what other modules tell."""

from datetime import datetime

from odoo.addons.aftersales_addon.demo.clock import Clock
from odoo.addons.aftersales_addon.demo.trade import Trade


def set_up_trader(env):
    """Let the people and the customers of the demo be there."""
    trade = Trade(env(user=1, su=True), Clock("Europe/London", datetime.now()), None, zh=False)
    trade._set_up_customers()
    trade._create_staff()
    trade._set_up_teams()
    trade._set_up_products()
    return trade
