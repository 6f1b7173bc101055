"""run the benchmarks: all, or those named (P1 P3 ...)

Each is a script benchmarks/P*.py. It gets a copy of the test template of its own, named by the
configuration file in AFTERSALES_CONFIG, and prints one figure per line; benchmarks/harness.py has
what they share.
"""

import re
import subprocess

from .. import console, paths, session

FOLDER = paths.REPOSITORY / "benchmarks"


def add_arguments(parser):
    parser.add_argument("names", nargs="*", metavar="P", help="which, e.g. P1 P3")


def run(options):
    scripts = chosen(options.names, sorted(FOLDER.glob("P*.py"), key=number))
    if not scripts:
        console.say("There is no benchmark yet: one would be a script benchmarks/P1_<what>.py.")
        return 0
    runner, databases = session.open_session("dev", options.odoo)
    figures = paths.cache("logs", "figures.jsonl")
    figures.unlink(missing_ok=True)
    codes = []
    for script in scripts:
        console.say(f"\n=== {script.stem} ===")
        with databases.scratch() as database:
            config = runner.config(database, db_name=database, log_level="warn")
            variables = runner.variables(AFTERSALES_CONFIG=config, AFTERSALES_FIGURES=figures)
            command = [runner.environment.python, script]
            codes.append(console.run(command, env=variables, cwd=FOLDER, stdin=subprocess.DEVNULL))
    console.say(f"\nthe same as JSON: {figures}")
    return 1 if any(codes) else 0


def number(script):
    return int(re.match(r"P(\d+)", script.name)[1])


def chosen(names, scripts):
    """The scripts asked for by number; all when none is."""
    wanted = {int(name.lstrip("Pp")) for name in names if name.lstrip("Pp").isdigit()}
    unknown = [name for name in names if not name.lstrip("Pp").isdigit()]
    missing = wanted - {number(script) for script in scripts}
    if unknown or missing:
        raise console.Stop(
            f"No such benchmark: {' '.join([*unknown, *(f'P{n}' for n in sorted(missing))])}."
        )
    return [script for script in scripts if not wanted or number(script) in wanted]
