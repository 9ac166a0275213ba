"""Answers without names for other programs: ids that mean nothing, ages in bands, days since the start."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from ._suppress import LEAST

COLUMNS = ("person", "age_band", "group", "instrument", "version", "scale", "point", "day", "value", "answered")
WIDTHS = (5, 10, 20, 40)  # years; the finest at which enough people share each band is used
OPEN_END = 90  # from here on one band: very old people are few
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A person before their name is taken away. `group` is something that many share, or ""."""

    key: str
    age_years: int | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`day`: since the person's first answer. `value` is None where the sheet could not be scored."""

    key: str
    instrument: str
    version: str
    scale: str
    point: str
    day: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Anonymity:
    """Each person shares age band and group with at least `k` − 1 others. `band_years` None: ages are left out. Days
    are whole multiples of `day_step`, so that a known day of a visit finds nobody."""

    k: int
    least: int
    people: int
    band_years: int | None
    has_group: bool
    day_step: int
    traits: tuple[str, ...] = ("age_band", "group")


@dataclass(frozen=True, slots=True)
class Deidentified:
    """`rows` in the order of the new ids, which says nothing, and `anonymity` to be told with them."""

    rows: tuple[Mapping[str, object], ...]
    anonymity: Anonymity


class TooFewToExport(ValueError):
    """Fewer people than `least`: no wide band would hide anybody."""


def deidentify(
    subjects: Sequence[Subject], answers: Iterable[Answer], *, new_id: Callable[[], str], least: int = LEAST,
    day_step: int = 1,
) -> Deidentified:  # fmt: skip
    """*new_id* gives an unguessable id, new for every export, so that two exports cannot be laid side by side.

    Ages become as coarse as it takes for *least* people to share each pair of age band and group; then the group is
    left out, then the age. Raises `TooFewToExport`.
    """
    rows = list(answers)
    present = {row.key for row in rows}
    people = [one for one in subjects if one.key in present]
    if len(people) < least:
        raise TooFewToExport
    traits, width, has_group = _coarse(people, least)
    ids = {one.key: new_id() for one in people}
    if len(set(ids.values())) != len(ids):
        raise ValueError("two people got the same id")
    out = [_row(row, ids[row.key], traits[row.key], day_step) for row in rows if row.key in ids]
    out.sort(key=lambda row: (str(row["person"]), str(row["instrument"]), str(row["scale"]), row["day"]))
    k = min(Counter(traits.values()).values())
    return Deidentified(tuple(out), Anonymity(k, least, len(people), width, has_group, day_step))


def age_band(age_years: int | None, width: int | None) -> str:
    """ "30-39" for 34 and a width of 10."""
    if age_years is None or width is None:
        return UNKNOWN
    low = min(age_years, OPEN_END) // width * width
    return f"{low}+" if low + width > OPEN_END else f"{low}-{low + width - 1}"


def write_csv(data: Deidentified, to: IO[bytes]) -> None:
    """UTF-8 with a heading; no cell begins as a formula would, for all words in it are codes."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _plain(row[name]) for name in COLUMNS} for row in data.rows)
    to.write(text.getvalue().encode("utf-8"))


def write_parquet(data: Deidentified, to: IO[bytes], *, about: Mapping[str, str]) -> None:
    """One table; *about* and the anonymity stand in its metadata."""
    import pyarrow as pa  # only exports need Arrow
    import pyarrow.parquet as parquet

    kinds = {"day": pa.int32(), "value": pa.float64(), "answered": pa.bool_()}
    schema = pa.schema([pa.field(name, kinds.get(name, pa.string()), nullable=name == "value") for name in COLUMNS])
    a = data.anonymity
    said = {
        "k": a.k,
        "least": a.least,
        "people": a.people,
        "band_years": a.band_years,
        "day_step": a.day_step,
        "traits": list(a.traits),
    }
    notes = {"feltwork": json.dumps({**about, "anonymity": said}, sort_keys=True)}
    parquet.write_table(pa.Table.from_pylist([dict(row) for row in data.rows], schema.with_metadata(notes)), to)


def _coarse(people: Sequence[Subject], least: int) -> tuple[dict[str, tuple[str, str]], int | None, bool]:
    """Age band and group of each, the finest that hide everybody; the width of a band; whether groups are kept."""
    tries = [(width, True) for width in WIDTHS] + [(width, False) for width in WIDTHS] + [(None, True), (None, False)]
    for width, has_group in tries:
        traits = {one.key: (age_band(one.age_years, width), one.group if has_group else "") for one in people}
        if min(Counter(traits.values()).values()) >= least:
            break
    return traits, width, has_group


def _row(row: Answer, person: str, traits: tuple[str, str], step: int) -> dict[str, object]:
    return {
        "person": person, "age_band": traits[0], "group": traits[1], "instrument": row.instrument,
        "version": row.version, "scale": row.scale, "point": row.point, "day": row.day // step * step,
        "value": row.value, "answered": row.value is not None,
    }  # fmt: skip


def _plain(value: object) -> object:
    """A cell: words that a spreadsheet would take for a formula get a quote before them."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
