"""A service desk with a mail address, for all tests of this folder."""

import jobs
import pytest
from accounting import FIGURES
from processes import call, kill_all


@pytest.fixture(scope="session")
def desk():
    call(jobs.open_desk)


@pytest.fixture(autouse=True)
def nobody_left_behind():
    yield
    kill_all()


def pytest_terminal_summary(terminalreporter):
    """Show the figures of the tests that count."""
    if FIGURES:
        terminalreporter.section("mail")
        for line in FIGURES:
            terminalreporter.write_line(line)
