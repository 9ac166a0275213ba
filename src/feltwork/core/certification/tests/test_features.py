"""The 42 features of the handbook (`domain/certification.md`, section 13): each is used by a case that runs.

The name is an example of a bundled programme, or a test of this folder where the feature needs none of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .test_examples import ALL

FEATURES = {
    1: "ACTC-1",  # gate
    2: "SE-1",  # sum
    3: "EM-T6",  # order
    4: "SE-9",  # approver qualified on the day
    5: "SE-3",  # part inside a total
    6: "RP-T4",  # count
    7: "IF-T2",  # either, or
    8: "IF-T1",  # editions and grandfathering
    9: "IC-T3",  # elapsed time
    10: "SE-18",  # evidence and signature
    11: "ER-3",  # lifecycle with grace and lapse
    12: "EM-T2",  # cap per category
    13: "BC-T1",  # by an attribute of the person
    14: "test_after_two_failures_one_waits_and_three_attempts_are_all",
    15: "IY-T2",  # renewal cycle
    16: "LM-T7",  # deadline
    17: "SE-5",  # its last step, and test_a_waiver_lets_the_gap_of_se_5_go
    18: "RPT-S-1",  # credential dependency
    19: "EM-T1",  # distinct count
    20: "SE-2",  # fixed conversion
    21: "SE-14",  # modes
    22: "test_an_examiner_who_also_supervised_is_not_independent",
    23: "BC-4",  # substitution
    24: "LM-T5",  # for a person
    25: "test_one_entry_is_not_counted_in_two_requirements_of_a_pool",
    26: "EM-T5",  # group size
    27: "SE-6",  # country over a base
    28: "test_another_bodys_approval_counts_as_ours_from_a_day_on",
    29: "EM-T3",  # best allocation
    30: "LM-T9",  # minimum in each period
    31: "LM-T8",  # the better of two editions
    32: "EM-T4",  # conversion by attributes
    33: "test_each_group_and_so_many_groups",
    34: "SE-8",  # the level of the day
    35: "IC-T7",  # look-back
    36: "ER-2",  # declaration and audit
    37: "LO-2",  # counts several times
    38: "test_a_cap_in_each_period",
    39: "test_a_ratio_on_average_and_in_each_place",
    40: "LM-T1",  # any seven days
    41: "BC-T4",  # carry-over
    42: "SE-12",  # grows
}


def names() -> set[str]:
    """Every example, and every test of this folder."""
    tests = [file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py")]
    found = {
        line.split("(")[0].removeprefix("def ")
        for text in tests
        for line in text.splitlines()
        if line.startswith("def test_")
    }
    return found | set(ALL)


@pytest.mark.parametrize("number", range(1, 43))
def test_a_feature_has_a_case(number):
    assert FEATURES[number] in names()
