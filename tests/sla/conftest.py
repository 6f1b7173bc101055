"""A desk whose promises are watched by real processes, on the database that tests/mail works on, too."""

import sys
from pathlib import Path

import pytest

# Processes that can be killed and a mail server that goes wrong are the same as for mail.
sys.path.append(str(Path(__file__).parent.parent / "mail"))

import outbox_jobs
import sla_jobs
from processes import call, kill_all
from smtp_sink import Sink

FIGURES = []


@pytest.fixture(scope="session")
def promises():
    call(sla_jobs.open_desk)


@pytest.fixture
def sink(promises):
    with Sink() as server:
        call(outbox_jobs.open_server, port=server.port)
        yield server


@pytest.fixture
def report():
    """Show a figure at the end of the run."""
    return FIGURES.append


@pytest.fixture(autouse=True)
def nobody_left_behind():
    yield
    kill_all()


def pytest_terminal_summary(terminalreporter):
    if FIGURES:
        terminalreporter.section("response times")
        for line in FIGURES:
            terminalreporter.write_line(line)
