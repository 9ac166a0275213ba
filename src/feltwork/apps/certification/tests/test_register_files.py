"""A register of Parquet files, put to a programme by a command."""

from __future__ import annotations

from pathlib import Path

import pyarrow.csv as csv
import pyarrow.parquet as parquet
import pytest
from django.core.management import CommandError, call_command

from feltwork.core.certification.register import tables_of
from feltwork.core.certification.tests import builders

AS_OF = builders.TODAY.isoformat()


def judge(folder: Path, *words: object) -> None:
    call_command("programmes", "judge", "se-sei", f"--register={folder}", f"--as-of={AS_OF}", *map(str, words))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three candidates: complete, with all sessions in one level, with nothing."""
    complete = (*builders.sessions(4, 4, 4), builders.individual(4), builders.group(42, group_size=6))
    faculty = builders.individual(6, provider="carla")
    records = {
        1: builders.record(*complete, faculty),
        2: builders.record(*builders.sessions(12)),
        3: builders.record(),
    }
    for name, table in tables_of(records).items():
        if len(table):
            parquet.write_table(table, tmp_path / f"{name}.parquet")
    return tmp_path


def test_everybody_is_judged_and_written_down(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "answers.csv"
    judge(folder, "--out", out)
    said = capsys.readouterr()
    assert said.out.splitlines()[-4:] == ["candidates: 3", "eligible: 1", "held: 0", "explained: 0"]
    assert said.err == "3 of 3 candidates\n"
    rows = csv.read_csv(out).to_pylist()
    assert [(row["candidate"], row["state"]) for row in rows if row["requirement"] == "personal_sessions"] == [
        (1, "met"),
        (2, "met"),
        (3, "not_yet"),
    ]


def test_whoever_would_be_treated_otherwise_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "affected.parquet"
    judge(folder, "--out", out, "--against", "se-in")
    assert capsys.readouterr().out.splitlines() == ["affected: 3", "eligible no more: 0", "newly eligible: 0"]
    rows = [row for row in parquet.read_table(out).to_pylist() if row["requirement"] == "personal_sessions"]
    assert [(row["candidate"], row["state_before"], row["state_after"]) for row in rows] == [
        (2, "met", "cannot"),
        (3, "not_yet", "cannot"),
    ]


def test_a_folder_without_candidates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there is no table of candidates"):
        judge(tmp_path)


def test_answers_are_not_written_in_unknown_forms(folder: Path) -> None:
    with pytest.raises(CommandError, match=r"written as \.csv or \.parquet"):
        judge(folder, "--out", folder / "answers.txt")
