"""What the fork server loads once for all processes: Odoo and the registry of the run's database."""

import os

import odoo.modules.registry
from odoo import sql_db
from odoo.tools import config

config.parse_config(["--config", os.environ["AFTERSALES_CONFIG"]])
REGISTRY = odoo.modules.registry.Registry(config["db_name"][0])
# A connection that two forks share would mix up their answers.
sql_db.close_all()


def registry():
    """The registry, brought up to what other processes have changed since."""
    return REGISTRY.check_signaling()
