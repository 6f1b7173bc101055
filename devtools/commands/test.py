"""run the tests; any path or option of pytest may follow

Without paths: tests/core and tests/devtools (plain Python, seconds), then tests/addon and tests/web
on a copy of a database that has the addon installed and none of the apps it bridges to, tests/bridges
on one that has all of them, and tests/mail and tests/sla, whose own Odoo processes work on another
copy. On two processors or more two of these run at a time, each with databases of its own, and are
shown when they end. A logged error or an unexpected skip fails a test. With paths, only what they
name, as it happens; paths under tests/core need no database.
"""

import contextlib
import os
import re
import subprocess
import time
from functools import partial
from pathlib import Path

from .. import console, environment, paths, session, system

TAKES_REST = True
PLAIN = ("tests/core", "tests/devtools")
ON_ODOO = ("tests/addon", "tests/web")
# With the apps that not every company has, and our bridges to them.
BRIDGES = ("tests/bridges",)
BY_PROCESSES = ("tests/mail", "tests/sla")
NOTHING_COLLECTED = 5
WORKERS = 2  # more would compete for the processors with the database and the browser
SHARES = 3  # of the tests on Odoo, so that the workers end at about the same time


def add_arguments(parser):
    parser.add_argument(
        "--deep", action="store_true", help="the large counts: more histories, mails, races, kills"
    )
    parser.add_argument("--keep", action="store_true", help="keep the database of this run")


def run(options):
    targets, rest = split_arguments(options.rest)
    started = time.monotonic()
    plain = [target for target in targets if not needs_odoo(target)]
    by_processes = [target for target in targets if needs_processes(target)]
    bridges = [target for target in targets if needs_bridges(target)]
    on_odoo = [target for target in targets if target not in (*plain, *by_processes, *bridges)]
    at_once = targets == all_suites() and (os.cpu_count() or 1) >= WORKERS
    works = [  # the longest first
        (run_by_processes, by_processes),
        *((run_on_odoo, share) for share in (shares(on_odoo) if at_once else [on_odoo])),
        (run_on_bridges, bridges),
        (run_plain, plain),
    ]
    works = [(suite, paths_) for suite, paths_ in works if paths_]
    if at_once:
        databases = session.open_session("dev", options.odoo)[1]
        databases.template()  # once for all
        if bridges:
            databases.template(bridges=True)
        suites = console.at_once(
            [partial(run_quietly, *work, rest, options) for work in works], WORKERS
        )
    else:
        suites = [suite(paths_, rest, options) for suite, paths_ in reversed(works)]
    return conclude(suites, time.monotonic() - started)


def run_quietly(suite, targets, rest, options):
    """Run a suite and show what it printed when it has ended, or else it would mix with another's."""
    console.say(f"- {' '.join(targets)} ...")
    log = paths.cache("logs", f"suite-{time.time_ns()}.txt")
    try:
        with log.open("w") as output:
            return suite(targets, rest, options, output)
    finally:
        console.say(log.read_text(errors="replace"))
        log.unlink()


def shares(folders):
    """Deal out the test files of the folders, so that several can run at a time."""
    files = [
        str(path.relative_to(paths.REPOSITORY))
        for folder in folders
        for path in sorted((paths.REPOSITORY / folder).rglob("test_*.py"))
    ]
    return [files[start::SHARES] for start in range(SHARES)]


def split_arguments(arguments):
    """Paths among pytest's arguments, and the other arguments; all suites when no path is named."""
    given = [word for word in arguments if _is_path(word)]
    rest = [word for word in arguments if word not in given]
    return given or all_suites(), rest


def all_suites():
    return [
        suite
        for suite in (*PLAIN, *ON_ODOO, *BRIDGES, *BY_PROCESSES)
        if any((paths.REPOSITORY / suite).glob("**/test_*.py"))
    ]


def _is_path(word):
    return not word.startswith("-") and (paths.REPOSITORY / word.split("::")[0]).exists()


def needs_odoo(target):
    return not _lies_in(target, PLAIN)


def needs_bridges(target):
    return _lies_in(target, BRIDGES)


def needs_processes(target):
    return _lies_in(target, BY_PROCESSES)


def _lies_in(target, folders):
    path = (paths.REPOSITORY / target.split("::")[0]).resolve()
    return any(path.is_relative_to(paths.REPOSITORY / folder) for folder in folders)


