"""Every row of the lists of threats by mail and by returns, and of where peers fail, has a test that names it."""

import ast
import functools
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROWS = [f"T{number}" for number in (*range(1, 27), 49, *range(56, 63))]
PEERS = (  # where other RMA modules fail
    "fifteen refunded of five delivered",
    "500 refunded on an RMA of 5",
    '"refunded" on a draft credit note',
    "stuck after its cancellation",
    '"received" after its deletion without any receipt',
    "today's list price refunded instead of the price paid",
    "partial receipt refused",
    "the receipt button gone after cancel and re-confirm",
    "a mail template without external id breaking the confirmation",
    "grouping by the user's company",
    "a portal request on somebody else's order, product or picking",
    "orphans after uninstalling",
    "foreign partner/sale line/product/picking in portal RMA request",
    "same unit returned twice (draft+draft, concurrent)",
    "refund qty above RMA",
    "cancelled refund gives the claim back",
    "delete of refund without receipt",
    "cancel/draft/confirm gives a receipt again",
    "user without RMA rights reads no credit note",
    "uninstall leaves no orphan picking type, route or sequence",
)
NAMED = re.compile(r"\bT(\d+)(?:[\N{EN DASH}-]T(\d+))?\b")


def rows_named(text):
    """The rows that a docstring names, also those between the ends of `T3–T6`."""
    for first, last in NAMED.findall(text):
        yield from (f"T{number}" for number in range(int(first), int(last or first) + 1))


@functools.cache
def docstrings():
    """Test -> its docstring; what a whole file or class is about counts for none."""
    return {
        f"{path.relative_to(TESTS)}::{node.name}": " ".join(ast.get_docstring(node).split())
        for path in sorted(TESTS.rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and ast.get_docstring(node)
    }


def by_row():
    """Row -> the tests whose docstrings name it."""
    found = {}
    for test, text in docstrings().items():
        for row in rows_named(text):
            found.setdefault(row, []).append(test)
    return found


@pytest.mark.parametrize("row", ROWS)
def test_row_is_named_by_a_test(row):
    assert row in by_row(), f"no test says that it is about {row}"


@pytest.mark.parametrize("sentence", PEERS)
def test_failure_of_the_peers_is_quoted_by_a_test(sentence):
    said = [test for test, text in docstrings().items() if "Peers: " in text and sentence in text]
    assert said, f"no test says that it is about: {sentence}"


def test_range_names_each_row():
    assert list(rows_named("T3\N{EN DASH}T5, T9")) == ["T3", "T4", "T5", "T9"]
