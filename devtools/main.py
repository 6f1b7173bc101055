"""The command line of `./dev`."""

import argparse
import os

from . import console
from .commands import bench, checks, clean, demo, i18n, lint, shell, test

COMMANDS = (demo, test, lint, bench, shell, checks, i18n, clean)

DESCRIPTION = """\
aftersales_addon: after-sales service for Odoo 19 Community.

The first run fetches all it needs into a cache (a virtual environment, Odoo 19, PostgreSQL) and
takes some minutes; later runs start in seconds. Nothing is installed outside the cache, except,
when run as root, a browser and wkhtmltopdf through apt.
"""
EPILOG = """\
examples:
  ./dev demo                        a running Odoo with demo data; Ctrl-C stops it
  ./dev demo --lang zh_CN           the same company, in Chinese
  ./dev test                        the whole suite
  ./dev test tests/core             the rules of the field only: seconds, no database
  ./dev test tests/addon -k refund  any path or option of pytest
  ./dev shell < script.py           a script on the demo database; rolled back unless it commits

environment:
  AFTERSALES_CACHE          where the cache is (default: ~/.cache/aftersales_addon,
                            for root /var/cache/aftersales_addon)
  ODOO_PATH                 an Odoo 19 to use instead of fetching one, like --odoo
  PGHOST, PGPORT, PGUSER    a PostgreSQL server to use instead of the embedded one
"""


def parser():
    formatter = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser(
        "./dev", description=DESCRIPTION, epilog=EPILOG, formatter_class=formatter
    )
    commands = top.add_subparsers(
        title="commands", metavar="command", dest="command", required=True
    )
    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        summary, _, rest = module.__doc__.partition("\n")
        command = commands.add_parser(
            name,
            help=summary,
            description=f"{summary}\n{rest}",
            formatter_class=formatter,
            allow_abbrev=False,
        )
        command.add_argument(
            "--odoo", metavar="PATH", help="an Odoo 19 to use instead of fetching one"
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run, takes_rest=getattr(module, "TAKES_REST", False))
    return top


def main(arguments):
    top = parser()
    options, rest = top.parse_known_args(arguments)
    if rest and not options.takes_rest:
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    # A private umask would hide the cache from the user PostgreSQL runs as.
    os.umask(0o022)
    console.interrupt_on_termination()
    try:
        return options.run(options) or 0
    except console.Stop as reason:
        console.say(f"\n{reason}")
        return 1
    except KeyboardInterrupt:
        console.say("\ninterrupted")
        return 130
