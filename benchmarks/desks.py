"""Three desks that do the same work, for the benchmarks: ours, OCA's with its SLA, and the floor.

The floor is Odoo's own `maintenance.request`, about the barest record with a chatter; it promises
nothing. OCA's `helpdesk_mgmt` and `helpdesk_mgmt_sla` come from PyPI into a folder of the benchmarks' own
and run in a database without our module, on the same Odoo and PostgreSQL, in the same process. They
are measured, never copied. Where the index cannot be reached the figures are ours and the floor's, and
say so.
"""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent))

import odoo.modules.registry
from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.tools import config

import odoo.addons

from devtools import paths

OCA = ("helpdesk_mgmt", "helpdesk_mgmt_sla")
PROMISES = {"first_response": 2, "assignment": 4, "resolution": 24}  # working hours


@contextlib.contextmanager
def environment(database, commit=False):
    """An environment of the superuser; what is done in it is rolled back, unless it is to stay."""
    with odoo.modules.registry.Registry(database).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
        if commit:
            cr.commit()
        else:
            cr.rollback()


def install(database, *names):
    with environment(database, commit=True) as env:
        env["ir.module.module"].update_list()
        env["ir.module.module"].search([("name", "in", names)]).button_immediate_install()


class Desk:
    """A database, and what opens and ends its tickets."""

    name = model = ""

    def __init__(self, database):
        self.database = database
        self.team_id = self.ended_id = None

    def values(self, number):
        return {"name": f"Lamp {number} is dark"}

    def create(self, env, count):
        return env[self.model].create([self.values(number) for number in range(count)])

    def end(self, tickets):
        tickets.write({"stage_id": self.ended_id})

    def environment(self):
        return environment(self.database)


class Ours(Desk):
    name, model = "ours", "aftersales.ticket"

    def open(self):
        with environment(self.database, commit=True) as env:
            targets = [
                Command.create({"metric": metric, "amount": hours, "unit": "hours"})
                for metric, hours in PROMISES.items()
            ]
            team = env["aftersales.team"].create({"name": "Measured"})
            policy = env["aftersales.sla.policy"].create(
                {
                    "name": "Three promises",
                    "sequence": 1,
                    "team_ids": [Command.link(team.id)],
                    "version_ids": [Command.create({"target_ids": targets})],
                }
            )
            policy.version_ids._release()
            self.team_id = team.id
        return self

    def values(self, number):
        return {**super().values(number), "team_id": self.team_id, "partner_name": "Ann"}

    def end(self, tickets):
        tickets._move_to("resolved")


class Floor(Desk):
    name, model = "maintenance.request", "maintenance.request"

    def open(self):
        install(self.database, "maintenance")
        with self.environment() as env:
            self.ended_id = env["maintenance.stage"].search([("done", "=", True)], limit=1).id
        return self


class Peer(Desk):
    name, model = "OCA helpdesk_mgmt_sla", "helpdesk.ticket"

    def open(self):
        install(self.database, *OCA)
        with environment(self.database, commit=True) as env:
            ended = env["helpdesk.ticket.stage"].search([("closed", "=", True)], limit=1)
            team = env["helpdesk.ticket.team"].create(
                {
                    "name": "Measured",
                    "use_sla": True,
                    "resource_calendar_id": env.company.resource_calendar_id.id,
                }
            )
            env["helpdesk.sla"].create(
                [
                    {"name": name, "hours": hours, "stage_id": ended.id, "team_ids": team.ids}
                    for name, hours in PROMISES.items()
                ]
            )
            self.team_id, self.ended_id = team.id, ended.id
        return self

    def values(self, number):
        return {
            **super().values(number),
            "team_id": self.team_id,
            "description": "<p>Dark</p>",
            "partner_name": "Ann",
            "partner_email": "ann@outside.example",
        }


def desks():
    """Return ours, the floor, and OCA's or None where it cannot be had."""
    config.parse_config(["--config", os.environ["AFTERSALES_CONFIG"]])
    database = config["db_name"][0]
    found = [Ours(database).open(), Floor(database).open()]
    if not fetched(*OCA):
        print("OCA is absent: its packages could not be installed from the index.", flush=True)
        return (*found, None)
    return (*found, Peer(os.environ["AFTERSALES_STOCK_DATABASE"]).open())


def fetched(*names, folder="peers"):
    """Install OCA's packages into a folder of their own; return whether they are there."""
    folder = paths.cache(folder)
    addons = folder / "odoo" / "addons"
    if not (addons / names[-1]).exists():
        packages = [f"odoo-addon-{name.replace('_', '-')}" for name in names]
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
        subprocess.run([*command, folder, *packages], check=False, stdin=subprocess.DEVNULL)
    if not (addons / names[-1]).exists():
        return False
    odoo.addons.__path__.append(str(addons))
    return True


def measured(env, work):
    """Return the seconds and the queries of some work, all of it written to the database."""
    env.flush_all()
    before, started = env.cr.sql_log_count, time.perf_counter()
    work()
    env.flush_all()
    return time.perf_counter() - started, env.cr.sql_log_count - before
