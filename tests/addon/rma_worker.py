"""An Odoo process of its own, as a second worker is: does what it reads, one JSON line each.

`python rma_worker.py <configuration> <database>` reads ``[model, ids, method]`` and answers with what
became of it: an empty string, or the message of the refusal.
"""

import json
import sys

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config


def work(registry, model, ids, method):
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        cr.execute("SELECT 1")  # from here on this worker sees the database of now
        try:
            retrying(lambda: getattr(env[model].browse(ids), method)() and None, env)
        except UserError as refusal:
            cr.rollback()
            return str(refusal)
    return ""


def main(configuration, database):
    config.parse_config(["--config", configuration, "--database", database, "--no-http"])
    registry = Registry(database)
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        print(json.dumps(work(registry, *json.loads(line))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
