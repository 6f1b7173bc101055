"""Every row of the list of threats by mail has a test that names it."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROWS = [f"T{number}" for number in range(1, 27)]
NAMED = re.compile(r"\bT(\d+)(?:[\N{EN DASH}-]T(\d+))?\b")


def rows_named(text):
    """The rows that a docstring names, also those between the ends of `T3–T6`."""
    for first, last in NAMED.findall(text):
        yield from (f"T{number}" for number in range(int(first), int(last or first) + 1))


def by_row():
    """Row -> the tests whose docstrings name it; what a whole file or class is about counts for none."""
    found = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for row in rows_named(ast.get_docstring(node) or ""):
                    found.setdefault(row, []).append(f"{path.relative_to(TESTS)}::{node.name}")
    return found


@pytest.mark.parametrize("row", ROWS)
def test_row_is_named_by_a_test(row):
    assert row in by_row(), f"no test says that it is about {row}"


def test_range_names_each_row():
    assert list(rows_named("T3\N{EN DASH}T5, T9")) == ["T3", "T4", "T5", "T9"]
