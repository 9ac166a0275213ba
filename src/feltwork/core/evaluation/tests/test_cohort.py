"""The report on a group, and its rows for other programs."""

import csv
import io
import itertools
import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.parquet as parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.evaluation import (
    COLUMNS,
    Answer,
    ReliableRule,
    Shown,
    Subject,
    TooFewToExport,
    age_band,
    cohort,
    deidentify,
    missing_statement,
    words_missing,
    write_csv,
    write_parquet,
)

POINTS = ("start", "middle", "end")
SAID = {
    "no_control_group", "few_people", "no_change_not_ruled_out", "simpler_model", "held_back", "too_few", "no_spread",
    "nobody_left", "those_who_answered_both", "missing_at_random",
}  # fmt: skip


def group(n, *, left=0, missed_middle=0, change=-5.0, seed=4):
    """*n* people of whom *left* gave only their first answer."""
    chance = np.random.default_rng(seed)
    rows = []
    for person in range(n):
        level = chance.normal(18, 4)
        for day, point in ((0, "start"), (90, "middle"), (180, "end")):
            gone = (day and person < left) or (point == "middle" and person < left + missed_middle)
            if not gone:
                rows.append((person, point, day, round(level + change * day / 180 + chance.normal(0, 2))))
    return pd.DataFrame(rows, columns=["person", "point", "day", "value"])


def test_a_report_says_the_change_the_spread_and_what_it_cannot_say():
    found = cohort(group(40, left=8), points=POINTS, asked=range(46), rule=ReliableRule(5.056, "worse"))
    assert (found.paired.n, found.mixed.people, found.mixed_people) == (32, 40, "all")
    assert [(one.point, one.people) for one in found.points] == [("start", 40), ("middle", 32), ("end", 32)]
    assert found.paired.low <= -5 <= found.paired.high
    assert (found.missing.asked, found.missing.drop_out.stayed, found.missing.drop_out.left) == (46, 32, 8)
    assert sum(one.count for one in found.reliable.shares) == 32
    assert found.limits[0] == "no_control_group"


def test_two_who_left_are_not_given_away_by_any_figure():
    """Of twenty, two gave only their first answer: no figure rests on all twenty."""
    found = cohort(group(20, left=2), points=POINTS, asked=range(20))
    assert (found.paired.n, found.mixed_people, found.mixed.people) == (18, "both_answered", 18)
    assert [one.people for one in found.points] == [None, 18, 18]
    assert (found.missing.asked, found.missing.drop_out, found.missing.why) == (None, None, "held_back")
    assert "held_back" in found.limits and found.mixed.answers is None
    text = json.dumps(found.as_json())
    whole = group(20, left=2).query("point == 'start'")["value"].mean()
    assert str(round(whole, 6))[:7] not in text


def test_one_who_missed_the_middle_is_not_given_away():
    found = cohort(group(20, missed_middle=1), points=POINTS, asked=range(20))
    assert [one.people for one in found.points] == [20, None, 20]
    assert [one.name for one in found.mixed.changes] == ["end"]


def test_four_people_get_no_report_not_even_their_number():
    found = cohort(group(4), points=POINTS, asked=range(4))
    assert (found.paired, found.mixed, found.missing, found.why) == (None, None, None, "too_few")
    assert [one.people for one in found.points] == [None, None, None]


def test_one_more_person_a_day_later_is_not_given_away_by_a_second_report():
    shown = Shown()
    first = cohort(group(20), points=POINTS, asked=range(20), shown=shown)
    later = cohort(group(21), points=POINTS, asked=range(21), shown=Shown(earlier=shown.groups))
    much_later = cohort(group(25), points=POINTS, asked=range(25), shown=Shown(earlier=shown.groups))
    assert (first.why, later.why, later.paired, much_later.why) == ("", "too_near", None, "")


def test_where_everybody_changed_alike_nothing_is_shown():
    frame = pd.DataFrame([(p, q, d, 9 - d) for p in range(9) for d, q in enumerate(POINTS)],
                         columns=["person", "point", "day", "value"])  # fmt: skip
    assert cohort(frame, points=POINTS).why == "no_spread"


def test_leaving_is_compared_by_the_first_answer():
    found = missing_statement(group(40, left=10), points=POINTS, asked=range(40)).drop_out
    first = group(40, left=10).query("point == 'start'")
    assert found.mean_left == pytest.approx(first.query("person < 10")["value"].mean())
    assert found.effect.low <= found.effect.g <= found.effect.high


def test_a_person_answers_a_point_once():
    frame = group(9)
    with pytest.raises(ValueError):
        cohort(pd.concat([frame, frame]), points=POINTS)
    with pytest.raises(ValueError):
        cohort(frame, points=["start"])


