"""run the benchmarks: all, or those named (P1 P3 ...)

Each is a script benchmarks/P*.py. It gets a copy of the test template of its own, named by the
configuration file in AFTERSALES_CONFIG, and prints one figure per line; benchmarks/harness.py has
what they share. A script without a number, such as mail_stock.py, makes a table for the
documentation: it runs only when it is named.
"""

import contextlib
import math
import re
import subprocess

from .. import console, paths, session

FOLDER = paths.REPOSITORY / "benchmarks"
HARNESS = "harness"
# A script that reads this variable gets a database without our modules as well.
STOCK = "AFTERSALES_STOCK_DATABASE"


def add_arguments(parser):
    parser.add_argument("names", nargs="*", metavar="P", help="which, e.g. P1 P3 mail_stock")


def run(options):
    scripts = chosen(options.names, sorted(FOLDER.glob("*.py"), key=number))
    if not scripts:
        console.say("There is no benchmark yet: one would be a script benchmarks/P1_<what>.py.")
        return 0
    runner, databases = session.open_session("dev", options.odoo)
    figures = paths.cache("logs", "figures.jsonl")
    figures.unlink(missing_ok=True)
    codes = []
    for script in scripts:
        console.say(f"\n=== {script.stem} ===")
        with contextlib.ExitStack() as stack:
            database = stack.enter_context(databases.scratch())
            variables = {
                "AFTERSALES_CONFIG": runner.config(database, db_name=database, log_level="warn"),
                "AFTERSALES_FIGURES": figures,
            }
            if STOCK in script.read_text():
                stock = databases.scratch(source=databases.base())
                variables[STOCK] = stack.enter_context(stock)
            command = [runner.environment.python, script]
            environment = runner.variables(**variables)
            codes.append(
                console.run(command, env=environment, cwd=FOLDER, stdin=subprocess.DEVNULL)
            )
    console.say(f"\nthe same as JSON: {figures}")
    return 1 if any(codes) else 0


def number(script):
    """The number of a benchmark; infinite for a script that has none."""
    found = re.match(r"P(\d+)", script.name)
    return int(found[1]) if found else math.inf


def chosen(names, scripts):
    """The scripts asked for by number or by name; all that have a number when none is."""
    if not names:
        return [script for script in scripts if number(script) < math.inf]
    found = {
        name: [
            script
            for script in scripts
            if f"P{number(script)}" == name.upper() or script.stem == name != HARNESS
        ]
        for name in names
    }
    if missing := [name for name, some in found.items() if not some]:
        raise console.Stop(f"No such benchmark: {' '.join(missing)}.")
    return [script for script in scripts if any(script in some for some in found.values())]
