"""What every shipped template comes to, case by case."""

from collections import Counter

import pytest
import rights_china
import rights_china_more
import rights_edges
import rights_europe
import rights_own
from rights_cases import outcome
from rights_templates import templates

ROOMS = (rights_china, rights_china_more, rights_europe, rights_own, rights_edges)
CASES = [case for room in ROOMS for case in room.CASES]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert outcome(case) == case.expected


def test_every_template_has_at_least_five_cases_and_every_row_one():
    counts = Counter(case.policy.code for case in CASES)
    assert min(counts[code] for code in templates()) >= 5
    rows = {(case.policy.code, case.row) for case in CASES}
    for code, versions in templates().items():
        for policy in versions:
            for rule in policy.rules:
                assert rule.kind == "exclusion" or (code, rule.code) in rows