def run_plain(targets, rest, options, output=None):
    console.say(f"\n=== {' '.join(targets)}: plain Python ===")
    venv = environment.ensure("dev")
    # The plugin would import Odoo; these suites prove that they need none.
    return pytest(
        venv.python,
        ["-p", "no:odoo", *targets, *rest],
        venv.variables(**profile(options)),
        output,
    )


def run_on_bridges(targets, rest, options, output=None):
    return run_on_odoo(targets, rest, options, output, bridges=True)


def run_on_odoo(targets, rest, options, output=None, bridges=False):
    console.say(f"\n=== {' '.join(targets)}: on Odoo{' with our bridges' if bridges else ''} ===")
    system.require_for_odoo()
    if any(_drives_browser(target) for target in targets):
        system.require(system.BROWSER)
    runner, databases = session.open_session("dev", options.odoo)
    elsewhere = BY_PROCESSES if bridges else (*BY_PROCESSES, *BRIDGES)
    with databases.scratch(keep=options.keep, bridges=bridges) as database:
        screenshots = paths.cache("screenshots", database)
        config = runner.config(database, db_name=database, screenshots=screenshots)
        arguments = [
            "-p", "odoo", f"--odoo-config={config}", "--odoo-http",
            # The plugin's default hides errors, which are to fail the test that caused them.
            "--odoo-log-level=warn",
            *(f"--ignore={folder}" for folder in elsewhere),
            *targets, *rest,
        ]  # fmt: skip
        suite = pytest(
            runner.environment.python, arguments, runner.variables(**profile(options)), output
        )
    taken = sorted(screenshots.rglob("*.png")) if screenshots.exists() else []
    if taken:
        console.say(f"\n{len(taken)} screenshots of failing pages: {screenshots}")
    return suite


def run_by_processes(targets, rest, options, output=None):
    """The tests of what only whole processes can show: pytest itself is no Odoo, and holds no transaction."""
    console.say(f"\n=== {' '.join(targets)}: Odoo processes of their own ===")
    runner, databases = session.open_session("dev", options.odoo)
    with (
        databases.scratch(keep=options.keep) as database,
        # Two desks that write to each other are not one database that knows both.
        databases.scratch(keep=options.keep) as other,
    ):
        variables = {
            "AFTERSALES_CONFIG": runner.config(database, db_name=database, log_level="warn"),
            "AFTERSALES_OTHER_DATABASE": other,
            **profile(options),
        }
        return pytest(
            runner.environment.python,
            ["-p", "no:odoo", *targets, *rest],
            runner.variables(**variables),
            output,
        )


def _drives_browser(target):
    """Whether anything under that path may start a browser."""
    path = paths.REPOSITORY / target.split("::")[0]
    files = path.rglob("test_*.py") if path.is_dir() else [path]
    return any(re.search(r"HttpCase|start_tour|browser_js", file.read_text()) for file in files)


def profile(options):
    return {"AFTERSALES_DEEP": "1"} if options.deep else {}


def pytest(python, arguments, variables, output=None):
    """Run pytest, its text into the file `output` if there is one; returns (exit code, its counts)."""
    results = paths.cache("logs", f"pytest-{time.time_ns()}.txt")
    command = [python, "-m", "pytest", *arguments]
    code = console.run(
        command,
        env={**variables, "AFTERSALES_RESULTS": str(results)},
        cwd=paths.REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )
    counts = dict.fromkeys(("passed", "failed", "skipped"), 0)
    with contextlib.suppress(FileNotFoundError):
        counts.update(
            (key, int(value)) for key, value in re.findall(r"(\w+)=(\d+)", results.read_text())
        )
        Path(results).unlink()
    return code, counts


def conclude(suites, seconds):
    """Print the closing summary; returns the exit code."""
    totals = {
        key: sum(counts[key] for _, counts in suites) for key in ("passed", "failed", "skipped")
    }
    console.say(f"\nall suites in {seconds:.0f} s:")
    console.say("{passed} passed, {failed} failed, {skipped} skipped".format(**totals))
    codes = {code for code, _ in suites}
    if not any(totals.values()):
        console.say("No test ran.")
        return NOTHING_COLLECTED
    # A filter such as -k may leave one suite without tests while another has some.
    return 1 if codes - {0, NOTHING_COLLECTED} else 0
