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

    def __init__(self, name, what, tags="", *arguments, quick=False, known=(), bridges=False):
        self.name, self.what, self.tags, self.arguments = name, what, tags, arguments
        self.quick = quick
        #: whether the apps we bridge to are there, with our bridges
        self.bridges = bridges
        #: tests that fail on stock Odoo without any addon, each with its reason beside it
        self.known = known


CHECKS = (
    Check(
        "views", "every view is valid, every report renders, every model keeps the ORM's contract",
        "migration/base:TestAllViews,render_all_views/base:TestRenderAllViews,/base:TestInvisibleField,"
        "/base:TestOverrides,/base:TestModelDeprecations,/base:TestReports", quick=True, bridges=True,
    ),
    Check("lint", "Odoo's own lint of manifests, names, indexes, routes, overrides", "/test_lint",
          "--init=test_lint", quick=True, bridges=True),
    Check("uninstall", "uninstalling and installing again", quick=True, bridges=True),
    Check("minimal", "installing with declared dependencies only", quick=True),
    Check("portal", "the portal's tests", "/portal", quick=True),
    Check("stock_account", "the tests of stock valuation", "/stock_account", quick=True),
    # Not among our dependencies: installed beside us, as a company that repairs would have it.
    Check("repair", "the tests of repair", "/repair", "--init=repair", quick=True),
    Check("stock_dropshipping", "the tests of drop shipping", "/stock_dropshipping", bridges=True),
    Check("sale_mrp", "the tests of kits", "/sale_mrp", bridges=True),
    Check("purchase_stock", "the tests of purchase with stock", "/purchase_stock", bridges=True),
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
        with databases.scratch(bridges=check.bridges) as database:
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
    """Take out each bridge and put it back, then our addon with all of them, which has to leave nothing."""
    log = paths.cache("logs", "check-uninstall.log")
    ours = addon.names()[0]
    problems = []
    for modules, flags in ((addon.bridges(), []), ([ours], ["--no-reinstall"])):
        command = [
            runner.environment.python, "-m", "odoo.tests.test_module_operations", "--database", database,
            "--addons-path", f"{','.join(map(str, runner.odoo.addons_paths))},{paths.REPOSITORY}",
            "--data-dir", runner.data_dir, "uninstall", ",".join(modules), *flags,
        ]  # fmt: skip
        code = _logged(runner, command, log, ODOO_RC=runner.config(database))
        problems += odoo_run.complaints(log.read_text(errors="replace"))
        problems += [f"exit code {code}; the log: {log}"] if code else []
    problems += [f"left behind: {what}" for what in _leftovers(runner.server, database)]
    return [*problems, *_installed(runner, database, f"--init={ours}")]


# What an uninstalled module of ours must not leave in the tables of others.
LEFTOVERS = (
    "SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns"
    " WHERE column_name LIKE 'aftersales%' OR column_name LIKE 'x_aftersales%'",
    "SELECT 'table ' || table_name FROM information_schema.tables WHERE table_name LIKE 'aftersales%'",
    "SELECT 'external id ' || module || '.' || name FROM ir_model_data WHERE module LIKE 'aftersales%'",
    "SELECT 'sequence ' || code FROM ir_sequence WHERE code LIKE 'aftersales%'",
    "SELECT 'parameter ' || key FROM ir_config_parameter WHERE key LIKE 'aftersales%'",
    "SELECT 'view ' || name FROM ir_ui_view WHERE name LIKE 'aftersales%'",
    "SELECT 'function ' || proname FROM pg_proc WHERE proname LIKE 'aftersales%'",
)


def _leftovers(server, database):
    return [row[0] for query in LEFTOVERS for row in server.execute(query, database)]


def _minimal(runner, databases, database, check):
    """Install each of ours alone; a bridge brings our addon with it."""
    problems = []
    for name in addon.names():
        databases.drop(database)
        databases.create(database)
        problems += _installed(runner, database, f"--init={name}", "--skip-auto-install")
    return problems


def _installed(runner, database, *arguments):
    try:
        runner.batch(database, *arguments)
    except console.Stop as reason:
        return [str(reason)]
    return []
