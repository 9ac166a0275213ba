"""CamCOPS as an outside oracle: a thousand random sheets of each shared instrument, a third of them with gaps.

What differs and who is right: docs/operate/measures-oracle.md. Brought and run by `python3 dev.py camcops`.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from feltwork.core.measures import instrument, score

from .camcops_scores import ANSWERS

pytestmark = pytest.mark.camcops
SHEETS = 1000
Pair = tuple[dict[str, int], dict[str, Any]]


def drawn(instrument_id: str) -> list[dict[str, int]]:
    """Answers by item id; low, middling and high sheets, so that algorithms come out both ways."""
    chance = random.Random(f"{instrument_id} 2026")
    whole, sheets = instrument(instrument_id), []
    for _ in range(SHEETS):
        lean, gaps = chance.choice([0, 1, 2, 3]), chance.choice([0, 0, 0, 0.05, 0.1, 0.3])
        answers = {}
        for item in whole.items:
            if chance.random() >= gaps:
                high = chance.choice(item.responses)
                answers[item.id] = max(high, chance.choice(item.responses)) if lean > 1 else high
                answers[item.id] = (
                    min(answers[item.id], chance.choice(item.responses)) if lean == 0 else answers[item.id]
                )
        sheets.append(answers)
    return sheets


def as_camcops_stores(instrument_id: str, answers: dict[str, int]) -> list[int | None]:
    """By place; CamCOPS stores reversed items turned already. Difficulty, where there is one, comes last."""
    items = instrument(instrument_id).items
    return [item.turned(answers[item.id]) if item.id in answers else None for item in items]


@pytest.fixture(scope="module")
def both() -> dict[str, list[Pair]]:
    folder = os.environ.get("CAMCOPS_FOLDER")
    assert folder, "python3 dev.py camcops brings CamCOPS and says where it is"
    sheets = {one: drawn(one) for one in ANSWERS}
    asked = {one: [as_camcops_stores(one, sheet) for sheet in rows] for one, rows in sheets.items()}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", Path(__file__).with_name("camcops_scores.py")],
        input=json.dumps(asked),
        env=os.environ | {"PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    theirs = json.loads(done.stdout)
    return {one: list(zip(sheets[one], theirs[one], strict=True)) for one in ANSWERS}


def totals(both: dict[str, list[Pair]], instrument_id: str, **more: Any) -> Iterator[tuple[Any, Any, Any]]:
    for answers, theirs in both[instrument_id]:
        scored = score(instrument(instrument_id), answers, **more)
        yield scored, scored.scales["total"], theirs


@pytest.mark.parametrize("instrument_id", sorted(ANSWERS))
def test_totals_agree_on_every_full_sheet_and_gaps_are_named_by_us(both, instrument_id: str) -> None:
    full = gaps = 0
    for _, ours, theirs in totals(both, instrument_id):
        if ours.value is None:
            gaps += 1
            assert ours.missing  # CamCOPS adds up what is there
        else:
            full += 1
            assert ours.value == theirs["total"]
    assert full + gaps == SHEETS
    assert min(full, gaps) > 200


def test_verdicts_agree_wherever_the_gaps_leave_no_doubt(both) -> None:
    seen = {}
    for instrument_id, codes in {
        "pcl-5": {"provisional_ptsd": "provisional_dsm5"},
        "phq-9": {"major": "major", "other": "other"},
        "phq-15": {"somatoform": "somatoform"},
    }.items():
        open_ones = 0
        for scored, _, theirs in totals(both, instrument_id):
            outcome = scored.verdicts[0].outcome
            if outcome == "":
                open_ones += 1
                continue
            assert {code: theirs[name] for code, name in codes.items()} == {code: code == outcome for code in codes}
            seen[instrument_id, outcome] = seen.get((instrument_id, outcome), 0) + 1
        assert 0 < open_ones < SHEETS / 3
    assert min(seen.values()) > 20
    assert len(seen) == 2 + 3 + 2


def test_core10_prorates_alike_up_to_one_gap_and_not_beyond(both) -> None:
    alike = refused = 0
    for scored, ours, theirs in totals(both, "core-10", prorate=True):
        if len(scored.missing) <= 1:
            alike += 1
            assert float(ours.value) == pytest.approx(theirs["clinical"])
        else:
            refused += 1
            assert (ours.value, ours.why) == (None, "too_many_missing")
    assert min(alike, refused) > 100


def test_ies_r_agrees_where_item_14_is_put_with_hyperarousal(both) -> None:
    ies, compared = instrument("ies-r"), 0
    names = {"avoidance": "avoidance", "intrusion_without_14": "intrusion", "hyperarousal_with_14": "hyperarousal"}
    for answers, theirs in both["ies-r"]:
        scales = score(ies, answers, options={"item_14": "hyperarousal"}).scales
        for ours, name in names.items():
            mean = scales[ours].value
            if mean is not None:
                compared += 1
                assert mean * len(ies.scale(ours).items) == theirs[name]
    assert compared > 1500
