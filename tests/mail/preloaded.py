"""What the fork server loads once for all processes: Odoo and the registries of the run's databases."""

import os

import odoo.modules.registry
from odoo import sql_db
from odoo.tools import config

config.parse_config(["--config", os.environ["AFTERSALES_CONFIG"]])
NAMES = [config["db_name"][0], os.environ.get("AFTERSALES_OTHER_DATABASE")]
REGISTRIES = {name: odoo.modules.registry.Registry(name) for name in filter(None, NAMES)}
# A connection that two forks share would mix up their answers.
sql_db.close_all()


def registry(database=None):
    """The registry of a database, brought up to what other processes have changed since.

    :param database: its name; nothing for the one of this run
    """
    name = database or NAMES[0]
    if name not in REGISTRIES:
        return odoo.modules.registry.Registry(name)
    return REGISTRIES[name].check_signaling()
