"""What the fork server loads once for all processes: Odoo and the registry of the run's database."""

import os

import odoo.modules.registry
from odoo import sql_db
from odoo.tools import config

config.parse_config(["--config", os.environ["AFTERSALES_CONFIG"]])
REGISTRY = odoo.modules.registry.Registry(config["db_name"][0])
# A connection that two forks share would mix up their answers.
sql_db.close_all()


def registry(database=None):
    """The registry of a database, brought up to what other processes have changed since.

    :param database: its name; nothing for the one of this run, which is loaded already
    """
    if database:
        return odoo.modules.registry.Registry(database)
    return REGISTRY.check_signaling()
