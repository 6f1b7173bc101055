"""hold the addon against Odoo's own tests and checks

By default the quick ones: all views valid, contracts of every model, Odoo's lint, uninstall and
reinstall, and the tests of the apps that ours touches most closely. `--all` adds the rest of the
apps we extend and the click through every menu: about half an hour. Names given run only these.
"""

import re
import subprocess

from .. import addon, console, odoo_run, paths, postgres, session, system
from ..findings import Findings


class Check:
    """One run of Odoo on a database copy of its own."""

    def __init__(self, name, what, tags="", *arguments, quick=False, known=()):
        self.name, self.what, self.tags, self.arguments = name, what, tags, arguments
        self.quick = quick
        #: tests that fail on stock Odoo without any addon, each with its reason beside it
        self.known = known


CHECKS = (
    Check(
        "views", "every view is valid, every report renders, every model keeps the ORM's contract",
        "migration/base:TestAllViews,render_all_views/base:TestRenderAllViews,/base:TestInvisibleField,"
        "/base:TestOverrides,/base:TestModelDeprecations,/base:TestReports", quick=True,
    ),
    Check("lint", "Odoo's own lint of manifests, names, indexes, routes, overrides", "/test_lint",
          "--init=test_lint", quick=True),
    Check("uninstall", "uninstalling and installing again", quick=True),
    Check("minimal", "installing with declared dependencies only", quick=True),
    Check("portal", "the portal's tests", "/portal", quick=True),
    Check("stock_account", "the tests of stock valuation", "/stock_account", quick=True),
    # Not among our dependencies: installed beside us, as a company that repairs would have it.
    Check("repair", "the tests of repair", "/repair", "--init=repair", quick=True),
    Check("survey", "the tests of survey", "/survey", "--init=survey"),
    Check("menus", "a click through the first menus of every app", "/web:TestMenusAdminLight"),
    Check("click", "a click on everything, as administrator", "click_all/web:TestMenusAdmin"),
    Check("sale_stock", "the tests of sale_stock", "/sale_stock"),
    Check("stock", "the tests of stock", "/stock"),
    Check("rating", "the tests of rating", "/rating"),
    Check(
        "sale", "the tests of sale", "/sale",
        # It looks up a demo partner that Odoo 19 no longer has.
        known=("test_import_quotation_template_xls",),
    ),
)  # fmt: skip


def add_arguments(parser):
    parser.add_argument(
        "names", nargs="*", metavar="CHECK", help=f"any of: {', '.join(c.name for c in CHECKS)}"
    )
    parser.add_argument("--all", action="store_true", help="every check")


def run(options):
    unknown = set(options.names) - {check.name for check in CHECKS}
    if unknown:
        raise console.Stop(f"No such check: {', '.join(sorted(unknown))}.")
    chosen = [
        c for c in CHECKS if (c.name in options.names if options.names else c.quick or options.all)
    ]
    system.require_for_odoo()
    system.require(system.BROWSER)
    runner, databases = session.open_session("dev", options.odoo)
    findings = Findings()
    special = {"uninstall": _uninstall, "minimal": _minimal}
    for check in chosen:
        with databases.scratch() as database:
            problems = special.get(check.name, _odoo_tests)(runner, databases, database, check)
            findings.problems(f"{check.name}: {check.what}", problems)
    return findings.conclude()


def _odoo_tests(runner, databases, database, check):
    log = paths.cache("logs", f"check-{check.name}.log")
    command = runner.command(
        runner.config(database), "server", "--database", database, "--stop-after-init", "--max-cron-threads=0",
        # Tests meant for a module's own installation fail on a database with more modules.
        f"--test-tags={check.tags},-at_install", f"--http-port={postgres.free_port()}", *check.arguments,
    )  # fmt: skip
    return _problems(_logged(runner, command, log), log, check)


def _logged(runner, command, log, **variables):
    with log.open("w") as handle:
        return console.run(
            command, env=runner.variables(**variables), cwd=paths.REPOSITORY, stdin=subprocess.DEVNULL,
            stdout=handle, stderr=subprocess.STDOUT,
        )  # fmt: skip


def _problems(code, log, check):
    text = log.read_text(errors="replace")
    failed = re.findall(r"(?:FAIL|ERROR): (\S+)", text)
    ours = [name for name in failed if not any(known in name for known in check.known)]
    ran = re.search(r"(\d+) failed, \d+ error\(s\) of (\d+) tests", text)
    if ran and int(ran[2]) and not ours:
        return []
    if not failed and code == 0 and not ran:
        return [f"No test ran; the log: {log}"]
    return [*ours, f"exit code {code}; the log: {log}"]


def _uninstall(runner, databases, database, check):
    log = paths.cache("logs", "check-uninstall.log")
    config = runner.config(database)
    command = [
        runner.environment.python, "-m", "odoo.tests.test_module_operations", "--database", database,
        "--addons-path", f"{','.join(map(str, runner.odoo.addons_paths))},{paths.REPOSITORY}",
        "--data-dir", runner.data_dir, "uninstall", "aftersales_addon",
    ]  # fmt: skip
    code = _logged(runner, command, log, ODOO_RC=config)
    found = odoo_run.complaints(log.read_text(errors="replace"))
    return [*found, f"exit code {code}; the log: {log}"] if found or code else []


def _minimal(runner, databases, database, check):
    databases.drop(database)
    databases.create(database)
    try:
        runner.batch(database, f"--init={addon.names()[0]}", "--skip-auto-install")
    except console.Stop as reason:
        return [str(reason)]
    return []
