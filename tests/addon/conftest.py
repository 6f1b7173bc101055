"""What the tests of the addon say at the end of a run."""

import sys


def pytest_terminal_summary(terminalreporter):
    """Show how many real mails were replayed, and which could not be had on this machine."""
    figures = getattr(sys.modules.get("test_mail_corpora"), "FIGURES", ())
    if figures:
        terminalreporter.section("real e-mails")
        for line in figures:
            terminalreporter.write_line(line)
