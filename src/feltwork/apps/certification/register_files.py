"""A federation's register as Parquet files: opened where they lie, judged, and the answers written down."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as parquet

from feltwork.core.certification import RuleSet
from feltwork.core.certification.register import (
    SCHEMA,
    Affected,
    Answers,
    Moved,
    Register,
    compile_rules,
    duckdb_connection,
    evaluators,
    judge_register,
    register_in,
    what_would_change,
)

Progress = Callable[[int, int], None]
CHUNK = 100_000
WORDS = ("state", "counted", "needed", "missing")


class RegisterError(Exception):
    """The files are not a register, or the answers cannot be written; the text says why."""


@contextmanager
def opened(folder: Path, *, threads: int | None = None, memory_limit: str = "2GB") -> Iterator[Register]:
    """The register in *folder*: `candidates.parquet`, or a folder `candidates` of such files, and so for each table."""
    with tempfile.TemporaryDirectory(prefix="feltwork-register-") as scratch:
        connection = duckdb_connection(threads=threads, memory_limit=memory_limit, scratch=Path(scratch))
        for name in SCHEMA:
            place = _place(folder, name)
            if place is not None:
                connection.create_view(name, connection.read_parquet(place))
        try:
            yield register_in(connection)
        except ValueError as error:
            raise RegisterError(f"{folder}: {error}") from None
        finally:
            connection.disconnect()


def _place(folder: Path, name: str) -> str | None:
    if (folder / f"{name}.parquet").is_file():
        return str(folder / f"{name}.parquet")
    return str(folder / name / "*.parquet") if (folder / name).is_dir() else None


def plan_of(rules: RuleSet) -> tuple[list[str], list[str]]:
    """How *rules* are put to a register, in lines: what queries answer, and who is explained one by one and why."""
    plan = compile_rules(rules)
    compiled = [f"  {one.requirement}: {one.how}" for one in plan.compiled]
    by_code = {one.code: f"  {one.who}: {one.why}" for one in plan.explained}
    return compiled, list(by_code.values())


def judge_files(register: Register, rules: RuleSet, as_of: date, out: Path | None, progress: Progress) -> Counter[str]:
    """What *rules* say about everybody, written to *out*; how many candidates came to what."""
    numbers: Counter[str] = Counter()
    with evaluators() as pool, _writer(out) as write:
        plan = compile_rules(rules)
        for part in judge_register(plan, register, as_of=as_of, pool=pool, chunk=CHUNK, progress=progress):
            write(_flat(part))
            numbers.update(_count(part.candidates))
    return numbers


def _count(candidates: pa.Table) -> Counter[str]:
    eligible, held = candidates["eligible"], candidates["held"]
    found = {
        "candidates": len(candidates),
        "eligible": pc.sum(pc.and_(eligible, pc.invert(held))).as_py() or 0,
        "held": pc.sum(pc.and_(eligible, held)).as_py() or 0,
        "explained": pc.sum(pc.not_equal(candidates["explained"], "")).as_py() or 0,
    }
    return Counter(found)


def compare_files(
    register: Register, before: RuleSet, after: RuleSet, as_of: date, out: Path | None, progress: Progress
) -> Counter[str]:
    """Whom *after* would treat otherwise than *before*, written to *out*; how many in all, and by requirement."""
    plans = compile_rules(before), compile_rules(after)
    numbers = Counter({"affected": 0, "eligible_no_more": 0, "newly_eligible": 0})
    with evaluators() as pool, _writer(out) as write:
        found = what_would_change(*plans, register, as_of=as_of, pool=pool, chunk=CHUNK, progress=progress)
        for some in _some(found):
            numbers["affected"] += len(some)
            numbers["eligible_no_more"] += sum(one.before.eligible and not one.after.eligible for one in some)
            numbers["newly_eligible"] += sum(one.after.eligible and not one.before.eligible for one in some)
            write(pa.Table.from_pylist([row for one in some for row in _moved(one)], schema=_MOVED))
    return numbers


def _some(found: Iterable[Affected]) -> Iterator[list[Affected]]:
    """So many at a time as make a good group of rows in a file."""
    rest = iter(found)
    while some := list(islice(rest, 5_000)):
        yield some


def _flat(part: Answers) -> pa.Table:
    """One row for each requirement of each candidate; amounts as numerator and denominator."""
    amounts = [f"{word}_{end}" for word in WORDS[1:] for end in ("num", "den")]
    rows = part.requirements.join(part.candidates, "candidate")
    rows = rows.sort_by([("candidate", "ascending"), ("requirement", "ascending")])
    return rows.select(["candidate", "eligible", "held", "level_now", "requirement", "state", *amounts, "explained"])


def _moved(one: Affected) -> Iterator[dict[str, Any]]:
    """One row for each requirement that is answered otherwise; one at least."""
    own = {"candidate": one.candidate, "eligible_before": one.before.eligible, "eligible_after": one.after.eligible}
    for moved in one.requirements or (None,):
        yield {**own, "requirement": moved.requirement if moved else "", **_sides(moved)}


def _sides(moved: Moved | None) -> dict[str, Any]:
    answers = {"before": moved and moved.before, "after": moved and moved.after}
    return {
        f"{word}_{side}": str(getattr(answer, word)) if answer else None
        for side, answer in answers.items()
        for word in WORDS
    }


_MOVED = pa.schema(
    {
        "candidate": pa.int64(),
        "eligible_before": pa.bool_(),
        "eligible_after": pa.bool_(),
        "requirement": pa.string(),
        **{f"{word}_{side}": pa.string() for side in ("before", "after") for word in WORDS},
    }
)


@contextmanager
def _writer(out: Path | None) -> Iterator[Callable[[pa.Table], None]]:
    """Rows go into a file beside *out*, which takes its name when all is written."""
    if out is None:
        yield lambda _rows: None
        return
    if out.suffix not in (".csv", ".parquet"):
        raise RegisterError(f"{out.name}: answers are written as .csv or .parquet.")
    kind = csv.CSVWriter if out.suffix == ".csv" else parquet.ParquetWriter
    part = out.with_name(f".{out.name}.part")
    with ExitStack() as stack:
        files: list[Any] = []

        def write(rows: pa.Table) -> None:
            if not files:
                files.append(stack.enter_context(kind(part, rows.schema)))
            files[0].write_table(rows)

        try:
            yield write
            stack.close()
            if files:
                part.replace(out)
        finally:
            part.unlink(missing_ok=True)
