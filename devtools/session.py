"""Everything a command needs, brought up in order: environment, Odoo, database server."""

from . import databases, environment, odoo_run, odoo_source, postgres


def open_session(kind, odoo=None):
    """`kind` names the lock file: "odoo" to run, "dev" to test and lint."""
    venv = environment.ensure(kind)
    source = odoo_source.ensure(venv, odoo)
    server = postgres.ensure(venv)
    runner = odoo_run.Runner(source, venv, server)
    return runner, databases.Databases(runner)
