"""What every suite shares: honest results, and Odoo's test classes made to work outside an addon."""

import logging
import os
import sys
from pathlib import Path

import pytest

# Helpers that tests of all suites import (`profiles`, `common`), whatever folder pytest was given.
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent / "addon")]


class ErrorLog(logging.Handler):
    """Collects what was logged as an error; what a test mutes or asserts never arrives here."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.lines = []

    def emit(self, record):
        # A page that is closed while it still loads something complains about just that.
        if "Error received after termination" in record.getMessage():
            return
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")
        if record.exc_info:
            self.lines.append(logging.Formatter().formatException(record.exc_info))

    def take(self):
        lines, self.lines = self.lines, []
        return "\n".join(lines)


ERRORS = ErrorLog()


def pytest_configure():
    logging.getLogger().addHandler(ERRORS)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector, name, obj):
    """Give Odoo's test classes what they only get inside an addon: tags, and the module they belong to.

    Without tags the collection dies; without `standard` the guard against outgoing requests stays
    off.
    """
    odoo_tests = sys.modules.get("odoo.tests.common")
    if not odoo_tests or not isinstance(obj, type) or not issubclass(obj, odoo_tests.BaseCase):
        return
    if not obj.__module__.startswith("odoo.") and "test_module" not in vars(obj):
        obj.test_tags = set(getattr(obj, "test_tags", None) or {"post_install"}) | {"standard"}
        obj.test_module = "aftersales_addon"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Fail a test that logged an error or skipped itself without leave: Odoo's runner would let both pass."""
    report = yield
    errors = ERRORS.take()
    if report.passed and errors:
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} logged an error that it neither muted nor expected:\n{errors}"
        )
    elif (
        report.skipped
        and not hasattr(report, "wasxfail")
        and not item.get_closest_marker("may_skip")
    ):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {_reason(report)}"
    return report


def _reason(report):
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def pytest_terminal_summary(terminalreporter):
    """Leave the counts for `./dev test`, which adds up the suites."""
    target = os.environ.get("AFTERSALES_RESULTS")
    if target:
        stats = terminalreporter.stats
        counts = {
            "passed": len(stats.get("passed", ())),
            "failed": len(stats.get("failed", ())) + len(stats.get("error", ())),
            "skipped": len(stats.get("skipped", ())),
        }
        Path(target).write_text(" ".join(f"{key}={value}" for key, value in counts.items()))