@given(st.integers(3, 24), st.integers(0, 8), st.integers(0, 8), st.integers(0, 5))
@settings(max_examples=25, deadline=None)
def test_every_number_of_people_that_is_shown_lies_five_or_none_apart(n, left, missed, never):
    found = cohort(group(n, left=min(left, n), missed_middle=missed), points=POINTS, asked=range(n + never))
    numbers = {one.people for one in found.points} - {None}
    if found.paired:
        numbers |= {found.paired.n, found.mixed.people if found.mixed else found.paired.n}
    if found.missing and found.missing.asked:
        numbers.add(found.missing.asked)
    assert [(a, b) for a, b in itertools.combinations(sorted(numbers), 2) if b - a < 5] == []
    assert all(number >= 5 for number in numbers)
    assert words_missing(found, dict.fromkeys(SAID, "")) == set()
    json.dumps(found.as_json(), allow_nan=False)


def ids():
    numbers = itertools.count()
    return lambda: f"{next(numbers) * 7919 % 10007:05d}"


SUBJECTS = [Subject(f"secret-{n}", 20 + n * 3 % 47, "2026") for n in range(40)]
ANSWERS = [
    Answer(one.key, "phq-9", "1", "total", point, day, float(n % 28) if day or n % 9 else None)
    for n, one in enumerate(SUBJECTS)
    for point, day in (("start", 0), ("end", 180))
]


def test_rows_hold_no_key_and_no_age_and_say_how_many_are_alike():
    found = deidentify(SUBJECTS, ANSWERS, new_id=ids())
    shared = Counter({row["person"]: (row["age_band"], row["group"]) for row in found.rows}.values())
    assert (len(found.rows), found.anonymity.people, found.anonymity.band_years) == (80, 40, 10)
    assert found.anonymity.k == min(shared.values()) >= 5
    assert "secret" not in str(found.rows) and {tuple(row) for row in found.rows} == {COLUMNS}


def test_a_person_alone_in_their_group_takes_the_groups_away():
    lone = [*SUBJECTS[:-1], replace(SUBJECTS[-1], group="of one")]
    found = deidentify(lone, ANSWERS, new_id=ids())
    assert (found.anonymity.has_group, {row["group"] for row in found.rows}) == (False, {""})
    assert found.anonymity.k >= 5


def test_a_person_of_unusual_age_takes_the_ages_away():
    old = [*SUBJECTS[:-1], replace(SUBJECTS[-1], age_years=99)]
    found = deidentify(old, ANSWERS, new_id=ids())
    assert (found.anonymity.band_years, {row["age_band"] for row in found.rows}) == (None, {""})


def test_days_are_rounded_down_to_whole_weeks():
    found = deidentify(SUBJECTS, ANSWERS, new_id=ids(), day_step=7)
    assert ({row["day"] for row in found.rows}, found.anonymity.day_step) == ({0, 175}, 7)


def test_four_are_not_exported():
    with pytest.raises(TooFewToExport):
        deidentify(SUBJECTS[:4], ANSWERS, new_id=ids())


def test_the_order_of_rows_is_that_of_ids_that_mean_nothing():
    found = deidentify(SUBJECTS, ANSWERS, new_id=ids())
    again = deidentify(SUBJECTS[::-1], ANSWERS, new_id=ids())
    names = [row["person"] for row in found.rows]
    assert names == sorted(names) and again.rows != found.rows


@pytest.mark.parametrize(
    ("age", "width", "band"),
    [
        (34, 10, "30-39"),
        (34, 5, "30-34"),
        (17, 20, "0-19"),
        (91, 10, "90+"),
        (104, 5, "90+"),
        (None, 5, ""),
        (3, None, ""),
    ],
)
def test_bands(age, width, band):
    assert age_band(age, width) == band


def test_both_files_hold_the_same_rows():
    found = deidentify(SUBJECTS, ANSWERS, new_id=ids())
    text, block = io.BytesIO(), io.BytesIO()
    write_csv(found, text)
    write_parquet(found, block, about={"source": "Feltwork"})
    rows = list(csv.DictReader(io.StringIO(text.getvalue().decode())))
    table = parquet.read_table(io.BytesIO(block.getvalue()))
    assert table.to_pylist() == [dict(row) for row in found.rows]
    assert [row["person"] for row in rows] == [row["person"] for row in found.rows]
    assert [row["value"] for row in rows if row["answered"] == "False"] == [""] * sum(
        not r["answered"] for r in found.rows
    )
    said = json.loads(table.schema.metadata[b"feltwork"])
    assert (said["source"], said["anonymity"]["k"]) == ("Feltwork", found.anonymity.k)


@pytest.mark.parametrize("group", ["=1+1", "+1", "-1", "@x"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(group):
    found = deidentify([replace(one, group=group) for one in SUBJECTS], ANSWERS, new_id=ids())
    text = io.BytesIO()
    write_csv(found, text)
    assert {row["group"] for row in csv.DictReader(io.StringIO(text.getvalue().decode()))} == {f"'{group}"}
