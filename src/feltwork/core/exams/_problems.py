"""Everything that is wrong with the data of an item, so that an editor can show all at once.

Codes: not_an_object, unknown_kind, unknown_field, missing, wrong_type, too_long, bad_id, double_id, double_text,
too_few, too_many, not_allowed, no_key, unknown_key, double_key, incomplete_key, all_right, bad_shape, bad_number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ._errors import Problem
from ._keys import key_problems
from ._kinds import KINDS, SCORINGS
from ._values import is_amount, is_int, is_list, is_polygon

MOST_CHARACTERS = 20_000
MOST_CHOICES = 40
ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
FILE = re.compile(r"[\w][\w./-]{0,199}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

LISTED = ("choices", "targets", "regions", "criteria")
FIELDS = frozenset({"kind", "stem", "figure", "key", "words", "scoring", "points", "explanation", "language", *LISTED})
# which lists a kind has, and how many entries each has at least
LISTS: Mapping[str, Mapping[str, int]] = {
    "single": {"choices": 2},
    "multiple": {"choices": 2},
    "ordering": {"choices": 2},
    "matching": {"choices": 2, "targets": 2},
    "short": {"criteria": 0},
    "region": {"regions": 2},
}
ROW_FIELDS: Mapping[str, frozenset[str]] = {
    "choices": frozenset({"id", "text", "fixed"}),
    "targets": frozenset({"id", "text"}),
    "regions": frozenset({"id", "text", "shape"}),
    "criteria": frozenset({"id", "text", "points"}),
}
Found = Iterator[Problem]


def problems_of(data: Any) -> tuple[Problem, ...]:
    """Empty when `Item.from_data` takes it. Never raises, whatever *data* is."""
    if not isinstance(data, Mapping):
        return (Problem("not_an_object"),)
    kind = data.get("kind")
    if kind not in KINDS:
        return (Problem("unknown_kind", "kind"),)
    found = [*_fields(data), *_texts(data), *_lists(data, kind), *_figure(data, kind)]
    return tuple(found or key_problems(data, kind))  # a key is looked at once its choices are sound


def _fields(data: Mapping[str, Any]) -> Found:
    for name in data:
        if name not in FIELDS:
            yield Problem("unknown_field", str(name)[:40])
    if data.get("scoring", SCORINGS[0]) not in SCORINGS:
        yield Problem("not_allowed", "scoring")
    if "points" in data and not is_amount(data["points"]):
        yield Problem("bad_number", "points")
    words = data.get("words")
    if words is not None and not (is_int(words) and 0 <= words <= 5000):
        yield Problem("bad_number", "words")
    language = data.get("language", "en")
    if not (isinstance(language, str) and LANGUAGE.fullmatch(language)):
        yield Problem("not_allowed", "language")


def _texts(data: Mapping[str, Any]) -> Found:
    yield from _text(data.get("stem"), "stem")
    if data.get("explanation"):
        yield from _text(data["explanation"], "explanation")
    elif "explanation" in data and data["explanation"] != "":
        yield Problem("wrong_type", "explanation")


def _text(value: Any, where: str) -> Found:
    if value is None or (isinstance(value, str) and not value.strip()):
        yield Problem("missing", where)
    elif not isinstance(value, str):
        yield Problem("wrong_type", where)
    elif len(value) > MOST_CHARACTERS:
        yield Problem("too_long", where, {"most": MOST_CHARACTERS})


def _lists(data: Mapping[str, Any], kind: str) -> Found:
    wanted = LISTS[kind]
    for name in ROW_FIELDS:
        rows = data.get(name)
        if name not in wanted:
            if rows:
                yield Problem("not_allowed", name)
        elif rows is None or rows == []:
            if wanted[name]:
                yield Problem("too_few", name, {"least": wanted[name], "found": 0})
        elif not is_list(rows) or not all(isinstance(row, Mapping) for row in rows):
            yield Problem("wrong_type", name)
        elif len(rows) < wanted[name]:
            yield Problem("too_few", name, {"least": wanted[name], "found": len(rows)})
        elif len(rows) > MOST_CHOICES:
            yield Problem("too_many", name, {"most": MOST_CHOICES, "found": len(rows)})
        else:
            yield from _rows(rows, name)


def _rows(rows: Sequence[Mapping[str, Any]], name: str) -> Found:
    ids: set[str] = set()
    texts: set[str] = set()
    for place, row in enumerate(rows):
        where = f"{name}.{place}"
        for field in row:
            if field not in ROW_FIELDS[name]:
                yield Problem("unknown_field", f"{where}.{str(field)[:40]}")
        if not (isinstance(row.get("id"), str) and ID.fullmatch(row["id"])):
            yield Problem("bad_id", f"{where}.id")
        elif row["id"] in ids:
            yield Problem("double_id", f"{where}.id", {"id": row["id"]})
        else:
            ids.add(row["id"])
        yield from _text(row.get("text"), f"{where}.text")
        text = " ".join(row["text"].split()) if isinstance(row.get("text"), str) else ""
        if text and text in texts:
            yield Problem("double_text", f"{where}.text")
        texts.add(text)
        yield from _particulars(row, where, name)


def _particulars(row: Mapping[str, Any], where: str, name: str) -> Found:
    if name == "choices" and not isinstance(row.get("fixed", False), bool):
        yield Problem("wrong_type", f"{where}.fixed")
    if name == "criteria" and not is_amount(row.get("points")):
        yield Problem("bad_number", f"{where}.points")
    if name == "regions" and not is_polygon(row.get("shape")):
        yield Problem("bad_shape", f"{where}.shape")


def _figure(data: Mapping[str, Any], kind: str) -> Found:
    figure = data.get("figure")
    if figure is None:
        if kind == "region":
            yield Problem("missing", "figure")
        return
    if not isinstance(figure, Mapping):
        yield Problem("wrong_type", "figure")
        return
    if set(figure) - {"file", "alt", "width", "height"}:
        yield Problem("unknown_field", "figure")
    file = figure.get("file")
    if not (isinstance(file, str) and FILE.fullmatch(file) and ".." not in file):
        yield Problem("missing" if not file else "not_allowed", "figure.file")
    yield from _text(figure.get("alt"), "figure.alt")
    for side in ("width", "height"):
        if not (is_int(figure.get(side)) and 1 <= figure[side] <= 20_000):
            yield Problem("bad_number", f"figure.{side}")
