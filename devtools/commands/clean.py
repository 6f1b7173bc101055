"""stop the database server and remove what ./dev fetched and built

The demo database goes too. With --databases only databases and their files go; the rest of the
cache stays.
"""

import shutil

from .. import console, paths, postgres, session

# Only what we made: AFTERSALES_CACHE may name a folder that holds other things as well.
FOLDERS = (
    "bytecode", "config", "locks", "logs", "missing", "odoo", "odoo-data", "postgres", "runs", "screenshots",
    "templates", "venv",
)  # fmt: skip


def add_arguments(parser):
    parser.add_argument("--databases", action="store_true", help="only drop the databases")


def run(options):
    if options.databases or postgres.is_named():
        _, databases = session.open_session("odoo", options.odoo)
        for name in databases.drop_all():
            console.say(f"dropped the database {name}")
    if options.databases:
        return
    if postgres.stop():
        console.say("stopped PostgreSQL")
    root = paths.cache_root()
    for name in FOLDERS:
        shutil.rmtree(root / name, ignore_errors=True)
    if root.exists() and not any(root.iterdir()):
        root.rmdir()
    console.say(f"removed what ./dev kept in {root}")
