"""check style and correctness without running the addon

ruff, pylint with OCA's and with Odoo's own rules, OCA's checks of XML, CSV and translations, and
whether each addon's translation template and zh_CN.po are complete. Problems are printed as each tool puts
them. `--fix` lets ruff repair what it can.
"""

import subprocess

from .. import addon, console, environment, odoo_source, paths, session, translations
from ..findings import Findings

# Rules of pylint-odoo and of OCA's module checks that we leave aside, each for its reason.
OCA_DISABLED = (
    "manifest-required-author",  # wants the OCA as author, which is not ours to claim
    "consider-merging-classes-inherited",  # each capability extends a model in a room of its own
    "no-search-all",  # stages, teams and tags are few, and all of them are meant
)
OCA_MODULE_DISABLED = (
    "xml-field-numeric-without-eval",  # Odoo's own data files write <field name="sequence">10</field>
    "xml-tag-position",  # the order of attributes is the author's
)
# The rules Odoo runs on its own code (test_lint), made for a tree laid out like Odoo's.
ODOO_RULES = (
    "sql-injection,missing-gettext,gettext-variable,gettext-placeholders,gettext-repr,raise-unlink-override,"
    "undefined-variable,unreachable"
)
ODOO_PLUGINS = (
    "_pylint_path_setup,pylint.extensions.bad_builtin,_odoo_checker_sql_injection,_odoo_checker_gettext,"
    "_odoo_checker_unlink_override"
)


def add_arguments(parser):
    parser.add_argument(
        "--fix", action="store_true", help="repair what ruff can repair, then check"
    )
    parser.add_argument(
        "--quick", action="store_true", help="only what needs no database, for each commit"
    )


def run(options):
    venv = environment.ensure("dev")
    bin_ = venv.python.parent
    variables = venv.variables()
    if options.fix:
        subprocess.run(
            [bin_ / "ruff", "check", "--fix", "--quiet"],
            cwd=paths.REPOSITORY,
            env=variables,
            check=False,
        )
        subprocess.run(
            [bin_ / "ruff", "format", "--quiet"], cwd=paths.REPOSITORY, env=variables, check=False
        )
    findings = Findings()
    findings.command("ruff check", [bin_ / "ruff", "check"], variables)
    findings.command("ruff format", [bin_ / "ruff", "format", "--check"], variables)
    _check_addons(findings, venv, options)
    return findings.conclude()


def _check_addons(findings, venv, options):
    bin_, names, variables = venv.python.parent, addon.names(), venv.variables()
    odoo = odoo_source.ensure(venv, options.odoo)
    findings.command("pylint-odoo", [
        bin_ / "pylint", "--load-plugins=pylint_odoo", "--rcfile=/dev/null", "--disable=all", "--enable=odoolint",
        f"--disable={','.join(OCA_DISABLED)}", "--valid-odoo-versions=19.0", "--score=n", *names,
    ], variables)  # fmt: skip
    rules = odoo.addon("test_lint") / "tests"
    findings.command("Odoo's own pylint rules", [
        bin_ / "pylint", "--rcfile=/dev/null", "--disable=all", f"--enable={ODOO_RULES}",
        f"--load-plugins={ODOO_PLUGINS}", "--score=n", *names,
    ], venv.variables(PYTHONPATH=f"{odoo.root}:{rules}"))  # fmt: skip
    checking = [bin_ / "oca-checks-odoo-module", f"--disable={','.join(OCA_MODULE_DISABLED)}"]
    findings.command("OCA's checks of the module", [*checking, *names], variables)
    catalogues = sorted(
        str(path) for name in names for path in (paths.REPOSITORY / name).glob("i18n/*.po*")
    )
    if catalogues:
        findings.command(
            "OCA's checks of the translations", [bin_ / "oca-checks-po", *catalogues], variables
        )
    if not options.quick:
        findings.problems("translations are complete", _translation_problems(options))


def _translation_problems(options):
    """What `./dev i18n` would change, and what zh_CN.po leaves untranslated."""
    runner, databases = session.open_session("dev", options.odoo)
    try:
        with databases.scratch(bridges=True) as database:
            return [
                problem
                for name in addon.names()
                for problem in translations.problems(runner, database, name)
            ]
    except console.Stop as reason:
        return [str(reason)]
